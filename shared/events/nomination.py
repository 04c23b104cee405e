"""What the nomination service says. Streams: `unit`, `policy`, `hold`, `identity`, `list`, `case`, `contact`,
`refusal`, `reading`; `erasure`: `shared.events.erasure`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.events.catalog import Personal, event
from shared.events.dossier import Dossier, Road, UnitRef
from shared.events.refusal import Refusal
from shared.events.supplement import Answer
from shared.events.terms import Block, CaseState, HoldKind, UnitKind
from shared.verdicts import Evaluation


@event("nomination.unit_registered", stream="unit")
@dataclass(frozen=True, kw_only=True)
class UnitRegistered:
    unit: str
    name: str
    kind: UnitKind
    block: Block | None
    parent: str | None
    valid_from: date
    document: str | None = None


@event("nomination.unit_moved", stream="unit")
@dataclass(frozen=True, kw_only=True)
class UnitMoved:
    unit: str
    parent: str | None
    valid_from: date
    document: str


@event("nomination.unit_closed", stream="unit")
@dataclass(frozen=True, kw_only=True)
class UnitClosed:
    unit: str
    last_day: date
    document: str


@event("nomination.unit_succeeded", stream="unit")
@dataclass(frozen=True, kw_only=True)
class UnitSucceeded:
    """The unit ended: it merged into another of its kind, or split into several. `valid_from` is the first day on which
    only the successors exist.
    """

    unit: str
    successors: tuple[str, ...]
    valid_from: date
    document: str


@event("nomination.succession_taken_back", stream="unit")
@dataclass(frozen=True, kw_only=True)
class SuccessionTakenBack:
    """The unit's last merger or split was entered in error; the entry itself stays on record.

    The unit goes on as if there had been none, until `valid_to` (None: on).
    """

    unit: str
    successors: tuple[str, ...]
    valid_to: date | None
    reason: str
    document: str


@event("nomination.policy_published", stream="policy")
@dataclass(frozen=True, kw_only=True)
class PolicyPublished:
    """A bundle of plan, rulebook, chains, calendar and salaries that cases may be received under."""

    policy: str
    plan: str
    rulebook: str
    document: dict[str, Any]


@event("nomination.policy_activated", stream="policy")
@dataclass(frozen=True, kw_only=True)
class PolicyActivated:
    """A bundle governs dossiers of the plan sent from a day on, by a decision on paper (`document`).

    `number` counts the decisions on the plan, `decided_from` is the first day this one reaches. The first is that of
    the first start and rests on no document.
    """

    policy: str
    plan: str
    rulebook: str
    governs_from: date
    document: str
    number: int
    decided_from: date


@event(
    "nomination.hold_entered",
    stream="hold",
    personal=(Personal(("nominee_key", "kind", "document", "kept_sha256", "year_key"), owner="hold"),),
)
@dataclass(frozen=True, kw_only=True)
class HoldEntered:
    """Something is being verified about a subject: ND152 Art 4(4). `kept_sha256` binds the name it goes by.

    `year_key`: the key of the same name and the year of birth alone, under which namesakes may be meant, too.
    """

    hold: str
    nominee_key: str
    kind: HoldKind
    document: str
    kept_sha256: str | None = None
    year_key: str | None = None


@event("nomination.hold_lifted", stream="hold", personal=(Personal(("document",), owner="hold"),))
@dataclass(frozen=True, kw_only=True)
class HoldLifted:
    hold: str
    document: str


@event(
    "nomination.identity_ruled",
    stream="identity",
    personal=(
        Personal(("nominee_key", "reason")), Personal(("other_key",), owner="other_case"), Personal(("person",)),
        Personal(("other_person",), owner="other_case"),
    ),
)  # fmt: skip
@dataclass(frozen=True, kw_only=True)
class IdentityRuled:
    """A person's word on whether two nominations are of one subject. `weight` is how alike they were found (0–100).

    `other_case` may be a hold's id. Where both have one key, or the hold may mean the nominee under another,
    `person` and `other_person` are the marks of who is meant.
    """

    case: str
    other_case: str
    nominee_key: str
    other_key: str
    are_same: bool
    is_from_above: bool
    weight: int
    reason: str
    person: str | None = None
    other_person: str | None = None


@event("nomination.list_imported", stream="list")
@dataclass(frozen=True, kw_only=True)
class ListImported:
    list: str
    unit: str
    plan: str
    file_sha256: str
    rows_read: int
    rows_accepted: int
    rows_refused: int


@event("nomination.submitted", stream="case", personal=(Personal(("claims", "dossier", "evaluations")),))
@dataclass(frozen=True, kw_only=True)
class Submitted:
    """A dossier was sent up. `version` counts its versions; `sent_at` chooses the rule set (domain.md §0.5).

    `claims` is what its subject holds alone from now on (G05, G06), `places` the accounts of the limits it counts
    against (M05).
    """

    case: str
    receipt: str
    plan: str
    unit: UnitRef
    road: Road
    dossier: Dossier
    version: int
    sent_at: datetime
    evaluations: tuple[Evaluation, ...]
    must_hold: bool = False
    list: str | None = None
    claims: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@event("nomination.resubmitted", stream="case", personal=(
    Personal(("answers", "claims", "dossier", "evaluations")),
))  # fmt: skip
@dataclass(frozen=True, kw_only=True)
class Resubmitted:
    """The supplement a return asked for: a new version; the old one is kept.

    `changed` are the places that differ from the version before, `answers` one per item of the return; `claims` and
    `places` are what it holds and counts against from now on. `must_hold`: something is being verified about whom it
    names (G08), entered since or of a name that was corrected.
    """

    case: str
    dossier: Dossier
    version: int
    sent_at: datetime
    changed: tuple[str, ...]
    answers: tuple[Answer, ...]
    evaluations: tuple[Evaluation, ...]
    must_hold: bool = False
    claims: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@event("nomination.nominee_contact_stated", stream="contact", personal=(Personal(("email",)),))
@dataclass(frozen=True, kw_only=True)
class NomineeContactStated:
    """Where the nominee is written to after the decision, as stated with this version; None where that was taken back.

    Apart from the dossier: who judges and votes needs no address.
    """

    case: str
    version: int
    email: str | None


@event("nomination.withdrawal_requested", stream="case", personal=(Personal(("reason",)),))
@dataclass(frozen=True, kw_only=True)
class WithdrawalRequested:
    """The proposing unit takes a submitted case back; review, which holds the case, grants or declines."""

    case: str
    unit: str
    reason: str


@event("nomination.draft_withdrawn", stream="case", personal=(Personal(("reason",)),))
@dataclass(frozen=True, kw_only=True)
class DraftWithdrawn:
    """A draft was taken back before anybody else had it."""

    case: str
    unit: str
    nominee_key: str
    reason: str
    from_state: CaseState


@event("nomination.command_refused", stream="refusal")
@dataclass(frozen=True, kw_only=True)
class CommandRefused(Refusal):
    """See `Refusal`."""
