"""What users are answered."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, HttpAnswer, Missing


@dataclass(frozen=True)
class WebHealth:
    """GET over HTTPS, as a user would."""

    application: HttpAnswer | Missing = NOT_ASKED
