"""Invented people: names of the Kinh kind, births, positions, achievements, drawn from a seed.

Owns: the stock of words. Promises: the same seed gives the same people; nobody is drawn twice.
Leaves to others: how a name is typed on a list (`sheets`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_SURNAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý", "Đinh", "Lương", "Trịnh", "Đoàn", "Mai", "Tô", "Cao", "Châu",
)  # fmt: skip
_FEMALE = (
    "Hương", "Lan", "Thủy", "Hòa", "Ngọc Ánh", "Minh Nguyệt", "Thu Hà", "Kim Chi", "Bích Ngọc", "Thanh Tâm",
    "Hồng Nhung", "Mỹ Duyên", "Tuyết Mai", "Thùy Trang", "Phương Thảo", "Diệu Linh", "Quỳnh Như", "Xuân Đào",
    "Yến Nhi", "Hải Yến", "Lệ Thu", "Khánh Vân", "Cẩm Tú", "Ái Liên",
)  # fmt: skip
_MALE = (
    "Đức", "Quốc Bảo", "Hữu Nghĩa", "Đình Khôi", "Minh Tuấn", "Văn Hùng", "Quang Huy", "Thanh Sơn", "Trọng Nhân",
    "Công Hòa", "Đăng Khoa", "Xuân Trường", "Ngọc Thạch", "Anh Dũng", "Hoàng Long", "Tiến Đạt", "Viết Thắng", "Bá Lộc",
    "Mạnh Cường", "Phúc Thịnh", "Gia Bình", "Hải Đăng", "Thế Vinh", "Duy Khánh",
)  # fmt: skip
_JOBS = {
    "block_enterprise": (
        "Công nhân vận hành máy", "Tổ trưởng sản xuất", "Công nhân kỹ thuật", "Thợ cơ điện", "Nhân viên kho",
    ),
    "block_public_service": (
        "Giáo viên", "Điều dưỡng", "Kỹ thuật viên", "Nhân viên hành chính", "Viên chức chuyên môn",
    ),
    "block_administrative": ("Chuyên viên", "Văn thư", "Kế toán viên"),
}  # fmt: skip
_LEADERS = {
    "block_enterprise": ("Giám đốc", "Phó Giám đốc", "Trưởng phòng", "Quản đốc"),
    "block_public_service": ("Hiệu trưởng", "Giám đốc", "Trưởng khoa", "Trưởng phòng"),
    "block_administrative": ("Giám đốc Sở", "Phó Giám đốc Sở", "Chánh Văn phòng", "Trưởng phòng", "Phó Trưởng phòng"),
}
_DEEDS = (
    "Cải tiến đồ gá, giảm 12 % thời gian gia công", "Vượt định mức 15 %, không có sản phẩm lỗi",
    "Sắp xếp lại kho theo 5S, giảm nửa thời gian tìm vật tư", "Kèm cặp sáu đồng nghiệp mới đạt tay nghề",
    "Tiết kiệm 8 % điện năng của ca sản xuất", "Số hóa sổ theo dõi, bỏ ba biểu mẫu giấy",
    "Xử lý sự cố trong đêm, giữ dây chuyền không dừng", "Vận động quyên góp giúp hai đoàn viên bệnh nặng",
    "Chủ trì tổ an toàn vệ sinh viên, cả năm không tai nạn", "Đạt giải nhất hội thi thợ giỏi của đơn vị",
)  # fmt: skip
_TEAMS = ("Tổ 1", "Tổ 2", "Tổ 3", "Phòng Kỹ thuật", "Phòng Tổ chức", "Ca A", "Ca B")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody invented. `birth` is a day, or a year where `year_only`."""

    name: str
    sex: str
    birth: date
    year_only: bool
    position: str
    team: str
    is_leader: bool
    is_direct: bool
    deed: str


class Stock:
    """Draws people; `taken` are folded-enough names (as typed, lower case) that must not come up again."""

    def __init__(self, seed: int, taken: set[str]) -> None:
        self._random = Random(seed)
        self._taken = {name.casefold() for name in taken}
        self._count = 0

    def draw(self, block: str, *, leader: bool = False) -> Person:
        self._count += 1
        name, sex = self._name()
        return Person(
            name=name,
            sex=sex,
            birth=date(1968, 1, 1) + timedelta(days=self._random.randrange(33 * 365)),
            year_only=self._random.random() < 0.12,
            position=self._random.choice((_LEADERS if leader else _JOBS)[block]),
            team=self._random.choice(_TEAMS),
            is_leader=leader,
            is_direct=not leader and self._random.random() < 0.8,
            # The number keeps two deeds apart: no achievement is rewarded twice.
            deed=f"{self._random.choice(_DEEDS)} (hồ sơ thành tích số {self._count:03d})",
        )

    def _name(self) -> tuple[str, str]:
        while True:
            sex = self._random.choice(("Nữ", "Nam"))
            given = self._random.choice(_FEMALE if sex == "Nữ" else _MALE)
            middle = "" if " " in given else ("Thị " if sex == "Nữ" else "Văn ")
            name = f"{self._random.choice(_SURNAMES)} {middle}{given}"
            if name.casefold() not in self._taken:
                self._taken.add(name.casefold())
                return name, sex
