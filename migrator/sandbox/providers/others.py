"""What the stand-in kubernetes, helm, random and tls providers know."""

from collections.abc import Callable

from migrator.sandbox.providers.schema import Block, block
from migrator.sandbox.store import Attributes

CONNECTION = "host cluster_ca_certificate token^ config_path"
EXEC = block("api_version args:ls command env:ms", nested=True, most=1)
NAMESPACED = ("kubernetes_config_map", "kubernetes_secret", "kubernetes_deployment", "kubernetes_service")
KUBERNETES = {
    **{kind: block("name! namespace?! data:ms^ spec uid~") for kind in NAMESPACED},
    "kubernetes_priority_class": block("name! value:n! uid~"),
    "kubernetes_annotations": block("api_version! kind! name! annotations:ms force:b"),
    "kubernetes_storage_class": block("name! annotations:ms storage_provisioner! parameters:ms!"),
}
RELEASE = "name! chart version? repository namespace! create_namespace:b wait:b values:ls status~"
RANDOM = {
    "random_pet": block("length:n! prefix!"),
    "random_id": block("byte_length:n! hex~"),
    "random_string": block("length:n! special:b! result~"),
}
TLS = {"tls_certificate": block("url* certificates:crt~")}
ADJECTIVES = ("able", "bold", "calm", "deft", "easy", "fair", "glad", "keen", "loyal", "noble")
ANIMALS = ("ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay")
NAMED = frozenset({"helm_release"})
SETTINGS = frozenset({"kubernetes_annotations"})
IMPORTS = {"helm_release": "{namespace}/{name}", "kubernetes_storage_class": "{name}"}
MAKERS: dict[tuple[str, str], Callable[[Attributes, str], object]] = {
    ("random_pet", "id"): lambda _, seed: f"{ADJECTIVES[int(seed[:4], 16) % 10]}-{ANIMALS[int(seed[4:8], 16) % 10]}",
    ("random_id", "hex"): lambda _, seed: seed[:8],
    ("random_string", "result"): lambda it, seed: seed[: int(str(it["length"]))],
    **{(kind, "namespace"): lambda _, __: "default" for kind in NAMESPACED},
    ("helm_release", "status"): lambda _, __: "deployed",
    ("helm_release", "version"): lambda _, __: "1.0.0",
}


def kubernetes_provider() -> Block:
    """The provider block: a token, or an exec plugin."""
    return block(CONNECTION, nested=True, exec=EXEC)


def helm_provider(major: int) -> Block:
    """2.x takes the connection as a nested block; 3.x as an attribute, and rejects the block."""
    if major >= 3:
        return block("debug:b kubernetes:kube", nested=True)
    return block("debug:b", nested=True, kubernetes=block(CONNECTION, nested=True, most=1, exec=EXEC))


def helm_resources(major: int) -> dict[str, Block]:
    """2.x has `set` blocks; 3.x has none."""
    if major >= 3:
        return {"helm_release": block(RELEASE)}
    return {"helm_release": block(RELEASE, set=block("name* value* type", nested=True))}


def read_data() -> dict[str, Callable[[Attributes], Attributes]]:
    """How the data sources are read."""
    fingerprint = [{"sha1_fingerprint": "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"}]
    return {"tls_certificate": lambda _: {"id": "tls", "certificates": fingerprint}}
