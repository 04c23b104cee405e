"""A house of its own for faults: what dies here must not take the other tests with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support import homes, oracle

if TYPE_CHECKING:
    from tests.support.homes import House
    from tests.support.postgres import PrivatePostgres
    from tests.support.rabbitmq import PrivateRabbit
    from tests.support.smtp import PrivateSmtp


@pytest.fixture(scope="module")
def house(
    _smtp_of_the_session: PrivateSmtp,
    postgres: PrivatePostgres,
    rabbit: PrivateRabbit,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """One process per service, so that a test knows which one holds what it is about to break."""
    directory = tmp_path_factory.mktemp("faults")
    with homes.distributed_house(directory, postgres, rabbit, _smtp_of_the_session, replicas={}) as made:
        yield made
        oracle.check(made)


@pytest.fixture(autouse=True)
def nothing_lost_nothing_doubled(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every fault the rows of all services are compared with all events; in full once the last is over."""
    yield
    if "house" in request.fixturenames:
        whole: House = request.getfixturevalue("house")
        oracle.check_between(whole)
