"""A union that merged into another: who answers for its open cases, what stays as it was, dry run, the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from services.review import actions_returns, consumers
from services.review.cases import unit_of
from services.review.council_models import Declaration
from services.review.errors import MigrationRefused, RuleBlocked
from services.review.former_road import former_of, runs_of
from services.review.migrating import migrate, revert
from services.review.models import Case
from services.review.queries import Filters, list_cases, list_work
from services.review.recusal_queries import Kind, hands_of
from services.review.rerouting import Named, Wanted
from services.review.rules.migration import NoRoad, Successor, find_heir
from shared.desk import Desk
from shared.errors import Forbidden
from shared.events.envelope import Actor, Envelope
from shared.events.nomination import Resubmitted
from shared.events.review import FixItem
from shared.events.terms import Role, StageKind
from shared.words import Words
from tests.unit.review.cases import (
    C1,
    DISTRICT,
    HEAD,
    IN_2024,
    KHANH_HOA,
    OFFICER,
    REVIEWER,
    UNIT,
    act,
    dossier,
    find,
    hear,
    open_case,
    pass_on,
    receive,
)
from tests.unit.review.test_migrating import (
    ADMINISTRATOR,
    GROUNDS,
    TO_PROVINCE,
    all_rows,
    at_district,
    moves,
    rehearsed,
    runs,
    set_clock,
)

HEIR = "cdcs-det-may"
HEIR_OFFICER = Actor("officer@det-may", Role.GRASSROOTS_OFFICER, HEIR)
HEIR_HEAD = Actor("head@det-may", Role.GRASSROOTS_HEAD, HEIR)
INTO = {UNIT: Successor(unit=HEIR, name="CĐCS Dệt may số 2", kind=StageKind.GRASSROOTS)}
MERGED = Wanted(plan=KHANH_HOA, bodies=INTO)
DUE = date(2025, 7, 20)
THIRD = Successor(unit="cdcs-ba", name="CĐCS số 3", kind=StageKind.GRASSROOTS)
TO_THIRD = Named(unit=UNIT, successor=THIRD)


@pytest.fixture(autouse=True)
def before_the_merger(desk: Desk) -> None:
    set_clock(desk, IN_2024)


def at_grassroots(desk: Desk, case_id: str = "case-1") -> None:
    open_case(desk, case_id, road=C1, plan=KHANH_HOA)
    receive(desk, HEAD, case_id)


def return_case(desk: Desk) -> None:
    items = [FixItem(part="papers.minutes", words=Words("Thiếu", "Missing"))]
    seen = find(desk).version
    act(
        desk, REVIEWER,
        lambda work: actions_returns.return_for_supplement(
            desk, work, "case-1", seen=seen, reason="Biên bản chưa ký.", items=items, due_on=DUE
        ),
    )  # fmt: skip


def seen_by(desk: Desk, actor: Actor, **filters: Any) -> list[str]:
    with desk.database.reading() as tx:
        return [case.id for case in list_cases(tx, actor, Filters(**filters), cursor=None, limit=50).items]


def waiting_on(desk: Desk, actor: Actor) -> list[str]:
    with desk.database.reading() as tx:
        return [case.id for case in list_work(tx, actor, cursor=None, limit=50).items]


def said_by_merger(desk: Desk, wanted: Wanted = MERGED) -> list[Envelope]:
    said: list[Envelope] = act(desk, ADMINISTRATOR, lambda work: migrate(desk, work, wanted, GROUNDS))[1]
    return said


def test_the_successor_answers_and_the_case_keeps_the_name_it_was_submitted_under(desk: Desk) -> None:
    at_district(desk)
    before, signed = find(desk), runs(desk)
    moves(desk, MERGED)
    case = find(desk)

    assert (case.answering, case.unit, case.unit_name) == (HEIR, UNIT, before.unit_name)
    assert (case.state, case.body, case.due_on, case.received_by) == (
        before.state, before.body, before.due_on, before.received_by,
    )  # fmt: skip
    assert runs(desk) == signed
    assert unit_of(case).answering_name == "CĐCS Dệt may số 2"
    assert seen_by(desk, HEIR_OFFICER) == seen_by(desk, HEIR_HEAD, unit=HEIR) == ["case-1"]


def test_a_case_on_the_desk_of_the_merged_union_lies_on_that_of_the_successor(desk: Desk) -> None:
    at_grassroots(desk)
    before = find(desk)
    said_by_merger(desk)
    case = find(desk)

    assert (case.body, case.state, case.received_by, case.due_on) == (HEIR, "received", HEAD.subject, before.due_on)
    with pytest.raises(Forbidden):
        pass_on(desk, HEAD)
    pass_on(desk, HEIR_HEAD)
    receive(desk, REVIEWER)  # M01: the successor stands on the road in place of who sent it
    assert [body for _, _, body, _ in runs(desk)][:2] == [HEIR, DISTRICT]


def test_nobody_takes_on_at_the_successor_what_they_sent_from_the_merged_union(desk: Desk) -> None:
    """M02 looks at the person: who came from the merged union to the successor's head is still who submitted it."""
    open_case(desk, road=C1, plan=KHANH_HOA, actor=replace(OFFICER, subject=HEIR_HEAD.subject))
    moves(desk, MERGED)
    before = all_rows(desk)
    with pytest.raises(RuleBlocked) as refused:
        receive(desk, HEIR_HEAD)

    assert "M02" in [place.code for place in refused.value.places]
    assert all_rows(desk)["case_file"] == before["case_file"]


