"""A decision of somebody beyond the chain, entered from its document.

Owns: the record of it with its list and the working of each bonus. Promises: the number and the signatory stand as in
the document; it takes no number of ours. Leaves to others: the answer it came with (`outside_answers`), the register.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.review.cases import policy_of
from services.review.decision_list import ask_list, award_item, list_hash
from services.review.escalation_models import OutsideDecision, Submission
from services.review.list_at_hand import kept_with
from services.review.models import Case
from shared.desk import Desk
from shared.events.escalation import OutsideDecisionEntered
from shared.words import Words
from shared.work import Work


def enter_decision(
    desk: Desk,
    work: Work,
    letter: Submission,
    cases: Sequence[Case],
    *,
    office: str,
    name: Words,
    number: str,
    signatory: str,
    document: str,
    dated: date,
) -> OutsideDecision:
    """Keep the decision on these cases of a letter and say it (P10 and P14 are asked of its list)."""
    salaries = desk.policies.salaries
    items = tuple(award_item(policy_of(desk, work.tx, case), salaries, case, dated) for case in cases)
    asked = ask_list(desk, work.tx, cases, items, dated)
    decision = OutsideDecision(
        id=work.new_id(), submission_id=letter.id, office=office, office_name_vi=name.vi, office_name_en=name.en,
        printed=number, dated=dated, signatory=signatory, document=document, body=letter.body, plan=letter.plan,
        list_sha256=list_hash(items), entered_by=work.actor.subject, entered_at=work.now,
        evaluations=kept_with(cases, asked),
    )  # fmt: skip
    work.tx.add(decision)
    work.tx.flush()
    work.emit(
        decision.id,
        OutsideDecisionEntered(
            decision=decision.id, number=number, dated=dated, signatory=signatory, office=office, office_name=name,
            document=document, body=letter.body, body_name=letter.body_name, plan=letter.plan, entered_at=work.now,
            entered_by=work.actor.subject, items=items, list_sha256=decision.list_sha256, evaluations=asked,
        ),
    )  # fmt: skip
    return decision
