"""The states' ports, on the world in memory. Each call passes `World.at` before and after."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from checks.facts import Configuration, Identity, Known, Layout, Missing, NotThere, Values
from checks.facts.existing import Condition, Existing
from checks.facts.health.terraform import Left
from checks.plan.model import Assessment
from checks.problem import Problem
from states.events import Approved, Event, Offer, Saved, Stamped, Step
from states.inputs import Who
from states.ports import Clock, Note, Ports
from states.probes import Question
from states.terraform import Directory
from tests.support.belongings import InMemoryBelongings
from tests.support.facts import AFTER, BEFORE, FACTS, HEALTHY, VALUES
from tests.support.terraform_port import InMemoryTerraform, trouble
from tests.support.world import (
    ASIDE,
    HERE,
    IMPORTS_FILE,
    LOCK_FILE,
    OVERRIDE_FILE,
    POST_FILE,
    PRE_FILE,
    RUN,
    SCRATCHES,
    WHO,
    World,
)


def digest(content: bytes) -> str:
    """SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def configuration(*, pinned: bool = False) -> Configuration:
    """The post-operator configuration; not pinned, its helm provider needs the override."""
    return AFTER if pinned else replace(AFTER, required_providers=())


class InMemoryWorkspace:
    """The user's directory; `pinned` says that its files need no override, `swaps` that a swap has anything to rename."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.path = HERE
        self.pinned = False
        self.swaps = True
        self.left: bytes | None = None
        self.former: bytes | None = None

    def layout(self) -> Layout:
        """What is there."""
        names = (PRE_FILE, PRE_FILE + ASIDE, POST_FILE, POST_FILE + ASIDE)
        return Layout(*(HERE / name in self.world.disk for name in names))

    def before(self) -> Configuration:
        """Before the swap."""
        return BEFORE

    def after(self, override: str | None) -> Configuration:
        """After it."""
        return configuration(pinned=self.pinned or override is not None)

    def values(self) -> Values:
        """The variables."""
        return VALUES

    def lock_file(self, directory: Path) -> bytes:
        """The lock file."""
        return self.world.disk.get(directory / LOCK_FILE, b"")

    def modules(self, where: Directory) -> bytes:
        """The module manifest, as far as a test has put one there."""
        return self.world.disk.get(where.path / "modules.json", b"")

    def aside(self, directory: Path) -> dict[str, str]:
        """The old application's block, once its file is put aside."""
        name = PRE_FILE + ASIDE
        return {"module.wandb_app": name} if directory / name in self.world.disk else {}

    def copy(self, into: Path, *, swap: bool, override: str | None) -> Directory:
        """A scratch directory."""
        assert into not in self.world.scratches, f"{into} is used twice"
        self.world.scratches.add(into)
        self.world.at("workspace.copy: half-way")
        for one in self.world.below(HERE):
            self.world.disk[into / one.relative_to(HERE)] = self.world.disk[one]
        for step in self._steps(override, swap=swap):
            self._move(into, step, override)
        return Directory(into, Path(".terraform"))

    def discard(self, scratch: Path) -> None:
        """Gone."""
        for one in self.world.below(scratch):
            del self.world.disk[one]
        self.world.at("workspace.discard: half-way")
        self.world.scratches.discard(scratch)

    def fingerprints(self) -> dict[str, str]:
        """All but what is made for a moment."""
        files = [one for one in self.world.below(HERE) if one.parent == HERE and one.name != IMPORTS_FILE]
        return {one.name: digest(self.world.disk[one]) for one in files if ".tf" in one.name or one.name == LOCK_FILE}

    def save(self, into: Path) -> tuple[Saved, ...]:
        """Copies."""
        saved = []
        for one in self.world.below(HERE):
            content = self.world.disk[into / one.name] = self.world.disk[one]
            saved.append(Saved(f"{into.name}/{one.name}", digest(content), len(content)))
            self.world.at("workspace.save: half-way")
        return tuple(saved)

    def swap_steps(self, override: str | None) -> tuple[Step, ...]:
        """Override, post on, pre off."""
        return self._steps(override, swap=self.swaps)

    def _steps(self, override: str | None, *, swap: bool) -> tuple[Step, ...]:
        written = [Step("write", None, OVERRIDE_FILE, digest(override.encode()))] if override is not None else []
        renamed = [(POST_FILE + ASIDE, POST_FILE), (PRE_FILE, PRE_FILE + ASIDE)] if swap else []
        if any(HERE / old not in self.world.disk for old, _ in renamed):
            raise trouble("files-changed")
        return (*written, *(Step("rename", old, new, digest(self.world.disk[HERE / old])) for old, new in renamed))

    def take(self, steps: tuple[Step, ...], override: str | None) -> None:
        """Whatever is not taken yet; nothing where a file is not the one it was."""
        for step in [one for one in steps if not self._taken(one)]:
            self._move(HERE, step, override)
            self.world.effects.append((step.kind, step.target))
            self.world.at(f"workspace.take: {step.kind} {step.target}")

    def _taken(self, step: Step) -> bool:
        there = self.world.disk.get(HERE / step.target)
        source = self.world.disk.get(HERE / step.source) if step.source else None
        known = {digest(one) for one in (there, source) if one is not None}
        if known - {step.sha256} or (step.source and not known):
            raise trouble("files-changed")
        return there is not None

    def _move(self, directory: Path, step: Step, override: str | None) -> None:
        content = self.world.disk.pop(directory / step.source) if step.source else (override or "").encode()
        assert digest(content) == step.sha256, f"{step.target} would have other contents than were intended"
        self.world.disk[directory / step.target] = content

    def undo(self, steps: tuple[Step, ...]) -> None:
        """Last step first."""
        for step in [one for one in reversed(steps) if self._taken(one)]:
            content = self.world.disk.pop(HERE / step.target)
            if step.source:
                self.world.disk[HERE / step.source] = content
            self.world.effects.append(("undo", step.target))
            self.world.at(f"workspace.undo: {step.target}")

    def install_lock(self, source: Path) -> None:
        """As a whole."""
        self.world.disk[HERE / LOCK_FILE] = self.world.disk[source]

    def adopt(self, text: str | None) -> None:
        """The file with import blocks."""
        if text is None:
            self.world.disk.pop(HERE / IMPORTS_FILE, None)
        else:
            self.world.disk[HERE / IMPORTS_FILE] = text.encode()

    def errored(self) -> bytes | None:
        """What `left` says."""
        return self.left

    def former_state(self) -> bytes | None:
        """What `former` says."""
        return self.former

    def clear_errored(self) -> None:
        """Gone."""
        self.left = None


