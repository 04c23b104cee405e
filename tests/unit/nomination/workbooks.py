"""Workbooks of the tests, sound and hostile.

Owns: making them. Promises: real .xlsx bytes. Leaves to others: what is expected of them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook

HEADERS = (
    "STT", "Họ và tên", "Giới tính", "Ngày sinh", "Chức vụ", "Tên phòng ban/khối/tổ công tác", "Tên đơn vị công tác",
    "Mã hình thức khen thưởng", "Mã danh hiệu thi đua (nếu có)", "Thành tích (tóm tắt)",
    "Mức độ hoàn thành nhiệm vụ", "Lao động trực tiếp", "Lãnh đạo quản lý",
)  # fmt: skip


def person(number: int, name: str, birth: Any = "30/6/1984", **changes: Any) -> list[Any]:
    row = [
        number, name, "Nữ", birth, "Công nhân", "Tổ May 3", "Công ty TNHH May Minh Anh", "Bằng khen của LĐLĐ tỉnh",
        None, f"Vượt định mức mười hai tháng liền, dòng {number}", "hoàn thành tốt", "x", "Không",
    ]  # fmt: skip
    for header, value in changes.items():
        row[int(header.removeprefix("c"))] = value
    return row


def workbook(rows: Sequence[Sequence[Any]], *, change: Callable[[Workbook], None] | None = None) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(made)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def official(*people: Sequence[Any]) -> bytes:
    """A list as an office writes it: issuer, merged title, headers, numbering, sections, sum, signatures."""

    def merge(made: Workbook) -> None:
        sheet = made.active
        assert sheet is not None
        sheet.merge_cells("A1:M1")
        sheet.merge_cells("A2:M2")
        hidden = made.create_sheet("Ẩn", 0)
        hidden.sheet_state = "hidden"
        hidden.append(HEADERS)
        hidden.append(person(1, "Người Trong Trang Ẩn"))

    return workbook(
        [
            ["CĐCS CÔNG TY TNHH MAY MINH ANH"],
            ["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG NĂM 2026"],
            [],
            HEADERS,
            [f"({n})" for n in range(1, len(HEADERS) + 1)],
            ["I. Khối sản xuất"],
            *people,
            ["Tổng cộng", None, f"{len(people)} người"],
            [],
            [None, "Người lập biểu", None, None, None, "TM. BAN CHẤP HÀNH"],
            [None, "Lê Thị Lan", None, None, None, "Trần Văn Tám"],
        ],
        change=merge,
    )


def repacked(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The workbook with parts replaced or added."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part, old.read(part.filename))
        for name, content in parts.items():
            new.writestr(name, content)
    return kept.getvalue()
