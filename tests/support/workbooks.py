"""Lists as unions send them: .xlsx workbooks with title rows, merged cells and footers, and files that only look so.

Owns: making them. Promises: real workbooks written by openpyxl, or zip archives with exactly the named parts.
Leaves to others: what the house says to them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from tests.support.people import Upload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

HEADER = (
    "STT", "Họ và tên", "Giới tính", "Ngày sinh", "Chức vụ", "Tên phòng ban/khối/tổ công tác", "Tên đơn vị công tác",
    "Mã hình thức khen thưởng", "Thành tích (tóm tắt)", "Mức độ hoàn thành nhiệm vụ", "Lao động trực tiếp",
    "Lãnh đạo quản lý",
)  # fmt: skip


def row(number: int, name: str, birth: Any, **changes: Any) -> list[Any]:
    """One line of a list; `changes` by column name."""
    cells = {
        "STT": number, "Họ và tên": name, "Giới tính": "Nữ", "Ngày sinh": birth, "Chức vụ": "Công nhân may",
        "Tên phòng ban/khối/tổ công tác": "Tổ May 3", "Tên đơn vị công tác": "CĐCS Công ty TNHH May Minh Anh",
        "Mã hình thức khen thưởng": "Bằng khen của LĐLĐ tỉnh", "Thành tích (tóm tắt)": f"Sáng kiến của {name}",
        "Mức độ hoàn thành nhiệm vụ": "Hoàn thành xuất sắc", "Lao động trực tiếp": "x", "Lãnh đạo quản lý": "không",
    }  # fmt: skip
    cells.update({column.replace("_", " "): value for column, value in changes.items()})
    return [cells.get(column) for column in HEADER]


def workbook(rows: Sequence[Sequence[Any]], *, header: Sequence[Any] = HEADER, name: str = "danh-sach.xlsx") -> Upload:
    """A list with issuer, title and header above the rows, sum and signatures below, as it is printed and signed."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["CÔNG ĐOÀN CƠ SỞ CÔNG TY TNHH MAY MINH ANH"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=6)
    sheet.append(["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG NĂM 2026"])
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=12)
    sheet.append([])
    sheet.append(list(header))
    for cells in rows:
        sheet.append(list(cells))
    sheet.append(["Tổng cộng", len(rows)])
    sheet.append([None, "NGƯỜI LẬP", None, None, None, None, None, "TM. BAN CHẤP HÀNH"])
    return Upload(name, _saved(made), XLSX)


FIRST_DATA_ROW = 5
"""The row of the sheet in which the first nominee of `workbook` stands."""


def _saved(made: Workbook) -> bytes:
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def with_parts(file: Upload, parts: Mapping[str, bytes]) -> Upload:
    """The workbook with parts of its archive added or replaced."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file.content)) as given, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            if part.filename not in parts:
                made.writestr(part.filename, given.read(part.filename))
        for name, content in parts.items():
            made.writestr(name, content)
    return Upload(file.name, kept.getvalue(), file.media_type)


def archive(parts: Mapping[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return kept.getvalue()
