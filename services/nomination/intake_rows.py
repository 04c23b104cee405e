"""One row of a list as a dossier, or the reasons why it is none.

Owns: which cell is which field: who is named, award, place, ratings, titles held, initiatives. Promises: pure; a
formula is refused, never evaluated; every fault names its column in both languages. Leaves to others: workbooks
(`intake_reader`), one cell's value (`intake_cells`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from services.nomination.intake_cells import (
    SHORT,
    CellRefused,
    collective_name,
    count_of,
    lines_of,
    mail_address,
    one_of,
    part_place,
    percent_of,
    person_name,
    short_text,
    text_of,
    too_long,
    unit_id,
    whole_number,
    yes_or_no,
)
from services.nomination.intake_columns import header_of
from services.nomination.intake_words import (
    CLASSES,
    GROUNDS,
    KINDS,
    LEVELS,
    NO_SHORT_WAY,
    RATINGS,
    SCOPES,
    SEXES,
    TYPES,
    WHOSE_CLASS,
    year_outside,
)
from services.nomination.rules.achieved import reversed_days
from shared.errors import InvalidInput
from shared.events.dossier import CollectiveCounts, Dossier, Initiative, Nominee, PriorTitle
from shared.events.terms import AwardType, SimplifiedGround, SubjectKind
from shared.names import fold, read_birth, read_day
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


class UnknownAwardName(CellRefused):
    code = "award.unknown"


class YearOutsidePlan(CellRefused):
    code = "year.outside_plan"


class DaysReversed(CellRefused):
    code = "date.reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What holds for the whole list: `awards` maps folded names and codes to codes, `on` is the day of reading, `years`
    the first and the last year of the plan (None: nobody asks)."""

    awards: Mapping[str, str]
    year: int
    on: date
    years: tuple[int, int] | None = None


_MOST_NAMED = 50
_YEARS_OF_TITLES = range(1950, 2101)
_COUNTS = ("members", "completed", "advanced_workers", "base_fighters", "disciplined", "women")


def read_row(cells: Mapping[str, object], sheet: Sheet) -> tuple[Dossier | None, list[Fault]]:
    """The dossier of a row; None with at least one fault when something in it cannot be taken."""
    row = _Row(cells)
    kind = row.read_kind()
    is_person = kind is SubjectKind.INDIVIDUAL
    full_name = row.read_name(person_name if is_person else collective_name)
    award = row.read_award(sheet)
    position, workplace = row.read_place()
    nominee = Nominee(
        key="",
        kind=kind,
        full_name=full_name,
        birth=row.read("birth", lambda value: read_birth(value, on=sheet.on)) if is_person else None,
        sex=row.read("sex", lambda value: one_of(SEXES, value)),
        position=position,
        workplace=workplace,
        is_direct_worker=row.read("is_direct_worker", yes_or_no),
        is_leader=row.read("is_leader", yes_or_no),
        person_class=row.read("person_class", lambda value: one_of(CLASSES, value)) if is_person else None,
        subject_unit=row.read("subject_unit", unit_id) if kind is SubjectKind.COLLECTIVE else None,
    )
    is_simplified, ground = row.read_procedure()
    dossier = Dossier(
        award=award,
        award_type=row.read("award_type", lambda value: one_of(TYPES, value)) or AwardType.MERIT,
        decided_at=row.read("decided_at", lambda value: one_of(LEVELS, value)),
        year=row.read("year", whole_number) or sheet.year,
        nominee=nominee,
        achievement=row.read("achievement", text_of) or "",
        achieved_from=row.read("achieved_from", read_day),
        achieved_to=row.read("achieved_to", read_day),
        task_rating=row.read("task_rating", lambda value: one_of(RATINGS, value)),
        prior_titles=row.read("prior_titles", lambda value: _titles(value, sheet)) or (),
        initiatives=row.read_initiatives(),
        discipline_ended_on=row.read("discipline_ended_on", read_day),
        counts=row.read_counts(),
        is_simplified=is_simplified,
        simplified_ground=ground,
    )
    row.read("email", mail_address)
    if not 1990 <= dossier.year <= sheet.on.year + 1:
        row.fault("year", CellRefused(f"Năm {dossier.year} không hợp lý.", f"the year {dossier.year} is not plausible"))
    elif sheet.years and (stray := year_outside(dossier.year, sheet.years)):
        row.fault("year", YearOutsidePlan(stray.vi, stray.en))
    if (turned := reversed_days(dossier)) is not None:
        row.fault("achieved_to", DaysReversed(turned.vi, turned.en))
    return (None if row.faults else dossier), row.faults


