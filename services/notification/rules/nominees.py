"""What the nominee is told, and whether at all: domain.md §6, “nominee only after decision, never about votes”.

Owns: which events are told to the nominee, and in which letter. Promises: pure; nothing before a decision, nothing of
holds, sessions, votes, reviews and complaints; no reason of anybody's. Leaves to others: the words (`templates`), the
offices that are told of the same events (`audience`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.events import registry, review
from shared.words import Words

_LETTERS: Mapping[type, str] = {
    registry.AwardPresented: "nominee_presented",
    registry.AwardRevoked: "nominee_revoked",
    registry.AwardeeInvited: "nominee_invited",
    registry.ReturnDemanded: "nominee_return_demanded",
}

TOLD_TO_NOMINEES = frozenset({*_LETTERS, registry.AwardRecorded, review.Refused})
TEMPLATES_TO_NOMINEES = frozenset({*_LETTERS.values(), "nominee_awarded", "nominee_corrected", "nominee_not_awarded"})


def find_letter(event: Any) -> str | None:
    """The template in which the nominee hears of this event; None where they do not."""
    match event:
        case registry.AwardRecorded():
            return "nominee_awarded" if event.replaces is None else "nominee_corrected"
        case review.Refused():
            return "nominee_not_awarded" if event.is_decision else None
        case _:
            return _LETTERS.get(type(event))


def mailbox_of_nominee(case: str) -> str:
    """The recipient that stands for the nominee of a case, who has no account here."""
    return f"nominee@{case}"


def said_to_the_proposer(event: Any, *, has_post: bool) -> Words:
    """What the proposing unit reads of its nominee. The same whether an address was heard of or not: the sheet shows it
    to the unit, and the word of it may come after this."""
    if find_letter(event) is None:
        return Words("", "")
    if not has_post:
        return Words("\n\nĐề nghị đơn vị báo cho người được đề nghị.", "\n\nPlease tell your nominee.")
    return Words(
        "\n\nNgười được đề nghị được báo qua thư điện tử nếu hồ sơ có ghi địa chỉ của họ; nếu không, đề nghị đơn vị báo"
        " lại.",
        "\n\nThe nominee is told by e-mail if the case states their address; if it does not, please tell them.",
    )
