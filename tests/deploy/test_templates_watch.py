"""Who is told what: logs with an end, alarms with a page, a dashboard that opens, budgets."""

import json
import re

import pytest

from scatterpilot.store.port import Index
from tests.deploy.templates import ACCOUNT, EVERYTHING, PROFILE, ROOT, STAGES, WAYS, Stack, stack

PAGE = ROOT / "docs" / "operations" / "alarms.md"
ALARMS = {
    "FunctionErrors": "function-errors",
    "ServerErrors": "server-errors",
    "SlowAnswers": "slow-answers",
    "FunctionThrottles": "function-throttles",
    "InvoicesTableThrottles": "table-throttles",
    "ConversationsTableThrottles": "table-throttles",
    "RateLimitsTableThrottles": "table-throttles",
    "ModelThrottles": "model-throttles",
    "DailyModelSpend": "daily-spend",
}
"""Each alarm and where its page has it."""
each_stage = pytest.mark.parametrize("stage", STAGES)
each_alarm = pytest.mark.parametrize("name", ALARMS)
each_way = pytest.mark.parametrize("way", WAYS)


def alarm(name, stage="prod", **parameters):
    return Stack("alarms", stage, {**EVERYTHING, **parameters}).properties(name)


def dimensions(metric):
    return {each["Name"]: each["Value"] for each in metric["Dimensions"]}


def measured(properties):
    """The metrics behind an alarm of several: name, dimensions, statistic and period."""
    stats = [each["MetricStat"] for each in properties["Metrics"] if "MetricStat" in each]
    return [(each["Metric"]["MetricName"], dimensions(each["Metric"]), each["Stat"], each["Period"]) for each in stats]


def body(stage="prod", way="everything"):
    return json.loads(Stack("dashboard", stage, WAYS[way]).properties("Dashboard")["DashboardBody"])


# ---------------------------------------------------------------------------------------------------- log and topic
@each_stage
def test_the_functions_log_ends_after_the_stages_days(stage):
    group = stack("observability", stage).properties("LogGroup")
    assert group["LogGroupName"] == f"/aws/lambda/scatterpilot-{stage}"
    assert group["RetentionInDays"] == {"dev": 14, "staging": 30, "prod": 90}[stage]


