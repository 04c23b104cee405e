"""What bodies beyond the chain answered, entered where the letter was signed: agreed, granted, refused, sent back.

Owns: these four and the record of each. Promises: entered by another person than who signed the letter (M02), from a
document not older than it; granted is somebody else's decision with its own number, never one of ours; what is sent
back is appraised and voted on anew. Leaves to others: the letter (`escalation`), the register (`services/registry`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from services.review.appraisal import ask_for_reason, refuse_unless_clear
from services.review.authority import take_cases
from services.review.cases import move, policy_of, record_many, step_of, unit_of
from services.review.council_errors import AnsweredAlready, HeldBeyond
from services.review.escalation import lay_at
from services.review.escalation_models import OutsideAnswer, Submission
from services.review.escalation_queries import get_submission, last_places
from services.review.models import Case, StageRun
from services.review.outside_decisions import enter_decision
from services.review.permissions import PERMISSIONS
from services.review.recusal_queries import later_senders
from services.review.rules.beyond import find_place, why_not_answer, why_not_dated
from services.review.rules.chain import acts_at
from services.review.rules.facts import Hand
from services.review.rules.receipt import ask_other_hands
from services.review.stage_clock import await_answer, end_clock, last_day_from
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import Forbidden, InvalidInput, Place
from shared.events.codec import from_plain
from shared.events.escalation import BodyAhead, Endorsed, SentBack
from shared.events.review import Awarded, Refused
from shared.events.terms import Answer, CaseState, StageKind
from shared.permissions import authorize
from shared.rows import insert_rows
from shared.verdicts import Evaluation
from shared.words import Words
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer as its document gives it. `reason` with a refusal or what is sent back; `number` and `signatory` of the
    decision with what is granted."""

    office: str
    answer: Answer
    document: str
    dated: date
    reason: str | None = None
    number: str | None = None
    signatory: str | None = None


def enter_answer(desk: Desk, work: Work, submission_id: str, *, case_ids: Sequence[str], said: Said) -> Submission:
    """Enter what a body ahead answered of these cases of a letter; each body answers once for each case."""
    letter = get_submission(work.tx, submission_id)
    authorize(PERMISSIONS, "enter_answer", work.actor, holding_body=letter.body, state=CaseState.PENDING_DECISION)
    if not acts_at(work.actor.role, StageKind(letter.stage_kind)):
        raise Forbidden("Vai trò của bạn không xử lý ở cấp này.", f"the role {work.actor.role} does not act there")
    found = take_cases(work, case_ids)
    cases = [found[case_id] for case_id in dict.fromkeys(case_ids)]
    if any(case.submission_id != letter.id for case in cases):
        raise AnsweredAlready()
    if any(case.is_in is CaseState.ON_HOLD for case in cases):
        raise HeldBeyond()
    if any(case.is_in is not CaseState.PENDING_DECISION for case in cases):
        raise AnsweredAlready()
    ahead = tuple(from_plain(BodyAhead, plain) for plain in letter.ahead)
    _refuse_misplaced(work, letter, ahead, cases, said)
    asked = {case.id: _ask(desk, work, letter, case, said) for case in cases}
    for one in asked.values():
        refuse_unless_clear(one)
    place = find_place(ahead, said.office)
    assert place is not None  # else it had been refused
    # The answer is that of the body that gave it, wherever the case was thought to lie.
    for case in cases:
        lay_at(case, ahead[place])
    _ENTERING[said.answer](_Entry(desk, work, letter, cases, said, asked, ahead, place))
    record_many(work, [(case, asked[case.id]) for case in cases], "enter_answer")
    return letter


def _refuse_misplaced(
    work: Work, letter: Submission, ahead: Sequence[BodyAhead], cases: Sequence[Case], said: Said
) -> None:
    """Every place that is wrong: who may answer so, on which day, with what."""
    places: list[Place] = []
    last = last_places(work.tx, letter.id, [case.id for case in cases])
    found = {why_not_answer(ahead, last.get(case.id, -1), said.office, said.answer) for case in cases}
    places += [Place("office", why) for why in found if why is not None]
    undated = why_not_dated(said.dated, letter_dated=letter.dated, today=office_day(work.now))
    if undated is not None:
        places.append(Place("dated", undated))
    if said.answer is Answer.GRANTED:
        missing = Words("Phải ghi theo quyết định của cấp trên.", "State it as the decision does.")
        places += [Place(name, missing) for name in ("number", "signatory") if not getattr(said, name)]
    if places:
        raise InvalidInput(places=places)


