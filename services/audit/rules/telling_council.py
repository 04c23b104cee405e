"""What the events of a council say, in sentences: sessions, recusals, mandates, ballots, counts.

Owns: their lines in the story of a case. Promises: pure; no ballot's choice is told, nor a split that waits.
Leaves to others: titles and every other event (`telling`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.audit.rules.wording import reason_of
from shared.vocabulary import BALLOT_MODES, worded
from shared.words import Words

Data = Mapping[str, Any]
Lines = tuple[Words, ...]


def _voted(data: Data) -> Lines:
    tally = data["tally"]
    result = Words("đủ phiếu", "carried") if tally["passed"] else Words("không đủ phiếu", "not carried")
    counted = tally["formula"]
    formula = Words(f"Công thức: {counted['vi']} → {result.vi}", f"Formula: {counted['en']} → {result.en}")
    basis = Words(f"Căn cứ: {tally['basis']}", f"Basis: {tally['basis']}")
    if tally["split_waits"]:
        return (Words(**counted), basis)
    return (
        Words(
            f"Đồng ý {tally['yes']}, không đồng ý {tally['no']}, ý kiến khác {tally['abstained']},"
            f" không hợp lệ {tally['invalid']}; tổng {tally['total_members']}, có mặt {tally['present']}",
            f"Yes {tally['yes']}, no {tally['no']}, abstained {tally['abstained']}, invalid {tally['invalid']};"
            f" {tally['total_members']} members, {tally['present']} present",
        ),
        formula,
        basis,
    )


def _opened(data: Data) -> Lines:
    mode, count, names = worded(BALLOT_MODES, data["mode"]), len(data["agenda"]), ", ".join(data["members"])
    return (
        Words(f"{count} hồ sơ trong chương trình, {mode.vi}", f"{count} cases on the agenda, {mode.en}"),
        Words(f"Thành phần: {names}", f"Members: {names}"),
    )


def _opened_early(data: Data) -> Lines:
    day, first = data["opened_on"], data["votes_from"]
    return (Words(f"Mở ngày {day}, theo kế hoạch từ ngày {first}", f"Opened on {day}, by the plan from {first} on"),)


def _opinions_awaited(data: Data) -> Lines:
    names = ", ".join(data["members"])
    return (Words(f"Nhắc: {names}, nhận ý kiến đến {data['until']}", f"Reminded: {names}, until {data['until']}"),)


def _attendance(data: Data) -> Lines:
    names = ", ".join(data["present"])
    return (Words(f"Có mặt {len(data['present'])}: {names}", f"{len(data['present'])} present: {names}"),)


def _recused(data: Data) -> Lines:
    member, ground, decided = data["member"], data["ground"], data["decided"]
    return (Words(f"{member}: {ground} ({decided})", f"{member}: {ground} ({decided})"),)


def _recusal_decided(data: Data) -> Lines:
    return (*_recused(data), *reason_of(data))


def _adjourned(data: Data) -> Lines:
    present, members, cases = data["present"], len(data["members"]), len(data["cases"])
    return (
        Words(
            f"Có mặt {present}/{members}; {cases} hồ sơ trở lại chờ xét",
            f"{present} of {members} present; {cases} cases go back to the queue",
        ),
        *reason_of(data),
    )


def _mandate(data: Data) -> Lines:
    giver, delegate, paper = data["giver"], data["delegate"], data["document"]
    first, last = data["first"], data["last"]
    return (
        Words(
            f"{giver} ủy quyền cho {delegate} từ {first} đến {last}, theo {paper}",
            f"{giver} lets {delegate} act from {first} to {last}, by {paper}",
        ),
    )


def _revoked(data: Data) -> Lines:
    giver, delegate = data["giver"], data["delegate"]
    taken_back = Words(f"{giver} thu hồi ủy quyền của {delegate}", f"{giver} takes it back from {delegate}")
    return (taken_back, *reason_of(data))


def _ballot(data: Data) -> Lines:
    manner = Words("bằng văn bản", "in writing") if data["in_writing"] else Words("tại phiên", "in the session")
    return (Words(f"{data['member']}, {manner.vi}", f"{data['member']}, {manner.en}"),)


def _closed(data: Data) -> Lines:
    passed, failed = len(data["passed"]), len(data["failed"])
    result = Words(f"{passed} hồ sơ đủ phiếu, {failed} không đủ", f"{passed} cases carried, {failed} not")
    silent = _silent(data.get("without_paper", ()))
    if data["box"] is None:
        return (result, *silent)
    voters, papers, box = data["ballots"], data["papers"], data["box"][:12]
    return (
        result,
        Words(
            f"{voters} ủy viên bỏ phiếu kín, {papers} phiếu, mã thùng phiếu {box}",
            f"{voters} members voted in secret, {papers} papers, box {box}",
        ),
        *silent,
    )


def _silent(members: Sequence[str]) -> Lines:
    """Earlier releases did not ask who was there and cast no paper."""
    if not members:
        return ()
    names = ", ".join(members)
    return (Words(f"Có mặt, không bỏ phiếu: {names}", f"Present, cast no paper: {names}"),)


def _pooled(data: Data) -> Lines:
    cases, voters, papers = len(data["cases"]), data["voters"], data["papers"]
    return (
        Words(
            f"{cases} hồ sơ, {voters} ủy viên, {papers} phiếu: đồng ý {data['yes']}, không đồng ý {data['no']}, "
            f"ý kiến khác {data['abstained']}",
            f"{cases} cases, {voters} members, {papers} papers: yes {data['yes']}, no {data['no']}, "
            f"abstained {data['abstained']}",
        ),
    )


LINES: Mapping[str, Callable[[Data], Lines]] = {
    "review.council_voted": _voted,
    "review.session_opened": _opened,
    "review.early_vote_opened": _opened_early,
    "review.written_opinions_awaited": _opinions_awaited,
    "review.attendance_recorded": _attendance,
    "review.member_recused": _recused,
    "review.recusal_decided": _recusal_decided,
    "review.session_adjourned": _adjourned,
    "review.mandate_granted": _mandate,
    "review.mandate_revoked": _revoked,
    "review.ballot_cast": _ballot,
    "review.session_closed": _closed,
    "review.splits_pooled": _pooled,
}
