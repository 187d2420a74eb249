"""The deploy policy is enough for Zappa, and has nothing that Zappa does not call.

The calls were noted while zappa 0.63.0 deployed a small app to moto's server, in the region and under the names of here:
``deploy``, ``status``, ``update``, ``schedule``, ``rollback``, ``unschedule``, ``undeploy``, with SnapStart, tracing,
tags and a schedule.
"""

from fnmatch import fnmatchcase

import pytest

from tests.deploy.templates import ACCOUNT, EVERYTHING, REGION, Stack, listed

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:scatterpilot-dev"
STACK = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/scatterpilot-dev/51af3dc0"
API = f"arn:aws:apigateway:{REGION}::/restapis"
RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/scatterpilot-dev-app.tick"
BUCKET = "<DeployBucket.Arn>"

NOTED = {
    FUNCTION: """lambda:AddPermission lambda:CreateAlias lambda:CreateFunction lambda:DeleteFunction
        lambda:DeleteFunctionConcurrency lambda:GetAlias lambda:GetFunction lambda:GetFunctionConfiguration
        lambda:GetPolicy lambda:ListFunctionUrlConfigs lambda:ListVersionsByFunction lambda:PublishVersion
        lambda:RemovePermission lambda:TagResource lambda:UpdateAlias lambda:UpdateFunctionCode
        lambda:UpdateFunctionConfiguration""",
    f"{FUNCTION}:2": "lambda:GetFunction lambda:GetFunctionConfiguration",
    STACK: """cloudformation:CreateStack cloudformation:DeleteStack cloudformation:DescribeStackResource
        cloudformation:DescribeStacks cloudformation:UpdateStack""",
    f"{API}/abc123": "apigateway:GET apigateway:PATCH",
    f"{API}/abc123/deployments": "apigateway:POST",
    f"{API}/abc123/stages/dev": "apigateway:PATCH",
    f"arn:aws:apigateway:{REGION}::/apikeys": "apigateway:GET",
    RULE: """events:DeleteRule events:DescribeRule events:ListTargetsByRule events:PutRule events:PutTargets
        events:RemoveTargets""",
    "*": "events:ListRuleNamesByTarget cloudwatch:GetMetricStatistics",
    BUCKET: "s3:ListBucket",
    f"{BUCKET}/scatterpilot-dev-1795273998.zip": "s3:PutObject s3:DeleteObject",
}
"""What was called on what. ``sts:GetCallerIdentity`` was too, which nobody needs a right for."""

FOLLOWING = {
    API: "apigateway:GET apigateway:POST",
    f"{API}/abc123": "apigateway:DELETE",
    f"{API}/abc123/resources/x/methods/ANY": "apigateway:DELETE apigateway:GET apigateway:PUT apigateway:PATCH",
    f"arn:aws:apigateway:{REGION}::/tags/arn%3Aaws%3Aapigateway": "apigateway:PATCH apigateway:POST apigateway:PUT",
    STACK: "cloudformation:TagResource cloudformation:ListStackResources",
    f"{BUCKET}/scatterpilot-dev-1795273998.zip": "s3:GetObject s3:AbortMultipartUpload",
    "<ApplicationRole.Arn>": "iam:PassRole",
}
"""What AWS does under the caller's rights in the course of these calls, and Zappa only when it waits or breaks off."""

ON_DEMAND = {
    FUNCTION: "lambda:InvokeFunction lambda:PutFunctionConcurrency",
    "<LogGroup.Arn>": "logs:DescribeLogStreams logs:FilterLogEvents",
}
"""What `zappa manage`, `invoke` and `tail` call, and `deploy` with a limit on concurrency."""

RIGHTS = [
    (action, resource)
    for calls in (NOTED, FOLLOWING, ON_DEMAND)
    for resource, actions in calls.items()
    for action in actions.split()
]


def statements():
    access = Stack("access", "dev", EVERYTHING)
    names = ("DeployPolicy", "UndeployPolicy")
    return [each for name in names for each in access.properties(name)["PolicyDocument"]["Statement"]]


@pytest.mark.parametrize(("action", "resource"), RIGHTS)
def test_what_zappa_calls_is_allowed(action, resource):
    assert any(
        action in listed(each["Action"]) and any(fnmatchcase(resource, pattern) for pattern in listed(each["Resource"]))
        for each in statements()
    )


def test_what_is_allowed_is_what_zappa_calls():
    allowed = {action for each in statements() for action in listed(each["Action"])}
    assert allowed == {action for action, _ in RIGHTS}
