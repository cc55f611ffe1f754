"""What is said at the end of the tests: what preflight was proved by, and what of the labelled plans was seen."""

import os
import re
import sys

import pytest

# Hundreds of processes are started: where Python may not keep what it compiles, each compiles everything anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

FAULT = re.compile(r"tests/e2e/preflight/.*\[(?P<code>[a-z0-9-]+): .*\]")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Counted from the tests that passed, wherever they ran."""
    passed = [FAULT.search(one.nodeid) for one in terminalreporter.stats.get("passed", ()) if one.when == "call"]
    codes = [one["code"] for one in passed if one]
    if codes:
        terminalreporter.write_line(
            f"preflight: {len(set(codes))} checks, {len(codes)} faults, each red and green through the command line"
        )
    for one in terminalreporter.stats.get("passed", ()):
        for name, figures in one.user_properties if one.when == "call" else ():
            if name == "figures":
                terminalreporter.write_line(figures)
