"""What a person types into a sandbox's shell when a migration has to go back: the real kubectl, and the stand-in for aws."""

import subprocess
from pathlib import Path

import pytest

from migrator.sandbox.names import FQDN, ZONE_ID
from migrator.sandbox.store import Store
from tests.support.prepared import running
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.e2e

RELEASES = {"operator": "wandb", "wandb-cr": "default", "external-dns": "kube-system"}
OLD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: wandb, namespace: default, labels: {app: wandb}}
spec:
  replicas: 1
  selector: {matchLabels: {app: wandb}}
  template:
    metadata: {labels: {app: wandb}}
    spec: {containers: [{name: wandb, image: 'wandb/local:0.61.0'}]}
"""
TWO = '[{"op":"replace","path":"/spec/replicas","value":2}]'
# Each command, and a word that it says.
COMMANDS = (
    ("kubectl get pods -A -o name", "pod/wandb-app-0"),
    ("kubectl rollout status deploy/wandb-app --timeout=20s", "successfully rolled out"),
    ("kubectl -n kube-system logs deploy/external-dns", "All records are already up to date"),
    ("kubectl describe deploy wandb-app", "1 desired | 1 updated"),
    ("kubectl -n wandb scale deploy/wandb-controller-manager --replicas=0", "scaled"),
    ("kubectl scale deploy -l app.kubernetes.io/instance=wandb --replicas=0", "wandb-weave scaled"),
    ("kubectl -n kube-system scale deploy/external-dns --replicas=0", "scaled"),
    ("kubectl delete deploy wandb", "deleted"),
    ("kubectl apply -f old.yaml", "created"),
    ("kubectl apply -f old.yaml", "unchanged"),
    ("kubectl set env deploy/wandb EXTRA=1", "updated"),
    ("kubectl wait --for=condition=Available deploy/wandb --timeout=20s", "condition met"),
    ('kubectl patch deploy wandb --type=json -p \'[{"op":"replace","path":"/spec/replicas","value":2}]\'', "patched"),
    ("kubectl get pods -l app=wandb -o jsonpath='{.items[*].metadata.name}'", "wandb-0 wandb-1"),
    (
        f"aws route53 list-resource-record-sets --hosted-zone-id {ZONE_ID} --query 'ResourceRecordSets[].Name'",
        FQDN,
    ),
    ("aws eks describe-cluster --name wandb-sandbox --query cluster.status --output text", "ACTIVE"),
    ("aws elbv2 describe-load-balancers --names wandb-sandbox-alb --query 'LoadBalancers[0].State.Code'", "active"),
    ("aws ec2 describe-subnets --filters Name=state,Values=available --query 'Subnets[].State'", "available"),
    ("aws eks update-kubeconfig --name wandb-sandbox --kubeconfig ./kubeconfig", "Updated context"),
    ("kubectl --kubeconfig ./kubeconfig auth can-i '*' '*' --all-namespaces", "yes"),
)


def test_the_commands_of_a_rollback(tmp_path: Path) -> None:
    """They are taken as they are printed, say what they say, and the old application is what runs in the end."""
    with running(tmp_path / "deployment") as sandbox:
        store = Store(sandbox.home.cloud)
        for name, space in RELEASES.items():
            store.put("helm_release", name, {"name": name, "namespace": space, "status": "deployed"})
        sandbox.path.joinpath("old.yaml").write_text(OLD)
        typed(sandbox, "kubectl wait --for=create deploy/wandb-app --timeout=60s")
        for command, word in COMMANDS:
            assert word in typed(sandbox, command), command


def typed(sandbox: Sandbox, command: str) -> str:
    """What a command says that is typed into a shell."""
    done = subprocess.run(
        ("sh", "-c", command), cwd=sandbox.path, env=dict(sandbox.env), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout
