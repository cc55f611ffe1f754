"""Sessions with AWS as Terraform's provider would open them: profile and files first, then the role that it assumes."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from checks.facts.configuration import AssumedRole, AwsProvider

if TYPE_CHECKING:
    from botocore.session import Session

WORDS = {
    "assume-role": "a profile that assumes a role",
    "assume-role-with-web-identity": "a web identity",
    "config-file": "a profile",
    "container-role": "the container's role",
    "custom-process": "a credential process",
    "env": "the environment",
    "iam-role": "the instance's role",
    "login": "aws login",
    "shared-credentials-file": "a profile",
    "sso": "single sign-on",
}
FIXED = frozenset({"env", "shared-credentials-file", "config-file"})
# What tools that fetch a session write beside it: aws-vault and granted; saml2aws and aws-mfa.
ENDS_IN_ENVIRONMENT = ("AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION")
ENDS_IN_PROFILE = ("x_security_token_expires", "expiration")


class UnusableError(Exception):
    """Credentials that cannot be used; the text is a sentence for a person. `refused` as in `checks.facts.Missing`."""

    def __init__(self, why: str, *, refused: bool = False) -> None:
        super().__init__(why)
        self.refused = refused


def opened(provider: AwsProvider | None) -> Session:
    """The session that the provider begins with, before it assumes a role; UnusableError where it cannot be told."""
    if provider and provider.unclear:
        said = f"{', '.join(provider.unclear)} of provider aws at {provider.place}"
        raise UnusableError(f"who Terraform is for AWS cannot be told: {said} cannot be read here")
    session = _session(provider)
    scoped = session.get_scoped_config()
    if "role_arn" in scoped and "mfa_serial" in scoped:
        raise UnusableError("the AWS profile asks for an MFA code, and Terraform asks nobody for one", refused=True)
    return session


def _session(provider: AwsProvider | None) -> Session:
    from botocore.session import Session  # noqa: PLC0415

    session = Session(profile=provider.profile if provider else None)
    for name in ("config_file", "credentials_file") if provider else ():
        if path := getattr(provider, name):
            session.set_config_variable(name, path)
    return session


def assuming(provider: AwsProvider, first: Session, client: Callable[..., Any]) -> Session | None:
    """A session that has the provider's role, and renews it as long as the first one lasts; None without credentials.

    `client` makes the first session's clients, with the limits of whoever asks.
    """
    from botocore import credentials as botocore  # noqa: PLC0415

    source, role = first.get_credentials(), provider.role
    if source is None or role is None:
        return None
    fetcher = botocore.AssumeRoleCredentialFetcher(client, source, role.arn, extra_args=_arguments(role))

    class Assumed(botocore.CredentialProvider):  # type: ignore[misc]
        METHOD = "provider-assume-role"

        def load(self) -> Any:
            return botocore.DeferredRefreshableCredentials(fetcher.fetch_credentials, self.METHOD)

    session = _session(provider)
    session.register_component("credential_provider", botocore.CredentialResolver([Assumed()]))
    return session


def _arguments(role: AssumedRole) -> dict[str, object]:
    said = {
        "RoleSessionName": role.session_name or "migrator",
        "DurationSeconds": role.seconds,
        "ExternalId": role.external_id,
    }
    return {name: value for name, value in said.items() if value is not None}


def source(session: Session) -> str:
    """Where the session's credentials were found, in words for a person."""
    method = session.get_credentials().method
    words = WORDS.get(method, method)
    return words if method in ("env", "container-role", "iam-role") else f"{words} ({session.profile or 'default'})"


def renewed(session: Session) -> bool:
    """Whether whoever gave the credentials gives new ones by itself."""
    return session.get_credentials().method not in FIXED


def seconds_left(session: Session) -> float | None:
    """What is left of credentials that are not renewed, as the tool that fetched them wrote down; None where none did."""
    if session.get_credentials().method == "env":
        said = [os.environ.get(name) for name in ENDS_IN_ENVIRONMENT]
    else:
        profile = session.full_config["profiles"].get(session.profile or "default", {})
        said = [profile.get(name) for name in ENDS_IN_PROFILE]
    end = _time(next((one for one in said if one), ""))
    return (end - datetime.now(UTC)).total_seconds() if end else None


def _time(text: str) -> datetime | None:
    """UTC where no zone is said; None where it is no time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
