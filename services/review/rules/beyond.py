"""The road beyond a chain (domain.md §3.3: TLĐ, S1, S2, E1): where a case lies, who may still answer, and what.

Owns: walking it. Promises: pure; bodies answer in the order of the road, one that was silent is passed over and stays
without an answer; only who decides grants. Leaves to others: who enters answers (`outside_answers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shared.events.escalation import BodyAhead
from shared.events.terms import Answer
from shared.policy.extensions import Does, Extension, Office
from shared.words import Words

_DECIDING = (Does.DECIDES.value, Does.MAY_DECIDE.value)


def holder_of(office: str) -> str:
    """How a body without an account stands as the holder of a case; no unit is called so."""
    return f"office:{office}"


def bodies_ahead(road: Extension, *, state_council_voted: bool) -> tuple[BodyAhead, ...]:
    """The bodies a letter still has to pass; a state council that voted here has advised already."""
    return tuple(
        BodyAhead(office=step.body.value, name=step.name, does=step.does.value)
        for step in road.ahead
        if not (state_council_voted and step.body is Office.STATE_COUNCIL)
    )


def find_place(ahead: Sequence[BodyAhead], office: str) -> int | None:
    return next((place for place, body in enumerate(ahead) if body.office == office), None)


def why_not_answer(ahead: Sequence[BodyAhead], last_place: int, office: str, answer: Answer) -> Words | None:
    """Why this body cannot answer so; `last_place` is that of the last body that answered, -1 for none."""
    place = find_place(ahead, office)
    if place is None:
        return Words(f"“{office}” không nằm trên đường trình của tờ trình.", f"{office} is not ahead of this letter.")
    body = ahead[place]
    if place <= last_place:
        return Words(f"Hồ sơ đã qua {body.name.vi}.", f"The case is past the {body.name.en}.")
    if answer is Answer.GRANTED and body.does not in _DECIDING:
        return Words(f"{body.name.vi} không có thẩm quyền quyết định.", f"The {body.name.en} does not decide.")
    if answer is Answer.ENDORSED and place == len(ahead) - 1:
        return Words(f"{body.name.vi} là cấp quyết định cuối cùng.", f"The {body.name.en} is the last to decide.")
    return None


def why_not_dated(dated: date, *, letter_dated: date, today: date) -> Words | None:
    """An answer is not older than the letter it answers, nor of a day to come."""
    if letter_dated <= dated <= today:
        return None
    return Words(
        f"Ngày văn bản phải từ ngày tờ trình ({letter_dated:%d/%m/%Y}) đến hôm nay ({today:%d/%m/%Y}).",
        f"The document must be dated between the letter ({letter_dated.isoformat()}) and today ({today.isoformat()}).",
    )
