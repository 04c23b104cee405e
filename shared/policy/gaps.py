"""Days no rulebook governs, and why.

Owns: the refusal for such a day, the warnings before it comes, the refusal of a draft. Promises: a draft that would
cover the day is named, so that nobody mistakes it for law. Leaves to others: choosing the rulebook (`policy`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from shared.policy.errors import DraftRulebook, NoRulebook
from shared.policy.rulebooks import Rulebook
from shared.words import Words


def no_rulebook(sent_on: date, rulebooks: Iterable[Rulebook]) -> NoRulebook:
    """Why dossiers sent on this day are judged by nothing."""
    books = list(rulebooks)
    ended = max((b for b in books if not b.is_draft and b.valid_to < sent_on), key=lambda b: b.valid_to, default=None)
    drafts = [book for book in books if book.is_draft and book.valid_from <= sent_on <= book.valid_to]
    vi = f"Không có bộ quy định áp dụng cho hồ sơ gửi ngày {sent_on:%d/%m/%Y}."
    en = f"No rulebook applies to dossiers sent on {sent_on.isoformat()}."
    if ended is not None:
        vi += f" {ended.name.vi} chỉ áp dụng đến {ended.valid_to:%d/%m/%Y} ({ended.basis})."
        en += f" {ended.name.en} applied until {ended.valid_to.isoformat()} only ({ended.basis})."
    for draft in drafts:
        vi += f" {draft.name.vi} mới là dự thảo."
        en += f" {draft.name.en} is only a draft."
    return NoRulebook(vi, en)


def uncovered_days(rulebooks: Sequence[Rulebook]) -> tuple[Words, ...]:
    """A warning for each stretch of days after a rulebook in force that no other one takes over."""
    in_force = sorted((book for book in rulebooks if not book.is_draft), key=lambda book: book.valid_from)
    starts = {book.valid_from for book in in_force}
    said: list[Words] = []
    for book in in_force:
        after = book.valid_to + timedelta(days=1)
        if after not in starts:
            why_vi = "; ".join(d.words.vi for d in book.doubts if d.concerns(after)) or book.basis
            why_en = "; ".join(d.words.en for d in book.doubts if d.concerns(after)) or book.basis
            said.append(
                Words(
                    f"Từ {after:%d/%m/%Y} không còn bộ quy định nào sau {book.name.vi}: {why_vi}.",
                    f"From {after.isoformat()} nothing follows {book.name.en}: {why_en}.",
                )
            )
    return tuple(said)


def draft_refused(rulebook: Rulebook) -> DraftRulebook:
    """Why a draft is not activated, in its own words."""
    vi = f"{rulebook.name.vi} mới là dự thảo, không được áp dụng"
    en = f"{rulebook.name.en} is a draft and cannot be activated"
    if rulebook.why_draft is not None:
        return DraftRulebook(f"{vi}: {rulebook.why_draft.vi}", f"{en}: {rulebook.why_draft.en}")
    return DraftRulebook(f"{vi}.", f"{en}.")
