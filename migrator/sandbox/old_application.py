"""The old application: one Deployment, which Terraform made, or a person, or which somebody left behind."""

import json
from functools import lru_cache

import yaml

from migrator.sandbox.faults import FaultFile
from migrator.sandbox.people import People
from migrator.sandbox.store import Store
from migrator.sandbox.workload import Workload, uid

# What wandb/wandb/kubernetes 1.12.0 sets where nothing is asked for; every value that is a place or a secret is left out.
ENVIRONMENT = (
    *((name, "stand-in") for name in ("AWS_REGION", "BUCKET", "BUCKET_QUEUE", "HOST", "LICENSE", "MYSQL", "REDIS")),
    *((name, "") for name in ("AUTH0_CLIENT_ID", "AUTH0_DOMAIN", "OIDC_CLIENT_ID", "OIDC_ISSUER", "WEAVE_SERVICE")),
    *((name, "false") for name in ("LOCAL_RESTORE", "PARQUET_ENABLED", "WEAVE_ENABLED")),
    ("GORILLA_CUSTOM_METRICS_PROVIDER", "noop://"),
    ("OIDC_AUTH_METHOD", "implicit"),
)
PLACE = ("default", "wandb")
IMAGE = "wandb/local:0.61.0"


def variables(values: object) -> tuple[tuple[str, str], ...]:
    """What the new application gets: what the old one has by itself, and the extra environment of the release's values."""
    texts = values if isinstance(values, list) else []
    extra = [name for text in texts for name in _names(str(text))]
    return (*ENVIRONMENT, *((name, "stand-in") for name in extra))


@lru_cache
def _names(text: str) -> tuple[str, ...]:
    """The extra environment of one text of values; it is asked for at every tick."""
    return tuple(_extra(yaml.safe_load(text)))


def _extra(values: object) -> list[str]:
    """The names below every `extraEnv`."""
    if not isinstance(values, dict):
        return []
    here = values.get("extraEnv")
    return [*(map(str, here) if isinstance(here, dict) else ()), *(name for one in values.values() for name in _extra(one))]


class OldApplication:
    """Rules over the store."""

    def __init__(self, store: Store, faults: FaultFile, people: People) -> None:
        self._store = store
        self._faults = faults
        self._people = people

    def workload(self) -> Workload | None:
        """Its Deployment, with its module's variables and those that it was given."""
        by_hand = self._store.created("kubectl:deployments", "/".join(PLACE))
        since = by_hand if by_hand is not None else self._since()
        if since is None or (by_hand is None and self._people.gone("deployments", *PLACE, since)):
            return None
        made = self._people.made("deployments", *PLACE)
        count = made["spec"].get("replicas", 1) if made else self._people.replicas(*PLACE, uid("deployments", *PLACE, since))
        given = [name for one in self._given() for name in json.loads(str(one.get("spec") or "{}")).get("env", ())]
        env = (*ENVIRONMENT, *((name, "stand-in") for name in given))
        return Workload(*PLACE, {"app": "wandb"}, IMAGE, int(count) > 0, env=env, replicas=int(count), since=since)

    def _given(self) -> list[dict[str, object]]:
        return self._store.all("kubernetes_deployment")

    def _since(self) -> float | None:
        made = [self._store.created("kubernetes_deployment", one) for one in self._store.names("kubernetes_deployment")]
        left = "old-objects-left" in self._faults.worlds()
        return next((one for one in made if one is not None), 0.0 if left else None)

    def there(self, kind: str, name: str) -> bool:
        """Whether another object of its module is there, or was left behind."""
        return "old-objects-left" in self._faults.worlds() or name in (one["name"] for one in self._store.all(kind))
