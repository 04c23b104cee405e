"""Telling people: a batch of events becomes one row per recipient and channel, in the transaction of its receipt.

Owns: from events to messages. Promises: a handful of statements per batch; the same event never tells one recipient
twice over one channel; where nobody is known the mailbox of role and unit is told, so that nothing is lost.
Leaves to others: who must know (`rules.audience`, `rules.nominees`), words (`wording`), handing over mail
(`actions_mail`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.notification.actions_rows import Message, put_messages
from services.notification.errors import CaseNotHeardOf
from services.notification.queries import Person, people_at
from services.notification.queries_heirs import mailbox_of
from services.notification.queries_known import (
    Card,
    card_of,
    cards_of,
    hold_cards,
    nominees_with_address,
    save_cards,
    save_sessions,
    sessions_of,
)
from services.notification.rules.audience import CONCERNS_SOMEBODY, audiences_of
from services.notification.rules.circles import Audience, Circle, Known
from services.notification.rules.facts import Facts, facts_of
from services.notification.rules.nominees import find_letter, mailbox_of_nominee
from services.notification.wording import Worded, Wording
from shared.desk import Desk
from shared.events.catalog import kind_of, read
from shared.events.council import SessionAdjourned
from shared.events.envelope import Envelope
from shared.events.review import Released, Resumed, SessionOpened, StageOpened, VotingOpened
from shared.words import Language, Words
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Heard:
    """An event with what it is about; `case` is None for events of a session."""

    envelope: Envelope
    event: Any
    case: str | None


@dataclass(frozen=True, slots=True)
class ToTell:
    """One audience of one event."""

    heard: Heard
    audience: Audience
    facts: Facts


def tell(desk: Desk, work: Work, envelopes: Sequence[Envelope]) -> None:
    """Tell everybody who must know of these events."""
    heard = [_heard(envelope) for envelope in envelopes if envelope.type in _TELLING]
    cards = cards_of(work.tx, {one.case for one in heard if one.case is not None})
    _learn(work, heard, cards)
    written_to = _nominees_written_to(desk, work, heard)
    to_tell = list(_audiences(desk, work, heard, cards))
    people = People(
        people_at(
            work.tx,
            {one.audience.unit for one in to_tell if not one.audience.subjects},
            {subject for one in to_tell for subject in one.audience.subjects},
        )
    )
    wording = Wording(work.new_salt)
    messages = [message for one in to_tell for message in _messages(one, people, wording)]
    to_nominees = [one for one in heard if find_letter(one.event) is not None]
    nominees = [_to_nominee(desk, one, cards, written_to, wording) for one in to_nominees]
    put_messages(desk, work, [*messages, *nominees])


_OF_SESSIONS = (SessionOpened, VotingOpened, SessionAdjourned)
_TELLING = frozenset(kind_of(shape).name for shape in CONCERNS_SOMEBODY)


def _heard(envelope: Envelope) -> Heard:
    # No message tells of rules, and reading their facts would be most of the work.
    without = {name: [] if name == "evaluations" else value for name, value in envelope.data.items()}
    event = read(dataclasses.replace(envelope, data=without))
    return Heard(envelope, event, getattr(event, "case", None))


def _learn(work: Work, heard: Iterable[Heard], cards: dict[str, Card]) -> None:
    """Remember what the events tell of their cases and sessions."""
    learned = {one.event.case: card_of(one.event) for one in heard if isinstance(one.event, StageOpened)}
    cards.update(learned)
    for one in heard:
        card, award = cards.get(one.case or ""), _award_now(one)
        if card is not None and award not in (None, card["award"]):
            cards[card["case_id"]] = learned[card["case_id"]] = {**card, "award": award}
    save_cards(work.tx, list(learned.values()))
    save_sessions(work.tx, [one.event for one in heard if isinstance(one.event, SessionOpened)])


def _award_now(one: Heard) -> str | None:
    """What the case is judged for from now on, where this event tells it."""
    return one.event.award if isinstance(one.event, (Resumed, Released)) else None


def _nominees_written_to(desk: Desk, work: Work, heard: Iterable[Heard]) -> frozenset[str]:
    """The cases of this batch whose nominee is to hear of something, and is known to have an address."""
    if not desk.settings.mail.host:
        return frozenset()
    cases = {one.case for one in heard if one.case is not None and find_letter(one.event) is not None}
    hold_cards(work.tx, cases)
    return nominees_with_address(work.tx, cases)


def _audiences(
    desk: Desk, work: Work, heard: Sequence[Heard], cards: dict[str, Card]
) -> Iterable[ToTell]:
    sessions = sessions_of(
        work.tx, {one.event.session for one in heard if isinstance(one.event, _OF_SESSIONS)}
    )
    names = {code: _award_name(desk, code) for code in {card["award"] for card in cards.values()} | {None}}
    for one in heard:
        session = sessions.get(getattr(one.event, "session", ""))
        card = _card(one, cards)
        known = Known(
            area_body=card.get("area_body"),
            session_body=session.body if session else "",
            session_members=tuple(session.members) if session else (),
        )
        audiences = audiences_of(one.event, known)
        if audiences:
            facts = facts_of(
                one.event,
                receipt=card.get("receipt", ""),
                award=names[card.get("award")],
                cases=session.cases if session else 0,
                has_post=bool(desk.settings.mail.host),
            )
            yield from (ToTell(one, audience, _addressed(facts, audience)) for audience in audiences)


def _card(one: Heard, cards: Mapping[str, Card]) -> Card:
    """What was told when its case was opened; the register's word may come before it (`CaseNotHeardOf`)."""
    if one.case is None:
        return {}
    if one.case not in cards:
        raise CaseNotHeardOf()
    return cards[one.case]