def test_a_relation_declared_to_either_union_keeps_concerning_the_case(desk: Desk) -> None:
    at_district(desk)
    moves(desk, MERGED)
    with desk.database.transaction() as tx:
        for number, (person, unit) in enumerate((("of-old", UNIT), ("of-new", HEIR), ("of-none", "cdcs-khac"))):
            tx.add(
                Declaration(
                    id=f"d{number}", person=person, kind=Kind.UNIT.value, about=unit, declared_by=person,
                    declared_at=IN_2024,
                )
            )
    with desk.database.reading() as tx:
        case = tx.get_one(Case, "case-1")
        hands = hands_of(tx, [case], {"of-old", "of-new", "of-none"})["case-1"]
    assert hands.of_the_unit == {"of-old", "of-new"}


def test_a_returned_case_keeps_its_day_and_is_answered_by_the_successor(desk: Desk) -> None:
    at_district(desk)
    return_case(desk)
    moves(desk, MERGED)
    case = find(desk)

    assert (case.state, case.return_due_on, case.body) == ("returned", DUE, DISTRICT)
    assert case.return_items is not None
    assert waiting_on(desk, HEIR_OFFICER) == ["case-1"]
    assert waiting_on(desk, OFFICER) == []
    supplement = Resubmitted(
        case="case-1", dossier=dossier(), version=2, sent_at=desk.clock.now(), changed=(), answers=(), evaluations=()
    )
    hear(desk, partial(consumers.on_resubmitted, desk), supplement, "nomination.resubmitted", actor=HEIR_OFFICER)
    assert (find(desk).state, find(desk).answering) == ("submitted", HEIR)


def test_the_events_tell_both_unions_the_order_and_its_paper(desk: Desk) -> None:
    at_district(desk)
    ordered, moved, passed = said_by_merger(desk)

    assert [one.type for one in (ordered, moved, passed)] == [
        "review.migration_ordered", "review.case_moved", "review.proposer_succeeded",
    ]  # fmt: skip
    assert (moved.data["from_unit"]["successor"], moved.data["unit"]["id"]) == (None, UNIT)
    assert moved.data["unit"]["successor"] == {"id": HEIR, "name": "CĐCS Dệt may số 2"}
    assert (moved.data["step"], moved.data["document"]) == (moved.data["from_step"], GROUNDS.document)
    assert (passed.subject, passed.data["unit"], passed.data["successor"]["id"]) == (KHANH_HOA, UNIT, HEIR)
    assert (passed.actor, passed.data["document"]) == (ADMINISTRATOR, GROUNDS.document)


def test_a_merger_and_a_dissolved_level_are_one_act(desk: Desk) -> None:
    at_district(desk, "case-1")
    at_grassroots(desk, "case-2")
    moves(desk, Wanted(plan=KHANH_HOA, chain="C3", bodies=INTO | TO_PROVINCE))

    first, second = find(desk, "case-1"), find(desk, "case-2")
    assert [stage["unit"] for stage in first.road["stages"]] == [UNIT, "ldld-tinh"]  # what it passed it signed
    assert [stage["unit"] for stage in second.road["stages"]] == [HEIR, "ldld-tinh"]
    assert {first.answering, second.answering} == {HEIR}


def test_a_successor_that_merges_in_turn_hands_on_what_came_to_it(desk: Desk) -> None:
    at_grassroots(desk)
    moves(desk, MERGED)
    third = Successor(unit="cdcs-ba", name="CĐCS số 3", kind=StageKind.GRASSROOTS)
    moves(desk, Wanted(plan=KHANH_HOA, bodies={HEIR: third}))

    case = find(desk)
    assert (case.answering, case.body, case.unit) == ("cdcs-ba", "cdcs-ba", UNIT)
    pass_on(desk, Actor("head@ba", Role.GRASSROOTS_HEAD, "cdcs-ba"))


def test_only_a_grassroots_union_answers_for_what_another_proposed() -> None:
    assert find_heir("cdcs-khac", INTO) is None
    with pytest.raises(NoRoad):
        find_heir(DISTRICT, TO_PROVINCE)


def test_a_submission_still_on_its_way_refuses_the_merger_and_changes_nothing(desk: Desk) -> None:
    at_district(desk)
    before, awaited = all_rows(desk), {"case-1": "R-case-1", "case-2": "R-case-2"}
    with pytest.raises(MigrationRefused) as refused:
        act(desk, ADMINISTRATOR, lambda work: migrate(desk, work, MERGED, GROUNDS, awaited=awaited))

    assert [place.at for place in refused.value.places] == ["R-case-2"]
    assert all_rows(desk) == before
    open_case(desk, "case-2", road=C1, plan=KHANH_HOA)
    act(desk, ADMINISTRATOR, lambda work: migrate(desk, work, MERGED, GROUNDS, awaited=awaited))
    assert {find(desk, case).answering for case in awaited} == {HEIR}


