"""Text people send: free text of several lines, and words of one line that stand in a register.

Owns: the two fields for them. Promises: NFC, no blanks around it, so that blanks alone are too short; a line has no
hidden sign and no legacy font either, and what is refused says so in both languages. Leaves to others: how long it may
be, what makes a person's name (`shared.names`).
"""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from shared.errors import InvalidInput
from shared.names import clean
from shared.words import nfc


class Text(fields.String):
    """Free text, with its lines as they were written."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        return nfc(str(super()._deserialize(value, attr, data, **options))).strip()


class Line(fields.String):
    """Words of one line, as they are stored: a name, a number, a title."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        try:
            return clean(str(super()._deserialize(value, attr, data, **options)))
        except InvalidInput as refused:
            raise ValidationError([refused.said]) from refused
