"""What a plan asks of units besides nominations: duties that can be counted, and plaques on works.

Owns: their shapes. Promises: each cites its clause. Leaves to others: counting, and the warnings (M10).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.events.terms import RegistrationKind, StageKind
from shared.policy.marks import Stated
from shared.policy.targets import Comparator
from shared.words import Words


class DutyCount(StrEnum):
    """What a duty is counted by: what the unit registered, or reports the register received from it."""

    CONTENTS = "contents"  # nội dung đăng ký
    REGISTRATIONS = "registrations"  # lần đăng ký kế hoạch
    PLEDGES = "pledges"  # lần đăng ký giao ước
    REPORTS = "reports"  # báo cáo đã nhận, mỗi kỳ một báo cáo


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDuty(Stated):
    """Something each unit does: so many of it (`comparator` and `value`), or simply done where there is no number.

    `registered_with`: the levels the unit registers it with. `counted_by` None: nothing here tells whether it is done.
    `report`: the report of the plan that shows it, where reports count.
    """

    id: str
    text: Words
    owed_by: tuple[StageKind, ...]
    comparator: Comparator | None = None
    worded: str | None = None
    value: int | None = None
    registered_with: tuple[StageKind, ...] = ()
    counted_by: DutyCount | None = None
    report: str | None = None

    def is_shown_by(self, kind: RegistrationKind) -> bool:
        """Whether registering one of this kind does something for it."""
        of_plan = (DutyCount.CONTENTS, DutyCount.REGISTRATIONS)
        return self.counted_by in (of_plan if kind is RegistrationKind.PLAN else (DutyCount.PLEDGES,))

    def is_done(self, count: int) -> bool:
        if self.comparator is None or self.value is None:
            return count > 0
        return self.comparator.admits(count, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaqueTier(Stated):
    """Who registers works, and which level looks at them and puts up the plaque (M10: before the phase ends)."""

    id: str
    text: Words
    registered_by: tuple[StageKind, ...]
    decided_at: tuple[StageKind, ...]
    phase: str | None = None
