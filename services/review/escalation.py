"""Sending up: the competent person signs a submission letter, and its cases go to who decides beyond the chain.

Owns: the letter (tờ trình) and its numbers. Promises: its list is what was passed (P09), of what the province sends up
nothing too old (P11), nothing late without consent (M03); a case lies with one body at a time.
Leaves to others: what comes back (`outside_answers`).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from services.review.case_rows import save_cases
from services.review.cases import award_of, move, policy_of, record_many, step_of, unit_of
from services.review.council_errors import ConsentMissing, ConsentNeedless, DecidedHere
from services.review.council_models import Council
from services.review.dossier_parameters import age_of, filing_of
from services.review.escalation_models import Submission, SubmissionItem
from services.review.list_at_hand import (
    ListAtHand,
    ask_subjects,
    ask_whole_list,
    kept_with,
    refuse_altered_minutes,
    take_in_hand,
)
from services.review.models import Case
from services.review.number_registers import take_number
from services.review.rules import competence, provincial, receipt
from services.review.rules.beyond import bodies_ahead, holder_of
from services.review.session_steps import Asked, refuse_blocked
from services.review.stage_clock import await_answer
from shared.canonical import content_hash
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import Place, RuleBlocked
from shared.events.codec import to_plain
from shared.events.escalation import BodyAhead, Escalated, SubmissionSigned
from shared.events.terms import CaseState, CouncilKind
from shared.policy.extensions import Extension
from shared.rows import insert_rows
from shared.verdicts import Evaluation, Verdict
from shared.work import Work


def escalate_upward(
    desk: Desk, work: Work, *, session_ids: Sequence[str], case_ids: Sequence[str], consent: str | None = None
) -> Submission:
    """Sign one letter on the votes of `session_ids` or, with none, on the minutes of the signer's own body, and send
    its cases off; `DecidedHere` where a body of the chain is competent. `consent`: the paper by which files are taken
    above after the law's day (M03)."""
    hand = take_in_hand(
        desk, work, "escalate_upward", session_ids=session_ids, case_ids=case_ids, with_dossier=True
    )
    road = _road_of(desk, work, hand)
    whole = ask_whole_list(hand)
    refuse_blocked({"list": (whole,)})
    refuse_altered_minutes(work.tx, hand.voted.source)
    subjects = ask_subjects(work, hand)
    refuse_blocked(subjects)
    ages, days = _ask_age(desk, work, hand), _ask_day(desk, work, hand, consent)
    asked = {case.id: (*subjects[case.id], *ages[case.id], *days[case.id]) for case in hand.cases}
    ahead = bodies_ahead(road, state_council_voted=_state_council_voted(work, hand))
    letter = _write_letter(work, hand, road, ahead)
    letter.evaluations = kept_with(hand.cases, (whole,))
    _say_signed(work, letter, hand.cases, ahead, whole)
    record_many(work, [(case, asked[case.id]) for case in hand.cases], "escalate_upward")
    _send_off(desk, work, letter, hand.cases, ahead[0], asked)
    return letter


def _road_of(desk: Desk, work: Work, hand: ListAtHand) -> Extension:
    """The one road of the list's lot."""
    first = hand.cases[0]
    policy = policy_of(desk, work.tx, first)
    road = policy.find_extension(award_of(policy, first))
    if road is None:
        raise DecidedHere()
    return road


def _ask_age(desk: Desk, work: Work, hand: ListAtHand) -> Asked:
    """P11 of every case the province sends up; refuses the whole letter for one that is too old or does not say."""
    asked: Asked = {}
    for case in hand.cases:
        facts = age_of(policy_of(desk, work.tx, case), case, office_day(work.now))
        asked[case.id] = () if facts is None else (provincial.ask_age(facts),)
    places = [
        Place(case_id, one.words, one.rule)
        for case_id, said in asked.items()
        for one in said
        if one.verdict is not Verdict.HOLDS
    ]
    if places:
        raise RuleBlocked(places[0].words.vi, places[0].words.en, places=places)
    return asked


