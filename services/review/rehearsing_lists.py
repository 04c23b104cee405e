"""A rehearsal of what several cases share: the meeting, equal votes at the last place, the list of a document.

Owns: asking again P04 and P06 of a session, P13 of a quota, P09, P10 and P14 of a document. Promises: reads only; what
belongs to several cases is asked only where the rehearsal has all of them and the draft means the same for each.
Leaves to others: a case by itself (`rehearsing`), the parameters (`session_parameters`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review import session_parameters
from services.review.council_models import CouncilSession, Decision, DecisionItem
from services.review.escalation_models import OutsideAnswer, OutsideDecision, Submission, SubmissionItem
from services.review.models import Case, Transition
from services.review.models_after import WITH_A_PLACE, CancelledAward
from services.review.queries_explanation import ROOMS
from services.review.rehearsing_past import Past, rehearsed
from services.review.rules.provincial_order import tie_is_shown
from services.review.ties import contenders_among
from shared.clock import office_day
from shared.errors import VinhDanhError
from shared.events.codec import from_plain
from shared.events.review import Tally
from shared.events.terms import CaseState
from shared.policy.plan_items import Quota
from shared.rehearsal import FactsMissing, Given, NotAsked, Rehearsed, answer_of, ask_under, ask_with
from shared.replays import rules_of
from shared.verdicts import Evaluation
from shared.words import Words


def in_sessions(past: Past) -> Iterator[Rehearsed]:
    """What was said of each session as a whole, and P13 of quotas that only the draft sets."""
    rules = rules_of(*ROOMS)
    agendas: dict[str, list[str]] = {}
    for item in (one for items in past.items.values() for one in items):
        agendas.setdefault(item.session_id, []).append(item.case_id)
    for session, kind, _ in past.sessions.values():
        on_it = agendas.get(session.id, ())
        agenda = [past.cases[case_id] for case_id in on_it if case_id in past.cases]
        is_whole = len(agenda) == len(on_it)
        for plain in session.evaluations if agenda else ():
            said, action = from_plain(Evaluation, plain), plain["action"]
            bind = _only_part if not is_whole else partial(_of_tie, past, said) if said.rule == "P13" else partial(
                session_parameters.of_session, past.draft, agenda, said, action=action, kind=kind,
                meets_on=session.meets_on,
            )  # fmt: skip
            at = datetime.fromisoformat(plain["at"])
            yield rehearsed(
                None, said.rule, ask_under(past.draft, rules, said, bind), was=answer_of(said), at=at, action=action
            )
        if past.draft.states("P13"):
            yield from _new_ties(past, session, agenda, is_whole=is_whole)


def _only_part() -> Given:
    raise FactsMissing("phiên họp còn hồ sơ ngoài phạm vi chạy thử", "the session had cases outside this rehearsal")


def _of_tie(past: Past, said: Evaluation) -> Given:
    """The places the draft leaves to those who competed; they competed for one award of one unit."""
    contenders = [past.known[one["case"]] for one in said.facts["passed"]]
    quotas = {_find_quota(past, case) for case in contenders}
    if quotas == {None}:
        raise NotAsked
    if len(quotas) != 1 or None in quotas:
        raise FactsMissing(*session_parameters.DIFFER)
    (quota,) = quotas
    return Given({"places": quota.most_per_unit if quota else None})


def _new_ties(past: Past, session: CouncilSession, agenda: Sequence[Case], *, is_whole: bool) -> Iterator[Rehearsed]:
    """P13 of those who passed and compete under a quota of the draft, where the policy of then set none."""
    yes, closed = _yes_told(past, session), session.closed_at
    groups: dict[tuple[str, str, str, Quota], list[Case]] = {}
    for case in agenda:
        quota = _find_new_quota(past, case) if case.id in yes else None
        if quota is not None and closed is not None:
            groups.setdefault((case.plan, case.award, past.answering_at(case, closed), quota), []).append(case)
    for (_, _, _, quota), contenders in groups.items():
        if closed is not None:
            bind = partial(_places, past, quota, contenders, yes, closed) if is_whole else _only_part
            again = ask_with(tie_is_shown, bind)
            yield rehearsed(None, "P13", again, was=None, at=closed, action="close_session", about=_about(quota))


def _find_new_quota(past: Past, case: Case) -> Quota | None:
    if past.policies.pinned(past.tx, case.policy).plan.find_quota(case.award) is not None:
        return None
    try:
        return _find_quota(past, case)
    except VinhDanhError:
        return None  # a plan or day the draft does not govern: the rules that were asked say so


def _about(quota: Quota) -> Words:
    most = quota.most_per_unit
    return Words(f"mỗi đơn vị tối đa {most} ({quota.source})", f"at most {most} a unit ({quota.source})")


def _places(past: Past, quota: Quota, contenders: Sequence[Case], yes: Mapping[str, int], at: datetime) -> Given:
    policy = past.draft.policy_for(contenders[0].plan, office_day(contenders[0].sent_at))
    passed, taken = contenders_among(past.tx, contenders, yes, policy), _taken_by_then(past, contenders[0], at)
    return Given({"places": quota.most_per_unit, "passed": passed, "taken": taken})


def _taken_by_then(past: Past, one: Case, at: datetime) -> tuple[str, ...]:
    """The cases that had a place of this one's quota before a moment, by the last state each had been brought to."""
    unit = past.answering_at(one, at)
    like = [
        case.id for case in past.known.values()
        if (case.plan, case.award, past.answering_at(case, at)) == (one.plan, one.award, unit)
    ]  # fmt: skip
    steps = select(Transition.case_id, Transition.to_state).where(
        Transition.case_id.in_(like), Transition.at < at, Transition.to_state != CaseState.ON_HOLD.value
    )
    last = dict(past.tx.execute(steps.order_by(Transition.case_id, Transition.number)).all())
    gone = select(CancelledAward.case_id).where(
        CancelledAward.case_id.in_(like), CancelledAward.dated <= office_day(at)
    )
    cancelled = set(past.tx.scalars(gone))
    return tuple(sorted(case for case, state in last.items() if state in WITH_A_PLACE and case not in cancelled))


