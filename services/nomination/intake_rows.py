"""One row of a list as a dossier, or the reasons why it is none.

Owns: reading cells: names, dates, yes and no, ratings, titles held, initiatives. Promises: pure; a formula is refused,
never evaluated; every fault names its column in both languages. Leaves to others: workbooks (`intake_reader`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from services.nomination.intake_columns import header_of
from services.nomination.intake_words import (
    CLASSES,
    GROUNDS,
    KINDS,
    LEVELS,
    NO,
    NO_SHORT_WAY,
    RATINGS,
    SCOPES,
    SEXES,
    TYPES,
    YES,
    year_outside,
)
from shared.addresses import read_address
from shared.errors import InvalidInput
from shared.events.dossier import CollectiveCounts, Dossier, Initiative, Nominee, PriorTitle
from shared.events.terms import AwardType, SimplifiedGround, SubjectKind
from shared.names import clean, clean_person, fold, read_birth, read_day, without_honorific
from shared.words import Words

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell; `column` is the header people know."""

    column: str
    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula instead of a value."""

    text: str


class CellRefused(InvalidInput):
    """The content of a cell is none of what its column takes."""

    code = "cell.refused"


class UnknownAwardName(CellRefused):
    code = "award.unknown"


class YearOutsidePlan(CellRefused):
    code = "year.outside_plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What holds for the whole list: `awards` maps folded names and codes to codes, `on` is the day of reading, `years`
    the first and the last year of the plan (None: nobody asks)."""

    awards: Mapping[str, str]
    year: int
    on: date
    years: tuple[int, int] | None = None


# As the form over HTTP takes them (`schemas`): a cell is no way around its limits.
_SHORT = 200
_MOST_COUNTED = 1_000_000
_MOST_NAMED = 50
_YEARS_OF_TITLES = range(1950, 2101)
_COUNTS = ("members", "completed", "advanced_workers", "base_fighters", "disciplined", "women")


def read_row(cells: Mapping[str, object], sheet: Sheet) -> tuple[Dossier | None, list[Fault]]:
    """The dossier of a row; None with at least one fault when something in it cannot be taken."""
    row = _Row(cells)
    kind = row.read("kind", lambda value: _one_of(KINDS, value)) or SubjectKind.INDIVIDUAL
    is_person = kind is SubjectKind.INDIVIDUAL
    full_name = row.read("full_name", _person if is_person else _name) or ""
    if not full_name and not row.faults:
        row.fault("full_name", CellRefused("Thiếu họ và tên.", "the name is missing"))
    award = row.read_award(sheet)
    nominee = Nominee(
        key="",
        kind=kind,
        full_name=full_name,
        birth=row.read("birth", lambda value: read_birth(value, on=sheet.on)) if is_person else None,
        sex=row.read("sex", lambda value: _one_of(SEXES, value)),
        position=row.read("position", _short),
        workplace=row.read_workplace(),
        is_direct_worker=row.read("is_direct_worker", _yes_or_no),
        is_leader=row.read("is_leader", _yes_or_no),
        person_class=row.read("person_class", lambda value: _one_of(CLASSES, value)) if is_person else None,
        subject_unit=row.read("subject_unit", _unit_id) if kind is SubjectKind.COLLECTIVE else None,
    )
    is_simplified, ground = row.read_procedure()
    dossier = Dossier(
        award=award,
        award_type=row.read("award_type", lambda value: _one_of(TYPES, value)) or AwardType.MERIT,
        decided_at=row.read("decided_at", lambda value: _one_of(LEVELS, value)),
        year=row.read("year", _whole) or sheet.year,
        nominee=nominee,
        achievement=row.read("achievement", _text) or "",
        achieved_from=row.read("achieved_from", read_day),
        achieved_to=row.read("achieved_to", read_day),
        task_rating=row.read("task_rating", lambda value: _one_of(RATINGS, value)),
        prior_titles=row.read("prior_titles", lambda value: _titles(value, sheet)) or (),
        initiatives=row.read_initiatives(),
        discipline_ended_on=row.read("discipline_ended_on", read_day),
        counts=row.read_counts(),
        is_simplified=is_simplified,
        simplified_ground=ground,
    )
    row.read("email", _email)
    if not 1990 <= dossier.year <= sheet.on.year + 1:
        row.fault("year", CellRefused(f"Năm {dossier.year} không hợp lý.", f"the year {dossier.year} is not plausible"))
    elif sheet.years and (stray := year_outside(dossier.year, sheet.years)):
        row.fault("year", YearOutsidePlan(stray.vi, stray.en))
    return (None if row.faults else dossier), row.faults


