"""Facts from outside: asked for once, concurrently, each with a deadline of its own. Nothing is judged here."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from checks.facts import Facts, Known, Missing
from states.probes import Question

Groups = TypeVar("Groups")
AT_ONCE = 16
# How long to wait for an answer before looking at the deadlines again: a Ctrl-C is noticed in between.
LOOK = 0.2


@dataclass(frozen=True)
class Answer:
    """What one question brought, and the seconds that it took."""

    question: Question
    fact: object
    seconds: float


@dataclass(frozen=True)
class Gathered:
    """The facts, the answers that they are made of, and the seconds that all of it took together."""

    facts: Facts
    answers: tuple[Answer, ...]
    seconds: float


def gather(known: Known, questions: Iterable[Question], told: Callable[[Answer], None] = lambda _: None) -> Gathered:
    """Ask all of them; `told` hears of each answer as it comes."""
    started = time.monotonic()
    answers = asked(questions, told)
    return Gathered(assemble(Facts(known), answers), answers, time.monotonic() - started)


def asked(questions: Iterable[Question], told: Callable[[Answer], None] = lambda _: None) -> tuple[Answer, ...]:
    """The answers, as they came."""
    answers = []
    for answer in _asked(tuple(questions)):
        told(answer)
        answers.append(answer)
    return tuple(answers)


def assemble(before: Groups, answers: Iterable[Answer]) -> Groups:
    """Groups of facts with these answers in their fields; what was not asked for stays as it was."""
    fields: dict[str, dict[str, object]] = {}
    for one in answers:
        fields.setdefault(one.question.group, {})[one.question.field] = one.fact
    groups: Mapping[str, Any] = {name: replace(getattr(before, name), **found) for name, found in fields.items()}
    return replace(before, **groups)  # type: ignore[type-var]


def _asked(questions: tuple[Question, ...]) -> Iterator[Answer]:
    """Answers as they come. Threads are daemons: one that hangs holds up neither the others nor the end of the program."""
    waiting: queue.SimpleQueue[Question] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[Question, object]] = queue.SimpleQueue()
    begun: dict[Question, float] = {}
    for one in questions:
        waiting.put(one)
    for _ in questions[:AT_ONCE]:
        _worker(waiting, begun, done)
    open_ = set(questions)
    while open_:
        for one, fact in _landed(done):
            if isinstance(fact, BaseException):
                raise fact
            if one in open_:
                open_.discard(one)
                yield Answer(one, fact, time.monotonic() - begun[one])
        for one in [one for one in open_ if one in begun and time.monotonic() - begun[one] > one.seconds]:
            open_.discard(one)
            _worker(waiting, begun, done)  # in the place of the one that hangs
            yield Answer(one, Missing(f"no answer within {one.seconds:g} s"), one.seconds)


def _landed(done: "queue.SimpleQueue[tuple[Question, object]]") -> Iterator[tuple[Question, object]]:
    try:
        yield done.get(timeout=LOOK)
    except queue.Empty:
        return


def _worker(
    waiting: "queue.SimpleQueue[Question]",
    begun: dict[Question, float],
    done: "queue.SimpleQueue[tuple[Question, object]]",
) -> None:
    """A thread that asks one question after the other, until none waits."""

    def work() -> None:
        while True:
            try:
                one = waiting.get_nowait()
            except queue.Empty:
                return
            begun[one] = time.monotonic()
            done.put((one, _answer(one)))

    threading.Thread(target=work, daemon=True, name="migrator-asks").start()


def _answer(question: Question) -> object:
    """The fact; what was raised instead, a Problem, is an answer, too, and is raised where it is waited for."""
    try:
        return question.ask()
    except BaseException as error:  # noqa: BLE001 - handed over as it is
        return error
