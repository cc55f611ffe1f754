"""The release channel and the registries of a healthy world."""

from datetime import UTC, datetime

import runbooks
from checks.facts import ChannelFacts, HttpAnswer
from checks.facts.channel import Channel, Licence

IMAGE = runbooks.load("wandb-aws-operator").targets[0].images[0]
LICENCE = Licence(None, None, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
HEALTHY = ChannelFacts(
    deployer=HttpAnswer("https://deploy.wandb.ai/api", 200),
    preview=Channel("operator-wandb", "0.17.0", "charts.wandb.ai", ("wandb/app:0.61.0",)),
    licence=LICENCE,
    images=((IMAGE, HttpAnswer("https://gcr.io/v2", 200)),),
)
