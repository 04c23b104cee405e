"""A list as somebody typed it in Excel: title, header, rows, sometimes sums and signatures; every unit in its manner.

Owns: cells, columns and workbooks (domain.md §9, Excel columns and text hazards). Promises: the same entries give the
same bytes. Leaves to others: who stands on it (`casting`), reading it (the house).
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from deploy.demo.casting import CastList, Entry, email_of
from deploy.demo.story import Campaign

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AWARD_NAMES = {
    "merit_cert_federation": "Bằng khen của LĐLĐ tỉnh",
    "title_fighter_province": "Chiến sĩ thi đua cấp tỉnh",
    "title_exc_collective": "Tập thể lao động xuất sắc",
    "plaque_work": "Gắn biển công trình",
}
_KINDS = {"individual": "Cá nhân", "collective": "Tập thể", "work": "Công trình"}
_FORMULA = '=CONCATENATE("Vượt định mức ",15," %")'
_WRITTEN = (2024, 1, 1, 0, 0, 0)  # a workbook remembers when it was written; ours always says the same
Cell = str | int | date | None
_Fill = Callable[[int, Entry, CastList, Campaign], Cell]

_PERSON: Mapping[str, _Fill] = {
    "STT": lambda number, entry, list_, campaign: number,
    "Họ và tên": lambda number, entry, list_, campaign: _name(entry, list_),
    "Đối tượng": lambda number, entry, list_, campaign: _KINDS[entry.kind],
    "Giới tính": lambda number, entry, list_, campaign: entry.sex,
    "Ngày sinh": lambda number, entry, list_, campaign: entry.birth,
    "Chức vụ": lambda number, entry, list_, campaign: entry.position,
    "Tên phòng ban/khối/tổ công tác": lambda number, entry, list_, campaign: entry.team,
    "Tên đơn vị công tác": lambda number, entry, list_, campaign: list_.union.name.removeprefix("CĐCS "),
    "Thư điện tử": lambda number, entry, list_, campaign: email_of(entry),
    "Lao động trực tiếp": lambda number, entry, list_, campaign: _yes_no(entry, entry.is_direct),
    "Lãnh đạo, quản lý": lambda number, entry, list_, campaign: _yes_no(entry, entry.is_leader),
}
_DEED: Mapping[str, _Fill] = {
    "Mã hình thức khen thưởng": lambda number, entry, list_, campaign: _award(entry, list_, is_title=False),
    "Mã danh hiệu thi đua (nếu có)": lambda number, entry, list_, campaign: _award(entry, list_, is_title=True),
    "Loại khen thưởng": lambda number, entry, list_, campaign: "Chuyên đề" if entry.kind == "work" else "Công trạng",
    "Thành tích (tóm tắt)": lambda number, entry, list_, campaign: (
        _FORMULA if entry.case == "formula_cell" else entry.achievement
    ),
    "Từ ngày": lambda number, entry, list_, campaign: f"01/01/{campaign.year}",
    "Đến ngày": lambda number, entry, list_, campaign: f"{campaign.days.lists:%d/%m/%Y}",
    "Mức độ hoàn thành nhiệm vụ": lambda number, entry, list_, campaign: _rating(entry),
    "Danh hiệu đã đạt": lambda number, entry, list_, campaign: _titles(entry),
    "Sáng kiến": lambda number, entry, list_, campaign: _initiative(entry, campaign),
    "Số chứng nhận sáng kiến": lambda number, entry, list_, campaign: (
        f"{number}/CN-SK" if entry.has_initiative else None
    ),
}
_COUNTS: Mapping[str, _Fill] = {
    "Số thành viên": lambda number, entry, list_, campaign: entry.counts.get("members"),
    "Số người hoàn thành nhiệm vụ": lambda number, entry, list_, campaign: entry.counts.get("completed"),
    "Số LĐTT": lambda number, entry, list_, campaign: entry.counts.get("advanced"),
    "Số CSTĐ cơ sở": lambda number, entry, list_, campaign: entry.counts.get("fighters"),
    "Số người bị kỷ luật": lambda number, entry, list_, campaign: entry.counts.get("disciplined"),
}
_COLUMNS = {**_PERSON, **_DEED, **_COUNTS}


def first_row(list_: CastList) -> int:
    """The row of the sheet in which the first nominee stands."""
    return 6 if _is_merged(list_) else 5


def workbook(campaign: Campaign, list_: CastList) -> bytes:
    """The .xlsx of one union."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Danh sách"
    layout = list_.union.layout
    _write_title(sheet, campaign, list_)
    columns = list(_COLUMNS)
    if layout == "other_order":
        # Somebody's own template: the deed first, the person after it.
        columns = ["STT", *_DEED, *(name for name in _PERSON if name != "STT"), *_COUNTS]
    sheet.append([_typed(name, layout) for name in columns])
    for number, entry in enumerate(list_.entries, start=1):
        sheet.append([_typed(_COLUMNS[name](number, entry, list_, campaign), layout) for name in columns])
    if layout == "footer":
        _write_footer(sheet, campaign, list_)
    return _bound(book)


