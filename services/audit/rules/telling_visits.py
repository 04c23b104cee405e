"""What was tried in vain, what was looked at and what was repaired, in sentences.

Owns: the lines of the three events every service says alike. Promises: pure; tells what was named, never what was sent
or shown. Leaves to others: what was done (`telling`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.events.terms import Repaired
from shared.words import Words

Data = Mapping[str, Any]
Lines = tuple[Words, ...]


def tell_refused(data: Data) -> Lines:
    tried = f"{data['action']} → {data['code']} ({data['status']})"
    lines = [Words(f"Việc định làm: {tried}", f"Tried: {tried}")]
    if data["rules"]:
        rules = ", ".join(data["rules"])
        lines.append(Words(f"Chưa đạt: {rules}", f"Not satisfied: {rules}"))
    for part in data.get("parts") or ():
        where = part["target"] if part["row"] is None else f"#{part['row']}"
        why = ", ".join((part["code"], *part["rules"]))
        lines.append(Words(f"Bị từ chối: {where} ({why})", f"Refused: {where} ({why})"))
    if data["times"] > 1:
        lines.append(Words(f"{data['times']} lần trong một phút", f"{data['times']} times within a minute"))
    return tuple(lines)


def tell_looks(data: Data) -> Lines:
    told = ((one["view"], one["at"][:16].replace("T", " ")) for one in data["looks"])
    return tuple(Words(f"{view}, lúc {at} UTC", f"{view}, at {at} UTC") for view, at in told)


_OF_DEAD = {
    Repaired.DEAD_TRIED_AGAIN: ("Xử lý lại {} tin hỏng", "tried again"),
    Repaired.DEAD_SETTLED: ("Gác lại {} tin hỏng, không xử lý nữa", "settled, not to be tried again"),
}


def tell_repaired(data: Data) -> Lines:
    if data["done"] == Repaired.LOG_OFFERED_AGAIN:
        last = data["last"] if data["last"] is not None else "…"
        count, where = data["count"], f"{data['first']}–{last}"
        lines = [Words(f"Gửi lại {count} tin, vị trí {where}", f"{count} offered again, positions {where}")]
    else:
        vi, en = _OF_DEAD[data["done"]]
        lines = [Words(vi.format(data["count"]), f"{data['count']} dead events {en}")]
        lines += [Words(one, one) for one in data["events"]]
    if data["reason"]:
        lines.append(Words(f"Lý do: {data['reason']}", f"Reason: {data['reason']}"))
    return tuple(lines)
