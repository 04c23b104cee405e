"""What is known about nominations when the rules are asked: papers, list, register, holds, the path up, other cases.

Owns: gathering it. Promises: one statement for one nomination or for the rows of a list; another where a list shares
no report and its dossiers have to be counted, where a movement is named and where a collective is a union. Leaves to
others: the dossier (`queries_dossier`), launches (`queries_launches`), subjects (`queries_subjects`), judging.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, literal_column, or_, select, union, union_all
from sqlalchemy.orm import Session, aliased

from services.nomination.models import FileScan, Nomination, NominationList, StoredPaper, Unit
from services.nomination.queries import NOT_CLAIMING
from services.nomination.queries_claims import Claimed, claims_read, claims_under_keys
from services.nomination.queries_holds import Held, holds_of_years, holds_read
from services.nomination.queries_identity import Ruled, ruled_same, rulings_among, with_forerunners
from services.nomination.queries_launches import KnownLaunch, launches_for
from services.nomination.queries_overrides import OfPlan, overrides_for
from services.nomination.queries_register import Registered, awards_read, awards_under_keys
from services.nomination.queries_reports import Reported, reports_read, reports_up
from services.nomination.queries_subjects import subjects_of
from services.nomination.queries_units import PathUp, path_of, steps_up
from services.nomination.rules.lifecycle import SubjectBody
from services.nomination.rules.namesakes import Bearer, Subject, key_of_year, subject_of
from shared.clock import office_day
from shared.erasure import ERASED
from shared.events.dossier import Paper
from shared.events.terms import PaperKind, SubjectKind
from shared.rows import among, as_object, instant_of

REPORTS = (PaperKind.ACHIEVEMENT_REPORT, PaperKind.ACHIEVEMENT_SUMMARY)
_MOST_CANDIDATES = 100
_LENGTHS_APART = 4
_LENGTH_OF_YEAR = 4

Fact = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Another case that may be the same subject. A draft (not `is_up`) is told of only among those asked together.

    `initiatives` as its dossier states them, plain; None of an erased one.
    """

    case: str
    receipt: str | None
    unit: str
    heir: str | None
    unit_name: str
    award: str
    award_type: str
    decided_at: str | None
    year: int
    period: str
    nominee_key: str
    kind: str
    name: str
    birth: str | None
    sex: str | None
    achievement_key: str
    initiatives: Sequence[Fact] | None
    sent_on: date | None
    is_up: bool

    @property
    def bearer(self) -> Bearer:
        return Bearer(key=self.nominee_key, name=self.name, unit=self.unit, heir=self.heir, unit_name=self.unit_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What every row of a list shares: the meeting as recorded, rows kept, dossiers with a report (None: all)."""

    meeting: Mapping[str, Any]
    rows: int
    reports: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known about one nomination. Papers are in the order they came; `ruled` is what persons said of others;
    `claims` are other cases'. What stands under the key of the `nominee` may be a namesake's: `is_of` says.

    `scans`: by SHA-256 of a paper, which scanner judged it and what it found (None: nothing).
    """

    papers: tuple[Paper, ...]
    scans: Mapping[str, tuple[str, str | None]]
    shared: Shared | None
    nominee: Subject
    awards: tuple[Registered, ...]
    holds: tuple[Held, ...]
    path: PathUp
    reports: tuple[Reported, ...]
    others: tuple[Candidate, ...]
    ruled: Ruled
    launch: KnownLaunch | None = None
    subject: SubjectBody | None = None
    overrides: tuple[OfPlan, ...] = ()
    claims: tuple[Claimed, ...] = ()

    def is_of(self, one: Bearer) -> bool | None:
        """Whether what is known of this bearer is of the nominee; None: a person has to say.

        Not what is left of somebody erased: who that was is refused at the door.
        """
        if one.name == ERASED:
            return False
        return self.nominee.is_of(one, same=self.ruled.same, different=self.ruled.different)

    def is_meant_by(self, hold: Held) -> bool | None:
        """Whether one of `holds` is about the nominee; None: a person has to say."""
        return self.nominee.is_meant_by(hold.bearer, same=self.ruled.same, different=self.ruled.different)

    def with_sent(self, receipts: Mapping[str, str], on: date) -> Known:
        """As if the drafts with these receipts had been sent up on the day before this one."""
        if all(other.is_up for other in self.others):
            return self
        others = (
            replace(other, is_up=True, receipt=receipts[other.case], sent_on=on) if other.case in receipts else other
            for other in self.others
        )
        return replace(self, others=tuple(other for other in others if other.is_up))


def gather(tx: Session, nominations: Sequence[Nomination], day: date) -> dict[str, Known]:
    """What is known on a day about each nomination, by its id."""
    lists = sorted({row.list_id for row in nominations if row.list_id is not None})
    found = _ask(tx, nominations, lists, day)
    shared = {list_id: _shared(tx, list_id, found) for list_id in lists}
    paths = {unit: path_of(found["step", unit], day) for unit in {row.unit_id for row in nominations}}
    others = {row.id: tuple(_others(found["other", row.id])) for row in nominations}
    nominees = {row.id: nominee_of(row, _name_of(paths[row.unit_id])) for row in nominations}
    awards = {row.id: tuple(awards_read(found["award", row.nominee_key])) for row in nominations}
    holds = {
        row.id: holds_read(nominees[row.id], [fact for key in _keys(row) for fact in found["hold", key]])
        for row in nominations
    }
    claims = {
        row.id: tuple(one for one in claims_read(found["claim", row.nominee_key]) if one.case != row.id)
        for row in nominations
    }
    beside = {
        id: _bearers(others[id]) + _bearers(awards[id]) + _bearers(holds[id]) + _bearers(claims[id]) for id in nominees
    }
    nominees = with_forerunners(tx, nominees, beside)
    ruled = rulings_among(tx, nominees, beside)
    launches = launches_for(tx, nominations, paths)
    subjects, overrides = subjects_of(tx, nominations, paths), overrides_for(tx, paths, day)
    return {
        row.id: Known(
            scans={
                fact["sha256"]: (fact["scanner"], fact["found"])
                for fact in found["paper", row.id] + found["shared paper", row.list_id]
                if fact["scanner"] is not None
            },
            papers=tuple(_papers(found["paper", row.id] + found["shared paper", row.list_id])),
            shared=shared.get(row.list_id or ""),
            nominee=nominees[row.id],
            awards=awards[row.id],
            holds=holds[row.id],
            path=paths[row.unit_id],
            reports=tuple(reports_read(found["report", row.unit_id])),
            others=others[row.id],
            ruled=ruled[row.id],
            launch=launches.get(row.id),
            subject=subjects.get(row.id),
            overrides=overrides.get(row.unit_id, ()),
            claims=claims[row.id],
        )
        for row in nominations
    }


def _bearers(found: Iterable[Candidate | Registered | Held | Claimed]) -> list[Bearer]:
    return [one.bearer for one in found]


def _name_of(path: PathUp) -> str:
    return path.bodies[0].name if path.bodies else ""


def _others(facts: list[Fact]) -> Iterator[Candidate]:
    for fact in facts:
        sent_at = fact.pop("sent_at")
        sent_on = office_day(instant_of(sent_at)) if sent_at else None
        yield Candidate(**fact | {"is_up": bool(fact["is_up"]), "sent_on": sent_on})


def nominee_of(row: Nomination, unit_name: str) -> Subject:
    """Whom a nomination is about."""
    bearer = Bearer(
        key=row.nominee_key, name=row.nominee_name, unit=row.unit_id, heir=row.successor_id, unit_name=unit_name
    )  # fmt: skip
    return subject_of(SubjectKind(row.draft["nominee"]["kind"]), row.birth, bearer)


def _keys(row: Nomination) -> frozenset[str]:
    """Of the subject, and of its name and year of birth."""
    kind = SubjectKind(row.draft["nominee"]["kind"])
    return frozenset((row.nominee_key, key_of_year(kind, row.nominee_key, row.nominee_name, row.birth)))


def _ask(
    tx: Session, nominations: Sequence[Nomination], lists: Sequence[str], day: date
) -> dict[tuple[str, str | None], list[Fact]]:
    """The facts by what they are and whom they concern."""
    asked = {
        "ids": [row.id for row in nominations],
        "lists": lists,
        "keys": sorted({row.nominee_key for row in nominations}),
        "years": sorted(frozenset().union(*map(_keys, nominations))),
        "units": sorted({row.unit_id for row in nominations}),
        "day": day,
    }
    found: dict[tuple[str, str | None], list[Fact]] = defaultdict(list)
    for kind, of, fact in tx.execute(_STATEMENT, asked):
        found[kind, of].append(fact)
    return found


def _papers(facts: list[Fact]) -> Iterator[Paper]:
    for fact in sorted(facts, key=lambda fact: str(fact["id"])):
        told = {name: value for name, value in fact.items() if name not in ("scanner", "found")}
        yield Paper(**told | {"kind": PaperKind(fact["kind"]), "is_readable": bool(fact["is_readable"])})


def _shared(tx: Session, list_id: str, found: Mapping[tuple[str, str | None], list[Fact]]) -> Shared:
    [fact] = found["list", list_id]
    has_report = any(paper["kind"] in REPORTS for paper in found.get(("shared paper", list_id), ()))
    reports = None if has_report else _dossiers_with_report(tx, list_id)
    return Shared(meeting=fact["meeting"] or {}, rows=fact["rows"], reports=reports)


def _dossiers_with_report(tx: Session, list_id: str) -> int:
    counted = (
        select(func.count(StoredPaper.nomination_id.distinct()))
        .join(Nomination, Nomination.id == StoredPaper.nomination_id)
        .where(Nomination.list_id == list_id, StoredPaper.kind.in_(REPORTS), StoredPaper.removed_at.is_(None))
    )
    return int(tx.scalar(counted) or 0)


def _told(kind: str, of: Any, /, **columns: Any) -> Select[Any]:
    return select(literal_column(f"'{kind}'").label("kind"), of.label("of"), as_object(**columns).label("fact"))


def _stored_papers(kind: str, of: Any, name: str) -> Select[Any]:
    paper = StoredPaper
    stored = _told(
        kind, of, id=paper.id, kind=paper.kind, name=paper.name, media_type=paper.media_type, size=paper.size,
        sha256=paper.sha256, is_readable=paper.is_readable, scanner=FileScan.scanner, found=FileScan.found,
    )  # fmt: skip
    scanned = stored.select_from(paper).outerjoin(FileScan, FileScan.sha256 == paper.sha256)
    return scanned.where(among(of, name), paper.removed_at.is_(None))


def _other_cases() -> Select[Any]:
    """Cases of the same subject, whoever a person ruled to be the same included, and of the same award and year with
    the same words in the name or a like birth."""
    found = _pairs().subquery()
    # Exact duplicates must never fall to the limit.
    graded = select(found.c.asked, found.c.other, func.min(found.c.grade).label("grade"))
    pairs = graded.group_by(found.c.asked, found.c.other).subquery()
    asked, other = aliased(Nomination), aliased(Nomination)
    is_up = other.state.not_in(NOT_CLAIMING)
    nominee = other.draft["nominee"]
    near = (
        select(
            asked.id.label("asked"), other.id.label("case"), other.receipt, other.unit_id.label("unit"),
            other.successor_id.label("heir"), Unit.name.label("unit_name"), other.award, other.award_type,
            other.draft["decided_at"].as_string().label("decided_at"), other.year, other.period, other.nominee_key,
            nominee["kind"].as_string().label("kind"), other.nominee_name.label("name"), other.birth,
            nominee["sex"].as_string().label("sex"), other.achievement_key,
            other.draft["initiatives"].label("initiatives"), other.submitted_at.label("sent_at"),
            is_up.label("is_up"),
            func.row_number().over(partition_by=asked.id, order_by=(pairs.c.grade, other.id)).label("place"),
        )
        .select_from(pairs)
        .join(asked, asked.id == pairs.c.asked)
        .join(other, other.id == pairs.c.other)
        .join(Unit, Unit.id == other.unit_id)
        .where(or_(is_up, and_(among(other.id, "ids"), other.state == "draft")))
        .subquery()
    )  # fmt: skip
    shown = {column.name: column for column in near.c if column.name not in ("asked", "place")}
    return _told("other", near.c.asked, **shown).where(near.c.place <= _MOST_CANDIDATES)


def _pairs() -> CompoundSelect[Any]:
    """(asked, other, grade) by each likeness apart: one condition of them all would read every case of the award and
    year. Who bears the key, or was ruled to be the same person, comes first whatever the award and the year."""
    asked, other = aliased(Nomination), aliased(Nomination)
    states_year = func.length(asked.birth) == _LENGTH_OF_YEAR
    born_alike = (
        other.birth == asked.birth,
        other.birth == func.substr(asked.birth, 1, _LENGTH_OF_YEAR),
        and_(states_year, other.birth > asked.birth, other.birth < asked.birth + "-99"),
    )
    same_award = and_(other.award == asked.award, other.year == asked.year)
    likenesses = (
        (other.nominee_key == asked.nominee_key, 0),
        (and_(same_award, other.name_key == asked.name_key), 1),
        *((and_(same_award, born, _is_as_long(asked, other)), 2) for born in born_alike),
    )
    same = ruled_same()
    told = [_pair(asked, other, grade).join(other, likeness) for likeness, grade in likenesses]
    ruled = _pair(asked, other, 0).join(same, same.c.key == asked.nominee_key)
    told.append(ruled.join(other, other.nominee_key == same.c.other))
    return union(*(pair.where(among(asked.id, "ids"), other.id != asked.id) for pair in told))


def _pair(asked: Any, other: Any, grade: int) -> Select[Any]:
    told: Select[Any] = select(
        asked.id.label("asked"), other.id.label("other"), literal_column(str(grade)).label("grade")
    )
    return told.select_from(asked)


def _is_as_long(asked: Any, other: Any) -> ColumnElement[bool]:
    """Nearly equal names differ little in length; the rest of the comparison is the rule's."""
    return func.abs(func.length(other.folded) - func.length(asked.folded)) <= _LENGTHS_APART


def _statement() -> Any:
    return union_all(
        _stored_papers("paper", StoredPaper.nomination_id, "ids"),
        _stored_papers("shared paper", StoredPaper.list_id, "lists"),
        _told("list", NominationList.id, meeting=NominationList.meeting, rows=NominationList.rows_accepted).where(
            among(NominationList.id, "lists")
        ),
        *awards_under_keys(),
        *claims_under_keys(),
        holds_of_years(),
        reports_up(among(Unit.id, "units")),
        steps_up(among(Unit.id, "units")),
        _other_cases(),
    )  # fmt: skip


# Built once: it is asked at every submission, and putting it together costs more than running it.
_STATEMENT = _statement()
