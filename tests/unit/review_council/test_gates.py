"""What keeps a case from the council: a public notice nobody can shorten, objections to it, open consultations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import func, select, update

from services.review import consultations, objections, queries, queries_gates
from services.review.council_models import PublicNotice
from services.review.council_queries import get_minutes
from services.review.errors import (
    AskedAlready,
    CaseAbsent,
    ConsultationAbsent,
    ConsultationOver,
    NothingPublished,
    ObjectionAbsent,
    ObjectionOver,
)
from services.review.models import Case, Transition
from services.review.models_clocks import Consultation, Objection
from services.review.permissions import PERMISSIONS
from services.review.sweep import say_overdue
from shared.clock import office_day, wall_now
from shared.errors import Conflict, Forbidden, InvalidInput, RuleBlocked, Stale
from shared.events.envelope import Actor
from shared.events.terms import CaseState, Role
from shared.permissions import WrongState
from shared.policy.marks import Mark
from shared.policy.plan_items import OpinionAsked
from shared.tables import outbox
from shared.words import Words
from shared.work import Work
from tests.support.strangers import stranger
from tests.unit.review_council.stage import BODY, SECRETARY, Stage

HEAD = Actor("grassroots-head", Role.GRASSROOTS_HEAD, "cdcs-may")
AREA = Actor("area-officer", Role.AREA_OFFICER, BODY)
REASON, FINDING = "Thành tích này là của tổ khác.", "Đã xác minh, ý kiến không có căn cứ."
ROAD = {"chain": "C4", "decided_at": "provincial", "stages": [{"unit": "cdcs-may"}, {"unit": BODY}]}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    assert made.violations() == []


def published(stage: Stage) -> str:
    """A case that hangs out from Monday 03/8/2026, for ten working days."""
    (case,) = stage.plant(road=ROAD)
    stage.publish([case])
    return case


def lodge(stage: Stage, case: str, *, by: Actor = HEAD, **more: Any) -> str:
    with stage.acting(by) as work:
        return objections.lodge_objection(stage.desk, work, case, reason=REASON, **more).id


def settle(stage: Stage, case: str, objection: str, *, by: Actor = SECRETARY, seen: int | None = None) -> None:
    seen = stage.case(case).version if seen is None else seen
    with stage.acting(by) as work:
        objections.settle_objection(
            stage.desk, work, case, objection, seen=seen, finding=FINDING, is_founded=False
        )


def ask(stage: Stage, case: str, *, by: Actor = SECRETARY, consulted: str = "Bảo hiểm xã hội tỉnh") -> int:
    seen = stage.case(case).version
    with stage.acting(by) as work:
        return consultations.ask_opinion(
            stage.desk, work, case, seen=seen, consulted=consulted, document="CV 31/LĐLĐ"
        ).number


def answer(stage: Stage, case: str, number: int, *, by: Actor = SECRETARY, on: date | None = None) -> None:
    seen = stage.case(case).version
    with stage.acting(by) as work:
        consultations.record_opinion(
            work, case, number, seen=seen, opinion="Đơn vị đóng đủ bảo hiểm.", document="CV 9/BHXH", answered_on=on
        )


def notice(stage: Stage, case: str) -> tuple[date, date, date]:
    with stage.reading() as tx:
        row = tx.get(PublicNotice, case)
        assert row is not None
        return row.published_on, row.runs_from, row.until


def why_not(stage: Stage, case: str) -> str:
    """What keeps the case from the agenda, in English; the first rule that does."""
    with pytest.raises(RuleBlocked) as refused:
        stage.open([case])
    (place,) = refused.value.places
    return f"{place.code}: {place.words.en}"


def test_an_objection_keeps_the_case_from_the_council_even_after_the_period(stage: Stage) -> None:
    case = published(stage)
    lodge(stage, case)
    stage.clock.advance(days=21)

    assert why_not(stage, case) == "P03: 1 objections are open; once settled the full 10 working days run again."


def test_after_the_finding_the_full_period_runs_again(stage: Stage) -> None:
    """Settled on Monday 24/8: ten working days are over on 10/9, three days off among them."""
    case = published(stage)
    objection = lodge(stage, case)
    stage.clock.advance(days=21)
    settle(stage, case, objection)
    again = notice(stage, case)
    stage.clock.advance(days=17)
    still = why_not(stage, case)
    stage.clock.advance(days=1)
    session = stage.open([case])

    assert again == (date(2026, 8, 3), date(2026, 8, 24), date(2026, 9, 10))
    assert still == "P03: The notice runs until 2026-09-10; the council meets only after that day."
    assert session.state == "opened"


def test_the_minutes_say_of_whom_objections_were_settled(stage: Stage) -> None:
    """ND152 Art 44(2): reported to the council and recorded; nothing is said of a case nobody objected to."""
    case, other = published(stage), published(stage)
    settle(stage, case, lodge(stage, case))
    stage.clock.advance(days=21)
    session = stage.voting([case, other])
    stage.vote_all(session.id, [case, other], yes=9)
    stage.close(session.id)
    with stage.reading() as tx:
        lines = get_minutes(tx, session.id).text.split("\n")
    told = [number for number, line in enumerate(lines) if "Ý kiến trong thời gian công khai: 1" in line]

    assert len(told) == 1
    assert lines[told[0] - 1].startswith("1. ")


def test_of_several_objections_the_last_finding_counts(stage: Stage) -> None:
    case = published(stage)
    first, second = lodge(stage, case), lodge(stage, case, by=AREA)
    settle(stage, case, first)
    between = notice(stage, case)
    stage.clock.advance(days=1)
    settle(stage, case, second)
    said = stage.said("review.objection_settled")

    assert between[1] == date(2026, 8, 3)
    assert notice(stage, case)[1] == date(2026, 8, 4)
    assert [(one["objection"], one["until"]) for one in said] == [
        (first, None), (second, notice(stage, case)[2].isoformat()),
    ]  # fmt: skip


def test_an_objection_is_kept_with_its_reason_and_finding_and_said_without_its_words(stage: Stage) -> None:
    case = published(stage)
    objection = lodge(stage, case, by=SECRETARY, document="Đơn của ông V. ngày 05/8/2026")
    settle(stage, case, objection)
    with stage.reading() as tx:
        (kept,) = queries_gates.notice_for(tx, HEAD, case).objections
        row = (kept.reason, kept.document, kept.finding, kept.is_founded, kept.lodged_by, kept.settled_by)
        steps = [
            (step.action, step.reason, step.document)
            for step in tx.scalars(select(Transition).where(Transition.case_id == case).order_by(Transition.number))
        ]
        bodies = tx.scalars(select(outbox.c.body)).all()

    letter = "Đơn của ông V. ngày 05/8/2026"
    assert row == (REASON, letter, FINDING, False, "secretary", "secretary")
    assert steps[-2:] == [("lodge_objection", None, letter), ("settle_objection", FINDING, None)]
    assert not [body for body in bodies if REASON.encode() in bytes(body, "utf-8") or REASON in str(body)]
    assert stage.said("review.objection_lodged")[0]["answer_by"] == "2026-08-10"


def test_a_notice_shortened_behind_the_actions_back_does_not_let_a_case_through(stage: Stage) -> None:
    """The period is counted again from its first day when the council is called."""
    case = published(stage)
    _, _, until = notice(stage, case)
    with stage.desk.database.transaction() as tx:
        tx.execute(update(PublicNotice).values(until=date(2026, 8, 4)))
    stage.clock.advance(days=3)

    assert why_not(stage, case) == (
        f"P03: The notice runs until {until.isoformat()}; the council meets only after that day."
    )


def test_a_case_is_not_published_twice(stage: Stage) -> None:
    """A second publication would be a way to another period."""
    case = published(stage)
    with pytest.raises(WrongState):
        stage.publish([case])


def test_only_an_open_objection_is_settled_and_only_once(stage: Stage) -> None:
    case, other = published(stage), published(stage)
    objection = lodge(stage, case)
    with pytest.raises(ObjectionAbsent):
        settle(stage, other, objection)
    with pytest.raises(Stale):
        settle(stage, case, objection, seen=1)
    settle(stage, case, objection)
    with pytest.raises(ObjectionOver):
        settle(stage, case, objection)


def test_nobody_objects_to_what_is_not_published(stage: Stage) -> None:
    (case,) = stage.plant(road=ROAD)
    with pytest.raises(WrongState):
        lodge(stage, case)
    with stage.desk.database.transaction() as tx:
        tx.execute(update(Case).values(state="on_hold", resume_state="stage_passed"))
    with pytest.raises(NothingPublished):
        lodge(stage, case)


def test_a_concerned_member_cannot_object_to_what_is_hidden_from_them(stage: Stage) -> None:
    (case,) = stage.plant(road=ROAD, submitted_by="member-1")
    stage.publish([case])
    with pytest.raises(CaseAbsent):
        lodge(stage, case, by=Actor("member-1", Role.COUNCIL_MEMBER, BODY))


def test_an_open_consultation_keeps_the_case_from_the_council(stage: Stage) -> None:
    """Ten working days from 24/8 end on 10/9; on that day still, on the next no more: silence lets it go on."""
    (case,) = stage.published(road=ROAD)
    ask(stage, case)
    stage.clock.advance(days=17)
    waiting = why_not(stage, case)
    stage.clock.advance(days=1)
    stage.open([case])
    (said,) = stage.said("review.queued")

    assert waiting == "P02: 1 answers are awaited; the next, of Bảo hiểm xã hội tỉnh, until 2026-09-10."
    assert {one["rule"]: one["words"]["en"] for one in said["evaluations"]}["P02"] == (
        "1 bodies were asked; 1 did not answer in time."
    )


def test_an_answer_lets_the_case_go_on_at_once(stage: Stage) -> None:
    (case,) = stage.published(road=ROAD)
    number = ask(stage, case)
    answer(stage, case, number)
    stage.open([case])
    with stage.reading() as tx:
        (row,) = queries_gates.consultations_for(tx, HEAD, case)
        kept = (row.consulted, row.asked_on, row.last_day, row.answered_on, row.opinion, row.recorded_by)

    assert kept == (
        "Bảo hiểm xã hội tỉnh", date(2026, 8, 24), date(2026, 9, 10), date(2026, 8, 24), "Đơn vị đóng đủ bảo hiểm.",
        "secretary",
    )  # fmt: skip


def test_a_late_answer_is_recorded_on_the_agenda_too(stage: Stage) -> None:
    (case,) = stage.published(road=ROAD)
    number = ask(stage, case)
    stage.clock.advance(days=18)
    stage.open([case])
    answer(stage, case, number)

    assert stage.said("review.opinion_recorded")[0]["answered_on"] == "2026-09-11"


def test_a_consultation_that_may_not_be_is_refused(stage: Stage) -> None:
    (case,) = stage.published(road=ROAD)
    number = ask(stage, case)
    with pytest.raises(AskedAlready):
        ask(stage, case, consulted="BẢO HIỂM XÃ HỘI  TỈNH")
    with pytest.raises(ConsultationAbsent):
        answer(stage, case, 99)
    with pytest.raises(InvalidInput):
        answer(stage, case, number, on=date(2026, 8, 23))
    with pytest.raises(InvalidInput):
        answer(stage, case, number, on=date(2026, 8, 25))
    answer(stage, case, number)
    with pytest.raises(ConsultationOver):
        answer(stage, case, number)
    assert ask(stage, case) > number


def test_one_case_that_waits_keeps_the_whole_agenda_back(stage: Stage) -> None:
    ready, waiting = stage.published(2, road=ROAD)
    ask(stage, waiting)
    with pytest.raises(RuleBlocked) as refused:
        stage.open([ready, waiting])

    assert [(place.at, place.code) for place in refused.value.places] == [(waiting, "P02")]
    assert {stage.case(case).state for case in (ready, waiting)} == {"public_notice"}


GATES: dict[str, tuple[Actor, Callable[[Stage, Work, str], Any]]] = {
    "lodge_objection": (
        HEAD, lambda stage, work, case: objections.lodge_objection(stage.desk, work, case, reason=REASON),
    ),
    "settle_objection": (
        SECRETARY,
        lambda stage, work, case: objections.settle_objection(
            stage.desk, work, case, "o", seen=stage.case(case).version, finding=FINDING, is_founded=True
        ),
    ),
    "ask_opinion": (
        SECRETARY,
        lambda stage, work, case: consultations.ask_opinion(
            stage.desk, work, case, seen=stage.case(case).version, consulted="Sở Nội vụ", document="CV 1"
        ),
    ),
    "record_opinion": (
        SECRETARY,
        lambda stage, work, case: consultations.record_opinion(
            work, case, 1, seen=stage.case(case).version, opinion="Nhất trí.", document="CV 2"
        ),
    ),
}  # fmt: skip


def written(stage: Stage) -> tuple[int | None, ...]:
    with stage.reading() as tx:
        return tuple(tx.scalar(select(func.count()).select_from(one)) for one in (Transition.__table__, outbox))


@pytest.mark.parametrize("action", sorted(GATES))
def test_a_gate_is_touched_in_its_states_and_by_its_roles_only(stage: Stage, action: str) -> None:
    """Every state the table leaves out, and every role it does not name, at the body itself: nothing is written."""
    actor, do = GATES[action]
    (case,) = stage.plant(road=ROAD)
    before, row = written(stage), PERMISSIONS[action]
    for state in set(CaseState) - (row.states or set()):
        with stage.desk.database.transaction() as tx:
            tx.execute(update(Case).values(state=state.value))
        with pytest.raises(Conflict), stage.acting(actor) as work:
            do(stage, work, case)
    with stage.desk.database.transaction() as tx:
        tx.execute(update(Case).values(state="public_notice"))
    for role in set(Role) - row.roles:
        with pytest.raises(Forbidden), stage.acting(stranger(role, BODY)) as work:
            do(stage, work, case)
    with pytest.raises(Forbidden), stage.acting(Actor("somebody", actor.role, "ldld-khac")) as work:
        do(stage, work, case)

    assert written(stage) == before
    with stage.desk.database.transaction() as tx:
        tx.execute(update(Case).values(state="stage_passed"))


def missed(stage: Stage) -> list[tuple[str, str, Any]]:
    """Let the timer look; everything it ever said: who is waited for, since when, about which answer."""
    say_overdue(stage.desk)
    said = stage.said("review.deadline_missed")
    return [(one["waits_for"], one["due_on"], one["consulted"] or one["objection"]) for one in said]


def test_a_silent_body_is_late_on_the_day_after_its_last_and_said_once(stage: Stage) -> None:
    """Asked on 03/8 it has ten working days, to 17/8; the secretary of the body that asked is told."""
    case = published(stage)
    number = ask(stage, case)
    stage.clock.advance(days=14)
    in_time = missed(stage)
    stage.clock.advance(days=1)
    late = missed(stage)

    assert (in_time, late) == ([], [("opinion", "2026-08-17", "Bảo hiểm xã hội tỉnh")])
    (said,) = stage.said("review.deadline_missed")
    assert (said["case"], said["consultation"], said["step"]["body"]) == (case, number, BODY)
    assert missed(stage) == late


def test_an_objection_nobody_settles_is_said_to_be_late_once(stage: Stage) -> None:
    case = published(stage)
    objection = lodge(stage, case)
    (lodged,) = stage.said("review.objection_lodged")
    last = date.fromisoformat(lodged["answer_by"])
    stage.clock.advance(days=(last - date(2026, 8, 3)).days)
    in_time = missed(stage)
    stage.clock.advance(days=1)

    assert (in_time, missed(stage)) == ([], [("objection", lodged["answer_by"], objection)])
    assert len(missed(stage)) == 1


def test_what_was_answered_or_no_longer_waits_is_not_late(stage: Stage) -> None:
    """One answered, one settled; a third case was taken back before anybody answered."""
    answered, settled = published(stage), published(stage)
    answer(stage, answered, ask(stage, answered))
    settle(stage, settled, lodge(stage, settled))
    gone = published(stage)
    ask(stage, gone)
    lodge(stage, gone)
    with stage.desk.database.transaction() as tx:
        tx.execute(update(Case).where(Case.id == gone).values(state=CaseState.WITHDRAWN.value))
    stage.clock.advance(days=60)

    assert [one for one in missed(stage) if one[0] in ("opinion", "objection")] == []


def test_each_of_several_late_answers_about_a_case_is_said(stage: Stage) -> None:
    case = published(stage)
    for name in ("Bảo hiểm xã hội tỉnh", "Cục Thuế tỉnh"):
        ask(stage, case, consulted=name)
    lodge(stage, case)
    stage.clock.advance(days=60)

    said = [(waits_for, about) for waits_for, _, about in missed(stage) if waits_for == "opinion"]
    assert said == [("opinion", "Bảo hiểm xã hội tỉnh"), ("opinion", "Cục Thuế tỉnh")]
    assert [waits_for for waits_for, *_ in missed(stage)].count("objection") == 1


def test_the_gauge_counts_cases_an_answer_is_overdue_for(stage: Stage) -> None:
    """By the machine's own day: these last days lie in its past, then in its future."""
    case = published(stage)
    ask(stage, case)
    lodge(stage, case)
    counted = {}
    for days in (-3, 3):
        day = office_day(wall_now()) + timedelta(days=days)
        with stage.desk.database.transaction() as tx:
            tx.execute(update(Consultation).values(last_day=day))
            tx.execute(update(Objection).values(answer_by=day))
        with stage.reading() as tx:
            queries.show_gauges(tx)
        counted[days] = [
            REGISTRY.get_sample_value("vinhdanh_review_overdue_answers", {"waits_for": one})
            for one in ("opinion", "objection")
        ]
    assert counted == {-3: [1.0, 1.0], 3: [0.0, 0.0]}


def wants_heard(stage: Stage, *bodies: str, mark: Mark = Mark.DESIGN) -> None:
    """From now on the plan wants these bodies heard about the certificate."""
    named = tuple(
        OpinionAsked(award="merit_cert_federation", body=Words(body, body), source="CV 12/LĐLĐ", mark=mark)
        for body in bodies
    )
    stage.policy = replace(stage.policy, plan=replace(stage.policy.plan, consultations=named))
    with stage.desk.database.transaction() as tx:
        stage.desk.policies.keep(tx, stage.policy)


def test_who_must_be_heard_is_the_plan_s_choice_and_not_the_secretary_s(stage: Stage) -> None:
    """One of two was asked, spelled another way; the case waits for the other to be asked, and then for its days."""
    wants_heard(stage, "Bảo hiểm xã hội tỉnh", "Cục Thuế tỉnh")
    case = published(stage)
    ask(stage, case, consulted="BẢO HIỂM XÃ HỘI  TỈNH")
    stage.clock.advance(days=21)

    assert why_not(stage, case) == "P02: Not asked yet: Cục Thuế tỉnh."
    answer(stage, case, ask(stage, case, consulted="Cục Thuế tỉnh"))
    stage.open([case])
    (said,) = stage.said("review.queued")
    (p02,) = [one for one in said["evaluations"] if one["rule"] == "P02"]
    assert (p02["verdict"], p02["facts"]["must_ask"]) == ("holds", ["Bảo hiểm xã hội tỉnh", "Cục Thuế tỉnh"])


def test_another_award_needs_nobody_heard(stage: Stage) -> None:
    wants_heard(stage, "Cục Thuế tỉnh")
    (case,) = stage.published(award="creative_labour_diploma")

    stage.open([case])

    assert stage.case(case).is_in is CaseState.COUNCIL_QUEUE


def test_an_unverified_wish_to_be_heard_shows_where_it_stands(stage: Stage) -> None:
    wants_heard(stage, "Cục Thuế tỉnh", mark=Mark.UNVERIFIED)
    facts = {"must_ask": ["Cục Thuế tỉnh"], "consulted": []}

    (doubt,) = stage.policy.unverified_behind("P02", "merit_cert_federation", facts)

    assert (doubt.file, doubt.path) == ("plans/hung_yen_2026.yaml", "consultations[merit_cert_federation]")
