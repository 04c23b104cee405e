"""Correcting and cancelling: LAW22 Art 93, ND152 Art 56, domain.md §6.

Owns: what may be proposed and when it may be signed. Promises: pure; None or an empty list where nothing stands
against it. Leaves to others: grounds and periods (`shared.policy.after_decision`), rows (`actions_remedies`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from shared.errors import Place
from shared.events.terms import LaterDecision
from shared.words import Words

# What a slip of the pen can touch. Another award or another person is a new decision on its merits, no correction.
CORRECTABLE = ("nominee_name", "nominee_birth", "unit_name")


def problems_of_proposal(
    *, kind: LaterDecision, changes: Mapping[str, str], present: Mapping[str, str | None], documents: Sequence[str],
    is_erased: bool = False,
) -> list[Place]:  # fmt: skip
    """A correction says what changes, and something does; a cancellation rests on a document and changes no word. What
    was erased of the awardee is not entered again."""
    if kind is LaterDecision.REVOCATION:
        found = []
        if changes:
            found.append(_place("changes", "Hủy bỏ thì không sửa nội dung.", "A cancellation changes no words."))
        if not documents:
            found.append(
                _place("documents", "Hủy bỏ cần văn bản làm căn cứ.", "A cancellation rests on at least one document.")
            )
        return found
    if not changes:
        return [_place("changes", "Đính chính phải ghi rõ sửa mục nào.", "A correction says what it changes.")]
    found = [
        _place(f"changes.{name}", "Nội dung mới giống nội dung đã ghi.", "The new words are those already entered.")
        for name, words in changes.items()
        if words == present.get(name)
    ]
    if is_erased and "nominee_birth" in changes:
        why = "Ngày sinh của người này đã được xóa; không ghi lại.", "This person's birth was erased; it stays away."
        found.append(_place("changes.nominee_birth", *why))
    return found


def reason_not_to_sign(
    *,
    signer: str,
    proposer: str,
    needs_hearing: bool,
    is_heard: bool,
    answer_by: date | None,
    today: date,
) -> tuple[str, Words] | None:
    """(code, why) a remedy cannot be signed now; None when it can."""
    if signer == proposer:
        return "registry.proposer_signs", Words(
            "Người đề nghị không được ký quyết định về đề nghị của mình.",
            "Who proposed it may not sign the decision on it.",
        )
    if not needs_hearing or is_heard:
        return None
    if answer_by is None:
        return "registry.awardee_not_heard", Words(
            "Người được khen thưởng chưa được mời giải trình.", "The awardee has not been invited to explain."
        )
    if today <= answer_by:
        return "registry.awardee_not_heard", Words(
            f"Người được khen thưởng còn thời gian giải trình đến hết ngày {answer_by:%d/%m/%Y}.",
            f"The awardee may still explain until {answer_by.isoformat()}, that day included.",
        )
    return None


def _place(at: str, vi: str, en: str) -> Place:
    return Place(at, Words(vi, en), f"registry.{at.split('.')[0]}")
