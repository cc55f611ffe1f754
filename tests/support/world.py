"""A deployment in memory, owned by the test: files, cloud, Terraform's state, people, time.

Everything that happens to it passes `World.at`, which names the instant: there a test may let the process die.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from checks.facts import Identity
from states.inputs import Inputs, Who
from tests.support.small_plans import PRE, Values

HERE = Path("/workspace")
RUN = HERE / ".migrator/run"
SCRATCHES = Path("/scratch")
PRE_FILE, POST_FILE, ASIDE = "pre-operator.tf", "post-operator.tf", ".disabled"
EITHER = {HERE / PRE_FILE, HERE / POST_FILE}
LOCK_FILE, OVERRIDE_FILE, IMPORTS_FILE = ".terraform.lock.hcl", "migrator_override.tf", "migrator_imports.tf"
WHO = Who("arn:aws:iam::123456789012:user/ops", "ops", "bastion")
INPUTS = Inputs(str(HERE), ("post-operator.tfvars",), override=True)
FQDN = "wandb.example.com"
BALANCER = "lb.example.com"


class Death(BaseException):
    """The process is killed: nothing in it may catch this."""


def healthy() -> dict[str, Any]:
    """What every probe brings in a world where nothing is broken; of groups of facts, what they have themselves."""
    return {"identity": Identity("123456789012", WHO.arn or "")}


def _files() -> dict[Path, bytes]:
    return {
        HERE / PRE_FILE: b"# the pre-operator configuration\n",
        HERE / (POST_FILE + ASIDE): b"# the post-operator configuration\n",
        HERE / "post-operator.tfvars": b"",
        HERE / LOCK_FILE: b"providers of the pre-operator configuration\n",
    }


@dataclass
class World:
    """What there is. `effects` is everything that was ever done to cloud and files, in order."""

    disk: dict[Path, bytes] = field(default_factory=_files)
    scratches: set[Path] = field(default_factory=set)
    state: dict[str, Values] = field(default_factory=lambda: dict(PRE))
    deposed: set[str] = field(default_factory=set)
    serial: int = 7
    lineage: str = "lineage-1"
    probes: dict[str, Any] = field(default_factory=healthy)
    effects: list[tuple[str, ...]] = field(default_factory=list)
    now: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    hook: Callable[[str], None] = lambda _: None
    passed: list[str] = field(default_factory=list)
    dead: bool = False
    _counted: Counter[str] = field(default_factory=Counter)
    _lock: Any = field(default_factory=Lock)

    def at(self, instant: str) -> None:
        """Something is about to happen, or has just happened. A dead process gets no further."""
        if self.dead:
            raise Death(instant)
        with self._lock:
            self._counted[instant] += 1
            name = f"{instant} #{self._counted[instant]}"
            self.passed.append(name)
        assert EITHER & self.disk.keys(), f"at {name} neither configuration is active"
        try:
            self.hook(name)
        except Death:
            self.dead = True
            raise

    def active(self, directory: Path) -> str | None:
        """Which configuration Terraform reads in a directory: pre, post, both, or None for an empty one."""
        there = [kind for kind, name in (("pre", PRE_FILE), ("post", POST_FILE)) if directory / name in self.disk]
        return "both" if len(there) == 2 else there[0] if there else None

    def below(self, directory: Path) -> list[Path]:
        """The files of a directory, without the runs'."""
        return [one for one in self.disk if one.is_relative_to(directory) and not one.is_relative_to(HERE / ".migrator")]

    def sleep(self, seconds: float) -> None:
        """Time passes."""
        self.now += timedelta(seconds=seconds)
