"""Facts are gathered concurrently, and what cannot be asked is said."""

import time
from collections.abc import Callable
from dataclasses import fields, replace
from threading import Barrier, Event, Lock
from typing import Any

import pytest

from checks.facts import NOT_ASKED, Facts, Health, HttpAnswer, Missing
from checks.problem import Problem
from migrator.probes import Sources
from migrator.probes.groups import questions
from migrator.probes.health import questions as health_questions
from migrator.probes.health_web import UNKNOWN_NAME
from migrator.terraform.adapter import TerraformAdapter
from states import gather
from states.gather.facts import AT_ONCE
from states.inputs import Inputs
from states.probes import Question
from tests.support.crash import RUNBOOK
from tests.support.facts import FACTS, HEALTHY, KNOWN, VALUES

ANSWER = HttpAnswer("https://deploy.wandb.ai", 200)
INPUTS = Inputs(".", ())
TERRAFORM = TerraformAdapter(("terraform",), {}, INPUTS, str, lambda _: None)
SOURCES = Sources.of(RUNBOOK, INPUTS, {}, terraform=TERRAFORM, licence=lambda: None, namespace=lambda: None)


def group_of(name: str) -> Any:
    """A group of facts."""
    return getattr(FACTS, name)


def question(field: str, ask: Callable[[], object], seconds: float = 60) -> Question:
    """A question for a fact of the group `channel`."""
    return Question("channel", field, ask, seconds)


def test_each_answer_is_the_fact_of_its_question() -> None:
    """What an answer brings stands in its group's field; a group that was not asked for is missing."""
    found = gather.gather(KNOWN, [question("deployer", lambda: ANSWER), question("images", lambda: ())])
    assert (found.facts.channel.deployer, found.facts.channel.images) == (ANSWER, ())
    assert (found.facts.known, found.facts.dns.zone) == (KNOWN, NOT_ASKED)


def test_questions_are_asked_at_the_same_time() -> None:
    """A slow one does not hold up the others: two of them meet."""
    meeting = Barrier(2)
    found = gather.gather(KNOWN, [question(name, lambda: meeting.wait(60)) for name in ("deployer", "images")])
    assert {found.facts.channel.deployer, found.facts.channel.images} == {0, 1}


def test_no_more_at_once_than_is_bearable() -> None:
    """However many questions there are, only so many are asked at the same time."""
    now, most = 0, 0

    def ask() -> None:
        nonlocal now, most
        with lock:
            now, most = now + 1, max(most, now + 1)
        time.sleep(0.01)
        with lock:
            now -= 1

    lock = Lock()
    answers = gather.gather(KNOWN, [question("images", ask, 60 + number) for number in range(50)]).answers
    assert (len(answers), most <= AT_ONCE) == (50, True)


def test_a_question_that_hangs_is_cut() -> None:
    """At its own deadline it is missing, with the reason; what waits behind it is asked all the same."""
    never = Event()
    hanging = [question("deployer", never.wait, 0.3 + number / 1000) for number in range(AT_ONCE)]
    found = gather.gather(KNOWN, [*hanging, question("images", lambda: ())])
    never.set()
    assert isinstance(found.facts.channel.deployer, Missing)
    assert "no answer within" in found.facts.channel.deployer.why
    assert found.facts.channel.images == ()


def test_what_is_raised_is_raised_to_whoever_waits() -> None:
    """A Problem of a probe ends the look, as it would without threads."""

    def ask() -> None:
        raise Problem("terraform-broken", what="", why="", next="")

    with pytest.raises(Problem, match="terraform-broken"):
        gather.gather(KNOWN, [question("deployer", ask)])


def test_each_answer_is_told_as_it_comes() -> None:
    """Progress hears of every answer, with the seconds that it took."""
    heard: list[gather.Answer] = []
    found = gather.gather(KNOWN, [question("images", lambda: ())], heard.append)
    assert heard == list(found.answers)
    assert 0 <= heard[0].seconds <= found.seconds


def test_every_field_has_its_question() -> None:
    """The real probes ask for each field of each group, once."""
    wanted = {
        (group.name, one.name) for group in fields(Facts) if group.name != "known" for one in fields(group_of(group.name))
    }
    asked = [(one.group, one.field) for one in questions(SOURCES, KNOWN, frozenset(name for name, _ in wanted))]
    assert sorted(asked) == sorted(wanted)


def test_every_field_of_health_has_its_question() -> None:
    """The same for verify: each field of each group, once."""
    groups = [one.name for one in fields(Health) if one.name not in ("values", "before")]
    wanted = {(name, one.name) for name in groups for one in fields(getattr(HEALTHY, name))}
    asked = [(one.group, one.field) for one in health_questions(SOURCES, VALUES, frozenset(groups))]
    assert sorted(asked) == sorted(wanted)


def test_what_needs_a_name_says_that_there_is_none() -> None:
    """Without a plain domain nothing that goes by the host name can be asked for."""
    by_name = {"published", "records", "kept", "dns", "certificate", "health", "ready", "console", "balancer"}
    questions = health_questions(SOURCES, replace(VALUES, domain_name=None), frozenset({"edge", "web"}))
    chosen = [one for one in questions if one.field in by_name and (one.group, one.field) != ("edge", "balancer")]
    assert {one.field: one.ask() for one in chosen} == dict.fromkeys(by_name, UNKNOWN_NAME)


def test_a_record_in_a_zone_that_is_not_named() -> None:
    """Without a zone id its records cannot be asked for."""
    questions = health_questions(SOURCES, replace(VALUES, zone_id=None), frozenset({"edge"}))
    assert {isinstance(one.ask(), Missing) for one in questions if one.field in ("records", "claims")} == {True}
