"""Closing the files of cases that were refused or taken back (domain.md §6: archived).

Owns: the act, on one or many. Promises: final; nothing is deleted, neither then nor when the period ends. Leaves to
others: the files of awards, which the register closes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.review.bulk import Outcome, Wanted, each_of, only
from services.review.cases import move, step_of, unit_of, units_on_road
from services.review.models import Case
from services.review.models_after import ArchivedCase
from services.review.permissions import PERMISSIONS
from services.review.rules.chain import acts_at
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import Forbidden
from shared.events.envelope import Actor
from shared.events.review_clocks import CaseArchived
from shared.events.terms import CaseState, StageKind
from shared.permissions import authorize_in_any_state, refuse_state
from shared.policy.marks import Mark
from shared.verdicts import Evaluation
from shared.versions import refuse_stale
from shared.work import Work


def archive_case(desk: Desk, work: Work, case_id: str, *, seen: int, file: str) -> Case:
    """Close the file; `file`: its number in the archive. How long it is kept goes by the law of the day."""
    return only(archive_many(desk, work, [Wanted(case_id, seen)], file=file))


def archive_many(desk: Desk, work: Work, wanted: Sequence[Wanted], *, file: str) -> list[Outcome]:
    """Close many under one number of the archive, as a box of them has one; each as it was seen, or not at all."""

    def ask(case: Case, seen: int, _: Mapping[str, Case]) -> tuple[Evaluation, ...]:
        _authorize(work.actor, case, seen)
        return ()

    clear, outcomes = each_of(work, wanted, ask, with_dossier=False)
    for case, _ in clear:
        _close(desk, work, case, file)
    return outcomes


def _close(desk: Desk, work: Work, case: Case, file: str) -> None:
    policies, today = desk.policies.policies, office_day(work.now)
    period = policies.after_decision.on(today).retention
    kept: dict[str, Any] = {
        "file": file, "archived_on": today, "keep_until": period.last_day(today, policies.calendar),
        "basis": period.basis, "is_unverified": period.mark is Mark.UNVERIFIED,
    }  # fmt: skip
    move(work, case, CaseState.ARCHIVED, action="archive_case", document=file)
    work.tx.add(ArchivedCase(case_id=case.id, **kept))
    fact = CaseArchived(case=case.id, unit=unit_of(case), step=step_of(case), **kept)
    work.emit(case.id, fact, policy=case.policy)


def _authorize(actor: Actor, case: Case, seen: int) -> None:
    """The body where it ended; of what ended beyond the chain, the last body of its road."""
    if not acts_at(actor.role, StageKind(case.stage_kind)):
        raise Forbidden()
    road = units_on_road(case)
    holding = case.body if case.body in road else road[-1]
    authorize_in_any_state(PERMISSIONS, "archive_case", actor, holding_body=holding)
    refuse_stale(case, seen)
    refuse_state(PERMISSIONS, "archive_case", case.is_in)