def _ask_day(desk: Desk, work: Work, hand: ListAtHand, consent: str | None) -> Asked:
    """M03 of every file the law has a day for; without a consent none goes that is late, or does not say.

    A consent stands in the facts of that rule: where no file is asked it, `ConsentNeedless`.
    """
    asked: Asked = {}
    for case in hand.cases:
        facts = filing_of(policy_of(desk, work.tx, case), case, office_day(work.now), consent)
        asked[case.id] = () if facts is None else (receipt.ask_timeliness(facts),)
    if consent is not None and not any(asked.values()):
        raise ConsentNeedless(places=[Place("consent", ConsentNeedless.words)])
    against = [
        Place(case_id, one.words, one.rule)
        for case_id, said in asked.items()
        for one in said
        if one.verdict is not Verdict.HOLDS
    ]
    if against and consent is None:
        raise ConsentMissing(places=against)
    return asked


def _state_council_voted(work: Work, hand: ListAtHand) -> bool:
    councils = {session.council_id for session in hand.voted.source.sessions.values()}
    kinds = set(work.tx.scalars(select(Council.kind).where(Council.id.in_(councils))))
    return kinds == {CouncilKind.STATE.value}


def _write_letter(work: Work, hand: ListAtHand, road: Extension, ahead: Sequence[BodyAhead]) -> Submission:
    first, dated, sort = hand.cases[0], office_day(work.now), competence.SUBMISSION_TYPE
    number, _ = take_number(work.tx, first.body, sort, dated.year)
    letter = Submission(
        id=work.new_id(), body=first.body, body_name=first.body_name, stage_kind=first.stage_kind, type=sort,
        year=dated.year, number=number, printed=competence.printed_number(number, hand.kind, sort), dated=dated,
        plan=first.plan, road=road.id, ahead=to_plain(tuple(ahead)), sessions=sorted(hand.voted.source.sessions),
        signed_at=work.now, signed_by=work.actor.subject, list_sha256=_list_hash(hand.cases), evaluations=[],
    )  # fmt: skip
    work.tx.add(letter)
    work.tx.flush()
    rows = [
        {"submission_id": letter.id, "case_id": case.id, "place": place}
        for place, case in enumerate(hand.cases, start=1)
    ]
    insert_rows(work.tx, SubmissionItem.__table__, rows)
    return letter


def _list_hash(cases: Sequence[Case]) -> str:
    """SHA-256 of the list as submitted: case, award and the hash of the dossier as it was then, line by line."""
    return content_hash([[case.id, case.award, case.dossier_sha256] for case in cases])


def _say_signed(
    work: Work, letter: Submission, cases: Sequence[Case], ahead: tuple[BodyAhead, ...], whole: Evaluation
) -> None:
    work.emit(
        letter.id,
        SubmissionSigned(
            submission=letter.id, number=letter.printed, dated=letter.dated, signed_at=letter.signed_at,
            signed_by=letter.signed_by, body=letter.body, body_name=letter.body_name, plan=letter.plan,
            road=letter.road, ahead=ahead, sessions=tuple(letter.sessions),
            cases=tuple(case.id for case in cases), list_sha256=letter.list_sha256, evaluations=(whole,),
        ),
    )  # fmt: skip


def _send_off(
    desk: Desk, work: Work, letter: Submission, cases: Sequence[Case], to: BodyAhead, asked: Asked
) -> None:
    """The case waits for its decision, now with the first body ahead."""
    for case in cases:
        move(work, case, CaseState.PENDING_DECISION, action="escalate_upward", document=letter.printed)
        here = step_of(case)
        case.submission_id = letter.id
        lay_at(case, to)
        policy = policy_of(desk, work.tx, case)
        await_answer(
            case, policy, letter.road, asked=None, now=to.office, since=letter.dated, calendar=desk.policies.calendar
        )
        escalated = Escalated(
            case=case.id, unit=unit_of(case), step=step_of(case), from_step=here, submission=letter.id,
            number=letter.printed, dated=letter.dated, evaluations=asked[case.id],
            due_on=case.due_on,
        )  # fmt: skip
        work.emit(case.id, escalated, policy=case.policy)
    save_cases(work.tx, cases)


def lay_at(case: Case, body: BodyAhead) -> None:
    """The case lies with a body beyond the chain, where nobody of this house acts on it."""
    case.body, case.body_name = holder_of(body.office), body.name.vi
