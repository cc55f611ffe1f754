"""What only Terraform can evaluate."""


class Unknown:
    """The type of UNKNOWN; it compares equal to nothing but itself."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


def whole(value: object) -> bool:
    """Whether a value is known in all its parts."""
    if isinstance(value, dict):
        return all(whole(one) for one in value.values())
    return all(whole(one) for one in value) if isinstance(value, list) else value is not UNKNOWN
