"""What can go wrong in a rehearsal.

Owns: its errors. Promises: each names the step, so that somebody knows where to look. Leaves to others: raising them.
"""

from __future__ import annotations

from shared.errors import VinhDanhError
from shared.words import Words


class UnexpectedAnswer(VinhDanhError):
    """A service answered otherwise than the story has it."""

    code = "demo.unexpected_answer"
    words = Words("Dịch vụ trả lời khác kịch bản.", "A service answered otherwise than the story has it.")


class PortTaken(VinhDanhError):
    """Somebody else listens where the rehearsal would serve."""

    code = "demo.port_taken"
    words = Words("Cổng đang được dùng.", "The port is in use.")


class DirectoryTaken(VinhDanhError):
    """Another rehearsal runs on the data this one would remove."""

    code = "demo.directory_taken"
    words = Words("Thư mục đang được dùng.", "The directory is in use.")


class StepHung(VinhDanhError):
    """What had to arrive did not arrive in time."""

    code = "demo.step_hung"
    words = Words("Một bước không hoàn thành.", "A step did not come to its end.")
