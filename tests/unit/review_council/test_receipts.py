"""What a member takes home, what they can check with it, and what anybody can count again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.review import ballot_views, ballots
from services.review.adjournment import adjourn_session
from services.review.council_errors import BoxNotPublished, ReceiptUnknown
from services.review.council_models import AgendaItem, BallotPaper
from services.review.recounting import differs_from_what_was_said, recount
from shared.ballot_box import number_of, receipt_of
from shared.errors import RuleBlocked
from shared.events.envelope import Actor
from shared.events.terms import BallotChoice, BallotMode, Role
from shared.web.app import build_app
from tests.support.desks import bearer
from tests.unit.review_council.stage import BODY, MEMBERS, SECRETARY, Stage

YES, NO = BallotChoice.YES, BallotChoice.NO


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def receipts_of(stage: Stage, session: str, cases: list[str], yes: int = 8) -> list[ballots.Receipt]:
    """All nine vote; every receipt handed out."""
    handed = []
    for place, member in enumerate(MEMBERS):
        choices = dict.fromkeys(cases, YES if place < yes else NO)
        handed += stage.vote(session, member, choices, salt=f"muối của {member}").receipts
    return handed


def checked(stage: Stage, receipt: str) -> dict[str, Any]:
    with stage.reading() as tx:
        return ballot_views.receipt_view(tx, receipt)


def published(stage: Stage, session: str) -> dict[str, Any]:
    with stage.reading() as tx:
        return ballot_views.papers_view(tx, session)


def test_every_case_has_a_number_of_its_own(stage: Stage) -> None:
    """One number for all cases would tie the papers of a member together."""
    cases = stage.published(3)
    handed = receipts_of(stage, stage.voting(cases).id, cases)

    assert len({one.number for one in handed}) == len({one.drawn for one in handed}) == 27


def test_receipt_and_number_are_what_the_formulas_say(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    drawn: Iterator[int] = count(7)
    with stage.acting(Actor("member-1", Role.COUNCIL_MEMBER, BODY)) as work:
        taken = ballots.cast_ballot(
            work, session.id, choices={cases[0]: NO}, salt="muối", draw=lambda: f"{next(drawn):032x}"
        )
    (receipt,) = taken.receipts

    number = number_of(drawn=f"{7:032x}", salt="muối")
    assert receipt.number == number
    assert receipt.receipt == receipt_of(session=session.id, case=cases[0], choice=NO, number=number)


def test_a_receipt_follows_its_paper_into_the_count(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    handed = receipts_of(stage, session.id, cases)
    before = checked(stage, handed[0].receipt)
    stage.close(session.id)
    after = checked(stage, handed[0].receipt)

    assert (before["state"], before["closed_at"]) == ("in_box", None)
    assert (after["state"], after["split_waits"]) == ("counted", False)
    assert set(after) == {"receipt", "session", "state", "closed_at", "split_waits"}
    with pytest.raises(ReceiptUnknown):
        checked(stage, "0" * 64)


def test_every_receipt_is_in_the_published_box_which_recounts(stage: Stage) -> None:
    cases = stage.published(2)
    session = stage.voting(cases)
    handed = receipts_of(stage, session.id, cases)
    stage.close(session.id)
    with stage.reading() as tx:
        box = ballot_views.box_view(tx, session.id)

    assert box["receipts"] == sorted(one.receipt for one in handed)
    (closed,) = stage.said("review.session_closed")
    assert (closed["box"], closed["papers"], closed["ballots"]) == (box["box"], 18, 9)
    assert recount(published(stage, session.id)) == {}
    for voted in stage.said("review.council_voted"):
        assert [paper["receipt"] for paper in voted["papers"]] == sorted(
            one.receipt for one in handed if one.case == voted["case"]
        )


@pytest.mark.parametrize("mode", [BallotMode.SECRET, BallotMode.OPEN])
def test_no_box_is_published_before_closing_or_of_an_open_vote(stage: Stage, mode: BallotMode) -> None:
    cases = stage.plant(award="commemorative_medal", is_simplified=True)
    session = stage.voting(cases, mode=mode)
    stage.vote_all(session.id, cases, yes=9)
    if mode is BallotMode.OPEN:
        stage.close(session.id)
    with stage.reading() as tx:
        for view in (ballot_views.box_view, ballot_views.papers_view):
            with pytest.raises(BoxNotPublished):
                view(tx, session.id)


def test_an_open_vote_hands_out_no_receipts(stage: Stage) -> None:
    cases = stage.plant(award="commemorative_medal", is_simplified=True)
    session = stage.voting(cases, mode=BallotMode.OPEN)

    assert stage.vote(session.id, "member-1", dict.fromkeys(cases, YES)).receipts == ()


def test_a_paper_changed_in_the_box_stops_the_closing(stage: Stage) -> None:
    """P06: whoever edits a choice in the database has no receipt to go with it."""
    cases = stage.published()
    session = stage.voting(cases)
    receipts_of(stage, session.id, cases)
    with stage.desk.database.transaction() as tx:
        tx.execute(update(BallotPaper).where(BallotPaper.choice == "no").values(choice="yes"))
    with pytest.raises(RuleBlocked) as blocked:
        stage.close(session.id)

    assert [place.code for place in blocked.value.places] == ["P06"]
    assert stage.said("review.session_closed") == []
    assert any("is not what its receipt commits to" in line for line in stage.violations())


def test_a_paper_changed_after_closing_is_found_by_the_recount(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    receipts_of(stage, session.id, cases)
    stage.close(session.id)
    with stage.desk.database.transaction() as tx:
        tx.execute(update(BallotPaper).where(BallotPaper.choice == "no").values(choice="yes"))

    assert [one.en for one in recount(published(stage, session.id))[cases[0]]] == [
        next(line for line in _changed(stage, session.id)),
        "the tally says {'yes': 8, 'no': 1, 'abstain': 0}, the papers {'yes': 9, 'no': 0, 'abstain': 0}",
    ]


def test_a_box_remade_after_closing_differs_from_what_was_said(stage: Stage) -> None:
    """Whoever rewrites paper, receipt and tally alike still has the log of events against them."""
    cases = stage.published()
    session = stage.voting(cases)
    receipts_of(stage, session.id, cases)
    stage.close(session.id)
    with stage.reading() as tx:
        assert differs_from_what_was_said(tx, ballot_views.papers_view(tx, session.id)) == {}
    with stage.desk.database.transaction() as tx:
        paper = tx.scalars(select(BallotPaper).where(BallotPaper.choice == "no")).one()
        receipt = receipt_of(session=session.id, case=cases[0], choice=YES, number=paper.number)
        tx.execute(update(BallotPaper).where(BallotPaper.choice == "no").values(choice="yes", receipt=receipt))
        item = tx.scalars(select(AgendaItem)).one()
        item.tally = {**(item.tally or {}), "yes": 9, "no": 0}

    with stage.reading() as tx:
        remade = ballot_views.papers_view(tx, session.id)
        assert recount(remade) == {}
        assert set(differs_from_what_was_said(tx, remade)) == {"box", cases[0]}


def _changed(stage: Stage, session: str) -> Iterator[str]:
    for item in published(stage, session)["items"]:
        for paper in item["papers"]:
            if paper["receipt"] != receipt_of(
                session=session, case=item["case"], choice=BallotChoice(paper["choice"]), number=paper["number"]
            ):
                yield f"paper {paper['receipt'][:12]} is not what it commits to"


def test_box_and_receipt_are_answered_without_signing_in(stage: Stage, tmp_path: Path) -> None:
    """The papers themselves are not: they tell how a case was voted on."""
    cases = stage.published()
    session = stage.voting(cases)
    handed = receipts_of(stage, session.id, cases)
    stage.close(session.id)
    client, path = build_app(stage.desk).test_client(), "/api/review/v1"

    box = client.get(f"{path}/sessions/{session.id}/box")
    receipt = client.get(f"{path}/receipts/{handed[0].receipt}")
    assert (box.status_code, receipt.status_code) == (200, 200)
    assert cases[0] not in box.get_data(as_text=True) + receipt.get_data(as_text=True)
    assert client.get(f"{path}/sessions/{session.id}/papers").status_code == 401
    head = bearer(tmp_path, "auditor", Role.AUDITOR, BODY)
    papers = client.get(f"{path}/sessions/{session.id}/papers", headers=head).get_json()
    assert recount(papers) == {}
    assert client.get(f"{path}/receipts/{'0' * 64}").get_json()["code"] == "ballot.receipt_unknown"
    assert client.get(f"{path}/sessions/{'0' * 36}/box").get_json()["code"] == "ballot.box_not_published"


def test_receipts_of_an_adjourned_session_are_void(stage: Stage) -> None:
    cases = stage.published()
    session = stage.voting(cases)
    handed = receipts_of(stage, session.id, cases)
    with stage.acting(SECRETARY) as work:
        adjourn_session(work, session.id, seen=None, reason="Mất điện, không kiểm phiếu được.")

    assert checked(stage, handed[0].receipt)["state"] == "void"