def _yes_told(past: Past, session: CouncilSession) -> dict[str, int]:
    """Yes votes of the cases that passed, without those whose split waited when the session was closed."""
    items = (one for items in past.items.values() for one in items if one.session_id == session.id)
    told = {one.case_id: from_plain(Tally, one.tally) for one in items if one.passed and one.sealed is None}
    return {case_id: tally.yes for case_id, tally in told.items() if tally.yes is not None}


def _find_quota(past: Past, case: Case) -> Quota | None:
    return past.draft.policy_for(case.plan, office_day(case.sent_at)).plan.find_quota(case.award)


def at_signing(past: Past) -> Iterator[Rehearsed]:
    """What was said of the whole list of a document; P08 stands with each case already."""
    rules = rules_of(*ROOMS)
    for document in _documents(past.tx):
        cases = [past.cases[case_id] for case_id in document.listed if case_id in past.cases]
        for plain in document.evaluations if cases else ():
            said = from_plain(Evaluation, plain)
            if said.rule == "P08":
                continue
            bind = partial(
                session_parameters.of_decision, past.draft, past.policies, past.tx, cases, said, dated=document.dated,
                at=document.at,
            )  # fmt: skip
            again = ask_under(past.draft, rules, said, bind)
            yield rehearsed(None, said.rule, again, was=answer_of(said), at=document.at, action=document.action)


@dataclass(frozen=True, slots=True)
class _Document:
    """A decision, a submission letter, or a decision entered from beyond the chain, with the cases it lists."""

    at: datetime
    dated: date
    action: str
    evaluations: Sequence[Mapping[str, Any]]
    listed: Sequence[str]


def _documents(tx: Session) -> Iterator[_Document]:
    on = _listed(tx, select(DecisionItem.decision_id, DecisionItem.case_id))
    for signed in tx.scalars(select(Decision).order_by(Decision.signed_at)):
        yield _Document(signed.signed_at, signed.dated, "sign", signed.evaluations, on.get(signed.id, ()))
    on = _listed(tx, select(SubmissionItem.submission_id, SubmissionItem.case_id))
    for letter in tx.scalars(select(Submission).order_by(Submission.signed_at)):
        yield _Document(letter.signed_at, letter.dated, "escalate_upward", letter.evaluations, on.get(letter.id, ()))
    answered = select(OutsideAnswer.decision_id, OutsideAnswer.case_id)
    on = _listed(tx, answered.where(OutsideAnswer.decision_id.is_not(None)))
    for given in tx.scalars(select(OutsideDecision).order_by(OutsideDecision.entered_at)):
        yield _Document(given.entered_at, given.dated, "enter_answer", given.evaluations, on.get(given.id, ()))


def _listed(tx: Session, wanted: Any) -> dict[str, list[str]]:
    """Case ids by document."""
    found: dict[str, list[str]] = {}
    for document, case_id in tx.execute(wanted):
        found.setdefault(document, []).append(case_id)
    return found
