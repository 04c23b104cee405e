"""A session, a decision, a list to sign as people see them: plain values gathered from several rows.

Owns: what is shown together. Promises: who has voted, never which way; numbers of a vote only after closing; a case
hidden from the reader is in no list, total or text. A signed decision is published and shown to all who may read it.
Leaves to others: the selects (`council_queries`), names and types of the answer (`council_schemas`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from services.review.ballot_views import pools_view
from services.review.blindness import hidden_among
from services.review.cases import policy_of
from services.review.council_models import AgendaItem, Council, CouncilSession, Decision, Recusal
from services.review.council_queries import (
    agenda_of,
    cases_by_id,
    counted_ratio,
    get_council,
    get_minutes,
    items_of,
    law_of,
    members_of,
    seated_in,
    sessions_of,
    voters_of,
)
from services.review.decision_list import (
    PassedCases,
    award_item,
    list_hash,
    lot_of,
    passed_by_votes,
    passed_on_minutes,
    voted_list,
)
from services.review.doubts import doubts_of_tally
from services.review.minutes import ask_minutes, extract
from services.review.outlooks import outlook_of
from services.review.permissions import PERMISSIONS
from services.review.quorums import strictest_quorum
from services.review.recusal_queries import every_recusal_of
from services.review.rules.outlook import said_of
from services.review.rules.recusal import GROUND_WORDS, Ground
from services.review.rules.vote_law import Law, least_present, least_yes, reaches_quorum
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.envelope import Actor
from shared.permissions import authorize
from shared.policy.trust import Unverified
from shared.verdicts import Verdict


def authorize_reading(actor: Actor, body: str) -> None:
    """The body's own people read its council; auditors and administrators read every one."""
    if actor.role in PERMISSIONS["read_every_case"].roles:
        return
    authorize(PERMISSIONS, "read_case", actor, above=(body,))


def body_shown_to(actor: Actor) -> str | None:
    """The body whose lists an actor sees; None for all of them."""
    return None if actor.role in PERMISSIONS["read_every_case"].roles else actor.unit


def council_view(tx: Session, council: Council) -> dict[str, Any]:
    return {
        "id": council.id, "kind": council.kind, "body": council.body, "chair": council.chair,
        "secretary": council.secretary, "valid_from": council.valid_from, "document": council.document,
        "members": seated_in(tx, council.id), "version": council.version,
    }  # fmt: skip


def session_view(tx: Session, session: CouncilSession, actor: Actor) -> dict[str, Any]:
    council, members = get_council(tx, session.council_id), members_of(tx, session.id)
    present = [member for member, is_present in members.items() if is_present]
    return {
        "id": session.id, "council": session.council_id, "body": session.body, "mode": session.mode,
        "state": session.state, "meets_on": session.meets_on, "opened_at": session.opened_at,
        "voting_opened_at": session.voting_opened_at, "written_until": session.written_until,
        "votes_from": session.votes_from, "no_vote_before": session.no_vote_before,
        "adjourned_for": session.adjourned_for, "kind": council.kind,
        "closed_at": session.closed_at, "closed_by": session.closed_by,
        "version": session.version, "chair": council.chair,
        "members": list(members), "present": present, "quorum": _quorum(tx, session.id, len(present), len(members)),
        "voted": [{"member": v.member, "in_writing": v.in_writing} for v in voters_of(tx, session.id)],
        "agenda": _agenda(tx, session, actor), "ties": _ties(tx, session, actor),
    }  # fmt: skip


def _quorum(tx: Session, session_id: str, present: int, total: int) -> dict[str, Any] | None:
    items = agenda_of(tx, session_id)
    if not items:
        return None
    law = strictest_quorum([law_of(item.law) for item in items])
    up, down = law.quorum_numerator, law.quorum_denominator
    return {
        "present": present,
        "of": total,
        "needed": least_present(of=total, numerator=up, denominator=down),
        "is_reached": reaches_quorum(present=present, of=total, numerator=up, denominator=down),
        "formula": f"{present} × {down} ≥ {total} × {up}",
    }


