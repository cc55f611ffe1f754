"""Addresses taken apart: the module, and the resource in it."""

import re

INDEX = r'(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?'
MODULES = re.compile(rf"(?:module\.[^.\[]+{INDEX}\.)*")
CALL = re.compile(rf"module\.([^.\[]+){INDEX}\.?")


def split(address: str) -> tuple[str, str]:
    """The modules, with the dot that ends them, and the resource: `module.a.` and `aws_x.y[0]`."""
    found = MODULES.match(address)
    end = found.end() if found else 0
    return address[:end], address[end:]


def modules(address: str) -> tuple[str, ...]:
    """The names of the module calls on the way to a resource, without their indexes."""
    return tuple(CALL.findall(split(address)[0]))
