"""What every test stands on.

Owns: the private servers as session fixtures, the marks by directory, the closed network of fast tests, the hypothesis
profiles. Promises: a server starts on first use only. Leaves to others: databases and virtual hosts of a single test.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import hypothesis
import pytest

# Imported on first use: fast tests need no driver, and nothing here may load kombu before a test has
# decided on green threads.
if TYPE_CHECKING:
    from tests.support.homes import House
    from tests.support.postgres import PrivatePostgres
    from tests.support.rabbitmq import PrivateRabbit
    from tests.support.smtp import PrivateSmtp

TESTS = Path(__file__).parent
MARKED_DIRECTORIES = {"integration", "contract", "golden", "faults", "browser"}
CLOSED_DIRECTORIES = {"unit", "architecture"}

# A gate that finds something else every day is not a gate; `HYPOTHESIS_PROFILE=explore` looks for news.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("explore", derandomize=False, deadline=None, max_examples=1_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


class NetworkIsClosedError(AssertionError):
    """A fast test tried to reach the network."""


# What is imported and collected stays to the end: no collection of garbage need look through it, then or later.
gc.disable()
# Nearly all that tests leave goes without it: looking at every 700th object is a twenty-fifth of what unit tests cost.
gc.set_threshold(20_000)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if (room := _room(item)) in MARKED_DIRECTORIES:
            item.add_marker(room)
    # Files with a slow test begin first, so that nobody waits for a single one at the end.
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.support.scheduling import FewHouses

    return FewHouses(config, log) if config.getoption("dist") == "loadfile" else None


def _room(item: pytest.Item) -> str:
    """`integration` for tests/integration/…, empty for what lies elsewhere."""
    return item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""


@pytest.fixture(autouse=True)
def closed_desks() -> Iterator[None]:
    """What `make_desk` opened is closed when its test ends."""
    yield
    desks = sys.modules.get("tests.support.desks")
    if desks is not None:
        desks.close_all()


@pytest.fixture(autouse=True)
def closed_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unit and architecture tests open no socket; local pairs of an event loop stay allowed."""
    if _room(request.node) not in CLOSED_DIRECTORIES:
        return

    def refuse(opened: socket.socket, *arguments: object) -> NoReturn:
        opened.close()
        raise NetworkIsClosedError(f"no network in this test: {arguments}")

    for way_out in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, way_out, refuse)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """One PostgreSQL for the session. A test that ends it starts it again."""
    from tests.support.postgres import PrivatePostgres

    with PrivatePostgres() as server:
        yield server


@pytest.fixture(scope="session")
def rabbit() -> Iterator[PrivateRabbit]:
    """One RabbitMQ for the session. A test that ends it starts it again."""
    from tests.support.rabbitmq import PrivateRabbit

    with PrivateRabbit() as broker:
        yield broker


@pytest.fixture(scope="session")
def rabbit_to_break() -> Iterator[PrivateRabbit]:
    """One RabbitMQ that no house relies on: what a wiped broker forgets, a house beside the test would miss."""
    from tests.support.rabbitmq import PrivateRabbit

    with PrivateRabbit() as broker:
        yield broker


@pytest.fixture(scope="session")
def _smtp_of_the_session() -> Iterator[PrivateSmtp]:
    from tests.support.smtp import PrivateSmtp

    with PrivateSmtp() as server:
        yield server


@pytest.fixture
def smtp(_smtp_of_the_session: PrivateSmtp) -> PrivateSmtp:
    """The session's mail server, up, accepting, its spool empty."""
    server = _smtp_of_the_session
    if not server.is_up():
        server.stop()
        server.start()
    server.accept()
    server.forget()
    return server


@pytest.fixture(scope="session")
def embedded_house(_smtp_of_the_session: PrivateSmtp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One running house in one process, for all tests of the session that use it from the outside."""
    from tests.support import homes, oracle

    with homes.embedded_house(tmp_path_factory.mktemp("embedded"), _smtp_of_the_session) as house:
        yield house
        oracle.check(house)


@pytest.fixture(scope="session")
def distributed_house(
    _smtp_of_the_session: PrivateSmtp,
    postgres: PrivatePostgres,
    rabbit: PrivateRabbit,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """One running house of a process per service, two of review and nomination."""
    from tests.support import homes, oracle

    directory = tmp_path_factory.mktemp("distributed")
    with homes.distributed_house(directory, postgres, rabbit, _smtp_of_the_session) as house:
        yield house
        oracle.check(house)


@pytest.fixture(params=["embedded", "distributed"])
def home(request: pytest.FixtureRequest) -> Iterator[House]:
    """Each case once in either home. A process that ended during the test fails it with its log."""
    from tests.support.people import hang_up

    house: House = request.getfixturevalue(f"{request.param}_house")
    house.check_alive()
    yield house
    hang_up()
    house.check_alive()
