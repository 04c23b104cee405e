"""What a message says of handing over, recoveries, complaints, reports, targets, and opinions still missing.

Owns: the facts of these events. Promises: as `facts`: neither a complainant nor what was complained about is named.
Leaves to others: the sentences (`templates_of_days`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta, timezone
from typing import Any

from shared.events import council, registry, registry_complaints, registry_custody, registry_reminders
from shared.events.launches import UnionRef
from shared.events.terms import ComplaintOutcome
from shared.words import Words

_OFFICE = timezone(timedelta(hours=7))  # rules know no clock; Việt Nam has one time, winter and summer


def facts_of_days(event: Any, receipt: str) -> Mapping[str, Words]:
    match event:
        case council.WrittenOpinionsAwaited():
            until = event.until.astimezone(_OFFICE)
            at = Words(f"{until:%H:%M} ngày {until:%d/%m/%Y}", f"{until:%H:%M} on {until:%Y-%m-%d}")
            return {"until": at, "days": same(event.working_days)}
        case registry_custody.PresentationDeadlineMissed():
            return {"due": day_of(event.due_on), "number": same(event.number), "basis": same(event.basis)}
        case registry.AwardPresented():
            return {"presented": day_of(event.presented_on)}
        case registry.AwardeeInvited():
            return {"due": day_of(event.answer_by)}
        case registry.ReturnDemanded():
            return {
                "due": day_of(event.due_on), "owed": _owed(event.money, event.certificate), "basis": same(event.basis)
            }  # fmt: skip
        case registry.RecoveryDeadlineMissed():
            return {"due": day_of(event.due_on), "owed": _owed(event.outstanding, event.certificate_is_out)}
        case registry_reminders.RecoveryDeadlineNeared():
            owed = _owed(event.outstanding, event.certificate_is_out)
            return {"due": day_of(event.due_on), "days": same(event.working_days), "owed": owed}
        case registry_complaints.ComplaintDeadlineMissed():
            return {"due": day_of(event.due_on), "about": _about(receipt)}
        case registry_complaints.ComplaintAccepted():
            return {"day": day_of(event.accepted_on), "due": day_of(event.settle_by), "about": _about(receipt)}
        case registry_complaints.ComplaintRejected():
            return {"about": _about(receipt)}
        case registry_complaints.ComplaintSettled():
            return {"day": day_of(event.settled_on), "outcome": _OUTCOMES[event.outcome], "about": _about(receipt)}
        case registry_reminders.ComplaintDeadlineNeared():
            return {"due": day_of(event.due_on), "days": same(event.working_days), "about": _about(receipt)}
        case registry_reminders.ReportDeadlineNeared():
            return {**_report(event), "body": same(event.owner.name), "standing": _standing(event)}
        case registry_reminders.ReportAwaited():
            return {**_report(event), "body": _names(event.unions)}
        case registry_reminders.FilingDayNeared():
            return {
                "what": event.words, "due": day_of(event.last_day), "left": _left(event.days_left),
                "basis": _basis(event), "late": _if_late(event), "body": same(event.owner.name),
            }  # fmt: skip
        case registry_reminders.PaceMeasured():
            return {
                "plan": event.plan_name, "percent": same(event.percent), "first": day_of(event.first),
                "last": day_of(event.last), "targets": _targets(event), "body": same(event.owner.name),
            }  # fmt: skip
        case _:
            return {}


_OUTCOMES: Mapping[ComplaintOutcome, Words] = {
    ComplaintOutcome.KEPT: Words("giữ nguyên quyết định", "the decision is kept"),
    ComplaintOutcome.TO_CORRECT: Words("phải đính chính khen thưởng", "the award is to be corrected"),
    ComplaintOutcome.TO_REVOKE: Words("phải hủy bỏ khen thưởng", "the award is to be cancelled"),
}


def _names(unions: Sequence[UnionRef]) -> Words:
    """All of them; each is addressed by its own name."""
    return same(", ".join(one.name for one in unions))


def _about(receipt: str) -> Words:
    if not receipt:
        return Words("về một quyết định khen thưởng", "about a decision")
    return Words(f"về khen thưởng của hồ sơ {receipt}", f"about the award of case {receipt}")


def _owed(money: int, certificate_is_out: bool) -> Words:
    dong = f"{money:,}".replace(",", ".")
    parts = [Words("bằng, giấy chứng nhận", "the certificate")] if certificate_is_out else []
    parts += [Words(f"{dong} đồng", f"{money:,} đồng")] if money else []
    return Words(" và ".join(one.vi for one in parts), " and ".join(one.en for one in parts))


def _report(event: registry_reminders.ReportDeadlineNeared | registry_reminders.ReportAwaited) -> dict[str, Words]:
    left = _left(event.days_left)
    return {"plan": event.plan_name, "report": event.report_name, "due": day_of(event.last_day), "left": left}


def _left(days: int) -> Words:
    if days == 0:
        return Words("hôm nay là ngày cuối", "today is the last day")
    return Words(f"còn {days} ngày", f"{days} day(s) are left")


def _if_late(event: registry_reminders.FilingDayNeared) -> Words:
    if event.award is None:
        return Words("", "")
    return Words(
        "\n\nHồ sơ trình sau ngày này cần văn bản đồng ý nhận.",
        "\n\nFiles sent up after it need a paper by which they are taken.",
    )


def _basis(event: registry_reminders.FilingDayNeared) -> Words:
    if not event.is_unverified:
        return same(event.basis)
    return Words(f"{event.basis} (chưa kiểm chứng)", f"{event.basis} (unverified)")


def _standing(event: registry_reminders.ReportDeadlineNeared) -> Words:
    sent = event.owed - event.missing
    return Words(
        f"{sent}/{event.owed} đơn vị đã gửi, {event.missing} đơn vị chưa gửi.",
        f"{sent} of {event.owed} unions have sent it, {event.missing} have not.",
    )


def _targets(event: registry_reminders.PaceMeasured) -> Words:
    behind = [_behind(one) for one in event.behind]
    unknown = [Words(f"- {one.name.vi}: {one.why.vi}", f"- {one.name.en}: {one.why.en}") for one in event.unknown]
    parts = [
        *_list(Words("Chậm so với tiến độ:", "Below pace:"), behind),
        *_list(Words("Chưa tính được, nên chưa rõ tiến độ:", "Not computable, so pace is not known:"), unknown),
    ]
    return Words("\n\n".join(one.vi for one in parts), "\n\n".join(one.en for one in parts))


def _list(head: Words, lines: Sequence[Words]) -> list[Words]:
    if not lines:
        return []
    vi, en = "\n".join(one.vi for one in lines), "\n".join(one.en for one in lines)
    return [Words(f"{head.vi}\n{vi}", f"{head.en}\n{en}")]


def _behind(one: registry_reminders.TargetBehind) -> Words:
    whole = "" if one.denominator is None else f"/{one.denominator}"
    share = Words("", "")
    if one.percent_tenths is not None:
        full, tenth = divmod(one.percent_tenths, 10)
        share = Words(f" ({full},{tenth} %)", f" ({full}.{tenth} %)")
    wanted = f"{one.value} %" if one.is_percent else f"{one.value}"
    got = f"{one.numerator}{whole}"
    return Words(
        f"- {one.name.vi}: đạt {got}{share.vi}, chỉ tiêu {wanted}",
        f"- {one.name.en}: {got}{share.en} reached, target {wanted}",
    )


def same(value: object) -> Words:
    return Words(str(value), str(value))


def day_of(day: date) -> Words:
    return Words(f"{day:%d/%m/%Y}", day.isoformat())
