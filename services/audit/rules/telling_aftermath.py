"""What may follow a decision or a case that ended, in sentences: complaints, and the erasure of a person.

Owns: their lines. Promises: pure; who complains is told by kind, a ground in words, never a name or a key. Leaves to
others: titles (`titles`), which event is told by which function (`telling`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.audit.rules.wording import reason_of, worded
from shared.events.terms import Complainant, ComplaintLevel, ComplaintOutcome
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
# As `policy/personal_data.yaml` names them, which a story does not read.
_GROUNDS: Mapping[str, Words] = {
    "consent_withdrawn": Words("chủ thể dữ liệu rút lại sự đồng ý", "the person withdrew their consent"),
    "erasure_requested": Words("chủ thể dữ liệu yêu cầu xóa", "the person asks for erasure"),
    "purpose_fulfilled": Words("đã hoàn thành mục đích xử lý", "the purpose of the processing is fulfilled"),
    "retention_ended": Words("hết thời hạn lưu trữ", "the time of lawful retention is over"),
    "unlawful_processing": Words("dữ liệu được xử lý trái quy định", "the data was processed unlawfully"),
}


def _lodged(data: Data) -> Lines:
    by, level = worded(_BY, data["complainant"]), worded(_LEVELS, data["level"])
    day, last = data["lodged_on"], data["last_day"]
    vi, en = ("; đã quá thời hiệu", "; late") if data["is_late"] else ("", "")
    whole = () if data["case"] else (Words("Về toàn bộ quyết định", "About the whole decision"),)
    return (
        *whole,
        Words(
            f"{level.vi[0].upper()}{level.vi[1:]}, {by.vi}, nộp ngày {day}, hạn cuối {last}{vi}",
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
    count, paper, ground = len(data["cases"]), data["document"], worded(_GROUNDS, data["basis"])
    return (
        Words(f"Căn cứ: {ground.vi}; theo {paper}", f"Ground: {ground.en}; by {paper}"),
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
