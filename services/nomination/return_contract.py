"""The lock a return puts on a dossier: only what it names can be changed until the supplement is sent.

Owns: refusing everything else, place by place. Promises: asked before anything is written.
Leaves to others: what counts as a change (`rules.supplement`), making it (`actions_*`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from services.nomination.errors import PlaceLocked
from services.nomination.models import DossierVersion, Nomination
from services.nomination.rules.supplement import locked_places
from shared.errors import Place
from shared.events.place_names import name_of
from shared.events.supplement import find_item
from shared.events.terms import CaseState, PaperKind
from shared.words import Words


def named_in(nomination: Nomination) -> list[str]:
    """The places the standing return names."""
    return [item["part"] for item in nomination.return_items or ()]


def is_open_at(nomination: Nomination, place: str) -> bool:
    """Whether it was returned for this place."""
    return nomination.state == CaseState.RETURNED and find_item(named_in(nomination), place) is not None


def last_sent(tx: Session, nomination: Nomination) -> DossierVersion:
    """The version sent last."""
    return tx.get_one(DossierVersion, (nomination.id, nomination.dossier_version))


def refuse_locked_places(tx: Session, nomination: Nomination, *, plan: str, draft: Mapping[str, Any]) -> None:
    """`PlaceLocked` where this draft of a returned case would change what the return does not name."""
    if nomination.state != CaseState.RETURNED:
        return
    locked = locked_places(last_sent(tx, nomination).dossier, nomination.draft, draft, named_in(nomination))
    _refuse(nomination, (*(["plan"] if plan != nomination.plan else []), *locked))


def refuse_locked_paper(nomination: Nomination, kind: PaperKind) -> None:
    """`PlaceLocked` for a kind of paper the return of a returned case does not name."""
    place = f"papers.{kind.value}"
    if nomination.state == CaseState.RETURNED and find_item(named_in(nomination), place) is None:
        _refuse(nomination, [place])


def _refuse(nomination: Nomination, places: Sequence[str]) -> None:
    if not places:
        return
    named = [name_of(part) for part in named_in(nomination)]
    vi, en = ", ".join(name.vi for name in named), ", ".join(name.en for name in named)
    raise PlaceLocked(
        f"Hồ sơ bị trả lại chỉ được sửa: {vi}.",
        f"While the case is returned, only these can be changed: {en}.",
        places=[Place(place, _is_locked(name_of(place))) for place in places],
    )


def _is_locked(name: Words) -> Words:
    return Words(f"{name.vi} không nằm trong yêu cầu bổ sung.", f"{name.en} is not named in the return.")
