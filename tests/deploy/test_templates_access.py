"""The function's role allows what the code calls and no more; the deploy policy what Zappa calls, on what is ours."""

import json
import re

import pytest
from cfnlint.helpers import load_resource

from scatterpilot.store import dynamodb_layout
from scatterpilot.store.port import Index
from tests.deploy.templates import ACCOUNT, EVERYTHING, MODEL, PROFILE, REGION, ROOT, STAGES, WAYS, Stack, listed, stack

each_stage = pytest.mark.parametrize("stage", STAGES)
each_way = pytest.mark.parametrize("way", WAYS)

STARS = {
    "Documents": "the files of one bucket, whose names are random",
    "Settings": "the settings under one path",
    "Itself": "the versions of one function",
    "Traces": "X-Ray knows no resources for these calls",
    "ModelBehindProfile": "one model, in whichever region the profile sends the call to, and through that profile alone",
    "Function": "the versions and aliases of one function",
    "OldVersions": "the versions of one function",
    "StackOfTheApi": "the id that CloudFormation gives one stack",
    "Api": "the parts of one API; before the first deploy its id is not known",
    "PartsOfTheApi": "the parts of one API; before the first deploy its id is not known",
    "TagsOfTheApi": "tags are addressed by an ARN in an ARN, whose id is not known before the first deploy",
    "Package": "the packages in one bucket",
    "Schedules": "the schedules of one function, whose names begin with its name",
    "FindSchedules": "EventBridge knows no resource for this call",
    "ReadMetrics": "CloudWatch knows no resources for this call",
    "Undeploy": "the id that CloudFormation gives one stack",
}
"""Each statement with a star in a resource, and why it has to have one."""
BARE_STARS = {"Traces", "FindSchedules", "ReadMetrics"}
"""Those whose resource is nothing but a star."""

BY_OPERATION = {
    "batch_get_item": {"dynamodb:BatchGetItem"},
    "query": {"dynamodb:Query"},
    "put_item": {"dynamodb:PutItem"},
    "update_item": {"dynamodb:UpdateItem"},
    "delete_item": {"dynamodb:DeleteItem"},
    "transact_write_items": set(),
}
"""The right that each call needs; a transaction needs those of what is in it."""
BY_PART = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}


def documents(stage="prod", way="everything"):
    """The policies by name, as far as they are there."""
    access = Stack("access", stage, WAYS[way])
    found = {each["PolicyName"]: each["PolicyDocument"] for each in access.properties("ApplicationRole")["Policies"]}
    for type_ in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        found |= {name: each["PolicyDocument"] for name, each in access.of_type(type_).items()}
    return found


def statements(stage="prod", way="everything", *names):
    found = documents(stage, way)
    return {each["Sid"]: each for name in names or found for each in found[name]["Statement"]}


def actions(*found):
    return {action for each in found for action in listed(each["Action"])}


@each_stage
@each_way
def test_no_action_has_a_star(stage, way):
    assert not [action for action in actions(*statements(stage, way).values()) if "*" in action]


@each_stage
@each_way
def test_a_star_in_a_resource_has_a_reason(stage, way):
    starred = {
        sid
        for sid, each in statements(stage, way).items()
        if any("*" in resource for resource in listed(each["Resource"]))
    }
    assert starred <= set(STARS)


def test_no_reason_outlives_its_star():
    starred = {
        sid
        for stage in STAGES
        for way in WAYS
        for sid, each in statements(stage, way).items()
        if any("*" in resource for resource in listed(each["Resource"]))
    }
    assert starred == set(STARS)


@each_stage
@each_way
def test_only_what_aws_gives_no_name_for_is_allowed_on_everything(stage, way):
    bare = {sid for sid, each in statements(stage, way).items() if "*" in listed(each["Resource"])}
    assert bare == BARE_STARS


