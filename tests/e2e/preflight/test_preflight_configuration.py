"""Every check of what the files say, each turned red by an edit that a person might make, and green by its remedy."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.redgreen import Case, Deed, edited, red_then_green
from tests.support.sandbox import TFVARS, Sandbox

PRE, POST, VARIABLES = "pre-operator.tf", "post-operator.tf.disabled", "variables.tf"
GIVEN = "post-operator.tfvars"


def moved(*pairs: tuple[str, str]) -> tuple[Deed, Deed]:
    """A fault and its remedy: files that are called otherwise, and are called again what they were."""

    def fault(sandbox: Sandbox) -> None:
        for old, new in pairs:
            (sandbox.path / old).rename(sandbox.path / new)

    def remedy(sandbox: Sandbox) -> None:
        for old, new in pairs:
            (sandbox.path / new).rename(sandbox.path / old)

    return fault, remedy


def written(name: str, text: str) -> tuple[Deed, Deed]:
    """A fault and its remedy: a file that is there, and is not."""

    def fault(sandbox: Sandbox) -> None:
        (sandbox.path / name).write_text(text)

    def remedy(sandbox: Sandbox) -> None:
        (sandbox.path / name).unlink()

    return fault, remedy


def appended(name: str, text: str) -> tuple[Deed, Deed]:
    """A fault and its remedy: more text at the end of a file, and without it."""

    def fault(sandbox: Sandbox) -> None:
        path = sandbox.path / name
        path.write_text(path.read_text() + text)

    def remedy(sandbox: Sandbox) -> None:
        path = sandbox.path / name
        path.write_text(path.read_text().removesuffix(text))

    return fault, remedy


HELM_PIN = '    helm = {\n      source  = "hashicorp/helm"\n      version = "~> 2.17"\n    }\n'
KUBERNETES = 'provider "kubernetes" {\n'
CLUSTER = 'data "aws_eks_cluster" "app_cluster" {\n  name = var.namespace\n'
FACING = "kubernetes_alb_internet_facing            = var.public_access"

CASES = (
    Case(
        "files-layout", "a file is in the way", *written("pre-operator.tf.disabled", ""), says=("pre-operator.tf.disabled",)
    ),
    Case(
        "files-layout", "swapped already", *moved((PRE, PRE + ".disabled"), (POST, "post-operator.tf")), says=("--no-swap",)
    ),
    Case("swap-order", "both are active", *written("post-operator.tf", ""), says=("mv post-operator.tf",)),
    Case(
        "swap-order",
        "neither is active",
        *moved((PRE, PRE + ".disabled")),
        says=("destroy everything", f"mv {PRE}.disabled"),
    ),
    Case(
        "variable-missing",
        "nobody gives a required one",
        *edited(GIVEN, "namespace     =", "# namespace     ="),
        says=("variables.tf:1",),
    ),
    Case(
        "variable-undeclared",
        "a typing error",
        *appended(GIVEN, "sise = 1\n"),
        says=(f"{GIVEN}:11 sets it",),
        blocks=False,
    ),
    Case(
        "variable-type",
        "in a file",
        *edited(GIVEN, "enable_dummy_dns     = true", 'enable_dummy_dns     = "yes"'),
        says=(f"{GIVEN}:8", "bool"),
    ),
    Case(
        "variable-type",
        "in the environment",
        env={"TF_VAR_allowed_inbound_cidr": "10.0.0.0/8"},
        says=("TF_VAR_allowed_inbound_cidr", "list(string)"),
    ),
    Case(
        "module-missing",
        "another source",
        *edited(POST, '"wandb/wandb/aws"', '"git::https://example.com/aws"'),
        says=("wandb/wandb/aws",),
    ),
    Case(
        "module-version",
        "a version that is not known",
        *edited(POST, '"4.24.0"', '"4.9.0"'),
        says=(f"{POST}:30", "4.9.0"),
        blocks=False,
    ),
    Case("aws-provider-not-raised", "the old provider", *edited(POST, '"~> 4.0"', '"~> 3.6"'), says=(f"{POST}:3", "~> 3.6")),
    Case(
        "helm-provider-missing",
        "helm is not configured",
        *edited(POST, 'provider "helm" {', 'provider "helmet" {'),
        says=("required_providers",),
    ),
    Case(
        "operator-flags-missing",
        "the old load balancer",
        *edited(GIVEN, "enable_operator_alb  = true", "# no alb"),
        says=("enable_operator_alb", f"{POST}:5"),
    ),
    Case(
        "license-or-size-missing",
        "no licence",
        *edited(POST, "  license = var.wandb_license\n", "  # no licence\n"),
        says=("license = var.wandb_license",),
    ),
    Case(
        "license-or-size-missing",
        "no size",
        *edited(GIVEN, 'size                 = "small"', "# no size"),
        says=('size = "small"',),
        blocks=False,
    ),
    Case(
        "environment-dropped",
        "the new application gets less",
        *edited(POST, '"GORILLA_CUSTOMER_SECRET_STORE_SOURCE" =', '"ANOTHER" ='),
        says=("GORILLA_CUSTOMER_SECRET_STORE_SOURCE", f"{PRE}:90", f"{POST}:6"),
        blocks=False,
    ),
    Case(
        "environment-dropped",
        "OIDC of the old module",
        *edited(
            PRE,
            "  wandb_image   = var.wandb_image",
            '  oidc_issuer = "https://login.example.com"\n  wandb_image   = var.wandb_image',
        ),
        says=("OIDC_ISSUER", f"{PRE}:85"),
    ),
    Case(
        "alb-becomes-public",
        "a private installation",
        *edited(POST, FACING, "kubernetes_alb_internet_facing = true"),
        env={"TF_VAR_public_access": "false"},
        says=("reached from the internet", "kubernetes_alb_internet_facing = false"),
    ),
    Case(
        "deletion-protection-off",
        "turned off by the migration",
        *edited(POST, "= var.deletion_protection", "= false"),
        says=(f"{POST}:37", "from true to false"),
    ),
    Case(
        "deletion-protection-off",
        "off already",
        env={"TF_VAR_deletion_protection": "false"},
        says=("as it is now",),
        blocks=False,
    ),
    Case(
        "queue-loses-consumer",
        "SQS",
        env={"TF_VAR_use_internal_queue": "false"},
        says=("internal://", f"{PRE}:49"),
        blocks=False,
    ),
    Case(
        "null-argument-refused",
        "the guide's own line",
        *edited(
            POST, "  allowed_inbound_cidr  ", "  database_performance_insights_kms_key_arn = null\n  allowed_inbound_cidr  "
        ),
        says=(f"remove line 42 of {POST}",),
    ),
    Case(
        "null-argument-refused",
        "by a variable",
        *edited(
            VARIABLES,
            'variable "bucket_kms_key_arn" {\n  type    = string\n  default = ""',
            'variable "bucket_kms_key_arn" {\n  type    = string\n  default = null',
        ),
    ),
    Case("addons-need-newer-eks", "an old cluster", *edited(POST, '"1.28"', '"1.27"'), says=("1.27", f"{POST}:44")),
    Case("helm-provider-unpinned", "no pin", *edited(POST, HELM_PIN, "    # no helm\n"), says=("~> 2.17",)),
    Case("token-and-exec", "both", *edited(POST, KUBERNETES, KUBERNETES + '  token = "t"\n'), says=("--override yes",)),
    Case(
        "provider-cycle",
        "named by the module",
        *edited(POST, CLUSTER, CLUSTER.replace("var.namespace", "module.wandb_infra.cluster_id")),
        says=("--override yes",),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
def test_red_then_green(remedied: Sandbox, case: Case) -> None:
    """The fault is found, with its place and its remedy; after the remedy the check passes."""
    red_then_green(remedied, case)


def test_a_clean_configuration(remedied: Sandbox) -> None:
    """The whole group is green in the healthy world, whatever the two files are called."""
    said = remedied.document("preflight", *TFVARS, "--only", "configuration")
    assert (said["findings"], said["unknown"]) == ([], [])
    assert set(said["passed"]) == {one.code for one in CASES}


def test_files_of_other_names(remedied: Sandbox, tmp_path: Path) -> None:
    """With --pre and --post everything works on files that are called otherwise; a run remembers the names."""
    shutil.copytree(remedied.path, tmp_path / "copy", ignore=shutil.ignore_patterns(".sandbox", ".migrator"))
    copy = replace(remedied, path=tmp_path / "copy")
    moved((PRE, "old.tf"), (POST, "new.tf.disabled"))[0](copy)
    without = copy.document("preflight", *TFVARS, "--only", "files-layout")
    assert "--pre" in without["findings"][0]["remedy"]
    waiting = copy.migrator("run", *TFVARS, "--pre", "old.tf", "--post", "new.tf.disabled", "--format", "json")
    assert waiting.code == 4, waiting
    again = copy.migrator("resume", "--format", "json")
    assert (again.code, again.document()["waiting_for"]) == (4, waiting.document()["waiting_for"]), again
    assert "--pre old.tf --post new.tf" in again.document()["next"]


@pytest.mark.parametrize("wrong", [("--pre", "dir/old.tf"), ("--post", "new.txt"), ("--pre", "x.tf", "--post", "x.tf")])
def test_names_that_cannot_be(remedied: Sandbox, wrong: tuple[str, ...]) -> None:
    """A name that is no .tf file of the directory, or twice the same, is refused before anything is read."""
    said = remedied.migrator("preflight", *TFVARS, *wrong, "--format", "json")
    assert (said.code, said.document()["code"]) == (2, "usage")
