"""Terraform in memory: plans by comparing, applies action by action, and goes on when whoever started it dies."""
# ruff: noqa: ARG002 - the methods have the port's shape

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from checks.facts import TerraformFact
from checks.lock import LockInfo
from checks.problem import Problem
from states.events import Process
from states.terraform import Directory, StateIdentity, StateLocked, StreamEvent, StreamKind
from tests.support.small_plans import POST, PRE, Document, Values, change, changing, compare
from tests.support.world import HERE, IMPORTS_FILE, LOCK_FILE, World

LOCK = b"providers of the post-operator configuration\n"


def trouble(code: str) -> Problem:
    """A Problem as a port raises it."""
    return Problem(code, what=f"{code}.", why="The test wants it.", next="migrator run")


@dataclass
class Apply:
    """One Terraform that applies: its stream so far, whether it lives, how it ended."""

    process: Process
    lines: list[StreamEvent] = field(default_factory=list)
    alive: bool = True
    exit: int | None = None
    interrupts: int = 0
    work: Iterator[None] = field(default_factory=lambda: iter(()))

    def advance(self) -> None:
        """Do the next thing; the last one is to end."""
        if self.alive and next(self.work, self) is self:
            self.alive = False

    def finish(self) -> None:
        """Go on alone, to the end."""
        while self.alive:
            self.advance()

    def kill(self, code: int | None = None) -> None:
        """SIGKILL; `code` is what the wrapper saw, None where it died too."""
        if self.alive:
            self.alive, self.exit = False, code


