"""Whether the papers of a dossier bear what it says: minutes, completeness, agreement of letter, list and reports.

Owns: the findings that several rooms ask for under their own rule ids. Promises: pure; what is missing as evidence is
`unknown`, what is there and wrong `fails`; both send the dossier back (X05). Leaves to others: the ids (the rooms).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.dossier import ListFigures, Minutes
from shared.events.terms import AwardType, PaperKind
from shared.verdicts import Finding, Verdict, fails, holds, unknown

PAPER_NAMES = {
    PaperKind.SUBMISSION_LETTER: ("tờ trình", "submission letter"),
    PaperKind.SUMMARY_LIST: ("danh sách trích ngang", "summary list"),
    PaperKind.ACHIEVEMENT_REPORT: ("báo cáo thành tích", "achievement report"),
    PaperKind.ACHIEVEMENT_SUMMARY: ("tóm tắt thành tích", "achievement summary"),
    PaperKind.MINUTES: ("biên bản họp", "minutes"),
    PaperKind.INITIATIVE_CERTIFICATE: ("chứng nhận sáng kiến", "initiative certificate"),
    PaperKind.OTHER: ("tài liệu khác", "other paper"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDays:
    """Between which days a review meeting can have been held: both included."""

    first: date
    last: date


def days_of_meeting(*, year: int, achieved_from: date | None, sent_on: date) -> MeetingDays:
    """Nobody reviews what has not begun, nor sends up what is still to be reviewed. The award of a year is reviewed
    around its beginning at the earliest: the year before is let stand, whatever is stated of the achievement."""
    begins = date(min(year, sent_on.year) - 1, 1, 1)
    if achieved_from is not None and achieved_from <= sent_on:
        begins = max(begins, achieved_from)
    return MeetingDays(first=begins, last=sent_on)


def minutes_bear_out(
    *, asks_minutes: bool, is_attached: bool, minutes: Minutes | None, within: MeetingDays | None = None
) -> Finding:
    """Minutes of the review meeting: attached, signed, heads and votes consistent, held on a day that can be.

    `within` is told where the day stated lies outside, since 23/11/2026.
    """
    if not asks_minutes:
        return holds("Thủ tục này không yêu cầu biên bản họp.", "This procedure asks for no minutes.")
    if not is_attached or minutes is None:
        return unknown("Chưa có biên bản họp xét.", "The minutes of the review meeting are not there yet.")
    heads = (minutes.members, minutes.present, minutes.yes, minutes.no)
    if minutes.held_on is None or minutes.is_signed is None or None in heads:
        return unknown("Biên bản chưa ghi đủ ngày họp, số người và số phiếu.", "The minutes lack date, heads or votes.")
    if not minutes.is_signed:
        return fails("Biên bản họp chưa được ký.", "The minutes are not signed.")
    members, present, yes, no = (number or 0 for number in heads)
    if min(members, present, yes, no) < 0 or present > members or yes + no > present:
        return fails(
            f"Số liệu biên bản không khớp: {members} người, dự họp {present}, đồng ý {yes}, không đồng ý {no}.",
            f"The minutes contradict themselves: {members} members, {present} present, {yes} yes, {no} no.",
        )
    if within is not None and not within.first <= minutes.held_on <= within.last:
        return _held_astray(minutes.held_on, within)
    return holds(
        f"Biên bản đã ký: {present}/{members} người dự, {yes} đồng ý.",
        f"Signed minutes: {present} of {members} present, {yes} yes.",
    )


def _held_astray(held_on: date, within: MeetingDays) -> Finding:
    if held_on > within.last:
        return fails(
            f"Biên bản ghi họp ngày {held_on:%d/%m/%Y}, sau ngày gửi hồ sơ {within.last:%d/%m/%Y}.",
            f"The minutes say the meeting was on {held_on}, after the dossier was sent on {within.last}.",
        )
    return fails(
        f"Biên bản ghi họp ngày {held_on:%d/%m/%Y}, trước khi có thành tích để xét (từ {within.first:%d/%m/%Y}).",
        f"The minutes say the meeting was on {held_on}, before there was anything to review ({within.first}).",
    )


def papers_are_complete(
    *, required: tuple[PaperKind, ...], attached: tuple[PaperKind, ...], unreadable: tuple[PaperKind, ...]
) -> Finding:
    """Every paper the award asks for is there and can be opened."""
    missing = tuple(kind for kind in required if kind not in attached)
    if missing:
        return unknown(f"Thiếu {_named(missing, 0)}.", f"Missing: {_named(missing, 1)}.")
    if unreadable:
        return fails(f"Không mở được {_named(unreadable, 0)}.", f"Cannot be opened: {_named(unreadable, 1)}.")
    return holds(f"Đủ {len(required)} loại giấy tờ.", f"All {len(required)} kinds of papers are there.")


def documents_agree(*, asks_list: bool, figures: ListFigures | None) -> Finding:
    """Rows in the letter = rows in the list = reports attached; the same names and titles in all three."""
    if not asks_list:
        return holds("Thủ tục này không yêu cầu danh sách.", "This procedure asks for no list.")
    missing = unknown(
        "Chưa có số liệu để đối chiếu tờ trình, danh sách và báo cáo.",
        "Letter, list and reports cannot be compared: figures are missing.",
    )
    if figures is None:
        return missing
    counts = (figures.rows_in_letter, figures.rows_in_list, figures.reports_attached)
    if None in counts:
        return missing
    if len(set(counts)) != 1:
        return fails(
            f"Tờ trình ghi {counts[0]}, danh sách {counts[1]}, báo cáo {counts[2]} trường hợp.",
            f"The letter says {counts[0]}, the list {counts[1]}, with {counts[2]} reports.",
        )
    if figures.names_differ:
        vi, en = f"{len(figures.names_differ)} họ tên", f"{len(figures.names_differ)} names"
        return fails(f"Có {vi} ghi khác nhau giữa các văn bản.", f"{en} differ between the documents.")
    return holds(f"Ba văn bản khớp nhau: {counts[0]} trường hợp.", f"All three documents agree on {counts[0]}.")


def procedure_is_permitted(
    *, is_simplified: bool, award_type: AwardType | None, permitted: tuple[AwardType, ...]
) -> Finding:
    """Fewer papers only where the award may be given so for this type; `permitted` is empty where never (G18)."""
    if not is_simplified:
        return holds("Theo thủ tục thông thường.", "The ordinary procedure.")
    if not permitted:
        return fails(
            "Hình thức này không xét theo thủ tục đơn giản.", "The award is never given by the simplified procedure."
        )
    if award_type is None:
        return unknown("Chưa rõ loại khen thưởng.", "The type of commendation is not known.")
    if award_type not in permitted:
        return fails(
            "Loại khen này không được xét theo thủ tục đơn giản.",
            f"The simplified procedure is for {', '.join(permitted)} only, not for {award_type}.",
        )
    return holds("Được xét theo thủ tục đơn giản.", "The simplified procedure is permitted.")


def gravest(findings: tuple[Finding, ...]) -> Finding:
    """One finding for several: what fails before what is unknown, with every reason."""
    for verdict in (Verdict.FAILS, Verdict.UNKNOWN):
        found = [finding.words for finding in findings if finding.verdict is verdict]
        if found:
            vi, en = " ".join(words.vi for words in found), " ".join(words.en for words in found)
            return fails(vi, en) if verdict is Verdict.FAILS else unknown(vi, en)
    return holds("Hồ sơ đầy đủ và khớp.", "The dossier is complete and agrees with itself.")


def _named(kinds: tuple[PaperKind, ...], language: int) -> str:
    return ", ".join(PAPER_NAMES[kind][language] for kind in kinds)