def _addressed(facts: Facts, audience: Audience) -> Facts:
    name = audience.body_name
    return facts if name is None else {**facts, "body": Words(name, name)}


class People:
    """Who is known by name, by subject and by mailbox."""

    def __init__(self, known: Iterable[Person]) -> None:
        self.by_subject = {person.subject: person for person in known}
        self._at: dict[tuple[str, str], list[Person]] = {}
        for person in self.by_subject.values():
            self._at.setdefault((person.role, person.unit), []).append(person)

    def at(self, role: str, unit: str) -> Sequence[Person]:
        return self._at.get((role, unit), ())


def _messages(one: ToTell, people: People, wording: Wording) -> Iterable[Message]:
    """One message per person known; the mailbox where there is none, and a council member by name in any case."""
    audience = one.audience
    told: list[tuple[str, Person | None]]
    if audience.subjects:
        told = [(subject, people.by_subject.get(subject)) for subject in audience.subjects]
    else:
        found = people.at(audience.role.value, audience.unit)
        told = [(person.subject, person) for person in found]
        told = told or [(mailbox_of(audience.role.value, audience.unit), None)]
    cause = one.heard.envelope.id
    for recipient, person in told:
        language: Language = person.language if person else "vi"
        worded = wording.of(cause, audience.template, audience.body_name, one.facts, language)
        yield _message(one, recipient, person, language, worded)


def _message(one: ToTell, recipient: str, person: Person | None, language: Language, worded: Worded) -> Message:
    envelope, audience = one.heard.envelope, one.audience
    return Message(
        recipient=recipient,
        has_address=person is not None and person.has_address,
        language=language,
        occasion=audience.occasion or envelope.id,
        cause=envelope.id,
        correlation=envelope.trace.correlation,
        circle=audience.circle,
        template=audience.template,
        case_id=None if audience.occasion else one.heard.case,
        worded=worded,
    )


def _to_nominee(
    desk: Desk, one: Heard, cards: Mapping[str, Card], written_to: Collection[str], wording: Wording
) -> Message:
    """In Vietnamese: nobody knows another language of theirs."""
    template, case, card = find_letter(one.event), one.case, _card(one, cards)
    if template is None or case is None:
        raise AssertionError(f"the nominee is not told of {one.envelope.type}")
    facts = facts_of(one.event, receipt=card["receipt"], award=_award_name(desk, card["award"]), cases=0)
    return Message(
        recipient=mailbox_of_nominee(case), has_address=case in written_to, language="vi", occasion=one.envelope.id,
        cause=one.envelope.id, correlation=one.envelope.trace.correlation, circle=Circle.NOMINEE, template=template,
        case_id=case, worded=wording.of(one.envelope.id, template, None, facts, "vi"),
    )  # fmt: skip


def _award_name(desk: Desk, code: str | None) -> Words:
    """The award by name; by its code where no rulebook of this release has it any more."""
    for rulebook in desk.policies.policies.rulebooks.values():
        award = rulebook.find_award(code) if code else None
        if award is not None:
            return award.name
    return Words(code or "khen thưởng", code or "an award")
