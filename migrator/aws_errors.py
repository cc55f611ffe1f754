"""What can go wrong with a question to AWS, in words for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.facts import Missing
from migrator.aws_session import UnusableError

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

REFUSING = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
# Profiles, single sign-on and processes that give no credentials.
UNUSABLE = frozenset(
    {
        "ConfigNotFound",
        "ConfigParseError",
        "CredentialRetrievalError",
        "InfiniteLoopConfigError",
        "InvalidConfigError",
        "ProfileNotFound",
        "RefreshWithMFAUnsupportedError",
        "SSOTokenLoadError",
        "TokenRetrievalError",
        "UnauthorizedSSOTokenError",
    }
)
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})


def told(service: str, error: Exception, seconds: float) -> Missing | None:
    """Why there is no fact; None for an error that is not AWS's, the transport's or the credentials'.

    `seconds` is how long the question may take.
    """
    if isinstance(error, UnusableError):
        return Missing(str(error), refused=error.refused)
    if isinstance(error, TimeoutError):
        return Missing(f"{service} gave no whole answer within {seconds:g} s")
    return _of_botocore(service, error) or _of_python(service, error)


def _of_botocore(service: str, error: Exception) -> Missing | None:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
    from botocore.parsers import ResponseParserError  # noqa: PLC0415

    if isinstance(error, ClientError):
        return _refusal(service, error)
    if isinstance(error, BotoCoreError):
        return _without_answer(service, error)
    return _nonsense(service, error) if isinstance(error, ResponseParserError) else None


def _of_python(service: str, error: Exception) -> Missing | None:
    if type(error) is RuntimeError and "expired" in str(error):  # botocore's: renewed credentials that are as old as before
        return Missing("the AWS credentials have expired, and nothing renews them", refused=True)
    if isinstance(error, OSError):  # the transport's own are BotoCoreErrors: this is a credential process or file
        return Missing(f"the configured AWS credentials cannot be used ({type(error).__name__})", refused=True)
    nonsense = isinstance(error, LookupError | TypeError | AttributeError | ValueError)
    return _nonsense(service, error) if nonsense else None


def _nonsense(service: str, error: Exception) -> Missing:
    return Missing(f"{service} gave an answer that is not AWS's ({type(error).__name__})")


def _refusal(service: str, error: ClientError) -> Missing:
    code = str(error.response.get("Error", {}).get("Code", "an error"))
    if error.operation_name == "AssumeRole":
        return Missing(f"AWS refuses the role of the provider block to these credentials ({code})", refused=True)
    if code in DENIED:
        return Missing(f"{service} refuses {error.operation_name} to these credentials ({code})", refused=service == "STS")
    return Missing(f"{service} answered {code}", refused=code in REFUSING)


def _without_answer(service: str, error: Exception) -> Missing:
    kind = type(error).__name__
    if kind in ("NoCredentialsError", "PartialCredentialsError"):
        return Missing("no AWS credentials were found in the environment, profile or instance", refused=True)
    if kind in UNUSABLE:
        return Missing(f"the configured AWS credentials cannot be used ({kind})", refused=True)
    return Missing(f"{service} cannot be reached ({kind})")
