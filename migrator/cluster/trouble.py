"""What a failed question to the cluster's API means. Goes around what client 36 gets wrong with answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from checks.facts import Missing, NotThere

if TYPE_CHECKING:
    from kubernetes.client import ApiClient, ApiException

Fact = TypeVar("Fact")
BUSY_TRIES = 5


def asked_once(ask: Callable[[ApiClient], Fact], client: ApiClient) -> Fact:
    """Client 36 stumbles over bodies that are none or no UTF-8, and hides what it was about to say."""
    from kubernetes.client import ApiException  # noqa: PLC0415

    try:
        return ask(client)
    except (AttributeError, UnicodeDecodeError) as error:
        if isinstance(error.__context__, ApiException):
            raise error.__context__ from None
        raise


def patient(client: type[ApiClient]) -> type[ApiClient]:
    """A client that asks again where the API is too busy (429): nothing of the request was done, whatever it was."""

    class Patient(client):  # type: ignore[misc]
        def request(self, *given: Any, **named: Any) -> Any:
            stop, wait = stop_after_attempt(BUSY_TRIES), wait_exponential(0.1, max=1)
            return Retrying(retry=retry_if_exception(_busy), stop=stop, wait=wait, reraise=True)(
                super().request, *given, **named
            )

    return Patient


def _busy(error: BaseException) -> bool:
    return getattr(error, "status", None) == 429


def refusal(what: str, error: ApiException) -> NotThere | Missing:
    """404 is an answer: as a Status, or as plain text for a kind that is not installed. A web page is somebody else's."""
    page = str((error.headers or {}).get("Content-Type", "")).startswith("text/html")
    if error.status == 404 and not page:
        return NotThere(what)
    if not error.status:
        return Missing("the certificate of the cluster's API is not accepted")
    return Missing(f"the cluster's API answered {error.status} for {what}", refused=error.status in (401, 403))


def passing(error: BaseException) -> bool:
    """Whether a failure may pass by itself: a list that changed between its pages, too many requests, a lost connection.

    A certificate that is not accepted never does.
    """
    from urllib3.exceptions import HTTPError, SSLError  # noqa: PLC0415

    status = getattr(error, "status", None)
    if status is None:
        return isinstance(error, HTTPError) and not isinstance(error, SSLError)
    return status in (410, 429) or int(status) >= 500
