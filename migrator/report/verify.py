"""One verification as Markdown, JSON and JUnit."""

from checks import catalogue
from checks.model import Result, Verdict
from migrator.report.documents import verdict, write
from migrator.report.junit import suite
from migrator.report.preflight import result_case, verdict_rows
from migrator.terminal.printable import printable

HEALTHY, NOT = "The deployment is healthy.", "Verification does not hold"


def health_document(found: Verdict, accepted: frozenset[str]) -> str:
    """`migrator.verify/1`: the same findings as preflight's."""
    return write("verify", {**verdict(found), "accepted": sorted(accepted)})


def health_markdown(found: Verdict, accepted: frozenset[str]) -> str:
    """A table for a ticket or a pull request."""
    blocking = found.blocking(accepted)
    head = f"**{NOT}: {', '.join(blocking)}**" if blocking else f"**{HEALTHY}**"
    return "\n".join(["# Verification", "", head, "", *verdict_rows(found)])


def health_junit(found: Verdict, accepted: frozenset[str]) -> str:
    """JUnit XML: a failure for what does not hold, an error for what could not be told, a case for every check."""
    said, groups = printable(found), catalogue.verify()
    every: tuple[Result, ...] = (*said.findings, *said.unknown, *said.passed)
    return suite("migrator verify", [result_case(one, groups.get(one.code, "verify"), accepted) for one in every])
