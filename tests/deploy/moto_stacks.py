"""Deploys the templates to moto, without what moto does not know, in the order in which they are made."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import yaml
from moto import mock_aws

from scatterpilot.store.port import Table
from tests.deploy.templates import NEEDED, REGION, template

_DEPLOYED = ("data", "storage", "observability", "configuration", "access")
_KNOWN = {
    "AWS::DynamoDB::Table",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SSM::Parameter",
}


def _plain(node: Any) -> Any:
    """A template's nodes as YAML can write them."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, str) else node


def _for_moto(name: str) -> dict[str, Any]:
    """A template without what moto does not know."""
    whole: dict[str, Any] = _plain(template(name))
    whole["Resources"] = {
        logical: resource for logical, resource in whole["Resources"].items() if resource["Type"] in _KNOWN
    }
    for resource in whole["Resources"].values():
        if resource["Type"] == "AWS::SSM::Parameter":
            del resource["Properties"]["Tags"]  # moto takes a list, CloudFormation a map
    return whole


@contextmanager
def deployed(stage: str) -> Iterator[None]:
    """A stage with all of its stacks, as far as moto has them."""
    with mock_aws():
        client = boto3.client("cloudformation", region_name=REGION)
        for name in _DEPLOYED:
            body = _for_moto(name)
            given = {"Stage": stage, **NEEDED}
            client.create_stack(
                StackName=f"scatterpilot-{stage}-{name}",
                TemplateBody=yaml.safe_dump(body),
                Parameters=[
                    {"ParameterKey": key, "ParameterValue": given[key]} for key in body["Parameters"] if key in given
                ],
                Capabilities=["CAPABILITY_NAMED_IAM"],
            )
        yield


def settings_of(stage: str) -> dict[str, str]:
    """The settings that the product would read."""
    pages = boto3.client("ssm", region_name=REGION).get_paginator("get_parameters_by_path")
    found = [each for page in pages.paginate(Path=f"/scatterpilot/{stage}") for each in page["Parameters"]]
    return {each["Name"].rsplit("/", 1)[1]: each["Value"] for each in found}


def tables_of(settings: dict[str, str]) -> dict[Table, str]:
    """The tables' names."""
    return {table: settings[f"{table.name}_TABLE"] for table in Table}


def role_of(stage: str) -> list[dict[str, Any]]:
    """The statements of the application's role."""
    client = boto3.client("iam", region_name=REGION)
    policy = client.get_role_policy(RoleName=f"scatterpilot-{stage}-app", PolicyName="application")["PolicyDocument"]
    statements: list[dict[str, Any]] = literal_eval(str(policy))["Statement"]  # moto keeps it as Python writes it
    return statements
