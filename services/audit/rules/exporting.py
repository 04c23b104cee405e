"""The ledger as tables for other people's tools: files, columns with their meaning, and how a cell is written.

Owns: the form of an export. Promises: pure; the same leaves give the same bytes; no cell is taken for a formula by a
spreadsheet, and every cell can be read back; without bodies nothing of a dossier is in it.
Leaves to others: reading leaves, writing files (`actions_export`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.events.sealing import told
from shared.words import Words

# What a spreadsheet takes for a formula at the start of a cell, and the mark itself, so that it can be taken off again.
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_GUARD = "'"

CELLS = Words(
    "UTF-8, RFC 4180; ô trống là không có; ô văn bản bắt đầu bằng = + - @ ' hoặc ký tự điều khiển có thêm một dấu '"
    " đứng trước, bỏ dấu đó khi đọc; thời điểm là ISO 8601 theo UTC.",
    "UTF-8, RFC 4180; an empty cell is no value; a text that begins with = + - @ ' or a control character has one"
    " more ' before it, to be taken off on reading; instants are ISO 8601 in UTC.",
)


@dataclass(frozen=True, slots=True)
class Table:
    """One file: its columns in order, each with what it means."""

    name: str
    columns: Mapping[str, Words]


LEAVES = Table("leaves.csv", {
    "index": Words("thứ tự lá trong cây, từ 0", "place of the leaf in the tree, from 0"),
    "event_id": Words("mã sự kiện", "id of the event"),
    "source": Words("dịch vụ phát ra", "the service that said it"),
    "position": Words("vị trí trong nhật ký của dịch vụ", "position in the log of that service"),
    "chain": Words("mã băm nối của nhật ký", "chained hash of that log"),
    "type": Words("loại sự kiện", "type of the event"),
    "subject": Words("đối tượng (hồ sơ, phiên họp, quyết định …)", "what it is about (case, session, decision …)"),
    "case_id": Words("hồ sơ duy nhất liên quan, nếu chỉ có một", "the one case it concerns, if there is only one"),
    "time": Words("thời điểm hành vi", "when it was done"),
    "actor": Words("người thực hiện", "who did it"),
    "role": Words("vai trò", "in which role"),
    "unit": Words("đơn vị", "at which unit"),
    "on_behalf_of": Words("thay mặt ai", "on whose behalf"),
    "session": Words("phiên đăng nhập", "signed-in session"),
    "via": Words("bằng cách nào", "by which way in"),
    "correlation": Words("mã chuỗi hành động", "the request that began it"),
    "causation": Words("sự kiện gây ra", "the event that caused it"),
    "policy": Words("mã băm bộ quy định áp dụng", "hash of the policy it stands on"),
    "heard_at": Words("lúc sổ chứng nghe được", "when the ledger heard it"),
    "body_hash": Words("SHA-256 của nội dung", "SHA-256 of the body"),
    "leaf_hash": Words("mã băm của lá (RFC 6962)", "hash of the leaf (RFC 6962)"),
})  # fmt: skip
CASES = Table("leaf_cases.csv", {
    "index": Words("thứ tự lá", "place of the leaf"),
    "case_id": Words("hồ sơ mà sự kiện nói tới", "a case the event names"),
})  # fmt: skip
EVALUATIONS = Table("evaluations.csv", {
    "index": Words("thứ tự lá", "place of the leaf"),
    "number": Words("thứ tự trong sự kiện, từ 0", "place within the event, from 0"),
    "rule": Words("quy tắc", "the rule"),
    "verdict": Words("kết quả: holds đạt, fails không đạt, unknown chưa đủ căn cứ", "verdict: holds, fails, unknown"),
    "consequence": Words("hệ quả: none, warn, hold, return, block", "what follows: none, warn, hold, return, block"),
    "basis": Words("căn cứ", "legal basis"),
    "unverified": Words("true: căn cứ chưa được kiểm chứng", "true: the basis was not verified"),
})  # fmt: skip
BODIES = Table("bodies.csv", {
    "index": Words("thứ tự lá", "place of the leaf"),
    "body": Words("sự kiện nguyên văn, JSON; có dữ liệu cá nhân", "the event word for word, JSON; personal data"),
})  # fmt: skip


def cell(value: Any) -> str:
    """A value as it stands in a file."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    written = str(value)
    # Numbers are never negative here; what begins with a minus is a text.
    return _GUARD + written if written.startswith(_GUARDED) else written


def text_of(written: str) -> str:
    """The text a cell was written from."""
    return written.removeprefix(_GUARD)


def lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as they stand in a file."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return written.getvalue().encode()


def evaluations_in(index: int, body: str) -> list[tuple[Any, ...]]:
    """The evaluations a body tells, without words and facts, which may name people; none where it tells none."""
    said = told(body)["data"].get("evaluations") if body else None
    if not isinstance(said, list):
        return []
    names = list(EVALUATIONS.columns)[2:]
    asked = ((number, one) for number, one in enumerate(said) if isinstance(one, Mapping))
    return [(index, number, *(one.get(name) for name in names)) for number, one in asked]
