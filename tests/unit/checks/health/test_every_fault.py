"""Nothing of verify is in the catalogue without a fault."""

from importlib import import_module
from pathlib import Path

from checks import catalogue

HERE = Path(__file__).parents[3] / "e2e" / "verify"


def test_every_check_has_its_fault() -> None:
    """Each has one that turns it red, and green without it, in a table of `tests/e2e/verify`."""
    modules = (import_module(f"tests.e2e.verify.{one.stem}") for one in sorted(HERE.glob("test_verify_*.py")))
    cases = [case for one in modules for case in getattr(one, "CASES", ())]
    assert {one.code for one in cases} == set(catalogue.verify())
