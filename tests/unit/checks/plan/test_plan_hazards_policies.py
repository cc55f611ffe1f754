"""Policies are compared by what they grant, openings by what they let in: how they are spelled says nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from checks.plan.hazards.networks import everybody, openings
from checks.plan.hazards.policies import Policy, read
from checks.plan.hazards.versions import numbers

ACTIONS = ["s3:GetObject", "s3:PutObject", "kms:Decrypt", "ec2:DescribeInstances"]
RESOURCES = ["arn:aws:s3:::files/*", "arn:aws:s3:::logs", "*"]
PRINCIPALS = [None, "*", {"AWS": "123456789012"}, {"Service": ["ec2.amazonaws.com", "eks.amazonaws.com"]}]


@some.composite
def statements(draw: some.DrawFn) -> dict[str, Any]:
    """A statement with at least one action and one resource."""
    who = draw(some.sampled_from(PRINCIPALS))
    one = {
        "Effect": draw(some.sampled_from(["Allow", "Deny"])),
        "Action": draw(some.lists(some.sampled_from(ACTIONS), min_size=1, unique=True)),
        "Resource": draw(some.lists(some.sampled_from(RESOURCES), min_size=1, unique=True)),
    }
    return one if who is None else {**one, "Principal": who}


def policy(*several: dict[str, Any], **parts: Any) -> Policy:
    """A policy of these statements."""
    found = read(json.dumps({"Version": "2012-10-17", "Statement": several, **parts}))
    assert found is not None
    return found


@given(some.lists(statements(), max_size=4), some.randoms())
def test_spelling_says_nothing(several: list[dict[str, Any]], chance: Any) -> None:
    """Another order, ids, one statement for each action, one text for a list of one: the same policy."""
    split = [
        {**one, "Sid": f"id{number}", "Action": action, "Resource": chance.sample(one["Resource"], len(one["Resource"]))}
        for number, one in enumerate(several)
        for action in one["Action"]
    ]
    chance.shuffle(split)
    assert policy(*split).grants == policy(*several).grants
    assert policy(*split).beyond(policy(*several)) == []
    assert policy(*split).undenied(policy(*several)) == []


@given(some.lists(statements(), max_size=4), statements())
def test_more_is_more_and_less_is_less(several: list[dict[str, Any]], more: dict[str, Any]) -> None:
    """A policy with one statement less never grants beyond; with one more, only what that statement allows."""
    larger, smaller = policy(*several, more), policy(*several)
    assert smaller.beyond(larger) == []
    assert {one.action for one in larger.beyond(smaller)} <= {action.lower() for action in more["Action"]}


def test_a_wildcard_covers_what_it_names() -> None:
    """What a wildcard allowed already is not new, and a condition less is."""
    wide = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::files/*"}
    narrow = {**wide, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::files/a"}
    bound = {**wide, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
    assert policy(narrow).beyond(policy(wide)) == []
    assert policy(bound).beyond(policy(wide)) == []
    assert len(policy(wide).beyond(policy(narrow))) == 1
    assert len(policy(wide).beyond(policy(bound))) == 1


def test_an_account_is_its_root() -> None:
    """Its number and the address of its root name the same principal."""
    one = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "123456789012"}}
    other = {**one, "Principal": {"AWS": ["arn:aws:iam::123456789012:root"]}}
    assert policy(one).grants == policy(other).grants


@pytest.mark.parametrize("document", ["", None, "{}", "[]", "null", '{"Statement": 1}', "x", '{"Statement": [{}]}'])
def test_what_is_no_policy(document: Any) -> None:
    """Nothing grants nothing, and what is not understood is said to be so."""
    found = read(document)
    assert found is None or found.grants == frozenset()
    assert (found is None) is bool(document)


@pytest.mark.parametrize(
    ("network", "whole"),
    [
        ("0.0.0.0/0", True),
        ("::/0", True),
        ("128.0.0.0/1", True),
        ("2000::/3", True),
        ("10.0.0.0/8", False),
        ("203.0.113.7/32", False),
        ("fd00::/8", False),
        ("203.0.113.7", False),
        ("x/y", False),
        ("", False),
        ("/" * 60, False),
    ],
)
def test_the_whole_internet(network: str, whole: bool) -> None:
    """A network is everybody where it is all of it, or so much that it makes no difference."""
    assert everybody(network) is whole


def test_openings_are_a_set() -> None:
    """The order of rules and networks says nothing; private networks are no opening."""
    web = {"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"]}
    ssh = {"from_port": 22, "to_port": 22, "protocol": "6", "ipv6_cidr_blocks": ["::/0"], "cidr_blocks": None}
    one, other = ({"ingress": rules} for rules in ([web, ssh], [ssh, {**web, "cidr_blocks": ["0.0.0.0/0", "10.0.0.0/8"]}]))
    found = openings("aws_security_group", one)
    assert found == openings("aws_security_group", other)
    assert sorted(map(str, found)) == ["tcp 22 from ::/0", "tcp 443 from 0.0.0.0/0"]


@pytest.mark.parametrize(
    ("version", "found"),
    [("1.28", (1, 28)), ("v1.12.6-eksbuild.2", (1, 12, 6, 2)), ("8.0.mysql_aurora.3.05.2", (8, 0, 3, 5, 2)), (None, ())],
)
def test_numbers_of_a_version(version: Any, found: tuple[int, ...]) -> None:
    """The numbers in it, in order."""
    assert numbers(version) == found
