"""Whatever shows a dossier or personal data says so at its view, so that looking at it leaves a record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema, fields

from deploy.services import definition_of
from shared.events.terms import Shown
from shared.topology import SERVICES
from shared.web.app import build_app
from tests.support.desks import make_desk

# Fields by which people are known, or in which anything of a dossier may stand.
PERSONAL = frozenset(
    {"full_name", "birth", "nominee", "nominee_name", "nominee_birth", "nominee_key", "nominees", "dossier", "facts",
     "evaluations", "before", "after", "said", "standing", "address", "email", "lines", "persons", "case_name"}
)  # fmt: skip

# Queries that answer without a schema and were looked at one by one: an empty form, hashes, and a pack, whose handing
# out is an event of its own.
SHOWS_NOBODY = {"lists.read_template", "tiles.entries", "packs.pack"}


def personal_fields(schema: Schema, seen: frozenset[type] = frozenset()) -> Iterator[str]:
    if type(schema) in seen:
        return
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if name in PERSONAL:
            yield name
        if isinstance(inner, fields.Nested):
            yield from personal_fields(inner.schema, seen | {type(schema)})


def answers(view: Any) -> list[Schema]:
    responses = vars(view).get("_apidoc", {}).get("response", {}).get("responses", {})
    made = [one["schema"] for some in responses.values() if isinstance(some, list) for one in some if "schema" in one]
    return [one() if isinstance(one, type) else one for one in made if not isinstance(one, dict)]


def queries(service: str, directory: Path) -> dict[str, Any]:
    """The views that only read, by endpoint; public ones show only what is published."""
    app = build_app(make_desk(definition_of(service), directory))
    return {name: view for name, view in app.view_functions.items() if "shows" in vars(view)}


@pytest.mark.parametrize("service", SERVICES)
def test_every_view_that_shows_people_declares_it(service: str, tmp_path: Path) -> None:
    undeclared = {
        name: sorted({field for schema in answers(view) for field in personal_fields(schema)})
        for name, view in queries(service, tmp_path).items()
        if vars(view)["shows"] is None
    }
    without_schema = {
        name
        for name, view in queries(service, tmp_path).items()
        if not answers(view) and vars(view)["shows"] is None
    }

    assert {name: found for name, found in undeclared.items() if found} == {}
    assert without_schema <= SHOWS_NOBODY


def test_the_search_finds_what_it_should(tmp_path: Path) -> None:
    """Else the test above could pass by seeing nothing."""
    found = queries("nomination", tmp_path)
    read = found["nominations.read"]

    assert vars(read)["shows"] is Shown.DOSSIER
    assert "dossier" in {field for schema in answers(read) for field in personal_fields(schema)}
    assert len(found) > 10
