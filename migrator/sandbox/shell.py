"""The environment of a shell in the sandbox: what it needs, and what of the user's own must not leak in."""

import os
import re
import shlex
from collections.abc import Mapping
from typing import Any

from migrator.sandbox import hosts
from migrator.sandbox.names import ALB, DEPLOYER, REGION
from migrator.sandbox.paths import Home
from migrator.sandbox.process import places

FAMILIES = ("AWS_", "TF_", "KUBE", "HELM_", "MIGRATOR_", "SSL_CERT_")
SINGLE = frozenset({"http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle"})
# Dropped by every `env`, so that its lines are good in another shell, too; what else there is, is looked up.
WELL_KNOWN = (
    "AWS_CA_BUNDLE", "AWS_PROFILE", "AWS_ROLE_ARN", "AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE",
    "TF_CLI_ARGS", "TF_DATA_DIR", "TF_PLUGIN_CACHE_DIR", "TF_REATTACH_PROVIDERS", "TF_WORKSPACE",
    "ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "http_proxy", "https_proxy",
)  # fmt: skip
# boto reads these files even where the environment has credentials: a proxy, a CA, an endpoint in them would count.
NO_FILES = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


def foreign(name: str) -> bool:
    """Whether a variable could turn a command in the sandbox to the user's own cloud, cluster, state or proxy."""
    return name.startswith(FAMILIES) or name.lower() in SINGLE


def bare(env: Mapping[str, str]) -> dict[str, str]:
    """An environment without everything foreign."""
    return {name: value for name, value in env.items() if not foreign(name)}


def environment(home: Home) -> dict[str, str]:
    """Everything that a shell needs to work in the sandbox; a Problem where it does not run."""
    return _variables(home, places(home), os.environ.get("PATH", os.defpath))


def whole_environment(home: Home) -> dict[str, str]:
    """The environment of a process in the sandbox: this process's own less everything foreign, and what it needs."""
    return {**bare(os.environ), **environment(home)}


def _variables(home: Home, found: dict[str, Any], path: str) -> dict[str, str]:
    rules = [f"{name}:443:127.0.0.1:{found['edge']}" for name in hosts.names()]
    rules.append(f"{ALB}:443:127.0.0.1:{found['balancer']}")
    return {
        "PATH": f"{home.bin}{os.pathsep}{path}",
        "TF_CLI_CONFIG_FILE": str(home.terraformrc),
        "CHECKPOINT_DISABLE": "1",
        "AWS_ENDPOINT_URL": str(found["aws"]),
        "AWS_ACCESS_KEY_ID": "sandbox",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        **NO_FILES,
        "KUBECONFIG": str(home.kubeconfig),
        "SSL_CERT_FILE": str(home.authority),
        "MIGRATOR_DEPLOYER_URL": f"https://{DEPLOYER}",
        "MIGRATOR_RESOLVER": f"127.0.0.1:{found['dns']}",
        "MIGRATOR_CONNECT_TO": ",".join(rules),
    }


def export_lines(home: Home) -> str:
    """The environment as shell commands: what is foreign goes, what is needed comes."""
    needed = environment(home)
    present = {name for name in os.environ if foreign(name) and re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII)}
    dropped = sorted({*WELL_KNOWN, *present} - set(needed))
    return "\n".join(
        [*(f"unset {name}" for name in dropped), *(f"export {key}={shlex.quote(value)}" for key, value in needed.items())]
    )
