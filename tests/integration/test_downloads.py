"""Files fetched from a running house: the framework's test client takes headers that no server can send."""

from __future__ import annotations

import re
from email.message import Message
from urllib.parse import unquote

import pytest

from tests.support.dossiers import pdf
from tests.support.packs import wait_until_signed
from tests.support.people import Upload
from tests.support.road import Season, Union
from tests.support.roles import AUDIT, LISTS, NOMINATIONS

TOLD = re.compile(
    r"attachment; filename=(?:\"(?P<quoted>[^\"]+)\"|(?P<token>[^;\"]+))(?:; filename\*=UTF-8''(?P<exact>\S+))?"
)


def names_of(headers: Message) -> tuple[str, str]:
    """The name a browser saves the file under, and the one for whoever reads ASCII only."""
    told = TOLD.fullmatch(headers["Content-Disposition"])
    assert told is not None, headers["Content-Disposition"]
    plain = told["quoted"] or told["token"]
    return unquote(told["exact"] or plain, errors="strict"), plain


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("biên bản.pdf", "bien ban.pdf"),
        ("Đề nghị; số 12-Đ'ĐVN (bản chính) 100%.pdf", "De nghi; so 12-D'DVN (ban chinh) 100%.pdf"),
        ("ảnh 😀 會議.pdf", "anh _ __.pdf"),
        ("to-trinh.pdf", "to-trinh.pdf"),
    ],
)
def test_a_paper_comes_back_under_the_name_it_was_sent(union: Union, name: str, plain: str) -> None:
    case, content = union.officer.drafts(), pdf("bien-ban").content
    kept = union.officer.upload(f"{NOMINATIONS}/{case.id}/papers", Upload(name, content), kind="minutes").body

    back = union.officer.ask("GET", f"{NOMINATIONS}/{case.id}/papers/{kept['id']}")

    assert (kept["name"], back.body) == (name, content)
    assert names_of(back.headers) == (name, plain)


def test_every_other_file_is_handed_out_too(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    season.auditor.waits_for_chapter(case, "nomination.submitted")
    wait_until_signed(season.house)

    template = union.officer.ask("GET", f"{LISTS}/template.xlsx")
    pack = season.auditor.ask("GET", f"{AUDIT}/packs/{case.id}")

    assert names_of(template.headers) == ("mau-danh-sach.xlsx",) * 2
    assert names_of(pack.headers) == (f"vinhdanh-case-{case.id}.zip",) * 2
    assert {template.body[:2], pack.body[:2]} == {b"PK"}