def test_alarms_and_budgets_of_this_account_alone_publish_to_the_topic():
    observability = stack("observability")
    policy = observability.properties("AlertsTopicPolicy")
    assert policy["Topics"] == ["<AlertsTopic>"]
    allowed = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Allow"]
    assert {each["Principal"]["Service"] for each in allowed} == {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"}
    for each in allowed:
        assert each["Action"] == "sns:Publish"
        assert each["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert observability.properties("AlertsTopic")["TopicName"] == "scatterpilot-prod-alerts"


def test_somebody_is_told_by_mail_when_an_address_is_given():
    assert "AlertsByMail" not in stack("observability").resources
    told = stack("observability", AlertEmail="ops@example.com").properties("AlertsByMail")
    assert told == {"TopicArn": "<AlertsTopic>", "Protocol": "email", "Endpoint": "ops@example.com"}


# ------------------------------------------------------------------------------------------------------------ alarms
def test_the_alarms_are_those_that_were_promised():
    assert set(Stack("alarms", "prod", EVERYTHING).resources) == set(ALARMS)


def test_without_a_model_there_is_no_alarm_about_it():
    assert set(ALARMS) - set(stack("alarms").resources) == {"ModelThrottles", "DailyModelSpend"}


@each_alarm
@each_stage
def test_an_alarm_tells_the_topic_when_it_begins_and_when_it_ends(name, stage):
    properties = alarm(name, stage)
    topic = stack("observability", stage).outputs["AlertsTopicArn"]
    assert properties["AlarmActions"] == properties["OKActions"] == [topic]
    assert properties["AlarmName"].startswith(f"scatterpilot-{stage}-")


@each_alarm
def test_an_alarm_names_the_heading_of_its_page(name):
    description = alarm(name)["AlarmDescription"]
    assert description.endswith(f" Runbook: docs/operations/alarms.md#{ALARMS[name]}")
    headings = re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert ALARMS[name] in {heading.lower().replace(" ", "-") for heading in headings}


@each_alarm
def test_silence_is_no_alarm(name):
    assert alarm(name)["TreatMissingData"] == "notBreaching"
    assert alarm(name)["ComparisonOperator"] == "GreaterThanThreshold"


@each_alarm
def test_prod_is_watched_no_less_closely_than_staging_and_staging_than_dev(name):
    thresholds = [float(alarm(name, stage)["Threshold"]) for stage in ("prod", "staging", "dev")]
    if name == "DailyModelSpend":  # who has customers spends more
        thresholds.reverse()
    assert thresholds == sorted(thresholds)


@pytest.mark.parametrize(("name", "metric"), [("FunctionErrors", "Errors"), ("FunctionThrottles", "Throttles")])
def test_the_function_is_watched_for_errors_and_throttles(name, metric):
    properties = alarm(name)
    assert (properties["Namespace"], properties["MetricName"], properties["Statistic"]) == ("AWS/Lambda", metric, "Sum")
    assert dimensions(properties) == {"FunctionName": "scatterpilot-prod"}
    assert properties["Threshold"] == 0


def test_the_api_is_watched_for_the_servers_errors():
    properties = alarm("ServerErrors")
    assert (properties["Namespace"], properties["MetricName"]) == ("AWS/ApiGateway", "5XXError")
    assert dimensions(properties) == {"ApiName": "scatterpilot-prod", "Stage": "prod"}
    assert properties["Statistic"] == "Sum"


def test_the_slowest_answer_in_twenty_is_watched():
    properties = alarm("SlowAnswers")
    assert (properties["Namespace"], properties["MetricName"]) == ("AWS/ApiGateway", "Latency")
    assert properties["ExtendedStatistic"] == "p95"
    assert (properties["Unit"], properties["Threshold"]) == ("Milliseconds", 3000)
    assert properties["Period"] * properties["EvaluationPeriods"] == 900


def test_a_function_by_another_name_is_watched_by_that_name():
    assert dimensions(alarm("FunctionErrors", FunctionName="else")) == {"FunctionName": "else"}
    assert dimensions(alarm("SlowAnswers", FunctionName="else"))["ApiName"] == "else"


@pytest.mark.parametrize("table", ["invoices", "conversations", "rate-limits"])
def test_a_table_is_watched_for_throttles_of_reads_and_writes_with_its_indexes(table):
    name = f"{table.title().replace('-', '')}TableThrottles"
    properties = alarm(name)
    table_alone = {"TableName": f"<{table.title().replace('-', '')}Table>"}
    indexes = Index if table == "invoices" else ()
    places = [table_alone, *({**table_alone, "GlobalSecondaryIndexName": index.value} for index in indexes)]
    wanted = [(f"{kind}ThrottleEvents", place, "Sum", 300) for kind in ("Read", "Write") for place in places]
    assert sorted(map(str, measured(properties))) == sorted(map(str, wanted))
    (shown,) = [each for each in properties["Metrics"] if each.get("ReturnData", True)]
    assert shown["Expression"] == "SUM(FILL(METRICS(), 0))"
    assert len(properties["Metrics"]) <= 10  # CloudWatch takes no more


def test_the_model_is_watched_for_throttles():
    properties = alarm("ModelThrottles")
    assert (properties["Namespace"], properties["MetricName"]) == ("AWS/Bedrock", "InvocationThrottles")
    assert dimensions(properties) == {"ModelId": PROFILE}


def test_what_the_model_costs_in_a_day_is_watched_at_the_prices_given():
    properties = alarm("DailyModelSpend", DollarsPerMillionIn="3", DollarsPerMillionOut="15")
    assert measured(properties) == [
        ("InputTokenCount", {"ModelId": PROFILE}, "Sum", 86_400),
        ("OutputTokenCount", {"ModelId": PROFILE}, "Sum", 86_400),
    ]
    (shown,) = [each for each in properties["Metrics"] if each.get("ReturnData", True)]
    assert shown["Expression"] == "(FILL(input, 0) * 3 + FILL(output, 0) * 15) / 1000000"
    assert properties["Threshold"] == 10


# --------------------------------------------------------------------------------------------------------- dashboard
@each_stage
@each_way
def test_the_dashboard_is_json_and_its_widgets_do_not_overlap(stage, way):
    taken = set()
    for each in body(stage, way)["widgets"]:
        cells = {(each["x"] + x, each["y"] + y) for x in range(each["width"]) for y in range(each["height"])}
        assert each["x"] + each["width"] <= 24
        assert not taken & cells
        taken |= cells


def test_the_dashboard_shows_every_alarm_that_is_always_there():
    (shown,) = [each["properties"]["alarms"] for each in body()["widgets"] if each["type"] == "alarm"]
    made = {properties["AlarmName"] for properties in stack("alarms").of_type("AWS::CloudWatch::Alarm").values()}
    assert {arn.split(":alarm:")[1] for arn in shown} == made


def test_the_dashboard_shows_requests_times_errors_tables_and_the_log():
    widgets = body()["widgets"]
    metrics = {tuple(row[:2]) for each in widgets for row in each["properties"].get("metrics", ())}
    assert metrics >= {
        ("AWS/ApiGateway", "Count"),
        ("AWS/ApiGateway", "5XXError"),
        ("AWS/ApiGateway", "Latency"),
        ("AWS/Lambda", "Errors"),
        ("AWS/Lambda", "Throttles"),
        ("AWS/DynamoDB", "ConsumedReadCapacityUnits"),
        ("AWS/DynamoDB", "ReadThrottleEvents"),
    }
    (query,) = [each["properties"]["query"] for each in widgets if each["type"] == "log"]
    assert query.startswith("SOURCE '<LogGroup>' | ")


def test_the_dashboard_shows_the_model_when_there_is_one():
    assert "AWS/Bedrock" in json.dumps(body("prod", "everything"))
    assert "AWS/Bedrock" not in json.dumps(body("prod", "bare"))


def test_nothing_on_the_dashboard_was_left_open():
    assert "${" not in json.dumps(body())


# ------------------------------------------------------------------------------------------------------------ budgets
def budget(name, stage="prod", **parameters):
    return stack("budget", stage, **parameters).properties(name)


@each_stage
def test_a_month_has_a_budget_that_tells_at_80_and_at_100_percent_and_when_100_is_foreseen(stage):
    properties = budget("MonthlyBudget", stage)
    assert (properties["Budget"]["BudgetType"], properties["Budget"]["TimeUnit"]) == ("COST", "MONTHLY")
    limit = {"dev": 20, "staging": 50, "prod": 300}[stage]
    assert properties["Budget"]["BudgetLimit"] == {"Amount": limit, "Unit": "USD"}
    told = [each["Notification"] for each in properties["NotificationsWithSubscribers"]]
    assert [(each["NotificationType"], each["Threshold"]) for each in told] == [
        ("ACTUAL", 80),
        ("ACTUAL", 100),
        ("FORECASTED", 100),
    ]
    assert {each["ThresholdType"] for each in told} == {"PERCENTAGE"}


@each_stage
def test_a_day_has_a_budget_too(stage):
    properties = budget("DailyBudget", stage)
    assert properties["Budget"]["TimeUnit"] == "DAILY"
    assert properties["Budget"]["BudgetLimit"]["Amount"] == {"dev": 3, "staging": 5, "prod": 20}[stage]
    (told,) = properties["NotificationsWithSubscribers"]
    # A day's spend is not forecast.
    assert (told["Notification"]["NotificationType"], told["Notification"]["Threshold"]) == ("ACTUAL", 100)


@pytest.mark.parametrize("name", ["MonthlyBudget", "DailyBudget"])
def test_a_budget_tells_the_topic(name):
    for each in budget(name)["NotificationsWithSubscribers"]:
        topic = stack("observability").outputs["AlertsTopicArn"]
        assert each["Subscribers"] == [{"SubscriptionType": "SNS", "Address": topic}]


@pytest.mark.parametrize("name", ["MonthlyBudget", "DailyBudget"])
def test_a_budget_counts_the_account_or_what_carries_the_stages_tag(name):
    assert "CostFilters" not in budget(name)["Budget"]
    assert budget(name, Scope="stage")["Budget"]["CostFilters"] == {"TagKeyValue": ["user:stage$prod"]}
