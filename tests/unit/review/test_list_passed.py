"""The list a body in between passes: its shape warns, and a reason lets it go on."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select, update

from services.review import actions_passing
from services.review.actions_passing import Opinion
from services.review.bulk import Outcome, Wanted
from services.review.errors import WarningUnanswered
from services.review.list_gathering import area_of
from services.review.models import Case, EvaluationRow
from services.review.models_after import CancelledAward
from shared.desk import Desk
from shared.events.dossier import Nominee
from shared.events.terms import SubjectKind
from tests.unit.review.cases import AGREED, C1, C4, HEAD, REVIEWER, act, dossier, find, open_case, pass_on, receive

DIEN_BIEN, NINH_BINH = "dien_bien_2020", "ninh_binh_2017"
REASONED = dataclasses.replace(AGREED, reason="Đơn vị ít lao động trực tiếp; đã trao đổi với cơ sở.")


def person(number: int, *, direct: bool | None = True, leader: bool | None = False, **more: Any) -> Nominee:
    return Nominee(
        key=f"individual/person {number}/1990", kind=SubjectKind.INDIVIDUAL, full_name=f"Nguyễn Văn Số {number}",
        is_direct_worker=direct, is_leader=leader, **more,
    )  # fmt: skip


LEADER: dict[str, Any] = {"direct": False, "leader": True}


def at_district(
    desk: Desk, *nominees: Nominee, plan: str = DIEN_BIEN, prefix: str = "", **changes: Any
) -> list[Wanted]:
    """Cases of these nominees in the hands of the district."""
    wanted = []
    for nominee in nominees:
        name = prefix + nominee.key.split("/")[1].replace(" ", "-")
        open_case(desk, name, road=C1, plan=plan, dossier=dossier(nominee=nominee, **changes))
        receive(desk, HEAD, name)
        pass_on(desk, HEAD, name)
        receive(desk, REVIEWER, name)
        wanted.append(Wanted(name, find(desk, name).version))
    return wanted


def pass_all(desk: Desk, wanted: list[Wanted], opinion: Opinion = AGREED) -> list[Outcome]:
    done: list[Outcome] = act(
        desk, REVIEWER, lambda work: actions_passing.pass_many(desk, work, wanted, opinion=opinion)
    )[0]
    return done


def warned(outcomes: list[Outcome]) -> list[list[str | None]]:
    return [[place.code for place in one.error.places] if one.error else [] for one in outcomes]


def asked_of(desk: Desk, case_id: str) -> dict[str, EvaluationRow]:
    with desk.database.reading() as tx:
        rows = tx.scalars(
            select(EvaluationRow).where(EvaluationRow.case_id == case_id, EvaluationRow.stage_index == 1)
        ).all()
        tx.expunge_all()
    return {row.rule: row for row in rows if row.rule in ("M06", "M07", "M10", "M11")}


def test_a_list_of_leaders_warns_and_a_reason_lets_it_go_on(desk: Desk) -> None:
    """None of two is a direct worker where 15 % are asked, and both lead where half is the mark."""
    wanted = at_district(desk, person(1, **LEADER), person(2, **LEADER))
    refused = pass_all(desk, wanted)
    passed = pass_all(desk, wanted, REASONED)
    kept = asked_of(desk, wanted[0].case)

    assert warned(refused) == [["M06", "M07"], ["M06", "M07"]]
    assert warned(passed) == [[], []]
    assert {rule: (row.verdict, row.consequence, row.facts["individuals"]) for rule, row in kept.items()} == {
        "M06": ("fails", "warn", 2), "M07": ("fails", "warn", 2),
    }  # fmt: skip


def test_a_balanced_list_passes_and_says_so(desk: Desk) -> None:
    wanted = at_district(desk, person(1), person(2, **LEADER))

    assert warned(pass_all(desk, wanted)) == [[], []]
    assert {rule: row.verdict for rule, row in asked_of(desk, wanted[1].case).items()} == {
        "M06": "holds", "M07": "holds",
    }  # fmt: skip


def test_a_list_passed_one_by_one_is_the_same_list(desk: Desk) -> None:
    """The first alone has no shape; the second makes two leaders of two."""
    first, second = at_district(desk, person(1, **LEADER), person(2, **LEADER))

    assert warned(pass_all(desk, [first])) == [[]]
    assert warned(pass_all(desk, [second])) == [["M06", "M07"]]


def test_what_nobody_stated_is_asked_for_only_where_it_could_turn_the_list(desk: Desk) -> None:
    """X05: unknown warns; with one direct worker of two the 15 % are there whoever the other is."""
    unstated = person(2, direct=None, leader=None)
    turned = pass_all(desk, at_district(desk, person(1, **LEADER), unstated))
    half = at_district(desk, person(3), person(4, direct=None, leader=None), year=2025)
    met = pass_all(desk, half)

    assert warned(turned) == [["M06", "M07"], ["M06", "M07"]]
    assert warned(met) == [[], []]


def test_a_plan_without_a_share_asks_for_none(desk: Desk) -> None:
    """Ninh Bình sets no share of direct workers: M06 holds, only the leaders are pointed out."""
    wanted = at_district(desk, person(1, **LEADER), person(2, **LEADER), plan=NINH_BINH)

    assert warned(pass_all(desk, wanted)) == [["M07"], ["M07"]]


def test_repeated_winners_are_counted(desk: Desk) -> None:
    """Awarded the same in the year before: counted, though half a list of earlier winners is no pattern yet."""
    (earlier,) = at_district(desk, person(1), prefix="last-year-", year=2025)
    pass_all(desk, [earlier])
    again = at_district(desk, person(1), person(2))
    with desk.database.transaction() as tx:
        tx.execute(update(Case).where(Case.id == earlier.case).values(state="awarded"))
    pass_all(desk, again)
    with desk.database.transaction() as tx:
        tx.execute(update(Case).where(Case.id == earlier.case).values(state="submitted"))

    assert asked_of(desk, again[1].case)["M07"].facts["winners"] == 1


def test_a_list_mostly_of_earlier_winners_is_pointed_out_as_shipped(desk: Desk) -> None:
    """domain.md §5: leader share and repeated winners; three of four is past the rulebook's half."""
    earlier = at_district(desk, person(1), person(2), person(3), prefix="last-year-", year=2025)
    again = at_district(desk, person(1), person(2), person(3), person(4))
    with desk.database.transaction() as tx:
        tx.execute(update(Case).where(Case.id.in_([one.case for one in earlier])).values(state="awarded"))
    warnings = warned(pass_all(desk, again))
    pass_all(desk, again, REASONED)
    with desk.database.transaction() as tx:
        tx.execute(update(Case).where(Case.id.in_([one.case for one in earlier])).values(state="received"))

    assert warnings == [["M07"]] * 4
    found = asked_of(desk, again[3].case)["M07"].facts
    assert (found["winners"], found["leaders"], found["most_winner_percent"]) == (3, 0, 50)


