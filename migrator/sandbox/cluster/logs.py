"""What pods wrote: the world's, as they are well or not, and those that somebody runs once, which have ended well."""

from migrator.sandbox.cluster.kinds import Item
from migrator.sandbox.world import World

# As curl writes them: exit code, status, and the seconds until name, connection and TLS stood.
ANSWERED, NOTHING = "0 200 0.01 0.02 0.03", "28 000 0.01 0.000000 0.000000"
NOT_UTF8 = b"\xff\xfe not text \x80\n"
OPERATOR = (
    "INFO\tsetup\tstarting manager (stand-in)",
    'INFO\tReconciling Weights & Biases instance...\t{"Name": "wandb", "Namespace": "default"}',
)
APPLICATION = ("stand-in: application", 'level=INFO msg="listening on :8080"')
CRASHED = {
    "wandb-controller-manager": (
        'ERROR\tsetup\tunable to start manager\t{"error": "no matches for kind"}',
        "panic: exit status 1",
    ),
    "wandb-app": (
        'level=INFO msg="connecting to MySQL"',
        'level=FATAL msg="failed to connect to MySQL: dial tcp: i/o timeout"',
    ),
    "aws-load-balancer-controller": (
        '{"level":"error","logger":"setup","msg":"unable to initialize AWS cloud","error":"NoCredentialProviders"}',
    ),
}
BALANCED = (
    '{"level":"info","msg":"creating loadBalancer","stackID":"wandb"}',
    '{"level":"info","msg":"successfully deployed model","ingressGroup":"wandb"}',
)


def ran(pod: Item) -> Item:
    """The pod with a status, where nobody gave it one."""
    return {"status": {"phase": "Succeeded"}, **pod}


def log(pod: Item, *, reached: bool) -> str:
    """What a pod that somebody ran wrote: a line for each host among its arguments."""
    words = (word for one in pod["spec"]["containers"] for word in one.get("command", ()))
    hosts = [word for word in words if "." in word and " " not in word]
    said = ANSWERED if reached else NOTHING
    return "\n".join(["a stand-in: no host was asked", *(f"{one} {said}" for one in hosts), ""])


def written(pod: Item, world: World, container: str | None) -> bytes | None:
    """The log of a pod; None where the container asked for has not begun."""
    name = pod["metadata"]["name"].rpartition("-")[0]
    known = any(one.name == name and one.namespace == pod["metadata"].get("namespace") for one in world.deployments())
    if known and not _begun(pod, container):
        return None
    text = _of(name, world) if known else log(pod, reached=world.nodes_reach_out())
    return text.encode() + (NOT_UTF8 if "log-not-utf8" in world.worlds() else b"")


def _begun(pod: Item, container: str | None) -> bool:
    statuses = pod["status"].get("containerStatuses", ())
    chosen = [one for one in statuses if container in (None, one["name"])][-1:]
    return any("running" in one["state"] or one["lastState"] for one in chosen)


def _of(name: str, world: World) -> str:
    if name == "external-dns":
        return world.external_dns_says()
    broken = any(one.name == name and one.waiting is not None for one in world.deployments())
    said = CRASHED.get(name, APPLICATION) if broken else _healthy(name, world)
    return "".join(f"{one}\n" for one in said)


def _healthy(name: str, world: World) -> tuple[str, ...]:
    if name == "aws-load-balancer-controller":
        if world.ingress() == "":
            return ('{"level":"error","msg":"Reconciler error","error":"couldn\'t auto-discover subnets"}',)
        return BALANCED if world.ingress() else ()
    return _operator(world) if name == "wandb-controller-manager" else APPLICATION


def _operator(world: World) -> tuple[str, ...]:
    phase = (world.custom_resource() or (None, None))[0]
    if phase == "Invalid Config":
        return (*OPERATOR, 'ERROR\tFailed to apply config changes.\t{"error": "chart values do not validate"}')
    stuck = "resource-stuck" in world.worlds()
    last = 'ERROR\tFailed to apply config changes.\t{"error": "context deadline exceeded"}' if stuck else None
    return (*OPERATOR, last) if last else (*OPERATOR, f"INFO\tSpec is {phase or 'not there'}")
