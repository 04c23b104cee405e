"""Putting a changed policy in force from a day on.

Owns: the decision and its record. Promises: no content governs from a day that has passed, and none changes under a
case that was sent; what was founded at the first start or activated since stays in force until somebody activates what
differs. Leaves to others: whether the content is sound (`shared.policy`), which one a dossier falls under
(`queries_policies`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.nomination.actions_submission import publish_policy
from services.nomination.errors import ActivationPast, NothingToActivate
from services.nomination.models import PolicyActivation
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_policies import activations_of, find_activation, forget
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import Place
from shared.events.nomination import PolicyActivated
from shared.permissions import authorize
from shared.policy import Policy, PolicySet
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A policy and the first day a plan goes by it."""

    governs_from: date
    policy: Policy


def found(desk: Desk, work: Work) -> tuple[str, ...]:
    """Put plans nobody decided on in force as the files have them; those whose files say something else by now."""
    changed: list[str] = []
    for plan in desk.policies.policies.plans.values():
        rows = activations_of(work.tx, plan.id)
        since = max((row.decided_from for row in rows), default=plan.window.first)
        contents = list(contents_of(desk.policies.policies, plan.id, since))
        if not rows:
            _say(work, _decide(desk, work, plan.id, contents, number=1, decided_from=since, document=""))
        elif _differs(rows, contents, since):
            changed.append(plan.id)
    return tuple(changed)


def activate(
    desk: Desk, work: Work, policies: PolicySet, *, governs_from: date, document: str, plan: str | None = None
) -> tuple[PolicyActivation, ...]:
    """Let what differs in `policies` govern dossiers sent from a day on, of one plan or of all."""
    authorize(PERMISSIONS, "activate_policy", work.actor)
    _refuse_past(governs_from, office_day(work.now))
    plans = [policies.plan(plan)] if plan is not None else list(policies.plans.values())
    made: list[PolicyActivation] = []
    for one in plans:
        contents = list(contents_of(policies, one.id, governs_from))
        rows = activations_of(work.tx, one.id)
        if contents and _differs(rows, contents, governs_from):
            number = max((row.number for row in rows), default=0) + 1
            decided = _decide(
                desk, work, one.id, contents, number=number, decided_from=governs_from, document=document
            )
            _say(work, decided)
            made += decided
    if not made:
        raise NothingToActivate()
    forget(work.tx)
    return tuple(made)


def _say(work: Work, decided: Sequence[PolicyActivation]) -> None:
    for row in decided:
        said = PolicyActivated(
            policy=row.policy, plan=row.plan, rulebook=row.rulebook, governs_from=row.governs_from,
            document=row.document, number=row.number, decided_from=row.decided_from,
        )  # fmt: skip
        work.emit(row.policy, said)


def contents_of(policies: PolicySet, plan_id: str, since: date) -> Iterator[Content]:
    """The plan under each rulebook that governs it on or after a day, with the day each begins."""
    plan = policies.plan(plan_id)
    for rulebook in sorted(policies.rulebooks.values(), key=lambda book: book.valid_from):
        first = max(plan.window.first, rulebook.valid_from, since)
        if not rulebook.is_draft and first <= min(plan.window.last, rulebook.valid_to):
            yield Content(governs_from=first, policy=policies.rehearsal_bundle(plan_id, rulebook.id))


def _refuse_past(day: date, today: date) -> None:
    if day < today:
        raise ActivationPast(
            f"Ngày {day:%d/%m/%Y} đã qua; chỉ áp dụng được từ {today:%d/%m/%Y}.",
            f"{day.isoformat()} has passed; it can govern from {today.isoformat()} on.",
            places=[Place("governs_from", ActivationPast.words, ActivationPast.code)],
        )


def _differs(rows: Sequence[PolicyActivation], contents: Sequence[Content], since: date) -> bool:
    """Whether on some day from then on other content would govern than does."""
    ours = {row.governs_from for row in rows} | {row.decided_from for row in rows}
    days = {since, *(one.governs_from for one in contents), *(day for day in ours if day > since)}
    return any(_hash_on(rows, day) != _begun_by(contents, day) for day in days)


def _hash_on(rows: Sequence[PolicyActivation], day: date) -> str | None:
    found = find_activation(rows, day)
    return None if found is None else found.policy


def _begun_by(contents: Sequence[Content], day: date) -> str | None:
    begun = [one for one in contents if one.governs_from <= day]
    return max(begun, key=lambda one: one.governs_from).policy.hash if begun else None


def _decide(
    desk: Desk, work: Work, plan: str, contents: Sequence[Content], *, number: int, decided_from: date, document: str
) -> list[PolicyActivation]:
    rows = []
    for one in contents:
        publish_policy(desk, work, one.policy)
        row = PolicyActivation(
            plan=plan, number=number, governs_from=one.governs_from, decided_from=decided_from,
            rulebook=one.policy.rulebook.id, policy=one.policy.hash, document=document,
            activated_by=work.actor.subject, activated_at=work.now,
        )  # fmt: skip
        work.tx.add(row)
        rows.append(row)
    work.tx.flush()
    return rows
