"""The two programs that a sandbox puts on the PATH: `terraform` (embedded) and `aws` (EKS tokens)."""

import shlex
import sys
from pathlib import Path

from migrator.sandbox.paths import Home
from migrator.terraform.binary import EMBEDDED

AWS = '''#!{python} -IS
"""A stand-in for the AWS command line: it gives tokens for the sandbox's cluster, and nothing else."""
import json, sys
if sys.argv[1:3] == ["--version"][:2] or "--version" in sys.argv:
    print("aws-cli/2 (stand-in)")
elif "get-token" in sys.argv:
    ready = json.load(open({ready!r}))
    status = {{"expirationTimestamp": "2099-01-01T00:00:00Z", "token": ready["token"]}}
    print(json.dumps({{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1", "spec": {{}}, "status": status}}))
else:
    sys.exit("this aws only knows: eks get-token")
'''
KUBECONFIG = """apiVersion: v1
kind: Config
current-context: sandbox
contexts: [{{name: sandbox, context: {{cluster: sandbox, user: sandbox}}}}]
clusters: [{{name: sandbox, cluster: {{server: "https://127.0.0.1:{port}", certificate-authority: {authority}}}}}]
users:
- name: sandbox
  user:
    exec: {{apiVersion: client.authentication.k8s.io/v1beta1, command: {aws}, args: [eks, get-token], interactiveMode: Never}}
"""


def write(home: Home, cluster_port: int) -> None:
    """Write both programs and the kubeconfig that uses one of them."""
    home.bin.mkdir(exist_ok=True)
    # exec: the process that is started is Terraform itself, and gets its signals.
    line = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -c {shlex.quote(EMBEDDED)} "$@"\n'
    _program(home.bin / "terraform", line)
    _program(home.bin / "aws", AWS.format(python=sys.executable, ready=str(home.ready)))
    text = KUBECONFIG.format(port=cluster_port, authority=home.authority, aws=home.bin / "aws")
    home.kubeconfig.write_text(text)


def _program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)
