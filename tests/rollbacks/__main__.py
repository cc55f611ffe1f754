"""`make rollbacks`: as many prefixes of the apply as the budget allows; at each the guidance is held against the world."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.crash_real.deployment import RUN, Deployment, deployed
from tests.crash_real.kill import approval
from tests.support.prefixes import Prefix, Way, spread, stores
from tests.support.sandbox import Sandbox

# Operations of the documented apply: 30 creates and 3 of replacements, 15 updates, 7 deletes and 3 of replacements.
WHOLE = (33, 15, 10)


def tried(deployment: Deployment, prefix: Prefix) -> tuple[str, list[str]]:
    """Stop an apply there: the claim, and what of it did not hold."""
    deployment.restore("waiting")
    sandbox = Sandbox(deployment.path, deployment.env)
    before = stores(sandbox)
    deployment.faults(*map(dict, prefix.rules()))
    deployment.migrator(*RUN, *approval(deployment))
    way = Way(sandbox, before)
    told = way.hold()
    return f"{told['point']}, {told['reversibility']}", way.wrong


def main() -> int:
    """1 where at any prefix something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.rollbacks", description=__doc__)
    parser.add_argument("--budget", type=float, default=600, metavar="SECONDS", help="no prefix is begun later than that")
    until = time.monotonic() + parser.parse_args().budget
    seen = bad = 0
    with tempfile.TemporaryDirectory(prefix="rollbacks-") as folder, deployed(Path(folder) / "one") as deployment:
        deployment.restore("fresh")
        deployment.migrator(*RUN)
        deployment.save("waiting")
        for prefix in spread(*WHOLE):
            if time.monotonic() > until:
                break
            claim, wrong = tried(deployment, prefix)
            seen, bad = seen + 1, bad + bool(wrong)
            print(f"{seen:4} {prefix.create:2} created, {prefix.update:2} updated, {prefix.delete:2} deleted: {claim}",
                  *(f"\n     WRONG: {one}" for one in wrong), flush=True)  # fmt: skip
    print(f"{seen} prefixes, {bad} where the guidance did not hold")
    return 1 if bad or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
