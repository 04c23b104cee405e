"""The life of a case as a machine: right and wrong people do right and wrong things to it.

Owns: the law of a case, written here once more from domain.md §6 and not read from the services' own tables, and the
people who try it. Promises: what is done was allowed, what is refused changed nothing; messages may be late, doubled or
out of order. Leaves to others: choosing what happens (hypothesis, `tests/integration/test_life.py`).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.nomination import actions_drafts, actions_submission, actions_supplement, actions_units
from services.nomination.models import Nomination
from services.nomination.paper_store import keep_file
from services.review import (
    actions_holds,
    actions_passing,
    actions_receipt,
    actions_returns,
    agenda,
    ballots,
    closing,
    council_actions,
    session_actions,
    signing,
)
from services.review.council_models import CouncilSession
from services.review.models import Case
from shared.errors import VinhDanhError
from shared.events.dossier import Dossier, ListFigures, Minutes, Nominee
from shared.events.envelope import Actor
from shared.events.review import FixItem
from shared.events.terms import (
    AwardType,
    BallotChoice,
    BallotMode,
    Block,
    CaseState,
    CouncilKind,
    HoldKind,
    PaperKind,
    Role,
    Sex,
    SubjectKind,
    TaskRating,
    UnitKind,
)
from shared.tables import outbox
from shared.words import Words
from tests.support import oracle_of_cases
from tests.support.desks import STANDARD_NOW
from tests.support.dossiers import FULL_PAPERS, pdf
from tests.support.small_house import SmallHouse

ADMIN = Actor("quan-tri", Role.ADMINISTRATOR, "vinh-danh")
MEMBERS = tuple(Actor(f"uy-vien-{seat}", Role.COUNCIL_MEMBER, "tinh") for seat in range(9))
SECRETARY = Actor("thu-ky", Role.COUNCIL_SECRETARY, "tinh")
SIGNER = Actor("nguoi-ky", Role.SIGNER, "tinh")
AREA_OFFICER = Actor("dia-ban", Role.AREA_OFFICER, "tinh")

ENDED = frozenset({"awarded", "not_awarded", "withdrawn"})


@dataclass(frozen=True)
class Allowed:
    """domain.md §6: `who` is `unit` (officer or head of the proposing unit), `stage` (whoever receives at the stage
    where the case stands), `secretary` or `signer`; `leads_to` are the states the act may end in."""

    who: str
    states: frozenset[str]
    leads_to: frozenset[str]


def _allowed(who: str, states: str, leads_to: str) -> Allowed:
    return Allowed(who, frozenset(states.split()), frozenset(leads_to.split()))


LAW = {
    "edit": _allowed("unit", "draft returned", "draft returned"),
    "submit": _allowed("unit", "draft", "submitted"),
    "resubmit": _allowed("unit", "returned", "submitted"),
    "receive": _allowed("stage", "submitted", "received"),
    "pass": _allowed("stage", "received under_review", "submitted stage_passed"),
    "return": _allowed("stage", "submitted received under_review", "returned"),
    "refuse": _allowed("stage", "received under_review", "not_awarded"),
    "hold": _allowed(
        "stage", "submitted received under_review returned stage_passed public_notice council_voted pending_decision",
        "on_hold",
    ),
    "release": _allowed(
        "stage", "on_hold",
        "submitted received under_review returned stage_passed public_notice council_voted pending_decision",
    ),
    "publish_notice": _allowed("secretary", "stage_passed", "public_notice"),
    "open_session": _allowed("secretary", "stage_passed public_notice", "council_queue"),
    "close": _allowed("secretary", "council_queue", "council_voted not_awarded"),
    "send": _allowed("secretary", "council_voted", "pending_decision"),
    "sign": _allowed("signer", "pending_decision", "awarded"),
    "refuse_signature": _allowed("signer", "pending_decision", "not_awarded"),
    "consent_to_withdrawal": _allowed("signer", "council_voted pending_decision", "withdrawn"),
}  # fmt: skip

WITHOUT_VERSION = {"publish_notice", "open_session", "sign"}
"""These name a list of cases and are asked of their states alone."""

NEXT = {
    "submitted": "receive", "received": "pass", "returned": "resubmit", "on_hold": "release",
    "stage_passed": "publish_notice", "public_notice": "open_session", "council_queue": "close",
    "council_voted": "send", "pending_decision": "sign",
}  # fmt: skip


NAMED = ("papers.minutes", "task_rating", "nominee.full_name")
"""What a return names: the edit below changes the second, nothing the first."""

ROAD = 10
"""The ordinary steps from draft to the signature."""


class World:
    """What all examples share: the two desks, one province, its council."""

    def __init__(self, directory: Path) -> None:
        self.house = SmallHouse(directory)
        self.numbers = iter(range(1, 10**6))
        self.done: set[str] = set()
        with self.house.act("nomination", ADMIN) as (desk, work):
            actions_units.register_unit(
                desk, work, unit_id="tinh", name="LĐLĐ tỉnh", kind=UnitKind.PROVINCIAL, valid_from=date(2010, 1, 1)
            )
        with self.house.act("review", ADMIN) as (desk, work):
            self.council = council_actions.seat_council(
                desk, work, kind=CouncilKind.FEDERATION, body="tinh", members=[member.subject for member in MEMBERS],
                chair=MEMBERS[0].subject, secretary=SECRETARY.subject, valid_from=date(2020, 1, 1), document="QĐ 1",
            ).id  # fmt: skip
        self.papers = [
            (PaperKind(kind), keep_file(directory / "files", f"{kind}.pdf", pdf(kind).content)) for kind in FULL_PAPERS
        ]


def dossier(number: int) -> Dossier:
    nominee = Nominee(
        key="", kind=SubjectKind.INDIVIDUAL, full_name=f"Nguyễn Thị Hương {'Lan ' * (number % 3)}Mai",
        birth=date.fromordinal(date(1960, 1, 1).toordinal() + number).isoformat(), sex=Sex.FEMALE,
        position="Công nhân may", workplace="Tổ May 3", is_direct_worker=True, is_leader=False,
    )  # fmt: skip
    minutes = Minutes(held_on=date(2026, 8, 1), members=11, present=11, yes=11, no=0, is_signed=True)
    return Dossier(
        award="merit_cert_federation", award_type=AwardType.MERIT, year=2026, nominee=nominee,
        achievement=f"Sáng kiến số {number}", achieved_from=date(2026, 1, 5), achieved_to=date(2026, 6, 30),
        task_rating=TaskRating.EXCELLENT, minutes=minutes, figures=ListFigures(rows_in_letter=1),
    )  # fmt: skip


class LifeOfACase(RuleBasedStateMachine):
    """One case of one new union; everybody of `people` may try everything."""

    world: World
    votes_against = 0

    @initialize(steps=st.integers(0, ROAD), turn=st.sampled_from(sorted(LAW)), against=st.sampled_from([0, 1, 3]))
    def a_case_has_come_so_far(self, steps: int, turn: str, against: int) -> None:
        """Somewhere on the road, so that its end is looked at as often as its beginning; then perhaps off it."""
        self.votes_against = against
        self.a_union_drafts_a_case()
        for _ in range(steps):
            self.the_next_step_is_taken_by_who_should()
        self.house.carry_all()
        self.tries(turn, self.rightful(turn))

    def a_union_drafts_a_case(self) -> None:
        self.house = self.world.house
        self.house.is_at(STANDARD_NOW)
        self.number = next(self.world.numbers)
        unit = f"cdcs-{self.number}"
        with self.house.act("nomination", ADMIN) as (desk, work):
            actions_units.register_unit(
                desk, work, unit_id=unit, name=f"CĐCS số {self.number}", kind=UnitKind.GRASSROOTS, parent="tinh",
                block=Block.ENTERPRISE, valid_from=date(2010, 1, 1),
            )  # fmt: skip
        self.officer = Actor(f"{unit}.can-bo", Role.GRASSROOTS_OFFICER, unit)
        self.head = Actor(f"{unit}.chu-tich", Role.GRASSROOTS_HEAD, unit)
        self.people = (
            self.officer, self.head, SECRETARY, SIGNER, AREA_OFFICER, MEMBERS[0], ADMIN,
            Actor("kiem-toan", Role.AUDITOR, "vinh-danh"), Actor("van-hanh", Role.OPERATOR, "vinh-danh"),
            Actor("trung-gian", Role.INTERMEDIATE_REVIEWER, "tinh"), Actor("khac", Role.GRASSROOTS_OFFICER, "tinh"),
            Actor("khac", Role.GRASSROOTS_HEAD, "tinh"), Actor("khac", Role.COUNCIL_SECRETARY, unit),
            Actor("khac", Role.SIGNER, unit), Actor("khac", Role.COUNCIL_SECRETARY, "tinh-khac"),
        )  # fmt: skip
        with self.house.act("nomination", self.officer) as (desk, work):
            made = actions_drafts.create(desk, work, plan="hung_yen_2026", dossier=dossier(self.number))
            self.case = made.id
            for kind, kept in self.world.papers:
                actions_drafts.attach_paper(desk, work, self.case, kind=kind, kept=kept)
        self.session = ""

    # --- what happens

    @rule(mixed=st.sampled_from(["in order", "reversed", "doubled", "shuffled"]), seed=st.integers(0, 2**16))
    def messages_arrive(self, mixed: str, seed: int) -> None:
        def mix(bodies: list[bytes]) -> list[bytes]:
            bodies = bodies * 2 if mixed == "doubled" else list(bodies)
            if mixed == "shuffled":
                random.Random(seed).shuffle(bodies)
            return bodies[::-1] if mixed == "reversed" else bodies

        self.house.carry("nomination", "review", mixed=mix)
        self.house.carry("review", "nomination", mixed=mix)

    @rule()
    def the_next_step_is_taken_by_who_should(self) -> None:
        self.house.carry_all()
        state = self.state()
        action = "submit" if state == "draft" else NEXT.get(state)
        if action is not None:
            if action == "open_session":
                self.house.days_pass(18)
            self.tries(action, self.rightful(action))

    @rule(action=st.sampled_from(sorted(LAW)), place=st.integers(0, 14), is_late=st.booleans())
    def anybody_tries_anything(self, action: str, place: int, is_late: bool) -> None:
        self.tries(action, self.people[place], stale=is_late)

    @rule(data=st.data())
    def who_may_leaves_the_road(self, data: st.DataObject) -> None:
        """What the law allows in this state beside the ordinary step: returns, holds, refusals."""
        self.house.carry_all()
        state = self.state()
        open_to = [action for action, law in LAW.items() if state in law.states and NEXT.get(state) != action]
        if open_to:
            action = data.draw(st.sampled_from(open_to))
            self.tries(action, self.rightful(action))

    @rule(action=st.sampled_from(sorted(LAW)))
    def who_may_does_it_at_any_time(self, action: str) -> None:
        """The right hand, mostly in the wrong state."""
        self.tries(action, self.rightful(action))

    @rule()
    def the_union_takes_it_back(self) -> None:
        self.withdraws(self.head)

    @rule()
    def the_area_officer_helps(self) -> None:
        self.comments(AREA_OFFICER)

    @rule(place=st.integers(0, 14))
    def anybody_tries_to_take_it_back(self, place: int) -> None:
        self.withdraws(self.people[place])

    @rule(place=st.integers(0, 14))
    def anybody_comments(self, place: int) -> None:
        self.comments(self.people[place])

    # --- what must hold

    @invariant()
    def the_rows_say_what_the_events_say(self) -> None:
        if not hasattr(self, "case"):
            return
        with self.house.desks["review"].database.reading() as tx:
            for asked in (
                oracle_of_cases.states_are_what_was_said,
                oracle_of_cases.transitions_tell_the_state,
                oracle_of_cases.one_stage_is_open,
                oracle_of_cases.cases_say_what_their_dossiers_say,
            ):
                found = list(asked(tx, self.case))
                assert not found, found

    def teardown(self) -> None:
        if not hasattr(self, "case"):
            return
        self.house.carry_all()
        self.the_rows_say_what_the_events_say()
        with (
            self.house.desks["nomination"].database.reading() as nomination,
            self.house.desks["review"].database.reading() as review,
        ):
            apart = oracle_of_cases.nomination_mirrors_review(nomination, review)
            assert [line for line in apart if self.case in line] == []
            uncounted = oracle_of_cases.tallies_are_the_ballots(review)
            assert [line for line in uncounted if self.case in line] == []

    # --- where things stand

    def state(self, *, of_unit: bool = False) -> str:
        """In review's words, or in the proposing unit's; before review has heard of the case, the unit's."""
        with self.house.desks["review"].database.reading() as tx:
            known = tx.scalar(select(Case.state).where(Case.id == self.case))
        if known is not None and not of_unit:
            return known
        with self.house.desks["nomination"].database.reading() as tx:
            return str(tx.scalar(select(Nomination.state).where(Nomination.id == self.case)))

    def stands_at(self) -> str:
        """The kind of stage the case stands at; empty before review has it."""
        with self.house.desks["review"].database.reading() as tx:
            return tx.scalar(select(Case.stage_kind).where(Case.id == self.case)) or ""

    def session_version(self, tx: Session) -> int:
        return tx.scalar(select(CouncilSession.version).where(CouncilSession.id == self.session)) or 0

    def events(self) -> int:
        """How many events both services have said so far."""
        count = 0
        for desk in self.house.desks.values():
            with desk.database.reading() as tx:
                count += tx.scalar(select(func.count()).select_from(outbox)) or 0
        return count

    def rightful_hands(self, who: str, stage: str) -> tuple[Actor, ...]:
        of_stage = {"grassroots": (self.head,), "provincial": (SECRETARY,)}.get(stage, ())
        return {
            "unit": (self.officer, self.head), "stage": of_stage, "secretary": (SECRETARY,), "signer": (SIGNER,),
        }[who]  # fmt: skip

    def rightful(self, action: str) -> Actor:
        return (*self.rightful_hands(LAW[action].who, self.stands_at()), self.head)[0]

    # --- acting

    def tries(self, action: str, actor: Actor, *, stale: bool = False) -> None:
        """The act is done and was allowed, or is refused and has changed nothing."""
        of_unit = LAW[action].who == "unit"
        before, said = self.state(of_unit=of_unit), self.events()
        if action == "close" and before != "council_queue":
            return  # the session's own affair: a case that has left its agenda is not counted
        stale, standing = stale and action not in WITHOUT_VERSION, self.stands_at()
        try:
            self.acts(action, actor, stale)
        except VinhDanhError:
            assert self.state(of_unit=of_unit) == before
            assert self.events() == said, f"{action} was refused and has said something"
            return
        law = LAW[action]
        self.world.done.add(action)
        assert not stale, f"{action} was done on a version that had passed"
        assert before in law.states, f"{action} was done in state {before}"
        assert actor in self.rightful_hands(law.who, standing), f"{actor} did {action} on a case at {standing}"
        after = self.state(of_unit=of_unit)
        assert after in law.leads_to, f"{action} led from {before} to {after}"
        if action != "edit":
            assert self.events() > said, f"{action} led to {after} without an event"

    def withdraws(self, actor: Actor) -> None:
        """The unit asks; review answers by where the case stands when it hears of it."""
        before, said = self.state(of_unit=True), self.events()
        try:
            self.acts("withdraw", actor, False)
        except VinhDanhError:
            assert (self.state(of_unit=True), self.events()) == (before, said)
            return
        assert actor == self.head or (actor == self.officer and before == CaseState.DRAFT)
        assert before not in ENDED
        self.house.carry("nomination", "review")
        assert self.events() > said

    def comments(self, actor: Actor) -> None:
        before, said = self.state(), self.events()
        try:
            self.acts("comment", actor, False)
        except VinhDanhError:
            assert (self.state(), self.events()) == (before, said)
            return
        assert actor == AREA_OFFICER
        assert self.state() == before
        assert before not in ENDED

    def acts(self, action: str, actor: Actor, stale: bool) -> None:
        if action in ("edit", "submit", "resubmit", "withdraw"):
            with self.house.act("nomination", actor) as (desk, work):
                row = work.tx.get(Nomination, self.case)
                assert row is not None
                seen = row.version - (1 if stale else 0)
                work.tx.expunge(row)
                self.of_the_unit(seen)[action](desk, work, self.case)
            return
        if action == "close":
            self.council_votes(actor, stale)
            return
        with self.house.act("review", actor) as (desk, work):
            version = work.tx.scalar(select(Case.version).where(Case.id == self.case)) or 0
            late = 1 if stale else 0
            done = self.on_the_road(version - late, self.session_version(work.tx) - late)[action](desk, work)
            opened = done.id if action == "open_session" else self.session
        self.session = opened

    def council_votes(self, secretary: Actor, stale: bool) -> None:
        """The whole meeting: attendance, voting, nine ballots, closing."""
        with self.house.act("review", secretary) as (_, work):
            seen = self.session_version(work.tx) - (1 if stale else 0)
            present = [member.subject for member in MEMBERS]
            session_actions.record_attendance(work, self.session, seen=seen, present=present)
        with self.house.act("review", secretary) as (_, work):
            session_actions.open_voting(work, self.session, seen=self.session_version(work.tx))
        for seat, member in enumerate(MEMBERS):
            choice = BallotChoice.NO if seat < self.votes_against else BallotChoice.YES
            with self.house.act("review", member) as (_, work):
                ballots.cast_ballot(work, self.session, choices={self.case: choice})
        with self.house.act("review", secretary) as (desk, work):
            closing.close_session(desk, work, self.session, seen=self.session_version(work.tx))

    def of_the_unit(self, seen: int) -> dict[str, Callable[..., Any]]:
        sent = dossier(self.number)
        corrected = replace(sent.nominee, full_name=f"{sent.nominee.full_name} Anh")
        edited = replace(sent, task_rating=TaskRating.GOOD, nominee=corrected)
        return {
            "edit": partial(actions_drafts.edit, seen=seen, plan="hung_yen_2026", dossier=edited),
            "submit": partial(actions_submission.submit, seen=seen),
            "resubmit": partial(
                actions_supplement.resubmit, seen=seen, answers=dict.fromkeys(NAMED, "Đã đối chiếu, giữ nguyên.")
            ),
            "withdraw": partial(actions_submission.withdraw, seen=seen, reason="Đoàn viên đã chuyển công tác."),
        }

    def on_the_road(self, seen: int, held: int) -> dict[str, Callable[..., Any]]:
        items = [FixItem(part=part, words=Words("Đề nghị kiểm tra lại", "Please look again")) for part in NAMED]
        # The area officer comments or not as chance has it; the reason answers the warning (M11).
        opinion = actions_passing.Opinion(opinion="Nhất trí đề nghị.", minutes="BB 07", reason="Đã trao đổi trực tiếp.")
        case, reason = self.case, "Chưa đạt tiêu chuẩn quy định."
        return {
            "receive": lambda desk, work: actions_receipt.receive(desk, work, case, seen=seen),
            "pass": lambda desk, work: actions_passing.pass_stage(desk, work, case, seen=seen, opinion=opinion),
            "return": lambda desk, work: actions_returns.return_for_supplement(
                desk, work, case, seen=seen, reason=reason, items=items, due_on=None
            ),
            "refuse": lambda desk, work: actions_returns.refuse(desk, work, case, seen=seen, reason=reason),
            "hold": lambda desk, work: actions_holds.hold(
                work, case, seen=seen, kind=HoldKind.COMPLAINT, document="Đơn số 1"
            ),
            "release": lambda desk, work: actions_holds.release(desk, work, case, seen=seen, document="KL số 1"),
            "comment": lambda desk, work: actions_returns.comment(work, case, words="Đã hướng dẫn."),
            "publish_notice": lambda desk, work: council_actions.publish_notice(
                desk, work, case_ids=[case], place="Trang thông tin điện tử"
            ),
            "open_session": lambda desk, work: agenda.open_session(
                desk, work, council_id=self.world.council, case_ids=[case], mode=BallotMode.SECRET
            ),
            "send": lambda desk, work: session_actions.send_for_signature(work, self.session, seen=held),
            "sign": lambda desk, work: signing.sign(desk, work, session_ids=[self.session], case_ids=[case]),
            "refuse_signature": lambda desk, work: signing.refuse_signature(
                desk, work, case, seen=seen, reason=reason
            ),
            "consent_to_withdrawal": lambda desk, work: signing.consent_to_withdrawal(
                work, case, seen=seen, reason=reason, document="CV 12/CĐCS"
            ),
        }
