"""The licence, the release channel, and the images that the operator will ask for."""

from dataclasses import dataclass
from datetime import datetime

from checks.facts.answers import NOT_ASKED, HttpAnswer, Missing


@dataclass(frozen=True)
class Licence:
    """What a licence says of itself. `fault` is why it is none, `ends` the end that stands in it, `now` when it was read."""

    fault: str | None
    ends: datetime | None
    now: datetime


@dataclass(frozen=True)
class Channel:
    """What the release channel would have the operator install: a chart, and the images that its values name.

    `host` is where the chart comes from. `fault` is why the operator could not use the answer.
    """

    chart: str = ""
    version: str = ""
    host: str = ""
    images: tuple[str, ...] = ()
    fault: str | None = None


@dataclass(frozen=True)
class ChannelFacts:
    """What the deployer and the registries answer; `images` are pairs of a reference and its registry's answer."""

    deployer: HttpAnswer | Missing = NOT_ASKED
    preview: Channel | Missing = NOT_ASKED
    licence: Licence | Missing = NOT_ASKED
    images: tuple[tuple[str, HttpAnswer | Missing], ...] | Missing = NOT_ASKED
