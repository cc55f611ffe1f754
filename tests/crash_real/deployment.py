"""One sandbox at one path, put back to where a run once stood: paths are part of a run, so it is always the same one."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from migrator.journal import Runs
from migrator.sandbox import lifecycle
from migrator.sandbox.paths import Home
from migrator.sandbox.providers.catalogue import SETTINGS
from migrator.sandbox.store import Store
from states.events import Stamped
from states.run import Run
from tests.support.sandbox import TFVARS, Said
from tests.support.warm import Warm

RUN = ("run", *TFVARS, "--override", "yes", "--format", "json")
Key = tuple[str, str]


@dataclass(frozen=True)
class World:
    """What must be the same in the end: operations that succeeded, by kind and address, and the state's addresses.

    A setting may be written twice, and is the same; where it were two, one of them would be a stray. A random value is in no
    cloud, and may be made twice.
    """

    operations: Counter[tuple[str | None, str | None]]
    addresses: frozenset[str]


@dataclass
class Deployment:
    """The deployment, its snapshots beside it, and a migrator that starts quickly."""

    folder: Path
    warm: Warm = field(default_factory=Warm)
    env: dict[str, str] = field(default_factory=dict)
    began: int = 0

    @property
    def path(self) -> Path:
        """The Terraform directory."""
        return self.folder / "deployment"

    @property
    def home(self) -> Home:
        """The sandbox's own files."""
        return Home(self.path)

    @property
    def temporary(self) -> Path:
        """Where everything that is run here puts its temporary files."""
        return self.folder / "tmp"

    def make(self) -> None:
        """A new deployment, as `fresh`."""
        lifecycle.up(self.path, pace="fast", tell=lambda _: None)
        self.began = len(self.log())
        self.save("fresh")

    def save(self, name: str) -> None:
        """Keep everything on disk as it is now, under a name; the sandbox is down afterwards."""
        lifecycle.down(self.home)
        shutil.copytree(self.path, self.folder / name, symlinks=True)

    def restore(self, name: str) -> None:
        """Everything on disk as it was kept, and the sandbox running."""
        lifecycle.down(self.home)
        for one in (self.path, self.temporary):
            shutil.rmtree(one, ignore_errors=True)
        shutil.copytree(self.folder / name, self.path, symlinks=True)
        self.temporary.mkdir()
        lifecycle.start(self.home)
        self.env = {**lifecycle.whole_environment(self.home), "TMPDIR": str(self.temporary)}

    def migrator(self, *arguments: str, dies: tuple[str, str] | None = None) -> Said:
        """Run `migrator ARGUMENTS` to its end, or to its death around an append to the journal."""
        ended = self.warm.run(arguments, self.path, self.env, dies)
        assert ended is not None, "one call at a time"
        return Said(*ended)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start `migrator ARGUMENTS`."""
        return subprocess.Popen(
            (sys.executable, "-m", "migrator", *arguments), cwd=self.path, env=self.env, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def faults(self, *rules: dict[str, object]) -> None:
        """Put faults in force."""
        lifecycle.set_faults(self.home, json.dumps(list(rules)))

    def log(self) -> list[dict[str, str | None]]:
        """What was done to the cloud since the deployment was there."""
        operations: list[dict[str, str | None]] = lifecycle.status(self.home)["log"]
        return operations[self.began :]

    def world(self) -> World:
        """How things stand."""
        done = [one for one in self.log() if one["result"] == "ok"]
        counted = Counter(_named(one) for one in done)
        counted.update({_named(one): 1 - counted[_named(one)] for one in done if _may_be_repeated(one)})
        return World(counted, frozenset(address for _, address in self._state()))

    def strays(self) -> list[Key]:
        """Objects in the cloud that the state does not have, by type and id."""
        known, store = {key for key, _ in self._state()}, Store(self.home.cloud)
        touched = {str(one["type"]) for one in self.log() if _in_the_cloud(str(one["type"]))}
        there = {(kind, str(one["id"])) for kind in touched for one in store.all(kind)}
        return sorted(there - known)

    def leavings(self) -> list[str]:
        """What is ours among the temporary files."""
        return sorted(one.name for one in self.temporary.glob("migrator-*"))

    def lost(self) -> list[str]:
        """Addresses in the state whose object is not in the cloud."""
        store = Store(self.home.cloud)
        kept = [one for one in self._state() if one[0][0] != "aws_route53_record"]
        return sorted(address for (kind, name), address in kept if store.get(kind, name) is None)

    @property
    def has_state(self) -> bool:
        """Whether the state is more than an empty file."""
        return (self.path / "terraform.tfstate").stat().st_size > 0

    def _state(self) -> list[tuple[Key, str]]:
        """(type, id) and address of every managed object in the state; nothing where the state is empty."""
        text = (self.path / "terraform.tfstate").read_text()
        managed = [one for one in json.loads(text)["resources"] if one["mode"] == "managed"] if text else []
        return [
            ((one["type"], str(it["attributes"]["id"])), _address(one, it)) for one in managed for it in one["instances"]
        ]

    def known(self) -> Run | None:
        """The newest run, as its journal tells it; None where there is none."""
        kept = Runs(self.path).latest()
        return kept.run if kept else None

    def events(self) -> tuple[Stamped, ...]:
        """Everything in the newest run's journal."""
        kept = Runs(self.path).latest()
        return kept.events if kept else ()

    def run_file(self, name: str) -> Path:
        """A file of the newest run."""
        newest: Path = max((self.path / ".migrator").glob("*/journal.jsonl"))
        return newest.parent / name


def _in_the_cloud(kind: str) -> bool:
    """Whether the store is the truth for a type: records are in Route53, random values nowhere."""
    return kind != "aws_route53_record" and not kind.startswith("random_")


def _named(operation: dict[str, str | None]) -> tuple[str | None, str | None]:
    """What was done, and where. The ids of random names are not unique, and the log's addresses go by id."""
    kind = str(operation["type"])
    return operation["op"], kind if kind.startswith("random_") else operation["address"]


def _may_be_repeated(operation: dict[str, str | None]) -> bool:
    """A setting, which is the same then, or a random value, which is nowhere but in the state."""
    return operation["op"] == "create" and (operation["type"] in SETTINGS or str(operation["type"]).startswith("random_"))


def _address(resource: dict[str, str], instance: dict[str, object]) -> str:
    module = f"{resource['module']}." if resource.get("module") else ""
    index = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
    deposed = f" deposed {instance['deposed']}" if "deposed" in instance else ""
    return f"{module}{resource['type']}.{resource['name']}{index}{deposed}"


@contextmanager
def deployed(folder: Path) -> Iterator[Deployment]:
    """A deployment of one's own; its sandbox is down at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Deployment(folder)
    try:
        made.make()
        yield made
    finally:
        made.warm.end()
        lifecycle.down(made.home)
