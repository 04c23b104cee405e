"""The room of the first stage: the union's own committee takes the dossier in hand and vouches for it.

At receipt: M02 another person than the submitter · M09 nobody who is concerned.
At passing: M02 · M09 · G02 a union proposed goes on · G16 minutes · G17 papers · G19 letter, list and reports agree.
Leaves to others: what submission already asked (nomination), whatever the levels above ask.
"""

from __future__ import annotations

from services.review.rules import papers, receipt, subject
from services.review.rules.facts import Papers, PassingFacts, ReceiptFacts
from services.review.rules.papers import MeetingDays
from shared.events.dossier import ListFigures, Minutes
from shared.events.terms import PaperKind
from shared.verdicts import Consequence, Evaluation, Finding, rule

_DOSSIER = "Thành phần hồ sơ của danh mục"
_ONCE_CITED = ("Thành phần hồ sơ của danh mục; domain.md §4.4",)


@rule(
    "G16", stage="grassroots", if_fails=Consequence.RETURN, basis=_DOSSIER, once_cited=_ONCE_CITED,
    vi="Biên bản họp được ký, số liệu khớp", en="Minutes attached, signed and consistent",
)  # fmt: skip
def minutes_are_sound(
    *, asks_minutes: bool, is_attached: bool, minutes: Minutes | None, within: MeetingDays | None = None
) -> Finding:
    return papers.minutes_bear_out(
        asks_minutes=asks_minutes, is_attached=is_attached, minutes=minutes, within=within
    )


@rule(
    "G17", stage="grassroots", if_fails=Consequence.RETURN, basis=_DOSSIER, once_cited=_ONCE_CITED,
    vi="Đủ giấy tờ, mở được", en="Papers complete and readable",
)  # fmt: skip
def papers_are_there(
    *, required: tuple[PaperKind, ...], attached: tuple[PaperKind, ...], unreadable: tuple[PaperKind, ...]
) -> Finding:
    return papers.papers_are_complete(required=required, attached=attached, unreadable=unreadable)


@rule(
    "G19", stage="grassroots", if_fails=Consequence.RETURN,
    basis="Quy định của hệ thống (thiết kế): lỗi thường gặp", once_cited=("domain.md §8 (lỗi thường gặp)",),
    vi="Tờ trình, danh sách và báo cáo khớp nhau", en="Letter, list and reports agree",
)  # fmt: skip
def documents_match(*, asks_list: bool, figures: ListFigures | None) -> Finding:
    return papers.documents_agree(asks_list=asks_list, figures=figures)


def at_receipt(facts: ReceiptFacts) -> tuple[Evaluation, ...]:
    return receipt.ask_hand(facts.hand)


def on_dossier(facts: Papers) -> tuple[Evaluation, ...]:
    return (
        minutes_are_sound(
            asks_minutes=PaperKind.MINUTES in facts.required,
            is_attached=PaperKind.MINUTES in facts.attached,
            minutes=facts.minutes,
            **facts.meeting,
        ),
        papers_are_there(required=facts.required, attached=facts.attached, unreadable=facts.unreadable),
        documents_match(asks_list=PaperKind.SUMMARY_LIST in facts.required, figures=facts.figures),
    )


def at_passing(facts: PassingFacts) -> tuple[Evaluation, ...]:
    return (*receipt.ask_hand(facts.hand), *subject.ask_subject(facts.subject), *on_dossier(facts.papers))
