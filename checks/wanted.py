"""What the post-operator configuration asks of AWS: versions, classes and names, as far as they are plain values."""

from collections.abc import Callable
from dataclasses import dataclass

from checks import targets
from checks.facts import Known, ModuleCall
from checks.versions import Version, parse
from runbooks.model import OnAws, Runbook, Size, Target


@dataclass(frozen=True)
class Setting:
    """A version, None where it is not plain; where it comes from, and the argument that sets it, empty where none does."""

    value: str | None
    place: str
    argument: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `size` is None where it is not a plain value; `facing` says that the load balancer is public."""

    call: ModuleCall
    target: Target
    namespace: str
    kubernetes: Setting
    database: Setting
    cache: Setting
    size: Size | None
    own_network: bool
    internal_queue: bool
    bucket: str | None
    facing: bool

    def creates(self, issuer: str) -> tuple[tuple[str, str, str], ...]:
        """Kind, name and whole address of everything that is created under a name of its own."""
        made = (one for one in self.target.aws.creates if self.call.value(one.flag) is not False)
        return tuple(
            (one.kind, one.name.format(namespace=self.namespace, issuer=issuer), self._whole(one.address)) for one in made
        )

    def named(self, kind: str) -> tuple[str, ...]:
        """The names of a kind that do not hang on the cluster's issuer."""
        return tuple(name for of, name, _ in self.creates("") if of == kind)

    def _whole(self, address: str) -> str:
        return f"module.{self.call.name}.{address}" if address else ""


def of(known: Known, runbook: Runbook) -> Wanted | None:
    """None where the target, or the namespace, is not known."""
    call, target, namespace = (
        known.after.call(runbook.source_module),
        targets.of(known.after, runbook),
        known.values.namespace,
    )
    if call is None or target is None or not namespace:
        return None
    module = f"module {target.version}"
    return Wanted(
        call=call,
        target=target,
        namespace=namespace,
        kubernetes=_setting(call, "eks_cluster_version", None, module, minor),
        database=_setting(call, "database_engine_version", target.aws.database_version, module, engine),
        cache=Setting(target.aws.cache_version, module),
        size=_size(call, target.aws),
        own_network=call.value("create_vpc") is not False,
        internal_queue=call.value("use_internal_queue") is True or bool(_text(call, "bucket_name")),
        bucket=_text(call, "bucket_name") or None,
        facing=call.value("kubernetes_alb_internet_facing") is not False,
    )


def minor(version: str) -> Version:
    """The numbers of a Kubernetes version, two at least; ValueError where there are none."""
    found = parse(version)
    if len(found) < 2:
        raise ValueError(f"not a minor of Kubernetes: {version!r}")
    return found


def engine(version: str) -> Version:
    """The numbers that count of an Aurora version such as 8.0.mysql_aurora.3.05.2; ValueError where there are none."""
    return parse(version.rpartition("mysql_aurora.")[2])


def _setting(call: ModuleCall, name: str, default: str | None, module: str, read: Callable[[str], Version]) -> Setting:
    given = call.arguments.get(name)
    if given is None:
        return Setting(default, f"the default of {module}", name)
    text = _text(call, name)
    try:
        read(text or "")
    except ValueError:
        text = None
    return Setting(text, str(given.place), name)


def _text(call: ModuleCall, name: str) -> str | None:
    value = call.value(name)
    return value if isinstance(value, str) else None


def _size(call: ModuleCall, aws: OnAws) -> Size | None:
    """A named size sets everything; without one that is known the arguments for each class count."""
    size = call.given("size")
    if size is not None and not size.known:
        return None
    if size is not None and str(size.value) in aws.sizes:
        return aws.sizes[str(size.value)]
    types, count = call.value("kubernetes_instance_types"), call.value("kubernetes_node_count")
    return Size(
        database=_text(call, "database_instance_class") or aws.unsized.database,
        node=str(types[0]) if isinstance(types, tuple) and types else aws.unsized.node,
        nodes=count if isinstance(count, int) else aws.unsized.nodes,
    )