def shown_agenda(tx: Session, session_id: str, actor: Actor) -> list[tuple[int, AgendaItem]]:
    """The agenda as the reader sees it, numbered without a gap."""
    items = agenda_of(tx, session_id)
    hidden = hidden_among(tx, actor, [item.case_id for item in items])
    return list(enumerate((item for item in items if item.case_id not in hidden), start=1))


def _agenda(tx: Session, session: CouncilSession, actor: Actor) -> list[dict[str, Any]]:
    items = shown_agenda(tx, session.id, actor)
    cases = cases_by_id(tx, [item.case_id for _, item in items])
    recusals = every_recusal_of(tx, session.id)
    return [
        {
            "number": number, "case": item.case_id, "nominee": cases[item.case_id].nominee_name,
            "unit": cases[item.case_id].unit_name, "award": cases[item.case_id].award,
            "state": cases[item.case_id].state, "threshold_percent": item.law["threshold_percent"],
            "law": _law_shown(law_of(item.law)), "basis": item.law["basis"], "passed": item.passed,
            "recusals": [_recusal_shown(row) for row in recusals if row.case_id == item.case_id],
        }
        for number, item in items
    ]  # fmt: skip


def _ties(tx: Session, session: CouncilSession, actor: Actor) -> list[dict[str, Any]]:
    """Equal votes at a last place (P13), where every contender may be seen, and whoever has a place before them."""
    ties = [one for one in session.evaluations if one["rule"] == "P13" and one["verdict"] == Verdict.FAILS.value]
    named = [([one["case"] for one in tie["facts"]["passed"]], tie["facts"].get("taken", ()), tie) for tie in ties]
    return [
        {"cases": cases, "words": tie["words"]}
        for cases, taken, tie in named
        if not hidden_among(tx, actor, [*cases, *taken])
    ]


def _recusal_shown(row: Recusal) -> dict[str, Any]:
    return {
        "member": row.member, "ground": row.ground, "words": to_plain(GROUND_WORDS[Ground(row.ground)]),
        "decided": row.decided, "decided_by": row.decided_by, "reason": row.reason,
    }  # fmt: skip


def _law_shown(law: Law) -> dict[str, Any]:
    shown: dict[str, Any] = to_plain(law)
    return shown


def outlooks_view(desk: Desk, tx: Session, session_id: str, actor: Actor) -> list[dict[str, Any]]:
    """Targets with the sentence an officer would write, and quotas with what remains."""
    return [
        {
            "plan": one.plan,
            "period": to_plain(one.period),
            "targets": [{**to_plain(standing), "words": to_plain(said_of(standing))} for standing in one.targets],
            "quotas": [{**to_plain(quota), "remains": quota.remains} for quota in one.quotas],
            "doubts": one.doubts,
        }
        for one in outlook_of(desk, tx, session_id, actor)
    ]


def tallies_view(desk: Desk, tx: Session, session_id: str, actor: Actor) -> dict[str, Any]:
    """Counted votes in the order of the agenda, with the least yes votes that pass; empty before closing.

    A split that waits is None; `pooled` are the sums told in its place.
    """
    counted = [(number, item) for number, item in shown_agenda(tx, session_id, actor) if item.tally is not None]
    cases = cases_by_id(tx, [item.case_id for _, item in counted])
    items = [
        {
            "number": number,
            "case": item.case_id,
            "needed": least_yes(counted_of=tally["counted_of"], percent=tally["threshold_percent"]),
            "doubts": doubts_of_tally(policy_of(desk, tx, cases[item.case_id]), cases[item.case_id].award, item),
            "pooled_in": item.pooled_in,
            **tally,
        }
        for number, item in counted
        if (tally := item.tally) is not None
    ]
    return {"items": items, "pooled": pools_view(tx, [item for _, item in counted], actor)}


