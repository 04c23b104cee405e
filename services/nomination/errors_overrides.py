"""What is refused about letting units go chains that have closed.

Owns: these errors with their stable codes. Promises: a code never changes its meaning. Leaves to others: the other
errors of this service (`errors`).
"""

from __future__ import annotations

from shared.errors import Absent, Conflict
from shared.words import Words


class NoSuchOverride(Absent):
    code = "override.not_found"
    words = Words("Không có văn bản cho phép này; hãy xem danh sách.", "There is no such override; look at the list.")


class OverriddenBefore(Conflict):
    code = "chain.overridden_before"
    words = Words("Đơn vị đã được cho phép đi tuyến này.", "The unit is let go this chain already.")


class OverrideOver(Conflict):
    """Taken back before, or its last day has passed: there is nothing left to take back."""

    code = "override.over"
    words = Words("Văn bản cho phép này không còn hiệu lực.", "This override is over.")
