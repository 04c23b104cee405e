"""The clocks of a stage: when they are due, stand still, how far one may be moved, whether they were kept (P01).

Owns: counting from receipt. Promises: pure; days are those of the office, working days those of the policy's calendar;
nothing here ever shortens a period. Leaves to others: the number of days (the rulebook), when a last day is near
(`shared.policy.reminders`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.review.errors import BeyondTheBound, NotLater, NotWorkedOn
from services.review.rules.facts import Clock
from shared.policy.calendar import Calendar
from shared.policy.trust import Unverified
from shared.verdicts import Consequence, Evaluation, Finding, fails, holds, rule, unknown


@rule(
    "P01", stage="provincial", if_fails=Consequence.WARN, if_unknown=Consequence.WARN, unverified=True,
    basis="NĐ 152/2025/NĐ-CP Điều 35 (vận dụng)", vi="Thẩm định, trả lại trong thời hạn",
    en="Appraised, or sent back, within the working days",
)  # fmt: skip
def appraisal_is_in_time(
    *, received_on: date | None, due_on: date | None, today: date, is_return: bool = False,
    entered_since: tuple[Unverified, ...] = (),
) -> Finding:  # fmt: skip
    """`due_on` is the last day, already moved by the days the clock stood still and by extensions.

    `is_return`: the file is sent back today, which has a period of its own (ND152 Art 35(4)) that nobody extends.
    """
    if received_on is None or due_on is None:
        return unknown("Chưa rõ ngày tiếp nhận.", "The day of receipt is not known.")
    if today > due_on and is_return:
        en = f"A file that does not qualify was to be sent back by {due_on.isoformat()}."
        return fails(
            f"Hồ sơ không đủ điều kiện phải trả lại chậm nhất hết ngày {due_on:%d/%m/%Y}.", en
        ).said_once_as(f"Hồ sơ không đủ điều kiện phải trả lại trước hết ngày {due_on:%d/%m/%Y}.", en)
    if today > due_on:
        return fails(f"Quá hạn thẩm định {due_on:%d/%m/%Y}.", f"Appraisal was due on {due_on.isoformat()}.")
    return holds(f"Trong hạn {due_on:%d/%m/%Y}.", f"Within the limit of {due_on.isoformat()}.")


def ask_clock(clock: Clock) -> Evaluation:
    return appraisal_is_in_time(
        received_on=clock.received_on, due_on=clock.due_on, today=clock.today, **clock.doubts
    )


def ask_return_clock(clock: Clock) -> Evaluation:
    return appraisal_is_in_time(
        received_on=clock.received_on, due_on=clock.due_on, today=clock.today, is_return=True, **clock.doubts
    )


def last_day_to_return(
    received_on: date, days: int, *, stood_still: Iterable[tuple[date, date]], calendar: Calendar
) -> date:
    """`days` working days after receipt, moved by the spans (first day, day it went on) of holds since."""
    due_on = calendar.add_working_days(received_on, days)
    for stopped_on, went_on in stood_still:
        due_on = moved_by_standstill(due_on, stopped_on=stopped_on, today=went_on, calendar=calendar)
    return due_on


def moved_by_standstill(due_on: date, *, stopped_on: date, today: date, calendar: Calendar) -> date:
    """The due day of a clock that goes on: as many working days are left as when it stopped (domain.md §5, §6)."""
    return calendar.add_working_days(due_on, calendar.working_days_between(stopped_on, today))


def days_added(
    due_on: date, wanted: date, *, today: date, calendar: Calendar, most: int | None, added_before: int
) -> int:
    """The working days an extension to `wanted` adds; raises what stands against it.

    An extension never shortens, ends on a day that is worked on and not before today, and all of a stage's extensions
    together stay within `most` working days (None: no bound is set).
    """
    if wanted <= due_on or wanted < today:
        raise NotLater(
            f"Hạn hiện nay là {due_on:%d/%m/%Y}; hạn mới phải sau ngày đó và không trước hôm nay.",
            f"It is due on {due_on.isoformat()}; the new day must be later, and not before today.",
        )
    if not calendar.is_working_day(wanted):
        raise NotWorkedOn(f"{wanted:%d/%m/%Y} là ngày nghỉ.", f"{wanted.isoformat()} is no working day.")
    added = calendar.working_days_between(due_on, wanted)
    if most is not None and added_before + added > most:
        raise BeyondTheBound(
            f"Đã gia hạn {added_before} ngày làm việc, thêm {added} là quá mức {most}.",
            f"{added_before} working days were added before; {added} more exceed the bound of {most}.",
        )
    return added