class InMemoryLookup:
    """Finds what a killed Terraform made; `says` stands in place of the truth, by address."""

    def __init__(self, terraform: InMemoryTerraform) -> None:
        self.terraform = terraform
        self.says: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str], str | None]] = []

    def find(self, kind: str, keys: Mapping[str, str], ident: str | None) -> Existing | NotThere | Missing:
        """By the keys that the made thing has."""
        self.asked.append((kind, dict(keys), ident))
        if kind in self.says:
            said = self.says[kind]
            return said.pop(0) if isinstance(said, list) else said
        made = (one["change"]["after"] for one, verb in self.terraform.unknown if (one["type"], verb) == (kind, "create"))
        there = any(keys.items() <= {key: str(value) for key, value in one.items()}.items() for one in made)
        return Existing("made-1", Condition.READY, "active") if there else NotThere(kind)


class InMemoryProbes:
    """Every probe brings what the world has under `group.field`, else what a healthy one has.

    A list is brought one after the other, the last for ever.
    """

    def __init__(self, world: World, terraform: InMemoryTerraform) -> None:
        self.world = world
        self._terraform = terraform

    def identity(self) -> Identity:
        """The person."""
        found: Identity = self.world.probes["identity"]
        return found

    def questions(self, known: Known, groups: frozenset[str]) -> tuple[Question, ...]:  # noqa: ARG002 - the port's shape
        """For each field of these groups of preflight."""
        return tuple(self._asked(FACTS, groups))

    def health_questions(self, values: Values, groups: frozenset[str]) -> tuple[Question, ...]:  # noqa: ARG002 - the port's shape
        """For each field of these groups of verify; Terraform itself is asked for the second plan."""
        every = self._asked(HEALTHY, groups)
        return tuple(replace(one, ask=self._plan) if one.field == "plan" else one for one in every)

    def changed(self, seconds: float) -> None:
        """Nothing changes but the time."""
        self.world.sleep(seconds)

    def _asked(self, healthy: Any, groups: frozenset[str]) -> Iterator[Question]:
        for group in sorted(groups):
            for one in fields(getattr(healthy, group)):
                usual = getattr(getattr(healthy, group), one.name)
                yield Question(group, one.name, partial(self._next, f"{group}.{one.name}", usual))

    def _next(self, name: str, usual: object) -> Any:
        found = self.world.probes.get(name, usual)
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def _plan(self) -> tuple[Left, ...] | Missing:
        found = self.world.probes.get("terraform.plan")
        if found is not None:
            return found  # type: ignore[no-any-return]
        return tuple(Left(one, "update") for one in self._terraform.changes(Directory(HERE)))


