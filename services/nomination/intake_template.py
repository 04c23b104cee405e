"""The empty list people fill in.

Owns: the template workbook. Promises: its headers are those the intake understands, in one order.
Leaves to others: reading it back (`intake_reader`).
"""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from services.nomination.intake_columns import COLUMNS

_OFFERED = tuple(column for column in COLUMNS if column.is_offered)
_NOTES = {
    "sex": "Nam hoặc Nữ",
    "birth": "ngày/tháng/năm, hoặc chỉ năm",
    "email": "không bắt buộc; chỉ dùng để báo cho người được đề nghị sau khi có quyết định",
    "person_class": "lãnh đạo cấp tỉnh / lãnh đạo cấp sở / doanh nhân / lãnh đạo khác / trực tiếp",
    "title": "mã hoặc tên danh hiệu",
    "form": "mã hoặc tên hình thức",
    "decided_at": "cơ sở / cấp trên trực tiếp / tỉnh; để trống: cấp thấp nhất có thẩm quyền",
    "task_rating": "hoàn thành xuất sắc / tốt / hoàn thành / không hoàn thành",
    "is_direct_worker": "x nếu có, Không nếu không",
    "is_leader": "x nếu có, Không nếu không",
    "prior_titles": "title_fighter_base:2023:QĐ 12/QĐ-CĐCS; …",
    "simplified_ground": "đột xuất / nhiệm vụ chính trị / người đứng đầu phát hiện / cống hiến / niên hạn / đối ngoại /"
    " bí mật nhà nước",
    "initiatives": "tên; ngày công nhận; nơi công nhận; phạm vi; tỷ lệ đóng góp (nếu có đồng tác giả)",
}


def template() -> bytes:
    """An .xlsx with title, headers and a line of notes in brackets."""
    workbook = Workbook()
    sheet = workbook.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.title = "Danh sách"
    sheet.append(["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG"])
    sheet.append([column.header for column in _OFFERED])
    for number, column in enumerate(_OFFERED, 1):
        header = sheet.cell(row=2, column=number)
        header.font = Font(bold=True)
        header.alignment = Alignment(wrap_text=True, vertical="center")
        if column.field in _NOTES:
            header.value = f"{column.header} ({_NOTES[column.field]})"
    sheet.freeze_panes = "C3"
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()
