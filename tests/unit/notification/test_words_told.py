"""Messages beside what was said of them: their words, and who read them, cannot be changed unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.notification.actions_mail import settle, take_handful
from services.notification.models import Notice
from services.notification.rules.delivery import Attempt, Result
from services.notification.service import DEFINITION
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.events.envelope import Envelope
from shared.events.erasure import PersonErased
from shared.events.nomination import NomineeContactStated
from shared.events.terms import Role, Via
from tests.support.comparing import faults_by, faults_of, said_in, tamper
from tests.support.desks import bearer, client_of, make_desk
from tests.unit.audit.said import CASE, HEAD, PROVINCE, SECRETARY, UNIT, Speakers, hear, session_opened, stage_opened
from tests.unit.notification.test_telling import AWARDED, RETURNED, know

API = "/api/notification/v1/notices"
WORDS = "language, title, text, salt"
WRONG = "not what was said"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    mail = replace(made.settings.mail, host="127.0.0.1")  # none is sent: nobody sweeps
    made = replace(made, settings=replace(made.settings, mail=mail))
    yield made
    made.database.close()


def is_told(desk: Desk) -> Speakers:
    """Two people of two languages at the unit, the area officer, the nominee: some by mail too."""
    know(desk, "huong", Role.GRASSROOTS_OFFICER, UNIT.id, email="huong@vidu.example")
    know(desk, "lan", Role.GRASSROOTS_OFFICER, UNIT.id, language="en")
    speakers = Speakers()
    stated = NomineeContactStated(case=CASE, version=1, email="nguoi@vidu.example")
    opened = speakers.say(CASE, stage_opened(area_officer=True))
    said = [speakers.say(CASE, RETURNED, HEAD), speakers.say("a1", AWARDED, SECRETARY)]
    hear(desk, [opened, speakers.say(f"contact:{CASE}", stated), *said])
    return speakers


def is_erased(desk: Desk, speakers: Speakers) -> None:
    gone = PersonErased(
        erasure="e1", nominee_key="k1", cases=(CASE,), holds=(), basis="erasure_requested", document="Đơn 1",
        asked_by="a", confirmed_by="b",
    )  # fmt: skip
    hear(desk, [speakers.say("e1", gone)])


def arrives(desk: Desk) -> None:
    """Every mail that waits."""
    with desk.working(desk.own_hand(), via=Via.TIMER) as work:
        for taken in take_handful(desk, work, 10):
            settle(desk, work, taken.row, Attempt(Result.ACCEPTED, ""))


def faults(desk: Desk) -> list[str]:
    return faults_of(desk, DEFINITION, "notices")


def faults_erased(desk: Desk) -> list[str]:
    with desk.database.reading() as tx:
        return faults_by(tx, DEFINITION, "notices", said_in(tx), records=[CASE])


def rows(desk: Desk) -> list[Mapping[str, Any]]:
    with desk.database.reading() as tx:
        return list(tx.execute(select(Notice.__table__).order_by(Notice.id)).mappings())


def tellings(desk: Desk, template: str) -> list[dict[str, Any]]:
    with desk.database.reading() as tx:
        told = [one for one in said_in(tx) if one.type == "notification.told"]
    return [one for event in told for one in event.data["tellings"] if one["template"] == template]


def test_who_is_told_the_same_in_one_language_is_told_in_one_telling(desk: Desk) -> None:
    is_told(desk)
    area = f"area_officer@{PROVINCE}"
    told = {tuple(one["recipients"]): one["kept_sha256"] for one in tellings(desk, "returned")}

    assert sorted(told) == [("huong", area), ("lan",)]
    (english,) = [one for one in rows(desk) if (one["recipient"], one["template"]) == ("lan", "returned")]
    words = {name: english[name] for name in ("language", "title", "text", "salt")}
    assert told[("lan",)] == kept_hash(Notice.__table__, **words)
    salts = {(one["recipient"], one["channel"]): one["salt"] for one in rows(desk) if one["template"] == "returned"}
    # A mail has the words of the message beside it; another language and another event another salt.
    assert salts["huong", "in_app"] == salts["huong", "email"] == salts[area, "in_app"] != salts["lan", "in_app"]
    assert len({one["salt"] for one in rows(desk)}) == len({(one["cause"], one["text"]) for one in rows(desk)})


def test_the_words_cannot_be_tried_without_the_salt(desk: Desk) -> None:
    """A reason may name somebody, and all else in a message is known from other events."""
    is_told(desk)
    unsalted = ("language", "title", "text")
    tried = {kept_hash(Notice.__table__, **{name: one[name] for name in unsalted}) for one in rows(desk)}
    tried |= {kept_hash(Notice.__table__, **{name: one[name] for name in unsalted}, salt=None) for one in rows(desk)}
    told = {one["kept_sha256"] for template in ("returned", "awarded") for one in tellings(desk, template)}

    assert None not in told
    assert tried.isdisjoint(told)
    with desk.database.reading() as tx:
        bodies = [one.body() for one in said_in(tx)]
    assert not [one for body in bodies for one in rows(desk) if one["salt"] in body]


@pytest.mark.parametrize("channel", ["in_app", "email"])
@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ("title = 'Hồ sơ được khen thưởng'", WORDS), ("text = text || ' (sửa)'", WORDS), ("salt = NULL", WORDS),
        ("language = 'fr'", WORDS), ("text = '(đã xóa)', salt = NULL", WORDS), ("read_by = 'ai-do'", "read_by"),
        ("read_at = '2026-08-03 00:00:00.000000'", "read_at"),
    ],
)  # fmt: skip
def test_words_changed_afterwards_are_named(desk: Desk, channel: str, changed: str, named: str) -> None:
    is_told(desk)
    arrives(desk)
    assert faults(desk) == []

    tamper(desk, f"UPDATE notices SET {changed} WHERE channel = '{channel}'")
    touched = [one for one in rows(desk) if one["channel"] == channel]
    assert len(touched) == len(faults(desk))
    assert all(one.endswith(f": {named}: {WRONG}") for one in faults(desk))


def test_words_of_another_language_are_not_taken_for_ones_own(desk: Desk) -> None:
    is_told(desk)
    columns = ("language", "title", "text", "salt")
    theirs = ", ".join(f"{name} = (SELECT {name} FROM notices b WHERE {{}})" for name in columns)
    tamper(desk, f"UPDATE notices SET {theirs} WHERE recipient = 'huong' AND template = 'returned'".replace(
        "{}", "b.recipient = 'lan' AND b.template = 'returned'"
    ))  # fmt: skip

    (named,) = faults(desk)
    assert named.startswith("huong/in_app/")
    assert named.endswith(f"{WORDS}: {WRONG}")


def test_a_mail_changed_while_it_waits_is_named_by_the_message_beside_it(desk: Desk) -> None:
    is_told(desk)
    tamper(desk, "UPDATE notices SET text = 'khác' WHERE channel = 'email' AND template = 'returned'")
    arrives(desk)

    (named,) = faults(desk)
    assert named.startswith("huong/email/")


def test_words_of_a_session_are_bound_too(desk: Desk) -> None:
    hear(desk, [Speakers().say("s1", session_opened((CASE,)), SECRETARY)])
    assert faults(desk) == []
    tamper(desk, "UPDATE notices SET text = 'khác' WHERE recipient = 'm2'")

    (named,) = faults(desk)
    assert named.startswith("m2/in_app/")


def test_what_an_erasure_leaves_is_as_it_must_be_and_nothing_else(desk: Desk) -> None:
    speakers = is_told(desk)
    arrives(desk)
    is_erased(desk, speakers)

    assert {(one["text"], one["salt"]) for one in rows(desk)} == {("(đã xóa)", None)}
    assert faults_erased(desk) == []
    tamper(desk, "UPDATE notices SET text = 'khác' WHERE channel = 'in_app'")
    assert len(faults_erased(desk)) == len([one for one in rows(desk) if one["channel"] == "in_app"])


def test_a_mail_that_leaves_after_an_erasure_says_no_more_and_is_as_it_must_be(desk: Desk) -> None:
    is_erased(desk, is_told(desk))
    arrives(desk)

    with desk.database.reading() as tx:
        sent = [one.data["kept_sha256"] for one in said_in(tx) if one.type == "notification.delivered"]
    assert sent == [None, None]
    assert faults_erased(desk) == []


def test_what_a_release_before_told_is_let_be_and_may_have_been_read(desk: Desk, tmp_path: Path) -> None:
    is_told(desk)
    arrives(desk)
    tamper(desk, "UPDATE notices SET salt = NULL, read_by = 'huong', read_at = '2026-08-03 00:00:00.000000'")
    with desk.database.reading() as tx:
        before = [without_hashes(one) for one in said_in(tx)]
        assert faults_by(tx, DEFINITION, "notices", before) == []
        # What they do say is compared as ever.
    tamper(desk, "UPDATE notices SET template = 'khác' WHERE recipient = 'lan' AND template = 'returned'")
    with desk.database.reading() as tx:
        assert len(faults_by(tx, DEFINITION, "notices", before)) == 1


def without_hashes(said: Envelope) -> Envelope:
    data = {name: value for name, value in said.data.items() if name != "kept_sha256"}
    if "tellings" in data:
        bare = [{name: value for name, value in one.items() if name != "kept_sha256"} for one in data["tellings"]]
        data["tellings"] = bare
    return replace(said, data=data)


def reads(desk: Desk, directory: Path, path: str, who: str = "huong") -> int:
    headers = bearer(directory, who, Role.GRASSROOTS_OFFICER, UNIT.id)
    return client_of(desk).post(f"{API}{path}", headers=headers).status_code


def said_read(desk: Desk) -> list[Envelope]:
    with desk.database.reading() as tx:
        return [one for one in said_in(tx) if one.type == "notification.notices_read"]


def notice_of(desk: Desk, recipient: str, template: str, channel: str = "in_app") -> Mapping[str, Any]:
    key = (recipient, template, channel)
    (found,) = [one for one in rows(desk) if (one["recipient"], one["template"], one["channel"]) == key]
    return found


def test_marking_one_as_read_is_said_once_by_who_did_it(desk: Desk, tmp_path: Path) -> None:
    is_told(desk)
    mine = notice_of(desk, "huong", "returned")
    assert [reads(desk, tmp_path, f"/{mine['id']}/read") for _ in range(2)] == [200, 200]

    (said,) = said_read(desk)
    assert said.data == {"read": [{"recipient": "huong", "occasions": [mine["occasion"]]}]}
    assert (said.actor.subject, said.actor.role, said.trace.via) == ("huong", Role.GRASSROOTS_OFFICER, Via.API)
    assert faults(desk) == []


def test_marking_all_as_read_is_one_event_and_none_where_nothing_was_unread(desk: Desk, tmp_path: Path) -> None:
    is_told(desk)
    assert [reads(desk, tmp_path, "/read") for _ in range(2)] == [204, 204]

    (said,) = said_read(desk)
    causes = sorted(notice_of(desk, "huong", one)["cause"] for one in ("returned", "awarded"))
    assert said.data == {"read": [{"recipient": "huong", "occasions": causes}]}
    assert {one["read_by"] for one in rows(desk) if one["recipient"] == "lan"} == {None}
    assert faults(desk) == []


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ("read_by = 'lan'", "read_by"), ("read_at = '2026-09-03 00:00:00.000000'", "read_at"),
        ("read_at = NULL, read_by = NULL", "read_at, read_by"),
    ],
)  # fmt: skip
def test_who_read_a_message_and_when_cannot_be_changed_unseen(
    desk: Desk, tmp_path: Path, changed: str, named: str
) -> None:
    is_told(desk)
    reads(desk, tmp_path, "/read")
    tamper(desk, f"UPDATE notices SET {changed} WHERE recipient = 'huong' AND channel = 'in_app'")

    assert [one.rpartition(f": {WRONG}")[0].rpartition(": ")[2] for one in faults(desk)] == [named] * 2


def test_what_a_release_before_told_is_compared_once_it_is_read_now(desk: Desk, tmp_path: Path) -> None:
    is_told(desk)
    reads(desk, tmp_path, "/read")
    tamper(desk, "UPDATE notices SET read_by = 'ai-do' WHERE recipient = 'huong' AND channel = 'in_app'")

    with desk.database.reading() as tx:
        before = [without_hashes(one) for one in said_in(tx)]
        assert len(faults_by(tx, DEFINITION, "notices", before)) == 2


def test_a_mail_is_not_read_here(desk: Desk, tmp_path: Path) -> None:
    is_told(desk)
    assert reads(desk, tmp_path, f"/{notice_of(desk, 'huong', 'returned', 'email')['id']}/read") == 404
    assert said_read(desk) == []
