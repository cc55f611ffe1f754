"""The page of all codes: `python -m migrator.report.codes > docs/codes.md`; a test holds the file to the catalogue."""

import sys

from checks import catalogue
from migrator.report.markdown import codes_markdown

HEAD = """# Codes

Every finding, error and known failure has a code. `migrator explain CODE` says the same as this page;
`migrator explain` lists all codes.

- *finding*: the result of a check. It is named where the check holds, where it does not, and where it could not be told.
- *error*: the first line of an error; its other parts are what happened, why, and the next command.
- *failure*: known from this migration, recognised by its words. It gives advice and decides nothing.

This page is made from the catalogue: `python -m migrator.report.codes > docs/codes.md`.
"""


def page() -> str:
    """The whole page."""
    return f"{HEAD}\n{codes_markdown(catalogue.entries().values())}\n"


if __name__ == "__main__":
    sys.stdout.write(page())