@each_stage
@each_way
def test_what_is_named_is_of_this_stage_this_account_and_this_region(stage, way):
    for sid, each in statements(stage, way).items():
        for resource in listed(each["Resource"]):
            if resource == "*" or resource.startswith("<"):
                continue
            assert REGION in resource or sid == "ModelBehindProfile"
            assert f"scatterpilot-{stage}" in resource or f"/scatterpilot/{stage}" in resource or sid in {
                "ListAndMakeApis", "ListApiKeys", "Api", "PartsOfTheApi", "TagsOfTheApi", "Undeploy", "ModelProfile", "ModelBehindProfile",
            }  # fmt: skip
            assert ACCOUNT in resource or "apigateway" in resource or sid == "ModelBehindProfile"


def test_every_action_is_one_that_aws_knows():
    from cfnlint.data import AdditionalSpecs

    known = load_resource(AdditionalSpecs, "Policies.json")
    for action in actions(*statements().values()):
        service, name = action.split(":")
        assert name.lower() in {each.lower() for each in known[service]["Actions"]}, action


def test_the_role_has_on_the_tables_the_rights_of_the_calls_in_the_code():
    code = (ROOT / "scatterpilot" / "store" / "dynamodb.py").read_text(encoding="utf-8")
    calls = set(re.findall(r"_client\.(\w+)\(", code))
    parts = set(re.findall(r'"(Put|Update|Delete|ConditionCheck)":', (ROOT / dynamodb_layout.__file__).read_text()))
    assert calls
    assert parts
    wanted = {right for call in calls for right in BY_OPERATION[call]} | {BY_PART[part] for part in parts}
    assert actions(statements()["Records"]) == wanted


def test_the_role_reaches_the_three_tables_and_asks_the_indexes_that_the_code_knows():
    found = statements()
    tables = ["<InvoicesTable.Arn>", "<ConversationsTable.Arn>", "<RateLimitsTable.Arn>"]
    assert found["Records"]["Resource"] == tables
    assert actions(found["Indexes"]) == {"dynamodb:Query"}
    assert set(found["Indexes"]["Resource"]) == {f"<InvoicesTable.Arn>/index/{index.value}" for index in Index}


def test_the_role_reads_and_writes_documents_and_deletes_none():
    found = statements()
    assert actions(found["Documents"]) == {"s3:GetObject", "s3:PutObject"}
    assert found["Documents"]["Resource"] == "<DocumentsBucket.Arn>/*"
    assert actions(found["DocumentsThatAreNotThere"]) == {"s3:ListBucket"}
    assert found["DocumentsThatAreNotThere"]["Resource"] == "<DocumentsBucket.Arn>"


def test_the_role_reads_settings_under_the_path_of_its_stage():
    found = statements()["Settings"]
    arn = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{stack('configuration').outputs['SettingsPath']}"
    assert actions(found) == {"ssm:GetParametersByPath"}
    assert found["Resource"] == [arn, f"{arn}/*"]


