"""The life of a case as a machine: right and wrong people do right and wrong things to it.

Owns: the people who try it. Promises: what is done was allowed by the law (`law_of_a_case`), what is refused changed
nothing; messages may be late, doubled or out of order. Leaves to others: choosing what happens (hypothesis,
`tests/integration/test_life.py`).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
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
from services.review.models import Case, Transition
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
from tests.support.law_of_a_case import (
    ENDED,
    LAW,
    MEETING,
    NEXT,
    NOT_BY_SENDERS,
    ROAD,
    UNTIL_THE_VOTE,
    WITHOUT_VERSION,
)
from tests.support.logs import bodies_said
from tests.support.small_house import SmallHouse

ADMIN = Actor("quan-tri", Role.ADMINISTRATOR, "vinh-danh")
MEMBERS = tuple(Actor(f"uy-vien-{seat}", Role.COUNCIL_MEMBER, "tinh") for seat in range(9))
REVIEWER = Actor("nguoi-xet", Role.INTERMEDIATE_REVIEWER, "huyen")
SECRETARY = Actor("thu-ky", Role.COUNCIL_SECRETARY, "tinh")
SIGNER = Actor("nguoi-ky", Role.SIGNER, "tinh")
AREA_OFFICER = Actor("dia-ban", Role.AREA_OFFICER, "tinh")

PLANS: dict[str, tuple[datetime, str]] = {
    "hung_yen_2026": (STANDARD_NOW, "tinh"),
    "khanh_hoa_2024": (datetime(2024, 5, 14, 2, tzinfo=UTC), "huyen"),
}
"""Two levels and three: the morning a case of the plan begins, and whom its union stands under."""

NAMED = ("papers.minutes", "task_rating", "nominee.full_name")
"""What a return names: the edit below changes the second, nothing the first."""


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
            actions_units.register_unit(
                desk, work, unit_id="huyen", name="LĐLĐ huyện", kind=UnitKind.DISTRICT, parent="tinh",
                valid_from=date(2010, 1, 1),
            )  # fmt: skip
        with self.house.act("review", ADMIN) as (desk, work):
            self.council = council_actions.seat_council(
                desk, work, kind=CouncilKind.FEDERATION, body="tinh", members=[member.subject for member in MEMBERS],
                chair=MEMBERS[0].subject, secretary=SECRETARY.subject, valid_from=date(2020, 1, 1), document="QĐ 1",
            ).id  # fmt: skip
        self.papers = [
            (PaperKind(kind), keep_file(directory / "files", f"{kind}.pdf", pdf(kind).content)) for kind in FULL_PAPERS
        ]


def dossier(number: int, year: int) -> Dossier:
    nominee = Nominee(
        key="", kind=SubjectKind.INDIVIDUAL, full_name=f"Nguyễn Thị Hương {'Lan ' * (number % 3)}Mai",
        birth=date.fromordinal(date(1960, 1, 1).toordinal() + number).isoformat(), sex=Sex.FEMALE,
        position="Công nhân may", workplace="Tổ May 3", is_direct_worker=True, is_leader=False,
    )  # fmt: skip
    met_on = date(year, 8 if year == 2026 else 5, 1)
    minutes = Minutes(held_on=met_on, members=11, present=11, yes=11, no=0, is_signed=True)
    return Dossier(
        award="merit_cert_federation", award_type=AwardType.MERIT, year=year, nominee=nominee,
        achievement=f"Sáng kiến số {number}", achieved_from=date(year, 1, 5),
        achieved_to=date(year, 4, 30),
        task_rating=TaskRating.EXCELLENT, minutes=minutes, figures=ListFigures(rows_in_letter=1),
    )  # fmt: skip


class LifeOfACase(RuleBasedStateMachine):
    """One case of one new union; everybody of `people` may try everything."""

    world: World
    votes_against = 0

    @initialize(
        plan=st.sampled_from(sorted(PLANS)), steps=st.integers(0, ROAD), turn=st.sampled_from(sorted(LAW)),
        against=st.sampled_from([0, 1, 3]),
    )  # fmt: skip
    def a_case_has_come_so_far(self, plan: str, steps: int, turn: str, against: int) -> None:
        """Somewhere on the road, so that its end is looked at as often as its beginning; then perhaps off it."""
        self.votes_against = against
        self.a_union_drafts_a_case(plan)
        for _ in range(steps):
            self.the_next_step_is_taken_by_who_should()
        self.house.carry_all()
        self.tries(turn, self.rightful(turn))

    def a_union_drafts_a_case(self, plan: str = "hung_yen_2026") -> None:
        self.house, self.plan = self.world.house, plan
        begins, parent = PLANS[plan]
        self.house.is_at(begins)
        self.number = next(self.world.numbers)
        unit = f"cdcs-{self.number}"
        with self.house.act("nomination", ADMIN) as (desk, work):
            actions_units.register_unit(
                desk, work, unit_id=unit, name=f"CĐCS số {self.number}", kind=UnitKind.GRASSROOTS, parent=parent,
                block=Block.ENTERPRISE, valid_from=date(2010, 1, 1),
            )  # fmt: skip
        self.officer = Actor(f"{unit}.can-bo", Role.GRASSROOTS_OFFICER, unit)
        self.head = Actor(f"{unit}.chu-tich", Role.GRASSROOTS_HEAD, unit)
        # One person in two offices: what the head may do, and M02 keeps from whoever submitted.
        self.officer_as_head = replace(self.head, subject=self.officer.subject)
        self.people = (
            self.officer, self.head, self.officer_as_head, REVIEWER, SECRETARY, SIGNER, AREA_OFFICER, MEMBERS[0],
            ADMIN,
            Actor("kiem-toan", Role.AUDITOR, "vinh-danh"), Actor("van-hanh", Role.OPERATOR, "vinh-danh"),
            Actor("trung-gian", Role.INTERMEDIATE_REVIEWER, "tinh"), Actor("khac", Role.GRASSROOTS_OFFICER, "tinh"),
            Actor("khac", Role.GRASSROOTS_HEAD, "tinh"), Actor("khac", Role.COUNCIL_SECRETARY, unit),
            Actor("khac", Role.SIGNER, unit), Actor("khac", Role.COUNCIL_SECRETARY, "tinh-khac"),
        )  # fmt: skip
        with self.house.act("nomination", self.officer) as (desk, work):
            made = actions_drafts.create(desk, work, plan=plan, dossier=self.sheet())
            self.case = made.id
            for kind, kept in self.world.papers:
                actions_drafts.attach_paper(desk, work, self.case, kind=kind, kept=kept)
        self.session, self.met = "", 0
        self.senders: set[str] = set()
        self.voted: set[str] = set()

    def sheet(self) -> Dossier:
        return dossier(self.number, PLANS[self.plan][0].year)

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
        action = self.ordinary(state)
        if action == "vote":
            for member in [one for one in MEMBERS if one.subject not in self.voted]:
                self.tries(action, member)
        elif action is not None:
            if action == "open_session":
                self.house.days_pass(18)
            self.tries(action, self.rightful(action))

    def ordinary(self, state: str) -> str | None:
        """The step that comes next when nothing happens."""
        if state == "council_queue":
            return MEETING[self.met]
        return "submit" if state == "draft" else NEXT.get(state)

    @rule(action=st.sampled_from(sorted(LAW)), place=st.integers(0, 16), is_late=st.booleans())
    def anybody_tries_anything(self, action: str, place: int, is_late: bool) -> None:
        self.tries(action, self.people[place], stale=is_late)

    @rule(data=st.data())
    def who_may_leaves_the_road(self, data: st.DataObject) -> None:
        """What the law allows in this state beside the ordinary step: returns, holds, refusals."""
        self.house.carry_all()
        state = self.state()
        open_to = [action for action, law in LAW.items() if state in law.states and self.ordinary(state) != action]
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

    @rule(place=st.integers(0, 16))
    def anybody_tries_to_take_it_back(self, place: int) -> None:
        self.withdraws(self.people[place])

    @rule(place=st.integers(0, 16))
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
            assert list(oracle_of_cases.nomination_mirrors_review(nomination, review, self.case)) == []
            if self.session:
                assert list(oracle_of_cases.tallies_are_the_ballots(review, self.session)) == []

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
        """How far both services' logs go: nothing else writes there meanwhile."""
        reached = 0
        for desk in self.house.desks.values():
            with desk.database.reading() as tx:
                reached += tx.scalar(select(func.max(outbox.c.id))) or 0
        return reached

    def rightful_hands(self, who: str, stage: str) -> tuple[Actor, ...]:
        heads = (self.head, self.officer_as_head)
        of_stage = {"grassroots": heads, "district": (REVIEWER,), "provincial": (SECRETARY,)}.get(stage, ())
        return {
            "unit": (self.officer, *heads), "stage": of_stage, "secretary": (SECRETARY,), "member": MEMBERS,
            "signer": (SIGNER,),
        }[who]  # fmt: skip

    def rightful(self, action: str) -> Actor:
        hands = self.rightful_hands(LAW[action].who, self.stands_at())
        return (*(one for one in hands if self.may_handle(action, one) and one.subject not in self.voted), self.head)[0]

    def may_handle(self, action: str, actor: Actor) -> bool:
        """M02."""
        return action not in NOT_BY_SENDERS or actor.subject not in self.senders

    # --- acting

    def tries(self, action: str, actor: Actor, *, stale: bool = False) -> None:
        """The act is done and was allowed, or is refused and has changed nothing."""
        of_unit = LAW[action].who == "unit"
        before, said = self.state(of_unit=of_unit), self.events()
        if action in MEETING and before != "council_queue":
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
        assert self.may_handle(action, actor), f"{actor} did {action} on what they had sent themselves"
        self.remembers(action, actor)
        after = self.state(of_unit=of_unit)
        assert after in law.leads_to, f"{action} led from {before} to {after}"
        if action != "edit":
            assert self.events() > said, f"{action} led to {after} without an event"

    def remembers(self, action: str, actor: Actor) -> None:
        """What the next step and M02 depend on."""
        if action in ("submit", "resubmit"):
            self.senders.add(actor.subject)
        elif action == "open_session":
            self.met, self.voted = 0, set()
        elif action == "vote":
            self.voted.add(actor.subject)
            self.met = 3 if len(self.voted) == len(MEMBERS) else 2
        elif action in MEETING:
            self.met = max(self.met, MEETING.index(action) + 1) if action != "close" else 0

    def withdraws(self, actor: Actor) -> None:
        """The unit asks; review answers by where the case stands when it hears of it."""
        before, said = self.state(of_unit=True), self.events()
        try:
            self.acts("withdraw", actor, False)
        except VinhDanhError:
            assert (self.state(of_unit=True), self.events()) == (before, said)
            return
        heads = (self.head, self.officer_as_head)
        assert actor in heads or (actor == self.officer and before == CaseState.DRAFT)
        assert before not in ENDED
        if before == CaseState.DRAFT:
            assert self.state(of_unit=True) == "withdrawn"
            return
        declined, there = self.declined(), self.state()
        self.house.carry("nomination", "review")
        if there == "withdrawn":
            # Consented to already, and the unit has not heard: what it asks for is so, and was said.
            assert (self.state(), self.declined()) == ("withdrawn", declined)
            return
        self.a_withdrawal_was_answered(declined)

    def a_withdrawal_was_answered(self, declined: int) -> None:
        """Before the vote the case is withdrawn; from then on it stays where it was, and the unit is told so."""
        with self.house.desks["review"].database.reading() as tx:
            wanted = select(Transition).where(Transition.case_id == self.case).order_by(Transition.number.desc())
            steps = [(step.action, step.from_state or "", step.to_state) for step in tx.scalars(wanted.limit(2))]
        action, stood, now = steps[0]
        held = "on_hold" in (stood if action == "withdraw" else now)
        if action == "withdraw":
            stood = steps[1][1] if held else stood
            assert (stood in UNTIL_THE_VOTE, now) == (True, "withdrawn"), f"taken back from {stood}"
            assert self.declined() == declined
        else:
            stood = stood if held else now
            assert stood not in UNTIL_THE_VOTE, f"not taken back from {stood}"
            assert self.declined() == declined + 1

    def declined(self) -> int:
        with self.house.desks["review"].database.reading() as tx:
            return len(list(bodies_said(tx, "review.withdrawal_declined", about=self.case)))

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
        with self.house.act("review", actor) as (desk, work):
            version = work.tx.scalar(select(Case.version).where(Case.id == self.case)) or 0
            late = 1 if stale else 0
            done = self.on_the_road(version - late, self.session_version(work.tx) - late)[action](desk, work)
            opened = done.id if action == "open_session" else self.session
        self.session = opened

    def choice_of(self, member: Actor) -> BallotChoice:
        return BallotChoice.NO if member in MEMBERS[: self.votes_against] else BallotChoice.YES

    def of_the_unit(self, seen: int) -> dict[str, Callable[..., Any]]:
        sent = self.sheet()
        corrected = replace(sent.nominee, full_name=f"{sent.nominee.full_name} Anh")
        edited = replace(sent, task_rating=TaskRating.GOOD, nominee=corrected)
        return {
            "edit": partial(actions_drafts.edit, seen=seen, plan=self.plan, dossier=edited),
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
            "attend": lambda desk, work: session_actions.record_attendance(
                work, self.session, seen=held, present=[member.subject for member in MEMBERS]
            ),
            "open_voting": lambda desk, work: session_actions.open_voting(work, self.session, seen=held),
            "vote": lambda desk, work: ballots.cast_ballot(
                work, self.session, choices={case: self.choice_of(work.actor)}
            ),
            "close": lambda desk, work: closing.close_session(
                desk, work, self.session, seen=held,
                without_paper=[member.subject for member in MEMBERS if member.subject not in self.voted],
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
