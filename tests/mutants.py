"""What the promise hangs on, taken away piece by piece: which tests notice? `python -m tests.mutants`; 1 where none does."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PARTS = ("migrator", "states", "checks", "runbooks", "tests", "docs", "pyproject.toml", "README.md")
TESTS = ("tests/unit/states", "tests/unit/checks/test_continues.py", "tests/unit/migrator/journal", "tests/crash")
OF_MIRROR = ("tests/unit/migrator/mirror",)


class Mutant(NamedTuple):
    """One change of one file: what the pattern finds, exactly once, becomes the other text."""

    name: str
    file: str
    pattern: str
    becomes: str
    tests: tuple[str, ...] = TESTS


MUTANTS = (
    Mutant("no intent before the apply", "states/apply.py", r"\n        record\(ApplyIntended\([^\n]*", ""),
    Mutant(
        "the intent after the apply has begun",
        "states/apply.py",
        r"(        record\(ApplyIntended\([^\n]*\n)((?s:.)*?)(        record\(ApplyStarted)",
        r"\2\1\3",
    ),
    Mutant("a torn tail is kept", "migrator/journal/file.py", r"torn = guarded\([^\n]*_settle[^\n]*", "torn = None"),
    Mutant("an append is not synced", "migrator/journal/file.py", r"\n            self\._disk\.sync\(descriptor\)", ""),
    Mutant("nothing is settled", "states/engine.py", r"settled = step\.settle\(record, ports\)", "settled = None"),
    Mutant(
        "the saved plan is run again",
        "states/apply.py",
        r"(        if attempt\.over:\n            return )[^\n]*",
        r"\1self._begin(record, ports)",
    ),
    Mutant("edited files are planned from", "states/plan.py", r"        refuse_edits\(record, ports\)\n", ""),
    Mutant("whatever remains goes on", "states/plan.py", r"continues\(kept, changes\)", "()"),
    Mutant(
        "a killed apply is taken for a failed one", "states/doubt.py", r"return exit_code is None or[^\n]*", "return False"
    ),
    Mutant(
        "an effect does not wait for the mirror",
        "migrator/mirror/mirror.py",
        r"            self\._mirror\.require\(\)",
        "            self._mirror.told()",
        OF_MIRROR,
    ),
    Mutant(
        "the lease is not checked before an effect",
        "migrator/mirror/mirror.py",
        r"\n            self\._mirror\.usable\(\)",
        "\n            pass",
        OF_MIRROR,
    ),
    Mutant(
        "the lease is believed in for ever",
        "migrator/mirror/lease.py",
        r"if self\._clock\(\) >= self\._good_until:",
        "if self._holder is None:",
        OF_MIRROR,
    ),
    Mutant(
        "another machine's lease is taken",
        "migrator/mirror/lease.py",
        r"if other is not None and not self\._over\(other\[0\]\):",
        "if other is not None and self._over(other[0]):",
        OF_MIRROR,
    ),
)


def mutated(mutant: Mutant, folder: Path) -> Path:
    """A copy with the change made; ValueError where the code is not as the mutant knows it."""
    copy = folder / re.sub(r"\W+", "-", mutant.name)
    for one in PARTS:
        source, target = ROOT / one, copy / one
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    path = copy / mutant.file
    text, number = re.subn(mutant.pattern, mutant.becomes, path.read_text())
    if number != 1:
        raise ValueError(f"{mutant.name}: the pattern is found {number} times in {mutant.file}")
    path.write_text(text)
    return copy


def killers(copy: Path, tests: tuple[str, ...]) -> list[str]:
    """The first test that fails on it."""
    command = (
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n0",
        "--no-cov",
        "-p",
        "no:cacheprovider",
        "-x",
        *tests,
    )
    env = {**os.environ, "PYTHONPATH": os.fspath(copy), "COLUMNS": "300"}
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(done.stdout + done.stderr)
    return re.findall(r"^(?:FAILED|ERROR) ([^\s\[]+)", done.stdout, re.MULTILINE)


def main() -> int:
    """Print each with the tests that notice."""
    survived = 0
    for mutant in MUTANTS:
        with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
            found = list(dict.fromkeys(killers(mutated(mutant, Path(folder)), mutant.tests)))
        survived += not found
        print(f"{'killed' if found else 'SURVIVED':9} {mutant.name}: {', '.join(found)}", flush=True)
    print(f"{len(MUTANTS) - survived} of {len(MUTANTS)} killed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
