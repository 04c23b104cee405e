"""Cases for the tests of review: a road, a sound dossier, and the event that opens the case.

Everything goes in by the handlers and actions themselves; nothing is written past them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.review import actions_passing, actions_receipt, actions_returns, consumers
from services.review.actions_passing import Opinion
from services.review.actions_receipt import Receipt
from services.review.cases import get_case
from services.review.models import Case
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.dossier import (
    Dossier,
    ListFigures,
    Minutes,
    Nominee,
    Paper,
    Road,
    StageBody,
    UnitRef,
)
from shared.events.envelope import Actor, Envelope, Trace
from shared.events.nomination import Submitted
from shared.events.terms import AwardType, Block, Level, PaperKind, Role, StageKind, SubjectKind, TaskRating, Via
from shared.ids import new_salt
from shared.work import Work

UNIT, DISTRICT, PROVINCE = "cdcs-minh-anh", "ldld-ninh-hoa", "ldld-tinh"

OFFICER = Actor("officer@minh-anh", Role.GRASSROOTS_OFFICER, UNIT)
HEAD = Actor("head@minh-anh", Role.GRASSROOTS_HEAD, UNIT)
REVIEWER = Actor("reviewer@ninh-hoa", Role.INTERMEDIATE_REVIEWER, DISTRICT)
SECRETARY = Actor("secretary@tinh", Role.COUNCIL_SECRETARY, PROVINCE)
AREA_OFFICER = Actor("area@tinh", Role.AREA_OFFICER, PROVINCE)
AUDITOR = Actor("auditor", Role.AUDITOR, "inspection")
ADMINISTRATOR = Actor("quan-tri", Role.ADMINISTRATOR, "vinh-danh")
STRANGER = Actor("reviewer@cam-lam", Role.INTERMEDIATE_REVIEWER, "ldld-cam-lam")

HUNG_YEN, KHANH_HOA = "hung_yen_2026", "khanh_hoa_2024"
IN_2026 = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
IN_2024 = datetime(2024, 6, 3, 2, 0, tzinfo=UTC)

AGREED = Opinion(opinion="Tập thể nhất trí đề nghị.", minutes="BB 05/BB-LĐLĐ")

GRASSROOTS = StageBody(kind=StageKind.GRASSROOTS, unit=UNIT, unit_name="CĐCS Công ty May Minh Anh", may_decide=False)
BETWEEN = StageBody(kind=StageKind.DISTRICT, unit=DISTRICT, unit_name="LĐLĐ thị xã Ninh Hòa", may_decide=False)
TOP = StageBody(kind=StageKind.PROVINCIAL, unit=PROVINCE, unit_name="LĐLĐ tỉnh", may_decide=True)

C1 = Road(chain="C1", stages=(GRASSROOTS, BETWEEN, TOP), decided_at=Level.PROVINCIAL)
C4 = Road(chain="C4", stages=(GRASSROOTS, TOP), decided_at=Level.PROVINCIAL, area_body=TOP.unit)


def papers(*kinds: PaperKind) -> tuple[Paper, ...]:
    return tuple(
        Paper(
            id=f"paper-{kind}", kind=kind, name=f"{kind}.pdf", media_type="application/pdf", size=1000,
            sha256="0" * 64, is_readable=True,
        )
        for kind in kinds
    )  # fmt: skip


SOUND_PAPERS = papers(
    PaperKind.SUBMISSION_LETTER, PaperKind.SUMMARY_LIST, PaperKind.ACHIEVEMENT_REPORT, PaperKind.MINUTES
)
MET_ON = date(2026, 7, 20)
SOUND_MINUTES = Minutes(held_on=MET_ON, members=9, present=9, yes=8, no=1, is_signed=True)
SOUND_FIGURES = ListFigures(rows_in_letter=3, rows_in_list=3, reports_attached=3)


def dossier(**changed: Any) -> Dossier:
    """A sound dossier for a merit certificate of the federation."""
    given: dict[str, Any] = {
        "award": "merit_cert_federation",
        "award_type": AwardType.MERIT,
        "year": 2026,
        "nominee": Nominee(
            key="individual/nguyen thi huong/1990", kind=SubjectKind.INDIVIDUAL, full_name="Nguyễn Thị Hương",
            birth="1990-02-03", is_direct_worker=True, is_leader=False,
        ),
        "achievement": "Hoàn thành xuất sắc nhiệm vụ năm 2026.",
        "task_rating": TaskRating.EXCELLENT,
        "minutes": SOUND_MINUTES,
        "figures": SOUND_FIGURES,
        "papers": SOUND_PAPERS,
    }  # fmt: skip
    return Dossier(**(given | changed))


def submitted(desk: Desk, case_id: str, *, road: Road = C4, plan: str = HUNG_YEN, **changed: Any) -> Submitted:
    given: dict[str, Any] = {
        "case": case_id,
        "receipt": f"R-{case_id}",
        "plan": plan,
        "unit": UnitRef(id=UNIT, name="CĐCS Công ty May Minh Anh", block=Block.ENTERPRISE),
        "road": road,
        "dossier": dossier(),
        "version": 1,
        "sent_at": desk.clock.now(),
        "evaluations": (),
    }
    given |= changed
    return Submitted(**(given | {"dossier": met_before(given["dossier"], given["sent_at"])}))


def met_before(sent: Dossier, sent_at: datetime) -> Dossier:
    """A story of an earlier year has its sound minutes from a fortnight before the sending."""
    if sent.minutes is None or sent.minutes.held_on != MET_ON:
        return sent
    held_on = min(MET_ON, office_day(sent_at) - timedelta(days=14))
    return replace(sent, minutes=replace(sent.minutes, held_on=held_on))


def envelope_of(
    desk: Desk, event: Any, kind: str, *, policy: str | None = None, actor: Actor = OFFICER
) -> Envelope:
    """An event of nomination as the inbox hands it on."""
    trace = Trace(Via.API, "correlation")
    return Envelope(
        id=desk.new_id(), source="nomination", type=kind, version=1, subject=getattr(event, "case", "policy"),
        sequence=1, time=desk.clock.now(), actor=actor, trace=trace, data=to_plain(event), salt=new_salt(),
        policy=policy,
    )  # fmt: skip


def hear(
    desk: Desk, handle: Callable[[Work, Any, Envelope], None], event: Any, kind: str, *, policy: str | None = None,
    actor: Actor = OFFICER,
) -> Work:  # fmt: skip
    """Apply an event of nomination as the inbox would: in one transaction, by the actor who caused it."""
    envelope = envelope_of(desk, event, kind, policy=policy, actor=actor)
    with desk.working(actor, via=Via.EVENT, trace=Trace(Via.EVENT, "correlation", envelope.id)) as work:
        handle(work, event, envelope)
    return work


def policy_hash(desk: Desk, plan: str = HUNG_YEN) -> str:
    return desk.policies.current(plan, desk.clock.now().date()).hash


def open_case(
    desk: Desk, case_id: str = "case-1", *, actor: Actor = OFFICER, policy: str | None = None, **changed: Any
) -> Work:
    event = submitted(desk, case_id, **changed)
    policy = policy or policy_hash(desk, event.plan)
    return hear(desk, taken_in(desk), event, "nomination.submitted", policy=policy, actor=actor)


def taken_in(desk: Desk) -> Callable[[Work, Any, Envelope], None]:
    """One event heard as a batch of its own."""
    return lambda work, _, envelope: consumers.hear(desk, work, [envelope])


def find(desk: Desk, case_id: str = "case-1") -> Case:
    with desk.database.reading() as tx:
        case = get_case(tx, case_id)
        tx.expunge(case)
    return case


def act(desk: Desk, actor: Actor, action: Callable[[Work], Any]) -> tuple[Any, list[Envelope]]:
    """Do an action as the API would, in one transaction; returns its result and what was said."""
    with desk.working(actor, via=Via.API) as work:
        result = action(work)
    return result, work.said.events


def receive(desk: Desk, actor: Actor, case_id: str = "case-1", **receipt: Any) -> list[Envelope]:
    seen, given = find(desk, case_id).version, Receipt(**receipt)
    return act(desk, actor, lambda work: actions_receipt.receive(desk, work, case_id, seen=seen, receipt=given))[1]


def hear_area(desk: Desk, case_id: str = "case-1") -> None:
    """The area officer's comment, which C4 asks for (M11)."""
    act(desk, AREA_OFFICER, lambda work: actions_returns.comment(work, case_id, words="Đã hướng dẫn, đề nghị xét."))


def pass_on(desk: Desk, actor: Actor, case_id: str = "case-1", opinion: Opinion = AGREED) -> list[Envelope]:
    seen = find(desk, case_id).version
    return act(desk, actor, lambda work: actions_passing.pass_stage(desk, work, case_id, seen=seen, opinion=opinion))[1]
