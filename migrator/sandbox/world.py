"""What the deployment does by itself: operator, workloads, Ingress, external-dns. Derived from store and time."""

import json
import time
from dataclasses import dataclass

from botocore.exceptions import ClientError

from migrator.sandbox.aws_api import AwsApi, alias_record
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.names import FQDN, NAMESPACE
from migrator.sandbox.store import Store

SIDECAR = "gcr.io/kubebuilder/kube-rbac-proxy:v0.5.0"
# The operator's chart that has it; later ones have none.
SIDECAR_CHART = "1.1.2"
CONTROLLER_IMAGE = "wandb/controller:1.10.1"
APPLICATIONS = ("wandb-app", "wandb-console", "wandb-parquet", "wandb-prometheus", "wandb-weave")
ALB = f"k8s-default-wandb-{NAMESPACE}-alb-k8s-1234567890.us-west-2.elb.amazonaws.com"
ALB_ZONE = "Z1H1FL5HABSF5"
# What wandb/wandb/kubernetes 1.12.0 sets where nothing is asked for; every value that is a place or a secret is left out.
OLD_ENVIRONMENT = (
    *((name, "stand-in") for name in ("AWS_REGION", "BUCKET", "BUCKET_QUEUE", "HOST", "LICENSE", "MYSQL", "REDIS")),
    *((name, "") for name in ("AUTH0_CLIENT_ID", "AUTH0_DOMAIN", "OIDC_CLIENT_ID", "OIDC_ISSUER", "WEAVE_SERVICE")),
    *((name, "false") for name in ("LOCAL_RESTORE", "PARQUET_ENABLED", "WEAVE_ENABLED")),
    ("GORILLA_CUSTOM_METRICS_PROVIDER", "noop://"),
    ("OIDC_AUTH_METHOD", "implicit"),
)
# Seconds between looks at a zone where there is nothing to do; the real one takes a minute.
REST = 1.0
OWNER = '"heritage=external-dns,external-dns/owner=default"'


@dataclass(frozen=True)
class Workload:
    """A Deployment as the cluster shows it; `waiting` is why its pods do not run, `env` its variables."""

    namespace: str
    name: str
    labels: dict[str, str]
    image: str
    available: bool
    waiting: str | None = None
    env: tuple[tuple[str, str], ...] = ()


