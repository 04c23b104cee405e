"""What an event of a reform says: a case moved to another road, policy or union, a union merged into another.

Owns: their lines. Promises: pure; who ordered it stands beside the event, the paper and the reason here.
Leaves to others: the other events (`telling`), titles (`titles`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shared.words import Words

Data = Mapping[str, Any]
Lines = tuple[Words, ...]


def _case_moved(data: Data) -> Lines:
    was, now = data["from_step"]["body_name"], data["step"]["body_name"]
    act = Words("Trở lại tuyến cũ", "Back on the former road") if data["is_back"] else Words("Chuyển", "Moved")
    lines = [
        Words(f"{act.vi}: từ {was} đến {now}, tuyến {data['road']['chain']}",
              f"{act.en}: from {was} to {now}, chain {data['road']['chain']}"),
        *_by_document(data),
    ]  # fmt: skip
    lines.extend(_answering(data["from_unit"], data["unit"]))
    if data["policy"] != data["from_policy"]:
        old, new = data["from_policy"][:12], data["policy"][:12]
        lines.append(Words(f"Quy định áp dụng: {old} → {new}", f"Policy: {old} → {new}"))
    return tuple(lines)


def _answering(before: Data, now: Data) -> Lines:
    """Which union answers for the case from here on; it stays proposed under the name it was submitted with."""
    was, heir = (one["successor"] or one for one in (before, now))
    if was["id"] == heir["id"]:
        return ()
    return (
        Words(
            f"Đơn vị đề nghị: {was['name']} → {heir['name']}; hồ sơ giữ tên {now['name']} như khi nộp",
            f"Answered for by: {was['name']} → {heir['name']}; the case keeps the name {now['name']} as submitted",
        ),
    )


def _places_passed(data: Data) -> Lines:
    was, heir = (one["successor"] or one for one in (data["from_unit"], data["unit"]))
    return (
        Words(
            f"Suất khen tính cho {heir['name']} thay cho {was['name']}; khen thưởng giữ tên {data['unit']['name']}",
            f"Its place counts with {heir['name']} and no more with {was['name']}; the award keeps the name"
            f" {data['unit']['name']}",
        ),
    )


def _succeeded(data: Data) -> Lines:
    heir, plan = data["successor"]["name"], data["plan"]
    act = Words("Trả lại đơn vị cũ", "Back to the former union") if data["is_back"] else Words("Chuyển", "Passed")
    which = "" if data["items"] is None else f" ({', '.join(data['items'])})"
    return (
        Words(
            f"{act.vi}: {data['unit']} – {heir}, kế hoạch {plan}{which}",
            f"{act.en}: {data['unit']} – {heir}, {plan}{which}",
        ),
        *_by_document(data),
    )


def _ordered(data: Data) -> Lines:
    wanted = data["wanted"]
    asked = (wanted.get("to_policy") or "")[:12], wanted.get("chain") or "", ", ".join(wanted["bodies"])
    what = "; ".join(part for part in asked if part)
    back = data["reverts"]
    return (
        Words(f"Kế hoạch {data['plan']}: {what}", f"Plan {data['plan']}: {what}") if back is None
        else Words(f"Trở lại như trước lệnh {back}", f"Back to before the order {back}"),
        *_by_document(data),
    )  # fmt: skip


def _by_document(data: Data) -> Lines:
    paper, why = data["document"], data["reason"]
    return (Words(f"Theo {paper}; lý do: {why}", f"By {paper}; because {why}"),)


def _merged(data: Data) -> Lines:
    into, day, paper = ", ".join(data["successors"]), data["valid_from"], data["document"]
    return (
        Words(f"{data['unit']} → {into} từ {day}, theo {paper}", f"{data['unit']} → {into} from {day}, by {paper}"),
    )


def _taken_back(data: Data) -> Lines:
    into = ", ".join(data["successors"])
    return (
        Words(f"{data['unit']} không hợp nhất, chia tách vào {into}", f"{data['unit']} did not become {into}"),
        *_by_document(data),
    )


LINES: Mapping[str, Callable[[Data], Lines]] = {
    "review.migration_ordered": _ordered,
    "review.case_moved": _case_moved,
    "review.places_passed": _places_passed,
    "review.proposer_succeeded": _succeeded,
    "nomination.unit_succeeded": _merged,
    "nomination.succession_taken_back": _taken_back,
}
