"""Code and domain agree on every rule: id, stage, what may follow; each says what it is and names its basis.

`DOMAIN` repeats the table of domain.md §5 by hand, so that neither `policy/rules.yaml` nor a rule drifts from it.
"""

from __future__ import annotations

import inspect
import re
import typing

import pytest

from deploy.rule_finder import find_enforced_rules
from shared.policy import load_policy_set
from shared.verdicts import Consequence, Rule

# id, stage, every outcome the domain names ("–" is none; X05 asks for a return where evidence is missing).
DOMAIN = """
G01 grassroots block
G02 grassroots block
G03 grassroots block
G04 grassroots block
G05 grassroots block
G06 grassroots block warn
G07 grassroots warn
G08 grassroots hold
G09 grassroots block
G10 grassroots block warn
G11 grassroots block
G12 grassroots block return
G13 grassroots block return
G14 grassroots warn
G15 grassroots block
G16 grassroots return
G17 grassroots return
G18 grassroots block
G19 grassroots return
G20 grassroots warn
G21 grassroots block warn
G22 grassroots block
M01 intermediate block
M02 intermediate block
M03 intermediate block warn
M04 intermediate return
M05 intermediate block warn
M06 intermediate warn
M07 intermediate warn
M08 intermediate block
M09 intermediate block
M10 intermediate warn
M11 intermediate warn
P01 provincial warn
P02 provincial hold
P03 provincial block
P04 provincial block
P05 provincial block
P06 provincial block
P07 provincial block
P08 provincial block
P09 provincial block
P10 provincial warn
P11 provincial block
P12 provincial block
P13 provincial warn
P14 provincial none
X01 all block
X02 all block
X03 all block
X04 all block
X05 all return
"""
STATED = {line.split()[0]: tuple(line.split()[1:]) for line in DOMAIN.strip().splitlines()}

ALL = [one.rule for one in find_enforced_rules()]


def test_the_table_of_the_policy_is_that_of_the_domain() -> None:
    told = {rule.id: (rule.stage, *rule.outcomes) for rule in load_policy_set().rules.values()}

    assert told == STATED


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.id}-{rule.stage}")
def test_a_rule_does_what_the_domain_says(rule: Rule) -> None:
    stage, *outcomes = STATED[rule.id]

    assert rule.stage == stage
    assert rule.if_fails in outcomes


def test_every_rule_of_the_domain_is_there() -> None:
    assert sorted(set(STATED) - {rule.id for rule in ALL}) == []


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.id}-{rule.stage}")
def test_a_rule_says_what_it_is(rule: Rule) -> None:
    assert re.fullmatch(r"[GMPX]\d\d", rule.id)
    assert rule.title.vi
    assert rule.title.en
    assert rule.title.vi != rule.title.en
    assert rule.basis
    # Only what the domain gives no outcome (a recount that is shown and decides nothing) may have none.
    assert (rule.if_fails is Consequence.NONE) == (STATED[rule.id][1:] == ("none",))


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.id}-{rule.stage}")
def test_missing_evidence_is_never_held_against_anybody(rule: Rule) -> None:
    """X05: unknown leads to a return, a warning or nothing; to a refusal never."""
    assert rule.if_unknown is not Consequence.BLOCK


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.id}-{rule.stage}")
def test_a_rule_takes_typed_facts_by_keyword_and_fits_a_screen(rule: Rule) -> None:
    signature = inspect.signature(rule.check)
    hints = typing.get_type_hints(rule.check)

    assert all(item.kind is inspect.Parameter.KEYWORD_ONLY for item in signature.parameters.values())
    assert set(hints) >= set(signature.parameters)
    assert len(inspect.getsource(rule.check).splitlines()) <= 50
