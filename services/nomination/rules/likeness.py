"""Are these two perhaps one subject, and why: spellings, name order, births, units as Vietnamese offices write them.

Owns: what speaks for and against likeness, with weights and words. Promises: pure; symmetric; the order of candidates
changes nothing; the machine only says why, a person decides. Leaves to others: finding candidates, keeping rulings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from services.nomination.rules.spelling import bare_unit, name_key
from shared.events.terms import Sex, SubjectKind
from shared.names import fold, spoken
from shared.words import Words

LEAST_WEIGHT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A subject as a nomination or the register describes it. `unit` is the id of the proposing unit."""

    kind: SubjectKind
    full_name: str
    birth: str | None = None
    sex: Sex | None = None
    unit: str | None = None
    unit_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that speaks for (positive) or against (negative) one subject behind two descriptions."""

    code: str
    weight: int
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """`weight` is the sum of the reasons, within 0–100."""

    weight: int
    reasons: tuple[Reason, ...]

    @property
    def is_worth_asking(self) -> bool:
        return self.weight >= LEAST_WEIGHT


NONE = Likeness(weight=0, reasons=())


def compare(one: Described, other: Described, *, fuzzy_percent: int | None) -> Likeness:
    """How alike, and every reason; nothing at all where names or births rule it out.

    Names whose letters differ are near from `fuzzy_percent` on, and never where it is None (G06).
    """
    if one.kind is not other.kind:
        return NONE
    is_person = one.kind is SubjectKind.INDIVIDUAL
    told = _person(one, other, fuzzy_percent) if is_person else _collective(one, other)
    if told is None:
        return NONE
    reasons = tuple(sorted(told, key=lambda reason: (-reason.weight, reason.code)))
    return Likeness(weight=max(0, min(100, sum(reason.weight for reason in reasons))), reasons=reasons)


def _person(one: Described, other: Described, fuzzy_percent: int | None) -> list[Reason] | None:
    name, birth = _of_name(one.full_name, other.full_name, fuzzy_percent), _of_birth(one.birth, other.birth)
    if name is None or birth is None:
        return None
    return [name, birth, *_of_sex(one.sex, other.sex), *_of_units(one, other)]


def _collective(one: Described, other: Described) -> list[Reason] | None:
    """Every second company has a “Tổ May 3”: the name alone tells a collective only where it names its unit."""
    mine, yours = bare_unit(one.full_name), bare_unit(other.full_name)
    if mine != yours:
        return None
    name = Reason(code="name.unit_form", weight=50, words=Words(
        "Cùng tên sau khi bỏ loại hình đơn vị", "The same name but for the legal form"))  # fmt: skip
    units = list(_of_units(one, other))
    if not units and mine in (bare_unit(one.unit_name), bare_unit(other.unit_name)):
        units = [Reason(code="unit.named", weight=20, words=Words(
            "Tên chính là tên đơn vị", "The name is that of the unit itself"))]  # fmt: skip
    return [name, *units]


def _of_name(one: str, other: str, fuzzy_percent: int | None) -> Reason | None:
    """The closest way in which two names are one; None where they are none."""
    here, there = fold(one), fold(other)
    if here == there:
        return _same_letters(one, other)
    if name_key(one) == name_key(other):
        return Reason(code="name.order", weight=45, words=Words(
            "Cùng các chữ nhưng khác thứ tự họ tên", "The same words in another order"))  # fmt: skip
    percent = int(max(fuzz.ratio(here, there), fuzz.ratio(there, here)))
    if fuzzy_percent is None or percent < fuzzy_percent:
        return None
    return Reason(code="name.nearly", weight=40, words=Words(
        f"Tên viết gần giống ({percent}%)", f"Names written nearly alike ({percent} %)"))  # fmt: skip


def _same_letters(one: str, other: str) -> Reason:
    if spoken(one) == spoken(other):
        return Reason(code="name.same", weight=60, words=Words(
            "Cùng họ tên (không kể chữ hoa, kiểu bỏ dấu, danh xưng)",
            "The same name (whatever the capitals, tone placement, honorifics)"))  # fmt: skip
    return Reason(code="name.marks", weight=50, words=Words(
        "Cùng họ tên nếu bỏ dấu", "The same name without its marks"))  # fmt: skip


def _of_birth(one: str | None, other: str | None) -> Reason | None:
    """None where the births contradict each other."""
    if one is None or other is None:
        return Reason(code="birth.unknown", weight=5, words=Words(
            "Một bên chưa ghi ngày sinh", "One of the births is not stated"))  # fmt: skip
    if one == other and len(one) > 4:
        return Reason(code="birth.same", weight=35, words=Words("Cùng ngày sinh", "Born on the same day"))
    if one[:4] != other[:4]:
        return None
    if len(one) == 4 or len(other) == 4:
        return Reason(code="birth.year", weight=20, words=Words(
            f"Cùng năm sinh {one[:4]}, có bên chỉ ghi năm", f"Both born in {one[:4]}, one stating no day"))  # fmt: skip
    if one[5:7] == other[8:] and one[8:] == other[5:7]:
        return Reason(code="birth.swapped", weight=20, words=Words(
            "Ngày và tháng sinh đảo chỗ", "Day and month of birth change places"))  # fmt: skip
    return None


def _of_sex(one: Sex | None, other: Sex | None) -> Iterator[Reason]:
    if one is not None and other is not None and one is not other:
        yield Reason(code="sex.differs", weight=-30, words=Words("Khác giới tính", "The sexes differ"))


def _of_units(one: Described, other: Described) -> Iterator[Reason]:
    if one.unit is not None and one.unit == other.unit:
        yield Reason(code="unit.same", weight=10, words=Words("Cùng đơn vị đề nghị", "Proposed by the same unit"))
    elif one.unit_name and bare_unit(one.unit_name) == bare_unit(other.unit_name):
        yield Reason(code="unit.form", weight=10, words=Words(
            "Hai đơn vị cùng tên, khác cách viết loại hình", "Two units of one name but for their form"))  # fmt: skip
