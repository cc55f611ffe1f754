"""A fixed few points of `make crash`: who is killed where, on real Terraform, and that the end is the same."""

from collections.abc import Callable, Iterator

import pytest

from tests.crash_real.deployment import Deployment, deployed
from tests.crash_real.kill import kill_at
from tests.crash_real.points import Point
from tests.crash_real.reference import Reference, run_through
from tests.crash_real.resume import legal, resumed

LATE = ("create", "helm_release", 1)
MIGRATOR, TERRAFORM = ("migrator",), ("terraform",)
POINTS = [
    Point(MIGRATOR, "waiting", "before", append=7),
    Point(MIGRATOR, "applying", "after", append=1),
    Point(MIGRATOR, "applying", "after", append=60),
    Point((*MIGRATOR, *TERRAFORM), "applying", "after", operation=("create", "aws_eks_addon", 1)),
    Point(TERRAFORM, "applying", "after", operation=LATE),
    Point(("provider",), "applying", "before", operation=LATE),
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployment, Reference]]:
    """A deployment that was run through once without a kill."""
    with deployed(tmp_path_factory.mktemp("crash")) as made:
        yield made, run_through(made)


@pytest.mark.timeout(600)
def test_a_few_points(prepared: tuple[Deployment, Reference], record_property: Callable[[str, object], None]) -> None:
    """Each is on the way of a run; resumed, each ends in the world of a run that nobody killed, or stops and names all."""
    deployment, reference = prepared
    for point in POINTS:
        kill_at(deployment, point)
        verdict = resumed(deployment, reference.world, point)
        assert verdict.outcome in legal(point), (str(point), verdict)
    record_property(
        "figures", f"crash: {len(POINTS)} killed, {len(POINTS)} as they must end, of {len(reference.points())} points"
    )
