"""What notification takes and answers over HTTP.

Owns: the shapes. Promises: an address is plain ASCII without line breaks, so that it cannot be another header;
deliveries show neither text nor address.
"""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validate

from services.notification.actions_people import Ruling
from services.notification.rules.delivery import Status
from shared.addresses import LONGEST, AddressRefused, is_address
from shared.events.terms import Role
from shared.web.paging import Cursor, PageQuery
from shared.words import Words


def _plain_address(value: str) -> None:
    if not is_address(value):
        raise ValidationError([AddressRefused.words])


class KeepContactSchema(Schema):
    role = fields.Enum(Role, by_value=True, required=True)
    unit = fields.String(required=True, validate=validate.Length(1, 80))
    email = fields.String(load_default=None, allow_none=True, validate=[validate.Length(3, LONGEST), _plain_address])
    language = fields.String(load_default="vi", validate=validate.OneOf(("vi", "en")))


class ContactSchema(Schema):
    subject = fields.String()
    role = fields.String()
    unit = fields.String()
    email = fields.String(allow_none=True)
    language = fields.String()
    version = fields.Integer()


class ContactPage(Schema):
    items = fields.List(fields.Nested(ContactSchema))
    next = Cursor(allow_none=True)


class NoticeQuery(PageQuery):
    unread = fields.Boolean(load_default=False)


class NoticeSchema(Schema):
    id = fields.String()
    case_id = fields.String(allow_none=True)
    template = fields.String()
    title = fields.String()
    text = fields.String()
    created_at = fields.AwareDateTime(format="iso")
    read_at = fields.AwareDateTime(format="iso", allow_none=True)


class NoticePage(Schema):
    items = fields.List(fields.Nested(NoticeSchema))
    unread = fields.Integer()
    next = Cursor(allow_none=True)


class DeliveryQuery(PageQuery):
    status = fields.Enum(Status, by_value=True, load_default=None)
    case = fields.String(load_default=None, validate=validate.Length(1, 80))


class DeliverySchema(Schema):
    id = fields.String()
    recipient = fields.String()
    channel = fields.String()
    template = fields.String()
    case_id = fields.String(allow_none=True)
    cause = fields.String()
    status = fields.String()
    attempts = fields.Integer()
    next_attempt_at = fields.AwareDateTime(format="iso", allow_none=True)
    error = fields.String(allow_none=True)
    created_at = fields.AwareDateTime(format="iso")
    settled_at = fields.AwareDateTime(format="iso", allow_none=True)


class DeliveryPage(Schema):
    items = fields.List(fields.Nested(DeliverySchema))
    next = Cursor(allow_none=True)


class SettleSchema(Schema):
    ruling = fields.Enum(Ruling, by_value=True, required=True)


SUBJECT_REFUSED = Words(
    "Mã người dùng dài 1–120 ký tự và không chứa “@” (địa chỉ thư không được làm mã).",
    "A subject has 1 to 120 characters and no “@”: an address may not serve as a name.",
)
