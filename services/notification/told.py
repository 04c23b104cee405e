"""How notification's rows follow from what was said, and what of them no event tells.

Owns: what events write here, the list of what is not compared. Promises: a table or column is compared, or stands here
with the reason. Leaves to others: comparing (`shared.accounts`).
"""

from __future__ import annotations

from typing import Any

from services.notification.models import CaseCard
from services.notification.rules.audience import CONCERNS_SOMEBODY, GROUPED, find_circle, occasion_of
from services.notification.wording import EMPTIED, WORDS
from shared.accounts import Books, Told
from shared.comparable import UNTOLD, kept_hash
from shared.events.catalog import kind_of
from shared.events.envelope import Envelope
from shared.events.review import Released, Resumed, SessionOpened, StageOpened
from shared.events.terms import Channel

_NOTICES, _CASES, _SESSIONS, _SUCCESSIONS = "notices", "case_cards", "session_cards", "known_successions"
_NOMINEES = "nominee_contacts"
_CONTACTS = "contacts"
_STAGE_OPENED, _SESSION_OPENED = (kind_of(one).name for one in (StageOpened, SessionOpened))
_JUDGED_FOR = frozenset(kind_of(one).name for one in (Released, Resumed))
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
        books.note("opened for", data["case"], value=data["award"])
    elif said.type in _JUDGED_FOR and data.get("award") is not None:
        _judged_for(books, data["case"], data["award"])


def _judged_for(books: Books, case: str, award: str) -> None:
    """A supplement may have named another award; a release before 23 November 2026 kept the card as it was."""
    first = books.noted("opened for", case)
    bound = kept_hash(CaseCard.__table__, award=award)
    books.bind(_CASES, case, columns=("award",), to=bound, unless={"award": first})


def told(books: Books, said: Envelope) -> None:
    """One message for every recipient of every telling."""
    for telling in said.data["tellings"]:
        for recipient in telling["recipients"]:
            _put(books, recipient, said.data["channel"], telling, telling.get("kept_sha256"), id=UNTOLD)


def delivered(books: Books, said: Envelope) -> None:
    """One mail, in the words of the message in the application beside it; without one, in those that left."""
    data = said.data
    beside = (data["recipient"], Channel.IN_APP.value, _occasion(books, data))
    row = books.find(_NOTICES, *beside)
    is_beside = row is not None and row["cause"] == data["cause"]
    kept = books.find_bound(_NOTICES, *beside, columns=WORDS) if is_beside else data.get("kept_sha256")
    _put(books, data["recipient"], data["channel"], data, kept, id=data["notice"])


def _put(books: Books, recipient: str, channel: str, telling: Any, kept: str | None, **columns: Any) -> None:
    """`kept` binds its words. Where nothing does, a release before wrote it, and may have marked it as read."""
    cause: Any = books.noted("cause", telling["cause"]) or UNTOLD
    template, occasion = telling["template"], _occasion(books, telling)
    read = UNTOLD if kept is None else None
    role = recipient.partition("@")[0] if "@" in recipient else None
    books.put(
        _NOTICES, recipient=recipient, channel=channel, cause=telling["cause"], template=template,
        case_id=telling["case"], circle=find_circle(template, role) or UNTOLD, correlation=cause["correlation"],
        occasion=occasion, read_at=read, read_by=read, **columns,
    )  # fmt: skip
    unless = dict(EMPTIED) if telling["case"] in books.erased else None
    books.bind(_NOTICES, recipient, channel, occasion, columns=WORDS, to=kept, unless=unless)


def _occasion(books: Books, telling: Any) -> Any:
    cause: Any = books.noted("cause", telling["cause"]) or UNTOLD
    group = GROUPED.get(telling["template"])
    return telling["cause"] if group is None else occasion_of(telling["template"], cause[group])


def notices_read(books: Books, said: Envelope) -> None:
    for one in said.data["read"]:
        for occasion in one["occasions"]:
            key = (one["recipient"], Channel.IN_APP.value, occasion)
            books.change(_NOTICES, *key, read_at=said.time, read_by=said.actor.subject)


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


_BOUND_SINCE = "the words of what was told before 22 November 2026 no event binds; of the erased none are left to bind"
_READ_SINCE = "of what was told before 22 November 2026 no event says that it was read by then"

TOLD = Told(
    own={
        "notification.told": told, "notification.delivered": delivered, "notification.notices_read": notices_read,
        "notification.contact_entered": contact_entered,
    },
    heard={
        **{kind_of(shape).name: heard for shape in CONCERNS_SOMEBODY},
        "nomination.nominee_contact_stated": nominee_contact_stated, "nomination.unit_succeeded": unit_succeeded,
        "nomination.succession_taken_back": succession_taken_back,
    },
    silent={
        _NOTICES: {
            "created_at": "when the machinery wrote it; the event that tells of it has its own time",
            **dict.fromkeys(("attempts", "next_attempt_at", "error", "settled_at"), "work of the post office"),
            "status": "a mail is compared once it was delivered",
        },
    },
    partly={
        _CASES: {"award": "where a supplement named another, the first is one a release before 23 November 2026 kept"},
        _CONTACTS: {"salt": "a contact without one was kept before 22 November 2026, and no event tells of it"},
        _NOTICES: {
            "id": "of a message in the application no event repeats it",
            "circle": "of somebody told by name, where two roles are told the same",
            **dict.fromkeys(WORDS, _BOUND_SINCE), **dict.fromkeys(("read_at", "read_by"), _READ_SINCE),
        },
    },
    keys={_NOTICES: ("recipient", "channel", "occasion")},
    spoken={_NOTICES: "status = 'delivered'", _CONTACTS: "salt IS NOT NULL"},
)