def read_email(cells: Mapping[str, object]) -> str | None:
    """Where the nominee of a row without faults can be written to; no part of the dossier."""
    value = cells.get("email")
    return None if value is None or not str(value).strip() else mail_address(value)


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

    def read_kind(self) -> SubjectKind:
        """As stated; otherwise who is named under “Tên đơn vị/tập thể” is a collective, and everybody else a person."""
        names_collectives = "collective_name" in self._cells
        stated = self.read("kind", lambda value: one_of(KINDS, value))
        classed = self.read("collective_class", lambda value: KINDS.get(fold(text_of(value)), text_of(value)))
        if stated or isinstance(classed, SubjectKind):
            return SubjectKind(stated or classed)
        if classed and not names_collectives:
            self.fault("collective_class", CellRefused(WHOSE_CLASS.vi, WHOSE_CLASS.en))
        return SubjectKind.COLLECTIVE if names_collectives else SubjectKind.INDIVIDUAL

    def read_name(self, take: Callable[[Any], str]) -> str:
        field = "collective_name" if "collective_name" in self._cells else "full_name"
        name = self.read(field, take) or ""
        if not name and not self.faults:
            missing = f"Thiếu {'họ và tên' if field == 'full_name' else 'tên đơn vị, tập thể'}."
            self.fault(field, CellRefused(missing, "the name is missing"))
        return name

    def read_place(self) -> tuple[str | None, str | None]:
        """Position and workplace; what one column holds of both is parted where the list states no workplace apart."""
        position, workplace = self.read("position", short_text), self._workplace()
        if workplace is not None:
            return position or self.read("position_and_workplace", short_text), workplace
        return self.read("position_and_workplace", part_place) or (position, None)

    def _workplace(self) -> str | None:
        parts = [self.read("department", short_text), self.read("workplace", short_text)]
        joined = ", ".join(part for part in parts if part)
        if len(joined) > SHORT:
            self.fault("workplace", too_long(SHORT))
        return joined or None

    def read_procedure(self) -> tuple[bool, SimplifiedGround | None]:
        """Whether it is the simplified one, and its ground; to state a ground alone says that it is."""
        said = self.read("is_simplified", yes_or_no)
        ground = self.read("simplified_ground", lambda value: one_of(GROUNDS, value))
        if ground is not None and said is False:
            self.fault("simplified_ground", CellRefused(NO_SHORT_WAY.vi, NO_SHORT_WAY.en))
        return bool(said) or (ground is not None and said is None), ground

    def read_initiatives(self) -> tuple[Initiative, ...]:
        has_certificate = self.read("certificate", text_of) is not None
        return self.read("initiatives", lambda value: _initiatives(value, has_certificate)) or ()

    def read_counts(self) -> CollectiveCounts | None:
        given = {field: self.read(field, count_of) for field in _COUNTS}
        return CollectiveCounts(**given) if any(value is not None for value in given.values()) else None


def _award(value: object, sheet: Sheet) -> str:
    found = sheet.awards.get(fold(text_of(value)))
    if found is None:
        raise UnknownAwardName(
            f"Danh mục không có “{text_of(value)}”.", f"the catalogue has no award “{text_of(value)}”"
        )
    return found


def _titles(value: object, sheet: Sheet) -> tuple[PriorTitle, ...]:
    """“title_fighter_base:2023:QĐ 12/QĐ-CĐCS; …”; the decision may be left out."""
    found = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[;\n]", lines_of(value)))):
        award, _, rest = part.partition(":")
        year, _, number = rest.partition(":")
        if not re.fullmatch(r"\s*[0-9]{4}\s*", year) or int(year) not in _YEARS_OF_TITLES:
            raise CellRefused(
                f"“{part}”: ghi theo mẫu danh hiệu:năm:số quyết định.", f"“{part}”: write title:year:decision number"
            )
        decision = short_text(number) or None
        found.append(PriorTitle(award=_award(award, sheet), year=int(year), decision_number=decision))
    return _few(found)


def _initiatives(value: object, has_certificate: bool) -> tuple[Initiative, ...]:
    """“tên; ngày công nhận; nơi công nhận; phạm vi; tỷ lệ đóng góp”, several on lines of their own; later parts may be
    left out."""
    found = []
    for line in filter(None, (piece.strip() for piece in lines_of(value).split("\n"))):
        title, day, by, scope, share = ([part.strip() for part in line.split(";")] + [""] * 4)[:5]
        found.append(
            Initiative(
                title=_title(title),
                recognised_on=read_day(day) if day else None,
                recognised_by=short_text(by) or None,
                scope=one_of(SCOPES, scope) if scope else None,
                has_certificate=has_certificate,
                share_percent=percent_of(share) if share else None,
            )
        )
    return _few(found)


def _title(text: str) -> str:
    if not text:
        raise CellRefused("Thiếu tên sáng kiến.", "the name of an initiative is missing")
    return text_of(text, 400)


def _few(found: list[Found]) -> tuple[Found, ...]:
    if len(found) > _MOST_NAMED:
        raise CellRefused(f"Quá {_MOST_NAMED} mục trong một ô.", f"more than {_MOST_NAMED} items in one cell")
    return tuple(found)
