"""The programs that a sandbox puts on the PATH: `terraform` (embedded), `aws`, `kubectl`, and `migrator` itself."""

import json
import shlex
import sys
import sysconfig
from pathlib import Path

from migrator.sandbox.paths import Home
from migrator.terraform.binary import EMBEDDED

# Tokens are asked for often, and botocore takes a while to start: they have a program of their own.
AWS = '''"""A stand-in for `aws eks get-token`: it gives tokens for the sandbox's cluster."""
import json, os, sys, time
try:
    token = json.load(open(sys.argv[0][:-len("aws.py")] + "ready.json"))["token"]
except OSError:
    sys.exit("the sandbox is not running: migrator sandbox up DIR")
# Every token is another one, and lives as long as those of EKS.
ends = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 900))
status = {"expirationTimestamp": ends, "token": f"{token}.{os.urandom(6).hex()}"}
version = "client.authentication.k8s.io/v1beta1"
print(json.dumps({"kind": "ExecCredential", "apiVersion": version, "spec": {}, "status": status}))
'''
AWS_SCRIPT = """#!/bin/sh
case " $* " in
*" --version "*) echo "aws-cli/2 (stand-in)";;
*" get-token "*) exec {python} -IS {tokens};;
*) exec {python} -P -m migrator.sandbox.aws_command "$@";;
esac
"""
KUBECONFIG = """apiVersion: v1
kind: Config
current-context: sandbox
contexts: [{{name: sandbox, context: {{cluster: sandbox, user: sandbox}}}}]
clusters: [{{name: sandbox, cluster: {{server: "https://127.0.0.1:{port}", certificate-authority: {authority}}}}}]
users:
- name: sandbox
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: {aws}
      args: [eks, get-token]
      interactiveMode: Never
"""


def write(home: Home, cluster_port: int) -> None:
    """Write the programs and the kubeconfig that uses one of them."""
    home.bin.mkdir(exist_ok=True)
    home.aws_shim.write_text(AWS)
    # exec: the process that is started is the program itself, and gets its signals.
    python = f"#!/bin/sh\nexec {shlex.quote(sys.executable)}"
    _program(home.bin / "terraform", f'{python} -I -c {shlex.quote(EMBEDDED)} "$@"\n')
    _program(home.bin / "aws", AWS_SCRIPT.format(python=shlex.quote(sys.executable), tokens=shlex.quote(str(home.aws_shim))))
    kubectl = Path(sysconfig.get_path("scripts")) / "kubectl"
    if kubectl.exists():  # else whatever the user has
        _program(home.bin / "kubectl", f'#!/bin/sh\nexec {shlex.quote(str(kubectl))} "$@"\n')
    # -P: a json.py in the working directory is not taken for the standard library's.
    _program(home.bin / "migrator", f'{python} -P -m migrator "$@"\n')
    # A JSON string is a YAML string, whatever the path has in it.
    quoted = {"authority": json.dumps(str(home.authority)), "aws": json.dumps(str(home.bin / "aws"))}
    home.kubeconfig.write_text(KUBECONFIG.format(port=cluster_port, **quoted))


def _program(path: Path, text: str) -> None:
    temporary = path.with_suffix(".new")
    temporary.write_text(text)
    temporary.chmod(0o755)
    temporary.replace(path)
