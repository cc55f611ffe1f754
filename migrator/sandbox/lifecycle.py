"""Bringing a sandbox up, looking at it, breaking it, taking it down. Functions answer data; the command line prints."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from checks.problem import Exit, Problem
from migrator.processes.identity import alive
from migrator.sandbox import addresses, shims
from migrator.sandbox.faults import load
from migrator.sandbox.paths import Home
from migrator.sandbox.store import Store
from migrator.sandbox.world import FQDN
from states.events import Process

DOCUMENTED = Path(__file__).parent / "workspace"
SECONDS = 60.0
DROPPED = (
    "TF_WORKSPACE",
    "TF_DATA_DIR",
    "TF_CLI_ARGS",
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_CONFIG_FILE",
    "AWS_CA_BUNDLE",
)
Tell = Callable[[str], None]


def up(directory: Path, *, pace: str, tell: Tell) -> None:
    """A running sandbox with the pre-operator configuration applied; where there is one already, only what is missing."""
    home = Home(directory.absolute())
    if home.path.exists() and running(home):
        tell("the sandbox is running already")
        return
    fresh = not home.cloud.exists()
    if fresh:
        _lay_out(home)
    Store(home.cloud).set("pace", pace)
    tell("starting the cloud: registry, providers, AWS, cluster, DNS, application")
    start(home)
    if fresh or addresses.unfinished(home):
        tell("terraform init and apply: the documented pre-operator configuration")
        _apply(home)
        addresses.remember(home)


def _lay_out(home: Home) -> None:
    directory = home.directory
    directory.mkdir(parents=True, exist_ok=True)
    foreign = [one.name for one in directory.iterdir() if one.name != ".sandbox"]
    if foreign:
        raise Problem(
            "sandbox-not-empty",
            what=f"{directory} is not empty.",
            why=f"It has {foreign[0]}; a sandbox wants a directory of its own.",
            next="migrator sandbox up ./sandbox",
            exit=Exit.USAGE,
        )
    home.path.mkdir(mode=0o700, exist_ok=True)
    for one in DOCUMENTED.iterdir():
        if one.suffix in (".tf", ".tfvars", ".disabled"):
            shutil.copy(one, directory / one.name)


def start(home: Home) -> None:
    """Start the daemon and wait until all its servers listen."""
    home.ready.unlink(missing_ok=True)
    log = os.open(home.path / "daemon.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    command = (sys.executable, "-m", "migrator.sandbox.daemon", str(home.directory))
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_", "MIGRATOR_"))}
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=environment, cwd="/"
    )
    os.close(log)
    until = time.monotonic() + SECONDS
    while not home.ready.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise _not_started(home)
        time.sleep(0.05)
    shims.write(home, int(places(home)["cluster"]))


def _not_started(home: Home) -> Problem:
    lines = (home.path / "daemon.log").read_text(errors="replace").strip().splitlines()
    return Problem(
        "sandbox-not-started",
        what="The sandbox did not come up.",
        why=lines[-1] if lines else f"It said nothing within {SECONDS:.0f} s.",
        next="pip install 'wandb-migrator[sandbox]', then: migrator sandbox up DIR",
    )


def _apply(home: Home) -> None:
    for arguments in (("init",), ("apply", "-auto-approve", "-var-file=pre-operator.tfvars")):
        command = (str(home.bin / "terraform"), *arguments, "-input=false", "-no-color")
        result = subprocess.run(
            command, cwd=home.directory, env={**os.environ, **environment(home)}, capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            raise Problem(
                "sandbox-not-started",
                what=f"terraform {arguments[0]} failed in the sandbox.",
                why=result.stderr.strip() or result.stdout.strip(),
                next="migrator sandbox down DIR, remove DIR, and up again",
            )


def places(home: Home) -> dict[str, Any]:
    """Where everything listens; a Problem where the sandbox is not running."""
    try:
        found: dict[str, Any] = json.loads(home.ready.read_text())
    except (OSError, ValueError) as error:
        raise _not_running(home) from error
    return found


def running(home: Home) -> bool:
    """Whether the daemon lives."""
    try:
        return alive(Process(**places(home)["process"]))
    except Problem:
        return False


def environment(home: Home) -> dict[str, str]:
    """Everything that a shell needs to work in the sandbox."""
    found = places(home)
    rules = [f"{name}:443:127.0.0.1:{found['edge']}" for name in (FQDN, "deploy.wandb.ai", "gcr.io")]
    return {
        "PATH": f"{home.bin}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "TF_CLI_CONFIG_FILE": str(home.terraformrc),
        "CHECKPOINT_DISABLE": "1",
        "AWS_ENDPOINT_URL": str(found["aws"]),
        "AWS_ACCESS_KEY_ID": "sandbox",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_REGION": "us-west-2",
        "AWS_DEFAULT_REGION": "us-west-2",
        "AWS_EC2_METADATA_DISABLED": "true",
        "KUBECONFIG": str(home.kubeconfig),
        "SSL_CERT_FILE": str(home.authority),
        "MIGRATOR_DEPLOYER_URL": "https://deploy.wandb.ai",
        "MIGRATOR_RESOLVER": f"127.0.0.1:{found['dns']}",
        "MIGRATOR_CONNECT_TO": ",".join(rules),
    }


def export_lines(home: Home) -> str:
    """The environment as shell commands."""
    dropped = [f"unset {name}" for name in (*DROPPED, "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")]
    return "\n".join([*dropped, *(f"export {key}={shlex.quote(value)}" for key, value in environment(home).items())])


def status(home: Home) -> dict[str, Any]:
    """Whether it runs, and everything that was done to its cloud."""
    if not home.cloud.exists():
        raise _not_running(home)
    return {"running": running(home), "directory": str(home.directory), "log": addresses.joined(home)}


def set_faults(home: Home, text: str) -> None:
    """Put faults in force; an empty list takes them away. Counting starts anew."""
    try:
        load(text)
    except (ValueError, TypeError) as error:
        raise Problem(
            "faults-unreadable",
            what="The faults file cannot be used.",
            why=f"{error}.",
            next='a JSON list, such as [{"op": "create", "type": "aws_eks_addon", "nth": 1, "error": "Throttling"}]',
            exit=Exit.USAGE,
        ) from error
    if not home.path.exists():
        raise _not_running(home)
    temporary = home.faults.with_suffix(".new")
    temporary.write_text(text)
    temporary.replace(home.faults)


def down(home: Home) -> bool:
    """Stop the daemon and wait until it is gone; False where none ran. The files stay."""
    if not running(home):
        return False
    process = Process(**places(home)["process"])
    os.kill(process.pid, 15)
    until = time.monotonic() + SECONDS
    while alive(process) and time.monotonic() < until:
        time.sleep(0.05)
    return True


def _not_running(home: Home) -> Problem:
    return Problem(
        "sandbox-not-running",
        what=f"No sandbox runs in {home.directory}.",
        why=f"{home.ready} is not there.",
        next=f"migrator sandbox up {shlex.quote(str(home.directory))}",
        exit=Exit.USAGE,
    )
