"""Documents, held to the schemas of the package."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

Document = dict[str, Any]


@cache
def schema(name: str) -> Document:
    """A schema of the package."""
    found: Document = json.loads(files("migrator").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    """Checks documents of one command."""
    parts = Resource(schema("parts"), DRAFT202012)
    registry = Registry().with_resource("parts.json", parts)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(schema(name), registry=registry, format_checker=checker)


def checked(text: str) -> Document:
    """A document that holds to the schema that it names."""
    document: Document = json.loads(text)
    name = document["schema"].removeprefix("migrator.").removesuffix("/1")
    validator(name).validate(document)
    return document
