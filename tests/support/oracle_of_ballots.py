"""The oracle's questions about secret votes: what was published recounts, and stands on who was said to have voted.

Owns: counting every closed box again from the events alone. Promises: read-only. Leaves to others: the rows of the
same vote (`oracle_of_cases`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.ballot_box import Paper, recount_box, recount_case
from shared.db import Database
from shared.events.terms import BallotChoice
from shared.tables import outbox

_HEARD = (
    "review.ballot_cast", "review.council_voted", "review.member_recused", "review.recusal_decided",
    "review.session_closed", "review.session_opened",
)  # fmt: skip


def violations(databases: Mapping[str, Database]) -> Iterator[str]:
    with databases["review"].reading() as review:
        yield from boxes_recount(review)


def boxes_recount(tx: Session) -> Iterator[str]:
    """Each secret session that closed, counted again by what was said of it."""
    said: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for (body,) in tx.execute(select(outbox.c.body).where(outbox.c.type.in_(_HEARD)).order_by(outbox.c.id)):
        event = json.loads(body)
        said.setdefault(event["data"]["session"], {}).setdefault(event["type"], []).append(event["data"])
    for session, told in said.items():
        opened, closed = told.get("review.session_opened", []), told.get("review.session_closed", [])
        if opened and closed and opened[0]["mode"] == "secret":
            yield from _recount(session, told, closed[0])


def _recount(session: str, told: Mapping[str, list[dict[str, Any]]], closed: Mapping[str, Any]) -> Iterator[str]:
    voters = {one["member"] for one in told.get("review.ballot_cast", ())}
    recused: dict[str, dict[str, str]] = {}
    for one in (*told.get("review.member_recused", ()), *told.get("review.recusal_decided", ())):
        recused.setdefault(one["case"], {})[one["member"]] = one["decided"]
    papers = {}
    for voted in told.get("review.council_voted", ()):
        case, tally = voted["case"], voted["tally"]
        kept_out = {member for member, decided in recused.get(case, {}).items() if decided != "lifted"}
        papers[case] = [_paper(one) for one in voted["papers"]]
        wrong = recount_case(
            session=session, case=case, papers=papers[case], due=len(voters - kept_out),
            split=None if tally["split_waits"] else {
                BallotChoice.YES: tally["yes"], BallotChoice.NO: tally["no"], BallotChoice.ABSTAIN: tally["abstained"],
            },
        )  # fmt: skip
        yield from (f"case {case} in session {session}: {one.en}" for one in wrong)
    yield from (f"session {session}: {one.en}" for one in recount_box(papers, closed["box"]))


def _paper(plain: Mapping[str, Any]) -> Paper:
    choice = BallotChoice(plain["choice"]) if plain["choice"] else None
    return Paper(receipt=plain["receipt"], choice=choice, number=plain["number"])