class InMemoryFiles:
    """The run's directory, on the world's disk."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.named = 0

    def path(self, name: str) -> Path:
        """Where it is."""
        return RUN / name

    def write(self, name: str, content: bytes) -> Saved:
        """As a whole."""
        self.world.disk[RUN / name] = content
        return Saved(name, digest(content), len(content))

    def read(self, name: str) -> bytes:
        """As it was written."""
        if RUN / name not in self.world.disk:
            raise trouble("run-file-missing")
        return self.world.disk[RUN / name]

    def key(self) -> bytes:
        """Always the same."""
        return b"key of the run"

    def scratch(self) -> Path:
        """A fresh name."""
        self.named += 1
        return SCRATCHES / str(self.named)


@dataclass
class InMemoryJournal:
    """Durable is what stands in `kept`; after a failed append nothing is taken until it is opened, unless `mends`."""

    world: World
    kept: list[Stamped] = field(default_factory=list)
    broken: bool = False
    mends: bool = False

    def append(self, event: Event) -> Stamped:
        """Durable on return."""
        if self.broken:
            raise trouble("journal-unwritable")
        name = f"journal {type(event).__name__} {getattr(event, 'state', '')}".strip()
        stamped = Stamped(len(self.kept), self.world.now.isoformat(), event)
        try:
            self.world.at(f"{name}: before")
            self.kept.append(stamped)
            self.world.at(f"{name}: durable")
        except Problem:
            self.broken = not self.mends
            raise
        return stamped

    def events(self) -> tuple[Stamped, ...]:
        """Everything."""
        return tuple(self.kept)


@dataclass
class InMemoryApprover:
    """Says what the test wants of every offer, and remembers what it was asked."""

    journal: InMemoryJournal
    says: bool = True
    asked: list[tuple[Offer, bool]] = field(default_factory=list)
    """Each offer, and whether an approval stood in the journal by then."""

    def decide(self, offer: Offer, assessment: Assessment) -> bool:
        """The answer; it is about the plan that is shown."""
        assert offer.meaning == assessment.meaning, "what is shown is not what is approved"
        approved = any(isinstance(one.event, Approved) for one in self.journal.kept)
        self.asked.append((offer, approved))
        return self.says


class Watched:
    """A port whose every call passes `World.at` before and after; a stream, also before each message."""

    def __init__(self, port: Any, name: str, world: World) -> None:
        self._port, self._name, self._world = port, name, world

    def __getattr__(self, name: str) -> Any:
        """The port's own; calls are watched."""
        found = getattr(self._port, name)
        if not callable(found) or (self._name, name) in {("files", "path"), ("files", "scratch"), ("files", "key")}:
            return found
        instant = f"{self._name}.{name}"

        def call(*positional: Any, **named: Any) -> Any:
            self._world.at(f"{instant}: before")
            answer = found(*positional, **named)
            if isinstance(answer, Iterator):
                return self._messages(instant, answer)
            self._world.at(f"{instant}: after")
            return answer

        return call

    def _messages(self, instant: str, stream: Iterator[Any]) -> Iterator[Any]:
        for one in stream:
            self._world.at(f"{instant}: message")
            yield one
        self._world.at(f"{instant}: after")


@dataclass
class InMemoryControl:
    """What people ask: to pause, to stop Terraform; the test says it by setting it."""

    pauses: bool = False
    stops: bool = False
    flying: tuple[str, ...] = ()

    def pause_asked(self) -> bool:
        """As the test wants it."""
        return self.pauses

    def applying(self) -> AbstractContextManager[None]:
        """No signals here."""
        return nullcontext()

    def stop_asked(self, in_flight: Callable[[], tuple[str, ...]]) -> bool:
        """Once."""
        stops, self.stops = self.stops, False
        self.flying = in_flight() if stops else self.flying
        return stops


@dataclass
class Stage:
    """A world with its ports, ready to be acted on; `notes` is what was shown."""

    world: World = field(default_factory=World)
    notes: list[Note] = field(default_factory=list)
    seconds: float = 4 * 3600
    ticket: str | None = "CHG-7"
    who: Who = WHO
    window_end: datetime | None = None
    redact: Callable[[str], str] = str
    confirm: Callable[[str], bool] | None = None

    def __post_init__(self) -> None:
        """The ports of this world."""
        self.workspace = InMemoryWorkspace(self.world)
        self.terraform = InMemoryTerraform(self.world)
        self.probes = InMemoryProbes(self.world, self.terraform)
        self.lookup = InMemoryLookup(self.terraform)
        self.belongings = InMemoryBelongings(self.world)
        self.files = InMemoryFiles(self.world)
        self.journal = InMemoryJournal(self.world)
        self.approver = InMemoryApprover(self.journal)
        self.control = InMemoryControl()

    def ports(self) -> Ports:
        """What a state is given."""
        watched = {name: Watched(getattr(self, name), name, self.world) for name in PORTS}
        clock = Clock(lambda: self.world.now, self.world.sleep)
        extra = {"confirm": self.confirm, "ticket": self.ticket, "approval_seconds": self.seconds, "note": self.notes.append}
        return Ports(
            **watched,
            clock=clock,
            who=self.who,
            control=self.control,
            redact=self.redact,
            window_end=self.window_end,
            **extra,
        )


PORTS = ("workspace", "terraform", "probes", "lookup", "files", "approver", "belongings")
