"""The doors of one service: every row of its table of permissions, knocked at by whoever the row does not name.

Owns: who knocks, and what a refusal may leave. Promises: a row's roles and places are read from the table, every route
of the contract is a door or said to be open, the words of a refusal name the very row that refused. Leaves to others:
which rows stand at which door, and what is behind it (`tests/unit/strangers`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from shared.desk import Desk
from shared.errors import Forbidden
from shared.events.envelope import Actor
from shared.events.terms import Role, Via
from shared.permissions import Jurisdiction
from shared.tables import HOUSE, outbox
from shared.work import Work
from tests.support.desks import bearer, client_of
from tests.support.strange import Contract, Request
from tests.support.strangers import stranger

ELSEWHERE = "don-vi-khac"
_BOUND = {Jurisdiction.OWN_UNIT, Jurisdiction.HOLDING_BODY, Jurisdiction.AREA}

Command = Callable[[Desk, Work], Any]
Stranger = tuple[Actor, set[str]]
"""Who knocks, and the words one of which they must be told."""


@dataclass(frozen=True, kw_only=True)
class Doors:
    """`routes`: the rows asked at each `METHOD /path` of the contract (a third word tells doors of one path apart);
    `calls`: what is done from the command line only; `shut`: rows without a door of their own, `open`: routes that
    refuse nobody by a row, both with the reason. `of_oneself`: doors that are always at the actor's own unit. `behind`:
    by row, other words that turn a stranger away before it is asked. The other fields say what stands behind the doors,
    `*_at` for one of them alone."""

    desk: Desk
    directory: Path
    routes: Mapping[str, str]
    open: Mapping[str, str]
    calls: Mapping[str, Command] = field(default_factory=dict)
    shut: Mapping[str, str] = field(default_factory=dict)
    of_oneself: frozenset[str] = frozenset()
    behind: Mapping[str, str] = field(default_factory=dict)
    at: Mapping[Jurisdiction, str] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    known_at: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    body_at: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    query_at: Mapping[str, str] = field(default_factory=dict)
    form_at: Mapping[str, Callable[[], dict[str, Any]]] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)

    def all_are_there(self) -> None:
        """Every row has a door or the reason why not, and every route is a door or the reason why not."""
        at_doors = {action for actions in self.routes.values() for action in actions.split()}
        assert at_doors | {*self.calls} | {*self.shut} == {*self.desk.definition.permissions}
        assert not ({*self.shut} & (at_doors | {*self.calls}))
        offered = {
            f"{method.upper()} {path.removeprefix(f'/api/{self.desk.service}/v1')}"
            for path, told in self._document["paths"].items() for method in told if method != "parameters"
        }  # fmt: skip
        assert {" ".join(door.split()[:2]) for door in self.routes} | {*self.open} == offered
        assert all(reason.strip() for reason in (*self.shut.values(), *self.open.values()))

    def refuse_strangers(self, door: str) -> None:
        """Whoever no row of the door names is refused by it, and leaves the record of that alone."""
        asked = None if door in self.calls else self._request(door)
        knocking = list(self._strangers(door))
        assert knocking, f"{door} is everybody's everywhere"
        before, said = self._rows(), self._said()
        for who, words in knocking:
            if asked is None:
                self._calls(door, who, words)
            else:
                self._asks(door, asked, who, words)
        refusals = 0 if asked is None else len(knocking)
        left = {name: count - before[name] for name, count in self._rows().items() if count != before[name]}
        assert left == ({"outbox": refusals} if refusals else {}), door
        assert self._said()[len(said) :] == [f"{self.desk.service}.command_refused"] * refusals

    def _strangers(self, door: str) -> Iterator[Stranger]:
        """Everybody whom no row of this door names, at the right place, and whom one names at a wrong place."""
        actions = self.routes.get(door, door).split()
        rows = [self.desk.definition.permissions[action] for action in actions]
        named = frozenset[Role]().union(*(row.roles for row in rows))
        before = {self.behind[action] for action in actions if action in self.behind}
        for role in sorted(set(Role) - named):
            # Nobody can sign in as a service (`test_identity`).
            if role is not Role.SERVICE or door in self.calls:
                words = {f"the role {role} may not {action}" for action in actions}
                unit = self.at.get(rows[0].jurisdiction, ELSEWHERE)
                yield stranger(role, unit), words | {one.format(role=role) for one in before}
        for row in rows:
            if row.jurisdiction in _BOUND and door not in self.of_oneself:
                for role in sorted(row.roles):
                    words = {f"{ELSEWHERE} has no jurisdiction here for {row.action}"}
                    yield stranger(role, ELSEWHERE), words | {one.format(role=role) for one in before}

    def _calls(self, action: str, who: Actor, words: set[str]) -> None:
        with pytest.raises(Forbidden) as told, self.desk.working(who, via=Via.API) as work:
            self.calls[action](self.desk, work)
        assert told.value.said.en in words

    def _asks(self, door: str, asked: Request, who: Actor, words: set[str]) -> None:
        # A subject of its own at each door: many refusals of one are summed up instead of said.
        subject = "-".join([who.subject, *door.replace("{", "").replace("}", "").split("/")[1:]])
        signed_in = bearer(self.directory, subject, who.role, who.unit) | {"If-Match": f'"{self._version(asked)}"'}
        body: dict[str, Any] = {} if asked.body is None else {"json": asked.body}
        if door in self.form_at:
            body = {"data": self.form_at[door]()}
        answer = client_of(self.desk).open(asked.path, method=asked.method, headers=signed_in, **body)
        told = answer.json if answer.is_json else {}
        assert (answer.status_code, told.get("code")) == (403, Forbidden.code), f"{who} at {door}: {told}"
        assert told["detail_en"] in words, f"{who} at {door}"

    @cached_property
    def _document(self) -> dict[str, Any]:
        told: dict[str, Any] = client_of(self.desk).get(f"/api/{self.desk.service}/openapi.json").json
        return told

    def _request(self, door: str) -> Request:
        method, path, *_ = door.split()
        known = {**self.known, **self.known_at.get(door, {})}
        sound = Contract(self._document, known, "doors").sound(method, f"/v1{path}")
        path = sound.path + self.query_at.get(door, "")
        return Request(method, path, self.body_at.get(door, sound.body))

    def _version(self, asked: Request) -> int:
        named = [self.seen[step] for step in asked.path.split("?")[0].split("/") if step in self.seen]
        return named[-1] if named else 1

    def _rows(self) -> dict[str, int]:
        tables = sorted({**HOUSE.tables, **self.desk.definition.metadata.tables})
        told = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)
        with self.desk.database.reading() as tx:
            return {name: count for name, count in tx.execute(text(told))}

    def _said(self) -> list[str]:
        with self.desk.database.reading() as tx:
            return list(tx.scalars(select(outbox.c.type).order_by(outbox.c.id)))
