"""One fault turns a check red, through the command line; its remedy turns it green again. What every check is proved with.

Each file of `tests/e2e/preflight` has a table `CASES`; together they have every check of the catalogue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.sandbox import TFVARS, Said, Sandbox

Deed = Callable[[Sandbox], object]


def nothing(sandbox: Sandbox) -> None:
    """For faults that are in the environment, not in the world."""


@dataclass(frozen=True)
class Case:
    """One fault. `says` is what its finding or the reason why it could not be told has to name.

    `unknown` where the fault keeps the check from being told, instead of making it fail. `env` and `arguments` are the
    fault itself where it is in those; the remedy is then to leave them out. `always` are arguments that the check needs in
    both.
    """

    code: str
    name: str
    fault: Deed = nothing
    remedy: Deed = nothing
    says: tuple[str, ...] = ()
    unknown: bool = False
    blocks: bool = True
    env: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    always: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """For pytest."""
        return f"{self.code}: {self.name}"


def preflight(sandbox: Sandbox, code: str, *arguments: str, env: Mapping[str, str] | None = None) -> Said:
    """`migrator preflight` for one check, as JSON."""
    return sandbox.migrator("preflight", *TFVARS, "--only", code, *arguments, "--format", "json", env=env)


def red_then_green(sandbox: Sandbox, case: Case) -> None:
    """Break, look, mend, look. The world is mended whatever comes of it."""
    try:
        case.fault(sandbox)
        red = preflight(sandbox, case.code, *case.always, *case.arguments, env=case.env)
    finally:
        case.remedy(sandbox)
    _is_red(red, case)
    green = preflight(sandbox, case.code, *case.always)
    document = green.document()
    assert green.code == 0, green
    assert (document["passed"], document["findings"], document["unknown"]) == ([case.code], [], []), green


def _is_red(said: Said, case: Case) -> None:
    assert "Traceback" not in said.out + said.err
    assert said.code == (3 if case.blocks else 0), said
    document = said.document()
    if case.unknown:
        found = [one["reason"] for one in document["unknown"] if one["code"] == case.code]
    else:
        found = [" ".join((one["subject"], *one["because"], one["remedy"])) for one in document["findings"]
                 if one["code"] == case.code and one["because"] and one["remedy"]]  # fmt: skip
        assert [one["blocks"] for one in document["findings"] if one["code"] == case.code] == [case.blocks] * len(found), (
            said
        )
    assert found, said
    assert case.code not in document["passed"], said
    assert all(any(word in text for text in found) for word in case.says), said


def edited(name: str, old: str, new: str) -> tuple[Deed, Deed]:
    """A fault and its remedy: in a file of the workspace one text in the place of another, and back."""

    def fault(sandbox: Sandbox) -> None:
        _replace(sandbox.path / name, old, new)

    def remedy(sandbox: Sandbox) -> None:
        _replace(sandbox.path / name, new, old)

    return fault, remedy


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new))