class InMemoryTerraform:
    """The port. What a test breaks: `wanted`, `failing` ("verb address" -> message), `more` changes, `announced` lines.

    A change of `more` stands in place of the one of the same object.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.wanted: dict[str, dict[str, Values]] = {"pre": dict(PRE), "post": dict(POST)}
        self.failing: dict[str, str] = {}
        self.more: list[Document] = []
        self.announced: list[StreamEvent] = []
        self.selected = "default"
        self.scratch_state: StateIdentity | None = None
        self.applies: dict[Path, Apply] = {}
        self.given_up: set[Path] = set()
        self.started: list[str] = []
        self.inits: list[tuple[Path, bool]] = []
        self.unknown: list[tuple[Document, str]] = []
        self.plans = 0
        self.locked: LockInfo | None = None
        self.busy = 0
        self.untainted: list[str] = []
        self.pushed: list[Path] = []
        self.lock = LOCK

    def fact(self) -> TerraformFact:
        """A version that fits."""
        return TerraformFact("terraform", "1.11.4", "/usr/bin/terraform")

    def workspace(self, where: Directory) -> str:
        """The selected workspace."""
        return self.selected

    def init(self, where: Directory, *, upgrade: bool) -> None:
        """Without `upgrade` the lock file has to be the post-operator configuration's already."""
        self.inits.append((where.path, upgrade))
        lock = where.path / LOCK_FILE
        if upgrade:
            self.world.disk[lock] = self.lock
        elif self.world.disk.get(lock) != self.lock:
            raise trouble("terraform-failed")

    def plan(self, where: Directory, out: Path, *, lock: bool) -> bool:
        """Each plan file has other bytes than the one before, as real ones have."""
        if self.locked is not None and lock:
            raise StateLocked(trouble("state-locked"), self.locked)
        self.plans += 1
        self.refresh()
        document = self._document(where)
        kept = {"number": self.plans, "serial": self.world.serial, "plan": document}
        self.world.disk[out] = json.dumps(kept).encode()
        return bool(changing(document))

    def _document(self, where: Directory) -> Document:
        active = self.world.active(where.path)
        document = compare(self.world.state, self.world.deposed, self.wanted[active] if active else {})
        instead = {(one["address"], one.get("deposed")) for one in self.more}
        kept = [one for one in document["resource_changes"] if (one["address"], one.get("deposed")) not in instead]
        document["resource_changes"] = [*map(self._imported, kept), *self.more]
        return document

    def _imported(self, one: Document) -> Document:
        """As an import, where the generated file says so."""
        text = self.world.disk.get(HERE / IMPORTS_FILE, b"").decode()
        if f"to = {one['address']}\n" not in text:
            return one
        body = {**one["change"], "actions": ["no-op"], "importing": {"id": "made-1"}, "after_unknown": {}}
        return {**one, "change": {**body, "before": body["after"]}}

    def refresh(self) -> None:
        """A plan sees what became of everything that the state knows."""
        for one, verb in tuple(self.unknown):
            if verb != "create":
                self.note_in_state(one, verb)

    def lingering(self, into: Path) -> bool:
        """For as many looks as `busy` says."""
        self.busy -= 1
        return self.busy >= 0

    def untaint(self, where: Directory, address: str) -> None:
        """What `more` has of it is planned no longer."""
        self.untainted.append(address)
        self.more = [one for one in self.more if one["address"] != address]
        self.world.serial += 1

    def push(self, where: Directory, state: Path) -> None:
        """The serial of what is pushed is the state's."""
        if self.locked is not None:
            raise StateLocked(trouble("state-locked"), self.locked)
        self.pushed.append(state)
        self.world.serial = json.loads(self.world.disk[state])["serial"]

    def unlock(self, where: Directory, ident: str) -> None:
        """Only the lock that is named."""
        if self.locked is None or self.locked.id != ident:
            raise trouble("terraform-failed")
        self.locked = None

    def show(self, where: Directory, plan: Path) -> bytes:
        """The plan as JSON."""
        return json.dumps(json.loads(self.world.disk[plan])["plan"]).encode()

    def changes(self, where: Directory) -> tuple[str, ...]:
        """What a plan would change now."""
        return tuple(one["address"] for one in changing(self._document(where)))

    def state(self, where: Directory) -> StateIdentity:
        """Every directory sees the one state, unless the test says otherwise of the scratch directory."""
        own = StateIdentity(self.world.lineage, self.world.serial)
        return self.scratch_state or own if where.path in self.world.scratches else own

    def pull(self, where: Directory) -> bytes:
        """The state."""
        return json.dumps({"lineage": self.world.lineage, "serial": self.world.serial}).encode()

    def begin_apply(self, where: Directory, plan: Path, into: Path) -> Process:
        """Start the saved plan; a stale one is refused by Terraform itself."""
        if into in self.given_up or into in self.applies:
            raise trouble("terraform-failed")
        saved = json.loads(self.world.disk[plan])
        self.started.append(sha256(self.world.disk[plan]).hexdigest())
        process = Process(100 + len(self.applies), "12345", "boot", "bastion")
        apply = Apply(process)
        apply.work = self._stale(apply) if saved["serial"] != self.world.serial else self._work(apply, saved["plan"])
        self.applies[into] = apply
        return process

    def follow_apply(self, into: Path, process: Process) -> Iterator[StreamEvent | None]:
        """Each message from the first on; None where Terraform works and says nothing."""
        apply, told = self.applies[into], 0
        while told < len(apply.lines) or apply.alive:
            if told == len(apply.lines):
                apply.advance()
            if told < len(apply.lines):
                told += 1
                yield apply.lines[told - 1]
            else:
                yield None

    def find_apply(self, into: Path) -> Process | None:
        """Whoever finds none has given the start up."""
        if into not in self.applies:
            self.given_up.add(into)
            return None
        return self.applies[into].process

    def begun(self, folder: Path) -> tuple[str, ...]:
        """Every apply that was started."""
        return tuple(sorted(one.name for one in self.applies if one.parent == folder))

    def alive(self, process: Process) -> bool:
        """Whether it lives."""
        return any(one.alive for one in self.applies.values() if one.process == process)

    def exit_code(self, into: Path) -> int | None:
        """How it ended."""
        return self.applies[into].exit if into in self.applies else None

    def interrupt(self, process: Process) -> None:
        """What is in flight ends first."""
        next(one for one in self.applies.values() if one.process == process).interrupts += 1

    def mend(self) -> None:
        """A person removes every cause of failure, and puts what is in doubt right."""
        self.failing.clear()
        self.announced.clear()
        self.put_right()

    def put_right(self) -> None:
        """A person looks for what a killed Terraform did, and imports or removes it in the state."""
        for one, verb in tuple(self.unknown):
            self.note_in_state(one, verb)

    def _stale(self, apply: Apply) -> Iterator[None]:
        apply.lines.append(StreamEvent(StreamKind.DIAGNOSTIC, "Saved plan is stale", severity="error"))
        apply.exit = 1
        yield

    def _work(self, apply: Apply, plan: Document) -> Iterator[None]:
        apply.lines += self.announced
        yield
        for one in changing(plan):
            if one["change"]["actions"] == ["no-op"]:
                self.note_in_state(next(it for it, _ in self.unknown if it["address"] == one["address"]), "create")
                yield
                continue
            for verb in one["change"]["actions"]:
                yield from self._action(apply, one, verb)
                if apply.interrupts or f"{verb} {one['address']}" in self.failing:
                    apply.exit = 1
                    return
        apply.exit = 0

    def _action(self, apply: Apply, one: dict[str, Any], verb: str) -> Iterator[None]:
        """Said to begin; done in the cloud; in the state; said to be done."""
        address = one["address"]
        apply.lines.append(StreamEvent(StreamKind.STARTED, "begins", address, verb))
        yield
        if f"{verb} {address}" in self.failing:
            apply.lines.append(StreamEvent(StreamKind.ERRORED, "failed", address, verb))
            apply.lines.append(StreamEvent(StreamKind.DIAGNOSTIC, self.failing[f"{verb} {address}"], severity="error"))
            return
        self.world.effects.append((verb, address))
        self.unknown.append((one, verb))
        yield
        self.note_in_state(one, verb)
        yield
        apply.lines.append(StreamEvent(StreamKind.COMPLETED, "ends", address, verb, id="i-1", elapsed=1.0))

    def note_in_state(self, one: dict[str, Any], verb: str) -> None:
        """What was done in the cloud is in the state now: by Terraform itself, or by a person who imports it."""
        self.unknown = [kept for kept in self.unknown if (kept[0]["address"], kept[1]) != (one["address"], verb)]
        world, address = self.world, one["address"]
        replaces = one["change"]["actions"] == ["create", "delete"]
        if verb == "delete":
            world.deposed.discard(address)
            if not replaces and "deposed" not in one:
                world.state.pop(address, None)
        else:
            world.deposed |= {address} if replaces else set()
            world.state[address] = one["change"]["after"]
        world.serial += 1


FOREIGN = change("module.wandb_infra.aws_s3_bucket.stranger", ["create"], None, {"bucket": "stranger"})
