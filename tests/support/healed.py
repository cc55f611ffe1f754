"""One fault turns a check of verify red, through the command line; once it is gone it is green: `redgreen` for verify.

Each file of `tests/e2e/verify` has a table `CASES`; together they have every check of verify.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.prepared import running
from tests.support.redgreen import Deed, nothing
from tests.support.sandbox import TFVARS, Said, Sandbox


@contextmanager
def migrated_sandbox(path: Path) -> Iterator[Sandbox]:
    """A sandbox after a whole run, verified."""
    with running(path) as made:
        done = made.migrator("run", "--approve", made.approved(), "--format", "json")
        assert (done.code, done.document()["state"]) == (0, "done"), done
        yield made


@dataclass(frozen=True)
class Case:
    """One fault: `rules` of the faults file, or a deed and its remedy, or an environment. `says` is what it has to name.

    `unknown` where the fault keeps the check from being told. `with_` are codes or groups that are asked beside it.
    """

    code: str
    name: str
    rules: tuple[Mapping[str, Any], ...] = ()
    fault: Deed = nothing
    remedy: Deed = nothing
    says: tuple[str, ...] = ()
    unknown: bool = False
    blocks: bool = True
    env: Mapping[str, str] = field(default_factory=dict)
    with_: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """For pytest."""
        return f"{self.code}: {self.name}"


def world(name: str) -> tuple[Mapping[str, Any], ...]:
    """The fault of a broken world."""
    return ({"world": name},)


def verified(sandbox: Sandbox, case: Case, *arguments: str, env: Mapping[str, str] | None = None) -> Said:
    """`migrator verify` for one check, as JSON."""
    only = [word for one in (case.code, *case.with_) for word in ("--only", one)]
    return sandbox.migrator("verify", *TFVARS, *only, "--format", "json", *arguments, env=env)


def red_then_green(sandbox: Sandbox, case: Case) -> None:
    """Break, look, mend, look again while the world follows. The world is mended whatever comes of it."""
    try:
        sandbox.faults(*case.rules)
        case.fault(sandbox)
        red = verified(sandbox, case, env=case.env)
    finally:
        sandbox.faults()
        case.remedy(sandbox)
    _is_red(red, case)
    green = verified(sandbox, case, "--wait", "1m")
    document = green.document()
    assert green.code == 0, green
    told = [
        one for one in (*document["findings"], *document["unknown"]) if one["code"] == case.code and one.get("blocks", True)
    ]
    assert told == [], green


def _is_red(said: Said, case: Case) -> None:
    assert "Traceback" not in said.out + said.err
    assert said.code == (5 if case.blocks else 0), said
    document = said.document()
    listed = document["unknown" if case.unknown else "findings"]
    found = [one for one in listed if one["code"] == case.code]
    assert found, said
    assert case.code not in document["passed"], said
    texts = [str(one) for one in found]
    assert [word for word in case.says if not any(word in text for text in texts)] == [], said
    assert case.unknown or all(one["because"] and one["remedy"] and one["blocks"] == case.blocks for one in found), said
