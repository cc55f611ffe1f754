"""One process that plays everything: `python -m migrator.sandbox.daemon DIRECTORY`. SIGTERM ends it in order."""

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from migrator.processes.identity import myself
from migrator.sandbox import edge, hosts, registry
from migrator.sandbox.aws.front import Live
from migrator.sandbox.aws.place import ClusterPlace
from migrator.sandbox.aws_api import OWN_KEY, AwsApi, RecordBackend
from migrator.sandbox.certificates import KeyPair, authority, server
from migrator.sandbox.cluster.api import ClusterApi
from migrator.sandbox.cluster.server import handler
from migrator.sandbox.dns_server import DnsServer
from migrator.sandbox.edge import Edge
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.http import serving
from migrator.sandbox.names import FQDN, ZONE
from migrator.sandbox.paths import Home
from migrator.sandbox.providers import aws, launcher, others
from migrator.sandbox.providers.catalogue import Services
from migrator.sandbox.providers.serve import ProviderServer
from migrator.sandbox.store import Store
from migrator.sandbox.world import World
from migrator.workspace.variables import given

DOCUMENTED = Path(__file__).parent / "workspace"
TICK = 0.1


def run(home: Home, stop: threading.Event) -> None:
    """Serve until `stop` is set."""
    store = Store(home.cloud)
    faults = FaultFile(home.faults, store)
    root = authority()
    home.authority.write_bytes(root.certificate)
    live = Live(store, faults, OWN_KEY)
    api = AwsApi(home.records, live)
    world = World(store, faults, api)
    live.around(world)
    data = {**aws.read_data(store), **others.read_data(), "aws_caller_identity": api.caller}
    providers = ProviderServer(home, Services(store, {"aws_route53_record": RecordBackend(api)}, data), faults, root)
    try:
        places = _serve(home, store, world, faults=faults, api=api, root=root)
        live.at(ClusterPlace(f"https://127.0.0.1:{places['cluster']}", root.certificate))
        threading.Thread(target=live.watch, args=(stop,), daemon=True).start()
        _announce(home, {**places, "aws": api.endpoint})
        while not stop.wait(TICK):
            world.tick()
        api.stop()
    finally:
        providers.stop()
        home.ready.unlink(missing_ok=True)


def _serve(home: Home, store: Store, world: World, *, faults: FaultFile, api: AwsApi, root: KeyPair) -> dict[str, object]:
    """Start the servers in front of the world; where they listen."""
    modules = registry.start()
    launcher.install(home.path)
    home.terraformrc.write_text(launcher.configuration(home.path, modules.server_port))
    cluster = ClusterApi(world, store, faults)
    leaf = _pem(home.path / "server.pem", server((*hosts.names(), "localhost", "127.0.0.1"), root))
    kubernetes = serving(handler(cluster), leaf)
    instead = _certificates(home, faults, root)
    inside = Edge(world, faults, _licence())
    front = serving(edge.handler(inside), leaf, instead)
    balancer = serving(edge.handler(inside, straight=True), leaf, instead)
    resolver = DnsServer(api, world)
    ports = {"cluster": kubernetes.server_port, "edge": front.server_port, "balancer": balancer.server_port}
    return {**ports, "dns": resolver.port, "token": cluster.token}


def _pem(path: Path, pair: KeyPair) -> Path:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pair.key + pair.certificate)
    return path


def _certificates(home: Home, faults: FaultFile, root: KeyPair) -> Callable[[str], Path | None]:
    """What the name is served with in the broken worlds that are about it."""
    broken = {
        "certificate-ends-soon": _pem(home.path / "ends-soon.pem", server((FQDN,), root, timedelta(days=10))),
        "certificate-expired": _pem(home.path / "expired.pem", server((FQDN,), root, timedelta(hours=-1))),
        "certificate-other-name": _pem(home.path / "other-name.pem", server((f"other.{ZONE}",), root)),
    }
    return lambda name: next((broken[one] for one in faults.worlds() if one in broken and name == FQDN), None)


def _licence() -> str:
    """The licence that the deployer accepts: the documented one, whatever the user's files say by now."""
    return str(given(DOCUMENTED, ("pre-operator.tfvars",), {})["wandb_license"])


def _announce(home: Home, places: dict[str, object]) -> None:
    process = myself()
    identity = {"pid": process.pid, "started": process.started, "boot": process.boot, "host": process.host}
    temporary = home.ready.with_suffix(".new")
    temporary.write_text(json.dumps({**places, "process": identity}))
    temporary.chmod(0o600)
    temporary.replace(home.ready)


def main() -> None:
    """Entry point."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    code = 1
    try:
        run(Home(Path(sys.argv[1])), stop)
        code = 0
    except Exception:  # noqa: BLE001 - whatever it is, `up` shows its last line
        traceback.print_exc()
    finally:
        # gRPC and moto leave threads behind that would keep the process alive.
        with suppress(OSError):
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
