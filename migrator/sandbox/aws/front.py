"""What stands before moto: it hits faults, puts the deployment in at the first look, and answers what moto lacks."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from moto.core.serialize import get_serializer_class

from migrator.sandbox.addresses import SETTING
from migrator.sandbox.aws import answers
from migrator.sandbox.aws.addons import Addons
from migrator.sandbox.aws.balancers import Balancers, Behind
from migrator.sandbox.aws.call import Call, Environment, model, recognise
from migrator.sandbox.aws.errors import AwsError
from migrator.sandbox.aws.place import ClusterPlace
from migrator.sandbox.aws.since import Since
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.store import Store

TICK = 0.1
Application = Callable[[Environment, Any], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """What goes over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


class Live:
    """AWS around one deployment. `own` is the daemon's access key: what it asks is neither hit nor looked at."""

    def __init__(self, store: Store, faults: FaultFile, own: str) -> None:
        self._store = store
        self._faults = faults
        self._own = own
        self._addons = Addons()
        self._lock = threading.Lock()
        self._cluster: ClusterPlace | None = None
        self._since: Since | None = None
        self._balancers: Balancers | None = None

    def at(self, cluster: ClusterPlace) -> None:
        """Where the cluster answers: before this is known, there is no deployment."""
        self._cluster = cluster

    def around(self, world: Behind) -> None:
        """What the world makes in AWS by itself."""
        self._balancers = Balancers(world)

    def before(self, application: Application) -> Application:
        """The application with this in front."""

        def front(environ: Environment, start: Any) -> Iterable[bytes]:
            call = recognise(environ)
            if call is None or call.key == self._own:
                return application(environ, start)
            self._put_in()
            answer = self._answer(call)
            if answer is None:
                return application(environ, start)
            start(f"{answer.status} -", list(answer.headers.items()))
            return [answer.body]

        return front

    def watch(self, stop: threading.Event) -> None:
        """Put the deployment in as soon as it is whole, so that nobody waits for it."""
        while not self._put_in() and not stop.wait(TICK):
            pass

    def _put_in(self) -> bool:
        """Mirror the deployment, once it is whole; whoever asks meanwhile waits. False while it is not."""
        with self._lock:
            if self._since is None and self._cluster and self._store.setting(SETTING) is not None:
                from migrator.sandbox.aws.mirror import mirror  # noqa: PLC0415 - moto's EC2 takes most of a second

                mirror(self._store, self._cluster, self._addons)
                self._since = Since(self._store, self._addons)
            return self._since is not None

    def _answer(self, call: Call) -> Answer | None:
        struck = self._faults.aws(f"{call.service}:{call.operation}")
        if struck and struck.error:
            return _serialised(call, AwsError(struck.error, f"A fault of the sandbox: {struck.error}."))
        if struck and struck.answer is not None:
            return _serialised(call, struck.answer)
        try:
            found = self._ours(call)
        except AwsError as error:
            return _serialised(call, error)
        return None if found is None else _serialised(call, found)

    def _ours(self, call: Call) -> dict[str, object] | None:
        ours = self._lately(call) or (self._balancers.answer(call) if self._balancers else None)
        if ours is not None:
            return ours
        if (call.service, call.operation) == ("iam", "SimulatePrincipalPolicy"):
            return answers.simulated(call, self._faults.denied())
        return self._addons.answer(call) if call.service == "eks" else answers.answer(call)

    def _lately(self, call: Call) -> dict[str, object] | None:
        """What came since the mirror is put in first; what the mirror never has is answered."""
        with self._lock:
            if self._since is None:
                return None
            self._since.catch_up(call)
            return self._since.answer(call)


def _serialised(call: Call, result: dict[str, object] | AwsError) -> Answer:
    described = model(call.service)
    kind = get_serializer_class(described.service_name, described.metadata["protocol"])
    wire = kind(operation_model=described.operation_model(call.operation)).serialize(result)
    body = wire["body"]
    text = body.encode() if isinstance(body, str) else bytes(body)
    status = (result.status if isinstance(result, AwsError) else None) or wire["status_code"]
    return Answer(status, {str(key): str(value) for key, value in wire["headers"].items()}, text)