def minutes_view(desk: Desk, tx: Session, session: CouncilSession, actor: Actor) -> dict[str, Any]:
    """The minutes as written at closing, and P07 asked of that text now; for a concerned reader an extract.

    The whole text states every ratio, as the law wants. While a split waits only those who sign it read it, chair and
    secretary; an extract bears no hash, since a hash of so few possible texts would tell the split. `doubts`, in both
    languages, come from the policy of then, so that minutes written before they were printed have them as well.
    """
    session_id, minutes = session.id, get_minutes(tx, session.id)
    items = [item for item in agenda_of(tx, session_id) if item.tally is not None]
    hidden = hidden_among(tx, actor, [item.case_id for item in items])
    if hidden or not _reads_splits(tx, session, items, actor):
        shown = [item for item in items if item.case_id not in hidden]
        text, doubts = extract(desk, tx, session, shown), _doubts_of(desk, tx, shown)
        return {"session": session_id, "text": text, "sha256": None, "checks": [], "doubts": doubts}
    asked = ask_minutes(minutes.text, [counted_ratio(item) for item in items])
    checks = [
        {"case": item.case_id, "rule": one.rule, "verdict": one.verdict.value, "words": to_plain(one.words)}
        for item, one in zip(items, asked, strict=True)
    ]
    return {
        "session": session_id, "text": minutes.text, "sha256": minutes.sha256, "checks": checks,
        "doubts": _doubts_of(desk, tx, items),
    }  # fmt: skip


def _doubts_of(desk: Desk, tx: Session, items: Sequence[AgendaItem]) -> list[Unverified]:
    """What the counts of these cases rest on without having been verified, each once."""
    cases = cases_by_id(tx, [item.case_id for item in items])
    found = (
        doubts_of_tally(policy_of(desk, tx, cases[item.case_id]), cases[item.case_id].award, item) for item in items
    )
    return list(dict.fromkeys(one for doubts in found for one in doubts))


def _reads_splits(tx: Session, session: CouncilSession, items: Sequence[AgendaItem], actor: Actor) -> bool:
    if all(item.sealed is None for item in items):
        return True
    council = get_council(tx, session.council_id)
    return actor.subject in (council.chair, council.secretary)


def decision_view(tx: Session, decision: Decision) -> dict[str, Any]:
    """A decision with its list. No birth date, no key: the list is what is published (domain.md §7.4)."""
    items = items_of(tx, decision.id)
    cases = cases_by_id(tx, [item.case_id for item in items])
    return {
        "id": decision.id, "number": decision.printed, "dated": decision.dated, "plan": decision.plan,
        "body": decision.body, "body_name": decision.body_name, "signed_at": decision.signed_at,
        "signed_by": decision.signed_by, "list_sha256": decision.list_sha256,
        "sessions": sessions_of(tx, decision.id),
        "items": [
            {"case": item.case_id, "nominee": cases[item.case_id].nominee_name,
             "unit": cases[item.case_id].unit_name, "award": cases[item.case_id].award, "bonus": item.bonus}
            for item in items
        ],
    }  # fmt: skip


def lists_to_sign(
    desk: Desk, tx: Session, session: CouncilSession, day: date, actor: Actor
) -> list[dict[str, Any]]:
    """The lists a signer may sign on the votes of a session, with the hash of each if dated `day`."""
    lists = _lists_of(desk, tx, passed_by_votes(tx, [session.id]), day, actor)
    return [{"session": session.id, **one} for one in lists]


def lists_on_minutes(desk: Desk, tx: Session, day: date, actor: Actor) -> list[dict[str, Any]]:
    """The same for what the reader's own body passed on its minutes, where no council votes."""
    lists = _lists_of(desk, tx, passed_on_minutes(tx, actor.unit), day, actor)
    return [{"session": None, **one} for one in lists]


def _lists_of(desk: Desk, tx: Session, source: PassedCases, day: date, actor: Actor) -> list[dict[str, Any]]:
    """One per plan and deciding authority; a list with a case hidden from the reader is not theirs to sign, and not
    shown."""
    cases = cases_by_id(tx, source.passed)
    lots = {case.id: lot_of(desk.policies.pinned(tx, case.policy), case) for case in cases.values()}
    lists = []
    for plan, road in sorted(set(lots.values()), key=str):
        voted = voted_list(source, cases, lots, (plan, road))
        if not voted.waiting or hidden_among(tx, actor, voted.waiting):
            continue
        waiting = [cases[case_id] for case_id in voted.waiting]
        policies = desk.policies
        items = [award_item(policies.pinned(tx, case.policy), policies.salaries, case, day) for case in waiting]
        lists.append({"plan": plan, "road": road, "cases": list(voted.waiting), "list_sha256": list_hash(items)})
    return lists
