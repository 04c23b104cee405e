"""The plan's last day for the lists a case belongs to (M03): that of the phase its award is for.

Owns: which phase that is. Promises: a dossier that names a phase is held to that phase's day whenever it is sent, one
for the whole year to the phase it is sent in; dossiers are looked into once for all cases of a request, and only where
the plan has several phases. Leaves to others: judging (`rules.receipt`), the law's day for state files
(`dossier_parameters`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Case
from shared.clock import office_day
from shared.events.terms import StageKind
from shared.policy import Policy
from shared.rows import is_one_of


class ListDays:
    """Of the cases of one request, by their ids."""

    def __init__(self, tx: Session, cases: Iterable[str]) -> None:
        self._tx, self._cases = tx, tuple(cases)

    def find(self, case: Case, policy: Policy) -> date | None:
        """The last day at the stage the case stands at; None where the plan sets none."""
        plan, stage = policy.plan, StageKind(case.stage_kind)
        for_phase = self._stated.get(case.id) if plan.has_phases_of_lists(stage) else None
        deadline = plan.find_list_deadline(stage, office_day(case.sent_at), for_phase)
        return deadline.last_day if deadline else None

    @cached_property
    def _stated(self) -> Mapping[str, str | None]:
        """The phase each dossier names; those of before phases were asked for have no such place."""
        wanted = select(Case.id, Case.dossier["for_phase"].as_string())
        among = is_one_of(self._tx, Case.__table__.c.id, sorted(set(self._cases)))
        return dict(self._tx.execute(wanted.where(among)).all())
