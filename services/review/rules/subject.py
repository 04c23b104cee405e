"""Whether a collective that is a union body itself still is one: asked wherever a case goes on towards its award.

Owns: G02 as the stages, the agenda and the signature ask it again. Promises: pure; asked only where the dossier says
which union the subject is. Leaves to others: the road, which submission asks of the same rule (nomination).
"""

from __future__ import annotations

from datetime import date

from services.review.rules.facts import Subject
from shared.verdicts import Consequence, Evaluation, Finding, fails, holds, rule


@rule(
    "G02", stage="grassroots", if_fails=Consequence.BLOCK,
    basis="TT 15/2025/TT-BNV", once_cited=("domain.md §3.2 (TT 15/2025/TT-BNV)",),
    vi="Tổ chức được đề nghị chưa chấm dứt", en="The union proposed for an award has not ended",
)  # fmt: skip
def subject_goes_on(*, subject: str, last_day: date | None, asked_on: date) -> Finding:
    """`subject` is a union of the tree; `last_day` None while it goes on. Whoever succeeds it is another subject."""
    if last_day is not None and asked_on > last_day:
        end = f"đã chấm dứt sau ngày {last_day:%d/%m/%Y}: tổ chức đã giải thể không được khen, đơn vị kế thừa là"
        en = (
            f"The union proposed ({subject}) ended after {last_day}: a dissolved body cannot be rewarded, and its"
            " successor is another subject."
        )
        return fails(f"Tổ chức được đề nghị {end} đối tượng khác.", en).said_once_as(
            f"Tổ chức được đề nghị ({subject}) {end} đối tượng khác.", en
        )
    return holds("Tổ chức được đề nghị đang hoạt động.", "The union proposed goes on.")


def ask_subject(facts: Subject | None) -> tuple[Evaluation, ...]:
    """G02, where the subject is a union body."""
    if facts is None:
        return ()
    return (subject_goes_on(subject=facts.unit, last_day=facts.last_day, asked_on=facts.asked_on),)
