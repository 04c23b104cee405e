"""What a message says of its event.

Owns: the facts each template inserts. Promises: pure; no person's name, birth or vote goes into a message: the receipt
number says which case it is. Leaves to others: the sentences (`templates`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.events import council, escalation, launches, migration, registry, review, review_clocks
from shared.events.dossier import UnitRef
from shared.events.place_names import name_of
from shared.events.terms import RegistrationKind
from shared.words import Words

Facts = Mapping[str, Words]

_FROM_ABOVE = Words("do cấp ra quyết định ghi", "kept by the authority that decided")


def facts_of(event: Any, *, receipt: str, award: Words, cases: int) -> Facts:
    """`cases` counts the agenda of the session an event is about; the other arguments describe its case."""
    facts = {"receipt": _same(receipt), "award": award, "cases": _same(cases)}
    if hasattr(event, "unit"):
        facts["unit"] = _union(event.unit)
    if hasattr(event, "step"):
        facts["body"] = _same(event.step.body_name)
    return {**facts, **_own(event)}


def _own(event: Any) -> Facts:
    match event:
        case review.Received():
            return {"due": _day(event.due_on)}
        case review.Returned():
            return {"due": _day(event.due_on), "reason": _same(event.reason), "items": _items(event)}
        case review_clocks.DeadlineExtended():
            return {"due": _day(event.due_on), "reason": _same(event.reason)}
        case review_clocks.DeadlineMissed():
            return {**_last_day(event), "consulted": _same(event.consulted or "")}
        case review_clocks.DeadlineNeared():
            return {**_last_day(event), "days": _same(event.working_days)}
        case review_clocks.ObjectionLodged():
            return {"due": _day(event.answer_by)}
        case review_clocks.ObjectionSettled():
            return {} if event.until is None else {"due": _day(event.until)}
        case review.StagePassed():
            return {"onward": _onward(event)}
        case escalation.Escalated():
            return {"number": _same(event.number), "dated": _day(event.dated), "above": _same(event.step.body_name)}
        case escalation.Endorsed():
            return {"onward": _same(event.next_step.body_name)}
        case escalation.SentBack():
            return {
                "reason": _same(event.reason), "back": _same(event.to_step.body_name), "due": _day(event.due_on),
                "document": _same(event.document),
            }  # fmt: skip
        case review.Refused() | review.Withdrawn() | council.SessionAdjourned():
            return {"reason": _same(event.reason)}
        case migration.CaseMoved():
            return {
                "reason": _same(event.reason), "document": _same(event.document),
                "former": _same(event.from_step.body_name),
            }  # fmt: skip
        case review.WithdrawalDeclined():
            return {"reason": event.words}
        case review.Resumed():
            return {"version": _same(event.version)}
        case registry.AwardRecorded():
            return {
                "award": event.award_name,
                "number": _same(event.number),
                "dated": _day(event.dated),
                "certificate": _FROM_ABOVE if event.certificate is None else _same(event.certificate),
            }
        case registry.AwardRevoked():
            return {"number": _same(event.number), "dated": _day(event.dated), "basis": _same(event.basis)}
        case launches.MovementLaunched():
            days = {"first": _day(event.first), "last": _day(event.last)}
            return {**_of_union(event, event.told), **days, "movement": _same(event.name), "pilot": _pilot(event)}
        case launches.LaunchEnded() | launches.LaunchWithdrawn():
            return {
                **_of_union(event, event.told), "movement": _same(event.name), "reason": _same(event.reason)
            }  # fmt: skip
        case launches.UnitPlanRegistered():
            contents = _same("\n".join(f"- {one}" for one in event.contents))
            told = {**_of_union(event, *event.registered_with), "what": _REGISTERED[event.kind]}
            return {**told, "count": _same(len(event.contents)), "contents": contents}
        case _:
            return {}


def _last_day(event: review_clocks.DeadlineMissed | review_clocks.DeadlineNeared) -> Facts:
    return {"due": _day(event.due_on), "asker": _same(event.sent_by.body_name if event.sent_by else "")}


def _of_union(event: Any, *above: launches.UnionRef | None) -> Facts:
    bodies = ", ".join(one.name for one in above if one is not None)
    return {"union": _same(event.union.name), "document": _same(event.document), "body": _same(bodies)}


_REGISTERED = {
    RegistrationKind.PLAN: Words("kế hoạch thi đua", "plan"),
    RegistrationKind.PLEDGE: Words("giao ước thi đua", "emulation pledge"),
}


def _pilot(event: launches.MovementLaunched) -> Words:
    return Words(" (phát động điểm)", " (a pilot)") if event.is_pilot else Words("", "")


def _items(event: review.Returned) -> Words:
    vi = "\n".join(f"- {name_of(item.part).vi}: {item.words.vi}" for item in event.items)
    en = "\n".join(f"- {name_of(item.part).en}: {item.words.en}" for item in event.items)
    return Words(vi, en)


def _onward(event: review.StagePassed) -> Words:
    if event.next_step is None:
        return Words("Hồ sơ chuyển sang bước quyết định.", "It now waits for the decision.")
    name = event.next_step.body_name
    return Words(f"Hồ sơ được trình lên {name}.", f"It goes on to {name}.")


def _union(unit: UnitRef) -> Words:
    """The union that answers for the case, and under which name it was proposed where that union merged."""
    if unit.successor is None:
        return _same(unit.name)
    name = unit.successor.name
    return Words(f"{name} (kế thừa {unit.name})", f"{name} (successor of {unit.name})")


def _same(value: object) -> Words:
    return Words(str(value), str(value))


def _day(day: date) -> Words:
    return Words(f"{day:%d/%m/%Y}", day.isoformat())
