"""What a message says of its event.

Owns: the facts each template inserts. Promises: pure; no person's name, birth or vote goes into a message: the receipt
number says which case it is. Leaves to others: the sentences (`templates`), facts of what the register says by the
calendar (`facts_of_days`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.notification.rules.facts_of_days import day_of, facts_of_days, same
from services.notification.rules.nominees import said_to_the_proposer
from shared.events import council, escalation, launches, migration, registry, review, review_clocks
from shared.events.dossier import UnitRef
from shared.events.place_names import name_of
from shared.events.terms import RegistrationKind
from shared.words import Words

Facts = Mapping[str, Words]

_FROM_ABOVE = Words("do cấp ra quyết định ghi", "kept by the authority that decided")


def facts_of(event: Any, *, receipt: str, award: Words, cases: int, has_post: bool = True) -> Facts:
    """`cases` counts the agenda of the session an event is about; the other arguments describe its case."""
    facts = {"receipt": same(receipt), "award": award, "cases": same(cases)}
    facts["nominee"] = said_to_the_proposer(event, has_post=has_post)
    if hasattr(event, "unit"):
        facts["unit"] = _union(event.unit)
    if hasattr(event, "step"):
        facts["body"] = same(event.step.body_name)
    return {**facts, **facts_of_days(event, receipt), **_of_launch(event), **_own(event)}


def _own(event: Any) -> Facts:
    match event:
        case review.Received():
            return {"due": day_of(event.due_on)}
        case review.Returned():
            return {"due": day_of(event.due_on), "reason": same(event.reason), "items": _items(event)}
        case review_clocks.DeadlineExtended():
            return {"due": day_of(event.due_on), "reason": same(event.reason)}
        case review_clocks.DeadlineMissed():
            return _last_day(event)
        case review_clocks.DeadlineNeared():
            return {**_last_day(event), "days": same(event.working_days)}
        case review_clocks.ObjectionLodged():
            return {"due": day_of(event.answer_by)}
        case review_clocks.ObjectionSettled():
            return {} if event.until is None else {"due": day_of(event.until)}
        case review.StagePassed():
            return {"onward": _onward(event)}
        case escalation.Escalated():
            return {"number": same(event.number), "dated": day_of(event.dated), "above": same(event.step.body_name)}
        case escalation.Endorsed():
            return {"onward": same(event.next_step.body_name)}
        case escalation.SentBack():
            return {
                "reason": same(event.reason), "back": same(event.to_step.body_name), "due": day_of(event.due_on),
                "document": same(event.document),
            }  # fmt: skip
        case review.Refused() | review.Withdrawn() | council.SessionAdjourned():
            return {"reason": same(event.reason)}
        case migration.CaseMoved():
            return {
                "reason": same(event.reason), "document": same(event.document),
                "former": same(event.from_step.body_name),
            }  # fmt: skip
        case review.WithdrawalDeclined():
            return {"reason": event.words}
        case review.Released():
            return {"due": _still_due(event)}
        case review.NoticePublished():
            return {"where": same(event.where), "first": day_of(event.published_on), "due": day_of(event.until)}
        case review.SessionOpened():
            return {"voting": _voting_from(event)}
        case review.Resumed():
            return {"version": same(event.version)}
        case registry.AwardRecorded():
            return {
                "award": event.award_name,
                "number": same(event.number),
                "dated": day_of(event.dated),
                "certificate": _FROM_ABOVE if event.certificate is None else same(event.certificate),
            }
        case registry.AwardRevoked():
            return {"number": same(event.number), "dated": day_of(event.dated), "basis": same(event.basis)}
        case _:
            return {}


def _of_launch(event: Any) -> Facts:
    match event:
        case launches.MovementLaunched():
            days = {"first": day_of(event.first), "last": day_of(event.last)}
            return {**_of_union(event, event.told), **days, "movement": same(event.name), "pilot": _pilot(event)}
        case launches.LaunchEnded() | launches.LaunchWithdrawn():
            return {
                **_of_union(event, event.told), "movement": same(event.name), "reason": same(event.reason)
            }  # fmt: skip
        case launches.UnitPlanRegistered():
            contents = same("\n".join(f"- {one}" for one in event.contents))
            told = {**_of_union(event, *event.registered_with), "what": _REGISTERED[event.kind]}
            return {**told, "count": same(len(event.contents)), "contents": contents}
        case _:
            return {}


def _last_day(event: review_clocks.DeadlineMissed | review_clocks.DeadlineNeared) -> Facts:
    asker = event.sent_by.body_name if event.sent_by else ""
    return {"due": day_of(event.due_on), "asker": same(asker), "consulted": same(event.consulted or "")}


def _still_due(event: review.Released) -> Words:
    if event.due_on is None:
        return Words("", "")
    day = day_of(event.due_on)
    return Words(f" Hạn xét: {day.vi}.", f" It is due on {day.en}.")


def _voting_from(event: review.SessionOpened) -> Words:
    if event.votes_from is None:
        return Words("", "")
    day = day_of(event.votes_from)
    return Words(
        f" Theo kế hoạch, Hội đồng biểu quyết từ ngày {day.vi}.", f" By the plan the vote opens from {day.en} on."
    )


def _of_union(event: Any, *above: launches.UnionRef | None) -> Facts:
    bodies = ", ".join(one.name for one in above if one is not None)
    return {"union": same(event.union.name), "document": same(event.document), "body": same(bodies)}


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
        return same(unit.name)
    name = unit.successor.name
    return Words(f"{name} (kế thừa {unit.name})", f"{name} (successor of {unit.name})")
