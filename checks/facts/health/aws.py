"""What AWS says of the deployment's parts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AwsHealth:
    """Nothing is asked yet."""
