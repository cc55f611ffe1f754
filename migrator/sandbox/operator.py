"""The operator: its Deployment, the custom resource, and the application that it installs and keeps as it wants it."""

import time

from migrator.sandbox.faults import FaultFile
from migrator.sandbox.old_application import variables
from migrator.sandbox.people import People, key
from migrator.sandbox.store import Store
from migrator.sandbox.workload import Workload, uid

SIDECAR = "gcr.io/kubebuilder/kube-rbac-proxy:v0.5.0"
SIDECAR_NAME = "kube-rbac-proxy"
# The operator's chart that has it; later ones have none.
SIDECAR_CHART = "1.1.2"
CONTROLLER_IMAGE = "wandb/controller:1.10.1"
VERSION, OTHER_VERSION = "0.17.0", "0.16.9"
APPLICATIONS = ("wandb-app", "wandb-console", "wandb-parquet", "wandb-prometheus", "wandb-weave")
# Which broken world lets the first of them wait for what.
WAITING = {
    "app-image-gone": "ImagePullBackOff",
    "app-crash-looping": "CrashLoopBackOff",
    "app-unschedulable": "Unschedulable",
    "app-oom-killed": "OOMKilled",
}
LOST = "OIDC_ISSUER"
PLACE = ("wandb", "wandb-controller-manager")
RESOURCE = ("weightsandbiases", "default", "wandb")
# Seconds after which a change of what the operator owns is taken back.
REST = 1.0
Phase = str | None


