"""What the review service says of its councils, their conflicts, adjournments and mandates.

Streams: `council`, `declaration`, `mandate`, more of `case` and `session`. Leaves to others: `shared.events.review`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.events.catalog import Personal, event
from shared.events.dossier import UnitRef
from shared.events.review import Step
from shared.events.terms import CaseState, CouncilKind, Role, StageKind
from shared.verdicts import Evaluation


@event("review.council_seated", stream="council")
@dataclass(frozen=True, kw_only=True)
class CouncilSeated:
    council: str
    kind: CouncilKind
    body: str
    members: tuple[str, ...]
    chair: str
    secretary: str
    valid_from: date
    document: str


@event("review.attendance_recorded", stream="session")
@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded:
    session: str
    present: tuple[str, ...]
    evaluations: tuple[Evaluation, ...]


@event("review.requeued", stream="case", personal=(Personal(("reason",)),))
@dataclass(frozen=True, kw_only=True)
class Requeued:
    """Back from an agenda without a vote: the session was adjourned, or the case deferred. `to_state` is the queue."""

    case: str
    unit: UnitRef
    step: Step
    session: str
    to_state: CaseState
    reason: str


@event("review.member_recused", stream="session", personal=(Personal(("ground",)),))
@dataclass(frozen=True, kw_only=True)
class MemberRecused:
    """A member does not vote on a case; `ground` and `decided` are words of the recusal rules."""

    session: str
    case: str
    member: str
    ground: str
    decided: str


@event("review.recusal_decided", stream="session", personal=(Personal(("ground", "reason")),))
@dataclass(frozen=True, kw_only=True)
class RecusalDecided:
    """A proposed recusal stands or is lifted, with the reason."""

    session: str
    case: str
    member: str
    ground: str
    decided: str
    reason: str


@event("review.cases_deferred", stream="session")
@dataclass(frozen=True, kw_only=True)
class CasesDeferred:
    """Taken off the agenda; each case says so itself with `review.requeued`. While the vote goes on only cases that
    lost their quorum are, and `evaluations` say so (P04); ballots cast on them are not counted."""

    session: str
    cases: tuple[str, ...]
    reason: str
    evaluations: tuple[Evaluation, ...] = ()


@event("review.session_adjourned", stream="session")
@dataclass(frozen=True, kw_only=True)
class SessionAdjourned:
    """Ended without a count; ballots taken are void. `evaluations` say whether there was a quorum (P04)."""

    session: str
    council: str
    body: str
    cases: tuple[str, ...]
    present: int
    members: tuple[str, ...]
    reason: str
    evaluations: tuple[Evaluation, ...]


@event("review.early_vote_opened", stream="session")
@dataclass(frozen=True, kw_only=True)
class EarlyVoteOpened:
    """The vote was opened before `votes_from`, the first day by which members knew the agenda as long as the plan asks
    (`agenda_working_days`); a plan that lets that be is not obeyed in silence."""

    session: str
    body: str
    opened_on: date
    votes_from: date


@event("review.written_opinions_awaited", stream="session")
@dataclass(frozen=True, kw_only=True)
class WrittenOpinionsAwaited:
    """These members are away and have not sent their written opinion: it is taken until `until`, and no more than
    `working_days` are left. Said once per session and number, in time; who voted is known, never which way."""

    session: str
    body: str
    members: tuple[str, ...]
    until: datetime
    working_days: int


@event("review.splits_pooled", stream="session")
@dataclass(frozen=True, kw_only=True)
class SplitsPooled:
    """Splits that waited are told as one sum, now that `voters` different members stand behind it.

    `cases` were voted in this session or earlier ones of the same body; the split of each alone is never told.
    """

    session: str
    body: str
    cases: tuple[str, ...]
    voters: int
    papers: int
    yes: int
    no: int
    abstained: int


@event("review.relation_declared", stream="declaration")
@dataclass(frozen=True, kw_only=True)
class RelationDeclared:
    """Somebody declared a standing relation. Who the relative is stays in review: only its kind is said, and
    `kept_sha256` binds the rest with a salt that stays there, too, so that nobody can try names against it.
    `by_year`: a whole birth was stated, and dossiers that state its year alone are meant as well."""

    declaration: str
    person: str
    kind: str
    kept_sha256: str | None = None
    by_year: bool = False


@event("review.relation_withdrawn", stream="declaration")
@dataclass(frozen=True, kw_only=True)
class RelationWithdrawn:
    declaration: str
    person: str
    kind: str


@event("review.mandate_granted", stream="mandate")
@dataclass(frozen=True, kw_only=True)
class MandateGranted:
    """`delegate` acts for `giver` in the role at the unit; empty `stages` or `awards`: all of the giver's."""

    mandate: str
    giver: str
    delegate: str
    role: Role
    unit: str
    stages: tuple[StageKind, ...]
    awards: tuple[str, ...]
    first: date
    last: date
    document: str


@event("review.mandate_revoked", stream="mandate")
@dataclass(frozen=True, kw_only=True)
class MandateRevoked:
    mandate: str
    giver: str
    delegate: str
    reason: str