def read_email(cells: Mapping[str, object]) -> str | None:
    """Where the nominee of a row without faults can be written to; no part of the dossier."""
    value = cells.get("email")
    return None if value is None or not str(value).strip() else _email(value)


class _Row:
    """The cells of a row with the faults found so far."""

    def __init__(self, cells: Mapping[str, object]) -> None:
        self._cells = cells
        self.faults: list[Fault] = []
        for field, value in cells.items():
            if isinstance(value, Formula):
                refused = CellRefused(
                    "Ô chứa công thức; hãy dán giá trị.", "the cell holds a formula: paste its value"
                )
                self.fault(field, refused, code="cell.formula")

    def fault(self, field: str, error: InvalidInput, *, code: str = "") -> None:
        self.faults.append(Fault(header_of(field), code or error.code, error.said))

    def read(self, field: str, take: Callable[[Any], Any]) -> Any:
        """The value of a cell; None when it is empty or faulty."""
        value = self._cells.get(field)
        if value is None or isinstance(value, Formula) or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return take(value)
        except InvalidInput as error:
            self.fault(field, error)
            return None

    def read_award(self, sheet: Sheet) -> str:
        """A title where one is given, otherwise a form; one of them there must be, and not two."""
        seen = len(self.faults)
        title = self.read("title", lambda value: _award(value, sheet))
        form = self.read("form", lambda value: _award(value, sheet))
        if len(self.faults) > seen:
            return ""
        if title and form and title != form:
            words = ("Một dòng chỉ đề nghị một danh hiệu hoặc hình thức.", "one row proposes one title or form")
            self.fault("form", CellRefused(*words), code="award.two")
        elif not title and not form:
            words = ("Thiếu danh hiệu hoặc hình thức đề nghị.", "the proposed title or form is missing")
            self.fault("form", CellRefused(*words), code="award.missing")
        return title or form or ""

    def read_workplace(self) -> str | None:
        parts = [self.read("department", _short), self.read("workplace", _short)]
        joined = ", ".join(part for part in parts if part)
        if len(joined) > _SHORT:
            self.fault("workplace", _too_long(_SHORT))
        return joined or None

    def read_procedure(self) -> tuple[bool, SimplifiedGround | None]:
        """Whether it is the simplified one, and its ground; to state a ground alone says that it is."""
        said = self.read("is_simplified", _yes_or_no)
        ground = self.read("simplified_ground", lambda value: _one_of(GROUNDS, value))
        if ground is not None and said is False:
            self.fault("simplified_ground", CellRefused(NO_SHORT_WAY.vi, NO_SHORT_WAY.en))
        return bool(said) or (ground is not None and said is None), ground

    def read_initiatives(self) -> tuple[Initiative, ...]:
        has_certificate = self.read("certificate", _text) is not None
        return self.read("initiatives", lambda value: _initiatives(value, has_certificate)) or ()

    def read_counts(self) -> CollectiveCounts | None:
        given = {field: self.read(field, _count) for field in _COUNTS}
        return CollectiveCounts(**given) if any(value is not None for value in given.values()) else None


def _text(value: object, most: int = 4000) -> str:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    text = clean(str(value))
    if len(text) > most:
        raise _too_long(most)
    return text


def _too_long(most: int) -> CellRefused:
    return CellRefused(f"Nội dung quá dài (trên {most} ký tự).", f"the text is longer than {most} characters")


def _short(value: object) -> str:
    return _text(value, _SHORT)


def _name(value: object) -> str:
    return _text(value, 100)


def _email(value: object) -> str:
    return read_address(str(value))


def _unit_id(value: object) -> str:
    unit = _text(value)
    if len(unit) > 60:
        raise CellRefused(f"“{unit[:60]}…” không phải mã đơn vị.", f"“{unit[:60]}…” is no id of a unit")
    return unit


