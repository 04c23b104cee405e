"""The answer of `vinhdanh audit verify` in words.

Owns: how it reads. Promises: every fault is a line; what is missing or was not compared is said apart from what is
wrong. Leaves to others: finding it (`audit_verify`, `audit_verify_rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rich.console import Console
from rich.markup import escape

from deploy.commands.audit_verify_files import Files
from deploy.commands.audit_verify_rows import Rows
from services.audit.queries_logs import LogCompared
from services.audit.queries_verification import Depth, Late, Verified
from services.audit.rules.erasures import Erasure
from services.audit.rules.faults import Fault
from shared.clock import VIETNAM
from shared.words import Language, Words

_MOST_LATE = 20
_BY_HASHES = Words(
    "Chỉ đối chiếu mã băm: chưa xét cột, hồ sơ, dấu tra cứu bên cạnh nội dung; chưa xét nhật ký, bảng của các dịch vụ.",
    "By hashes alone: columns, cases and marks beside the bodies were not asked, nor logs and tables of services.",
)


class Answer(Protocol):
    """What there is to say."""

    @property
    def ledger(self) -> Verified: ...

    @property
    def logs(self) -> Sequence[LogCompared]: ...

    @property
    def unread(self) -> Sequence[str]: ...

    @property
    def rows(self) -> Sequence[Rows]: ...

    @property
    def faults(self) -> list[Fault]: ...

    @property
    def is_checked(self) -> bool: ...

    @property
    def files(self) -> Files | None: ...


def show(console: Console, found: Answer, language: Language) -> None:
    def say(vi: str, en: str, style: str = "") -> None:
        console.print(escape(Words(vi, en).in_language(language)), style=style, highlight=False, soft_wrap=True)

    ledger = found.ledger
    say(f"Sổ chứng: {ledger.size} lá, gốc {ledger.root}", f"Ledger: {ledger.size} leaves, root {ledger.root}")
    for source, count in ledger.per_source.items():
        say(f"  {source}: {count} sự kiện", f"  {source}: {count} events")
    say(f"Điểm chốt đã ký: {ledger.checkpoints}", f"Signed checkpoints: {ledger.checkpoints}")
    for erasure in ledger.erasures:
        words = _erased(erasure)
        say(words.vi, words.en)
    for one in found.rows:
        for words in _compared(one):
            say(words.vi, words.en)
    if found.files is not None and found.files.was_read:
        count = found.files.count
        say(f"Đã đọc lại {count} tệp giấy tờ", f"Papers read again: {count}")
    for words in _missing(found):
        say(words.vi, words.en, "yellow")
    for fault in found.faults:
        leaf = "" if fault.leaf is None else f"#{fault.leaf}: "
        say(f"SAI LỆCH {leaf}{fault.words.vi}", f"ALTERED {leaf}{fault.words.en}", "red")
    if found.faults:
        say(f"Không nguyên vẹn: {len(found.faults)} sai lệch.", f"Not intact: {len(found.faults)} faults.", "red")
    elif ledger.size == 0:
        say("Sổ chứng trống: không có gì để kiểm tra.", "The ledger is empty: nothing was verified.", "yellow")
    else:
        say("Nguyên vẹn: cây tính lại từ các lá khớp gốc đã ghi.", "Intact: the leaves give the tree on record.")
        if ledger.depth is Depth.HASHES:
            say(_BY_HASHES.vi, _BY_HASHES.en, "yellow")
        if not found.is_checked:
            say("Nhưng chưa kiểm được hết, xem trên.", "But not everything could be checked, see above.", "yellow")


def _erased(one: Erasure) -> Words:
    """What is missing by right, and by whose."""
    day, cases = f"{one.at.astimezone(VIETNAM):%d/%m/%Y}", len(one.records)
    return Words(
        f"Đã xóa dữ liệu cá nhân ngày {day}, căn cứ {one.basis}: {cases} hồ sơ; đề nghị {one.asked_by}, đồng ý"
        f" {one.confirmed_by}",
        f"Personal data erased on {day}, basis {one.basis}: {cases} records; asked by {one.asked_by}, confirmed by"
        f" {one.confirmed_by}",
    )


def _compared(one: Rows) -> list[Words]:
    """What was compared of a service's tables and what was not; why no event tells of a column, `--json` says."""
    done = one.compared
    if done is None:
        vi, en = (f" ({one.why.vi})", f" ({one.why.en})") if one.why else ("", "")
        return [Words(f"Chưa đối chiếu bảng: {one.service}{vi}", f"Tables not compared: {one.service}{en}")]
    counts = f"{done.rows} dòng của {done.tables} bảng", f"{done.rows} rows of {done.tables} tables"
    vi, en = f"{one.service}: đã đối chiếu {counts[0]} với sự kiện", f"{one.service}: {counts[1]} compared with events"
    said = [Words(vi, en)]
    whole = ", ".join(name for name, reason in one.silent.items() if isinstance(reason, str))
    columns = ", ".join(
        f"{name}.{column}" for name, reason in one.silent.items() if not isinstance(reason, str) for column in reason
    )
    said.append(Words(f"  bảng không đối chiếu: {whole}", f"  tables not compared: {whole}"))
    said.append(Words(f"  cột không đối chiếu: {columns}", f"  columns not compared: {columns}"))
    if partly := ", ".join(f"{name}.{column}" for name, columns in one.partly.items() for column in columns):
        vi, en = f"  cột đối chiếu khi sự kiện có nói: {partly}", f"  columns compared where an event tells: {partly}"
        said.append(Words(vi, en))
    return said


