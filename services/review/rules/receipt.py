"""Who may take a file in hand, and when: checks that hold at every stage above the desk it comes from.

Owns: M02, M03, M09 and asking them. Promises: pure; a conflict nobody declared is not held against anyone.
Leaves to others: which stage asks which of them (the rooms), authority (`permissions`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from services.review.rules.facts import Filing, Hand, Relation, Timeliness
from shared.verdicts import Consequence, Evaluation, Finding, fails, holds, rule, unknown

_RELATIONS = {
    Relation.SELF: ("là người được đề nghị", "is the nominee"),
    Relation.KIN: ("là người thân của người được đề nghị", "is kin of the nominee"),
    Relation.SAME_SMALL_UNIT: ("cùng tập thể nhỏ với người được đề nghị", "is of the nominee's small unit"),
}


@rule(
    "M02", stage="intermediate", if_fails=Consequence.BLOCK,
    basis="Quy định của hệ thống (thiết kế)", once_cited=("Quy trình (thiết kế); domain.md §5 M02",),
    vi="Người tiếp nhận khác người trình", en="Received by another person than the submitter",
)  # fmt: skip
def another_person_receives(
    *, actor: str, submitted_by: str, sent_up_by: str, supplemented_by: tuple[str, ...] = ()
) -> Finding:
    """Neither who submitted the nomination or a supplement to it, nor who sent it up from the stage below, takes it in
    hand here."""
    if actor == submitted_by:
        return fails("Người trình hồ sơ không được tiếp nhận, thẩm định.", "Whoever submitted it may not handle it.")
    if actor in supplemented_by:
        return fails(
            "Người nộp bổ sung hồ sơ không được tiếp nhận, thẩm định.",
            "Whoever sent a supplement to it may not handle it.",
        )
    if actor == sent_up_by:
        return fails("Người trình từ cấp dưới không được xử lý tiếp.", "Whoever sent it up may not handle it here.")
    return holds("Người tiếp nhận khác người trình.", "Another person than the submitter.")


@rule(
    "M03", stage="intermediate", if_fails=Consequence.WARN, basis="Kế hoạch: thời hạn nhận danh sách",
    vi="Đúng thời hạn nhận danh sách, hoặc có ý kiến đồng ý nhận muộn",
    en="Within the plan's deadline for lists, or with recorded consent",
)  # fmt: skip
def deadline_is_met(
    *, reached_on: date, last_day: date | None, consent: str | None, filing: Filing | None = None
) -> Finding:
    """`last_day` counts; `consent` names the paper by which a late file is taken.

    With `filing` it is asked of a file that goes up for a state award, by the day of the law instead of the plan's.
    """
    if filing is not None:
        return _filed_by(filing, reached_on, last_day, consent)
    if last_day is None:
        return holds("Kế hoạch không đặt hạn ở cấp này.", "The plan sets no deadline at this level.")
    if reached_on <= last_day:
        return holds(f"Đến trong hạn {last_day:%d/%m/%Y}.", f"Arrived by {last_day.isoformat()}.")
    late_vi = f"Đến ngày {reached_on:%d/%m/%Y}, quá hạn {last_day:%d/%m/%Y}"
    late_en = f"Arrived on {reached_on.isoformat()}, after {last_day.isoformat()}"
    if consent:
        return holds(f"{late_vi}; có ý kiến đồng ý: {consent}.", f"{late_en}; consented to by {consent}.")
    return fails(f"{late_vi}; chưa có ý kiến đồng ý nhận muộn.", f"{late_en}; no consent is recorded.")


def _filed_by(filing: Filing, sent_on: date, last_day: date | None, consent: str | None) -> Finding:
    law = f"{filing.words.vi} ({filing.basis})", f"{filing.words.en} ({filing.basis})"
    paper = (
        (f"có ý kiến đồng ý: {consent}", f"consented to by {consent}") if consent
        else ("chưa có ý kiến đồng ý", "no consent is recorded")
    )  # fmt: skip
    if last_day is None:
        return unknown(
            f"Hồ sơ chưa nêu năm để tính hạn: {law[0]}; {paper[0]}.",
            f"The dossier does not state the year to count from: {law[1]}; {paper[1]}.",
            follows=Consequence.WARN,
        )
    if sent_on <= last_day:
        return holds(
            f"Trình trong hạn {last_day:%d/%m/%Y}: {law[0]}.", f"Sent up by {last_day.isoformat()}: {law[1]}."
        )
    said = holds if consent else fails
    return said(
        f"Trình ngày {sent_on:%d/%m/%Y}, quá hạn {last_day:%d/%m/%Y}: {law[0]}; {paper[0]}.",
        f"Sent up on {sent_on.isoformat()}, after {last_day.isoformat()}: {law[1]}; {paper[1]}.",
    )


@rule(
    "M09", stage="intermediate", if_fails=Consequence.BLOCK, if_unknown=Consequence.NONE,
    basis="Quy định của hệ thống (thiết kế)", once_cited=("Quy trình (thiết kế); domain.md §5 M09",),
    vi="Người xét không có xung đột lợi ích",
    en="Whoever judges has no conflict of interest",
)  # fmt: skip
def judge_is_free(*, actor: str, nominee_subject: str | None, relation: Relation | None) -> Finding:
    """The nominee, kin, or one of the same small unit does not act. `relation` is what the acting person declares."""
    if nominee_subject is not None and actor == nominee_subject:
        relation = Relation.SELF
    if relation in _RELATIONS:
        vi, en = _RELATIONS[relation]
        return fails(f"Người xử lý {vi}; phải giao người khác.", f"Whoever acts {en}; somebody else has to.")
    if relation is Relation.NONE:
        return holds("Không có xung đột lợi ích.", "No conflict of interest.")
    return unknown("Chưa khai báo quan hệ với người được đề nghị.", "No relation to the nominee was declared.")


def ask_hand(hand: Hand) -> tuple[Evaluation, Evaluation]:
    """M02 and M09 of whoever acts."""
    return (
        ask_other_hands(hand),
        judge_is_free(actor=hand.actor, nominee_subject=hand.nominee_subject, relation=hand.relation),
    )


def ask_other_hands(hand: Hand) -> Evaluation:
    """M02 alone."""
    # Of a case without supplement none is told: its answers keep the facts they have always had.
    later: dict[str, Any] = {"supplemented_by": hand.supplemented_by} if hand.supplemented_by else {}
    return another_person_receives(
        actor=hand.actor, submitted_by=hand.submitted_by, sent_up_by=hand.sent_up_by, **later
    )


def ask_timeliness(facts: Timeliness) -> Evaluation:
    """M03, with the consequence the plan lays down."""
    # Of a list no filing is told: its answers keep the facts they have always had.
    filing = {} if facts.filing is None else {"filing": facts.filing}
    return deadline_is_met(
        reached_on=facts.reached_on, last_day=facts.last_day, consent=facts.consent, consequence=facts.consequence,
        **filing,
    )  # fmt: skip
