"""A pod in the sandbox's cluster: it has ended at once, and its log is of the form that the real command writes."""

from checks.facts import Missing
from checks.facts.egress import Stage
from migrator.cluster.hosts_pod import parsed
from migrator.sandbox.cluster.logs import log, ran
from tests.support.directories import RUNBOOK

HOSTS = ("a.example", "b.example")
POD = {"spec": {"containers": [{"command": [*RUNBOOK.egress.pod.command, *HOSTS]}]}}


def test_a_pod_ends_well_where_nobody_says_otherwise() -> None:
    """A status that a person gave it stays."""
    assert ran({})["status"] == {"phase": "Succeeded"}
    assert ran({"status": {"phase": "Running"}})["status"] == {"phase": "Running"}


def test_its_log_names_every_host_and_says_what_it_is() -> None:
    """Reached or not, as the world is."""
    for reached, stage in ((True, Stage.OK), (False, Stage.TCP)):
        said = log(POD, reached=reached)
        found = parsed(said, dict.fromkeys(HOSTS, ""))
        assert not isinstance(found, Missing)
        assert [(one.host, one.stage) for one in found] == [(host, stage) for host in HOSTS]
        assert "stand-in" in said
