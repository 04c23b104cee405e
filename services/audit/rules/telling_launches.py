"""What an event of a launched movement, a registered plan or pledge says.

Owns: their lines. Promises: pure; who acted stands beside the event. Leaves to others: the other events (`telling`),
titles (`titles`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shared.events.terms import RegistrationKind
from shared.words import Words

Data = Mapping[str, Any]
Lines = tuple[Words, ...]


def _launched(data: Data) -> Lines:
    union, name, first, last = data["union"]["name"], data["name"], data["first"], data["last"]
    vi, en = (" (điểm)", " (pilot)") if data["is_pilot"] else ("", "")
    paper = data["document"]
    return (
        Words(f"{union}: “{name}”{vi}, kế hoạch {data['plan']}", f"{union}: “{name}”{en}, plan {data['plan']}"),
        Words(f"Từ {first} đến {last}, theo {paper}", f"From {first} to {last}, by {paper}"),
    )


def _over(data: Data) -> Lines:
    union, name, paper, why = data["union"]["name"], data["name"], data["document"], data["reason"]
    last = data.get("last_day")
    until = () if last is None else (Words(f"Đến hết ngày {last}", f"Until {last}"),)
    by = Words(f"Theo {paper}; lý do: {why}", f"By {paper}; because {why}")
    return (Words(f"{union}: “{name}”", f"{union}: “{name}”"), *until, by)


def _registered(data: Data) -> Lines:
    bodies = ", ".join(one["name"] for one in data["registered_with"])
    union, paper, count = data["union"]["name"], data["document"], len(data["contents"])
    is_pledge = data.get("kind") == RegistrationKind.PLEDGE
    what = Words("giao ước thi đua, ", "emulation pledge, ") if is_pledge else Words("", "")
    return (
        Words(f"{union}: {what.vi}{count} nội dung, theo {paper}", f"{union}: {what.en}{count} contents, by {paper}"),
        *(Words(one, one) for one in data["contents"]),
        Words(f"Đăng ký với {bodies}", f"Registered with {bodies}"),
    )


LINES: Mapping[str, Callable[[Data], Lines]] = {
    "nomination.movement_launched": _launched,
    "nomination.launch_ended": _over,
    "nomination.launch_withdrawn": _over,
    "nomination.unit_plan_registered": _registered,
}
