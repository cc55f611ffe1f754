"""The backend that is in force, as `init` left it, and the place of the selected workspace's state in it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.facts import Backend
from migrator.hcl.backend import opened

LOCAL = "local"


def in_force(declared: Backend | None, data: Path) -> Backend:
    """What the files say, over what `init` was told beside them (`-backend-config`) and wrote into its data directory."""
    if declared is None:
        return Backend(LOCAL, {}, None)
    return Backend(declared.type, {**_initialised(data, declared.type), **declared.settings}, declared.place)


def _initialised(data: Path, kind: str) -> dict[str, str]:
    try:
        kept: Any = json.loads((data / "terraform.tfstate").read_bytes())
        backend = kept["backend"]
        return opened(backend["config"]) if backend["type"] == kind else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def selected(data: Path, env: Mapping[str, str]) -> str:
    """The Terraform workspace, as Terraform looks it up."""
    try:
        kept = (data / "environment").read_text().strip()
    except (OSError, UnicodeDecodeError):
        kept = ""
    return env.get("TF_WORKSPACE") or kept or "default"


def local_file(backend: Backend, directory: Path, workspace: str) -> Path:
    """Where the local backend has the state of a workspace."""
    if workspace == "default":
        return Path(os.path.normpath(directory / backend.settings.get("path", "terraform.tfstate")))
    folder = backend.settings.get("workspace_dir", "terraform.tfstate.d")
    return Path(os.path.normpath(directory / folder / workspace / "terraform.tfstate"))


def object_key(backend: Backend, workspace: str) -> str | None:
    """The key of the state's object in S3; None where it is not a plain value."""
    key = backend.settings.get("key")
    if key is None or workspace == "default":
        return key
    return f"{backend.settings.get('workspace_key_prefix', 'env:')}/{workspace}/{key}"