class World:
    """Rules over the store. A step takes about a second, in a demonstration two."""

    def __init__(self, store: Store, faults: FaultFile, api: AwsApi) -> None:
        self._store = store
        self._faults = faults
        self._api = api
        self._rests_until = 0.0

    def _steps(self, release: str) -> float:
        """How many steps ago a helm release was installed; -1 where it is not."""
        age = self._store.age("helm_release", release)
        pace = 1.5 if self._store.setting("pace") == "demo" else 0.3
        return -1 if age is None else age / pace

    def old_application(self) -> bool:
        """Whether the old application runs: until Terraform destroys its Deployment."""
        return bool(self._store.all("kubernetes_deployment"))

    def operator(self) -> Workload | None:
        """The operator's Deployment, once its release is there."""
        steps = self._steps("operator")
        if steps < 0:
            return None
        worlds = self._faults.worlds()
        gone = "operator-image-gone" in worlds and self._has_sidecar()
        ready = steps >= 1 and not gone and "operator-never-ready" not in worlds
        labels = {"control-plane": "controller-manager"}
        image = SIDECAR if gone else CONTROLLER_IMAGE
        return Workload("wandb", "wandb-controller-manager", labels, image, ready, "ImagePullBackOff" if gone else None)

    def _has_sidecar(self) -> bool:
        release = self._store.get("helm_release", "operator") or {}
        return release.get("version", SIDECAR_CHART) == SIDECAR_CHART

    def custom_resource(self) -> tuple[str | None, str | None] | None:
        """(phase, version) of default/wandb; None where it was not created."""
        steps = self._steps("wandb-cr")
        operator = self.operator()
        if steps < 0:
            return None
        if operator is None or not operator.available:
            return (None, None)
        phase = "Loading" if steps < 1 else "Applying" if steps < 2 else "Completed"
        return (phase, "0.17.0")

    def workloads(self) -> tuple[Workload, ...]:
        """The new application's Deployments: there once applied, ready one after another. Completed is not ready."""
        resource = self.custom_resource()
        if resource is None or resource[0] not in ("Applying", "Completed"):
            return ()
        steps = self._steps("wandb-cr")
        ready = resource[0] == "Completed"
        return tuple(
            Workload(
                "default",
                name,
                _labels(name),
                f"wandb/{name.removeprefix('wandb-')}:0.61.0",
                ready and steps >= 3 + number / 4,
            )
            for number, name in enumerate(APPLICATIONS)
        )

    def controllers(self) -> tuple[Workload, ...]:
        """external-dns and the load-balancer controller."""
        names = ("external-dns", "aws-load-balancer-controller")
        there = [name for name in names if self._steps(name) >= 0]
        return tuple(
            Workload("kube-system", one, {"app.kubernetes.io/name": one}, f"{one}:1", self._steps(one) >= 1) for one in there
        )

    def old(self) -> tuple[Workload, ...]:
        """The old application's Deployment, with its module's variables and those that it was given."""
        there = self._store.all("kubernetes_deployment")
        given = [name for one in there for name in json.loads(str(one.get("spec") or "{}")).get("env", ())]
        env = (*OLD_ENVIRONMENT, *((name, "stand-in") for name in given))
        labels = {"app": "wandb"}
        return (Workload("default", "wandb", labels, "wandb/local:0.61.0", available=True, env=env),) if there else ()

    def kubernetes_version(self) -> str:
        """The cluster's minor version, as Terraform made it."""
        return next((str(one["version"]) for one in self._store.all("aws_eks_cluster")), "1.25")

    def admin(self) -> bool:
        """Whether whoever has the token may do everything."""
        return "not-cluster-admin" not in self._faults.worlds()

    def nodes_reach_out(self) -> bool:
        """Whether a pod reaches anything outside."""
        return "nodes-without-egress" not in self._faults.worlds()

    def storage_classes(self) -> tuple[str, ...]:
        """What EKS brings, and what Terraform made."""
        return ("gp2", *(str(one["name"]) for one in self._store.all("kubernetes_storage_class")))

    def deployments(self) -> tuple[Workload, ...]:
        """Everything that the cluster runs."""
        operator = self.operator()
        return (*self.old(), *((operator,) if operator else ()), *self.controllers(), *self.workloads())

    def ingress(self) -> str | None:
        """The host name of the new load balancer; empty while there is an Ingress without one, None without an Ingress."""
        if not self.workloads():
            return None
        return ALB if any(one.available for one in self.controllers() if one.name == "aws-load-balancer-controller") else ""

    def new_application(self) -> bool:
        """Whether the new application answers behind its load balancer."""
        ready = self.workloads()
        return bool(ready) and all(one.available for one in ready) and bool(self.ingress())

    def resolves(self, target: str) -> bool:
        """Whether a load balancer's name has addresses."""
        return target == self.ingress() or any(one.get("dns_name") == target for one in self._store.all("aws_lb"))

    def target(self) -> str | None:
        """The load balancer that users are sent to, if any."""
        return next((one["AliasTarget"]["DNSName"].rstrip(".") for one in self._api.records() if _is_ours(one)), None)

    def name_servers(self) -> list[str]:
        """Whom the domain's registrar sends to for the zone."""
        return ["ns1.elsewhere.example"] if "zone-elsewhere" in self._faults.worlds() else self._api.name_servers()

    def tick(self) -> None:
        """external-dns: publish the name once there is an address for it, and nobody else's record is in the way."""
        if time.time() < self._rests_until or not self._may_publish():
            return
        if any(map(_in_the_way, self._api.records())) or not self._published():
            self._rests_until = time.time() + REST

    def _published(self) -> bool:
        """Publish; False where a record came in the way meanwhile: Terraform replaces its own at the same time."""
        try:
            self._api.change("CREATE", alias_record(FQDN, ALB, ALB_ZONE))
        except ClientError as error:
            if error.response["Error"]["Code"] != "InvalidChangeBatch":
                raise
            return False
        text = {"Name": f"extdns-{FQDN}", "Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": OWNER}]}
        self._api.change("UPSERT", text)
        return True

    def _may_publish(self) -> bool:
        running = any(one.available for one in self.controllers() if one.name == "external-dns")
        return running and bool(self.ingress()) and "dns-never-appears" not in self._faults.worlds()


def _labels(name: str) -> dict[str, str]:
    return {"app.kubernetes.io/instance": "wandb", "app.kubernetes.io/name": name}


def _is_ours(record: dict[str, object]) -> bool:
    return _in_the_way(record) and record["Type"] == "A" and "AliasTarget" in record


def _in_the_way(record: dict[str, object]) -> bool:
    """external-dns changes no record that is not its own."""
    return str(record["Name"]).rstrip(".") == FQDN and record["Type"] in ("A", "AAAA", "CNAME")


__all__ = ["ALB", "FQDN", "NAMESPACE", "SIDECAR", "Workload", "World"]