def test_a_dry_run_of_a_merger_is_the_real_run(desk: Desk) -> None:
    at_district(desk, "case-1")
    at_grassroots(desk, "case-2")
    before = all_rows(desk)
    told, kept = rehearsed(desk, MERGED)
    assert all_rows(desk) == before
    done = moves(desk, MERGED)

    assert (done.moved, done.left) == (told.moved, told.left)
    assert [(one.from_unit, one.unit) for one in done.moved] == [
        ("CĐCS Công ty May Minh Anh", "CĐCS Dệt may số 2")
    ] * 2
    after = all_rows(desk)
    assert [after[table] for table in ("case_file", "stage_run", "transition")] == [
        kept[table] for table in ("case_file", "stage_run", "transition")
    ]


def test_taking_a_merger_back_restores_who_answers_and_says_so(desk: Desk) -> None:
    at_grassroots(desk, "case-1")
    at_grassroots(desk, "case-2")
    with desk.database.reading() as tx:
        before = former_of(tx.get_one(Case, "case-1"), runs_of(tx, ["case-1"])["case-1"])
    migration = moves(desk, MERGED).migration
    pass_on(desk, HEIR_HEAD, "case-2")
    done, said = act(desk, ADMINISTRATOR, lambda work: revert(work, migration, GROUNDS))

    with desk.database.reading() as tx:
        assert former_of(tx.get_one(Case, "case-1"), runs_of(tx, ["case-1"])["case-1"]) == before
    assert [one.case for one in done.moved] == ["case-1"]
    assert [(one.case, find(desk, one.case).answering) for one in done.left] == [("case-2", HEIR)]
    assert (said[0].type, said[0].data["reverts"]) == ("review.migration_ordered", migration)
    assert [(event.type, event.data["is_back"]) for event in said[1:]] == [
        ("review.case_moved", True), ("review.proposer_succeeded", True),
    ]  # fmt: skip
    pass_on(desk, HEAD, "case-1")


def test_of_a_union_that_split_each_case_goes_on_with_who_was_named_for_it(desk: Desk) -> None:
    at_district(desk, "case-1")
    at_grassroots(desk, "case-2")
    at_grassroots(desk, "case-3")
    wanted = replace(MERGED, named={"case-2": TO_THIRD, "draft-1": TO_THIRD})
    told, _ = rehearsed(desk, wanted)
    done, said = act(desk, ADMINISTRATOR, lambda work: migrate(desk, work, wanted, GROUNDS))

    assert done.moved == told.moved
    answering = {case: find(desk, case).answering for case in ("case-1", "case-2", "case-3")}
    assert answering == {"case-1": HEIR, "case-2": THIRD.unit, "case-3": HEIR}
    assert (find(desk, "case-2").body, find(desk, "case-3").body) == (THIRD.unit, HEIR)
    passed = [event.data for event in said if event.type == "review.proposer_succeeded"]
    # What was named is said before the rest, so that the rest is what is left.
    assert [(one["successor"]["id"], one["items"]) for one in passed] == [
        (THIRD.unit, ["case-2", "draft-1"]), (HEIR, None),
    ]  # fmt: skip
    pass_on(desk, Actor("head@ba", Role.GRASSROOTS_HEAD, THIRD.unit), "case-2")


def test_a_case_nobody_was_named_for_stays_and_is_told(desk: Desk) -> None:
    at_grassroots(desk, "case-1")
    at_grassroots(desk, "case-2")
    done = moves(desk, Wanted(plan=KHANH_HOA, bodies={}, named={"case-2": TO_THIRD}))

    assert [one.case for one in done.moved] == ["case-2"]
    assert [(one.case, one.why.en) for one in done.left] == [("case-1", "no successor was named to go on with it")]
    assert find(desk, "case-1").answering == UNIT
    # It is named later, by itself or with the rest.
    moves(desk, MERGED)
    assert (find(desk, "case-1").answering, find(desk, "case-2").answering) == (HEIR, THIRD.unit)


def test_taking_a_split_back_says_it_for_every_successor(desk: Desk) -> None:
    at_grassroots(desk, "case-1")
    at_grassroots(desk, "case-2")
    migration = moves(desk, replace(MERGED, named={"case-2": TO_THIRD})).migration
    done, said = act(desk, ADMINISTRATOR, lambda work: revert(work, migration, GROUNDS))

    assert [one.case for one in done.moved] == ["case-1", "case-2"]
    assert {find(desk, case).answering for case in ("case-1", "case-2")} == {UNIT}
    back = [event.data for event in said if event.type == "review.proposer_succeeded"]
    assert [(one["successor"]["id"], one["items"], one["is_back"]) for one in back] == [
        (THIRD.unit, ["case-2"], True), (HEIR, None, True),
    ]  # fmt: skip
