"""The Kubernetes API, as far as the official client asks, over TLS, with a bearer token, selectors and pages.

What is not played answers a plain-text 404, as the real one does for a group that it does not know; everything else a
Status object. A person may POST, PUT and DELETE objects, so that the cluster can be broken and mended as with kubectl.
"""

import base64
import json
import re
import secrets
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from migrator.sandbox.cluster_objects import KINDS, Item, Kind, Objects
from migrator.sandbox.cluster_pods import log
from migrator.sandbox.store import Store
from migrator.sandbox.world import World

Answer = tuple[int, str, bytes]
RESOURCE = re.compile(
    r"^/(?:api|apis/(?P<group>[^/]+))/(?P<version>v1)(?:/namespaces/(?P<namespace>[^/]+))?/(?P<kind>[a-z]+)(?:/(?P<name>[^/]+?)(?P<log>/log)?)?$"
)
REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
TERM = re.compile(r"^(?P<no>!?)(?P<key>[\w./-]+)(?:\s*(?P<op>==|=|!=)\s*(?P<value>[\w.-]*))?$")


class ClusterApi:
    """Answers requests from the world, and keeps what a person does to it."""

    def __init__(self, world: World, store: Store) -> None:
        self._world = world
        self._objects = Objects(world, store)
        self.token = secrets.token_urlsafe(24)

    def answer(self, url: str, authorization: str | None, method: str = "GET", body: bytes = b"") -> Answer:
        """(status, content type, body) of a request."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme != "Bearer" or not (token == self.token or _is_signed(token)):
            return _status(401, "Unauthorized")
        parts = urlsplit(url)
        path = parts.path.rstrip("/")
        if path == "/version":
            return _json(_version(self._world.kubernetes_version()))
        try:
            if (method, path) == ("POST", REVIEW):
                return self._review(_read(body))
            found = RESOURCE.match(path)
            kind = KINDS.get((found["group"], found["kind"])) if found else None
            if found is None or kind is None or not self._objects.serves(kind):
                return 404, "text/plain", b"404 page not found\n"
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            verbs: dict[str, Callable[[], Answer]] = {
                "GET": lambda: self._get(kind, found, query),
                "POST": lambda: self._create(kind, found, _read(body)),
                "PUT": lambda: self._replace(kind, found, _read(body)),
                "DELETE": lambda: self._delete(kind, found),
            }
            return verbs[method]()
        except ValueError:
            return _status(400, "BadRequest")

    def _review(self, body: Item) -> Answer:
        return _json({**body, "status": {"allowed": self._world.admin()}}, 201)

    def _get(self, kind: Kind, found: "re.Match[str]", query: dict[str, str]) -> Answer:
        items = self._objects.all(kind)
        if not found["name"]:
            return _page(kind, [one for one in items if found["namespace"] in (None, _namespace(one))], query)
        there = self._there(kind, found)
        if there is None:
            return _status(404, "NotFound")
        if found["log"]:
            return 200, "text/plain", log(there, reached=self._world.nodes_reach_out()).encode()
        return _json(_named(kind, there))

    def _there(self, kind: Kind, found: "re.Match[str]") -> Item | None:
        key = (found["namespace"], found["name"])
        return next((one for one in self._objects.all(kind) if (_namespace(one), one["metadata"]["name"]) == key), None)

    def _create(self, kind: Kind, found: "re.Match[str]", body: Item) -> Answer:
        item = _placed(body, found["namespace"])
        every = self._objects.all(kind)
        if any((_namespace(one), one["metadata"]["name"]) == (_namespace(item), item["metadata"]["name"]) for one in every):
            return _status(409, "AlreadyExists")
        self._objects.put(kind, item)
        return _json(_named(kind, item), 201)

    def _replace(self, kind: Kind, found: "re.Match[str]", body: Item) -> Answer:
        if self._there(kind, found) is None:
            return _status(404, "NotFound")
        self._objects.put(kind, _placed(body, found["namespace"]))
        return _json(_named(kind, body))

    def _delete(self, kind: Kind, found: "re.Match[str]") -> Answer:
        there = self._there(kind, found)
        if there is None:
            return _status(404, "NotFound")
        if not self._objects.remove(kind, there):
            return _status(403, "Forbidden")
        return _json({"kind": "Status", "apiVersion": "v1", "status": "Success"})


def handler(api: ClusterApi) -> type[BaseHTTPRequestHandler]:
    """The HTTP handler in front of the API."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, kind, said = api.answer(self.path, self.headers.get("Authorization"), self.command, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the base class's own names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
            """Not logged."""

    return Handler


def _is_signed(token: str) -> bool:
    """Whether this is what EKS takes: a presigned STS call that names the cluster. Who signed it is not looked at."""
    version, _, encoded = token.partition(".")
    try:
        url = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except ValueError:
        return False
    query = parse_qs(urlsplit(url).query)
    signed = query.get("X-Amz-SignedHeaders", [""])[0].split(";")
    return version == "k8s-aws-v1" and query.get("Action") == ["GetCallerIdentity"] and "x-k8s-aws-id" in signed


def _version(minor: str) -> Item:
    """The official client wants every one of these."""
    names = ("buildDate", "compiler", "gitCommit", "gitTreeState", "goVersion", "platform")
    major, _, rest = minor.partition(".")
    return {**dict.fromkeys(names, "stand-in"), "major": major, "minor": rest, "gitVersion": f"v{minor}.0-eks-stand-in"}


def _read(body: bytes) -> Item:
    """ValueError where a body is no object."""
    found: Any = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError(found)  # noqa: TRY004 - a body that is no object is as bad as one that is no JSON
    return found


def _placed(body: Item, namespace: str | None) -> Item:
    """The object in the namespace of its path; ValueError where it has no name."""
    named = body.get("metadata")
    if not isinstance(named, dict) or not named.get("name"):
        raise ValueError(named)
    return {**body, "metadata": {**named, **({} if namespace is None else {"namespace": namespace})}}


def _namespace(item: Item) -> str | None:
    found: str | None = item["metadata"].get("namespace")
    return found


def _json(body: Item, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(body).encode()


def _status(code: int, reason: str) -> Answer:
    return _json({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code}, code)


def _named(kind: Kind, item: Item) -> Item:
    return {"kind": kind.name, "apiVersion": kind.api_version, **item}


def _page(kind: Kind, here: list[Item], query: dict[str, str]) -> Answer:
    chosen = [one for one in here if _matches(one["metadata"]["labels"], query.get("labelSelector", ""))]
    start, limit = int(query.get("continue", "0")), int(query.get("limit", "0") or 0)
    page = chosen[start : start + limit] if limit else chosen[start:]
    more = str(start + limit) if limit and start + limit < len(chosen) else ""
    names = {"kind": f"{kind.name}List", "apiVersion": kind.api_version}
    return _json({**names, "metadata": {"continue": more}, "items": page})


def _matches(labels: dict[str, str], selector: str) -> bool:
    """ValueError where a term is not one of: key, !key, key=value, key==value, key!=value."""
    return all(_holds(labels, term.strip()) for term in selector.split(",") if term.strip())


def _holds(labels: dict[str, str], term: str) -> bool:
    match = TERM.match(term)
    if match is None or (match["no"] and match["op"]):
        raise ValueError(term)
    if match["op"] is None:
        return (match["key"] in labels) is not bool(match["no"])
    return (labels.get(match["key"]) == match["value"]) is not (match["op"] == "!=")
