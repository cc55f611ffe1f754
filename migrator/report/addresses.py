"""Addresses taken apart: the module, the resource in it, and the block of the root module that it comes from."""

import re

INDEX = r'(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?'
MODULES = re.compile(rf"(?:module\.[^.\[]+{INDEX}\.)*")
CALL = re.compile(rf"module\.([^.\[]+){INDEX}\.?")
BLOCK = re.compile(r"module\.[^.\[]+|(?:data\.)?[^.\[]+\.[^.\[]+")


def split(address: str) -> tuple[str, str]:
    """The modules, with the dot that ends them, and the resource: `module.a.` and `aws_x.y[0]`."""
    found = MODULES.match(address)
    end = found.end() if found else 0
    return address[:end], address[end:]


def modules(address: str) -> tuple[str, ...]:
    """The names of the module calls on the way to a resource, without their indexes."""
    return tuple(CALL.findall(split(address)[0]))


def root_block(address: str) -> str:
    """The address of the root module's block: `module.wandb_infra` or `aws_x.y`; empty where it is no address."""
    found = BLOCK.match(address)
    return found[0] if found else ""
