"""Who goes on with what a body had in hand: the names an administrator gives, held against the tree of units.

Owns: reading them. Promises: a union answers for what another proposed only where the tree says that it follows it;
nothing is named twice or by halves. Leaves to others: the command (`review_migration`), the act (`services.review`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click
from sqlalchemy.orm import Session

from services.nomination.actions_mergers import find_in_hand
from services.nomination.models import Nomination
from services.nomination.queries import drafts_of_list
from services.nomination.queries_units import get_unit, successions_of
from services.nomination.rules.routes import Body, levels
from services.review.rerouting import Named
from services.review.rules.migration import Successor
from shared.events.terms import CaseState, StageKind, UnitKind

_OVER = (CaseState.NOT_AWARDED, CaseState.WITHDRAWN, CaseState.CANCELLED, CaseState.ARCHIVED)


def successor_of(tx: Session, old: str, new: str, today: date) -> Successor:
    """The body that takes over, as the register has it today; for a grassroots union the tree has to know of it."""
    unit = get_unit(tx, new)
    stands = levels([Body(unit=unit.id, name=unit.name, kind=UnitKind(unit.kind))])
    if not stands or unit.valid_from > today or (unit.valid_to is not None and unit.valid_to < today):
        raise click.UsageError(f"{old}={new}: {new} takes no cases on {today}")
    followed = {one.successor_id for one in successions_of(tx, old)}
    if stands[0] is StageKind.GRASSROOTS and new not in followed:
        raise click.UsageError(f"{old}={new}: the tree of units does not say that {new} follows {old}")
    return Successor(unit=unit.id, name=unit.name, kind=stands[0])


def named_successors(tx: Session, pairs: Sequence[str], plan: str, today: date) -> dict[str, Named]:
    """Who goes on, by the id of the case, draft or list; a list takes its drafts along.

    The receipt of an award names who counts its quota place from now on.
    """
    found: dict[str, Named] = {}
    for pair in pairs:
        name, sign, new = pair.partition("=")
        if not sign or not name or not new:
            raise click.UsageError(f"--cases {pair}: write RECEIPT=NEW")
        ended, ids = _in_hand(tx, name, plan)
        named = Named(unit=ended, successor=successor_of(tx, ended, new, today))
        for one in ids:
            if found.setdefault(one, named) != named:
                raise click.UsageError(f"--cases {pair}: {name} was named for {found[one].successor.unit} before")
    return found


def _in_hand(tx: Session, name: str, plan: str) -> tuple[str, list[str]]:
    """(who has it in hand, the ids that pass)."""
    found = find_in_hand(tx, name)
    if found is None or found.plan != plan:
        raise click.UsageError(f"--cases {name}: no case, draft or list of {plan} is called so")
    if not isinstance(found, Nomination):
        drafts = [one.id for one in drafts_of_list(tx, found.id) if one.state == CaseState.DRAFT]
        return found.answering, [found.id, *drafts]
    if found.state in _OVER:
        raise click.UsageError(f"--cases {name}: it is over ({found.state})")
    if found.state == CaseState.DRAFT and found.list_id is not None:
        raise click.UsageError(f"--cases {name}: it goes with its list; name {found.list_id}")
    return found.answering, [found.id]
