"""The words people write in the cells of a list, folded, and what they mean.

Owns: one table for each closed vocabulary, codes included. Promises: every value of a vocabulary can be written.
Leaves to others: reading cells (`intake_rows`), the vocabularies themselves (`shared.events.terms`).
"""

from __future__ import annotations

from shared.events.terms import (
    AwardType,
    InitiativeScope,
    Level,
    PersonClass,
    Sex,
    SimplifiedGround,
    SubjectKind,
    TaskRating,
)
from shared.words import Words

YES = frozenset({"x", "co", "yes", "1", "true", "dung"})
NO = frozenset({"khong", "no", "0", "false", "sai"})
SEXES = {"nam": Sex.MALE, "nu": Sex.FEMALE, "male": Sex.MALE, "female": Sex.FEMALE}
KINDS = {
    "ca nhan": SubjectKind.INDIVIDUAL, "tap the": SubjectKind.COLLECTIVE, "ho gia dinh": SubjectKind.HOUSEHOLD,
    "cong trinh": SubjectKind.WORK, **{kind.value: kind for kind in SubjectKind},
}  # fmt: skip
TYPES = {
    "cong trang": AwardType.MERIT, "dot xuat": AwardType.SUDDEN, "chuyen de": AwardType.THEMATIC,
    "cong hien": AwardType.DEDICATION, "nien han": AwardType.SENIORITY, "doi ngoai": AwardType.FOREIGN_AFFAIRS,
    **{kind.value: kind for kind in AwardType},
}  # fmt: skip
RATINGS = {
    "hoan thanh xuat sac": TaskRating.EXCELLENT, "hoan thanh xuat sac nhiem vu": TaskRating.EXCELLENT,
    "xuat sac": TaskRating.EXCELLENT, "htxsnv": TaskRating.EXCELLENT,
    "hoan thanh tot": TaskRating.GOOD, "hoan thanh tot nhiem vu": TaskRating.GOOD, "tot": TaskRating.GOOD,
    "httnv": TaskRating.GOOD, "hoan thanh": TaskRating.MET, "hoan thanh nhiem vu": TaskRating.MET,
    "khong hoan thanh": TaskRating.NOT_MET, "khong hoan thanh nhiem vu": TaskRating.NOT_MET,
    **{rating.value: rating for rating in TaskRating},
}  # fmt: skip
_SCOPES = {
    "co so": InitiativeScope.BASE,
    "xa": InitiativeScope.COMMUNE, "phuong": InitiativeScope.COMMUNE, "dac khu": InitiativeScope.COMMUNE,
    "xa, phuong": InitiativeScope.COMMUNE, "xa/phuong": InitiativeScope.COMMUNE,
    "huyen": InitiativeScope.SECTOR_OR_DISTRICT, "quan": InitiativeScope.SECTOR_OR_DISTRICT,
    "thi xa": InitiativeScope.SECTOR_OR_DISTRICT, "nganh": InitiativeScope.SECTOR_OR_DISTRICT,
    "nganh, huyen": InitiativeScope.SECTOR_OR_DISTRICT, "nganh/huyen": InitiativeScope.SECTOR_OR_DISTRICT,
    "huyen, nganh": InitiativeScope.SECTOR_OR_DISTRICT, "huyen/nganh": InitiativeScope.SECTOR_OR_DISTRICT,
    "tinh": InitiativeScope.PROVINCE, "toan quoc": InitiativeScope.NATIONAL, "quoc gia": InitiativeScope.NATIONAL,
}  # fmt: skip
# “cấp huyện”, as a certificate says it, is “huyện”, of whichever scope.
SCOPES = {
    **_SCOPES, **{f"cap {word}": scope for word, scope in _SCOPES.items()},
    **{scope.value: scope for scope in InitiativeScope},
}  # fmt: skip
LEVELS = {
    "co so": Level.GRASSROOTS, "cap co so": Level.GRASSROOTS, "cdcs": Level.GRASSROOTS,
    "cap tren": Level.INTERMEDIATE, "cap tren truc tiep": Level.INTERMEDIATE,
    "cap tren truc tiep co so": Level.INTERMEDIATE, "cong doan cap tren truc tiep co so": Level.INTERMEDIATE,
    "tinh": Level.PROVINCIAL, "cap tinh": Level.PROVINCIAL, "ldld tinh": Level.PROVINCIAL,
    **{level.value: level for level in Level},
}  # fmt: skip
GROUNDS = {
    "dot xuat": SimplifiedGround.SUDDEN_ACHIEVEMENT, "thanh tich dot xuat": SimplifiedGround.SUDDEN_ACHIEVEMENT,
    "nhiem vu chinh tri": SimplifiedGround.URGENT_POLITICAL_TASK,
    "phuc vu nhiem vu chinh tri": SimplifiedGround.URGENT_POLITICAL_TASK,
    "nhiem vu chinh tri kip thoi": SimplifiedGround.URGENT_POLITICAL_TASK,
    "nguoi dung dau phat hien": SimplifiedGround.DISCOVERED_BY_HEAD,
    "do nguoi dung dau phat hien": SimplifiedGround.DISCOVERED_BY_HEAD,
    "cong hien": SimplifiedGround.DEDICATION, "qua trinh cong hien": SimplifiedGround.DEDICATION,
    "nien han": SimplifiedGround.SENIORITY, "doi ngoai": SimplifiedGround.FOREIGN_AFFAIRS,
    "bi mat nha nuoc": SimplifiedGround.STATE_SECRET,
    **{ground.value: ground for ground in SimplifiedGround},
}  # fmt: skip
CLASSES = {
    "lanh dao cap tinh": PersonClass.PROVINCE_LEADER, "lanh dao cap bo, tinh": PersonClass.PROVINCE_LEADER,
    "lanh dao cap tinh, bo": PersonClass.PROVINCE_LEADER, "lanh dao cap bo": PersonClass.PROVINCE_LEADER,
    "lanh dao cap so": PersonClass.DEPARTMENT_LEADER, "lanh dao cap vu": PersonClass.DEPARTMENT_LEADER,
    "lanh dao cap so, vu": PersonClass.DEPARTMENT_LEADER, "lanh dao cap vu, so": PersonClass.DEPARTMENT_LEADER,
    "doanh nhan": PersonClass.ENTREPRENEUR,
    "lanh dao khac": PersonClass.OTHER_LEADER, "lanh dao tu pho phong tro len": PersonClass.OTHER_LEADER,
    "lanh dao khac tu pho phong tro len": PersonClass.OTHER_LEADER,
    "truc tiep": PersonClass.DIRECT_WORKER, "nguoi truc tiep": PersonClass.DIRECT_WORKER,
    "nguoi lao dong truc tiep": PersonClass.DIRECT_WORKER, "lao dong truc tiep": PersonClass.DIRECT_WORKER,
    "nguoi truc tiep cong tac, lao dong": PersonClass.DIRECT_WORKER,
    **{one.value: one for one in PersonClass},
}  # fmt: skip

NO_SHORT_WAY = Words(
    "Có căn cứ thủ tục đơn giản nhưng lại ghi không theo thủ tục đơn giản; hãy sửa một trong hai.",
    "A ground of the simplified procedure is stated, but not the procedure: correct one of them.",
)
WHOSE_CLASS = Words(
    "Chưa rõ là cá nhân hay tập thể: hãy ghi cột “Đối tượng”, hoặc đặt tiêu đề cột tên là “Tên đơn vị/tập thể”.",
    "A person or a collective? Fill the column “Đối tượng”, or head the names “Tên đơn vị/tập thể”.",
)


def year_outside(year: int, years: tuple[int, int]) -> Words | None:
    """Why a year is none of a plan from the first to the last of `years`; None where it is."""
    first, last = years
    if first <= year <= last:
        return None
    named = f"{first}" if first == last else f"{first} – {last}"
    return Words(
        f"Năm {year} không thuộc thời gian của kế hoạch (năm {named}).",
        f"the year {year} is none of the plan's ({named})",
    )
