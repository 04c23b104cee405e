"""Every rule the issue of the day promises exists once, says what it is in both languages, and names its basis."""

from __future__ import annotations

import inspect
import re
import typing
from importlib import import_module
from pkgutil import iter_modules

import pytest

from shared.topology import SERVICES
from shared.verdicts import Consequence, Rule

PROMISED = (
    "G01 G02 G03 G04 G05 G06 G08 G09 G11 G12 G13 G15 G16 G17 G19"
    " M01 M02 M03 M04 M05 M06 M07 M08 M09 M10 M11"
    " P01 P02 P03 P04 P05 P06 P07 P08 P09 P10 P11 P12 P13 P14 X01 X02 X03 X05"
).split()


def rules() -> list[Rule]:
    found: dict[int, Rule] = {}
    rooms = [(f"services.{service}.rules", import_module(f"services.{service}.rules")) for service in SERVICES]
    modules = [
        import_module(f"{name}.{module.name}") for name, room in rooms for module in iter_modules(room.__path__)
    ]
    for module in (*modules, import_module("shared.cross_rules")):
        for value in vars(module).values():
            if isinstance(value, Rule):
                found[id(value)] = value
    return list(found.values())


ALL = rules()


def test_every_promised_rule_is_there() -> None:
    assert sorted(set(PROMISED) - {rule.id for rule in ALL}) == []


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.id}-{rule.stage}")
def test_a_rule_says_what_it_is(rule: Rule) -> None:
    assert re.fullmatch(r"[GMPX]\d\d", rule.id)
    assert rule.title.vi
    assert rule.title.en
    assert rule.title.vi != rule.title.en
    assert rule.basis
    assert rule.if_fails is not Consequence.NONE


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
