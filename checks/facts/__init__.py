"""What the probes bring and the checks judge. Frozen, and free of secrets by construction."""

from checks.facts.answers import NOT_ASKED, HttpAnswer, Missing, NotThere
from checks.facts.baseline import BaselineFacts
from checks.facts.channel import ChannelFacts
from checks.facts.configuration import (
    Argument,
    Backend,
    ClusterData,
    Configuration,
    Layout,
    Mistyped,
    ModuleCall,
    Place,
    ProviderBlock,
    RequiredProvider,
    Values,
    Variable,
)
from checks.facts.dns import DnsFacts, NoSuchZone, Zone
from checks.facts.egress import EgressFacts
from checks.facts.health import Health
from checks.facts.identity import Identity, IdentityFacts
from checks.facts.kubernetes import KubernetesFacts
from checks.facts.live import LiveFacts
from checks.facts.preflight import Facts, Known
from checks.facts.state import StateFacts
from checks.facts.surroundings import SurroundingsFacts
from checks.facts.tools import TerraformFact, ToolsFacts

__all__ = [
    "NOT_ASKED",
    "Argument",
    "Backend",
    "BaselineFacts",
    "ChannelFacts",
    "ClusterData",
    "Configuration",
    "DnsFacts",
    "EgressFacts",
    "Facts",
    "Health",
    "HttpAnswer",
    "Identity",
    "IdentityFacts",
    "Known",
    "KubernetesFacts",
    "Layout",
    "LiveFacts",
    "Missing",
    "Mistyped",
    "ModuleCall",
    "NoSuchZone",
    "NotThere",
    "Place",
    "ProviderBlock",
    "RequiredProvider",
    "StateFacts",
    "SurroundingsFacts",
    "TerraformFact",
    "ToolsFacts",
    "Values",
    "Variable",
    "Zone",
]