def _person(value: object) -> str:
    name = without_honorific(clean_person(_person_text(value)))
    if len(name) > 100:
        raise CellRefused("Họ tên quá dài.", "the name is too long")
    return name


def _person_text(value: object) -> str:
    # “đ/c” carries a slash no name has.
    return without_honorific(value) if isinstance(value, str) else str(value)


def _one_of(known: Mapping[str, Any], value: object) -> Any:
    found = known.get(fold(_text(value)))
    if found is None:
        raise CellRefused(f"Không hiểu giá trị “{_text(value)}”.", f"“{_text(value)}” is not one of the known values")
    return found


def _yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    folded = fold(_text(value))
    if folded in YES or folded in NO:
        return folded in YES
    raise CellRefused("Chỉ ghi Có/Không hoặc x.", "write Có (yes) or Không (no), or x")


def _whole(value: object) -> int:
    """Whole numbers; dots and commas as thousands separators only where they stand as such."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value):
        return int(value)
    text = _text(value)
    if re.fullmatch(r"\d+|\d{1,3}(\.\d{3})+", text):
        return int(text.replace(".", ""))
    raise CellRefused(f"“{text}” không phải số nguyên.", f"“{text}” is not a whole number")


def _count(value: object) -> int:
    found = _whole(value)
    if not 0 <= found <= _MOST_COUNTED:
        raise CellRefused(f"“{found}” không phải số lượng hợp lý.", f"{found} is no plausible number")
    return found


def _percent(text: str) -> int:
    share = _whole(text.removesuffix("%").rstrip())
    if share > 100:
        raise CellRefused(f"“{text}” vượt quá 100%.", f"“{text}” is more than 100 %")
    return share


def _award(value: object, sheet: Sheet) -> str:
    found = sheet.awards.get(fold(_text(value)))
    if found is None:
        raise UnknownAwardName(
            f"Danh mục không có “{_text(value)}”.", f"the catalogue has no award “{_text(value)}”"
        )
    return found


def _titles(value: object, sheet: Sheet) -> tuple[PriorTitle, ...]:
    """“title_fighter_base:2023:QĐ 12/QĐ-CĐCS; …”; the decision may be left out."""
    found = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[;\n]", _lines(value)))):
        award, _, rest = part.partition(":")
        year, _, number = rest.partition(":")
        if not re.fullmatch(r"\s*[0-9]{4}\s*", year) or int(year) not in _YEARS_OF_TITLES:
            raise CellRefused(
                f"“{part}”: ghi theo mẫu danh hiệu:năm:số quyết định.", f"“{part}”: write title:year:decision number"
            )
        decision = _short(number) or None
        found.append(PriorTitle(award=_award(award, sheet), year=int(year), decision_number=decision))
    return _few(found)


def _initiatives(value: object, has_certificate: bool) -> tuple[Initiative, ...]:
    """“tên; ngày công nhận; nơi công nhận; phạm vi; tỷ lệ đóng góp”, several on lines of their own; later parts may be
    left out."""
    found = []
    for line in filter(None, (piece.strip() for piece in _lines(value).split("\n"))):
        title, day, by, scope, share = ([part.strip() for part in line.split(";")] + [""] * 4)[:5]
        found.append(
            Initiative(
                title=_title(title),
                recognised_on=read_day(day) if day else None,
                recognised_by=_short(by) or None,
                scope=_one_of(SCOPES, scope) if scope else None,
                has_certificate=has_certificate,
                share_percent=_percent(share) if share else None,
            )
        )
    return _few(found)


def _title(text: str) -> str:
    if not text:
        raise CellRefused("Thiếu tên sáng kiến.", "the name of an initiative is missing")
    return _text(text, 400)


def _few(found: list[Found]) -> tuple[Found, ...]:
    if len(found) > _MOST_NAMED:
        raise CellRefused(f"Quá {_MOST_NAMED} mục trong một ô.", f"more than {_MOST_NAMED} items in one cell")
    return tuple(found)


def _lines(value: object) -> str:
    return "\n".join(clean(line) for line in str(value).splitlines())
