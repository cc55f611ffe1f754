"""Everything preflight knows, gathered once. What is read from the files is always there; the rest comes in groups.

A group that was not asked for has its defaults: every field of it is missing.
"""

from dataclasses import dataclass

from checks.facts.baseline import BaselineFacts
from checks.facts.channel import ChannelFacts
from checks.facts.configuration import Configuration, Layout, Values
from checks.facts.dns import DnsFacts
from checks.facts.egress import EgressFacts
from checks.facts.identity import IdentityFacts
from checks.facts.kubernetes import KubernetesFacts
from checks.facts.live import LiveFacts
from checks.facts.state import StateFacts
from checks.facts.surroundings import SurroundingsFacts
from checks.facts.tools import ToolsFacts


@dataclass(frozen=True)
class Known:
    """What the files and the command line say. `swap` is false where the post-operator configuration is in place already."""

    layout: Layout
    before: Configuration
    after: Configuration
    values: Values
    swap: bool


@dataclass(frozen=True)
class Facts:
    """The facts by group; a group's name is the field's name."""

    known: Known
    tools: ToolsFacts = ToolsFacts()
    identity: IdentityFacts = IdentityFacts()
    state: StateFacts = StateFacts()
    baseline: BaselineFacts = BaselineFacts()
    dns: DnsFacts = DnsFacts()
    live: LiveFacts = LiveFacts()
    kubernetes: KubernetesFacts = KubernetesFacts()
    egress: EgressFacts = EgressFacts()
    channel: ChannelFacts = ChannelFacts()
    surroundings: SurroundingsFacts = SurroundingsFacts()
