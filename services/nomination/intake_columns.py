"""The columns of a nomination list, by the headers people write above them.

Owns: which header means which field (domain.md §9), and the template's order. Promises: headers are told without
marks, case and punctuation, in any order; one that names collectives is told from one that names people. Leaves to
others: reading cells (`intake_rows`), headers in two rows (`intake_headers`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.names import fold

NAMES = frozenset({"full_name", "collective_name"})
_LONGEST = 300  # with its notes; what is longer is an achievement


@dataclass(frozen=True, slots=True)
class Column:
    """`header` is what the template writes; `others` are further headers understood, folded.

    `is_offered`: the template has it; what it has not is understood where others wrote the list.
    """

    field: str
    header: str
    others: tuple[str, ...] = ()
    is_offered: bool = True


_OF_COLLECTIVES = (
    "ten tap the", "ten tap the don vi", "don vi tap the", "tap the don vi", "ten tap the de nghi",
    "ten tap the duoc de nghi", "ten don vi tap the de nghi", "ten don vi tap the duoc de nghi",
)  # fmt: skip
_OF_POSITION_AND_WORKPLACE = (
    "chuc vu don vi cong tac", "chuc vu va don vi", "chuc vu va don vi cong tac", "chuc vu noi cong tac",
    "chuc danh don vi", "chuc danh don vi cong tac", "chuc vu chuc danh don vi cong tac",
)  # fmt: skip

COLUMNS: tuple[Column, ...] = (
    Column("number", "STT", ("tt", "so tt", "so thu tu")),
    Column("full_name", "Họ và tên", ("ho ten", "ten don vi ca nhan")),
    Column("collective_name", "Tên đơn vị/tập thể", _OF_COLLECTIVES, is_offered=False),
    Column("kind", "Đối tượng", ("loai doi tuong",)),
    Column("collective_class", "Mã phân loại tập thể", ("phan loai tap the", "ma phan loai don vi"), is_offered=False),
    Column("sex", "Giới tính", ("nam nu", "gioi")),
    Column("birth", "Ngày sinh", ("ngay thang nam sinh", "nam sinh", "sinh ngay", "ngay sinh nam sinh")),
    Column("position", "Chức vụ", ("chuc danh", "chuc vu chuc danh", "nghe nghiep")),
    Column("position_and_workplace", "Chức vụ – đơn vị", _OF_POSITION_AND_WORKPLACE, is_offered=False),
    Column("department", "Tên phòng ban/khối/tổ công tác", ("phong ban", "to cong tac", "ten phong ban", "bo phan")),
    Column("workplace", "Tên đơn vị công tác", ("don vi cong tac", "don vi", "ten don vi", "noi cong tac")),
    Column("address", "Địa chỉ", ("dia chi lien he",)),
    Column("email", "Thư điện tử", ("email", "e mail", "dia chi email", "dia chi thu dien tu", "hop thu")),
    Column("person_class", "Mã phân loại cán bộ", ("phan loai can bo",)),
    Column("form", "Mã hình thức khen thưởng", ("hinh thuc khen thuong", "ma hinh thuc", "hinh thuc de nghi")),
    Column("title", "Mã danh hiệu thi đua", ("danh hieu thi dua", "ma danh hieu", "danh hieu de nghi")),
    Column("award_type", "Loại khen thưởng", ("loai khen", "loai hinh khen thuong")),
    Column("decided_at", "Cấp quyết định", ("cap khen thuong", "cap quyet dinh khen thuong", "cap khen")),
    Column("year", "Năm", ("nam xet", "nam khen thuong")),
    Column("achievement", "Thành tích (tóm tắt)", ("tom tat thanh tich", "thanh tich")),
    Column("achieved_from", "Từ ngày", ("thanh tich tu ngay",)),
    Column("achieved_to", "Đến ngày", ("thanh tich den ngay",)),
    Column("task_rating", "Mức độ hoàn thành nhiệm vụ", ("muc do hoan thanh", "xep loai", "hoan thanh nhiem vu")),
    Column("is_direct_worker", "Lao động trực tiếp", ("truc tiep", "nguoi lao dong truc tiep")),
    Column("is_leader", "Lãnh đạo quản lý", ("lanh dao", "can bo lanh dao quan ly")),
    Column("prior_titles", "Danh hiệu đã đạt", ("thanh tich da dat", "danh hieu truoc")),
    Column("initiatives", "Sáng kiến", ("sang kien de tai", "ten sang kien")),
    Column("certificate", "Số chứng nhận sáng kiến", ("so chung nhan", "giay chung nhan sang kien")),
    Column("discipline_ended_on", "Hết hạn kỷ luật", ("ngay het ky luat",)),
    Column("members", "Số thành viên", ("tong so nguoi", "quan so")),
    Column("completed", "Số người hoàn thành nhiệm vụ", ("so hoan thanh",)),
    Column("advanced_workers", "Số LĐTT", ("so lao dong tien tien",)),
    Column("base_fighters", "Số CSTĐ cơ sở", ("so cstdcs", "so chien si thi dua co so")),
    Column("disciplined", "Số người bị kỷ luật", ("so ky luat",)),
    Column("women", "Số nữ", ("so lao dong nu",)),
    Column("is_simplified", "Thủ tục đơn giản", ("theo thu tuc don gian",)),
    Column("simplified_ground", "Căn cứ thủ tục đơn giản", ("can cu thu tuc", "ly do thu tuc don gian")),
    Column("subject_unit", "Mã tổ chức công đoàn được đề nghị", ("ma to chuc cong doan", "ma cong doan duoc de nghi")),
)


def bare(header: str) -> str:
    """A header as it is compared: folded, brackets and their content gone, words only."""
    without_notes = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", header)
    return " ".join(re.findall(r"[a-z0-9]+", fold(without_notes)))


_FIELD_OF: Mapping[str, str] = {
    name: column.field for column in COLUMNS for name in (bare(column.header), *column.others)
}


@lru_cache(maxsize=4096)
def _field_of(header: str) -> str | None:
    """Remembered, since every line is looked at and most cells of a list are those of the line before."""
    return _FIELD_OF.get(bare(header))


def field_of(cell: object) -> str | None:
    """The field a header cell stands for; None for what is none we know."""
    return _field_of(cell) if isinstance(cell, str) and len(cell) <= _LONGEST else None


def find_columns(cells: Sequence[object]) -> dict[str, int]:
    """Field to position for a header row; empty when the row is none (needs a name and one more known header)."""
    found = arranged([field_of(cell) for cell in cells])
    return found if NAMES & found.keys() and len(found) >= 2 else {}


def arranged(fields: Sequence[str | None]) -> dict[str, int]:
    """Field to position, the first that has it.

    `full_name` or `collective_name` is in it, never both: beside people's names a collective is where they work. So is
    “Chức vụ – đơn vị” beside “Chức vụ”.
    """
    found: dict[str, int] = {}
    for position, field in enumerate(fields):
        if field is not None:
            found.setdefault(field, position)
    for told, joined in (("full_name", "collective_name"), ("position", "position_and_workplace")):
        if told in found and joined in found:
            found.setdefault("workplace", found.pop(joined))
    return found


def header_of(field: str) -> str:
    """The template's header of a field, to name a column to people."""
    return next(column.header for column in COLUMNS if column.field == field)
