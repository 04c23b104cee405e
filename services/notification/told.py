"""How notification's rows follow from what was said, and what of them no event tells.

Owns: what its own events write, the list of what is not compared. Promises: a table or column is compared, or stands
here with the reason. Leaves to others: comparing (`shared.accounts`).
"""

from __future__ import annotations

from shared.accounts import Books, Told
from shared.events.envelope import Envelope

_NOTICES = "notices"


def told(books: Books, said: Envelope) -> None:
    """One message for every recipient of every telling."""
    for telling in said.data["tellings"]:
        for recipient in telling["recipients"]:
            books.put(
                _NOTICES, recipient=recipient, channel=said.data["channel"], cause=telling["cause"],
                template=telling["template"], case_id=telling["case"],
            )  # fmt: skip


def delivered(books: Books, said: Envelope) -> None:
    """One mail. It stood beside a message in the application, and no event tells of it before it arrived."""
    data = said.data
    books.put(
        _NOTICES, recipient=data["recipient"], channel=data["channel"], cause=data["cause"],
        template=data["template"], case_id=data["case"],
    )  # fmt: skip


_NOT_YET = "not yet compared"
_WORDS = "follows from template, language and cause; not yet compared"

TOLD = Told(
    own={"notification.told": told, "notification.delivered": delivered},
    silent={
        "contacts": "addresses stay here and in no event",
        "case_cards": "what messages about a case need, read off its events; not yet compared",
        "session_cards": "what messages about a session need, read off its events; not yet compared",
        _NOTICES: {
            **dict.fromkeys(("id", "occasion", "correlation", "circle", "created_at"), _NOT_YET),
            **dict.fromkeys(("language", "title", "text"), _WORDS),
            **dict.fromkeys(("attempts", "next_attempt_at", "error", "settled_at"), "work of the post office"),
            "status": "a mail is compared once it was delivered",
            **dict.fromkeys(("read_at", "read_by"), "who read a message, no event tells"),
        },
    },
    bags=frozenset({_NOTICES}),
    spoken={_NOTICES: "status = 'delivered'"},
)
