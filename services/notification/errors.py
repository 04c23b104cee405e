"""What notification refuses.

Owns: its errors with their stable codes. Leaves to others: their HTTP form (`shared.web.problems`).
"""

from __future__ import annotations

from shared.errors import Absent, Conflict, Unavailable
from shared.words import Words


class NoSuchNotice(Absent):
    code = "notification.notice_unknown"
    words = Words("Bạn không có thông báo này.", "You have no such notice.")


class CaseNotHeardOf(Unavailable):
    """The register was heard before review's first word of the case; it is tried again when that has come."""

    code = "notification.case_not_heard_of"
    words = Words("Chưa nhận được thông tin mở hồ sơ này.", "The opening of this case has not been heard of yet.")


class NoSuchContact(Absent):
    code = "notification.contact_unknown"
    words = Words("Chưa có thông tin liên hệ này.", "There is no such contact.")


class NotUnsettled(Conflict):
    """Only a message in doubt or given up waits for a person's word."""

    code = "notification.not_unsettled"
    words = Words("Thông báo này không chờ xử lý.", "This message does not wait for a person.")


class MailServerAway(Unavailable):
    """`reason`: what failed and with which code, for the log; never the server's words or an address."""

    code = "notification.mail_server_away"
    words = Words("Chưa kết nối được máy chủ thư.", "The mail server cannot be reached.")

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
