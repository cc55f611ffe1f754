"""No form of the report holds a secret, wherever in a plan it stands: what is planted is searched for."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from checks.plan import judge
from migrator.cli import invoke
from migrator.report.html import risk_html
from migrator.report.plan import risk_text
from migrator.report.plan_json import risk_document
from migrator.report.plan_junit import risk_junit
from migrator.report.plan_markdown import risk_markdown
from migrator.report.risk import RiskReport
from migrator.report.sarif import risk_sarif
from migrator.terminal.paint import painter
from tests.corpus.load import Labelled, corpus
from tests.support.facts import RUNBOOK
from tests.support.plans import MARK, Json, document, entry, plan, updated

FORMS: dict[str, Callable[[RiskReport], str]] = {
    "text": lambda one: risk_text(one, painter(colour=False)),
    "md": risk_markdown,
    "html": risk_html,
    "json": risk_document,
    "sarif": risk_sarif,
    "junit": risk_junit,
}
SIDES = ("before", "after")
Steps = tuple[str | int, ...]
WITH_BODIES = [one for one in corpus() if any(one.entry["change"].get(side) for side in SIDES)]


def places(tree: Any, path: Steps = ()) -> list[Steps]:
    """Where a body has something: every leaf and every collection below it, the root aside."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [one for key, part in items for one in ((*path, key), *places(part, (*path, key)))]


def planted(tree: Any, path: Steps) -> Any:
    """The tree with the secret at a path: instead of a leaf; in a map also as a key; in a list as one more."""
    if path:
        found = copy.copy(tree)
        found[path[0]] = planted(tree[path[0]], path[1:])
        return found
    if isinstance(tree, dict):
        return {**tree, MARK: MARK}
    return [*tree, MARK] if isinstance(tree, list) else MARK


def mark(tree: Any, path: Steps) -> Any:
    """A tree of marks as Terraform writes it: lists beside what is marked are filled up."""
    if not path:
        return True
    if isinstance(path[0], int):
        return [*({} for _ in range(path[0])), mark(tree[path[0]], path[1:])]
    return {path[0]: mark(tree[path[0]], path[1:])}


@some.composite
def with_a_secret(draw: some.DrawFn) -> Json:
    """A change of the corpus with a secret somewhere, marked there or above, on its own side or on the other."""
    one: Labelled = draw(some.sampled_from(WITH_BODIES))
    change = one.entry["change"]
    side = draw(some.sampled_from([name for name in SIDES if change.get(name)]))
    path = draw(some.sampled_from(places(change[side])))
    top = path[: draw(some.integers(1, len(path)))]
    where = draw(some.sampled_from([f"{name}_sensitive" for name in SIDES]))
    body = {side: planted(change[side], path), where: mark(change[side], top)}
    return {**one.entry, "change": {**change, "before_sensitive": {}, "after_sensitive": {}, **body}}


@settings(max_examples=250, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(with_a_secret(), some.booleans())
def test_what_is_marked_is_in_no_form(one: Json, known: bool) -> None:
    """As a value, a key, an element; marked at its place or above, on either side; by hazards alone or with a runbook."""
    told = RiskReport(judge(plan(one), RUNBOOK if known else None))
    assert [form for form, write in FORMS.items() if MARK in write(told)] == []


def test_what_is_planted_would_be_found() -> None:
    """Without a mark the same search finds it, in every form."""
    told = RiskReport(judge(plan(updated("aws_rds_cluster.b", {"engine_version": "1"}, {"engine_version": MARK})), None))
    assert [form for form, write in FORMS.items() if MARK not in write(told)] == []


def everywhere() -> bytes:
    """A plan with the secret in every part of the format that is no change, and in a change that is marked as a whole."""
    body, hidden = {"note": MARK, "map": {MARK: MARK}}, {"before_sensitive": True, "after_sensitive": True}
    output = {"actions": ["update"], "before": MARK, "after": {MARK: MARK}, **hidden}
    values = {"root_module": {"resources": [{"address": "aws_a.b", "values": body, "sensitive_values": {"note": True}}]}}
    return document(
        updated("aws_a.b", body, {"note": "x"}, **hidden),
        entry("random_password.c", "no-op", importing={"id": MARK}),
        entry("aws_a.d", "no-op", importing={"id": "d"}, generated_config=f'note = "{MARK}"'),
        variables={"licence": {"value": MARK}},
        planned_values={"outputs": {"o": {"value": MARK, "sensitive": True}}, **values},
        prior_state={"format_version": "1.0", "values": values},
        configuration={"root_module": {"variables": {"licence": {"default": MARK, "sensitive": True}}}},
        resource_drift=[updated("aws_a.b", body, {"note": "y"}, **hidden)],
        output_changes={"o": output},
        deferred_changes=[{"reason": "excluded", "resource_change": entry("aws_a.e", "create", after=body, **hidden)}],
        checks=[{"address": {"to_display": "check.c"}, "status": "fail", "problems": [{"message": MARK}]}],
        action_invocations=[{"address": "action.a.b", "config_values": {"payload": MARK}}],
        relevant_attributes=[{"resource": "aws_a.b", "attribute": ["map"]}],
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan as a file."""
    path = tmp_path_factory.mktemp("planted") / "plan.json"
    path.write_bytes(everywhere())
    return path


@pytest.mark.parametrize("form", FORMS)
def test_no_part_of_a_plan_is_told(form: str, made: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Variables, values, state, configuration, drift, outputs, deferred changes, checks, actions: on neither stream."""
    for known in ((), ("--runbook", "wandb-aws-operator")):
        assert invoke(["assess", str(made), "--format", form, *known]) == 3
        said = capfd.readouterr()
        assert "aws_a.e" in said.out
        assert MARK not in said.out + said.err


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "broken",
    [
        lambda raw: raw[:-9],
        lambda raw: raw.replace(b'"actions": ["update"]', b'"actions": ["open"]', 1),
        lambda raw: raw.replace(b'"before": {"note"', b'"before": [{"note"', 1),
        lambda raw: raw.replace(b'"1.2"', b'"2.0"', 1),
        lambda raw: raw.replace(b'"address"', b'"adress"', 1),
        lambda _: json.dumps({"version": 4, "lineage": "x", "resources": [MARK]}).encode(),
        lambda raw: raw.decode().encode("utf-16"),
        lambda _: MARK.encode(),
    ],
    ids=["cut", "action", "shape", "version", "field", "state", "UTF-16", "words"],
)
def test_no_error_repeats_it(
    broken: Callable[[bytes], bytes], form: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A plan that cannot be read is told without what is in it."""
    path = tmp_path / "plan.json"
    path.write_bytes(broken(everywhere()))
    assert invoke(["assess", str(path), "--format", form]) == 2
    said = capfd.readouterr()
    assert MARK not in said.out + said.err
