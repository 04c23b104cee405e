"""What a locality excludes beyond the law: G10 absence, tenure, registration, a unit that never reported.

Owns: comparing personnel facts with the configured limits. Promises: pure; maternity leave counts as service; what
nobody stated, or entered, is unknown. Leaves to others: the limits and what follows from them (`policy/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.dossier import Employment
from shared.events.terms import SubjectKind
from shared.verdicts import Consequence, Finding, fails, holds, rule, unknown
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedBefore:
    """A report of a union that merged or split, of which the unit is a successor; it was no more from `ended_from`."""

    union_name: str
    received_on: date
    ended_from: date


@rule(
    "G10",
    stage="grassroots",
    vi="Không thuộc trường hợp địa phương không xét",
    en="Not among those the locality excludes",
    basis="Quy định của địa phương (ví dụ hướng dẫn Lâm Hà 2021); NĐ 152/2025/NĐ-CP Điều 4 khoản 5 về thai sản",
    once_cited=("Quy định của địa phương (ví dụ LAMHA 2021); ND152 Art 4(5) về thai sản",),
    if_fails=Consequence.WARN,
    if_unknown=Consequence.NONE,
    unverified=True,
)
def is_not_excluded_locally(
    *,
    kind: SubjectKind,
    excluded_from_absent_days: int | None,
    least_months_employed: int | None,
    asks_registration: bool,
    employment: Employment | None,
    without_report: Consequence | None = None,
    reported_on: date | None = None,
    reported_before: ReportedBefore | None = None,
) -> Finding:
    """Limits None: not excluded for that. Absent working days count without those of maternity leave.

    `without_report`: what follows where no report of the unit is known (None: the plan asks for none); the last one of
    the period came on `reported_on`. That none is entered is no proof that none was sent. `reported_before`: it has
    none of its own, but a union it follows reported on the time in which the achievement began.
    """
    if kind is not SubjectKind.INDIVIDUAL and without_report is None:
        return holds("Chỉ xét đối với cá nhân.", "Asked of persons only.")
    checks = _of_person(employment, excluded_from_absent_days, least_months_employed, asks_registration)
    if kind is not SubjectKind.INDIVIDUAL:
        checks = {}
    excluded = _named(checks, True)
    if excluded:
        return fails(
            f"Thuộc trường hợp địa phương không xét: {excluded.vi}.", f"Excluded by the locality: {excluded.en}."
        )
    if without_report is not None and reported_on is None and reported_before is None:
        return unknown(
            "Chưa ghi nhận báo cáo nào của đơn vị trong kỳ; kế hoạch lấy báo cáo làm cơ sở khen thưởng tổng kết.",
            "No report of the unit is entered for the period; the plan rests its year-end awards on reports.",
            follows=Consequence.RETURN if without_report is Consequence.BLOCK else without_report,
        )
    missing = _named(checks, None)
    if missing:
        return unknown(f"Chưa có số liệu nhân sự: {missing.vi}.", f"Personnel data missing: {missing.en}.")
    if reported_before is not None:
        return _rests_on_a_forerunner(reported_before)
    return holds("Không thuộc trường hợp không xét.", "Not excluded.")


def _rests_on_a_forerunner(report: ReportedBefore) -> Finding:
    union, came, ended = report.union_name, report.received_on, report.ended_from
    return holds(
        f"Không thuộc trường hợp không xét: cơ sở là báo cáo ngày {came:%d/%m/%Y} của {union}, mà đơn vị kế thừa từ"
        f" ngày {ended:%d/%m/%Y}; đơn vị chưa có báo cáo của mình.",
        f"Not excluded: it rests on the report of {union} of {came}, which the unit follows since {ended}; of its own"
        " it has none.",
    )


def _of_person(
    employment: Employment | None, absent_days: int | None, least_months: int | None, asks_registration: bool
) -> dict[Words, bool | None]:
    """By ground, whether the locality excludes the person for it."""
    known = employment or Employment()
    return {
        Words("số ngày nghỉ", "absent days"): _absent_too_long(known, absent_days),
        Words("số tháng làm việc", "months employed"): _employed_too_shortly(known, least_months),
        Words("đăng ký thi đua", "registration"): _is_unregistered(known) if asks_registration else False,
    }


def _named(checks: dict[Words, bool | None], answer: bool | None) -> Words | None:
    """The grounds with this answer; None where there is none."""
    found = [words for words, said in checks.items() if said is answer]
    return Words(", ".join(one.vi for one in found), ", ".join(one.en for one in found)) if found else None


def _absent_too_long(known: Employment, limit: int | None) -> bool | None:
    if limit is None:
        return False
    if known.absent_days is None:
        return None
    if known.absent_days < limit:
        return False
    # So many absent days may all be maternity leave; nobody said so yet.
    return None if known.maternity_days is None else known.absent_days - known.maternity_days >= limit


def _employed_too_shortly(known: Employment, least: int | None) -> bool | None:
    if least is None:
        return False
    return None if known.months_employed is None else known.months_employed < least


def _is_unregistered(known: Employment) -> bool | None:
    return None if known.is_registered is None else not known.is_registered
