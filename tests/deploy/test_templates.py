"""What holds for every template: no lint, nothing unused, nothing dangling, everything tagged, data kept."""

import re
from collections import Counter

import pytest
from cfnlint import decode
from cfnlint.api import lint_file
from cfnlint.config import ManualArgs
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from tests.deploy.templates import FOLDER, ROOT, STACKS, STAGES, WAYS, Stack, all_exports, functions, tags, template

GUIDE = (ROOT / "docs" / "operations" / "infrastructure.md").read_text(encoding="utf-8")
each_stack = pytest.mark.parametrize("name", STACKS)
each_stage = pytest.mark.parametrize("stage", STAGES)
each_way = pytest.mark.parametrize("way", WAYS)

MADE_BY_ZAPPA = {"AWS::Lambda::", "AWS::ApiGateway::", "AWS::ApiGatewayV2::", "AWS::Serverless::"}
KEPT = {
    ("data", "InvoicesTable"),
    ("data", "ConversationsTable"),
    ("storage", "DocumentsBucket"),
    ("identity", "UserPool"),
    ("observability", "LogGroup"),
    ("backup", "Vault"),
}
"""What holds data of people, or tells what happened to it."""
HOLDING = {
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::Cognito::UserPool",
    "AWS::Logs::LogGroup",
    "AWS::Backup::BackupVault",
}


def lint(path):
    return lint_file(path, config=ManualArgs(regions=["eu-central-1", "us-east-1"]))


def takes_tags(type_):
    """Whether CloudFormation takes tags for what is of that type, as the linter's schemas say."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-central-1", type_).schema
    return any(name.endswith("Tags") for name in schema["properties"])


@each_stack
def test_the_linter_finds_no_errors_and_no_warnings(name):
    assert [str(found) for found in lint(FOLDER / f"{name}.yaml")] == []


def test_the_linter_would_find_an_error(tmp_path):
    text = (FOLDER / "data.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "broken.yaml"
    broken.write_text(text.replace("BillingMode: PAY_PER_REQUEST", "BillingMode: PAY_LATER"), encoding="utf-8")
    assert lint(broken)


@each_stack
def test_it_knows_the_three_stages_and_no_other(name):
    declared = template(name)["Parameters"]["Stage"]
    assert tuple(declared["AllowedValues"]) == STAGES
    assert "Default" not in declared


@each_stack
def test_each_mapping_says_the_same_things_of_each_stage(name):
    for mapping in template(name).get("Mappings", {}).values():
        assert tuple(mapping) == STAGES
        assert len({tuple(sorted(values)) for values in mapping.values()}) == 1


@each_stack
def test_each_parameter_mapping_and_condition_is_used(name):
    whole = template(name)
    body = {part: whole.get(part, {}) for part in ("Conditions", "Resources", "Outputs")}
    substituted = " ".join(text if isinstance(text, str) else text[0] for text in functions(body, "Fn::Sub"))
    used = {str(each) for each in functions(body, "Ref")} | set(re.findall(r"\$\{(\w+)\}", substituted))
    assert set(whole["Parameters"]) <= used
    looked_up = {path[2] for path in functions(body, "Fn::FindInMap")}
    assert {key for mapping in whole.get("Mappings", {}).values() for key in mapping["prod"]} == looked_up
    asked = {each[0] for each in functions(body, "Fn::If")} | {str(each) for each in functions(body, "Condition")}
    assert set(whole.get("Conditions", {})) <= asked


@each_stack
@each_stage
@each_way
def test_it_works_out_in_each_stage_and_every_import_is_exported(name, stage, way):
    worked_out = Stack(name, stage, WAYS[way])
    assert worked_out.resources
    assert None not in worked_out.outputs.values()


@each_stage
def test_no_two_stacks_export_the_same_name_and_each_name_tells_its_stage(stage):
    counted = Counter(name for stack in STACKS for name in Stack(stack, stage, WAYS["bare"]).exports)
    assert max(counted.values()) == 1
    assert all(name.startswith(f"scatterpilot-{stage}-") for name in counted)


def test_each_stack_imports_only_from_those_that_are_made_before_it():
    order = re.findall(r"^\d+\. `(\w+)`", GUIDE, re.MULTILINE)
    assert sorted(order) == sorted(STACKS)
    made = set()
    for name in order:
        wanted = {text["Fn::Sub"].replace("${Stage}", "prod") for text in functions(template(name), "Fn::ImportValue")}
        assert wanted <= made
        made |= set(Stack(name, "prod", WAYS["bare"]).exports)


@each_stack
def test_each_output_and_parameter_says_what_it_is(name):
    whole = template(name)
    assert whole["Description"].startswith("ScatterPilot - ")
    assert all(each["Description"] for each in (*whole["Parameters"].values(), *whole.get("Outputs", {}).values()))


@each_stack
@each_stage
def test_everything_that_takes_tags_says_whose_it_is_and_of_which_stage(name, stage):
    for resource in Stack(name, stage, WAYS["everything"]).resources.values():
        if takes_tags(resource["Type"]):
            assert tags(resource["Properties"]).items() >= {"project": "scatterpilot", "stage": stage}.items()


def test_most_things_take_tags():
    types = {resource["Type"] for name in STACKS for resource in template(name)["Resources"].values()}
    assert {"AWS::DynamoDB::Table", "AWS::IAM::Role", "AWS::WAFv2::WebACL"} <= set(filter(takes_tags, types))


@each_stack
def test_function_and_api_are_left_to_zappa(name):
    types = {resource["Type"] for resource in template(name)["Resources"].values()}
    assert not [type_ for type_ in types if any(type_.startswith(prefix) for prefix in MADE_BY_ZAPPA)]


@each_stack
def test_data_outlives_its_stack_and_what_does_not_says_so(name):
    for logical, resource in template(name)["Resources"].items():
        if resource["Type"] in HOLDING:
            fate = "Retain" if (name, logical) in KEPT else "Delete"
            assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == (fate, fate)


def test_everything_that_must_be_kept_is_there():
    assert {(name, logical) for name in STACKS for logical in template(name)["Resources"]} >= KEPT


@each_stack
def test_a_template_fits_a_call_without_a_bucket(name):
    assert len((FOLDER / f"{name}.yaml").read_bytes()) <= 51_200
    assert decode.decode(str(FOLDER / f"{name}.yaml"))[1] == []


@each_stack
def test_the_guide_names_each_stack_and_each_of_its_parameters(name):
    assert f"`{name}`" in GUIDE
    assert all(f"`{parameter}`" in GUIDE for parameter in template(name)["Parameters"])


@each_stage
def test_what_a_stage_offers_is_what_its_stage_is_called(stage):
    assert all(stage in value or value.startswith("<") for value in all_exports(stage).values())
