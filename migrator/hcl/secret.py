"""Names that say that their value is nobody's business."""

SECRET_WORDS = ("license", "licence", "password", "secret", "token", "key", "connection")
PUBLIC_ENDINGS = ("_arn", "_name")


def named_secret(name: str) -> bool:
    """Whether a name says that its value is a secret."""
    return any(word in name.lower() for word in SECRET_WORDS) and not name.endswith(PUBLIC_ENDINGS)
