"""Moving open cases after a reform: what moves, what never happens, the dry run, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services.review import actions_holds, actions_returns
from services.review.erasing import erase_person
from services.review.errors import MigrationRefused, MigrationTakenBack
from services.review.former_road import former_of, runs_of
from services.review.migrating import migrate, revert
from services.review.migration_models import MigratedCase, Migration
from services.review.migration_record import Grounds, Migrated
from services.review.models import Case, StageRun
from services.review.rerouting import Wanted
from services.review.rules.migration import Standing, Successor, broken_by_move, lay_road
from services.review.service import DEFINITION
from shared.canonical import content_hash
from shared.clock import SetClock
from shared.desk import Desk
from shared.errors import Forbidden, Place
from shared.events.codec import to_plain
from shared.events.dossier import StageBody
from shared.events.envelope import Actor
from shared.events.erasure import PersonErased
from shared.events.review import FixItem
from shared.events.terms import CaseState, HoldKind, Role, StageKind, Via
from shared.policy import Policy, load_policy_set
from shared.tables import HOUSE
from shared.words import Words
from shared.work import Work, settle
from tests.support.desks import make_desk
from tests.unit.review.cases import (
    AGREED,
    AREA_OFFICER,
    BETWEEN,
    C1,
    DISTRICT,
    GRASSROOTS,
    HEAD,
    IN_2024,
    KHANH_HOA,
    PROVINCE,
    REVIEWER,
    SECRETARY,
    TOP,
    act,
    find,
    open_case,
    pass_on,
    receive,
)

ADMINISTRATOR = Actor("quan-tri", Role.ADMINISTRATOR, "vinh-danh")
GROUNDS = Grounds(reason="Không còn cấp huyện từ 01/7/2025.", document="QĐ 45/QĐ-LĐLĐ")
AFTER_REFORM = datetime(2025, 7, 2, 2, 0, tzinfo=UTC)
TO_PROVINCE = {DISTRICT: Successor(unit=PROVINCE, name="LĐLĐ tỉnh", kind=StageKind.PROVINCIAL)}
DIRECT = Wanted(plan=KHANH_HOA, chain="C3", bodies=TO_PROVINCE)


@pytest.fixture(autouse=True)
def before_the_reform(desk: Desk) -> None:
    set_clock(desk, IN_2024)


def set_clock(desk: Desk, at: datetime) -> None:
    assert isinstance(desk.clock, SetClock)
    desk.clock.set(at)


def at_district(desk: Desk, case_id: str = "case-1", *, is_received: bool = True) -> None:
    open_case(desk, case_id, road=C1, plan=KHANH_HOA)
    receive(desk, HEAD, case_id)
    pass_on(desk, HEAD, case_id)
    if is_received:
        receive(desk, REVIEWER, case_id)


def moves(desk: Desk, wanted: Wanted = DIRECT, *, actor: Actor = ADMINISTRATOR) -> Migrated:
    set_clock(desk, AFTER_REFORM)
    done: Migrated = act(desk, actor, lambda work: migrate(desk, work, wanted, GROUNDS))[0]
    return done


def rehearsed(desk: Desk, wanted: Wanted) -> tuple[Migrated, dict[str, list[Any]]]:
    """The plan and every row as a dry run leaves them just before it is undone."""
    set_clock(desk, AFTER_REFORM)
    seen: list[tuple[Migrated, dict[str, list[Any]]]] = []

    def does(work: Work) -> None:
        done = migrate(desk, work, wanted, GROUNDS)
        settle(work.tx, work.said)
        seen.append((done, rows_in(work)))
        raise _UndoneError

    with pytest.raises(_UndoneError):
        act(desk, ADMINISTRATOR, does)
    return seen[0]


def refusal_of(desk: Desk, wanted: Wanted) -> tuple[Place, ...]:
    """What stands against it; empty when it would be done."""
    try:
        rehearsed(desk, wanted)
    except MigrationRefused as refused:
        return refused.places
    return ()


class _UndoneError(Exception):
    """What the command line does after a dry run."""


def rows_in(work: Work) -> dict[str, list[Any]]:
    tables = [*HOUSE.sorted_tables, *DEFINITION.metadata.sorted_tables]
    return {table.name: sorted(map(repr, work.tx.execute(select(table)).all())) for table in tables}


def all_rows(desk: Desk) -> dict[str, list[Any]]:
    with desk.working(ADMINISTRATOR, via=Via.API) as work:
        return rows_in(work)


def runs(desk: Desk, case_id: str = "case-1") -> list[tuple[int, str, str, str | None]]:
    with desk.database.reading() as tx:
        found = tx.scalars(select(StageRun).where(StageRun.case_id == case_id).order_by(StageRun.stage_index))
        return [(run.stage_index, run.kind, run.body, run.outcome) for run in found]


def test_a_case_at_a_dissolved_district_waits_at_the_province(desk: Desk) -> None:
    at_district(desk)
    done = moves(desk)
    case = find(desk)

    assert [(one.from_step.body, one.step.body, one.state) for one in done.moved] == [
        (DISTRICT, PROVINCE, CaseState.SUBMITTED)
    ]
    assert (case.state, case.body, case.stage_index, case.road["chain"]) == ("submitted", PROVINCE, 1, "C3")
    assert (case.received_by, case.due_on) == (None, None)
    assert runs(desk) == [(0, "grassroots", GRASSROOTS.unit, "passed"), (1, "provincial", PROVINCE, None)]


def test_what_the_record_keeps_of_an_erased_person_says_nothing_of_them(desk: Desk) -> None:
    """The words of the stages it passed are gone from the way back, too; the way back itself is not."""
    at_district(desk)
    moves(desk)
    with desk.database.reading() as tx:
        before = tx.scalars(select(MigratedCase)).one().before
    assert AGREED.opinion in str(before)
    erased = PersonErased(
        erasure="00000000-0000-7000-8000-0000000000e1", nominee_key="k1", cases=("case-1",), holds=(),
        basis="erasure_requested", document="Đơn số 12", asked_by="an", confirmed_by="binh",
    )  # fmt: skip

    act(desk, ADMINISTRATOR, lambda work: erase_person(work.tx, erased))

    with desk.database.reading() as tx:
        after = tx.scalars(select(MigratedCase)).one().before
    assert AGREED.opinion not in str(after)
    assert [run["outcome"] for run in after["runs"]] == [run["outcome"] for run in before["runs"]]


def test_an_order_is_said_with_what_it_wants(desk: Desk) -> None:
    at_district(desk)
    set_clock(desk, AFTER_REFORM)
    done, said = act(desk, ADMINISTRATOR, lambda work: migrate(desk, work, DIRECT, GROUNDS))

    ordered, moved = said
    assert (ordered.type, ordered.subject, moved.type) == (
        "review.migration_ordered", done.migration, "review.case_moved",
    )  # fmt: skip
    assert ordered.data["wanted"] == to_plain(DIRECT)
    told = [ordered.data[name] for name in ("plan", "reverts", "document")]
    assert told == [KHANH_HOA, None, "QĐ 45/QĐ-LĐLĐ"]
    with desk.database.reading() as tx:
        kept = tx.scalars(select(MigratedCase.before)).one()
    assert moved.data["before_sha256"] == content_hash(kept)


def test_the_case_goes_on_to_its_end_by_the_new_road(desk: Desk) -> None:
    at_district(desk)
    moves(desk)
    receive(desk, SECRETARY)
    pass_on(desk, SECRETARY)

    assert find(desk).state == "stage_passed"
    assert [outcome for *_, outcome in runs(desk)] == ["passed", "passed"]


def test_what_the_district_passed_stays_passed_and_is_not_asked_again(desk: Desk) -> None:
    at_district(desk)
    pass_on(desk, REVIEWER)
    with desk.database.reading() as tx:
        before = runs_of(tx, ["case-1"])["case-1"][:2]

    done = moves(desk, Wanted(plan=KHANH_HOA, chain="C3", bodies={}))

    assert [one.receipt for one in done.left] == ["R-case-1"]  # the rest of its road is the same
    with desk.database.reading() as tx:
        assert runs_of(tx, ["case-1"])["case-1"][:2] == before


def test_a_returned_case_keeps_its_day_and_its_list(desk: Desk) -> None:
    at_district(desk)
    items = [FixItem(part="papers.minutes", words=Words("Thiếu", "Missing"))]
    seen = find(desk).version
    act(
        desk, REVIEWER,
        lambda work: actions_returns.return_for_supplement(
            desk, work, "case-1", seen=seen, reason="Biên bản chưa ký.", items=items, due_on=date(2025, 7, 20)
        ),
    )  # fmt: skip
    moves(desk)
    case = find(desk)

    assert (case.state, case.body, case.return_due_on) == ("returned", PROVINCE, date(2025, 7, 20))
    assert case.return_items is not None


def test_a_held_case_stays_held_and_goes_on_at_the_new_body(desk: Desk) -> None:
    at_district(desk)
    seen = find(desk).version
    act(
        desk, REVIEWER,
        lambda work: actions_holds.hold(work, "case-1", seen=seen, kind=HoldKind.COMPLAINT, document="Đơn 01"),
    )  # fmt: skip
    moves(desk)

    assert (find(desk).state, find(desk).resume_state) == ("on_hold", "submitted")
    seen = find(desk).version
    act(desk, SECRETARY, lambda work: actions_holds.release(desk, work, "case-1", seen=seen, document="KL 02"))
    assert find(desk).state == "submitted"


def test_a_merged_body_takes_over_desk_receipt_and_clock(desk: Desk) -> None:
    at_district(desk)
    before = find(desk)
    merged = Successor(unit="ldld-khanh-vinh", name="LĐLĐ huyện Khánh Vĩnh", kind=StageKind.DISTRICT)
    moves(desk, Wanted(plan=KHANH_HOA, bodies={DISTRICT: merged}))
    case = find(desk)

    assert (case.state, case.body, case.stage_index) == ("received", "ldld-khanh-vinh", 1)
    assert (case.due_on, case.received_by, case.received_at) == (before.due_on, before.received_by, before.received_at)
    assert [body for _, _, body, _ in runs(desk)] == [GRASSROOTS.unit, "ldld-khanh-vinh", PROVINCE]


def test_a_case_that_does_not_need_the_body_any_more_is_not_concerned(desk: Desk) -> None:
    at_district(desk, "case-1")
    at_district(desk, "case-2")
    pass_on(desk, REVIEWER, "case-2")
    done = moves(desk)

    assert [one.case for one in done.moved] == ["case-1"]
    assert find(desk, "case-2").road["chain"] == "C1"


def test_the_event_tells_from_where_to_where_by_which_paper(desk: Desk) -> None:
    at_district(desk)
    set_clock(desk, AFTER_REFORM)
    said = act(desk, ADMINISTRATOR, lambda work: migrate(desk, work, DIRECT, GROUNDS))[1]

    assert [event.type for event in said] == ["review.migration_ordered", "review.case_moved"]
    data = said[1].data
    assert (data["from_step"]["body"], data["step"]["body"], data["road"]["chain"]) == (DISTRICT, PROVINCE, "C3")
    assert (data["reason"], data["document"], data["is_back"]) == (GROUNDS.reason, GROUNDS.document, False)
    with desk.database.reading() as tx:
        kept = tx.execute(select(Migration.author, Migration.reason, Migration.document)).one()
    assert tuple(kept) == ("quan-tri", GROUNDS.reason, GROUNDS.document)


def test_only_an_administrator_moves_cases(desk: Desk) -> None:
    at_district(desk)
    before = all_rows(desk)
    with pytest.raises(Forbidden):
        moves(desk, actor=SECRETARY)

    assert all_rows(desk) == before


CLOSED = Wanted(plan=KHANH_HOA, chain="C1", bodies=TO_PROVINCE)
NO_CHAIN = Wanted(plan=KHANH_HOA, chain="C4", bodies=TO_PROVINCE)
NO_SECTOR = Wanted(plan=KHANH_HOA, chain="C2", bodies={})
STRAY = Wanted(
    plan=KHANH_HOA, chain="C3",
    bodies={DISTRICT: Successor(unit="cd-nganh", name="Công đoàn ngành", kind=StageKind.SECTOR)},
)  # fmt: skip
OTHER_LEVEL = Wanted(plan=KHANH_HOA, bodies=TO_PROVINCE)


@pytest.mark.parametrize("wanted", [CLOSED, NO_CHAIN, NO_SECTOR, STRAY, OTHER_LEVEL])
def test_a_road_that_cannot_be_laid_is_refused_by_receipt_number(desk: Desk, wanted: Wanted) -> None:
    at_district(desk)
    before = all_rows(desk)
    with pytest.raises(MigrationRefused) as refused:
        moves(desk, wanted)

    assert {place.at for place in refused.value.places} == {"R-case-1"}
    assert all_rows(desk) == before


def test_one_case_whose_invariants_fail_keeps_every_case(desk: Desk) -> None:
    """The second case reached its level after the day the new road sets for lists: it would become late."""
    at_district(desk, "case-1", is_received=False)
    at_district(desk, "case-2", is_received=False)
    sooner = earlier_lists(desk, date(2024, 6, 3))
    with desk.database.transaction() as tx:
        late = tx.get_one(Case, "case-2")
        late.stage_since = datetime(2024, 6, 5, 2, 0, tzinfo=UTC)
    before = all_rows(desk)
    with pytest.raises(MigrationRefused) as refused:
        moves(desk, Wanted(plan=KHANH_HOA, chain="C3", to_policy=sooner, bodies=TO_PROVINCE))

    assert [place.at for place in refused.value.places] == ["R-case-2"]
    assert "03/06/2024" in refused.value.places[0].words.vi
    assert all_rows(desk) == before


def earlier_lists(desk: Desk, last_day: date) -> str:
    """A policy of the plan whose province wants its lists by this day, kept here; its hash."""
    document = desk.policies.current(KHANH_HOA, date(2024, 6, 3)).document()
    for deadline in document["plan"]["list_deadlines"]:
        deadline.update(due=last_day.isoformat(), at=["provincial"])
    policy = Policy.from_document(document)
    with desk.database.transaction() as tx:
        desk.policies.keep(tx, policy)
    return policy.hash


def test_a_case_moves_to_another_policy_where_it_stands(desk: Desk) -> None:
    at_district(desk)
    old = find(desk)
    new = desk.policies.policies.rehearsal_bundle(KHANH_HOA, "law2022_nd152").hash
    done = moves(desk, Wanted(plan=KHANH_HOA, to_policy=new, bodies={}))
    case = find(desk)

    assert (case.policy, case.state, case.body, case.due_on) == (new, "received", DISTRICT, old.due_on)
    assert [(one.from_policy, one.policy) for one in done.moved] == [(old.policy, new)]


def test_taking_back_restores_the_road_exactly(desk: Desk) -> None:
    at_district(desk)
    with desk.database.reading() as tx:
        case = tx.get_one(Case, "case-1")
        before = former_of(case, runs_of(tx, ["case-1"])["case-1"])
    migration = moves(desk).migration
    actions = actions_returns.comment
    act(desk, AREA_OFFICER, lambda work: actions(work, "case-1", words="Đã báo đơn vị."))  # help is no step
    done = act(desk, ADMINISTRATOR, lambda work: revert(work, migration, GROUNDS))[0]

    with desk.database.reading() as tx:
        after = former_of(tx.get_one(Case, "case-1"), runs_of(tx, ["case-1"])["case-1"])
    assert after == before
    assert [(one.step.body, one.state) for one in done.moved] == [(DISTRICT, CaseState.RECEIVED)]
    assert find(desk).received_by == REVIEWER.subject
    pass_on(desk, REVIEWER, opinion=replace(AGREED, reason="Quá hạn do sắp xếp tổ chức."))  # the old day still counts


def test_what_has_moved_on_is_named_and_stays(desk: Desk) -> None:
    at_district(desk, "case-1")
    at_district(desk, "case-2")
    migration = moves(desk).migration
    receive(desk, SECRETARY, "case-2")
    done = act(desk, ADMINISTRATOR, lambda work: revert(work, migration, GROUNDS))[0]

    assert [one.case for one in done.moved] == ["case-1"]
    assert [(one.case, "receive" in one.why.en) for one in done.left] == [("case-2", True)]
    assert find(desk, "case-2").body == PROVINCE


def test_a_migration_is_taken_back_once(desk: Desk) -> None:
    at_district(desk)
    migration = moves(desk).migration
    back = act(desk, ADMINISTRATOR, lambda work: revert(work, migration, GROUNDS))[0].migration
    for again in (migration, back):
        with pytest.raises(MigrationTakenBack):
            act(desk, ADMINISTRATOR, lambda work, again=again: revert(work, again, GROUNDS))


STEPS = st.lists(st.sampled_from(["submitted", "passed_below", "at_district", "past_district"]), min_size=1, max_size=4)
WANTED = st.sampled_from(
    [DIRECT, CLOSED, STRAY, Wanted(plan=KHANH_HOA, chain="C3", bodies={}), Wanted(plan=KHANH_HOA, bodies={
        DISTRICT: Successor(unit="ldld-khanh-vinh", name="LĐLĐ huyện Khánh Vĩnh", kind=StageKind.DISTRICT)})]
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, wanted=WANTED)
def test_a_dry_run_is_the_real_run(tmp_path_factory: pytest.TempPathFactory, steps: list[str], wanted: Wanted) -> None:
    """The same plan and, but for ids and positions drawn anew, the same rows; undone, none of them is left."""
    desk = make_desk(DEFINITION, tmp_path_factory.mktemp("desk"), at=IN_2024)
    for number, step in enumerate(steps):
        case_id = f"case-{number}"
        open_case(desk, case_id, road=C1, plan=KHANH_HOA)
        if step != "submitted":
            receive(desk, HEAD, case_id)
            pass_on(desk, HEAD, case_id)
        if step in ("at_district", "past_district"):
            receive(desk, REVIEWER, case_id)
        if step == "past_district":
            pass_on(desk, REVIEWER, case_id)
    before = all_rows(desk)
    if against := refusal_of(desk, wanted):
        with pytest.raises(MigrationRefused) as again:
            moves(desk, wanted)
        assert again.value.places == against
        assert all_rows(desk) == before
        return
    told, kept = rehearsed(desk, wanted)
    assert all_rows(desk) == before
    done = moves(desk, wanted)

    assert (done.moved, done.left) == (told.moved, told.left)
    after = all_rows(desk)
    for table in ("case_file", "stage_run", "transition"):
        assert after[table] == kept[table]
    assert {table: len(rows) for table, rows in after.items()} == {table: len(rows) for table, rows in kept.items()}


def standing(**changed: Any) -> Standing:
    given: dict[str, Any] = {
        "road": (GRASSROOTS, BETWEEN, TOP), "index": 1, "state": CaseState.RECEIVED, "signatures": (),
        "reached_on": date(2024, 6, 3), "due_on": date(2024, 7, 1), "return_due_on": date(2024, 7, 2),
        "notice_until": date(2024, 7, 3), "list_day": None,
    }  # fmt: skip
    return Standing(**(given | changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"due_on": date(2024, 6, 30)},
        {"due_on": None},
        {"return_due_on": date(2024, 7, 1)},
        {"return_due_on": None},
        {"notice_until": date(2024, 7, 2)},
        {"list_day": date(2024, 6, 2)},
        {"index": 0},
        {"road": (GRASSROOTS, BETWEEN)},
        {"road": (GRASSROOTS, BETWEEN, BETWEEN, TOP)},
    ],
)
def test_each_invariant_is_told_when_it_is_broken(changed: dict[str, Any]) -> None:
    assert broken_by_move(standing(), standing(**changed), keeps=True)


def test_a_move_that_breaks_nothing_is_let_through() -> None:
    later = standing(due_on=date(2024, 8, 1), list_day=date(2024, 6, 3))

    assert broken_by_move(standing(), later, keeps=True) == ()


def test_a_new_chain_over_another_level_takes_the_named_body() -> None:
    commune = Successor(unit="cd-phuong", name="Công đoàn phường", kind=StageKind.COMMUNE)
    laid = lay_road(C1.stages, 1, load_policy_set().chains["C5"], {DISTRICT: commune})

    assert [(stage.kind, stage.unit, stage.may_decide) for stage in laid] == [
        (StageKind.GRASSROOTS, GRASSROOTS.unit, False),
        (StageKind.COMMUNE, "cd-phuong", False),
        (StageKind.PROVINCIAL, PROVINCE, True),
    ]


def test_a_case_at_the_province_is_not_sent_down_to_a_new_level() -> None:
    top = StageBody(kind=StageKind.PROVINCIAL, unit=PROVINCE, unit_name="LĐLĐ tỉnh", may_decide=True)
    stages = (GRASSROOTS, top)

    assert lay_road(stages, 1, load_policy_set().chains["C5"], {}) == stages
