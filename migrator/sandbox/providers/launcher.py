"""What Terraform finds on disk: a filesystem mirror of executable launchers, and a CLI configuration that points at it."""

import json
import platform
import sys
from pathlib import Path

from migrator.sandbox.providers.catalogue import VERSIONS

# The same bytes for every provider, version and sandbox: they are what the lock file's hashes are made from. The path of
# the file says which provider it is; HOME/mirror/<host>/<namespace>/<name>/<version>/<platform>/<file>.
LAUNCHER = """#!/usr/bin/env -S python3 -IS
import _socket, os, sys
path = os.path.realpath(sys.argv[0]).split(os.sep)
home, name, version = os.sep.join(path[:-7]), path[-4], path[-3]
peer = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
try:
    with open(home + "/control") as file:
        peer.connect(file.read())
except OSError:
    sys.exit("the sandbox is not running: migrator sandbox up DIR")
peer.send(f"{name} {version}\\n".encode())
line = b""
while not line.endswith(b"\\n"):
    part = peer.recv(4096)
    if not part:
        sys.exit("the sandbox went away")
    line += part
os.write(1, line)
parent = os.getppid()
peer.settimeout(1)
while os.getppid() == parent:  # do not outlive a Terraform that was killed
    try:
        if not peer.recv(4096):
            break
    except TimeoutError:
        pass
"""
CONFIGURATION = """disable_checkpoint = true
provider_installation {{
  filesystem_mirror {{
    path = {mirror}
  }}
}}
host "registry.terraform.io" {{
  services = {{ "modules.v1" = "http://127.0.0.1:{port}/v1/modules/" }}
}}
"""
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def install(home: Path) -> None:
    """Write the mirror below `home`."""
    target = f"{sys.platform}_{ARCHITECTURES.get(platform.machine(), platform.machine())}"
    for name, version in VERSIONS:
        folder = home / "mirror/registry.terraform.io/hashicorp" / name / version / target
        folder.mkdir(parents=True, exist_ok=True)
        launcher = folder / f"terraform-provider-{name}_v{version}"
        launcher.write_text(LAUNCHER)
        launcher.chmod(0o755)


def configuration(home: Path, registry_port: int) -> str:
    """The text of the CLI configuration."""
    return CONFIGURATION.format(mirror=json.dumps(str(home / "mirror")), port=registry_port)
