"""Whatever order the streams of other services are heard in beside each other, the same people are told the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import select

from services.notification.models import Notice
from services.notification.service import DEFINITION
from shared.events import registry, review
from shared.events.envelope import Envelope
from shared.events.erasure import PersonErased
from shared.events.nomination import NomineeContactStated, UnitSucceeded
from shared.events.terms import Role
from tests.support.desks import make_desk
from tests.support.interleaving import DEALS, Batches, Rows, deliver, differing, heard_by, interleaved, rows_of
from tests.unit.audit.said import (
    CASE,
    HEAD,
    OTHER_CASE,
    PROVINCE,
    SECRETARY,
    TOP_STEP,
    UNIT,
    Speakers,
    received,
    session_opened,
    stage_opened,
    submitted,
)
from tests.unit.notification.test_telling import AWARDED, DECIDED, RETURNED, adjourned, know

# Ids and salts are the service's own; of what several events say together the first one heard is named.
OWN = {"notices": frozenset({"id", "salt"})}
TOGETHER = frozenset({"cause", "correlation"})


def a_season() -> list[Envelope]:
    """Two cases on their roads with what the register says of them, a session, and an erasure of somebody else."""
    speakers = Speakers()
    said = []
    for number, case in enumerate((CASE, OTHER_CASE), 1):
        said += [speakers.say(case, submitted(case)), speakers.say(case, stage_opened(case, area_officer=True))]
        said += [speakers.say(case, received(case), HEAD), speakers.say(case, replace(RETURNED, case=case), HEAD)]
        for version, email in ((1, "cu@vidu.example"), (2, f"moi-{number}@vidu.example" if number == 1 else None)):
            stated = NomineeContactStated(case=case, version=version, email=email)
            said += [speakers.say(f"contact:{case}", stated)]
        sent = review.SentForSignature(case=case, unit=UNIT, step=TOP_STEP, session="s1")
        said += [speakers.say(case, sent, SECRETARY)]
        entry = replace(AWARDED, award_id=f"a{number}", case=case)
        corrected = replace(entry, award_id=f"b{number}", replaces=entry.award_id, number="06/QĐ-LĐLĐ")
        revoked = registry.AwardRevoked(
            award_id=corrected.award_id, case=case, unit=UNIT, decision="d2", number="07/QĐ-LĐLĐ", dated=DECIDED,
            ground="forged_papers", basis="Luật 06/2022/QH15 Điều 93", recovery=None,
        )  # fmt: skip
        said += [speakers.say(entry.award_id, fact, SECRETARY) for fact in (entry, corrected, revoked)]
    ended = UnitSucceeded(unit=UNIT.id, successors=("cdcs-moi",), valid_from=DECIDED, document="QĐ 9")
    said += [speakers.say(UNIT.id, ended)]
    said += [speakers.say("s1", session_opened((CASE, OTHER_CASE)), SECRETARY)]
    said += [speakers.say("s1", review.VotingOpened(session="s1", evaluations=()), SECRETARY)]
    said += [speakers.say("s1", adjourned((CASE, OTHER_CASE)), SECRETARY)]
    gone = PersonErased(
        erasure="e1", nominee_key="k9", cases=("c9",), holds=(), basis="erasure_requested", document="Đơn 1",
        asked_by="a", confirmed_by="b",
    )  # fmt: skip
    return heard_by("notification", [*said, speakers.say("e1", gone)])


def after(batches: Batches) -> tuple[Rows, list[Any]]:
    """Rows in what events tell of, and every notice with its very words."""
    with TemporaryDirectory() as directory:
        made = make_desk(DEFINITION, Path(directory))
        mail = replace(made.settings.mail, host="127.0.0.1")  # none is sent: nobody sweeps
        desk = replace(made, settings=replace(made.settings, mail=mail))
        know(desk, "huong", Role.GRASSROOTS_OFFICER, UNIT.id)
        know(desk, "lan", Role.AREA_OFFICER, PROVINCE, language="en")
        deliver(desk, batches)
        with desk.database.reading() as tx:
            which = (Notice.recipient, Notice.occasion, Notice.language, Notice.channel, Notice.status)
            words = tx.execute(select(*which, Notice.title, Notice.text))
            found = sorted(tuple(one) for one in words)
        rows = rows_of(desk, but=OWN | {"notices": OWN["notices"] | TOGETHER})
        desk.database.close()
        return rows, found


LOG = a_season()


@pytest.fixture(scope="module")
def in_order() -> tuple[Rows, list[Any]]:
    return after([[event] for event in LOG])


def test_everybody_is_told_of_the_season(in_order: tuple[Rows, list[Any]]) -> None:
    """Or nothing would be shown by its orders."""
    rows, words = in_order
    told = {(dict(row)["recipient"], dict(row)["template"]) for row in rows["notices"].elements()}
    assert {template for recipient, template in told if recipient == f"nominee@{CASE}"} == {
        "nominee_awarded", "nominee_corrected", "nominee_revoked",
    }  # fmt: skip
    assert {(recipient, status) for recipient, _, _, _, status, *_ in words if recipient.startswith("nominee@")} == {
        (f"nominee@{CASE}", "waiting"), (f"nominee@{OTHER_CASE}", "unaddressed"),
    }  # fmt: skip
    same = {"received", "returned", "awarded", "award_corrected", "award_revoked"}
    assert {template for recipient, template in told if recipient == "lan"} == same
    assert {template for recipient, template in told if recipient == "huong"} == same
    assert (f"signer@{PROVINCE}", "sent_for_signature") in told
    assert not [text for *_, title, text in words if CASE in title + text]
    assert {language for recipient, _, language, *_ in words if recipient == "lan"} == {"en"}


@pytest.mark.parametrize("deal", DEALS)
def test_who_is_told_what_does_not_depend_on_the_order_of_streams(
    in_order: tuple[Rows, list[Any]], deal: int
) -> None:
    rows, words = after(interleaved(LOG, deal))
    assert differing(rows, in_order[0]) == {}
    assert words == in_order[1]
