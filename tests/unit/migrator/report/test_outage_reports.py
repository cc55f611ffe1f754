"""What users lost, as text, document and picture: when, why, how long, and what Terraform did meanwhile."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.outage import Look, Service, Turn
from migrator.outage.users import Users
from migrator.report.documents import status_document
from migrator.report.event import service_document
from migrator.report.html import report_html
from migrator.report.html_outage import LANES, outage_view
from migrator.report.outage import Timeline, headline, outage_lines, timeline
from migrator.report.run import report_document, report_text
from migrator.report.text import status_text
from migrator.standing import standing
from migrator.terminal.paint import painter
from states.events import Event, Phase, State
from tests.support import samples
from tests.support.hostile import ATTACK, hostile
from tests.support.schemas import checked

PLAIN = painter(colour=False)
WORKERS, RECORD = samples.WORKERS, samples.RECORD
CLUSTER = samples.CLUSTER


def said(address: str, verb: str, change: str, phase: Phase, at: str) -> Event:
    """Terraform said so at that time, in its own zone; the journal heard of it much later."""
    return replace(samples.seen(address, verb, change, phase), said_at=f"2026-01-02T04:{at}+01:00")


ACTIONS = (
    said(WORKERS, "create", "replace", Phase.STARTED, "09:00.5"),
    said(WORKERS, "create", "replace", Phase.COMPLETED, "10:05"),
    said(RECORD, "delete", "replace", Phase.STARTED, "10:18"),
    said(RECORD, "delete", "replace", Phase.COMPLETED, "10:30"),
    said("aws_x.brief", "update", "update", Phase.STARTED, "10:19.2"),
    said("aws_x.brief", "update", "update", Phase.COMPLETED, "10:19.6"),
    said("helm_release.wandb", "create", "create", Phase.STARTED, "10:40"),
    said("helm_release.wandb", "create", "create", Phase.ERRORED, "11:20"),
    said("aws_x.after", "update", "update", Phase.STARTED, "12:00"),
)


def told(*looks: Look, until: datetime | None = None) -> Timeline:
    """The looks with the actions above."""
    found = timeline(looks, samples.stamped(*ACTIONS), samples.ASSESSMENT, until)
    assert found is not None
    return found


def test_the_text_says_when_why_how_long_and_during_what() -> None:
    """The sum against the estimate first; each cause; the actions that overlapped, by Terraform's own clock.

    One that ended between the last good look and the first that failed may have been the cause.
    """
    lines = list(outage_lines(told(*samples.LOOKS)))
    assert lines[0] == "  users were without service for 1 min 12 s (± 1.0 s); the estimate was 10-25 min"
    assert lines[1:] == [
        "    03:10:20Z     45.0 s  DNS: the name does not exist, or has no address",
        "    03:11:05Z     27.0 s  HTTP: status 503",
        f"      during replace [delete] {RECORD}",
        "      during update aws_x.brief",
        "      during create, failed helm_release.wandb",
        "    03:11:32Z  served again",
        "  not known from 03:11:32Z for 1 min 48 s: nobody looked",
    ]


@pytest.mark.parametrize(
    ("looks", "until", "sentence"),
    [
        (samples.LOOKS[:1], None, "users had service all the time, as far as anybody looked"),
        (samples.LOOKS[:3], None, "users were without service for at least 45.0 s (± 1.0 s)"),
        (
            (*samples.LOOKS, samples.look(210, "DNS", 209), samples.look(215, "", 214)),
            None,
            "users were without service for 1 min 17 s (± 1.0 s), in 2 outages",
        ),
    ],
    ids=["none", "open", "two"],
)
def test_the_sum(looks: tuple[Look, ...], until: datetime | None, sentence: str) -> None:
    """In one sentence, which says where it is not the whole of it."""
    assert headline(replace(told(*looks, until=until), estimate=None)) == sentence


def test_what_is_still_lost_is_not_over() -> None:
    """A report in the middle of it; what came after the last look is unknown."""
    until = datetime(2026, 1, 2, 3, 20, 0, tzinfo=UTC)
    lines = list(outage_lines(told(*samples.LOOKS[:3], until=until)))
    assert "    not seen to end" in lines
    assert lines[-1] == "  not known from 03:11:05Z for 8 min 55 s: nobody looked"


def test_without_looks_nothing_is_said() -> None:
    """No section, and null in the document."""
    assert timeline((), (), None, None) is None
    run = samples.run(*samples.DONE)
    assert "What users lost" not in report_text(run, standing(run, running=False), None, PLAIN)
    assert checked(report_document(run, standing(run, running=False), None))["outage"] is None


def test_the_document() -> None:
    """It holds to the schema, with the same figures as the text."""
    run = samples.run(*samples.DONE)
    document = checked(report_document(run, standing(run, running=False), samples.ASSESSMENT, told(*samples.LOOKS)))
    outage = document["outage"]
    assert (outage["seconds"], outage["unknown_seconds"], outage["estimated_minutes"]) == (72, 108, [10, 25])
    assert [one["service"] for one in outage["periods"]] == ["served", "lost", "lost", "served", "unknown", "served"]
    (one,) = outage["outages"]
    assert (one["from"], one["to"], one["over"]) == ("2026-01-02T03:10:20.000Z", "2026-01-02T03:11:32.000Z", True)
    assert [each["address"] for each in one["during"]] == [RECORD, "aws_x.brief", "helm_release.wandb"]


def test_an_action_that_the_journal_heard_of_at_its_end_only() -> None:
    """It began as many seconds earlier as Terraform says that it took; one without any time of its own has the journal's."""
    found = timeline(samples.LOOKS, samples.stamped(samples.seen("a.b", "create", "create")), None, None)
    assert found is not None
    (deed,) = found.deeds
    assert (deed.ends is not None and deed.ends - deed.begins).total_seconds() == 3  # type: ignore[union-attr]


