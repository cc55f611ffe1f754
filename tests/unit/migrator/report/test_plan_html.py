"""The page as a file: its content policy fits it, nothing in it leads outside, and everything has its row."""

import re
from html.parser import HTMLParser

import pytest

from migrator.report.html import PAGE, policy, risk_html
from migrator.report.html_rows import row
from migrator.report.risk import RiskReport
from tests.support import samples

Attributes = dict[str, str | None]


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, Attributes]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.found.append((tag, dict(attrs)))


PAGE_OF = risk_html(samples.OFFERED)
TAGS = Tags(PAGE_OF).found


def test_the_policy_fits_the_page() -> None:
    """The policy names exactly the style and the script that are in the page, and nothing else is allowed."""
    style, script = (re.search(rf"<{one}>(.*?)</{one}>", PAGE_OF, re.DOTALL) for one in ("style", "script"))
    assert style is not None
    assert script is not None
    said = next(one["content"] for tag, one in TAGS if tag == "meta" and one.get("http-equiv"))
    assert said == policy(style[1], script[1])
    assert said.startswith("default-src 'none'; ")
    assert "unsafe" not in said


def test_nothing_is_inline_and_nothing_leads_outside() -> None:
    """No tag has a style or a handler of its own, and no address is anywhere but in the page."""
    names = {name for _, attributes in TAGS for name in attributes}
    assert [one for one in names if one == "style" or one.startswith("on")] == []
    links = {one[name] or "" for _, one in TAGS for name in ("href", "src", "action") if name in one}
    assert [one for one in links if not one.startswith(("#", "data:,"))] == []
    assert not re.search(
        r"https?://|@import|url\(", "".join(PAGE.joinpath(one).read_text() for one in ("page.css", "page.js"))
    )


def test_every_change_has_its_row() -> None:
    """Each change has a row with what the filters ask for, and links of findings lead to rows."""
    rows = {one["id"]: one for tag, one in TAGS if tag == "tr" and "id" in one}
    assert len(rows) == len(samples.CHANGES)
    assert rows["c1"] | {"data-flag": "", "data-touches": ""} == {
        "id": "c1", "data-level": "critical", "data-action": "replace",
        "data-module": "wandb_infra/database/aurora", "data-flag": "", "data-touches": "",
    }  # fmt: skip
    links = {one["href"] for tag, one in TAGS if tag == "a"}
    assert {"#c1", "#c2", "#c3"} <= links <= {"#changes", *(f"#{one}" for one in rows)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("instance_types[0]: m4 -> r6i forces replacement", ("instance_types[0]", "m4", "r6i", True)),
        ("tags.a:b c: null -> x", ("tags.a:b c", "null", "x", False)),
        ("p: (sensitive) -> (known after apply)", ("p", "(sensitive)", "(known after apply)", False)),
    ],
)
def test_evidence_is_before_and_after(text: str, told: tuple[object, ...]) -> None:
    """Evidence of an attribute is taken apart; nobody's words, such as null, are marked."""
    (one,) = row(1, samples.change("aws_x.y", "update", samples.CHANGES[0].severity, text)).differences
    assert (one.path, one.before, one.after, one.forces) == told
    assert one.wordless == tuple(each in ("null", "(sensitive)", "(known after apply)") for each in told[1:3])


def test_other_evidence_is_a_note() -> None:
    """What is no attribute stands as it is."""
    one = row(1, samples.change("aws_x.y", "delete", samples.CHANGES[0].severity, "delete because no resource config"))
    assert (one.differences, one.notes) == ((), ("delete because no resource config",))


def test_who_approves_sees_the_hash() -> None:
    """The approval's hash is in the page where there is one."""
    assert samples.APPROVAL in PAGE_OF
    assert "Approval" not in risk_html(RiskReport(samples.ASSESSMENT))
