"""Why a case came out as it did: every rule asked about it, as of a moment, each asked again from its kept facts.

Owns: gathering what was found at submission, at each stage, in the council and at signing. Promises: nothing later
than the moment asked about; what is shown is what was kept, and whether today's rule says the same stands beside it.
Leaves to others: replaying (`shared.replays`), who may see it (`queries.get_case_for`), form (`schemas_explanation`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.review.blindness import hidden_among
from services.review.cases import evaluation_of
from services.review.council_models import AgendaItem, CouncilSession, Decision
from services.review.council_queries import agenda_of
from services.review.doubts import Doubts
from services.review.errors import NothingYet
from services.review.escalation_models import OutsideDecision
from services.review.escalation_queries import letters_about
from services.review.models import Case, EvaluationRow, Transition
from shared.clock import office_day
from shared.discretion import asked_without_why, may_know_why
from shared.events.codec import from_plain
from shared.events.envelope import Actor
from shared.events.terms import CaseState
from shared.policy.trust import Unverified
from shared.policy_book import PolicyBook
from shared.replays import Again, Asked, Replay, ask_again, rules_of
from shared.verdicts import Evaluation
from shared.words import Words

ROOMS = ("services.review.rules", "shared.cross_rules")
HERE, PROPOSER = "review", "nomination"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """A count of votes: `tally` is the plain form of `shared.events.review.Tally`, formula and article included."""

    session: str
    closed_at: datetime
    passed: bool
    tally: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyNamed:
    """What a policy hash stands for; `doubts`: what is unsettled about its rulebook for a dossier sent that day."""

    hash: str
    plan: str
    plan_name: Words
    rulebook: str
    rulebook_name: Words
    doubts: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The decision a case stands on: signed in the chain, or beyond it and entered here at `known_at`.

    `by` is the deciding body's name, `signed_by` the person as the record has them.
    """

    id: str
    printed: str
    dated: date
    by: str
    signed_by: str
    known_at: datetime
    action: str
    list_sha256: str
    evaluations: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """`as_of` is None for everything up to now; `state` is that of the moment; `award_name` is what the catalogue of
    its policy calls the award."""

    case: Case
    award_name: Words
    as_of: datetime | None
    state: str
    state_since: datetime
    asked: tuple[Asked, ...]
    votes: tuple[Voted, ...]
    decision: Decided | None
    policies: tuple[PolicyNamed, ...]

    @property
    def is_reproduced(self) -> bool:
        """Every rule that can be asked here answers today as it did then."""
        return all(one.replay.again in (Again.IDENTICAL, Again.ASKED_ELSEWHERE) for one in self.asked)


def explain(
    policies: PolicyBook, tx: Session, case: Case, as_of: datetime | None, *, reader: Actor | None = None
) -> Explanation:
    """The explanation of a case; `NothingYet` when nothing had happened to it by then.

    What the rules said of a session as a whole counts its other cases too: a `reader` who must not see one of them is
    shown what concerns this case alone; one of the proposing unit, not what is verified about the nominee. None reads
    everything (the operator at the records).
    """
    steps = select(Transition).where(Transition.case_id == case.id).order_by(Transition.number)
    taken = [step for step in tx.scalars(steps) if as_of is None or step.at <= as_of]
    if not taken and (as_of is None or case.sent_at > as_of):
        raise NothingYet()
    sessions = _sessions_of(tx, case.id)
    decision = _find_decision(tx, case)
    named = Doubts(policies, tx, case)
    in_council = _in_council(named, _open_to(tx, reader, sessions))
    found = (
        *_at_submission(named), *_at_stages(named), *in_council, *_in_letters(named), *_at_decision(named, decision),
    )  # fmt: skip
    asked = tuple(sorted((one for one in found if as_of is None or one.at <= as_of), key=lambda one: one.order))
    if reader is not None and not may_know_why(reader, case.unit, case.successor_id):
        asked = asked_without_why(asked)
    found_award = policies.pinned(tx, case.policy).rulebook.find_award(case.award)
    return Explanation(
        case=case,
        award_name=found_award.name if found_award else Words(case.award, case.award),
        as_of=as_of,
        # Sent and not yet heard of here: it waited all the same.
        state=taken[-1].to_state if taken else CaseState.SUBMITTED.value,
        state_since=taken[-1].at if taken else case.sent_at,
        asked=asked,
        votes=tuple(_votes(sessions, as_of)),
        decision=decision if decision and (as_of is None or decision.known_at <= as_of) else None,
        policies=tuple(_named(policies, tx, case, {policy for one in asked for policy in one.policies})),
    )


def _at_submission(named: Doubts) -> Iterator[Asked]:
    for version in named.versions:
        for plain in version.evaluations:
            said = from_plain(Evaluation, plain)
            yield Asked(
                at=version.sent_at, action="submit" if version.number == 1 else "resubmit", stage_index=0,
                asked_by=PROPOSER, policies=(version.policy,), title=None, said=said,
                replay=Replay(Again.ASKED_ELSEWHERE), doubts=named.of_version(version.policy, said, version.number),
            )  # fmt: skip


