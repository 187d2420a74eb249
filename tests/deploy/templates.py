"""Reads the CloudFormation templates, and works them out for a stage the way CloudFormation does.

What comes out is plain: parameters, mappings, conditions and imports are gone, resources whose condition does not hold
too. What only AWS can tell reads ``<Logical>`` (a reference) or ``<Logical.Attribute>``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from cfnlint.decode import cfn_yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "infrastructure"
STAGES = ("dev", "staging", "prod")
STACKS = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
ACCOUNT, REGION = "123456789012", "eu-central-1"

NEEDED = {"SiteUrl": "https://app.example.com", "AllowedHosts": "app.example.com", "DomainPrefix": "scatterpilot-test"}
"""Parameters without a default."""
PROFILE, MODEL = "eu.example.small-v1:0", "example.small-v1:0"
EVERYTHING = {
    **NEEDED,
    "RestApiId": "abc123",
    "InferenceProfileId": PROFILE,
    "FoundationModelId": MODEL,
    "AlertEmail": "ops@example.com",
    "MailFrom": "ScatterPilot <mail@example.com>",
    "AccessLogBucket": "logs-of-the-account",
    "MailIdentityArn": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/example.com",
    "Scope": "stage",
}
"""Every parameter that switches something on."""
WAYS = {"bare": NEEDED, "everything": EVERYTHING}

_PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
}
_GONE = object()
_VARIABLE = re.compile(r"\$\{([^}!]+)\}")


@cache
def template(stack: str) -> dict[str, Any]:
    """A template as it is written."""
    loaded: dict[str, Any] = cfn_yaml.load(str(FOLDER / f"{stack}.yaml"))
    return loaded


class Stack:
    """A template worked out for a stage and parameters."""

    def __init__(self, name: str, stage: str, parameters: dict[str, str]) -> None:
        self._template = template(name)
        self._parameters = {
            key: stage if key == "Stage" else parameters.get(key, declared.get("Default"))
            for key, declared in self._template["Parameters"].items()
        }
        self._stage, self._given = stage, parameters

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The resources that are made, by logical name."""
        return {
            name: self._value(resource)
            for name, resource in self._template["Resources"].items()
            if self._holds(resource.get("Condition"))
        }

    def of_type(self, type_: str) -> dict[str, dict[str, Any]]:
        """The properties of all resources of a type, by logical name."""
        return {name: each["Properties"] for name, each in self.resources.items() if each["Type"] == type_}

    def properties(self, name: str) -> dict[str, Any]:
        """The properties of one resource."""
        found: dict[str, Any] = self.resources[name]["Properties"]
        return found

    @property
    def outputs(self) -> dict[str, str]:
        """The outputs' values."""
        return {name: self._value(output["Value"]) for name, output in self._outputs().items()}

    @property
    def exports(self) -> dict[str, str]:
        """What other stacks may import."""
        outputs = self._outputs().values()
        return {self._value(each["Export"]["Name"]): self._value(each["Value"]) for each in outputs if "Export" in each}

    def _outputs(self) -> dict[str, Any]:
        written = self._template.get("Outputs", {})
        return {name: output for name, output in written.items() if self._holds(output.get("Condition"))}

    def _holds(self, condition: str | None) -> bool:
        return condition is None or bool(self._value(self._template["Conditions"][condition]))

    def _value(self, node: Any) -> Any:
        if isinstance(node, dict):
            if len(node) == 1:
                function, argument = next(iter(node.items()))
                if function in {"Ref", "Condition"} or function.startswith("Fn::"):
                    return self._called(function.removeprefix("Fn::"), argument)
            worked_out = {key: self._value(value) for key, value in node.items()}
            return {key: value for key, value in worked_out.items() if value is not _GONE}
        if isinstance(node, list):
            return [value for value in map(self._value, node) if value is not _GONE]
        return str(node) if isinstance(node, str) else node

    def _called(self, function: str, argument: Any) -> Any:
        if function == "If":
            return self._value(argument[1] if self._holds(argument[0]) else argument[2])
        if function == "Sub":
            return self._substituted(argument)
        if function == "Condition":
            return self._holds(argument)
        argument = self._value(argument)
        simple = {
            "Ref": self._reference,
            "GetAtt": lambda of: f"<{of if isinstance(of, str) else '.'.join(of)}>",
            "Equals": lambda pair: str(pair[0]) == str(pair[1]),
            "Not": lambda one: not one[0],
            "And": all,
            "Or": any,
            "Join": lambda parts: parts[0].join(parts[1]),
            "FindInMap": lambda path: self._template["Mappings"][path[0]][path[1]][path[2]],
            "ImportValue": lambda name: all_exports(self._stage, self._given)[name],
        }
        return simple[function](argument)

    def _reference(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _GONE
        if name in _PSEUDO:
            return _PSEUDO[name]
        return self._parameters.get(name, f"<{name}>")

    def _substituted(self, argument: Any) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else (argument[0], self._value(argument[1]))

        def put_in(match: re.Match[str]) -> str:
            name = match[1]
            if name in own:
                return str(own[name])
            return f"<{name}>" if "." in name else str(self._reference(name))

        return _VARIABLE.sub(put_in, text)


def stack(name: str, stage: str = "prod", **parameters: str) -> Stack:
    """A template worked out with the parameters that it needs, and those that are given here."""
    return Stack(name, stage, {**NEEDED, **parameters})


def all_exports(stage: str, parameters: dict[str, str] | None = None) -> dict[str, str]:
    """What all stacks of a stage export."""
    given = NEEDED if parameters is None else parameters
    return {name: value for each in STACKS for name, value in Stack(each, stage, given).exports.items()}


def listed(value: Any) -> list[Any]:
    """A policy's ``Action`` or ``Resource``, which may be one or many."""
    return value if isinstance(value, list) else [value]


def tags(properties: dict[str, Any]) -> dict[str, str]:
    """A resource's tags, in whichever of CloudFormation's shapes."""
    found = next((value for key, value in properties.items() if key.endswith("Tags")), {})
    return found if isinstance(found, dict) else {each["Key"]: each["Value"] for each in found}


def functions(node: Any, name: str) -> list[Any]:
    """The arguments of each call of a function, anywhere in a part of a template as it is written."""
    if isinstance(node, dict):
        here = [node[name]] if name in node else []
        return here + [found for value in node.values() for found in functions(value, name)]
    if isinstance(node, list):
        return [found for value in node for found in functions(value, name)]
    return []
