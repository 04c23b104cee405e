"""What a field of a form may hold: text, a birth, an address.

Owns: these fields. Promises: what comes out is as it is stored; what is refused says so in both languages. Leaves to
others: the forms (`schemas`), what counts as a name or an address (`shared`).
"""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from shared.addresses import read_address
from shared.clock import office_day
from shared.errors import InvalidInput
from shared.names import clean, read_birth
from shared.web.commands import desk
from shared.words import Words


class Text(fields.String):
    """Text as it is stored: cleaned, of 1 to `most` characters."""

    def __init__(self, most: int = 200, **options: Any) -> None:
        super().__init__(**options)
        self._most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = _refused_as_fault(clean, super()._deserialize(value, attr, data, **options))
        if not text:
            raise ValidationError([Words("Không được để trống.", "This must not be empty.")])
        if len(text) > self._most:
            words = Words(f"Dài quá {self._most} ký tự.", f"Longer than {self._most} characters.")
            raise ValidationError([words])
        return text


class Email(fields.String):
    """An address as it is stored."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        return _refused_as_fault(read_address, super()._deserialize(value, attr, data, **options))


class Birth(fields.String):
    """A birth as people write it; stored as ISO date or year."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        given = super()._deserialize(value, attr, data, **options)
        return _refused_as_fault(lambda text: read_birth(text, on=office_day(desk().clock.now())), given)


def _refused_as_fault(take: Any, value: str) -> str:
    try:
        taken: str = take(value)
    except InvalidInput as error:
        raise ValidationError([error.said]) from error
    return taken