def test_the_picture_has_the_loss_above_what_overlapped_it() -> None:
    """One line for the service, one for each cause, then the actions; every bar is in the picture."""
    view = outage_view(told(*samples.LOOKS))
    assert [one.name for one in view.service] == [
        "what users had",
        "DNS: the name does not exist, or has no address",
        "HTTP: status 503",
    ]
    assert [(one.name, one.note) for one in view.lanes] == [
        (RECORD, "replace [delete]"),
        ("aws_x.brief", "update"),
        ("helm_release.wandb", "create, failed"),
    ]
    bars = [bar for lane in (*view.service, *view.lanes) for bar in lane.bars]
    assert all(bar.at >= 0 and bar.wide > 0 and bar.at + bar.wide <= 100.01 for bar in bars)
    record, dns = view.lanes[0].bars[0], view.service[1].bars[0]
    assert record.at < dns.at < record.at + record.wide < dns.at + dns.wide


def test_a_moment_and_a_long_night_are_drawn() -> None:
    """A single look is a picture, too; of many actions as many as can be read, and how many are left out."""
    assert outage_view(told(samples.LOOKS[0])).rows[0].service == "served"
    many = [said(f"a.b[{one}]", "create", "create", Phase.STARTED, "10:10") for one in range(LANES + 3)]
    found = timeline(samples.LOOKS, samples.stamped(*many), None, None)
    assert found is not None
    view = outage_view(found)
    assert (len(view.lanes), view.left) == (LANES, 3)


def test_the_page_shows_it_without_a_script() -> None:
    """The picture is hidden from those who cannot see it; they have a table that says the same."""
    run = samples.run(*samples.DONE)
    page = report_html(run, standing(run, running=False), samples.ASSESSMENT, told(*samples.LOOKS))
    (section,) = re.findall(r'<section class="outage".*?</section>', page, re.DOTALL)
    assert "Users were without service" in section or "users were without service" in section
    assert all('aria-hidden="true"' in one for one in re.findall(r"<svg[^>]*>", section))
    assert section.count("<tr><td>") == 6
    assert "style=" not in section
    assert "script" not in section


def test_hostile_names_stay_data() -> None:
    """No control character of Terraform's or of a server's gets through."""
    actions = tuple(hostile(one, "phase", "said_at") for one in ACTIONS)
    looks = tuple(replace(one, cause=one.cause + ATTACK if one.cause else "") for one in samples.LOOKS)
    found = timeline(looks, samples.stamped(*actions), None, None)
    assert found is not None
    run = samples.run(*samples.DONE)
    page = report_html(run, standing(run, running=False), None, found)
    text = report_text(run, standing(run, running=False), None, PLAIN, found)
    assert "FORGED" in page
    assert "FORGED" in text
    assert [one for one in page + text if one not in "\n\N{NO-BREAK SPACE}" and not one.isprintable()] == []


@pytest.mark.parametrize(("service", "kind"), [(Service.LOST, "service-lost"), (Service.SERVED, "service-back")])
def test_listeners_are_told(service: Service, kind: str) -> None:
    """With the time of the turn, its cause, and where the run is."""
    turn = Turn(datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC), service, "HTTP: status 503")
    document = checked(service_document(turn, samples.run(*samples.APPLYING)))
    assert (document["event"], document["at"]) == (kind, "2026-01-02T03:04:05.678Z")
    assert (document["what"], document["state"]) == ("HTTP: status 503", State.APPLY)
    assert document["next"].startswith("migrator status ")


@pytest.mark.parametrize(
    ("users", "line"),
    [
        (Users("served", "2026-01-02T03:04:05Z", "", watched=True), "users: served since 03:04:05Z"),
        (
            Users("lost", "2026-01-02T03:04:05Z", "HTTP: status 503", watched=True),
            "users: without service since 03:04:05Z (HTTP: status 503)",
        ),
        (
            Users("unknown", "2026-01-02T03:04:05Z", "nobody looked", watched=False),
            "users: not known since 03:04:05Z (nobody looked); the outage probe does not run",
        ),
    ],
    ids=["served", "lost", "unwatched"],
)
def test_status_says_what_users_have(users: Users, line: str) -> None:
    """In one line, and in the document."""
    run = samples.run(*samples.APPLYING)
    stands = replace(standing(run, running=True), users=users)
    assert line in " ".join(status_text(stands, PLAIN).split())
    assert checked(status_document(stands))["users"]["service"] == users.service
    assert "FORGED" in status_text(hostile(stands, "status"), PLAIN)