def _ask(desk: Desk, work: Work, letter: Submission, case: Case, said: Said) -> tuple[Evaluation, ...]:
    """M02 of who enters it; X02 where a reason is due."""
    hand = ask_other_hands(
        Hand(
            actor=work.actor.subject, submitted_by=case.submitted_by, sent_up_by=letter.signed_by,
            supplemented_by=later_senders(work.tx, case),
        )
    )  # fmt: skip
    if said.answer not in (Answer.REFUSED, Answer.SENT_BACK):
        return (hand,)
    return (hand, ask_for_reason(case, policy_of(desk, work.tx, case), said.reason or ""))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An answer being entered: of which cases of which letter, by the body at `place` of those `ahead`."""

    desk: Desk
    work: Work
    letter: Submission
    cases: Sequence[Case]
    said: Said
    asked: Mapping[str, tuple[Evaluation, ...]]
    ahead: tuple[BodyAhead, ...]
    place: int

    @property
    def reason(self) -> str:
        return (self.said.reason or "").strip()


def _keep(entry: _Entry, decision: str | None = None) -> None:
    said = entry.said
    rows = [
        {
            "submission_id": entry.letter.id, "case_id": case.id, "office": said.office, "place": entry.place,
            "answer": said.answer.value, "document": said.document, "dated": said.dated, "reason": entry.reason or None,
            "decision_id": decision, "entered_by": entry.work.actor.subject, "entered_at": entry.work.now,
        }
        for case in entry.cases
    ]  # fmt: skip
    insert_rows(entry.work.tx, OutsideAnswer.__table__, rows)


def _step(entry: _Entry, case: Case, state: CaseState) -> None:
    move(entry.work, case, state, action="enter_answer", reason=entry.reason or None, document=entry.said.document)


def _enter_endorsed(entry: _Entry) -> None:
    _keep(entry)
    for case in entry.cases:
        _step(entry, case, CaseState.PENDING_DECISION)
        here = step_of(case)
        onward = entry.ahead[entry.place + 1]
        lay_at(case, onward)
        await_answer(
            case, policy_of(entry.desk, entry.work.tx, case), entry.letter.road, asked=entry.said.office,
            now=onward.office, since=entry.said.dated, calendar=entry.desk.policies.calendar,
        )  # fmt: skip
        endorsed = Endorsed(
            case=case.id, unit=unit_of(case), step=here, next_step=step_of(case), document=entry.said.document,
            dated=entry.said.dated, evaluations=entry.asked[case.id], due_on=case.due_on, reason=entry.reason or None,
        )  # fmt: skip
        entry.work.emit(case.id, endorsed, policy=case.policy)


def _enter_refused(entry: _Entry) -> None:
    _keep(entry)
    for case in entry.cases:
        case.refusal_reason, case.submission_id = entry.reason, None
        end_clock(case)
        _step(entry, case, CaseState.NOT_AWARDED)
        refused = Refused(
            case=case.id, unit=unit_of(case), step=step_of(case), reason=entry.reason,
            evaluations=entry.asked[case.id], document=entry.said.document, dated=entry.said.dated, is_decision=True,
        )  # fmt: skip
        entry.work.emit(case.id, refused, policy=case.policy)


def _enter_sent_back(entry: _Entry) -> None:
    """Under review again where the letter was signed: what goes up next has to be passed and voted on first."""
    _keep(entry)
    work, today = entry.work, office_day(entry.work.now)
    for case in entry.cases:
        here = step_of(case)
        case.submission_id = case.session_id = None
        case.body, case.body_name = entry.letter.body, entry.letter.body_name
        case.received_by, case.received_at, case.stage_since = work.actor.subject, work.now, work.now
        case.due_on = due_on = _appraised_until(entry, case, today)
        _step(entry, case, CaseState.UNDER_REVIEW)
        _reopen_stage(work, case)
        back = SentBack(
            case=case.id, unit=unit_of(case), step=here, to_step=step_of(case), to_state=case.is_in,
            reason=entry.reason, document=entry.said.document, due_on=due_on, evaluations=entry.asked[case.id],
            dated=entry.said.dated,
        )  # fmt: skip
        work.emit(case.id, back, policy=case.policy)


def _appraised_until(entry: _Entry, case: Case, today: date) -> date:
    policy = policy_of(entry.desk, entry.work.tx, case)
    return last_day_from(case, policy, today, entry.desk.policies.calendar)


def _reopen_stage(work: Work, case: Case) -> None:
    """Who passed it stays written until it is passed again; the steps of the case keep both."""
    here = (StageRun.case_id == case.id, StageRun.stage_index == case.stage_index)
    work.tx.execute(update(StageRun).where(*here).values(closed_at=None, outcome=None))


def _enter_granted(entry: _Entry) -> None:
    """Somebody else's decision, under its own number: none of ours is given out."""
    decision = enter_decision(
        entry.desk, entry.work, entry.letter, entry.cases, office=entry.said.office,
        name=entry.ahead[entry.place].name, number=entry.said.number or "", signatory=entry.said.signatory or "",
        document=entry.said.document, dated=entry.said.dated,
    )  # fmt: skip
    _keep(entry, decision.id)
    for case in entry.cases:
        case.decision_id, case.submission_id = decision.id, None
        end_clock(case)
        _step(entry, case, CaseState.AWARDED)
        awarded = Awarded(
            case=case.id, unit=unit_of(case), step=step_of(case), decision=decision.id, number=decision.printed,
            dated=decision.dated, evaluations=entry.asked[case.id], reason=entry.reason or None,
        )  # fmt: skip
        entry.work.emit(case.id, awarded, policy=case.policy)


_ENTERING: Mapping[Answer, Callable[[_Entry], None]] = {
    Answer.ENDORSED: _enter_endorsed,
    Answer.GRANTED: _enter_granted,
    Answer.REFUSED: _enter_refused,
    Answer.SENT_BACK: _enter_sent_back,
}
