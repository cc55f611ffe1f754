"""Collects what a backup holds but the snapshot: files, state, objects of the cluster, records, settings of the buckets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from checks.backup.objects import reapplicable
from checks.backup.records import change_batch
from checks.facts import Missing, NotThere
from checks.problem import Problem
from runbooks.model import OldApplication
from states.belongings import Document, Holdings, Object
from states.ports import Note, Ports
from states.saving import Absent, Collected, Kind, Origin, Part, Workload
from states.stored import PREVIEWED_STATE
from states.terraform import Directory

STATE = "terraform.tfstate"
KINDS = {".terraform.lock.hcl": Kind.LOCK_FILE, "modules.json": Kind.MODULES}


def collect(ports: Ports, directory: str, old: OldApplication) -> Collected:
    """Save everything into a directory of the run's. Every file is written as a whole: again is harmless."""
    ports.note(Note("saving configuration, variables, lock file and state"))
    copies = ports.workspace.save(ports.files.path(directory))
    raw = _pulled(ports)
    holdings = ports.belongings.holdings(raw)
    if isinstance(holdings, Missing):
        raise _unreadable(holdings)
    made = _Collection(ports, directory, holdings)
    for one in copies:
        name = one.name.rpartition("/")[2]
        made.parts.append(Part(kind_of(name), name, one.sha256, one.size))
    made.write(Kind.STATE, STATE, raw, holdings.lineage)
    ports.note(Note("saving objects of the cluster, records, settings of the buckets"))
    objects = made.objects()
    workload = _workload(old, objects)
    return made.collected(made.image(workload, objects), _scaled(workload, objects))


def kind_of(name: str) -> Kind:
    """What a copy from the workspace holds, by its name."""
    variables = ".tfvars" in name or name.startswith("given-")
    return KINDS.get(name, Kind.VARIABLES if variables else Kind.CONFIGURATION)


@dataclass
class _Collection:
    """What is saved so far, and what could not be."""

    ports: Ports
    directory: str
    holdings: Holdings
    parts: list[Part] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)

    def write(self, kind: Kind, name: str, content: bytes, subject: str) -> None:
        """One more file."""
        saved = self.ports.files.write(f"{self.directory}/{name}", content)
        self.parts.append(Part(kind, name, saved.sha256, saved.size, subject))

    def lacks(self, kind: str, subject: str, found: NotThere | Missing) -> None:
        """What is not there needs no excuse; what could not be read does."""
        gone = isinstance(found, NotThere)
        self.absent.append(Absent(kind, subject, "it is not there" if isinstance(found, NotThere) else found.why, gone))

    def objects(self) -> dict[Object, Document]:
        """The objects of the cluster, in the order in which they can be applied again; their one file."""
        found: dict[Object, Document] = {}
        for one in self.holdings.objects:
            said = self.ports.belongings.object(one)
            if isinstance(said, NotThere | Missing):
                self.lacks("kubernetes", str(one), said)
            else:
                found[one] = {"apiVersion": one.api, "kind": one.kind, **said}
        for address in self.holdings.unknown:
            self.lacks("kubernetes", address, Missing("how to read this type is not known here"))
        if found:
            self.write(Kind.KUBERNETES, "kubernetes.yaml", _yaml(found.values()), f"{len(found)} objects")
        return found

    def image(self, workload: Object | None, objects: Mapping[Object, Document]) -> str | None:
        """The digest of what runs; where no pod says one, what the Deployment asks for."""
        if workload is None:
            return None
        pods = self.ports.belongings.pods(workload)
        digests = sorted(set(_digests(pods))) if isinstance(pods, tuple) else []
        if digests:
            return digests[0]
        why = pods.why if isinstance(pods, Missing) else "no running pod says a digest; this is what the Deployment asks for"
        self.absent.append(Absent("image", str(workload), why, excused=True))
        containers = objects[workload]["spec"]["template"]["spec"]["containers"]
        return str(containers[0]["image"])

    def collected(self, image: str | None, workload: Workload | None) -> Collected:
        """With records, buckets, and the place of the state."""
        objects = self.holdings
        self._records()
        for name in objects.buckets:
            self._bucket(name)
        origin = Origin(objects.lineage, objects.serial, objects.terraform, self._version())
        return Collected(tuple(self.parts), tuple(self.absent), origin, image, workload, objects.cluster)

    def _records(self) -> None:
        values = self.ports.workspace.values()
        zone, fqdn = self.holdings.zone or values.zone_id, self.holdings.fqdn or values.fqdn
        if zone is None or fqdn is None:
            self.lacks("records", "the zone", Missing("neither the state nor the configuration says zone and name"))
            return
        found = self.ports.belongings.records(zone)
        if isinstance(found, NotThere | Missing):
            self.lacks("records", zone, found)
            return
        self.write(Kind.RECORDS, "records.json", _json(change_batch(found, fqdn)), zone)

    def _bucket(self, name: str) -> None:
        found = self.ports.belongings.bucket(name)
        if isinstance(found, NotThere | Missing):
            self.lacks("bucket", name, found)
            return
        for call, given in sorted(found.items()):
            self.write(Kind.BUCKET, f"bucket-{name}/{call}.json", _json(given), name)

    def _version(self) -> str | None:
        found = self.ports.belongings.version()
        if isinstance(found, Missing):
            self.absent.append(Absent("state-version", "the state's object", found.why, excused=True))
        return found if isinstance(found, str) else None


def _workload(old: OldApplication, objects: Mapping[Object, Document]) -> Object | None:
    wanted = ("Deployment", old.namespace, old.deployment)
    return next((one for one in objects if (one.kind, one.namespace, one.name) == wanted), None)


def _scaled(workload: Object | None, objects: Mapping[Object, Document]) -> Workload | None:
    if workload is None:
        return None
    return Workload(workload.namespace or "", workload.name, int(objects[workload]["spec"].get("replicas", 1)))


def _digests(pods: tuple[Document, ...]) -> Iterator[str]:
    statuses = (one for pod in pods for one in pod.get("status", {}).get("containerStatuses") or ())
    yield from (str(one["imageID"]).rpartition("://")[2] for one in statuses if "@sha256:" in (one.get("imageID") or ""))


def _yaml(objects: Any) -> bytes:
    import yaml  # noqa: PLC0415 - only where something is saved

    documents = [reapplicable(one) for one in objects]
    return yaml.safe_dump_all(documents, sort_keys=False, explicit_start=True, allow_unicode=True).encode()


def _json(content: Document) -> bytes:
    return json.dumps(content, indent=2, default=str).encode() + b"\n"


def _pulled(ports: Ports) -> bytes:
    """The state as the backend has it; in a checkout that was never initialised, as the preview had it a moment ago."""
    try:
        return ports.terraform.pull(Directory(ports.workspace.path))
    except Problem as problem:
        if problem.code != "backend-not-initialised":
            raise
        try:
            return ports.files.read(PREVIEWED_STATE)
        except Problem:
            raise problem from None


def _unreadable(found: Missing) -> Problem:
    return Problem(
        "backup-incomplete",
        what="The state that was pulled cannot be read, so nobody knows what else there is to save.",
        why=found.why,
        next="terraform state pull | head -5",
    )
