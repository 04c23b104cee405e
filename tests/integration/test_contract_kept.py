"""Whatever a season is answered, and refused, is what the contract of its service says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from deploy.services import definition_of
from shared.events.terms import Role
from shared.topology import SERVICES
from tests.support import homes
from tests.support.desks import client_of, make_desk
from tests.support.full_season import lives
from tests.support.homes import House
from tests.support.people import Answer, Person, exchange
from tests.support.published import Published
from tests.support.reform_season import is_reformed
from tests.support.scanner import PrivateScanner
from tests.support.smtp import PrivateSmtp

READERS = (Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR, Role.COUNCIL_SECRETARY)
# What a query must say, where it must say something.
ASKED: dict[str, Any] = {
    "at": "2026-08-10T00:00:00+00:00", "from": "2026-08-03T00:00:00+00:00", "to": "2026-08-20T00:00:00+00:00",
    "plan": "hung_yen_2026", "year": 2026, "under": "ldld-hung-yen",
}  # fmt: skip


class Listener:
    """Holds every answer against the contracts; `faults` are what no contract tells of."""

    def __init__(self, published: dict[str, Published]) -> None:
        self.published = published
        self.faults: set[str] = set()
        self.heard: set[tuple[str, int]] = set()
        self._begun: dict[str, dict[str, None]] = {}
        """By the beginning of a path in the contract, up to a place: those that were asked, in order."""

    def hear(self, method: str, path: str, answer: Answer) -> None:
        contract = self.published[path.split("/")[2]]
        operation = contract.operation_of(method, path)
        assert operation is not None, f"{method} {path}"
        self.heard.add((operation, answer.status))
        self.faults.update(
            f"{operation} {answer.status} {fault}"
            for fault in contract.faults(operation, answer.status, answer.headers, answer.body)
        )
        told, asked = operation.split()[1].split("/"), path.partition("?")[0].split("/")
        for end, step in enumerate(told, start=1):
            if step.startswith("{") and answer.status < 400:
                self._begun.setdefault("/".join(told[:end]), {})["/".join(asked[:end])] = None

    def addresses(self, path: str) -> Iterator[str]:
        """Where a path of the contract leads by what was asked before: the newest two of each place."""
        begun = [""]
        told = path.split("/")
        for end, step in enumerate(told[1:], start=2):
            known = list(self._begun.get("/".join(told[:end]), {}))
            begun = (
                [one for before in begun for one in [at for at in known if at.startswith(f"{before}/")][-2:]]
                if step.startswith("{")
                else [f"{before}/{step}" for before in begun]
            )
        yield from begun


def everybody_reads_everything(house: House, listener: Listener) -> None:
    readers = [Person(house, f"doc-{role}", role, "vinh-danh") for role in READERS]
    for contract in listener.published.values():
        for operation, required in contract.questions():
            asked = {name: 1 if kind == "integer" else ASKED.get(name, "x") for name, kind in required.items()}
            for address in listener.addresses(operation.split()[1]):
                for reader in readers:
                    heads = {"Authorization": f"Bearer {reader.token}"}
                    exchange(house, "GET", f"{address}?{urlencode(asked)}" if asked else address, None, heads)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Published]:
    directory = tmp_path_factory.mktemp("contracts")
    asked = {name: client_of(make_desk(definition_of(name), directory)) for name in SERVICES}
    return {name: Published(client.get(f"/api/{name}/openapi.json").get_json()) for name, client in asked.items()}


@pytest.mark.parametrize(("season", "least"), [(lives, 60), (is_reformed, 30)])
def test_every_answer_of_a_season_is_as_published(
    season: Callable[[House], Any], least: int, published: dict[str, Published], tmp_path: Path, smtp: PrivateSmtp
) -> None:
    listener = Listener(published)
    with (
        PrivateScanner() as scanner,
        homes.embedded_house(
            tmp_path / "house", smtp, more={"VINHDANH_SCANNER": f"tcp://127.0.0.1:{scanner.port}"}
        ) as house,
    ):
        house.overheard.append(listener.hear)
        season(house)
        house.settle()
        everybody_reads_everything(house, listener)

    assert not listener.faults, "\n".join(sorted(listener.faults))
    read = {operation for operation, status in listener.heard if operation.startswith("GET") and status == 200}
    assert len(read) >= least, sorted(read)
