"""Who comes in and through what: the user pool, the web ACL, the settings in SSM, and the backups."""

import re

import pytest

from tests.deploy.templates import EVERYTHING, REGION, ROOT, STAGES, Stack, stack

each_stage = pytest.mark.parametrize("stage", STAGES)
SETTINGS = set(
    re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "scatterpilot" / "settings.py").read_text(encoding="utf-8"))
)


def pool(stage="prod", **parameters):
    return stack("identity", stage, **parameters).properties("UserPool")


def rules(stage="prod"):
    return {each["Name"]: each for each in stack("edge", stage).properties("WebAcl")["Rules"]}


# --------------------------------------------------------------------------------------------------------- user pool
def test_people_sign_in_with_their_address_however_it_is_written():
    properties = pool()
    assert properties["UsernameAttributes"] == ["email"]
    assert properties["UsernameConfiguration"] == {"CaseSensitive": False}
    (email,) = properties["Schema"]
    assert (email["Name"], email["Required"]) == ("email", True)


def test_an_address_is_verified_when_it_is_given_and_before_it_is_changed():
    properties = pool()
    assert properties["AutoVerifiedAttributes"] == ["email"]
    assert properties["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}


def test_who_forgot_the_password_is_helped_by_mail_alone():
    assert pool()["AccountRecoverySetting"] == {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}


def test_a_password_is_long_and_none_of_the_last_five():
    policy = pool()["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] >= 12
    assert policy["RequireLowercase"]
    assert policy["RequireUppercase"]
    assert policy["RequireNumbers"]
    assert policy["PasswordHistorySize"] == 5
    assert policy["TemporaryPasswordValidityDays"] <= 7


def test_a_second_factor_can_be_had_and_is_no_text_message():
    assert pool()["MfaConfiguration"] == "OPTIONAL"
    assert pool()["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]


def test_a_remembered_device_does_not_stand_in_for_a_second_factor():
    assert "DeviceConfiguration" not in pool()


@each_stage
def test_advanced_security_is_enforced_under_the_plan_that_has_it(stage):
    assert pool(stage)["UserPoolAddOns"] == {"AdvancedSecurityMode": "ENFORCED"}
    assert pool(stage)["UserPoolTier"] == "PLUS"
    risks = stack("identity", stage).properties("RiskRules")
    assert risks["CompromisedCredentialsRiskConfiguration"]["Actions"] == {"EventAction": "BLOCK"}
    assert risks["AccountTakeoverRiskConfiguration"]["Actions"]["HighAction"]["EventAction"] == "BLOCK"


@each_stage
def test_the_pool_is_protected_from_deletion_except_in_dev(stage):
    assert pool(stage)["DeletionProtection"] == ("INACTIVE" if stage == "dev" else "ACTIVE")


def test_codes_come_from_the_products_own_address_when_one_is_given():
    assert pool()["EmailConfiguration"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    own = pool(MailIdentityArn="arn:of:identity")["EmailConfiguration"]
    assert own == {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:of:identity"}


def test_the_client_takes_the_code_flow_alone_with_a_secret_and_back_to_the_product():
    client = stack("identity").properties("WebClient")
    assert client["AllowedOAuthFlowsUserPoolClient"] is True
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["GenerateSecret"] is True
    assert client["AllowedOAuthScopes"] == ["openid", "email", "profile"]
    assert client["CallbackURLs"] == ["https://app.example.com/accounts/oidc/cognito/login/callback/"]
    assert client["LogoutURLs"] == ["https://app.example.com/"]


def test_the_client_takes_no_password_in_plain_and_does_not_tell_who_has_an_account():
    client = stack("identity").properties("WebClient")
    assert set(client["ExplicitAuthFlows"]) == {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["EnableTokenRevocation"] is True


def test_an_access_token_lasts_an_hour_and_a_session_a_month():
    client = stack("identity").properties("WebClient")
    lasts = {kind: (client[f"{kind}Validity"], unit) for kind, unit in client["TokenValidityUnits"].items()}
    assert lasts == {"AccessToken": (60, "minutes"), "IdToken": (60, "minutes"), "RefreshToken": (30, "days")}


def test_there_are_four_groups_for_staff():
    groups = stack("identity").of_type("AWS::Cognito::UserPoolGroup").values()
    assert {each["GroupName"] for each in groups} == {"staff", "support", "billing", "operator"}
    assert len({each["Precedence"] for each in groups}) == 4


# ----------------------------------------------------------------------------------------------------------- web ACL
@each_stage
def test_one_address_has_so_many_requests_in_five_minutes(stage):
    rule = rules(stage)["rate-by-address"]
    rate = rule["Statement"]["RateBasedStatement"]
    assert (rate["AggregateKeyType"], rate["EvaluationWindowSec"]) == ("IP", 300)
    assert rate["Limit"] == {"dev": 1000, "staging": 2000, "prod": 3000}[stage]
    assert rule["Action"]["Block"]["CustomResponse"]["ResponseCode"] == 429


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("bad-reputation", "AWSManagedRulesAmazonIpReputationList"),
        ("known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"),
        ("common-rules", "AWSManagedRulesCommonRuleSet"),
    ],
)
def test_the_rules_that_aws_keeps_are_in_force(name, group):
    rule = rules()[name]
    assert rule["Statement"]["ManagedRuleGroupStatement"]["Name"] == group
    assert rule["OverrideAction"] == {"None": {}}


def test_large_bodies_are_counted_and_nothing_else_is_let_through():
    overridden = [
        (name, each["Name"], each["ActionToUse"])
        for name, rule in rules().items()
        for each in rule["Statement"].get("ManagedRuleGroupStatement", {}).get("RuleActionOverrides", ())
    ]
    assert overridden == [("common-rules", "SizeRestrictions_BODY", {"Count": {}})]


def test_the_rules_have_an_order_and_are_measured():
    assert sorted(each["Priority"] for each in rules().values()) == [0, 1, 2, 3]
    assert min(rules().values(), key=lambda each: each["Priority"])["Name"] == "rate-by-address"
    assert all(each["VisibilityConfig"]["CloudWatchMetricsEnabled"] for each in rules().values())


@each_stage
def test_the_web_acl_stands_before_the_api_once_there_is_one(stage):
    assert "WebAclBeforeTheApi" not in stack("edge", stage).resources
    attached = stack("edge", stage, RestApiId="abc123").properties("WebAclBeforeTheApi")
    assert attached["ResourceArn"] == f"arn:aws:apigateway:{REGION}::/restapis/abc123/stages/{stage}"
    assert attached["WebACLArn"] == "<WebAcl.Arn>"
    assert stack("edge", stage).properties("WebAcl")["Scope"] == "REGIONAL"


# ---------------------------------------------------------------------------------------------------------- settings
@each_stage
def test_each_parameter_is_a_setting_that_the_product_reads(stage):
    parameters = Stack("configuration", stage, EVERYTHING).of_type("AWS::SSM::Parameter").values()
    path = stack("configuration", stage).outputs["SettingsPath"]
    assert path == f"/scatterpilot/{stage}"
    assert {each["Name"].removeprefix(f"{path}/") for each in parameters} <= SETTINGS
    assert {each["Type"] for each in parameters} == {"String"}


def test_the_settings_name_the_tables_and_the_bucket_of_the_stage():
    made = stack("configuration").of_type("AWS::SSM::Parameter").values()
    values = {each["Name"].rsplit("/", 1)[1]: each["Value"] for each in made}
    assert values["SCATTERPILOT_BACKEND"] == "aws"
    assert values["INVOICES_TABLE"] == "<InvoicesTable>"
    assert values["CONVERSATIONS_TABLE"] == "<ConversationsTable>"
    assert values["RATE_LIMITS_TABLE"] == "<RateLimitsTable>"
    assert values["INVOICE_BUCKET"] == "<DocumentsBucket>"
    assert values["SITE_URL"] == "https://app.example.com"


def test_mail_is_set_up_when_a_sender_is_given():
    def names(**parameters):
        made = stack("configuration", **parameters).of_type("AWS::SSM::Parameter").values()
        return {each["Name"].rsplit("/", 1)[1] for each in made}

    assert names(MailFrom="a@example.com") - names() == {"EMAIL_HOST", "DEFAULT_FROM_EMAIL"}


def test_the_secrets_to_put_by_hand_are_settings_and_no_template_holds_one():
    listed = stack("configuration").outputs["SecretNames"].split(",")
    secrets = {name.removeprefix("/scatterpilot/prod/") for name in listed}
    assert secrets == {"SECRET_KEY", "LEDGER_KEY", "DATABASE_URL", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"}
    assert secrets <= SETTINGS
    made = Stack("configuration", "prod", EVERYTHING).of_type("AWS::SSM::Parameter").values()
    assert not secrets & {each["Name"].rsplit("/", 1)[1] for each in made}


# ------------------------------------------------------------------------------------------------------------ backups
@pytest.mark.parametrize("stage", ["dev", "staging"])
def test_outside_prod_there_is_a_vault_and_nothing_goes_in(stage):
    assert set(stack("backup", stage).resources) == {"Vault"}


def test_prod_is_copied_daily_for_five_weeks_and_monthly_for_a_year():
    plan = stack("backup").properties("Plan")["BackupPlan"]["BackupPlanRule"]
    kept = {each["RuleName"]: each["Lifecycle"]["DeleteAfterDays"] for each in plan}
    assert kept == {"daily": 35, "monthly": 400}
    assert {each["TargetBackupVault"] for each in plan} == {"<Vault>"}


def test_the_copies_are_of_what_carries_the_tag():
    selection = stack("backup").properties("Selection")["BackupSelection"]
    (wanted,) = selection["ListOfTags"]
    tag = {"Key": wanted["ConditionKey"], "Value": wanted["ConditionValue"]}
    assert wanted["ConditionType"] == "STRINGEQUALS"
    assert tag in stack("data").properties("InvoicesTable")["Tags"]
    assert tag in stack("storage").properties("DocumentsBucket")["Tags"]
    assert selection["IamRoleArn"] == "<BackupRole.Arn>"
