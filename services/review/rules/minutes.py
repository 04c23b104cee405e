"""The minutes of a council session: their text, and reading the ratios back out of it (P07).

Owns: wording and layout. Promises: pure; every case has one result line that nothing typed by a user can imitate.
Leaves to others: the numbers (`vote_law`), keeping the text (`ballots`), judging it (`provincial_council`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.events.review import Tally
from shared.events.terms import BallotMode
from shared.words import nfc


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesCase:
    """One name on the agenda with its count; `objections` to its notice were settled before (ND152 Art 44(2)).

    `doubts`: the unverified items of the policy that the count rests on, in Vietnamese words.
    """

    name: str
    unit: str
    award: str
    tally: Tally
    recusals: tuple[str, ...] = ()
    objections: int = 0
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesFacts:
    """`held_at` is local time of the office; `document` the decision that seated the council. `voted_on` with
    `votes_from` where the vote was opened earlier than members should have known the agenda. `uncounted`: how many
    cases left the agenda after ballots on them; none is named, since some readers must not see it. `left`: who voted in
    the room and was gone at the count. `without_paper`: who was there at the count and had cast none."""

    session: str
    body_name: str
    document: str
    held_at: datetime
    mode: BallotMode
    chair: str
    secretary: str
    members: tuple[str, ...]
    present: tuple[str, ...]
    written: tuple[str, ...]
    cases: tuple[MinutesCase, ...]
    voted_on: date | None = None
    votes_from: date | None = None
    uncounted: int = 0
    left: tuple[str, ...] = ()
    without_paper: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRatio:
    """What the text of the minutes says about one case; `tenths` of a percent."""

    yes: int
    of: int
    tenths: int


_MODE = {BallotMode.SECRET: "bỏ phiếu kín", BallotMode.OPEN: "biểu quyết công khai"}
_RESULT = re.compile(
    r"^    Kết quả \[(?P<number>\d+)\]: (?P<yes>\d+) phiếu đồng ý / (?P<of>\d+) "
    r"[^=\n]*= (?P<whole>\d+),(?P<tenth>\d) %",
    re.MULTILINE,
)


def minutes_text(facts: MinutesFacts) -> str:
    """The minutes in Vietnamese, NFC; results in the order of the agenda."""
    lines = [
        _one_line(facts.body_name).upper(),
        "BIÊN BẢN HỌP VÀ KIỂM PHIẾU",
        "Hội đồng Thi đua, khen thưởng",
        "",
        f"Phiên họp: {facts.session}",
        f"Thời gian: {facts.held_at:%H:%M} ngày {facts.held_at:%d/%m/%Y}",
        f"Hội đồng thành lập theo: {_one_line(facts.document)}",
        f"Chủ trì: {facts.chair}. Thư ký: {facts.secretary}.",
        f"Tổng số ủy viên: {len(facts.members)}; có mặt {len(facts.present)}: {_names(facts.present)}.",
        f"Gửi ý kiến bằng văn bản: {_names(facts.written)}.",
        *([f"Đã biểu quyết, không còn có mặt khi kiểm phiếu: {_names(facts.left)}."] if facts.left else []),
        *_without_paper_line(facts),
        f"Hình thức: {_MODE[facts.mode]}. Phiếu trắng, phiếu không hợp lệ không tính là đồng ý.",
        *_early_line(facts),
        *_uncounted_line(facts),
        "",
        f"Kết quả kiểm phiếu ({len(facts.cases)} hồ sơ):",
    ]
    for number, case in enumerate(facts.cases, start=1):
        lines.extend(_case_lines(number, case))
    lines.extend(_doubt_lines(facts.cases))
    return nfc("\n".join([*lines, "", "CHỦ TRÌ                                        THƯ KÝ", ""]))


def _without_paper_line(facts: MinutesFacts) -> list[str]:
    """Their silence counts as no yes: whoever reads a failed ratio sees whose papers were missing."""
    if not facts.without_paper:
        return []
    return [f"{len(facts.without_paper)} ủy viên có mặt không bỏ phiếu: {_names(facts.without_paper)}."]


def _early_line(facts: MinutesFacts) -> list[str]:
    """What a plan lets be with a warning stands where whoever relies on the vote reads it."""
    if facts.voted_on is None or facts.votes_from is None or facts.voted_on >= facts.votes_from:
        return []
    return [
        f"Chương trình họp báo ủy viên ngày {facts.held_at:%d/%m/%Y}; theo kế hoạch biểu quyết từ ngày"
        f" {facts.votes_from:%d/%m/%Y}, đã mở biểu quyết ngày {facts.voted_on:%d/%m/%Y}."
    ]


def _uncounted_line(facts: MinutesFacts) -> list[str]:
    """Who compares the ballots taken with the counts below finds the difference explained."""
    if not facts.uncounted:
        return []
    return [f"Phiếu đã bỏ cho {facts.uncounted} hồ sơ ra khỏi chương trình trong khi biểu quyết không được kiểm."]


def _case_lines(number: int, case: MinutesCase) -> list[str]:
    tally = case.tally
    recused = f" Không tham gia biểu quyết: {_names(case.recusals)}." if case.recusals else ""
    heard = f"    Ý kiến trong thời gian công khai: {case.objections}, đã xử lý và báo cáo Hội đồng."
    name = f"{number}. {_one_line(case.name)} ({_one_line(case.unit)}): {_one_line(case.award)}"
    if tally.split_waits:
        return [name, *([heard] if case.objections else []), f"    {tally.formula.vi}.{recused}"]
    return [
        name,
        *([heard] if case.objections else []),
        f"    Đồng ý {tally.yes}, không đồng ý {tally.no}, trắng {tally.abstained}, không hợp lệ {tally.invalid}; "
        f"tổng {tally.ballots} phiếu.{recused}",
        f"    Kết quả [{number}]: {tally.formula.vi}. Căn cứ: {_one_line(tally.basis)}.",
    ]


def _doubt_lines(cases: Sequence[MinutesCase]) -> list[str]:
    """What the counts rest on without having been verified: each item once, with the numbers it decided."""
    numbers: dict[str, list[str]] = {}
    for number, case in enumerate(cases, start=1):
        for doubt in case.doubts:
            numbers.setdefault(_one_line(doubt), []).append(str(number))
    if not numbers:
        return []
    listed = [f"    - {doubt}: hồ sơ số {', '.join(of)}." for doubt, of in numbers.items()]
    return ["", "Quy định chưa kiểm chứng mà kết quả dựa vào:", *listed]


def printed_ratios(text: str) -> Sequence[tuple[int, PrintedRatio]]:
    """(number on the agenda, ratio) for every result line of the minutes, in their order."""
    return [
        (
            int(found["number"]),
            PrintedRatio(
                yes=int(found["yes"]), of=int(found["of"]), tenths=int(found["whole"]) * 10 + int(found["tenth"])
            ),
        )
        for found in _RESULT.finditer(nfc(text))
    ]


def without_name(text: str, name: str, unit: str, *, put: str) -> str:
    """The minutes with `put` where they name one nominee. A namesake of another union stays, and so does who has that
    name and more; where no line has the union by this name, every line with the name is taken for theirs.
    """
    line = re.compile(rf"^(\d+\. ){re.escape(nfc(_one_line(name)))}( \(.*)$", re.MULTILINE)
    own = f" ({nfc(_one_line(unit))}): "
    is_told_apart = any(found[2].startswith(own) for found in line.finditer(text))

    def emptied(found: re.Match[str]) -> str:
        is_theirs = not is_told_apart or found[2].startswith(own)
        return f"{found[1]}{put}{found[2]}" if is_theirs else found[0]

    return line.sub(emptied, text)


def _names(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "không có"


def _one_line(text: str) -> str:
    """What users typed stays on its line, so that it cannot pose as a result."""
    return " ".join(text.split())
