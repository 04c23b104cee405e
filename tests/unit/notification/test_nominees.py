"""The nominee is written to once there is a decision: once per event, at the newest address, of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.notification.actions_mail import take_handful
from services.notification.models import NomineeContact, Notice
from services.notification.service import DEFINITION
from shared.desk import Desk
from shared.events import registry, review
from shared.events.envelope import Envelope
from shared.events.erasure import PersonErased
from shared.events.nomination import NomineeContactStated
from shared.events.terms import Role, Via
from shared.tables import outbox
from tests.support.desks import make_desk
from tests.support.interleaving import deliver
from tests.unit.audit.said import (
    BASE_STEP,
    CASE,
    HEAD,
    SECRETARY,
    SIGNER,
    TOP_STEP,
    UNIT,
    Speakers,
    hear,
    received,
    session_opened,
    stage_opened,
)
from tests.unit.notification.test_telling import AWARDED, DECIDED, RETURNED, adjourned, know, to_the_awardee

ADDRESS, LATER = "huong@minhanh.example", "nguyen.huong@vidu.example"
NOMINEE = f"nominee@{CASE}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    mail = replace(made.settings.mail, host="127.0.0.1")
    yield replace(made, settings=replace(made.settings, mail=mail))
    with made.database.reading() as tx:
        broken = [line for one in DEFINITION.invariants for line in one.violations(tx)]
    made.database.close()
    assert broken == []


class Story:
    """One case as the services tell of it."""

    def __init__(self) -> None:
        self.speakers = Speakers()
        self.opened = self.speakers.say(CASE, stage_opened())

    def states(self, email: str | None, version: int = 1) -> Envelope:
        stated = NomineeContactStated(case=CASE, version=version, email=email)
        return self.speakers.say(f"contact:{CASE}", stated)

    def registers(self, fact: Any = AWARDED) -> Envelope:
        return self.speakers.say("a1", fact, SECRETARY)

    def reviews(self, fact: Any) -> Envelope:
        return self.speakers.say(CASE, fact, SIGNER)


@pytest.fixture
def story() -> Story:
    return Story()


def to_nominees(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.database.reading() as tx:
        found = tx.execute(
            select(Notice.template, Notice.channel, Notice.status)
            .where(Notice.recipient == NOMINEE)
            .order_by(Notice.id)
        )
        return [(row[0], row[1], row[2]) for row in found]


def words_to(desk: Desk, recipient: str, template: str) -> str:
    with desk.database.reading() as tx:
        wanted = select(Notice).where(Notice.recipient == recipient, Notice.template == template)
        notice = tx.scalars(wanted).one()
        return f"{notice.title}\n{notice.text}"


def addresses(desk: Desk) -> list[str | None]:
    """Where the next sweep would send what waits."""
    with desk.working(desk.own_hand(), via=Via.TIMER) as work:
        return [taken.mail.address if taken.mail else None for taken in take_handful(desk, work, 10)]


def test_the_awardee_gets_one_mail_and_no_message_nobody_could_read(desk: Desk, story: Story) -> None:
    told = [story.opened, story.states(ADDRESS), story.registers()]
    hear(desk, told)
    hear(desk, told)  # a broker may deliver twice
    assert to_nominees(desk) == [("nominee_awarded", "email", "waiting")]
    assert addresses(desk) == [ADDRESS]
    text = words_to(desk, NOMINEE, "nominee_awarded")
    assert "Quyết định số 05/QĐ-LĐLĐ ngày 03/08/2026" in text
    assert "CĐCS Công ty TNHH May Minh Anh" in text


def test_nothing_before_a_decision_reaches_the_nominee(desk: Desk, story: Story) -> None:
    """Receipt, return, hold, session, votes, a level's refusal: the proposing unit's matter."""
    about: Any = {"case": CASE, "unit": UNIT, "step": TOP_STEP}
    hear(
        desk,
        [
            story.opened, story.states(ADDRESS), story.reviews(received()), story.reviews(RETURNED),
            story.reviews(review.StagePassed(**about, opinion="Đồng ý", evaluations=(), next_step=None)),
            story.speakers.say("s1", session_opened(), SECRETARY),
            story.speakers.say("s1", review.VotingOpened(session="s1", evaluations=()), SECRETARY),
            story.speakers.say("s1", adjourned((CASE,)), SECRETARY),
            story.reviews(review.SentForSignature(**about, session=None)),
            story.reviews(review.Refused(**about, reason="Không đủ phiếu", evaluations=())),
        ],
    )  # fmt: skip
    assert to_nominees(desk) == []


def test_each_later_act_that_concerns_the_awardee_is_told_in_its_own_letter(desk: Desk, story: Story) -> None:
    presented, invited, demanded, _ = to_the_awardee()
    corrected = replace(AWARDED, award_id="a2", replaces="a1", number="06/QĐ-LĐLĐ")
    revoked = registry.AwardRevoked(
        award_id="a1", case=CASE, unit=UNIT, decision="d2", number="07/QĐ-LĐLĐ", dated=DECIDED,
        ground="conclusion_or_judgment", basis="Luật 06/2022/QH15 Điều 93", recovery=None,
    )  # fmt: skip
    acts = [presented, corrected, invited, revoked, demanded]
    hear(desk, [story.opened, story.states(ADDRESS), *(story.registers(one) for one in acts)])
    assert [template for template, *_ in to_nominees(desk)] == [
        "nominee_presented", "nominee_corrected", "nominee_invited", "nominee_revoked", "nominee_return_demanded",
    ]  # fmt: skip
    assert "bằng, giấy chứng nhận và 3.800.000 đồng" in words_to(desk, NOMINEE, "nominee_return_demanded")


def test_a_refusal_by_who_decides_is_told_without_its_reason(desk: Desk, story: Story) -> None:
    """A reason may name who wrote in: an informant is never visible."""
    refused = review.Refused(
        case=CASE, unit=UNIT, step=TOP_STEP, reason="Theo đơn tố cáo của ông Giàng A Chứ", evaluations=(),
        is_decision=True,
    )  # fmt: skip
    hear(desk, [story.opened, story.states(ADDRESS), story.reviews(refused)])
    assert to_nominees(desk) == [("nominee_not_awarded", "email", "waiting")]
    text = words_to(desk, NOMINEE, "nominee_not_awarded")
    assert "tố cáo" not in text
    assert "Giàng" not in text


def test_the_newest_version_s_address_counts_in_whatever_order_it_is_heard_of(desk: Desk, story: Story) -> None:
    first, second, entry = story.states(ADDRESS), story.states(LATER, version=2), story.registers()
    hear(desk, [story.opened, entry])
    assert to_nominees(desk) == [("nominee_awarded", "email", "unaddressed")]
    assert addresses(desk) == []
    deliver(desk, [[second], [first]])
    assert to_nominees(desk) == [("nominee_awarded", "email", "waiting")]
    assert addresses(desk) == [LATER]


def test_an_address_that_was_taken_back_is_not_written_to(desk: Desk, story: Story) -> None:
    hear(desk, [story.opened, story.states(ADDRESS), story.registers(), story.states(None, version=2)])
    assert to_nominees(desk) == [("nominee_awarded", "email", "unaddressed")]
    assert addresses(desk) == []


def test_the_proposing_unit_reads_that_it_may_have_to_pass_the_word_on(desk: Desk, story: Story) -> None:
    know(desk, "can-bo", Role.GRASSROOTS_OFFICER, UNIT.id)
    refused = review.Refused(case=CASE, unit=UNIT, step=BASE_STEP, reason="Thiếu minh chứng", evaluations=())
    hear(desk, [story.opened, story.registers(), story.speakers.say(CASE, refused, HEAD)])
    assert "nếu không, đề nghị đơn vị báo lại" in words_to(desk, "can-bo", "awarded")
    assert "Người được đề nghị" not in words_to(desk, "can-bo", "refused")


def test_without_a_mail_server_the_unit_tells_its_nominee(desk: Desk, story: Story) -> None:
    quiet = replace(desk, settings=replace(desk.settings, mail=replace(desk.settings.mail, host="")))
    know(quiet, "can-bo", Role.GRASSROOTS_OFFICER, UNIT.id)
    hear(quiet, [story.opened, story.states(ADDRESS), story.registers()])
    assert to_nominees(quiet) == []
    assert "Đề nghị đơn vị báo cho người được đề nghị." in words_to(quiet, "can-bo", "awarded")


def test_nobody_writes_to_who_was_erased(desk: Desk, story: Story) -> None:
    gone = PersonErased(
        erasure="e1", nominee_key="k1", cases=(CASE,), holds=(), basis="erasure_requested", document="Đơn 1",
        asked_by="a", confirmed_by="b",
    )  # fmt: skip
    stated = story.states(ADDRESS)
    hear(desk, [story.opened, stated, story.registers()])
    hear(desk, [story.speakers.say("e1", gone)])
    assert addresses(desk) == []
    with desk.database.reading() as tx:
        assert [row.email for row in tx.scalars(select(NomineeContact))] == [None]
        assert "05/QĐ-LĐLĐ" not in "".join(tx.scalars(select(Notice.text)))
    # Nor is it kept again, whoever still sends it.
    hear(desk, [story.states(LATER, version=2), story.registers(to_the_awardee()[0])])
    with desk.database.reading() as tx:
        assert [row.email for row in tx.scalars(select(NomineeContact))] == [None]
    assert addresses(desk) == []


def test_no_address_is_in_an_event_of_ours_or_in_a_log(
    desk: Desk, story: Story, capfd: pytest.CaptureFixture[str]
) -> None:
    hear(desk, [story.opened, story.states(ADDRESS), story.registers()])
    with desk.database.reading() as tx:
        rows = [row.body for row in tx.execute(select(outbox))]
    assert ADDRESS not in "".join(rows) + "".join(capfd.readouterr())
