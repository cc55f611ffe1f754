"""Plans of any number of changes, written as they are made: lean, or with planned_values and prior_state."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPLACE = ["delete", "create"]
# In a large plan most resources stay as they are; what changes, changes in every way.
TENTH = (
    ["update"],
    *([["no-op"]] * 9),
    ["create"],
    *([["no-op"]] * 9),
    ["delete"],
    *([["no-op"]] * 9),
    REPLACE,
    *([["no-op"]] * 9),
)
EVERY = (["update"], ["create"], ["delete"], REPLACE)
Actions = tuple[list[str], ...]


def write_plan(path: Path, changes: int, *, full: bool, actions: Actions = TENTH) -> None:
    """A plan of so many resources; the actions are taken in turn."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"format_version":"1.2","terraform_version":"1.9.8","complete":true,"errored":false,"applyable":true,')
        file.write('"configuration":{"root_module":{}},"resource_changes":[')
        file.writelines(_joined(_change(number, actions[number % len(actions)]) for number in range(changes)))
        file.write("]")
        for part in ("planned_values", "prior_state") if full else ():
            head = '{"root_module":{"resources":[' if part == "planned_values" else '{"values":{"root_module":{"resources":['
            file.write(f',"{part}":{head}')
            file.writelines(_joined(_resource(number) for number in range(changes)))
            file.write("]" + "}" * head.count("{"))
        file.write("}")


def _joined(things: Iterator[dict[str, Any]]) -> Iterator[str]:
    for number, one in enumerate(things):
        yield f"{',' if number else ''}{json.dumps(one, separators=(',', ':'))}"


def _named(number: int) -> dict[str, Any]:
    module = f"module.fleet[{number // 100}]"
    named = {"address": f"{module}.aws_instance.web[{number}]", "mode": "managed", "type": "aws_instance", "name": "web"}
    return {**named, "index": number, "provider_name": "registry.terraform.io/hashicorp/aws"}


def _body(number: int) -> dict[str, Any]:
    return {
        "ami": "ami-0123456789abcdef0",
        "arn": f"arn:aws:ec2:us-east-1:123456789012:instance/i-{number:017x}",
        "id": f"i-{number:017x}",
        "instance_type": "m5.large",
        "monitoring": True,
        "root_block_device": [{"encrypted": True, "volume_size": 50}],
        "tags": {"Name": f"web-{number}", "team": "infra"},
        "user_data": None,
        "vpc_security_group_ids": ["sg-0123456789abcdef0"],
    }


def _resource(number: int) -> dict[str, Any]:
    return {**_named(number), "schema_version": 1, "values": _body(number), "sensitive_values": {"tags": {}}}


def _change(number: int, actions: list[str]) -> dict[str, Any]:
    before = None if actions == ["create"] else _body(number)
    after = None if actions == ["delete"] else {**_body(number), **_new(actions)}
    change = {"actions": actions, "before": before, "after": after, "after_unknown": {}}
    if actions == REPLACE:
        change |= {"after_unknown": {"id": True, "arn": True}, "replace_paths": [["ami"]]}
    return {**_named(number), "change": {**change, "before_sensitive": {}, "after_sensitive": {"tags": {}}}}


def _new(actions: list[str]) -> dict[str, Any]:
    if actions == REPLACE:
        return {"ami": "ami-0fedcba9876543210", "id": None, "arn": None}
    return {"tags": {"Name": "web", "team": "data"}, "monitoring": False} if actions == ["update"] else {}
