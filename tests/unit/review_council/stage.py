"""A council's room set up for tests: a desk with review's tables, cases ready for the agenda, people to act.

Owns: planting. Promises: what is planted is what the stages leave behind. Leaves to others: acting (the tests).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from services.review import (
    agenda,
    api,
    api_ballots,
    api_concerns,
    api_escalation,
    ballots,
    closing,
    council_actions,
    escalation,
    models_clocks,  # noqa: F401  (its tables belong to the metadata)
    outside_answers,
    session_actions,
    signing,
)
from services.review.api_council import BLUEPRINTS
from services.review.council_invariants import COUNCIL_INVARIANTS
from services.review.council_models import Council, CouncilSession, Decision
from services.review.escalation_invariants import ESCALATION_INVARIANTS
from services.review.escalation_models import Submission
from services.review.models import Base, Case, StageRun, searchable
from services.review.permissions import PERMISSIONS
from shared.clock import SetClock, office_day
from shared.desk import Definition, Desk
from shared.events.envelope import Actor
from shared.events.looks import ReviewRecordsSeen
from shared.events.repairs import ReviewRepaired
from shared.events.review import CommandRefused
from shared.events.terms import BallotChoice, BallotMode, CaseState, CouncilKind, Role, Via
from shared.ids import new_id
from shared.inbox import Handlers
from shared.work import Work
from tests.support.desks import STANDARD_NOW, make_desk
from tests.support.logs import data_said

BODY = "ldld-hung-yen"
MEMBERS = tuple(f"member-{number}" for number in range(1, 10))
SECRETARY = Actor("secretary", Role.COUNCIL_SECRETARY, BODY)
SIGNER = Actor("president", Role.SIGNER, BODY)
ADMINISTRATOR = Actor("administrator", Role.ADMINISTRATOR, BODY)

DEFINITION = Definition(
    name="review",
    metadata=Base.metadata,
    migrations=Path(),
    permissions=PERMISSIONS,
    refusal=CommandRefused,
    reading=ReviewRecordsSeen,
    repair=ReviewRepaired,
    blueprints=(
        *api.blueprints, *BLUEPRINTS, *api_ballots.BLUEPRINTS, *api_concerns.BLUEPRINTS, *api_escalation.BLUEPRINTS,
    ),
    handlers=lambda _: Handlers(each={}),
)


class Stage:
    """Review's desk, on SQLite unless a `url` is given, with short ways to act as the people of the council."""

    def __init__(self, directory: Path, *, at: datetime = STANDARD_NOW, url: str | None = None) -> None:
        self.desk: Desk = make_desk(DEFINITION, directory, at=at, url=url)
        if self.desk.database.is_sqlite:
            _write_without_waiting(self.desk.database.engine)
        self.policy = self.desk.policies.current("hung_yen_2026", date(2026, 8, 3))
        self.council_kind = CouncilKind.FEDERATION
        with self.desk.database.transaction() as tx:
            self.desk.policies.keep(tx, self.policy)

    @property
    def clock(self) -> SetClock:
        assert isinstance(self.desk.clock, SetClock)
        return self.desk.clock

    @contextmanager
    def acting(self, actor: Actor) -> Iterator[Work]:
        with self.desk.working(actor, via=Via.API) as work:
            yield work

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.desk.database.reading() as tx:
            yield tx

    def plant(self, count: int = 1, *, award: str = "merit_cert_federation", **columns: Any) -> list[str]:
        """Cases that passed the provincial appraisal; the award needs 80 % unless another is named."""
        ids = [new_id() for _ in range(count)]
        with self.desk.database.transaction() as tx:
            for number, case_id in enumerate(ids, start=1):
                tx.add(Case(**self._columns(case_id, number, award) | columns))
            tx.flush()
            for case_id in ids:
                tx.add_all(_stage_runs(case_id))
        return ids

    def _columns(self, case_id: str, number: int, award: str) -> dict[str, Any]:
        name, now = f"Nguyễn Thị Hương {number}", self.clock.now()
        return {
            "id": case_id, "receipt": case_id[-20:], "plan": self.policy.plan.id, "policy": self.policy.hash,
            "award": award, "award_type": "merit", "year": 2026, "is_simplified": False,
            "unit": "cdcs-may", "unit_name": "CĐCS Công ty TNHH May Minh Anh", "unit_block": "block_enterprise",
            "nominee_key": f"key-{case_id}", "nominee_name": name, "nominee_folded": searchable(name),
            "nominee_kind": "individual", "nominee_birth": "1988-03-08", "is_direct_worker": True, "is_leader": False,
            "state": CaseState.STAGE_PASSED.value, "stage_index": 1, "stage_kind": "provincial",
            "body": BODY, "body_name": "LĐLĐ tỉnh Hưng Yên", "dossier": {},
            "road": {"chain": "C4", "decided_at": "provincial", "stages": []},
            "dossier_version": 1, "dossier_sha256": "0" * 64, "sent_at": now, "opened_at": now,
            "submitted_by": "grassroots-officer", "stage_since": now, "version": 5,
            "changed_by": "secretary", "changed_at": now, "change": "pass_stage",
        }  # fmt: skip

    def seat(self, members: Sequence[str] = MEMBERS, **changes: Any) -> Council:
        given: dict[str, Any] = {
            "kind": self.council_kind, "body": BODY, "members": members, "chair": members[0], "secretary": "secretary",
            "valid_from": date(2026, 1, 1), "document": "QĐ 12/QĐ-LĐLĐ ngày 05/01/2026",
        }  # fmt: skip
        with self.acting(ADMINISTRATOR) as work:
            return council_actions.seat_council(self.desk, work, **given | changes)

    def publish(self, cases: Sequence[str]) -> None:
        with self.acting(SECRETARY) as work:
            council_actions.publish_notice(self.desk, work, case_ids=cases, place="Trang tin Công đoàn Hưng Yên")

    def published(self, count: int = 1, **columns: Any) -> list[str]:
        """Cases whose notice is over; the clock moves on to that day."""
        cases = self.plant(count, **columns)
        self.publish(cases)
        self.clock.advance(days=21)
        return cases

    def open(
        self, cases: Sequence[str], *, council: Council | None = None, mode: BallotMode = BallotMode.SECRET, **more: Any
    ) -> CouncilSession:
        council = council or self.seat()
        with self.acting(SECRETARY) as work:
            return agenda.open_session(
                self.desk, work, council_id=council.id, case_ids=cases, mode=mode, **more
            )

    def attend(self, session_id: str, present: Sequence[str] = MEMBERS, **more: Any) -> CouncilSession:
        with self.acting(SECRETARY) as work:
            return session_actions.record_attendance(work, session_id, seen=None, present=present, **more)

    def begin(self, session_id: str) -> CouncilSession:
        with self.acting(SECRETARY) as work:
            return session_actions.open_voting(work, session_id, seen=None)

    def voting(self, cases: Sequence[str], **more: Any) -> CouncilSession:
        """A session of nine, all present, that takes ballots."""
        session = self.open(cases, **more)
        self.attend(session.id)
        return self.begin(session.id)

    def vote(
        self, session_id: str, member: str, choices: dict[str, BallotChoice], *, in_writing: bool = False,
        salt: str = "",
    ) -> ballots.Taken:  # fmt: skip
        with self.acting(Actor(member, Role.COUNCIL_MEMBER, BODY)) as work:
            return ballots.cast_ballot(work, session_id, choices=choices, in_writing=in_writing, salt=salt)

    def vote_all(self, session_id: str, cases: Sequence[str], *, yes: int, members: Sequence[str] = MEMBERS) -> None:
        """The first `yes` members say yes to every case, the others no."""
        for place, member in enumerate(members):
            choice = BallotChoice.YES if place < yes else BallotChoice.NO
            self.vote(session_id, member, dict.fromkeys(cases, choice))

    def close(self, session_id: str, *, without_paper: Sequence[str] = ()) -> CouncilSession:
        """Whoever is in the room and has cast no paper is named, or it is refused."""
        with self.acting(SECRETARY) as work:
            return closing.close_session(self.desk, work, session_id, seen=None, without_paper=without_paper)

    def send(self, session_id: str) -> CouncilSession:
        with self.acting(SECRETARY) as work:
            return session_actions.send_for_signature(work, session_id, seen=None)

    def ready_to_sign(self, count: int = 1, **columns: Any) -> tuple[str, list[str]]:
        """A session that passed its cases and sent them: (session, cases)."""
        cases = self.published(count, **columns)
        session = self.voting(cases)
        self.vote_all(session.id, cases, yes=9)
        self.close(session.id)
        self.send(session.id)
        return session.id, cases

    def sign(self, session_id: str, cases: Sequence[str], **more: Any) -> Decision:
        with self.acting(SIGNER) as work:
            return signing.sign(self.desk, work, session_ids=[session_id], case_ids=cases, **more)

    def escalate(
        self, session_id: str | None, cases: Sequence[str], *, signer: Actor = SIGNER, consent: str | None = None
    ) -> Submission:
        """The letter on the votes of a session, or on the minutes of the signer's body."""
        sessions = [] if session_id is None else [session_id]
        with self.acting(signer) as work:
            return escalation.escalate_upward(
                self.desk, work, session_ids=sessions, case_ids=cases, consent=consent
            )

    def answer(
        self, letter: Submission, cases: Sequence[str], *, by: Actor = SECRETARY, **said: Any
    ) -> Submission:
        """What a body ahead answered, entered today from a document of today unless said otherwise."""
        given: dict[str, Any] = {"document": "CV 15/BC", "dated": office_day(self.clock.now())}
        with self.acting(by) as work:
            answer = outside_answers.Said(**given | said)
            return outside_answers.enter_answer(self.desk, work, letter.id, case_ids=cases, said=answer)

    def case(self, case_id: str) -> Case:
        with self.reading() as tx:
            case = tx.scalars(select(Case).where(Case.id == case_id)).one()
            tx.expunge(case)
            return case

    def said(self, kind: str) -> list[dict[str, Any]]:
        """The data of every event of a type, in the order they were said."""
        with self.reading() as tx:
            return data_said(tx, kind)

    def violations(self) -> list[str]:
        with self.reading() as tx:
            asked = (*COUNCIL_INVARIANTS, *ESCALATION_INVARIANTS)
            return [line for invariant in asked for line in invariant.violations(tx)]


def _write_without_waiting(engine: Engine) -> None:
    """No test here is about power cuts; hundreds of commits need not reach the disk."""

    @event.listens_for(engine, "connect")
    def relax(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF").close()

    engine.dispose()


def _stage_runs(case_id: str) -> list[StageRun]:
    at = STANDARD_NOW - timedelta(days=30)
    hands = [("grassroots", "cdcs-may", "grassroots-head"), ("provincial", BODY, "secretary")]
    return [
        StageRun(
            case_id=case_id, stage_index=index, kind=kind, body=body, body_name=body, opened_at=at,
            received_by=who, received_at=at, passed_by=who, passed_at=at, closed_at=at, outcome="passed",
        )
        for index, (kind, body, who) in enumerate(hands)
    ]  # fmt: skip
