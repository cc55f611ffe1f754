"""The Kubernetes API, as far as the official client and kubectl ask, over TLS, with a bearer token.

What is not played answers a plain-text 404, as the real one does for a group that it does not know; everything else a
Status object. A person may change and delete everything, as with kubectl, and the world follows.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from migrator.sandbox.cluster import discovery
from migrator.sandbox.cluster.answers import NOT_SERVED, Answer, Refusal, document, named, no_such, status
from migrator.sandbox.cluster.kinds import KINDS, PLAYED, Item, Kind, key, namespace
from migrator.sandbox.cluster.logs import written
from migrator.sandbox.cluster.objects import Objects
from migrator.sandbox.cluster.pages import Expired, Pages
from migrator.sandbox.cluster.selecting import chosen
from migrator.sandbox.cluster.tokens import Tokens
from migrator.sandbox.cluster.trouble import Trouble
from migrator.sandbox.cluster.watching import watch
from migrator.sandbox.cluster.writing import Writing, read, scale
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.store import Store
from migrator.sandbox.world import World

RESOURCE = re.compile(
    r"^/(?:api|apis/(?P<group>[^/]+))/v1(?:/namespaces/(?P<namespace>[^/]+)(?=/[a-z]+))?/(?P<kind>[a-z]+)"
    r"(?:/(?P<name>[^/]+?)(?:/(?P<part>log|scale|status))?)?$"
)
REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
Found = re.Match[str]
Query = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """A request, without its query."""

    method: str
    path: str
    body: bytes
    content_type: str


class ClusterApi:
    """Answers requests from the world, and keeps what a person does to it."""

    def __init__(self, world: World, store: Store, faults: FaultFile) -> None:
        self._world = world
        self._store = store
        self._objects = Objects(world, store)
        self._pages = Pages()
        self._trouble = Trouble(faults)
        self._tokens = Tokens(faults)
        self.token = self._tokens.token

    def answer(
        self, url: str, authorization: str | None, method: str = "GET", body: bytes = b"", content_type: str = ""
    ) -> Answer:
        """What is answered to a request."""
        in_the_way = self._trouble.answer()
        if in_the_way is not None:
            return in_the_way
        if not self._tokens.accepts(authorization):
            return status(401, "Unauthorized")
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            with self._store.at_once():
                return self._answer(Asked(method, parts.path.rstrip("/"), body, content_type), query)
        except Refusal as refusal:
            return refusal.answer
        except Expired:
            return status(410, "Expired")
        except ValueError as error:
            return status(400, "BadRequest", f"the request is not understood: {error}")

    def _answer(self, asked: Asked, query: Query) -> Answer:
        method, path, body = asked.method, asked.path, asked.body
        if path == "/version":
            return document(_version(self._world.kubernetes_version()))
        if (method, path) == ("POST", REVIEW):
            review = {} if "protobuf" in asked.content_type else read(body)  # kubectl reads only what is said of it
            meant = {"kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "spec": {}}
            return document({**meant, **review, "status": {"allowed": self._world.admin()}}, 201)
        said = discovery.answer(path, [one for one in PLAYED if self._objects.serves(one)])
        if said is not None:
            return document(said)
        found = RESOURCE.match(path)
        kind = KINDS.get((found["group"], found["kind"])) if found else None
        if found is None or kind is None or not self._objects.serves(kind):
            return NOT_SERVED
        return self._of_kind(asked, kind, found, query)

    def _of_kind(self, asked: Asked, kind: Kind, found: Found, query: Query) -> Answer:
        if asked.method in ("POST", "PUT") and "protobuf" in asked.content_type:
            raise Refusal(status(415, "UnsupportedMediaType"))
        writing = Writing(self._objects, kind, dry=query.get("dryRun") == "All")
        if not found["name"]:
            verbs: dict[str, Callable[[], Answer]] = {
                "GET": lambda: self._list(kind, found, query),
                "POST": lambda: writing.create(read(asked.body), found["namespace"], time.time()),
                "DELETE": lambda: self._delete_all(kind, found, query, writing),
            }
        else:
            verbs = {
                "GET": lambda: self._get(kind, self._there(kind, found), found, query),
                "PUT": lambda: writing.replace(self._there(kind, found), read(asked.body), found["part"]),
                "PATCH": lambda: self._patch(kind, found, asked, writing),
                "DELETE": lambda: writing.delete(self._there(kind, found), asked.body),
            }
        verb = verbs.get(asked.method)
        return status(405, "MethodNotAllowed") if verb is None else verb()

    def _list(self, kind: Kind, found: Found, query: Query) -> Answer:
        here = [one for one in self._objects.all(kind) if found["namespace"] in (None, namespace(one))]
        if query.get("watch", "").lower() in ("true", "1"):  # Python's client writes True
            if "sendInitialEvents" in query:  # an API of this age has no such thing, and clients then list first
                raise Refusal(status(422, "Invalid", "sendInitialEvents is forbidden for watch"))
            forgotten = "watch-410" in self._world.worlds()
            lines = watch(self._objects, kind, found["namespace"], query, forgotten=forgotten)
            return Answer(200, "application/json", b"", stream=lines)
        token, limit = query.get("continue", ""), int(query.get("limit") or 0)
        if token and "pages-expire" in self._world.worlds():
            raise Expired
        items = chosen(here, query)
        page = self._pages.go_on(token, limit) if token else self._pages.begin(items, self._objects.revisions.number, limit)
        meta = {"resourceVersion": str(page[1]), "continue": page[2]}
        return document({"kind": f"{kind.name}List", "apiVersion": kind.api_version, "metadata": meta, "items": page[0]})

    def _get(self, kind: Kind, there: Item, found: Found, query: Query) -> Answer:
        if found["part"] == "log":
            return self._log(there, query)
        return document(scale(there) if found["part"] == "scale" else named(kind, there))

    def _log(self, pod: Item, query: Query) -> Answer:
        said = written(pod, self._world, query.get("container"))
        if said is None:
            return status(400, "BadRequest", f'container in pod "{pod["metadata"]["name"]}" is waiting to start')
        tail = int(query["tailLines"]) if "tailLines" in query else None
        lines = said.splitlines(keepends=True)
        return Answer(200, "text/plain", b"".join(lines if tail is None else lines[len(lines) - min(tail, len(lines)) :]))

    def _there(self, kind: Kind, found: Found) -> Item:
        """The object that a path names."""
        wanted = found["namespace"] or "", found["name"]
        there = next((one for one in self._objects.all(kind) if key(one) == wanted), None)
        if there is None:
            raise Refusal(no_such(kind, found["name"]))
        return there

    def _patch(self, kind: Kind, found: Found, asked: Asked, writing: Writing) -> Answer:
        """Server-side apply makes what is not there."""
        try:
            there = self._there(kind, found)
        except Refusal:
            if not asked.content_type.startswith("application/apply-patch"):
                raise
            return writing.apply_new(asked.body, found["namespace"], found["name"], time.time())
        return writing.patch(there, asked.content_type, asked.body, found["part"])

    def _delete_all(self, kind: Kind, found: Found, query: Query, writing: Writing) -> Answer:
        here = [one for one in self._objects.all(kind) if found["namespace"] in (None, namespace(one))]
        gone = chosen(here, query)
        for one in gone:
            writing.delete(one, b"")
        return document({"kind": f"{kind.name}List", "apiVersion": kind.api_version, "metadata": {}, "items": gone})


def _version(minor: str) -> Item:
    """The official client wants every one of these."""
    names = ("buildDate", "compiler", "gitCommit", "gitTreeState", "goVersion", "platform")
    major, _, rest = minor.partition(".")
    return {**dict.fromkeys(names, "stand-in"), "major": major, "minor": rest, "gitVersion": f"v{minor}.0-eks-stand-in"}
