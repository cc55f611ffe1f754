"""Input that is no plan: one clear error each, which says what it is and how to make a plan of it; and never a crash."""

import gzip
import io
import json
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from checks import catalogue
from checks.plan import assess, decode, judge
from checks.problem import Exit, Problem
from tests.support.facts import RUNBOOK
from tests.support.plans import MARK, Json, document, entry, plan, updated

WHOLE = document(updated("aws_a.b", {"a": 1}, {"a": 2}), output_changes={"o": {"actions": ["create"]}}, configuration={})
STATE: Json = {"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "x", "outputs": {}, "resources": []}


def archive() -> bytes:
    """A saved plan, as far as its first bytes tell."""
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as made:
            made.writestr("tfplan", b"\x0a\x05")
        return file.getvalue()


CASES = {
    "empty": (b"", "plan-truncated"),
    "blank": (b" \r\n", "plan-truncated"),
    "zeros": (bytes(5000), "plan-truncated"),
    "cut": (WHOLE[:-40], "plan-truncated"),
    "cut in a text": (WHOLE[: WHOLE.index(b"aws_a") + 3], "plan-truncated"),
    "plan file": (archive(), "plan-binary"),
    "older plan file": (b"tfplan\x03", "plan-binary"),
    "gzip": (gzip.compress(WHOLE), "plan-compressed"),
    "UTF-16": (WHOLE.decode().encode("utf-16"), "plan-encoding"),
    "UTF-16, big end": (b"\xfe\xff" + WHOLE.decode().encode("utf-16-be"), "plan-encoding"),
    "UTF-16, unmarked": (WHOLE.decode().encode("utf-16-le"), "plan-encoding"),
    "UTF-32": (WHOLE.decode().encode("utf-32"), "plan-encoding"),
    "Latin-1": (document(entry("aws_a.b", "create")).replace(b"aws_a.b", b"aws_a.\xe9"), "plan-encoding"),
    "state file": (json.dumps(STATE).encode(), "plan-is-state"),
    "shown state": (b'{"format_version": "1.0", "terraform_version": "1.15.5", "values": {}}', "plan-is-state"),
    "empty state": (b'{"format_version": "1.0", "terraform_version": "1.15.5"}', "plan-is-state"),
    "nothing but a format": (b'{"format_version": "1.0"}', "plan-is-state"),
    "log": (b'{"@level":"info","@message":"Terraform 1.9.0","type":"version"}\n{"@level":"info"}\n', "plan-unreadable"),
    "a warning before it": (b"There are some problems with the CLI configuration\n" + WHOLE, "plan-unreadable"),
    "words": (b"Terraform used the selected providers to generate the following execution plan.", "plan-unreadable"),
    "deep": (document(updated("aws_a.b", {}, {})).replace(b"{}", b"[" * 9999 + b"]" * 9999), "plan-unreadable"),
    "number": (document(updated("aws_a.b", {"a": 1}, {"a": "N"})).replace(b'"N"', b"1e999"), "plan-unreadable"),
}


@pytest.mark.parametrize(("raw", "code"), CASES.values(), ids=CASES.keys())
def test_what_it_is_instead(raw: bytes, code: str) -> None:
    """Each has its own code, in four parts, that the catalogue explains, and is a fault of the input."""
    with pytest.raises(Problem) as caught:
        judge(decode(raw), None)
    problem = caught.value
    assert (problem.code, problem.exit) == (code, Exit.USAGE)
    assert all((problem.what, problem.why, problem.next))
    assert catalogue.find(code) is not None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("plan file", "terraform show -json PLANFILE > plan.json"),
        ("gzip", "gunzip -c"),
        ("UTF-16", "Out-File -Encoding utf8"),
        ("state file", "terraform plan -out=PLANFILE"),
        ("log", "terraform show -json PLANFILE > plan.json"),
    ],
)
def test_the_next_command_makes_a_plan_of_it(name: str, words: str) -> None:
    """What to type is exact for what the input is."""
    with pytest.raises(Problem) as caught:
        decode(CASES[name][0])
    assert words in caught.value.next


