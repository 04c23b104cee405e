"""What a rulebook has to have, and may not have, for the services to work by it; what was kept is read all the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import services
from shared.errors import Place
from shared.policy import Policy, PolicySet, load_policy_set
from shared.policy.checks_needs import CLOCKS_KNOWN, CLOCKS_NEEDED, NEEDED
from shared.policy.trust_facts import READ
from tests.unit.policy.editing import Edit

Problems = Callable[[], tuple[Place, ...]]

BOOK = "rulebooks/law2022_nd152.yaml"
DRAFT = "rulebooks/law2026.yaml"
GUARDED = {("P01", "return_working_days")}  # asked for where the rulebook was seen to have it


def test_every_shipped_rulebook_has_what_the_services_need(policy_set: PolicySet) -> None:
    for book in policy_set.rulebooks.values():
        assert {(one.rule, one.name) for one in book.rules} == READ
        assert {clock.id for clock in book.clocks} >= CLOCKS_NEEDED


def test_what_the_services_cannot_do_without_is_what_is_said_to_be_needed() -> None:
    root = Path(services.__path__[0])
    code = "\n".join(file.read_text(encoding="utf-8") for file in root.rglob("*.py"))

    asked = set(re.findall(r'\.parameter\("([GMPX][0-9]{2})", "([a-z_]+)"', code))
    assert asked - GUARDED == NEEDED
    assert NEEDED <= READ
    assert len(re.findall(r"\.clock\(", code)) == len(CLOCKS_NEEDED)
    assert all(f'"{clock}"' in code for clock in CLOCKS_NEEDED)


@pytest.mark.parametrize(
    ("old", "new", "path", "reason"),
    [
        # missing, and misspelt: the name nothing reads, and the one that is missed
        ("  - {rule: X02,", "  # {rule: X02,", "rules", "X02.characters is missing"),
        ("{rule: X02, name: characters", "{rule: X02, name: character", "rules", "X02.characters is missing"),
        ("{rule: X02, name: characters", "{rule: X02, name: character", "rules[6].name", "X02.characters"),
        ("{rule: P01, name: working_days", "{rule: P01, name: working_day", "rules", "P01.working_days is missing"),
        ("{rule: P02, name: working_days", "{rule: P02, name: days", "rules", "P02.working_days is missing"),
        ("{rule: P11, name: months", "{rule: P11, name: month", "rules", "P11.months is missing"),
        ("{rule: P12, name: percent", "{rule: P12, name: percents", "rules", "P12.percent is missing"),
        ("{rule: G06, name: fuzzy_percent,", "{rule: G06, name: fuzzy_percents,", "rules[0].name",
         "it has: G06.fuzzy_percent"),
        ("{rule: G06, name: fuzzy_percent,", "{rule: G05, name: fuzzy_percent,", "rules[0].name", "no number"),
        ("  - {id: supplement,", "  # {id: supplement,", "clocks", "supplement is missing"),
        ("  - {id: objection_answer,", "  # {id: objection_answer,", "clocks", "objection_answer is missing"),
        ("{id: invalid_back,", "{id: invalid_backs,", "clocks[9].id", "one of: supplement"),
        # for one award alone it lacks all others
        ("count: 5, unit: working_days,", "count: 5, award: flag_province, unit: working_days,", "clocks",
         "objection_answer is missing"),
        # bodies nobody would hold to their period
        ("{id: ministry_appraisal, road: S2,", "{id: ministry_appraisal, road: S3,", "clocks[2].road", "no road “S3”"),
        ("answered_by: [ministry_of_home_affairs],", "answered_by: [unit_council],", "clocks[2].answered_by[0]",
         "not on the road S2"),
        ("answered_by: [ministry_of_home_affairs],", "answered_by: [],", "clocks[2].answered_by",
         "goes with the bodies"),
        # numbers nothing can be done with
        ("name: fuzzy_percent, value: 90", "name: fuzzy_percent, value: 0", "rules[0].value", "1 to 100"),
        ("name: female_percent, value: 70", "name: female_percent, value: 700", "rules[17].value", "1 to 100"),
        ("name: characters, value: 10", "name: characters, value: 0", "rules[6].value", "1 to 500"),
        ("name: recused_leave, value: 1", "name: recused_leave, value: 2", "rules[19].value", "0 to 1"),
        ("count: 3, unit: months", "count: 9000000000000, unit: days", "clocks[5].count", "1 to 3650"),
    ],
)  # fmt: skip
def test_a_rulebook_nothing_can_work_by_is_refused(
    edit: Edit, problems: Problems, old: str, new: str, path: str, reason: str
) -> None:
    edit(BOOK, old, new)

    found = problems()
    assert {place.at.partition(":")[0] for place in found} == {BOOK}
    here = [place for place in found if re.fullmatch(rf"{BOOK}:\d+ {re.escape(path)}", place.at)]
    assert [reason in place.words.en for place in here] == [True]
    assert all(place.words.vi != place.words.en for place in here)


def test_a_draft_may_lack_and_add_numbers(edit: Edit, copied: Path) -> None:
    """It judges nothing, and a rehearsal tells what nobody here judges by."""
    edit(DRAFT, "{rule: X02, name: characters", "{rule: X02, name: words")

    assert load_policy_set(copied).rulebooks["law2026"].find_parameter("X02", "words") == 10


def _rule(document: dict[str, Any], rule: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one for one in document["rulebook"]["rules"] if (one["rule"], one["name"]) == (rule, name)
    )
    return found


def test_what_was_kept_before_is_read_as_it_was(policy_set: PolicySet) -> None:
    """A case keeps the policy it was sent under, whatever files would be refused today."""
    kept = deepcopy(policy_set.bundle("hung_yen_2026", date(2026, 11, 1)).document())
    _rule(kept, "X02", "characters")["name"] = "character"
    kept["rulebook"]["rules"].append({**_rule(kept, "P02", "working_days"), "rule": "P03"})
    kept["rulebook"]["clocks"] = [one for one in kept["rulebook"]["clocks"] if one["id"] != "supplement"]

    policy = Policy.from_document(kept)
    assert policy.document() == kept
    assert policy.find_parameter("P03", "working_days") == 10


def test_clocks_that_are_known_are_those_of_the_files(policy_set: PolicySet) -> None:
    told = {clock.id for book in policy_set.rulebooks.values() for clock in book.clocks if clock.road is None}

    assert told == set(CLOCKS_KNOWN)
