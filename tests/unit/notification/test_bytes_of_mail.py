"""The headers of a mail as a reader's programme gets them: no space lost, no address broken, on every Python."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.post import Mail, content_of
from services.notification.rules.templates import TEMPLATES, write
from shared.addresses import LONGEST, is_address
from shared.words import Language, Words

SENDER = "vinhdanh@ldld.example"
NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
ORDINARY = {
    "receipt": "HY-2026-000123",
    "due": "20/08/2026",
    "number": "105/QĐ-LĐLĐ",
    "body": "Liên đoàn Lao động tỉnh Hưng Yên",
    "above": "Tổng Liên đoàn Lao động Việt Nam",
    "consulted": "Công an tỉnh Hưng Yên, Phòng An ninh chính trị nội bộ",
    "union": "CĐCS Công ty Cổ phần Xi măng Tam Điệp",
    "movement": "Giỏi việc nước, đảm việc nhà trong nữ công nhân, viên chức, lao động",
    "what": "kế hoạch thi đua năm 2026 và giao ước thi đua giữa các đơn vị trong cụm",
    "report": "Báo cáo sơ kết phong trào thi đua sáu tháng đầu năm 2026",
    "plan": "Kế hoạch thi đua, khen thưởng năm 2026 của Liên đoàn Lao động tỉnh Hưng Yên",
}
# Some sizes of what stands before decide where a line ends, and so which space could be lost.
SHIFTED = {name: f"{told} (số 7)" for name, told in ORDINARY.items()}


def mail_with(title: str, address: str = "huong@minhanh.example") -> Mail:
    return Mail(notice="n1", address=address, title=title, text="Kính gửi\n", language="vi", written_at=NOW)


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def subject_of(content: bytes) -> str:
    """Read in two ways, which agree: programmes of today, and those that know RFC 2047 alone."""
    found = str(read(content)["Subject"])
    unfolded = re.sub(r"\r\n(?=[ \t])", "", content.decode("ascii"))
    (raw,) = re.findall(r"(?m)^Subject: (.*)\r$", unfolded)
    assert str(make_header(decode_header(raw))) == found
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_title_arrives_as_written(template: str, language: Language) -> None:
    for ordinary in (ORDINARY, SHIFTED):
        named = {
            name
            for words in (TEMPLATES[template].title, TEMPLATES[template].text)
            for _, name, _, _ in Formatter().parse(words.in_language(language))
            if name
        }
        facts = {name: Words(ordinary.get(name, "x"), ordinary.get(name, "x")) for name in named}
        letter = write(template, facts, language)
        assert subject_of(content_of(mail_with(letter.title), SENDER)) == letter.title


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyắằẵặấầậẫốồổộớờợứừựíìĩịýỳỹỵHYQĐ0123456789.,:;–“”()/-=?_"
titles = (
    st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=40)
    .map(lambda some: " ".join(some)[:180].strip())
    .filter(bool)
)


@given(titles)
def test_whatever_a_title_says_arrives(title: str) -> None:
    content = content_of(mail_with(title), SENDER)
    assert subject_of(content) == title
    assert content.isascii()
    assert max(len(line) for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n")) <= 78


@pytest.mark.parametrize("broken", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_no_line_break_of_any_kind_goes_into_a_title(broken: str) -> None:
    for title in (f"Hồ sơ{broken}Bcc: all@example.org", f"Hồ sơ{broken}"):
        with pytest.raises(ValueError, match="newline"):
            content_of(mail_with(title), SENDER)


letters = "abcdefghijklmnopqrstuvwxyz0123456789"
names = st.text(f"{letters}.+_-", max_size=62).map("a{}9".format)
domains = st.lists(st.text(f"{letters}-", max_size=40).map("b{}8".format), min_size=2, max_size=6)
addresses = st.builds(lambda name, domain: f"{name}@{'.'.join(domain)}", names, domains).filter(is_address)


@given(addresses, addresses)
def test_whatever_their_length_addresses_arrive(address: str, sender: str) -> None:
    seen = read(content_of(mail_with("Hồ sơ", address), sender))
    assert [(one.display_name, one.addr_spec) for one in seen["From"].addresses] == [("Vinh Danh", sender)]
    assert [one.addr_spec for one in seen["To"].addresses] == [address]
    assert seen["Message-ID"] == f"<n1@{sender.rpartition('@')[2]}>"


def test_longest_address_arrives() -> None:
    longest = f"{'a' * 64}@{'.'.join(['b' * 60] * 3)}.vn"
    longest = longest.replace("@", "@" + "c" * (LONGEST - len(longest) - 1) + ".")
    assert is_address(longest)
    seen = read(content_of(mail_with("Hồ sơ", longest), longest))
    assert [one.addr_spec for one in (*seen["From"].addresses, *seen["To"].addresses)] == [longest, longest]
