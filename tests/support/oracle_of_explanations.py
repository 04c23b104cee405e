"""The oracle's question about reasons: does every answer any rule ever gave come out again from its kept facts?

Owns: asking every kept evaluation of every service again. Promises: read-only; what review heard of nomination's rules
is what nomination kept. Leaves to others: everything else (`oracle`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from services.nomination import queries_explanation as proposers
from services.nomination import queries_rehearsal
from services.nomination.models import DossierVersion
from services.review import queries_explanation as reviewers
from services.review import rehearsing
from services.review.council_models import CouncilSession, Decision
from services.review.models import EvaluationRow, HeardVersion
from shared.db import Database
from shared.events.codec import from_plain
from shared.policy import load_policy_set
from shared.policy_book import PolicyBook
from shared.rehearsal import Draft, Outcome
from shared.replays import Again, ask_again, rules_of
from shared.verdicts import Evaluation


def violations(databases: Mapping[str, Database]) -> Iterator[str]:
    said_by_proposers, kept_by_reviewers = _versions(databases["nomination"]), _heard(databases["review"])
    for key, evaluations in said_by_proposers.items():
        yield from _changed(proposers.ROOMS, f"version {key[1]} of {key[0]}", evaluations)
        if key in kept_by_reviewers and kept_by_reviewers[key] != evaluations:
            yield f"review keeps other answers about version {key[1]} of {key[0]} than nomination gave"
    for key in kept_by_reviewers.keys() - said_by_proposers.keys():
        yield f"review keeps a version {key[1]} of {key[0]} that was never sent"
    for about, evaluations in _of_reviewers(databases["review"]):
        yield from _changed(reviewers.ROOMS, about, evaluations)
    yield from _rehearsed(databases)


def _rehearsed(databases: Mapping[str, Database]) -> Iterator[str]:
    """Rehearsing what is in force flips nothing and finds everything: each parameter is bound to its own rule."""
    policies = load_policy_set()
    for service, rehearse in (("nomination", queries_rehearsal.rehearse), ("review", rehearsing.rehearse)):
        with databases[service].only_reading() as tx:
            for one in rehearse(PolicyBook(policies), tx, Draft(policies)):
                if one.outcome is not Outcome.SAME:
                    yield f"{one.rule} about {one.case}, rehearsed as it is in force: {one.was}, {one.now}, {one.why}"


def _changed(rooms: tuple[str, ...], about: str, evaluations: list[Any]) -> Iterator[str]:
    rules = rules_of(*rooms)
    for plain in evaluations:
        found = ask_again(rules, from_plain(Evaluation, plain))
        if found.again is not Again.IDENTICAL:
            yield f"{plain['rule']} about {about}, asked again: {found.again}, {found.now}"


def _versions(database: Database) -> dict[tuple[str, int], list[Any]]:
    wanted = select(DossierVersion.nomination_id, DossierVersion.number, DossierVersion.evaluations)
    with database.reading() as tx:
        return {(case, number): evaluations for case, number, evaluations in tx.execute(wanted)}


def _heard(database: Database) -> dict[tuple[str, int], list[Any]]:
    wanted = select(HeardVersion.case_id, HeardVersion.number, HeardVersion.evaluations)
    with database.reading() as tx:
        return {(case, number): evaluations for case, number, evaluations in tx.execute(wanted)}


def _of_reviewers(database: Database) -> Iterator[tuple[str, list[Any]]]:
    with database.reading() as tx:
        for row in tx.scalars(select(EvaluationRow)):
            yield f"case {row.case_id}", [_plain(row)]
        for session in tx.scalars(select(CouncilSession)):
            yield f"session {session.id}", session.evaluations
        for decision in tx.scalars(select(Decision)):
            yield f"decision {decision.id}", decision.evaluations


def _plain(row: EvaluationRow) -> dict[str, Any]:
    words = {"vi": row.words_vi, "en": row.words_en}
    columns = ("rule", "verdict", "consequence", "facts", "basis", "unverified")
    since = row.since.isoformat() if row.since else None
    return {name: getattr(row, name) for name in columns} | {"words": words, "since": since}
