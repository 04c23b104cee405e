"""Query parameters: those a view takes, each once.

Owns: refusing the others. Promises: whoever asks for less than everything, and misspells it, never takes everything for
the answer; of two values none is passed over. Leaves to others: what a parameter means (the schema of the view).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from flask import current_app, request
from marshmallow import fields

from shared.errors import InvalidInput, MalformedBody, Place
from shared.words import Words

_MANY = (fields.List, fields.Tuple)
_SHOWN = 60


def refuse_unasked_parameters() -> None:
    """`InvalidInput` names parameters this view does not take; `MalformedBody` one that stands twice."""
    if not request.query_string:
        return
    taken = _taken(current_app.view_functions[request.endpoint or ""])
    if unknown := [name for name in request.args if name not in taken]:
        raise InvalidInput(places=[Place(_shown(name), _UNKNOWN) for name in unknown])
    for name, values in request.args.lists():
        if len(values) > 1 and not taken[name]:
            raise MalformedBody(
                f"Tham số “{name}” ghi hai lần trong địa chỉ.", f"the parameter “{name}” stands twice in the address"
            )


_UNKNOWN = Words("Việc này không có tham số như vậy.", "Unknown parameter.")


@lru_cache(maxsize=1024)
def _taken(view: Callable[..., Any]) -> Mapping[str, bool]:
    """The parameters of a view by their name in the address, and whether each may stand several times.

    flask-smorest keeps what a view declared at the view itself, for the published contract: what is taken is what is
    published. A view of which it kept nothing takes nothing.
    """
    declared = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ())
    schemas = [one["schema"] for one in declared if one["in"] == "query"]
    made = [schema() if isinstance(schema, type) else schema for schema in schemas]
    taken = [one for schema in made for one in schema.load_fields.items()]
    return {field.data_key or name: isinstance(field, _MANY) for name, field in taken}


def _shown(name: str) -> str:
    """A name somebody sent, in characters that can be answered."""
    return name[:_SHOWN].encode(errors="replace").decode()
