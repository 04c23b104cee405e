"""When the file of an award may be closed for retention (domain.md §6).

Owns: what must be over first. Promises: pure. Leaves to others: how long it is kept (`shared.policy.after_decision`).
"""

from __future__ import annotations

from shared.events.terms import Standing
from shared.words import Words


def reason_not_to_archive(
    *, standing: Standing, is_presented: bool, remedies_open: int, recoveries_open: int, complaints_open: int
) -> Words | None:
    """What the file still waits for; None when it may be closed."""
    if standing is Standing.CORRECTED:
        return Words("Bản này đã được thay bằng bản đính chính.", "Another entry stands in the place of this one.")
    if standing is Standing.IN_FORCE and not is_presented:
        return Words("Khen thưởng chưa được trao.", "The award has not been handed over yet.")
    waits = (
        (remedies_open, Words("đề nghị đính chính, hủy bỏ", "proposals to correct or cancel it")),
        (recoveries_open, Words("việc thu hồi", "recoveries")),
        (complaints_open, Words("khiếu nại", "complaints")),
    )
    found = [(count, what) for count, what in waits if count]
    if not found:
        return None
    vi, en = (", ".join(f"{count} {getattr(what, one)}" for count, what in found) for one in ("vi", "en"))
    return Words(f"Chưa giải quyết xong: {vi}.", f"Still under way: {en}.")
