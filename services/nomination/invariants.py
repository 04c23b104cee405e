"""What is always true of this service's rows: read-only checks for operators and tests alike.

Owns: the checks. Promises: each returns one line per violation and changes nothing.
Leaves to others: running them (`vinhdanh check`, tests).
"""

from __future__ import annotations

from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.nomination import ledger
from services.nomination.models import Claim, DossierVersion, Nomination, NominationList, QuotaPlace, UnitParent
from services.nomination.queries import NOT_CLAIMING
from services.nomination.queries_heirs import followed_by
from services.nomination.rules.quotas import claim_of_all, claims_of
from services.nomination.rules.supplement import FOLLOWING
from shared.canonical import content_hash
from shared.desk import Invariant
from shared.events.supplement import find_item
from shared.events.terms import FINAL_STATES, CaseState
from shared.policy_book import policies_are_what_their_hash_says
from shared.tables import outbox

_AWARDED = (CaseState.AWARDED.value, CaseState.PUBLISHED.value, CaseState.PRESENTED.value, CaseState.ARCHIVED.value)


def submitted_have_said_so(tx: Session) -> list[str]:
    """Every submitted nomination has its event, and every such event its nomination."""
    rows = set(tx.scalars(select(Nomination.id).where(Nomination.submitted_at.is_not(None))))
    said = list(tx.scalars(select(outbox.c.subject).where(outbox.c.type == "nomination.submitted")))
    return [
        *(f"{case} is submitted but never said so" for case in sorted(rows - set(said))),
        *(f"{case} was said to be submitted but is not" for case in sorted(set(said) - rows)),
        *(f"{case} was said to be submitted twice" for case in sorted({c for c in said if said.count(c) > 1})),
    ]


def claims_match_cases(tx: Session) -> list[str]:
    """A case that is under way or successful holds its award and its achievement; no other holds anything."""
    columns = (Nomination.id, Nomination.nominee_key, Nomination.award, Nomination.period, Nomination.achievement_key)
    is_live = Nomination.state.not_in(NOT_CLAIMING)
    # A returned case may be edited; its claims follow when the supplement is sent.
    settled = select(*columns).where(is_live, Nomination.state != "returned")
    due = {
        (case, key, what)
        for case, key, award, period, achievement in tx.execute(settled)
        for what in claims_of(award=award, period=period, achievement_key=achievement)
    }
    live = set(tx.scalars(select(Nomination.id).where(is_live)))
    held = {tuple(row) for row in tx.execute(select(Claim.case_id, Claim.nominee_key, Claim.what))}
    claimed = {(case, key, claim_of_all(what)) for case, key, what in held}
    return [
        *(f"{case} has no claim on {what}" for case, _, what in sorted(due - claimed)),
        *(f"{case} claims {what} though it ended" for case, _, what in sorted(held) if case not in live),
    ]


def places_match_cases(tx: Session) -> list[str]:
    """Places are held by cases under way and used by awarded ones, and every account counts its places."""
    rows = tx.execute(
        select(QuotaPlace.case_id, QuotaPlace.is_used, Nomination.state).join(
            Nomination, Nomination.id == QuotaPlace.case_id
        )
    )
    return [
        *(
            f"{case} is {state} but its place is {'used' if is_used else 'reserved'}"
            for case, is_used, state in rows
            if state in NOT_CLAIMING or is_used is not (state in _AWARDED)
        ),
        *ledger.counted_wrongly(tx),
    ]


def versions_are_whole(tx: Session) -> list[str]:
    """Versions run from 1 without gap, and each still has the content it was sent with."""
    wrong = []
    counted = select(DossierVersion.nomination_id, func.count()).group_by(DossierVersion.nomination_id)
    present = {case: number for case, number in tx.execute(counted)}
    for case, number in tx.execute(select(Nomination.id, Nomination.dossier_version)):
        if present.get(case, 0) != number:
            wrong.append(f"{case} has {present.get(case, 0)} versions, not {number}")
    kept = select(
        DossierVersion.nomination_id, DossierVersion.number, DossierVersion.dossier_sha256, DossierVersion.dossier
    )
    for case, number, sha256, dossier in tx.execute(kept):
        if content_hash(dossier) != sha256:
            wrong.append(f"{case} version {number} was altered")
    return wrong


def supplements_keep_to_their_returns(tx: Session) -> list[str]:
    """A supplement differs from the version before only where the return named a place, and answers every item."""
    version = DossierVersion
    columns = (version.nomination_id, version.number, version.changed, version.items, version.answers)
    wrong = []
    for case, number, changed, items, answers in tx.execute(select(*columns).where(version.number > 1)):
        parts = [item["part"] for item in items]
        beyond = [place for place in changed if find_item(parts, place) is None and place not in FOLLOWING]
        if beyond:
            wrong.append(f"{case}: version {number} changed {', '.join(beyond)}, which its return does not name")
        if [answer["part"] for answer in answers if answer["is_mended"] or answer["words"]] != parts:
            wrong.append(f"{case}: version {number} leaves items of its return unanswered")
    return wrong


def units_have_one_parent(tx: Session) -> list[str]:
    """No unit stands under two bodies on one day."""
    rows = tx.execute(
        select(UnitParent.unit_id, UnitParent.valid_from, UnitParent.valid_to).order_by(
            UnitParent.unit_id, UnitParent.valid_from
        )
    ).all()
    return [
        f"{unit} has two parents on {following[1]}"
        for (unit, _, last), following in pairwise(rows)
        if following[0] == unit and (last is None or last >= following[1])
    ]


def what_passed_rests_on_the_tree(tx: Session) -> list[str]:
    """Open cases, drafts and lists are with a successor only while the tree has the merger or split they passed by.

    A migration ordered in review while somebody took the succession back here comes to light so; `review migrate
    --revert` brings back what it moved.
    """
    is_open = Nomination.state.not_in([state.value for state in FINAL_STATES])
    case = select(Nomination.id, Nomination.unit_id, Nomination.successor_id).where(
        Nomination.successor_id.is_not(None), is_open
    )
    draft = select(Nomination.id, Nomination.drafted_at, Nomination.unit_id).where(
        Nomination.drafted_at.is_not(None), is_open
    )
    lists = select(NominationList.id, NominationList.unit_id, NominationList.successor_id).where(
        NominationList.successor_id.is_not(None)
    )
    passed = [(item, ended, heir) for wanted in (case, draft, lists) for item, ended, heir in tx.execute(wanted)]
    follows = followed_by(tx, {heir for _, _, heir in passed})
    return [
        f"{item} passed from {ended} to {heir}, which does not follow it in the tree: revert the migration"
        for item, ended, heir in sorted(passed)
        if ended not in follows[heir]
    ]


INVARIANTS = (
    Invariant("nomination.submitted_have_said_so", submitted_have_said_so),
    Invariant("nomination.claims_match_cases", claims_match_cases),
    Invariant("nomination.places_match_cases", places_match_cases),
    Invariant("nomination.versions_are_whole", versions_are_whole),
    Invariant("nomination.supplements_keep_to_their_returns", supplements_keep_to_their_returns),
    Invariant("nomination.units_have_one_parent", units_have_one_parent),
    Invariant("nomination.what_passed_rests_on_the_tree", what_passed_rests_on_the_tree),
    Invariant("nomination.policies_are_what_their_hash_says", policies_are_what_their_hash_says),
)
