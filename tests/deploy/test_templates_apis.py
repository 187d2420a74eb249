"""What moto's CloudFormation leaves out, said to the services' own APIs: the client checks each name and type.

The properties of these resources are named as the calls' parameters are, so a template that the API would refuse for its
form is refused here.
"""

import boto3
import pytest
from moto import mock_aws

from tests.deploy.templates import ACCOUNT, EVERYTHING, REGION, STAGES, Stack


@pytest.fixture(params=STAGES)
def stage(request):
    with mock_aws():
        yield request.param


def properties(stack, stage, name, *left_out):
    found = Stack(stack, stage, EVERYTHING).properties(name)
    return {key: value for key, value in found.items() if key not in left_out}


def test_cloudwatch_takes_the_alarms(stage):
    client = boto3.client("cloudwatch", region_name=REGION)
    wanted = Stack("alarms", stage, EVERYTHING).of_type("AWS::CloudWatch::Alarm").values()
    for each in wanted:
        client.put_metric_alarm(**each)
    made = client.describe_alarms()["MetricAlarms"]
    assert {each["AlarmName"]: each["Threshold"] for each in made} == {
        each["AlarmName"]: each["Threshold"] for each in wanted
    }


def test_cloudwatch_takes_the_dashboard(stage):
    client = boto3.client("cloudwatch", region_name=REGION)
    client.put_dashboard(**properties("dashboard", stage, "Dashboard", "Tags"))
    assert [each["DashboardName"] for each in client.list_dashboards()["DashboardEntries"]] == [f"scatterpilot-{stage}"]


def test_dynamodb_switches_time_to_live_and_recovery_on(stage):
    client = boto3.client("dynamodb", region_name=REGION)
    for name, table in Stack("data", stage, EVERYTHING).of_type("AWS::DynamoDB::Table").items():
        ttl = table.pop("TimeToLiveSpecification", None)
        recovery = table.pop("PointInTimeRecoverySpecification")
        encryption = table.pop("SSESpecification")
        client.create_table(
            **table, SSESpecification={"Enabled": encryption["SSEEnabled"], "SSEType": encryption["SSEType"]}
        )
        client.update_continuous_backups(TableName=table["TableName"], PointInTimeRecoverySpecification=recovery)
        if ttl:
            client.update_time_to_live(TableName=table["TableName"], TimeToLiveSpecification=ttl)
        state = client.describe_time_to_live(TableName=table["TableName"])["TimeToLiveDescription"]
        assert state["TimeToLiveStatus"] == ("DISABLED" if name == "InvoicesTable" else "ENABLED")
        backups = client.describe_continuous_backups(TableName=table["TableName"])["ContinuousBackupsDescription"]
        assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
        described = client.describe_table(TableName=table["TableName"])["Table"]
        assert described["SSEDescription"]["Status"] == "ENABLED"


def test_budgets_takes_both(stage):
    client = boto3.client("budgets", region_name="us-east-1")
    for name in ("MonthlyBudget", "DailyBudget"):
        wanted = properties("budget", stage, name, "ResourceTags")
        limit = wanted["Budget"]["BudgetLimit"]
        limit["Amount"] = str(limit["Amount"])  # the template says a number, the API a text
        client.create_budget(AccountId=ACCOUNT, **wanted)
    made = client.describe_budgets(AccountId=ACCOUNT)["Budgets"]
    assert {each["TimeUnit"] for each in made} == {"MONTHLY", "DAILY"}


def test_waf_takes_the_web_acl(stage):
    client = boto3.client("wafv2", region_name=REGION)
    client.create_web_acl(**properties("edge", stage, "WebAcl"))
    (made,) = client.list_web_acls(Scope="REGIONAL")["WebACLs"]
    assert made["Name"] == f"scatterpilot-{stage}"


def test_cognito_takes_pool_client_and_groups(stage):
    client = boto3.client("cognito-idp", region_name=REGION)
    wanted = properties("identity", stage, "UserPool", "UserPoolName", "EnabledMfas")
    pool = client.create_user_pool(PoolName=f"scatterpilot-{stage}", **wanted)["UserPool"]
    assert pool["UsernameAttributes"] == ["email"]
    web = properties("identity", stage, "WebClient", "UserPoolId")
    made = client.create_user_pool_client(UserPoolId=pool["Id"], **web)["UserPoolClient"]
    assert made["AllowedOAuthFlows"] == ["code"]
    assert made["ClientSecret"]
    for group in Stack("identity", stage, EVERYTHING).of_type("AWS::Cognito::UserPoolGroup").values():
        client.create_group(**{**group, "UserPoolId": pool["Id"]})
    assert len(client.list_groups(UserPoolId=pool["Id"])["Groups"]) == 4
