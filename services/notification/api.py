"""Notification over HTTP: one's own notices, contacts, and deliveries for who watches over them.

Owns: the views. Leaves to others: what is done (`actions_people`), reading (`queries`).
"""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from services.notification import actions_people, queries
from services.notification.models import Contact, Notice
from services.notification.permissions import PERMISSIONS
from services.notification.schemas import (
    SUBJECT_REFUSED,
    ContactPage,
    ContactSchema,
    DeliveryPage,
    DeliveryQuery,
    DeliverySchema,
    KeepContactSchema,
    NoticePage,
    NoticeQuery,
    NoticeSchema,
    SettleSchema,
)
from shared.errors import InvalidInput, Place
from shared.events.terms import Shown
from shared.permissions import authorize
from shared.web.commands import actor, answer_version, command, desk, query, seen_version, showing, tx, work
from shared.web.paging import Page, PageQuery

blueprint = Blueprint("notification", __name__, description="Notices, contacts, deliveries")


@blueprint.get("/notices")
@query
@blueprint.arguments(NoticeQuery, location="query")
@blueprint.response(200, NoticePage)
def notices(asked: dict[str, Any]) -> dict[str, Any]:
    """One's own notices and those of one's role at one's unit, newest first."""
    authorize(PERMISSIONS, "read_notices", actor())
    page = queries.notices_for(
        tx(), actor(), only_unread=asked["unread"], cursor=asked["cursor"], limit=asked["limit"]
    )
    return {"items": page.items, "next": page.next, "unread": queries.count_unread(tx(), actor())}


@blueprint.post("/notices/<notice_id>/read")
@command("mark_read")
@blueprint.response(200, NoticeSchema)
def mark_read(notice_id: str) -> Notice:
    """This notice has been read."""
    return actions_people.mark_read(work(), notice_id)


@blueprint.post("/notices/read")
@command("mark_read")
@blueprint.response(204)
def mark_all_read() -> None:
    """All one's notices have been read."""
    actions_people.mark_all_read(work())


@blueprint.get("/contacts")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, ContactPage)
def contacts(asked: dict[str, Any]) -> Page[Contact]:
    """Who is told by name."""
    authorize(PERMISSIONS, "read_contacts", actor())
    return queries.contacts(tx(), cursor=asked["cursor"], limit=asked["limit"])


@blueprint.get("/contacts/<subject>")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, ContactSchema)
def contact(subject: str) -> Contact:
    """One contact, with its version."""
    authorize(PERMISSIONS, "read_contacts", actor())
    found = queries.get_contact(tx(), subject)
    answer_version(found.version)
    return found


@blueprint.put("/contacts/<subject>")
@command("keep_contact")
@blueprint.arguments(KeepContactSchema)
@blueprint.response(200, ContactSchema)
def keep_contact(payload: dict[str, Any], subject: str) -> Contact:
    """Make or change a contact; changing needs If-Match."""
    if "@" in subject or len(subject) > 120:
        raise InvalidInput(places=[Place("subject", SUBJECT_REFUSED)])
    seen = seen_version() if "If-Match" in request.headers else None
    kept = actions_people.keep_contact(work(), subject, seen=seen, kept=actions_people.Kept(**payload))
    answer_version(kept.version)
    return kept


@blueprint.get("/deliveries")
@query
@blueprint.arguments(DeliveryQuery, location="query")
@blueprint.response(200, DeliveryPage)
def deliveries(asked: dict[str, Any]) -> Page[Notice]:
    """What was sent to whom and what became of it, without text or address."""
    authorize(PERMISSIONS, "read_deliveries", actor())
    return queries.deliveries(
        tx(), status=asked["status"], case_id=asked["case"], cursor=asked["cursor"], limit=asked["limit"]
    )


@blueprint.post("/deliveries/<notice_id>/settle")
@command("settle_delivery")
@blueprint.arguments(SettleSchema)
@blueprint.response(200, DeliverySchema)
def settle_delivery(payload: dict[str, Any], notice_id: str) -> Notice:
    """Decide on a mail in doubt or given up: it arrived, or it is to be sent again."""
    return actions_people.settle_delivery(desk(), work(), notice_id, **payload)