class Operator:
    """Rules over the store. What it has done stays when it no longer runs."""

    def __init__(self, store: Store, faults: FaultFile, people: People) -> None:
        self._store = store
        self._faults = faults
        self._people = people

    def steps(self, since: float) -> float:
        """How many steps ago that was: a step takes about a second, in a demonstration two."""
        pace = 1.5 if self._store.setting("pace") == "demo" else 0.3
        return (time.time() - since) / pace

    def workload(self) -> Workload | None:
        """Its Deployment, once its release is there."""
        since = self._store.created("helm_release", "operator")
        if since is None or self._people.gone("deployments", *PLACE, since):
            return None
        identity = uid("deployments", *PLACE, since)
        replicas = self._people.replicas(*PLACE, identity)
        sidecar = self._sidecar(identity)
        waiting = self._waiting(sidecar)
        ready = self.steps(since) >= 1 and not waiting and "operator-never-ready" not in self._faults.worlds()
        return Workload(
            *PLACE, {"control-plane": "controller-manager"}, CONTROLLER_IMAGE, ready and replicas > 0, waiting,
            replicas=replicas, sidecar=sidecar, since=since, service_account="wandb-controller-manager",
        )  # fmt: skip

    def _sidecar(self, identity: str) -> str | None:
        release = self._store.get("helm_release", "operator") or {}
        if release.get("version", SIDECAR_CHART) != SIDECAR_CHART:
            return None
        return self._people.images(*PLACE, identity).get(SIDECAR_NAME, SIDECAR)

    def _waiting(self, sidecar: str | None) -> str | None:
        worlds = self._faults.worlds()
        if "operator-image-gone" in worlds and sidecar == SIDECAR:
            return "ImagePullBackOff"
        return "CrashLoopBackOff" if "operator-crash-looping" in worlds else None

    def runs(self) -> bool:
        """Whether it does its work."""
        found = self.workload()
        return found is not None and found.available

    def made(self) -> float | None:
        """When the custom resource was made; None where there is none."""
        given = self._store.created("helm_release", "wandb-cr")
        by_hand = self._store.created(f"kubectl:{RESOURCE[0]}", key(*RESOURCE[1:]))
        if given is not None and self._people.gone(*RESOURCE, given):
            given = None
        return by_hand if given is None else given

    def resource(self) -> tuple[Phase, Phase] | None:
        """(phase, version) of default/wandb; None where it was not made."""
        made = self.made()
        if made is None:
            return None
        if not self.runs():
            return self._written(made)
        worlds = self._faults.worlds()
        phase = self._phase(self.steps(made), worlds)
        self._write(made, phase, OTHER_VERSION if "resource-other-version" in worlds else VERSION)
        return self._written(made)

    def _phase(self, steps: float, worlds: frozenset[str]) -> str:
        if "resource-invalid" in worlds:
            return "Invalid Config"
        if steps < 1:
            return "Loading"
        return "Applying" if steps < 2 or "resource-stuck" in worlds else "Completed"

    def _written(self, made: float) -> tuple[Phase, Phase]:
        found = self._store.get("world", "resource")
        return (str(found["phase"]), str(found["version"])) if found and found["of"] == made else (None, None)

    def _write(self, made: float, phase: str, version: str) -> None:
        status: dict[str, object] = {"phase": phase, "version": version, "of": made}
        if self._store.get("world", "resource") != status:
            self._store.put("world", "resource", status)
        if phase in ("Applying", "Completed") and self.applied() != made:
            self._store.put("world", "applied", {"of": made})

    def applied(self) -> float | None:
        """When the custom resource was made that the application is installed by; None where it is not installed."""
        found = self._store.get("world", "applied")
        return float(str(found["of"])) if found and found["of"] == self.made() else None

    def workloads(self) -> tuple[Workload, ...]:
        """The application's Deployments: there once applied, ready one after another. Completed is not ready."""
        self.resource()
        of = self.applied()
        if of is None:
            return ()
        there = [self._application(number, name, of) for number, name in enumerate(APPLICATIONS)]
        return tuple(one for one in there if one is not None)

    def _application(self, number: int, name: str, of: float) -> Workload | None:
        place = ("default", name)
        again = self._store.created("brought", name)
        since = again if again is not None and again > of else of
        if self._people.gone("deployments", *place, since):
            return None
        replicas = self._people.replicas(*place, uid("deployments", *place, since))
        waiting = self._struck(number)
        ready = self.steps(since) >= (3 + number / 4 if since == of else 1)
        labels = {"app.kubernetes.io/instance": "wandb", "app.kubernetes.io/name": name}
        image = f"wandb/{name.removeprefix('wandb-')}:0.61.0"
        return Workload(
            *place, labels, image, ready and not waiting and replicas > 0, waiting,
            env=self._environment() if number == 0 else (), replicas=replicas, since=since, service_account="wandb",
        )  # fmt: skip

    def _struck(self, number: int) -> str | None:
        worlds = self._faults.worlds()
        return next((why for world, why in WAITING.items() if world in worlds), None) if number == 0 else None

    def _environment(self) -> tuple[tuple[str, str], ...]:
        values = self._store.get("helm_release", "wandb-cr") or {}
        lost = {LOST} if "app-environment-lost" in self._faults.worlds() else set()
        return tuple(one for one in variables(values.get("values")) if one[0] not in lost)

    def tick(self) -> None:
        """Where it runs, it finishes deletions, takes back changes of what it owns, and makes again what is gone."""
        self.resource()
        if not self.runs():
            return
        self._finish()
        for name in APPLICATIONS if self.applied() is not None else ():
            self._people.undo("deployments", "default", name, rested=REST)
            if self._people.gone("deployments", "default", name):
                self._people.back("deployments", "default", name)
                self._store.remove("brought", name)
                self._store.put("brought", name, {})
        if self.applied() is not None:
            self._people.back("ingresses", "default", "wandb")

    def _finish(self) -> None:
        if self._store.get("world", "ending") is not None:
            self._store.remove("world", "ending")
            self.end()

    def end(self) -> None:
        """The custom resource is gone, and with it what it installed."""
        if self._people.made(*RESOURCE) is not None:
            self._people.unmake(*RESOURCE)
        else:
            self._people.delete(*RESOURCE)
