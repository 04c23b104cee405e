"""How notification's rows follow from what was said, and what of them no event tells.

Owns: what events write here, the list of what is not compared. Promises: a table or column is compared, or stands here
with the reason. Leaves to others: comparing (`shared.accounts`).
"""

from __future__ import annotations

from typing import Any

from services.notification.rules.audience import CONCERNS_SOMEBODY, GROUPED, find_circle, occasion_of
from shared.accounts import Books, Told
from shared.comparable import UNTOLD
from shared.events.catalog import kind_of
from shared.events.envelope import Envelope
from shared.events.review import SessionOpened, StageOpened

_NOTICES, _CASES, _SESSIONS, _SUCCESSIONS = "notices", "case_cards", "session_cards", "known_successions"
_NOMINEES = "nominee_contacts"
_CONTACTS = "contacts"
_STAGE_OPENED, _SESSION_OPENED = (kind_of(one).name for one in (StageOpened, SessionOpened))
_GROUPS = frozenset(GROUPED.values())


def heard(books: Books, said: Envelope) -> None:
    """Something somebody is told of: the card of its case or session, and what messages about it repeat."""
    data = said.data
    about = {name: data[name] for name in _GROUPS & data.keys()}
    books.note("cause", said.id, value={"correlation": said.trace.correlation, **about})
    if said.type == _SESSION_OPENED:
        members = {"members": data["members"], "cases": len(data["agenda"])}
        books.put(_SESSIONS, session_id=data["session"], body=data["body"], **members)
    elif said.type == _STAGE_OPENED:
        known = {name: data[name] for name in ("receipt", "award", "area_body")}
        books.put(_CASES, case_id=data["case"], **known)


def told(books: Books, said: Envelope) -> None:
    """One message for every recipient of every telling."""
    for telling in said.data["tellings"]:
        for recipient in telling["recipients"]:
            _put(books, recipient, said.data["channel"], telling, id=UNTOLD)


def delivered(books: Books, said: Envelope) -> None:
    """One mail. It stood beside a message in the application, and no event tells of it before it arrived."""
    data = said.data
    _put(books, data["recipient"], data["channel"], data, id=data["notice"])


def _put(books: Books, recipient: str, channel: str, telling: Any, **columns: Any) -> None:
    cause: Any = books.noted("cause", telling["cause"]) or UNTOLD
    template = telling["template"]
    group = GROUPED.get(template)
    role = recipient.partition("@")[0] if "@" in recipient else None
    books.put(
        _NOTICES, recipient=recipient, channel=channel, cause=telling["cause"], template=template,
        case_id=telling["case"], circle=find_circle(template, role) or UNTOLD, correlation=cause["correlation"],
        occasion=telling["cause"] if group is None else occasion_of(template, cause[group]), **columns,
    )  # fmt: skip


def contact_entered(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        _CONTACTS, subject=data["subject"], role=data["role"], unit=data["unit"], language=data["language"],
        version=data["version"], changed_by=said.actor.subject, changed_at=said.time, change="keep_contact",
    )  # fmt: skip
    books.bind(_CONTACTS, data["subject"], columns=("salt", "email"), to=data["kept_sha256"])


def unit_succeeded(books: Books, said: Envelope) -> None:
    for successor in said.data["successors"]:
        books.put(
            _SUCCESSIONS, union=said.data["unit"], successor=successor, valid_from=said.data["valid_from"]
        )  # fmt: skip


def nominee_contact_stated(books: Books, said: Envelope) -> None:
    """That of the newest version; erased with the person."""
    known = books.find(_NOMINEES, said.data["case"])
    if known is None or known["version"] < said.data["version"]:
        books.put(_NOMINEES, case_id=said.data["case"], version=said.data["version"], email=said.data["email"])


def succession_taken_back(books: Books, said: Envelope) -> None:
    for successor in said.data["successors"]:
        books.strike(_SUCCESSIONS, said.data["unit"], successor)


_WORDS = "in the words the release had then, in the language the recipient had: neither is told by an event"

TOLD = Told(
    own={
        "notification.told": told, "notification.delivered": delivered, "notification.contact_entered": contact_entered,
    },
    heard={
        **{kind_of(shape).name: heard for shape in CONCERNS_SOMEBODY},
        "nomination.nominee_contact_stated": nominee_contact_stated, "nomination.unit_succeeded": unit_succeeded,
        "nomination.succession_taken_back": succession_taken_back,
    },
    silent={
        _NOTICES: {
            **dict.fromkeys(("language", "title", "text"), _WORDS),
            "created_at": "when the machinery wrote it; the event that tells of it has its own time",
            **dict.fromkeys(("attempts", "next_attempt_at", "error", "settled_at"), "work of the post office"),
            "status": "a mail is compared once it was delivered",
            **dict.fromkeys(("read_at", "read_by"), "who read a message, no event tells"),
        },
    },
    partly={
        _CONTACTS: {"salt": "a contact without one was kept before 22 November 2026, and no event tells of it"},
        _NOTICES: {
            "id": "of a message in the application no event repeats it",
            "circle": "of somebody told by name, where two roles are told the same",
        },
    },
    keys={_NOTICES: ("recipient", "channel", "occasion")},
    spoken={_NOTICES: "status = 'delivered'", _CONTACTS: "salt IS NOT NULL"},
)