def test_winners_passed_before_are_counted_like_those_at_hand(desk: Desk) -> None:
    """Two won in the three years looked back on; one too long ago, one of another award, of one it was taken back."""
    won = [
        at_district(desk, person(who), prefix=f"{year}-", year=year)[0]
        for who, year in ((1, 2025), (2, 2023), (3, 2022), (4, 2025), (5, 2025))
    ]
    again = at_district(desk, *(person(who) for who in range(1, 7)))
    with desk.database.transaction() as tx:
        tx.execute(update(Case).where(Case.id.in_([one.case for one in won])).values(state="awarded"))
        tx.execute(update(Case).where(Case.id == won[3].case).values(award="merit_cert_province"))
        tx.add(CancelledAward(decision="taken-back", case_id=won[4].case, dated=date(2026, 1, 5)))
    for wanted in again:
        pass_all(desk, [wanted], REASONED)  # of the first two both won before, which is more than half
    with desk.database.transaction() as tx:
        tx.execute(update(Case).where(Case.id.in_([one.case for one in won])).values(state="received"))

    facts = asked_of(desk, again[-1].case)["M07"].facts
    assert (facts["individuals"], facts["winners"]) == (6, 2)


def test_who_was_passed_twice_counts_once_as_somebody_stated(desk: Desk) -> None:
    """One dossier states nothing, the other a leader: passed apart, and then with a third."""
    unstated = at_district(desk, person(1, direct=None, leader=None), prefix="first-")
    stated = at_district(desk, person(1, **LEADER), prefix="second-")
    other = at_district(desk, person(2))
    for wanted in (unstated, stated, other):
        pass_all(desk, wanted)

    facts = {rule: row.facts for rule, row in asked_of(desk, other[0].case).items()}
    assert {name: facts["M06"][name] for name in ("individuals", "direct", "unstated")} == {
        "individuals": 2, "direct": 1, "unstated": 0,
    }  # fmt: skip
    assert facts["M07"]["leaders"] == 1


