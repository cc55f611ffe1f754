"""The files that a sandbox begins with: the documented ones, and those with preflight's remedies in them."""

import re

import pytest

from migrator.sandbox import layouts

DOCUMENTED = layouts.files("documented")


def test_the_documented_files() -> None:
    """Both configurations, their variables and values, as they are in the folder."""
    assert set(DOCUMENTED) == {
        "post-operator.tf.disabled",
        "post-operator.tfvars",
        "pre-operator.tf",
        "pre-operator.tfvars",
        "variables.tf",
    }


@pytest.mark.parametrize("code", layouts.remedies())
def test_a_remedy_alone(code: str) -> None:
    """Each remedy can be done alone, and changes its files and no other."""
    found = layouts.remedied(DOCUMENTED, (code,))
    assert {name for name in found if found[name] != DOCUMENTED[name]} == {one.file for one in layouts.remedies()[code]}


def test_all_remedies() -> None:
    """Together, in either order, they are the layout `remedied`."""
    every = list(layouts.remedies())
    assert layouts.files("remedied") == layouts.remedied(DOCUMENTED, every) == layouts.remedied(DOCUMENTED, reversed(every))


def test_a_remedy_twice() -> None:
    """A place that is not there any more is an error that names the file."""
    code = next(iter(layouts.remedies()))
    with pytest.raises(ValueError, match=re.escape("post-operator.tf.disabled: the text to be changed is not there once")):
        layouts.remedied(DOCUMENTED, (code, code))
