"""The documented migration, from the first look to the last, on real Terraform."""

from collections import Counter

from tests.support.sandbox import TFVARS, Sandbox


def test_the_documented_migration(sandbox: Sandbox) -> None:
    """The run waits, applies what was approved, creates every resource once; a second run changes nothing."""
    approval = sandbox.approved()
    before = len(sandbox.log())
    done = sandbox.migrator("run", "--approve", approval, "--ticket", "CHG-1", "--format", "json")
    assert (done.code, done.document()["state"]) == (0, "done"), done
    creates = Counter(one["address"] for one in sandbox.log()[before:] if one["op"] == "create")
    assert (len(creates), set(creates.values())) == (33, {1})
    again = sandbox.migrator("run", *TFVARS)
    assert again.code == 0
    assert "is done already" in again.out
    assert len(sandbox.log()) == before + 33 + 10 + 15
