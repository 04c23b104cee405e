"""The unverified items of the policy that decided what a rule said of a case, a session or a decision.

Owns: which policies and awards an answer stands on. Promises: read from the policy of then by its hash and from the
kept facts, so that no later file changes it; the award is that of the version judged.
Leaves to others: which items decide a rule (`shared.policy.trust`), showing them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property

from sqlalchemy import CompoundSelect, Select, select, union
from sqlalchemy.orm import Session

from services.review.council_models import AgendaItem, DecisionItem
from services.review.council_queries import law_of
from services.review.escalation_models import OutsideAnswer, SubmissionItem
from services.review.models import Case, HeardVersion
from shared.policy import Policy
from shared.policy.trust import Unverified, unverified_behind_any
from shared.policy_book import PolicyBook
from shared.verdicts import Evaluation


def doubts_of_tally(policy: Policy, award: str, item: AgendaItem) -> tuple[Unverified, ...]:
    """Behind a count: the vote law with the numbers that were laid on the agenda, for quorum and threshold."""
    law = law_of(item.law)
    asked = {
        "P04": {"numerator": law.quorum_numerator, "denominator": law.quorum_denominator},
        "P05": {"percent": law.threshold_percent},
    }
    return tuple(
        dict.fromkeys(one for rule, facts in asked.items() for one in policy.unverified_behind(rule, award, facts))
    )


class Doubts:
    """Asked for one case while a transaction is read."""

    def __init__(self, policies: PolicyBook, tx: Session, case: Case) -> None:
        self.policies, self.tx, self.case = policies, tx, case
        self._agenda, self._list = cache(self._on_agenda), cache(self._on_list)

    @cached_property
    def versions(self) -> list[HeardVersion]:
        """The dossier's versions as they were heard, oldest first."""
        heard = select(HeardVersion).where(HeardVersion.case_id == self.case.id)
        return list(self.tx.scalars(heard.order_by(HeardVersion.number)))

    def of_version(self, policy: str, said: Evaluation, version: int) -> tuple[Unverified, ...]:
        """Behind an answer about the case as it was in this version."""
        return self._behind((policy,), (self._award_in(version),), said)

    def of_session(self, session: str, policies: Iterable[str], said: Evaluation) -> tuple[Unverified, ...]:
        """Behind an answer about a session as a whole, whose agenda may bear several awards."""
        return self._behind(policies, self._agenda(session), said)

    def of_document(self, document: str, policies: Iterable[str], said: Evaluation) -> tuple[Unverified, ...]:
        """Behind an answer about the list of a decision, ours or from above, or of a letter."""
        return self._behind(policies, self._list(document), said)

    def _behind(self, policies: Iterable[str], awards: Iterable[str], said: Evaluation) -> tuple[Unverified, ...]:
        known = [self.policies.pinned(self.tx, one) for one in policies]
        return unverified_behind_any(known, said.rule, awards, said.facts)

    def _award_in(self, version: int) -> str:
        """Supplements may ask for another award: the one before stands in what each changed."""
        award = self.case.award
        for later in reversed(self.versions):
            if later.number > version:
                award = next((one["before"] for one in later.changes if one["at"] == "award"), award)
        return award

    def _on_agenda(self, session: str) -> tuple[str, ...]:
        of_session = select(AgendaItem.case_id).where(AgendaItem.session_id == session)
        return self._awards(of_session)

    def _on_list(self, document: str) -> tuple[str, ...]:
        signed = select(DecisionItem.case_id).where(DecisionItem.decision_id == document)
        asked_for = select(SubmissionItem.case_id).where(SubmissionItem.submission_id == document)
        granted = select(OutsideAnswer.case_id).where(OutsideAnswer.decision_id == document)
        return self._awards(union(signed, asked_for, granted))

    def _awards(self, cases: Select[str] | CompoundSelect[str]) -> tuple[str, ...]:
        listed = select(Case.award).where(Case.id.in_(cases)).distinct().order_by(Case.award)
        return tuple(self.tx.scalars(listed))
