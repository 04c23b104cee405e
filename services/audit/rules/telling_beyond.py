"""What events beyond the chain say, in sentences: letters, answers of bodies above, their decisions.

Owns: the lines of these events. Promises: pure; numbers, days and papers as they stand. Leaves to others: titles
(`titles`), which event is told by which function (`telling`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shared.vocabulary import worded
from shared.words import Words

Data = Mapping[str, Any]
Lines = tuple[Words, ...]

DOES: Mapping[str, Words] = {
    "appraises": Words("thẩm định", "appraises"),
    "advises": Words("cho ý kiến", "advises"),
    "submits": Words("trình tiếp", "submits"),
    "decides": Words("quyết định", "decides"),
    "may_decide": Words("quyết định hoặc trình tiếp", "decides or submits"),
}


def _letter(data: Data) -> Lines:
    number, dated, body = data["number"], data["dated"], data["body_name"]
    ahead = [(one["name"], worded(DOES, one["does"])) for one in data["ahead"]]
    vi = " → ".join(f"{name['vi']} ({does.vi})" for name, does in ahead)
    en = " → ".join(f"{name['en']} ({does.en})" for name, does in ahead)
    return (
        Words(
            f"Tờ trình số {number} ngày {dated} của {body}, {len(data['cases'])} hồ sơ",
            f"Submission {number} of {dated}, {body}, {len(data['cases'])} cases",
        ),
        Words(f"Trình: {vi}", f"To: {en}"),
        Words(f"Người ký: {data['signed_by']}", f"Signed by {data['signed_by']}"),
        Words(f"Mã băm danh sách: {data['list_sha256']}", f"Hash of the list: {data['list_sha256']}"),
    )


def _escalated(data: Data) -> Lines:
    number, dated = data["number"], data["dated"]
    return (Words(f"Theo tờ trình số {number} ngày {dated}", f"By submission {number} of {dated}"), *_due(data))


def _due(data: Data) -> Lines:
    due = data.get("due_on")
    return (Words(f"Hạn trả lời: {due}", f"Answer due on {due}"),) if due else ()


def _endorsed(data: Data) -> Lines:
    paper, dated, onward = data["document"], data["dated"], data["next_step"]["body_name"]
    return (
        Words(f"Theo {paper} ngày {dated}", f"By {paper} of {dated}"),
        Words(f"Trình tiếp: {onward}", f"Goes on to: {onward}"),
        *_due(data),
    )


def _sent_back(data: Data) -> Lines:
    back, due = data["to_step"]["body_name"], data["due_on"]
    return (
        Words(f"Lý do: {data['reason']}", f"Reason: {data['reason']}"),
        Words(f"Theo {data['document']}", f"By {data['document']}"),
        Words(f"{back} thẩm định lại, hạn {due}", f"{back} appraises it again, by {due}"),
    )


def _decision(data: Data) -> Lines:
    number, dated, name = data["number"], data["dated"], data["office_name"]
    return (
        Words(
            f"Quyết định số {number} ngày {dated} của {name['vi']}, {len(data['items'])} mục",
            f"Decision {number} of {dated}, {name['en']}, {len(data['items'])} items",
        ),
        Words(f"Người ký: {data['signatory']}", f"Signed by {data['signatory']}"),
        Words(
            f"{data['body_name']} ghi nhận từ {data['document']}, người nhập: {data['entered_by']}",
            f"Entered by {data['body_name']} from {data['document']}, by {data['entered_by']}",
        ),
    )


LINES: Mapping[str, Callable[[Data], Lines]] = {
    "review.submission_signed": _letter,
    "review.escalated": _escalated,
    "review.endorsed": _endorsed,
    "review.sent_back": _sent_back,
    "review.outside_decision_entered": _decision,
}
