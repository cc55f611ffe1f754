"""explain: what a code means, out of the catalogue."""

import click

from checks import catalogue
from checks.problem import Exit, Problem
from migrator.answer import Answer, answers
from migrator.report.documents import codes_document, explain_document
from migrator.report.markdown import codes_markdown, explain_markdown
from migrator.report.text import codes_text, explain_text


@click.command()
@click.argument("code", required=False)
@answers
def explain(code: str | None, answer: Answer) -> int:
    """What a code means and what to do; without CODE, all codes with their titles."""
    every = catalogue.entries()
    if code is None:
        listed = tuple(every.values())
        answer.give(
            text=lambda: codes_text(listed, answer.paint),
            md=lambda: codes_markdown(listed),
            json=lambda: codes_document(listed),
        )
        return int(Exit.DONE)
    if code not in every:
        raise _unknown(code)
    entry = every[code]
    answer.give(
        text=lambda: explain_text(entry, answer.paint),
        md=lambda: explain_markdown(entry),
        json=lambda: explain_document(entry),
    )
    return int(Exit.DONE)


def _unknown(code: str) -> Problem:
    return Problem(
        "code-unknown",
        what=f"There is no code {code!r}.",
        why=f"Codes that look like it: {', '.join(catalogue.similar(code)) or 'none'}.",
        next="migrator explain",
        exit=Exit.USAGE,
    )
