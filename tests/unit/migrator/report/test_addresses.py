"""Addresses taken apart, quotes and dots in their indexes and all."""

import pytest

from checks.plan.disabled import root_block
from migrator.report.addresses import modules, split

DOTTED = 'module.a["x.y]"].module.b[0].aws_z.w["k.l"]'


@pytest.mark.parametrize(
    ("address", "module", "resource", "names", "block"),
    [
        ("aws_x.y", "", "aws_x.y", (), "aws_x.y"),
        ("aws_x.y[0]", "", "aws_x.y[0]", (), "aws_x.y"),
        ("data.aws_x.y", "", "data.aws_x.y", (), "data.aws_x.y"),
        ("module.a.aws_x.y", "module.a.", "aws_x.y", ("a",), "module.a"),
        (DOTTED, 'module.a["x.y]"].module.b[0].', 'aws_z.w["k.l"]', ("a", "b"), "module.a"),
        ("the plan", "", "the plan", (), ""),
    ],
)
def test_parts(address: str, module: str, resource: str, names: tuple[str, ...], block: str) -> None:
    """The modules, the resource, the names of the calls, the block of the root module."""
    assert (split(address), modules(address), root_block(address)) == ((module, resource), names, block)
