"""The generated file that plans imports: one block for each address. Terraform 1.5 and newer, and OpenTofu, read it."""

import json
from collections.abc import Iterable

from states.mending import Import

HEAD = """# Written by migrator for one plan, and removed again: these exist, and no state knows them.
"""


def imports_text(imports: Iterable[Import]) -> str:
    """The file's text; an id is a plain text, whatever stands in it."""
    blocks = (f"\nimport {{\n  to = {one.address}\n  id = {_quoted(one.id)}\n}}\n" for one in imports)
    return HEAD + "".join(blocks)


def _quoted(text: str) -> str:
    """As HCL quotes a text: `${` and `%{` would be a template."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
