"""What an auditor reads where a unit stated figures, somebody's address was entered, or messages were read."""

from __future__ import annotations

from datetime import date

from services.audit.rules.telling import lines_of, title_of
from shared.events.catalog import data_of
from shared.events.notification import ContactEntered, NoticesRead, ReadMessages
from shared.events.registry_progress import FiguresStated
from shared.events.terms import Block, Role


def test_figures_are_told_with_unit_plan_and_day() -> None:
    stated = FiguresStated(
        figures="f1", plan="hung_yen_2026", unit="u1", unit_name="CĐCS Trường THCS Cổ Bi", block=Block.PUBLIC_SERVICE,
        counted_from=date(2026, 1, 1), snapshot_on=date(2026, 7, 1), version=2, headcount=41,
    )  # fmt: skip
    (line,) = lines_of("registry.figures_stated", data_of(stated))

    assert title_of("registry.figures_stated").vi == "Đơn vị kê khai số liệu của kế hoạch"
    assert line.vi == "CĐCS Trường THCS Cổ Bi, kế hoạch hung_yen_2026, số liệu ngày 01/07/2026, lần 2"
    assert line.en == "CĐCS Trường THCS Cổ Bi, plan hung_yen_2026, as of 2026-07-01, statement 2"


def test_an_address_is_told_as_entered_and_never_shown() -> None:
    entered = ContactEntered(
        subject="huong", role=Role.GRASSROOTS_OFFICER, unit="cdcs-co-bi", language="vi", version=1, kept_sha256="0" * 64
    )
    (line,) = lines_of("notification.contact_entered", data_of(entered))

    assert title_of("notification.contact_entered").en == "Where somebody is told was entered"
    assert line.vi == "Của huong, cdcs-co-bi; địa chỉ không ghi ở đây"


def test_messages_marked_as_read_are_counted_by_recipient() -> None:
    read = (ReadMessages(recipient="huong", occasions=("e1", "e2")), ReadMessages(recipient="a@b", occasions=("e3",)))
    lines = lines_of("notification.notices_read", data_of(NoticesRead(read=read)))

    assert title_of("notification.notices_read").vi == "Đánh dấu thông báo đã đọc"
    assert [one.vi for one in lines] == ["Gửi tới huong: 2 thông báo", "Gửi tới a@b: 1 thông báo"]
    assert lines[0].en == "To huong: 2 notice(s)"