@pytest.mark.parametrize(
    ("sent_on", "finished_on", "found"),
    [
        pytest.param(date(2017, 6, 1), date(2017, 6, 30), [], id="registered in its phase"),
        pytest.param(date(2017, 9, 5), date(2017, 8, 31), ["M10"], id="registered after its phase"),
        pytest.param(date(2017, 6, 1), None, ["M10"], id="nobody said when it is finished"),
    ],
)
def test_a_work_is_registered_before_its_phase_ends(
    desk: Desk, sent_on: date, finished_on: date | None, found: list[str]
) -> None:
    """Ninh Bình 2017: phases end on 31/8 and 31/12; submitting a work is registering it."""
    desk.clock.set(desk.clock.now().replace(year=sent_on.year, month=sent_on.month, day=sent_on.day))
    work = Nominee(key="work/cau-vuot/2017", kind=SubjectKind.WORK, full_name="Cầu vượt Ninh Khánh")
    (wanted,) = at_district(desk, work, plan=NINH_BINH, award="plaque_work", achieved_to=finished_on)

    assert warned(pass_all(desk, [wanted])) == [found]


def test_a_person_is_not_asked_about_works_nor_a_plan_that_registers_none(desk: Desk) -> None:
    work = Nominee(key="work/cau-vuot/2026", kind=SubjectKind.WORK, full_name="Cầu vượt Mường Thanh")
    (of_a_work,) = at_district(desk, work, award="plaque_work")
    pass_all(desk, [of_a_work])
    (of_a_person,) = at_district(desk, person(1), plan=NINH_BINH)
    pass_all(desk, [of_a_person])

    assert (asked_of(desk, of_a_work.case), asked_of(desk, of_a_person.case)) == ({}, {})


def test_the_area_officer_is_asked_after_on_roads_that_have_one(desk: Desk) -> None:
    open_case(desk, "with", road=C4)
    open_case(desk, "without", road=C1)
    with desk.database.reading() as tx:
        found = [area_of(tx, tx.get_one(Case, name)) for name in ("with", "without")]

    assert [facts and (facts.has_officer, facts.comments) for facts in found] == [(True, 0), None]


def test_a_single_pass_is_a_list_of_one(desk: Desk) -> None:
    """Nothing is asked of it until others were passed."""
    (only,) = at_district(desk, person(1, **LEADER))
    pass_on(desk, REVIEWER, only.case)
    (second,) = at_district(desk, person(2, **LEADER))
    with pytest.raises(WarningUnanswered):
        pass_on(desk, REVIEWER, second.case)

    assert asked_of(desk, only.case) == {}


@pytest.mark.parametrize("count", [2, 8])
def test_statements_do_not_grow_with_the_list(desk: Desk, count: int) -> None:
    wanted = at_district(desk, *(person(number) for number in range(count)))
    statements: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sqlalchemy_event.listen(desk.database.engine, "before_cursor_execute", listen)
    pass_all(desk, wanted)
    sqlalchemy_event.remove(desk.database.engine, "before_cursor_execute", listen)

    # As elsewhere, and the list looked up once: whom the body passed before, counted, and who of these won before.
    assert len(statements) == 10
