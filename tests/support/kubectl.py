"""What a person does to a sandbox's cluster with kubectl: make, change and delete objects."""

import json
import ssl
import urllib.request
from typing import Any

from migrator.sandbox.process import places
from tests.support.redgreen import Deed
from tests.support.sandbox import Sandbox

Object = dict[str, Any]


def kubectl(sandbox: Sandbox, method: str, path: str, body: Object | None = None) -> Object:
    """One request with the kubeconfig's token, and the object in its answer."""
    found = places(sandbox.home)
    url = f"https://127.0.0.1:{found['cluster']}{path}"
    headers = {"Authorization": f"Bearer {found['token']}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    trust = ssl.create_default_context(cafile=str(sandbox.home.authority))
    with urllib.request.urlopen(request, context=trust, timeout=10) as said:  # noqa: S310 - as above
        answer: Object = json.loads(said.read())
        return answer


def created(path: str, name: str, **rest: Any) -> tuple[Deed, Deed]:
    """A fault and its remedy: an object at the path of its kind, and its deletion."""
    labels = rest.pop("labels", {})
    body = {"metadata": {"name": name, "labels": labels}, **rest}
    return (
        lambda sandbox: kubectl(sandbox, "POST", path, body),
        lambda sandbox: kubectl(sandbox, "DELETE", f"{path}/{name}"),
    )