def _is_merged(list_: CastList) -> bool:
    return list_.union.layout in ("merged_title", "footer")


def _write_title(sheet: Worksheet, campaign: Campaign, list_: CastList) -> None:
    sheet.append([campaign.issuer])
    sheet.append([f"DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG NĂM {campaign.year}"])
    sheet.append([f"{list_.union.name} (kèm theo Tờ trình ngày {campaign.days.lists:%d/%m/%Y})"])
    if _is_merged(list_):
        for row in (1, 2, 3):
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=8)
        sheet.append([])


def _write_footer(sheet: Worksheet, campaign: Campaign, list_: CastList) -> None:
    sheet.append(["Tổng cộng", f"{len(list_.entries)} trường hợp"])
    sheet.append([])
    sheet.append([None, f"ngày {campaign.days.lists:%d} tháng {campaign.days.lists:%m} năm {campaign.year}"])
    sheet.append([None, "NGƯỜI LẬP", None, None, "TM. BAN CHẤP HÀNH"])


def _typed(value: Cell, layout: str) -> Cell:
    """The cell as this unit's officer types: decomposed marks, or days as real date cells."""
    if not isinstance(value, str) or value.startswith("="):
        return value
    if layout == "decomposed":
        return unicodedata.normalize("NFD", value)
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value)
    if layout == "merged_title" and found:
        return date(int(found[3]), int(found[2]), int(found[1]))
    return value


def _name(entry: Entry, list_: CastList) -> str:
    """As typed; in some unions in capitals with an honorific before it."""
    if list_.union.layout != "capitals":
        return entry.name
    honorific = {"Nam": "Ông ", "Nữ": "Bà "}.get(entry.sex, "")
    return entry.name if entry.name.startswith("Bà ") else honorific + entry.name.upper()


def _yes_no(entry: Entry, is_so: bool) -> Cell:
    return ("Có" if is_so else "Không") if entry.kind == "individual" else None


def _award(entry: Entry, list_: CastList, *, is_title: bool) -> Cell:
    """The code, or the name as the catalogue has it, in the column of titles or in that of forms."""
    if entry.award.startswith("title_") is not is_title:
        return None
    by_name = list_.union.layout in ("other_order", "footer")
    return _AWARD_NAMES.get(entry.award, entry.award) if by_name else entry.award


def _rating(entry: Entry) -> Cell:
    if entry.kind == "work":
        return None
    return "Hoàn thành xuất sắc nhiệm vụ" if entry.counts else "Hoàn thành tốt nhiệm vụ"


def _titles(entry: Entry) -> Cell:
    return "; ".join(
        f"title_fighter_base:{year}" + (f":{year % 100}/QĐ-CĐCS" if entry.proof else "") for year in entry.titles
    )


def _initiative(entry: Entry, campaign: Campaign) -> Cell:
    if not entry.has_initiative:
        return None
    scope = "Cấp tỉnh" if entry.titles else "Cấp cơ sở"
    return f"{entry.achievement.split(' (')[0]}; 15/3/{campaign.year}; Hội đồng sáng kiến; {scope}"


def _bound(book: Workbook) -> bytes:
    """The workbook with every trace of the moment it was written taken out."""
    written = io.BytesIO()
    book.save(written)
    bound = io.BytesIO()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(bound, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts.namelist()):
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2024-01-01T00:00:00Z", content)
            part = zipfile.ZipInfo(name, _WRITTEN)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, content)
    return bound.getvalue()
