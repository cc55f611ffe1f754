"""The environment of a shell in the sandbox: complete, quoted, and free of what would lead out of it."""

import json
import subprocess
from pathlib import Path

import pytest

from checks.problem import Problem
from migrator.processes.identity import myself
from migrator.sandbox.paths import Home
from migrator.sandbox.shell import environment, export_lines, whole_environment

LEAKS = (
    "AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_STS", "AWS_CA_BUNDLE", "AWS_USE_FIPS_ENDPOINT",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI", "TF_VAR_namespace", "TF_WORKSPACE", "TF_DATA_DIR", "TF_CLI_ARGS",
    "TF_CLI_ARGS_plan", "TF_PLUGIN_CACHE_DIR", "TF_REATTACH_PROVIDERS", "TF_LOG", "TF_TOKEN_app_terraform_io",
    "KUBE_HOST", "KUBE_CONFIG_PATH", "KUBERNETES_SERVICE_HOST", "HELM_NAMESPACE", "MIGRATOR_ANYTHING", "SSL_CERT_DIR",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
    "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE",
)  # fmt: skip
HARMLESS = ("HOME", "LANG", "TERM", "AWSOME", "MY_TF_VAR")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A sandbox that seems to run, in a directory whose name a shell must not read."""
    home = Home(tmp_path / "it's a $(date) place")
    home.path.mkdir(parents=True)
    process = myself()
    identity = {"pid": process.pid, "started": process.started, "boot": process.boot, "host": process.host}
    home.ready.write_text(json.dumps({"aws": "http://127.0.0.1:1", "edge": 2, "balancer": 4, "dns": 3, "process": identity}))
    return home


@pytest.mark.parametrize("name", LEAKS)
def test_nothing_leaks_in(home: Home, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """What the user's own shell has set for another cloud, state or proxy is not there in the sandbox's."""
    monkeypatch.setenv(name, "leak")
    assert whole_environment(home).get(name) != "leak"
    shown = subprocess.run(
        ("sh", "-c", 'eval "$1"; env', "sh", export_lines(home)), capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert f"{name}=leak" not in shown


@pytest.mark.parametrize("name", HARMLESS)
def test_the_rest_stays(home: Home, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """What has nothing to do with any of it is kept."""
    monkeypatch.setenv(name, "mine")
    assert whole_environment(home)[name] == "mine"
    assert f"unset {name}" not in export_lines(home).splitlines()


def test_a_shell_gets_every_value_as_it_is(home: Home) -> None:
    """Evaluated by a shell, the lines give exactly the environment, quotes and spaces in paths included."""
    wanted = environment(home)
    script = 'eval "$1"; shift; for name in "$@"; do eval "printf \'%s\\0\' \\"\\$$name\\""; done'
    said = subprocess.run(
        ("sh", "-euc", script, "sh", export_lines(home), *wanted), capture_output=True, text=True, check=True
    ).stdout
    assert dict(zip(wanted, said.split("\0")[:-1], strict=True)) == wanted


def test_everything_that_is_promised(home: Home) -> None:
    """Terraform, AWS, the cluster, TLS and migrator itself are all led to the sandbox."""
    found = environment(home)
    assert found["PATH"].startswith(f"{home.bin}:")
    assert found["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert found["MIGRATOR_RESOLVER"] == "127.0.0.1:3"
    assert found["MIGRATOR_CONNECT_TO"].split(",")[0] == "wandb.sandbox.example:443:127.0.0.1:2"
    assert {"TF_CLI_CONFIG_FILE", "KUBECONFIG", "SSL_CERT_FILE", "AWS_REGION", "MIGRATOR_DEPLOYER_URL"} <= set(found)
    assert (found["AWS_CONFIG_FILE"], found["AWS_SHARED_CREDENTIALS_FILE"]) == ("/dev/null", "/dev/null")


def test_a_name_that_no_shell_can_unset(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable whose name is no word of a shell does not break the lines."""
    monkeypatch.setenv("TF_VAR_a-b", "x")
    assert "a-b" not in export_lines(home)


@pytest.mark.parametrize(("log", "why"), [("", "no word"), ("one\nOSError: no space left\n", "OSError: no space left")])
def test_a_daemon_that_died(home: Home, log: str, why: str) -> None:
    """Where the daemon has died, that is said, with the last line of its log."""
    home.ready.write_text(home.ready.read_text().replace(f'"pid": {myself().pid}', '"pid": 4194305'))
    home.log.write_text(log)
    with pytest.raises(Problem) as raised:
        export_lines(home)
    assert raised.value.code == "sandbox-not-running"
    assert raised.value.why.startswith("Its daemon has died.")
    assert why in raised.value.why


@pytest.mark.parametrize(("there", "why"), [(True, "Its daemon was not started."), (False, "There is no sandbox in it.")])
def test_no_daemon(tmp_path: Path, there: bool, why: str) -> None:
    """Where no daemon was started, or no sandbox is, that is said."""
    home = Home(tmp_path)
    if there:
        home.path.mkdir()
    with pytest.raises(Problem) as raised:
        environment(home)
    assert (raised.value.code, raised.value.why) == ("sandbox-not-running", why)
    assert raised.value.next == f"migrator sandbox up {tmp_path}"