def test_the_role_writes_to_the_one_log_group_and_cannot_make_another():
    found = statements()["Logs"]
    assert actions(found) == {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert found["Resource"] == "<LogGroup.Arn>"


def test_the_role_asks_the_named_profile_and_its_model_through_it_alone():
    found = statements()
    profile = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:inference-profile/{PROFILE}"
    assert (found["ModelProfile"]["Action"], found["ModelProfile"]["Resource"]) == ("bedrock:InvokeModel", profile)
    behind = found["ModelBehindProfile"]
    assert (behind["Action"], behind["Resource"]) == (
        "bedrock:InvokeModel",
        f"arn:aws:bedrock:*::foundation-model/{MODEL}",
    )
    assert behind["Condition"] == {"StringEquals": {"bedrock:InferenceProfileArn": profile}}


def test_without_a_model_the_role_asks_none():
    assert not [action for action in actions(*statements("prod", "bare").values()) if action.startswith("bedrock:")]


@each_stage
def test_the_role_has_no_right_beside_those_that_a_test_here_names(stage):
    assert set(statements(stage, "everything", "application", "ModelPolicy")) == {
        "Records", "Indexes", "Documents", "DocumentsThatAreNotThere", "Settings", "Logs", "Itself", "Traces",
        "ModelProfile", "ModelBehindProfile",
    }  # fmt: skip
    assert actions(statements(stage)["Itself"]) == {"lambda:InvokeFunction"}
    assert actions(statements(stage)["Traces"]) == {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


def test_only_lambda_and_the_api_may_take_the_role():
    trust = stack("access").properties("ApplicationRole")["AssumeRolePolicyDocument"]["Statement"]
    assert [each["Principal"] for each in trust] == [{"Service": ["lambda.amazonaws.com", "apigateway.amazonaws.com"]}]


def test_the_deployer_hands_on_the_one_role_and_only_to_what_runs_under_it():
    found = statements()["RoleOfTheFunction"]
    assert (found["Action"], found["Resource"]) == ("iam:PassRole", "<ApplicationRole.Arn>")
    assert set(found["Condition"]["StringEquals"]["iam:PassedToService"]) == {
        "lambda.amazonaws.com",
        "apigateway.amazonaws.com",
        "events.amazonaws.com",
    }
    assert {action for action in actions(*statements().values()) if action.startswith("iam:")} == {"iam:PassRole"}


@each_way
def test_nobody_undeploys_prod(way):
    found = statements("prod", way)
    assert "Undeploy" not in found
    assert "cloudformation:DeleteStack" not in actions(*found.values())
    function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:scatterpilot-prod"
    for each in found.values():
        assert "lambda:DeleteFunction" not in listed(each["Action"]) or function not in listed(each["Resource"])


@pytest.mark.parametrize("stage", ["dev", "staging"])
def test_other_stages_are_undeployed(stage):
    found = statements(stage)["Undeploy"]
    assert actions(found) == {"apigateway:DELETE", "cloudformation:DeleteStack", "lambda:DeleteFunction"}
    assert f"arn:aws:apigateway:{REGION}::/restapis/abc123" in found["Resource"]


def test_the_models_policy_is_the_applications():
    assert Stack("access", "prod", EVERYTHING).properties("ModelPolicy")["Roles"] == ["<ApplicationRole>"]


def test_once_the_api_is_there_no_other_can_be_touched():
    arns = [arn for sid in ("Api", "PartsOfTheApi") for arn in listed(statements()[sid]["Resource"])]
    assert all("/restapis/abc123" in arn for arn in arns)
    assert all(arn.endswith("/restapis/*") for arn in listed(statements("prod", "bare")["Api"]["Resource"]))


def test_the_deployer_reads_no_records_no_documents_and_no_settings():
    found = statements("prod", "everything", "DeployPolicy")
    assert not [
        action for action in actions(*found.values()) if action.split(":")[0] in {"dynamodb", "ssm", "cognito-idp"}
    ]
    reached = {resource for each in found.values() for resource in listed(each["Resource"])}
    assert not [resource for resource in reached if "Documents" in resource]


@each_stage
@each_way
def test_the_policies_fit_what_iam_takes(stage, way):
    # Placeholders are shorter than ARNs: 90 characters for each make up for it.
    found = {name: json.dumps(each, separators=(",", ":")) for name, each in documents(stage, way).items()}
    weights = {name: len(text) + 90 * text.count("<") for name, text in found.items()}
    assert weights.pop("application") + weights.pop("ModelPolicy", 0) < 10_240  # together, within a role
    assert max(weights.values()) < 6_144


def test_the_backup_service_alone_takes_the_backup_role_and_only_for_this_account():
    role = Stack("backup", "prod", EVERYTHING).properties("BackupRole")
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "backup.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert all("AWSBackupServiceRolePolicyFor" in arn for arn in role["ManagedPolicyArns"])
    assert "Policies" not in role
