"""What the deployment does by itself: operator, workloads, Ingress, external-dns. Derived from store, people and time."""

from migrator.sandbox.aws_api import AwsApi
from migrator.sandbox.external_dns import ExternalDns
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.meddling import Meddling
from migrator.sandbox.names import ALB, FQDN, NAMESPACE
from migrator.sandbox.old_application import OldApplication
from migrator.sandbox.operator import SIDECAR, Operator
from migrator.sandbox.people import People
from migrator.sandbox.store import Store
from migrator.sandbox.workload import Workload, uid

# The controllers, and the broken world in which each of them fails again and again.
CONTROLLERS = {"external-dns": "external-dns-down", "aws-load-balancer-controller": "balancer-controller-down"}


class World:
    """Rules over the store. `people` is what was done to it by hand."""

    def __init__(self, store: Store, faults: FaultFile, api: AwsApi) -> None:
        self._store = store
        self._faults = faults
        self._api = api
        self.people = People(store)
        self._operator = Operator(store, faults, self.people)
        self._old = OldApplication(store, faults, self.people)
        self._dns = ExternalDns(api, faults)
        self._meddling = Meddling(store, api, faults)

    def worlds(self) -> frozenset[str]:
        """The broken worlds in force."""
        return self._faults.worlds()

    def old_application(self) -> bool:
        """Whether the old application runs: until its Deployment is destroyed, or has no pods."""
        return any(one.available for one in self.old())

    def operator(self) -> Workload | None:
        """The operator's Deployment, once its release is there."""
        return self._operator.workload()

    def custom_resource(self) -> tuple[str | None, str | None] | None:
        """(phase, version) of default/wandb; None where it was not created."""
        return self._operator.resource()

    def custom_resource_made(self) -> float:
        """When that was."""
        return self._operator.made() or 0.0

    def delete_custom_resource(self) -> bool:
        """Have the operator remove it; False where it does not run, so that the removal has to wait."""
        if not self._operator.runs():
            self._store.put("world", "ending", {})
            return False
        self._operator.end()
        return True

    def forget_custom_resource(self) -> None:
        """Somebody took its finalizers away."""
        self._store.remove("world", "ending")
        self._operator.end()

    def custom_resource_ends(self) -> bool:
        """Whether it is to be removed, and waits for its operator."""
        return self._store.get("world", "ending") is not None

    def workloads(self) -> tuple[Workload, ...]:
        """The new application's Deployments."""
        return self._operator.workloads()

    def controllers(self) -> tuple[Workload, ...]:
        """external-dns and the load-balancer controller."""
        return tuple(one for name in CONTROLLERS if (one := self._controller(name)) is not None)

    def _controller(self, name: str) -> Workload | None:
        since, place = self._store.created("helm_release", name), ("kube-system", name)
        if since is None or self.people.gone("deployments", *place, since):
            return None
        replicas = self.people.replicas(*place, uid("deployments", *place, since))
        waiting = "CrashLoopBackOff" if CONTROLLERS[name] in self._faults.worlds() else None
        ready = self._operator.steps(since) >= 1 and not waiting and replicas > 0
        labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/instance": name}
        return Workload(*place, labels, f"{name}:1", ready, waiting, replicas=replicas, since=since, service_account=name)

    def runs(self, controller: str) -> bool:
        """Whether one of the controllers does its work."""
        return any(one.available for one in self.controllers() if one.name == controller)

    def old(self) -> tuple[Workload, ...]:
        """The old application's Deployment."""
        found = self._old.workload()
        return () if found is None else (found,)

    def old_object(self, kind: str, name: str) -> bool:
        """Whether another object of the old application is in the cluster; `kind` as Terraform says it."""
        return self._old.there(kind, name)

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
        of = self._operator.applied() if self.workloads() else None
        if of is None or self.people.gone("ingresses", "default", "wandb"):
            return None
        if "ingress-without-address" in self._faults.worlds():
            return ""
        if self._store.get("world", "address") == {"of": of}:
            return ALB
        if not self.runs("aws-load-balancer-controller"):
            return ""
        self._store.put("world", "address", {"of": of})
        return ALB

    def targets_healthy(self) -> bool:
        """Whether the new load balancer's targets answer it."""
        ready = self.workloads()
        return "targets-unhealthy" not in self._faults.worlds() and bool(ready) and all(one.available for one in ready)

    def new_application(self) -> bool:
        """Whether the new application answers behind its load balancer."""
        return self.targets_healthy() and bool(self.ingress())

    def resolves(self, target: str) -> bool:
        """Whether a load balancer's name has addresses."""
        return target == self.ingress() or any(one.get("dns_name") == target for one in self._store.all("aws_lb"))

    def target(self) -> str | None:
        """The load balancer that users are sent to, if any."""
        return self._dns.target()

    def external_dns_says(self) -> str:
        """The log of external-dns."""
        return self._dns.log()

    def name_servers(self) -> list[str]:
        """Whom the domain's registrar sends to for the zone."""
        return ["ns1.elsewhere.example"] if "zone-elsewhere" in self._faults.worlds() else self._api.name_servers()

    def tick(self) -> None:
        """The operator, external-dns and whoever meddles with the zone do what is to be done."""
        with self._store.at_once():
            self._operator.tick()
            self._meddling.tick()
            if self.runs("external-dns") and self.ingress():
                self._dns.tick()


__all__ = ["ALB", "FQDN", "NAMESPACE", "SIDECAR", "Workload", "World"]
