"""Which hosts a pod in the cluster reaches: curl's word for each of them, read back from the pod's log."""

from collections.abc import Mapping

from checks.facts import Missing
from checks.facts.egress import Reach, Stage
from migrator.cluster import throw_away
from migrator.cluster.connection import Connection
from runbooks.model import Pod

# A node may have to pull the image first.
SECONDS = 90.0
# curl's exit codes; 28 is a timeout, at whatever had not begun to take any time.
EXITS = {5: Stage.PROXY, 6: Stage.DNS, 7: Stage.TCP, 35: Stage.TLS, 60: Stage.TLS, 97: Stage.PROXY}
TIMEOUT = 28


def reached(connection: Connection, pod: Pod, needed: Mapping[str, str]) -> tuple[Reach, ...] | Missing:
    """How far each host of `needed` (with its purpose) is reached."""
    said = throw_away.output(connection, pod, tuple(needed), SECONDS)
    return said if isinstance(said, Missing) else parsed(said, needed)


def parsed(said: str, needed: Mapping[str, str]) -> tuple[Reach, ...] | Missing:
    """The pod's lines; Missing where a host is not among them."""
    words = {one[0]: one[1:] for one in (line.split() for line in said.splitlines()) if len(one) == 6}
    silent = [name for name in needed if name not in words]
    if silent:
        return Missing(f"the pod said nothing of {', '.join(silent)}")
    try:
        return tuple(_reach(name, purpose, words[name]) for name, purpose in needed.items())
    except ValueError:
        return Missing("the pod's log is not what curl writes")


def _reach(name: str, purpose: str, words: list[str]) -> Reach:
    code, status = int(words[0]), int(words[1])
    if status:
        return Reach(name, purpose, Stage.OK, f"answered {status}")
    times = zip((Stage.DNS, Stage.TCP, Stage.TLS), map(float, words[2:]), strict=True)
    begun = next((stage for stage, seconds in times if not seconds), Stage.HTTP)
    stage = begun if code == TIMEOUT else EXITS.get(code, Stage.HTTP)
    why = "no answer in time" if code == TIMEOUT else f"curl ended with {code}"
    return Reach(name, purpose, stage, why)
