"""Counting a published box again, and holding it against what was said when the session closed.

Owns: reading published papers back, comparing with the log of events. Promises: takes the published form alone, so that
a saved answer of `/sessions/{id}/papers` is enough; whatever is missing in it is wrong, never passed over.
Leaves to others: the formulas (`shared.ballot_box`), what is published (`ballot_views`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.ballot_box import Paper, recount_box, recount_case
from shared.events.terms import BallotChoice
from shared.tables import outbox
from shared.words import Words

Wrong = dict[str, list[Words]]
"""What does not hold, by case id; under `box` what concerns the session as a whole."""


def recount(published: Mapping[str, Any]) -> Wrong:
    """What is wrong with papers in the form `papers_view` publishes them; KeyError, ValueError on any other form."""
    papers: dict[str, list[Paper]] = {}
    wrong: Wrong = {}
    for item in published["items"]:
        case, papers[item["case"]] = item["case"], [_paper(one) for one in item["papers"]]
        split = None if item["split_waits"] else _split(item)
        session = published["session"]
        _add(wrong, case, recount_case(session=session, case=case, papers=papers[case], due=item["due"], split=split))
    if not any(papers.values()):
        _add(wrong, "box", [Words("không có phiếu nào để đếm", "there is no paper to count")])
    if published["is_whole"]:
        _add(wrong, "box", recount_box(papers, published["box"]))
    return wrong


def differs_from_what_was_said(tx: Session, published: Mapping[str, Any]) -> Wrong:
    """Papers that are not those of the events said at closing; the log of events is chained and witnessed."""
    wrong: Wrong = {}
    (closed,) = _said(tx, "review.session_closed", [published["session"]]) or ({"box": None},)
    if closed["box"] != published["box"]:
        words = Words("thùng phiếu không phải thùng đã công bố", "the box is not the one said at closing")
        _add(wrong, "box", [words])
    cases = [item["case"] for item in published["items"]]
    said = {
        voted["case"]: voted["papers"]
        for voted in _said(tx, "review.council_voted", cases)
        if voted["session"] == published["session"]
    }
    for item in published["items"]:
        if said.get(item["case"]) != item["papers"]:
            words = Words("phiếu khác với phiếu đã công bố", "the papers are not those said at closing")
            _add(wrong, item["case"], [words])
    return wrong


def _said(tx: Session, kind: str, subjects: list[str]) -> list[dict[str, Any]]:
    wanted = select(outbox.c.body).where(outbox.c.type == kind, outbox.c.subject.in_(subjects))
    return [json.loads(body)["data"] for body in tx.scalars(wanted)]


def _add(wrong: Wrong, at: str, found: list[Words]) -> None:
    if found:
        wrong.setdefault(at, []).extend(found)


def _paper(plain: Mapping[str, Any]) -> Paper:
    choice = plain["choice"]
    return Paper(receipt=plain["receipt"], choice=BallotChoice(choice) if choice else None, number=plain["number"])


def _split(item: Mapping[str, Any]) -> dict[BallotChoice, int]:
    return {
        BallotChoice.YES: item["yes"], BallotChoice.NO: item["no"], BallotChoice.ABSTAIN: item["abstained"],
    }  # fmt: skip
