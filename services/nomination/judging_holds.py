"""Holds that may mean the nominee: as G08 is asked with them, and as a body above is shown them to rule on.

Owns: that fact, and that answer. Promises: a hold on which nobody has ruled counts; what is shown names the hold, so
that it can be ruled on. Leaves to others: which holds may mean somebody (`rules.namesakes`), the rule
(`rules.lifecycle`), ruling (`actions_identity`), who is shown them (`api_duplicates`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from services.nomination.models import Nomination
from services.nomination.queries_holds import Held
from services.nomination.queries_identity import find_ruling
from services.nomination.queries_known import Known, gather
from services.nomination.rules import lifecycle
from services.nomination.rules.likeness import Described, compare
from services.nomination.rules.namesakes import Subject, birth_under
from shared.events.terms import SubjectKind


def holds_on(known: Known) -> dict[str, Any]:
    """Holds on the nominee, and those that may be a namesake's until somebody has said that they are."""
    reach = [(one, is_theirs) for one in known.holds if (is_theirs := known.is_meant_by(one)) is not False]
    told = {"open_holds": tuple(lifecycle.OpenHold(kind=one.kind, document=one.document) for one, _ in reach)}
    is_doubtful = bool(reach) and not any(is_theirs for _, is_theirs in reach)
    # Left out where it is not so, so that a supplement is told the same as its first version was.
    return told | ({"is_perhaps_a_namesakes": True} if is_doubtful else {})


def described_hold(hold: Held, nomination: Nomination) -> Described:
    """Of a hold no more is known than its name and, by its key, the birth, where the nominee was born in that year."""
    kind = SubjectKind(nomination.draft["nominee"]["kind"])
    year = (nomination.birth or "")[:4]
    birth = birth_under(hold.nominee_key, hold.name, year) if year else None
    return Described(kind=kind, full_name=hold.name, birth=birth)


def holds_shown(tx: Session, nomination: Nomination, here: Described, day: date) -> list[dict[str, Any]]:
    """The open holds that may mean the nominee, described as `here`: those nobody has to rule on first, then the
    likeliest. Also those of which a body above has said that they mean somebody else.
    """
    known = gather(tx, [nomination], day)[nomination.id]
    shown = [_shown(tx, known.nominee, nomination, hold, here) for hold in known.holds]
    return sorted(shown, key=lambda one: (not one["is_exact"], -one["weight"], one["id"]))


def _shown(tx: Session, nominee: Subject, nomination: Nomination, hold: Held, here: Described) -> dict[str, Any]:
    likeness = compare(here, described_hold(hold, nomination), fuzzy_percent=None)
    ruling = find_ruling(tx, *nominee.ruled_under(hold.bearer))
    return {
        "id": hold.id, "kind": hold.kind.value, "document": hold.document, "nominee_name": hold.name,
        "is_exact": ruling is None and nominee.is_surely(hold.bearer), "weight": likeness.weight,
        "reasons": likeness.reasons, "ruling": ruling,
    }  # fmt: skip
