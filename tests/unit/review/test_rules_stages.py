"""M01, M02, M03, M05, M08, M09, P01, X02: three verdicts where they have three; the rooms name their rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.review.rules import chain, clocks, intermediate, provincial, reasons, receipt
from services.review.rules.facts import Filing, Relation, Timeliness
from shared.events.terms import Role, StageKind
from shared.verdicts import Consequence, Verdict, replay
from shared.words import Words

ROAD = ("unit", "district", "province")


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"below": "unit", "body": "district"}, Verdict.HOLDS),
        ({"below": "district", "body": "province"}, Verdict.HOLDS),
        ({"below": "unit", "body": "province"}, Verdict.FAILS),
        ({"below": "unit", "body": "elsewhere"}, Verdict.FAILS),
        ({"below": None, "body": "unit"}, Verdict.FAILS),
        ({"below": "unit", "body": "district", "proposer": "another"}, Verdict.FAILS),
    ],
)
def test_unit_belongs_to_the_body_right_above_it(facts: dict[str, Any], verdict: Verdict) -> None:
    """M01 holds only along the frozen road."""
    asked = intermediate.unit_belongs_here(**{"proposer": "unit", "road": ROAD, **facts})

    assert asked.verdict is verdict


@pytest.mark.parametrize(
    ("actor", "verdict"), [("submitter", Verdict.FAILS), ("sender", Verdict.FAILS), ("clerk", Verdict.HOLDS)]
)
def test_another_person_receives(actor: str, verdict: Verdict) -> None:
    """M02: neither the submitter nor who sent it up from below."""
    asked = receipt.another_person_receives(actor=actor, submitted_by="submitter", sent_up_by="sender")

    assert asked.verdict is verdict


@pytest.mark.parametrize(
    ("reached_on", "last_day", "consent", "verdict"),
    [
        (date(2024, 7, 10), date(2024, 7, 10), None, Verdict.HOLDS),
        (date(2024, 7, 11), date(2024, 7, 10), None, Verdict.FAILS),
        (date(2024, 7, 11), date(2024, 7, 10), "CV 12/LĐLĐ", Verdict.HOLDS),
        (date(2024, 7, 11), None, None, Verdict.HOLDS),
    ],
)
def test_deadline_counts_its_own_day(
    reached_on: date, last_day: date | None, consent: str | None, verdict: Verdict
) -> None:
    """M03: the last day is in time; later only with a recorded consent."""
    asked = receipt.deadline_is_met(reached_on=reached_on, last_day=last_day, consent=consent)

    assert asked.verdict is verdict


def test_the_plan_says_what_a_late_file_costs() -> None:
    """M03 warns by itself and blocks where the plan says so."""
    late: dict[str, Any] = {"reached_on": date(2024, 7, 11), "last_day": date(2024, 7, 10), "consent": None}

    assert receipt.deadline_is_met(**late).consequence is Consequence.WARN
    assert receipt.deadline_is_met(**late, consequence=Consequence.BLOCK).consequence is Consequence.BLOCK


FILING = Filing(
    due="national_fighter_files", words=Words("Hồ sơ Chiến sĩ thi đua toàn quốc đến 31/12 năm sau", "Files by 31/12"),
    basis="NĐ 152/2025 Điều 34, 35", year=2025,
)  # fmt: skip


@pytest.mark.parametrize(
    ("sent_on", "last_day", "consent", "verdict", "follows"),
    [
        (date(2026, 12, 31), date(2026, 12, 31), None, Verdict.HOLDS, Consequence.NONE),
        (date(2027, 1, 1), date(2026, 12, 31), None, Verdict.FAILS, Consequence.BLOCK),
        (date(2027, 1, 1), date(2026, 12, 31), "CV 12/BNV", Verdict.HOLDS, Consequence.NONE),
        (date(2027, 1, 1), None, None, Verdict.UNKNOWN, Consequence.WARN),
        (date(2027, 1, 1), None, "CV 12/BNV", Verdict.UNKNOWN, Consequence.WARN),
    ],
)
def test_a_state_file_is_held_to_the_day_of_the_law(
    sent_on: date, last_day: date | None, consent: str | None, verdict: Verdict, follows: Consequence
) -> None:
    """A consent takes a late file; a year nobody stated stays unknown with one (X05). Asked again it says the same."""
    said = receipt.deadline_is_met(
        reached_on=sent_on, last_day=last_day, consent=consent, filing=FILING, consequence=Consequence.BLOCK
    )

    assert (said.verdict, said.consequence) == (verdict, follows)
    assert FILING.basis in said.words.vi
    assert FILING.basis in said.words.en
    assert ("CV 12/BNV" in said.words.vi) is (consent is not None)
    assert replay(receipt.deadline_is_met, said) == said


def test_what_was_said_of_a_list_before_is_said_again() -> None:
    """Facts kept without a filing give the same answer, and a list is still told none."""
    facts = Timeliness(reached_on=date(2024, 7, 11), last_day=date(2024, 7, 10), consent=None, consequence=None)
    said = receipt.ask_timeliness(facts)

    assert dict(said.facts) == {"reached_on": "2024-07-11", "last_day": "2024-07-10", "consent": None}
    assert replay(receipt.deadline_is_met, said) == said


@pytest.mark.parametrize(
    ("passed", "most", "verdict"),
    [(0, None, Verdict.HOLDS), (1, 2, Verdict.HOLDS), (2, 2, Verdict.FAILS), (3, 2, Verdict.FAILS)],
)
def test_quota_leaves_room_for_one_more(passed: int, most: int | None, verdict: Verdict) -> None:
    """M05: the case at hand has to fit in as well."""
    assert intermediate.quota_leaves_room(passed=passed, most=most).verdict is verdict


@pytest.mark.parametrize(
    ("has_opinion", "minutes", "verdict"),
    [(True, "BB 05", Verdict.HOLDS), (True, None, Verdict.FAILS), (False, "BB 05", Verdict.FAILS)],
)
def test_opinion_stands_in_minutes(has_opinion: bool, minutes: str | None, verdict: Verdict) -> None:
    """M08 blocks without both."""
    assert intermediate.opinion_is_recorded(has_opinion=has_opinion, minutes=minutes).verdict is verdict


@pytest.mark.parametrize(
    ("subject", "relation", "verdict"),
    [
        (None, Relation.NONE, Verdict.HOLDS),
        (None, Relation.KIN, Verdict.FAILS),
        (None, Relation.SAME_SMALL_UNIT, Verdict.FAILS),
        ("clerk", Relation.NONE, Verdict.FAILS),
        (None, None, Verdict.UNKNOWN),
    ],
)
def test_judge_is_free_unless_concerned(subject: str | None, relation: Relation | None, verdict: Verdict) -> None:
    """M09: who is the nominee is found out whatever they declare."""
    asked = receipt.judge_is_free(actor="clerk", nominee_subject=subject, relation=relation)

    assert asked.verdict is verdict


def test_an_undeclared_relation_is_no_block() -> None:
    """M09: what nobody declared is held against nobody."""
    asked = receipt.judge_is_free(actor="clerk", nominee_subject=None, relation=None)

    assert asked.consequence is Consequence.NONE


@pytest.mark.parametrize(
    ("due_on", "verdict"),
    [(date(2026, 8, 28), Verdict.HOLDS), (date(2026, 8, 27), Verdict.FAILS), (None, Verdict.UNKNOWN)],
)
def test_appraisal_is_in_time_on_the_last_day(due_on: date | None, verdict: Verdict) -> None:
    """P01 warns, it never blocks."""
    asked = clocks.appraisal_is_in_time(received_on=date(2026, 8, 1), due_on=due_on, today=date(2026, 8, 28))

    assert asked.verdict is verdict
    assert asked.consequence is (Consequence.NONE if verdict is Verdict.HOLDS else Consequence.WARN)


@pytest.mark.parametrize(("characters", "verdict"), [(9, Verdict.FAILS), (10, Verdict.HOLDS)])
def test_reason_has_ten_characters(characters: int, verdict: Verdict) -> None:
    """X02."""
    assert reasons.reason_is_given(characters=characters, least=10).verdict is verdict


def test_each_stage_has_its_role() -> None:
    """Every kind of stage is received by exactly one role."""
    roles = {kind: chain.role_at(kind) for kind in StageKind}

    assert roles.pop(StageKind.GRASSROOTS) is Role.GRASSROOTS_HEAD
    assert roles.pop(StageKind.PROVINCIAL) is Role.COUNCIL_SECRETARY
    assert set(roles.values()) == {Role.INTERMEDIATE_REVIEWER}


def test_the_road_ends_at_its_top() -> None:
    """The next stage is the one above; only the top decides, and only if it may."""
    assert [chain.find_next(index, 3) for index in range(3)] == [1, 2, None]
    assert [chain.may_decide(index, (False, True, True)) for index in range(3)] == [False, False, True]


def test_the_provincial_room_names_all_its_rules() -> None:
    """Open the room and know what it checks."""
    named = "G02 M02 M03 M09 M11 P01 P02 P03 P04 P05 P06 P07 P08 P09 P10 P11 P12 P13 P14"
    assert sorted(provincial.RULES) == named.split()