def _at_stages(named: Doubts) -> Iterator[Asked]:
    kept = select(EvaluationRow).where(EvaluationRow.case_id == named.case.id).order_by(EvaluationRow.id)
    for row in named.tx.scalars(kept):
        said = evaluation_of(row)
        doubts = named.of_version(row.policy, said, row.dossier_version)
        yield _asked_here(said, row.at, row.action, row.stage_index, (row.policy,), doubts)


def _in_council(named: Doubts, sessions: Iterable[tuple[CouncilSession, AgendaItem]]) -> Iterator[Asked]:
    for session, _ in sessions:
        for plain in session.evaluations:
            said, at = from_plain(Evaluation, plain), datetime.fromisoformat(plain["at"])
            doubts = named.of_session(session.id, plain["policies"], said)
            yield _asked_here(said, at, plain["action"], None, tuple(plain["policies"]), doubts)


def _open_to(
    tx: Session, reader: Actor | None, sessions: Iterable[tuple[CouncilSession, AgendaItem]]
) -> list[tuple[CouncilSession, AgendaItem]]:
    """The sessions without a case that is hidden from the reader."""
    if reader is None:
        return list(sessions)
    return [
        (session, item)
        for session, item in sessions
        if not hidden_among(tx, reader, [one.case_id for one in agenda_of(tx, session.id)])
    ]


def _find_decision(tx: Session, case: Case) -> Decided | None:
    """Ours, or that of somebody beyond the chain as it was entered."""
    ours = tx.get(Decision, case.decision_id) if case.decision_id else None
    if ours is not None:
        return Decided(
            id=ours.id, printed=ours.printed, dated=ours.dated, by=ours.body_name, signed_by=ours.signed_by,
            known_at=ours.signed_at, action="sign", list_sha256=ours.list_sha256, evaluations=ours.evaluations,
        )  # fmt: skip
    entered = tx.get(OutsideDecision, case.decision_id) if case.decision_id else None
    if entered is None:
        return None
    return Decided(
        id=entered.id, printed=entered.printed, dated=entered.dated, by=entered.office_name_vi,
        signed_by=entered.signatory, known_at=entered.entered_at, action="enter_answer",
        list_sha256=entered.list_sha256, evaluations=entered.evaluations,
    )  # fmt: skip


def _in_letters(named: Doubts) -> Iterator[Asked]:
    for letter in letters_about(named.tx, named.case.id):
        yield from _of_document(named, letter.id, letter.evaluations, letter.signed_at, "escalate_upward")


def _at_decision(named: Doubts, decision: Decided | None) -> Iterator[Asked]:
    if decision is not None:
        yield from _of_document(named, decision.id, decision.evaluations, decision.known_at, decision.action)


def _of_document(
    named: Doubts, document: str, kept: Iterable[Mapping[str, Any]], at: datetime, action: str
) -> Iterator[Asked]:
    for plain in kept:
        said = from_plain(Evaluation, plain)
        doubts = named.of_document(document, plain["policies"], said)
        yield _asked_here(said, at, action, None, tuple(plain["policies"]), doubts)


def _asked_here(
    said: Evaluation, at: datetime, action: str, stage_index: int | None, policies: tuple[str, ...],
    doubts: tuple[Unverified, ...],
) -> Asked:  # fmt: skip
    rules = rules_of(*ROOMS)
    known = rules.get(said.rule)
    return Asked(
        at=at, action=action, stage_index=stage_index, asked_by=HERE, policies=policies,
        title=known.title if known else None, said=said, replay=ask_again(rules, said), doubts=doubts,
    )  # fmt: skip


def find_case_named(tx: Session, given: str) -> Case | None:
    """The case of this id or receipt number."""
    return tx.scalar(select(Case).where(or_(Case.id == given, Case.receipt == given)))


def _sessions_of(tx: Session, case_id: str) -> list[tuple[CouncilSession, AgendaItem]]:
    wanted = select(CouncilSession, AgendaItem).join(AgendaItem, AgendaItem.session_id == CouncilSession.id)
    return [(row[0], row[1]) for row in tx.execute(wanted.where(AgendaItem.case_id == case_id))]


def _votes(sessions: Iterable[tuple[CouncilSession, AgendaItem]], as_of: datetime | None) -> Iterator[Voted]:
    for session, item in sorted(sessions, key=lambda pair: pair[0].opened_at):
        closed = session.closed_at
        if closed is not None and item.tally is not None and (as_of is None or closed <= as_of):
            yield Voted(session=session.id, closed_at=closed, passed=bool(item.passed), tally=item.tally)


def _named(policies: PolicyBook, tx: Session, case: Case, hashes: set[str]) -> Iterator[PolicyNamed]:
    """The case's own policy and those its rules were asked under."""
    sent_on = office_day(case.sent_at)
    for policy_hash in sorted({case.policy, *hashes}):
        policy = policies.pinned(tx, policy_hash)
        yield PolicyNamed(
            hash=policy_hash, plan=policy.plan.id, plan_name=policy.plan.name, rulebook=policy.rulebook.id,
            rulebook_name=policy.rulebook.name,
            doubts=tuple(doubt.said for doubt in policy.rulebook.doubts_on(sent_on)),
        )  # fmt: skip
