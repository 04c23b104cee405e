"""Errors of the house: one root, a stable code, words that tell a person what to do.

Owns: the categories every service and interface shares. Promises: a code never changes its meaning.
Leaves to others: the concrete errors (each service's `errors.py`) and their HTTP form (`shared.web.problems`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from shared.words import Words


@dataclass(frozen=True, slots=True)
class Place:
    """Where the offence stands: a field path, a row of a list, a line of a file; and what is wrong there."""

    at: str
    words: Words
    code: str = ""


class VinhDanhError(Exception):
    """Something was refused or could not be done."""

    code: ClassVar[str] = "house.error"
    status: ClassVar[int] = 500
    words: ClassVar[Words] = Words("Có lỗi trong hệ thống.", "Something went wrong in the system.")

    def __init__(self, vi: str = "", en: str = "", *, places: Sequence[Place] = ()) -> None:
        self.said = Words(vi or self.words.vi, en or self.words.en)
        self.places = tuple(places)
        super().__init__(f"{self.code}: {self.said.en}")


class InvalidInput(VinhDanhError):
    code = "input.invalid"
    status = 422
    words = Words("Dữ liệu gửi lên chưa hợp lệ.", "What was sent is not valid.")


class MalformedBody(VinhDanhError):
    code = "input.malformed"
    status = 400
    words = Words("Không đọc được nội dung gửi lên.", "The body could not be read.")


class TooLarge(VinhDanhError):
    code = "input.too_large"
    status = 413
    words = Words("Nội dung gửi lên quá lớn.", "What was sent is too large.")

    @classmethod
    def over(cls, most: int | None) -> TooLarge:
        """`most`: the bytes that are taken; None where nobody says."""
        if most is None:
            return cls()
        size = f"{most / 1024 / 1024:.3g} MB"
        return cls(f"Nội dung gửi lên quá lớn: tối đa {size}.", f"What was sent is too large: {size} at most.")


class UnsupportedType(VinhDanhError):
    code = "input.unsupported_type"
    status = 415
    words = Words("Loại tệp hoặc nội dung không được nhận.", "This type of file or content is not accepted.")


class Unauthenticated(VinhDanhError):
    code = "identity.unauthenticated"
    status = 401
    words = Words("Cần đăng nhập để làm việc này.", "Sign in first.")


class Forbidden(VinhDanhError):
    """The actor may not do this here. Every instance that reaches the edge is recorded as a refusal."""

    code = "identity.forbidden"
    status = 403
    words = Words("Bạn không có thẩm quyền làm việc này.", "You have no authority to do this.")


class Absent(VinhDanhError):
    code = "record.absent"
    status = 404
    words = Words("Không tìm thấy.", "Not found.")


class Conflict(VinhDanhError):
    code = "record.conflict"
    status = 409
    words = Words("Việc này trái với trạng thái hiện tại.", "This contradicts the present state.")


class Stale(VinhDanhError):
    """The caller saw an older version; the words name who changed what since."""

    code = "record.stale"
    status = 412
    words = Words("Hồ sơ đã thay đổi sau khi bạn mở.", "The record has changed since you opened it.")


class VersionRequired(VinhDanhError):
    code = "record.version_required"
    status = 428
    words = Words("Cần ghi rõ phiên bản đã xem (If-Match).", "State the version you saw (If-Match).")


class RuleBlocked(VinhDanhError):
    """One or more rules do not let the record move; `places` has one entry per rule."""

    code = "rules.blocked"
    status = 422
    words = Words("Hồ sơ chưa đạt quy định.", "The record does not satisfy the rules.")


class Unavailable(VinhDanhError):
    code = "house.unavailable"
    status = 503
    words = Words("Hệ thống đang bận, xin thử lại sau ít phút.", "Temporarily unavailable, try again shortly.")
