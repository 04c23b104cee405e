"""What must always hold in the register; read-only, run by operators and by the test suite.

Owns: the checks. Promises: one line per violation.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registry.models import Award, Decision, GoldenBook
from shared.desk import Invariant
from shared.tables import outbox


def decisions_have_all_their_awards(tx: Session) -> list[str]:
    counted = (
        select(Decision.id, Decision.awards, func.count(Award.id))
        .outerjoin(Award, Award.decision_id == Decision.id)
        .group_by(Decision.id, Decision.awards)
        .having(func.count(Award.id) != Decision.awards)
    )
    differing = tx.execute(counted)
    return [f"decision {decision} lists {listed}, {found} are entered" for decision, listed, found in differing]


def certificates_are_given_once(tx: Session) -> list[str]:
    doubled = (
        select(Award.body, Award.certificate)
        .where(Award.certificate.is_not(None))
        .group_by(Award.body, Award.certificate)
        .having(func.count(Award.id) > 1)
    )
    return [f"{body} gave certificate {number} twice" for body, number in tx.execute(doubled)]


def golden_books_count_all_awards(tx: Session) -> list[str]:
    """One number for each award of ours; what was decided above has none."""
    given = tx.scalar(select(func.sum(GoldenBook.last))) or 0
    entered = tx.scalar(select(func.count(Award.certificate))) or 0
    return [] if given == entered else [f"{given} numbers were given for {entered} awards"]


def every_award_was_said(tx: Session) -> list[str]:
    """As many entries were said of an award as it has."""
    is_entering = (outbox.c.subject == Award.id) & (outbox.c.type == "registry.award_recorded")
    entries, said = func.count(Award.id.distinct()), func.count(outbox.c.id)
    differing = select(Award.case_id, entries, said).outerjoin(outbox, is_entering).group_by(Award.case_id)
    return [
        f"the award of case {case} has {entered} entries, {told} were said"
        for case, entered, told in tx.execute(differing.having(entries != said))
    ]


INVARIANTS = (
    Invariant("registry.decisions_have_all_their_awards", decisions_have_all_their_awards),
    Invariant("registry.certificates_are_given_once", certificates_are_given_once),
    Invariant("registry.golden_books_count_all_awards", golden_books_count_all_awards),
    Invariant("registry.every_award_was_said", every_award_was_said),
)
