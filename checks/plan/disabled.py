"""Why something is deleted: its block stands in a file that was put aside."""

import re
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from checks.plan.model import Assessment, JudgedChange

BLOCK = re.compile(r"module\.[^.\[]+|(?:data\.)?[^.\[]+\.[^.\[]+")


def root_block(address: str) -> str:
    """The address of the root module's block: `module.wandb_infra` or `aws_x.y`; empty where it is no address."""
    found = BLOCK.match(address)
    return found[0] if found else ""


def explained(found: Assessment, aside: Mapping[str, str]) -> Assessment:
    """The same with a line for each delete whose block stands only in a file that is put aside: block -> file."""
    return replace(found, changes=tuple(_explained(one, aside) for one in found.changes)) if aside else found


def _explained(one: JudgedChange, aside: Mapping[str, str]) -> JudgedChange:
    block = root_block(one.address)
    if one.action not in ("delete", "forget") or block not in aside:
        return one
    return msgspec.structs.replace(
        one, because=(f"{block} stands in {aside[block]}, which Terraform does not read", *one.because)
    )
