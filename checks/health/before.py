"""What of preflight's facts is remembered, for verify to compare with."""

from checks.facts import Facts, Missing
from checks.facts.channel import Channel
from checks.facts.health.before import Before
from checks.facts.kubernetes import Environment


def remembered(facts: Facts) -> Before:
    """Ids and names; what preflight could not see is left out."""
    things, preview = facts.state.things, facts.channel.preview
    environment, balancer = facts.kubernetes.environment, facts.dns.balancer
    return Before(
        things=() if isinstance(things, Missing) else things,
        zone_id=facts.known.values.zone_id,
        environment=tuple(sorted(environment.names)) if isinstance(environment, Environment) else None,
        release=preview.version or None if isinstance(preview, Channel) else None,
        balancer=balancer if isinstance(balancer, str) else None,
    )
