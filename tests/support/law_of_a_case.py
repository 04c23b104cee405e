"""The law of a case, written once more from domain.md §6 and not read from the services' own tables.

Owns: who may do what in which state, and where it may lead. Promises: nothing of the product is asked. Leaves to
others: trying it (`life`).
"""

from __future__ import annotations

from dataclasses import dataclass

ENDED = frozenset({"awarded", "not_awarded", "withdrawn"})


@dataclass(frozen=True)
class Allowed:
    """domain.md §6: `who` is `unit` (officer or head of the proposing unit), `stage` (whoever receives at the stage
    where the case stands), `secretary`, `member` or `signer`; `leads_to` are the states the act may end in."""

    who: str
    states: frozenset[str]
    leads_to: frozenset[str]


def _allowed(who: str, states: str, leads_to: str) -> Allowed:
    return Allowed(who, frozenset(states.split()), frozenset(leads_to.split()))


LAW = {
    "edit": _allowed("unit", "draft returned", "draft returned"),
    "submit": _allowed("unit", "draft", "submitted"),
    "resubmit": _allowed("unit", "returned", "submitted"),
    "receive": _allowed("stage", "submitted", "received"),
    "pass": _allowed("stage", "received under_review", "submitted stage_passed"),
    "return": _allowed("stage", "submitted received under_review", "returned"),
    "refuse": _allowed("stage", "received under_review", "not_awarded"),
    "hold": _allowed(
        "stage", "submitted received under_review returned stage_passed public_notice council_voted pending_decision",
        "on_hold",
    ),
    "release": _allowed(
        "stage", "on_hold",
        "submitted received under_review returned stage_passed public_notice council_voted pending_decision",
    ),
    "publish_notice": _allowed("secretary", "stage_passed", "public_notice"),
    "open_session": _allowed("secretary", "stage_passed public_notice", "council_queue"),
    "attend": _allowed("secretary", "council_queue", "council_queue"),
    "open_voting": _allowed("secretary", "council_queue", "council_queue"),
    "vote": _allowed("member", "council_queue", "council_queue"),
    "close": _allowed("secretary", "council_queue", "council_voted not_awarded"),
    "send": _allowed("secretary", "council_voted", "pending_decision"),
    "sign": _allowed("signer", "pending_decision", "awarded"),
    "refuse_signature": _allowed("signer", "pending_decision", "not_awarded"),
    "consent_to_withdrawal": _allowed("signer", "council_voted pending_decision", "withdrawn"),
}  # fmt: skip

MEETING = ("attend", "open_voting", "vote", "close")
"""What happens in a session, in its order: the case waits in `council_queue` meanwhile."""

WITHOUT_VERSION = {"publish_notice", "open_session", "vote", "sign"}
"""These name a list of cases and are asked of their states alone."""

NOT_BY_SENDERS = {"receive", "pass"}
"""M02: whoever submitted a case or a supplement to it does not take it in hand, whatever else they are."""

UNTIL_THE_VOTE = frozenset(
    "submitted received under_review returned stage_passed public_notice council_queue".split()
)
"""Where the unit still takes its case back; afterwards only who decides lets it go."""

NEXT = {
    "submitted": "receive", "received": "pass", "returned": "resubmit", "on_hold": "release",
    "stage_passed": "publish_notice", "public_notice": "open_session",
    "council_voted": "send", "pending_decision": "sign",
}  # fmt: skip


ROAD = 15
"""The ordinary steps from draft to the signature, where a body stands in between; the nine ballots are one."""
