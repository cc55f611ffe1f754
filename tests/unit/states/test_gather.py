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
from migrator.terraform.adapter import TerraformAdapter
from states import gather
from states.gather.facts import AT_ONCE
from states.inputs import Inputs
from states.probes import Question
from tests.support.crash import RUNBOOK
from tests.support.facts import FACTS, KNOWN
from tests.support.ports import VALUES, Stage
from tests.support.world import BALANCER, FQDN


def health(stage: Stage, **values: str | None) -> Health:
    """One look."""
    return gather.health(stage.ports(), RUNBOOK, replace(VALUES, **values), ())  # type: ignore[arg-type]


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


def test_health_is_one_look_at_everything() -> None:
    """Each part of the deployment's health comes from its own probe, asked for the host name of the configuration."""
    stage, asked = Stage(), []
    stage.world.probes["addresses"] = ("192.0.2.7",)
    stage.probes.application = lambda *given: asked.append(given) or stage.world.probes["application"]  # type: ignore[func-returns-value]
    found = health(stage)
    assert (found.load_balancer, found.record, found.addresses) == (BALANCER, BALANCER, ("192.0.2.7",))
    assert found.workloads == stage.world.probes["workloads"]
    assert asked == [(FQDN, RUNBOOK.health.path)]


def test_a_host_name_that_is_not_known() -> None:
    """Without a plain domain the record, the addresses and the application cannot be asked for; the rest is."""
    found = health(Stage(), domain_name=None)
    assert (found.record, found.addresses, found.application) == (gather.UNKNOWN_NAME,) * 3
    assert found.load_balancer == BALANCER


def test_a_record_in_a_zone_that_is_not_named() -> None:
    """Without a zone id only the record cannot be asked for."""
    found = health(Stage(), zone_id=None)
    assert found.record == gather.UNKNOWN_NAME
    assert found.addresses == ("192.0.2.7",)