def _missing(found: Answer) -> list[Words]:
    """What is no alteration, and yet not as it should be."""
    said = []
    for gap in found.ledger.gaps:
        where, seconds = f"{gap.source} {gap.first}–{gap.last}", int(gap.age.total_seconds())
        said.append(Words(f"Chưa đến: {where} (đã {seconds} giây)", f"Not yet arrived: {where} (for {seconds} s)"))
    for log in found.logs:
        if log.unheard:
            where = f"{log.source} {log.unheard[0]}–{log.unheard[-1]} ({len(log.unheard)})"
            said.append(Words(f"Sổ chứng chưa nghe: {where}", f"In the log and not heard: {where}"))
        if log.unplaced:
            where = f"{log.source} ({log.unplaced})"
            said.append(Words(f"Nhật ký chưa gửi: {where}", f"In the log and not placed yet: {where}"))
        if log.unerased:
            where = f"{log.source} {log.unerased[0]}–{log.unerased[-1]} ({len(log.unerased)})"
            said.append(Words(f"Chưa xóa xong: {where}", f"Not erased yet: {where}"))
        if log.erased_unheard:
            where = f"{log.source} {log.erased_unheard[0]}–{log.erased_unheard[-1]} ({len(log.erased_unheard)})"
            said.append(
                Words(
                    f"Đã xóa theo quyết định mà sổ chứng chưa nghe: {where}; xem lại khi sổ chứng đã nghe",
                    f"Erased by a decision the ledger has not heard yet: {where}; look again once it has",
                )
            )
    for one in found.rows:
        for source, count in (one.compared.unheard if one.compared else {}).items():
            if count:
                vi, en = f"{one.service} chưa áp dụng", f"Not applied by {one.service}"
                said.append(Words(f"{vi}: {count} sự kiện của {source}", f"{en}: {count} events of {source}"))
    late = found.ledger.late
    said.extend(_came_late(one) for one in late[:_MOST_LATE])
    if (more := found.ledger.late_count - _MOST_LATE) > 0:
        said.append(Words(f"… và {more} sự kiện đến muộn khác", f"… and {more} late arrivals more"))
    said.extend(Words(f"Không đọc được nhật ký: {one}", f"Log not read: {one}") for one in found.unread)
    if found.files is not None and not found.files.was_read:
        said.append(Words("Không tới được tệp giấy tờ từ máy này", "Papers cannot be reached from here"))
    return [*said, *found.ledger.unknown]


def _came_late(one: Late) -> Words:
    where, hours = f"#{one.leaf} {one.source}/{one.position}", f"{one.lag.total_seconds() / 3600:.1f}"
    missed = "" if one.missed is None else f", {one.missed}"
    vi, en = f"Đến muộn: {where} (sau {hours} giờ", f"Came late: {where} (after {hours} h"
    return Words(
        f"{vi}{missed and f'; lẽ ra có trong điểm chốt{missed[1:]}'})",
        f"{en}{missed and f'; checkpoint{missed[1:]} should have held it'})",
    )
