"""What a locality excludes beyond the law: G10 absence, tenure, registration.

Owns: comparing personnel facts with the configured limits. Promises: pure; maternity leave counts as service; what
nobody stated is unknown. Leaves to others: the limits and what follows from them (`policy/`).
"""

from __future__ import annotations

from shared.events.dossier import Employment
from shared.events.terms import SubjectKind
from shared.verdicts import Consequence, Finding, fails, holds, rule, unknown


@rule(
    "G10",
    stage="grassroots",
    vi="Không thuộc trường hợp địa phương không xét",
    en="Not among those the locality excludes",
    basis="Quy định của địa phương (ví dụ LAMHA 2021); ND152 Art 4(5) về thai sản",
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
) -> Finding:
    """Limits None: not excluded for that. Absent working days count without those of maternity leave."""
    if kind is not SubjectKind.INDIVIDUAL:
        return holds("Chỉ xét đối với cá nhân.", "Asked of persons only.")
    known = employment or Employment()
    checks = {
        ("số ngày nghỉ", "absent days"): _absent_too_long(known, excluded_from_absent_days),
        ("số tháng làm việc", "months employed"): _employed_too_shortly(known, least_months_employed),
        ("đăng ký thi đua", "registration"): _is_unregistered(known) if asks_registration else False,
    }
    excluded = [names for names, is_excluded in checks.items() if is_excluded]
    if excluded:
        return fails(
            "Thuộc trường hợp địa phương không xét: " + ", ".join(vi for vi, _ in excluded) + ".",
            "Excluded by the locality: " + ", ".join(en for _, en in excluded) + ".",
        )
    missing = [names for names, is_excluded in checks.items() if is_excluded is None]
    if missing:
        return unknown(
            "Chưa có số liệu nhân sự: " + ", ".join(vi for vi, _ in missing) + ".",
            "Personnel data missing: " + ", ".join(en for _, en in missing) + ".",
        )
    return holds("Không thuộc trường hợp không xét.", "Not excluded.")


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