def test_a_mark_before_utf_8_is_no_fault() -> None:
    """What PowerShell writes with -Encoding utf8 is read."""
    assert decode(b"\xef\xbb\xbf" + WHOLE).changes[0].address == "aws_a.b"


def test_a_value_that_is_nested_as_deeply_as_can_be_read() -> None:
    """A value that can be decoded and not be walked ends in a Problem, too."""
    deep: Any = 1
    for _ in range(600):
        deep = {"a": deep}
    survives(document(updated("aws_a.b", {"a": 1}, {"a": deep})))


@pytest.mark.parametrize("configuration", [[], {"root_module": []}, {"root_module": {"module_calls": {"a": {"source": 1}}}}])
def test_a_configuration_that_is_none(configuration: Any) -> None:
    """What a runbook needs of the configuration and cannot read is a Problem."""
    with pytest.raises(Problem) as caught:
        judge(plan(entry("aws_a.b", "create"), configuration=configuration), RUNBOOK)
    assert caught.value.code == "plan-unreadable"


def test_no_value_is_repeated() -> None:
    """What is wrong is said without the bytes that are wrong."""
    raw = document(updated("aws_a.b", {"a": MARK}, {"a": MARK}), variables={"v": {"value": MARK}})
    for broken in (raw[:-9], raw.replace(b'"mode"', b'"moed"'), raw.replace(b'"name": "b"', b'"name": 7')):
        with pytest.raises(Problem) as caught:
            decode(broken)
        assert MARK not in f"{caught.value.what}{caught.value.why}{caught.value.next}"


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(-1e9, 1e9) | some.text(max_size=4),
    lambda part: some.lists(part, max_size=3) | some.dictionaries(some.text(max_size=4), part, max_size=3),
    max_leaves=8,
)
SPOTS = ("output_changes", "deferred_changes", "resource_drift", "action_invocations", "checks", "complete", "configuration")
FIELDS = ("actions", "before", "after", "after_unknown", "before_sensitive", "after_sensitive", "replace_paths", "importing")
OUTER = some.dictionaries(some.sampled_from(SPOTS), JSON, max_size=3)
INNER = some.dictionaries(some.sampled_from(FIELDS), JSON, max_size=3)


def survives(raw: bytes) -> None:
    """Judging ends in an assessment or in a Problem, and in nothing else."""
    for runbook in (None, RUNBOOK):
        with suppress(Problem):
            assess(decode(raw), runbook)


@given(some.binary(max_size=60) | some.text(max_size=60).map(str.encode))
@example(b'{"format_version": "1.2", "resource_changes": [], "resource_changes": 7}')
def test_no_bytes_end_in_a_crash(raw: bytes) -> None:
    """Whatever the bytes."""
    survives(raw)


@given(some.integers(0, len(WHOLE) - 1), some.binary(min_size=0, max_size=3))
def test_no_damage_ends_in_a_crash(place: int, put: bytes) -> None:
    """Whatever is done to a byte of a plan."""
    survives(WHOLE[:place] + put + WHOLE[place + 1 :])


@given(OUTER, INNER)
def test_no_other_json_ends_in_a_crash(outer: Json, inner: Json) -> None:
    """Whatever stands where something else is expected."""
    change = updated("aws_security_group.b", {"ingress": [{"cidr_blocks": ["10.0.0.0/8"]}]}, {"ingress": None})
    change["change"] |= inner
    survives(document(change, **outer))


@given(JSON, JSON, JSON, JSON, some.sampled_from(["update", "create", "delete", "forget"]))
def test_no_body_ends_in_a_crash(before: Any, after: Any, unknown: Any, sensitive: Any, action: str) -> None:
    """Whatever the bodies hold."""
    bodies = {"before": before, "after": after, "after_unknown": unknown}
    survives(document(entry("aws_db_instance.b", action, **bodies, before_sensitive=sensitive, after_sensitive=sensitive)))
