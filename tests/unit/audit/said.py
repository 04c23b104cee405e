"""Events as the services of a small campaign would say them: placed, chained, and handed to an inbox.

For tests of who listens: registry, notification, audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.desk import Desk
from shared.events import nomination, review
from shared.events.catalog import data_of, kind_of, parts_of
from shared.events.dossier import Dossier, Nominee, Road, StageBody, UnitRef
from shared.events.envelope import GENESIS, Actor, Envelope, Trace
from shared.events.escalation import OutsideDecisionEntered
from shared.events.terms import AwardType, BallotMode, Block, Level, Role, StageKind, SubjectKind, Via
from shared.ids import counting_ids, new_salt
from shared.inbox import Inbox
from shared.verdicts import Consequence, Evaluation, Verdict
from shared.words import Words

MORNING = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
CASE = "00000000-0000-7000-8000-0000000000c1"
OTHER_CASE = "00000000-0000-7000-8000-0000000000c2"
UNIT = UnitRef(id="minh-anh", name="CĐCS Công ty TNHH May Minh Anh", block=Block.ENTERPRISE)
PROVINCE = "ldld-hung-yen"
BASE_STEP = review.Step(index=0, kind=StageKind.GRASSROOTS, body=UNIT.id, body_name=UNIT.name)
TOP_STEP = review.Step(index=1, kind=StageKind.PROVINCIAL, body=PROVINCE, body_name="LĐLĐ tỉnh Hưng Yên")
OFFICER = Actor("huong", Role.GRASSROOTS_OFFICER, UNIT.id)
HEAD = Actor("duc", Role.GRASSROOTS_HEAD, UNIT.id)
SECRETARY = Actor("tuyet", Role.COUNCIL_SECRETARY, PROVINCE)
SIGNER = Actor("bao", Role.SIGNER, PROVINCE, on_behalf_of="Ban Thường vụ")
AWARD_NAME = Words("Bằng khen của LĐLĐ tỉnh", "Certificate of merit of the federation")
HOLDS = Evaluation(
    "P05", Verdict.HOLDS, Consequence.NONE, Words("Đủ phiếu: 8/9.", "Carried: 8 of 9."), "ND152 Art 6(2)",
    {"yes": 8, "total_members": 9},
)  # fmt: skip
TALLY = review.Tally(
    total_members=9, present=9, recused=0, written=0, ballots=9, yes=8, no=1, abstained=0, invalid=0,
    threshold_percent=80, denominator="total_members", counted_of=9, passed=True,
    formula=Words("8 × 100 ≥ 80 × 9", "8 × 100 ≥ 80 × 9"), basis="ND152 Art 6(2)",
)  # fmt: skip


class Speakers:
    """Every emitting service at once; each event is a minute later than the one before."""

    def __init__(self) -> None:
        self._new_id = counting_ids("e0000000")
        self._sequences: dict[tuple[str, str], int] = {}
        self._chains: dict[str, tuple[int, str]] = {}
        self.at = MORNING

    def say(
        self, subject: str, fact: Any, actor: Actor = OFFICER, *, cause: Envelope | None = None,
        via: Via = Via.API, policy: str | None = None,
    ) -> Envelope:  # fmt: skip
        """The event at its place in the log of its service."""
        kind = kind_of(type(fact))
        key = (kind.source, subject)
        self._sequences[key] = self._sequences.get(key, 0) + 1
        self.at += timedelta(minutes=1)
        trace = Trace(via, cause.trace.correlation if cause else "story-1", cause.id if cause else None)
        data = data_of(fact)
        envelope = Envelope(
            id=self._new_id(), source=kind.source, type=kind.name, version=kind.version, subject=subject,
            sequence=self._sequences[key], time=self.at, actor=actor, trace=trace, data=data, salt=new_salt(),
            policy=policy, parts=parts_of(kind, data, new_salt),
        )  # fmt: skip
        position, chain = self._chains.get(kind.source, (0, GENESIS))
        placed = envelope.placed(position + 1, chain)
        assert placed.chain is not None
        self._chains[kind.source] = (position + 1, placed.chain)
        return placed


def hear(desk: Desk, envelopes: Sequence[Envelope]) -> None:
    """Hand events to the service as its listener would, in one batch."""
    handlers = desk.handlers
    inbox = Inbox(desk.service, desk.database, handlers, clock=desk.clock, new_id=desk.new_id)
    inbox.take([envelope.wire() for envelope in envelopes])


def submitted(case: str = CASE, *, area_officer: bool = True, receipt: str = "HY-2026-0001") -> nomination.Submitted:
    nominee = Nominee(key="k1", kind=SubjectKind.INDIVIDUAL, full_name="Nguyễn Thị Hương", birth="1984-05-02")
    stages = tuple(
        StageBody(kind=step.kind, unit=step.body, unit_name=step.body_name, may_decide=step is TOP_STEP)
        for step in (BASE_STEP, TOP_STEP)
    )
    return nomination.Submitted(
        case=case, receipt=receipt, plan="hung_yen_2026", unit=UNIT, version=1, sent_at=MORNING,
        road=Road(
            chain="C4", stages=stages, decided_at=Level.PROVINCIAL, area_body=TOP_STEP.body if area_officer else None
        ),
        dossier=Dossier(
            award="merit_cert_federation", award_type=AwardType.MERIT, year=2026, nominee=nominee, achievement="…"
        ),
        evaluations=(replace(HOLDS, rule="G01"),),
    )  # fmt: skip


def stage_opened(
    case: str = CASE, step: review.Step = BASE_STEP, receipt: str = "HY-2026-0001", *, area_officer: bool = False
) -> review.StageOpened:
    return review.StageOpened(
        case=case, receipt=receipt, plan="hung_yen_2026", award="merit_cert_federation", unit=UNIT, step=step,
        submitted_by=OFFICER.subject, area_body=TOP_STEP.body if area_officer else None,
    )  # fmt: skip


def received(case: str = CASE, step: review.Step = BASE_STEP) -> review.Received:
    return review.Received(case=case, unit=UNIT, step=step, due_on=date(2026, 8, 20), evaluations=())


def session_opened(agenda: tuple[str, ...] = (CASE,), members: tuple[str, ...] = ("m1", "m2")) -> review.SessionOpened:
    return review.SessionOpened(
        session="s1", council="hd", body=PROVINCE, agenda=agenda, mode=BallotMode.SECRET, members=members
    )


def award_item(case: str, name: str, *, key: str = "k1", **more: Any) -> review.AwardItem:
    given: dict[str, Any] = {
        "case": case, "nominee_key": key, "nominee_kind": SubjectKind.INDIVIDUAL, "nominee_name": name,
        "nominee_birth": "1984-05-02", "is_direct_worker": True, "is_leader": False, "unit": UNIT,
        "award": "merit_cert_federation", "award_name": AWARD_NAME, "year": 2026, "bonus": 1_404_000,
    }  # fmt: skip
    return review.AwardItem(**given | more)


def decision_signed(
    *items: review.AwardItem, decision: str = "d1", number: str = "05/QĐ-LĐLĐ"
) -> review.DecisionSigned:
    return review.DecisionSigned(
        decision=decision, number=number, dated=date(2026, 8, 3), signed_at=MORNING, signed_by=SIGNER.subject,
        body=PROVINCE, body_name=TOP_STEP.body_name, plan="hung_yen_2026", sessions=("s1",), items=items,
        list_sha256="a" * 64, evaluations=(HOLDS,),
    )  # fmt: skip


def outside_decision(*items: Any) -> OutsideDecisionEntered:
    return OutsideDecisionEntered(
        decision="above-1", number="1520/QĐ-TLĐ", dated=date(2026, 8, 3), signatory="Nguyễn Văn Bình",
        office="confederation", office_name=Words("Tổng Liên đoàn", "Confederation"), document="QĐ 1520/QĐ-TLĐ",
        body=PROVINCE, body_name="LĐLĐ tỉnh", plan="hung_yen_2026", entered_at=MORNING, entered_by="tuyet", items=items,
        list_sha256="0" * 64, evaluations=(),
    )  # fmt: skip
