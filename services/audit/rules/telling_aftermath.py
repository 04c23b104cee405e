"""What may follow a decision or a case that ended, in sentences: complaints, and the erasure of a person.

Owns: their lines. Promises: pure; who complains is told by kind, a ground by its code, never a name or a key. Leaves to
others: titles (`titles`), which event is told by which function (`telling`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.audit.rules.wording import reason_of
from shared.events.terms import Complainant, ComplaintLevel, ComplaintOutcome
from shared.vocabulary import worded
from shared.words import Words

Data = Mapping[str, Any]
Lines = tuple[Words, ...]

_BY: Mapping[str, Words] = {
    Complainant.NOMINEE: Words("người được đề nghị", "the nominee"),
    Complainant.MEMBER: Words("đoàn viên", "a member"),
    Complainant.UNIT: Words("đơn vị", "a unit"),
}
_LEVELS: Mapping[str, Words] = {
    ComplaintLevel.FIRST: Words("lần đầu", "first"),
    ComplaintLevel.SECOND: Words("lần hai", "second"),
}
_OUTCOMES: Mapping[str, Words] = {
    ComplaintOutcome.KEPT: Words("giữ nguyên quyết định", "the decision is kept"),
    ComplaintOutcome.TO_CORRECT: Words("phải đính chính", "it is to be corrected"),
    ComplaintOutcome.TO_REVOKE: Words("phải hủy bỏ", "it is to be revoked"),
}


def _lodged(data: Data) -> Lines:
    by, level = worded(_BY, data["complainant"]), worded(_LEVELS, data["level"])
    day, last = data["lodged_on"], data["last_day"]
    vi, en = (", quá thời hiệu", ", late") if data["is_late"] else ("", "")
    whole = () if data["case"] else (Words("Về cả quyết định", "About the whole decision"),)
    return (
        *whole,
        Words(
            f"{level.vi[0].upper()}{level.vi[1:]}, {by.vi}, ngày {day}; ngày cuối {last}{vi}",
            f"{level.en[0].upper()}{level.en[1:]}, by {by.en}, on {day}; the last day was {last}{en}",
        ),
        _basis(data),
    )


def _accepted(data: Data) -> Lines:
    day, until = data["accepted_on"], data["settle_by"]
    return (Words(f"Ngày {day}, giải quyết đến {until}", f"On {day}, to be settled by {until}"), _basis(data))


def _settled(data: Data) -> Lines:
    outcome, paper, day = worded(_OUTCOMES, data["outcome"]), data["document"], data["settled_on"]
    vi, en = (f", quá hạn {data['settle_by']}", f", late: {data['settle_by']}") if data["is_late"] else ("", "")
    return (
        Words(f"Kết quả: {outcome.vi}", f"Outcome: {outcome.en}"),
        Words(f"Theo {paper}, ngày {day}{vi}", f"By {paper}, on {day}{en}"),
    )


def _basis(data: Data) -> Words:
    return Words(f"Căn cứ: {data['basis']}", f"Basis: {data['basis']}")


def _asked(data: Data) -> Lines:
    count, paper = len(data["cases"]), data["document"]
    return (
        Words(f"Căn cứ {data['basis']}, theo {paper}", f"Ground {data['basis']}, by {paper}"),
        Words(f"{count} hồ sơ của một người", f"{count} case(s) of one person"),
    )


def _erased(data: Data) -> Lines:
    asked, confirmed = data["asked_by"], data["confirmed_by"]
    both = Words(f"Đề nghị: {asked}; đồng ý: {confirmed}", f"Asked for by {asked}, confirmed by {confirmed}")
    return (both, *_asked(data))


LINES: Mapping[str, Callable[[Data], Lines]] = {
    "nomination.erasure_asked": _asked,
    "nomination.erasure_declined": reason_of,
    "nomination.person_erased": _erased,
    "registry.complaint_lodged": _lodged,
    "registry.complaint_accepted": _accepted,
    "registry.complaint_rejected": reason_of,
    "registry.complaint_settled": _settled,
}
