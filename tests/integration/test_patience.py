"""A listener that is patient takes along what comes while events keep coming, and never keeps a first event waiting."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from kombu import Connection

from shared.listener import Listener
from shared.messaging import BrokerSettings
from shared.topology import queue_of
from tests.support.rabbitmq import PrivateRabbit
from tests.support.waiting import wait_until


def test_what_comes_soon_after_is_taken_along(rabbit: PrivateRabbit, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second comes while the first is taken, the third a moment later: it would be a batch of its own."""
    # On a slow machine the second would come long after the first was handed over, and count as a first one.
    monkeypatch.setattr("shared.listener._BUSY_SECONDS", 60.0)
    url = rabbit.create_vhost("patience")
    taken: list[list[bytes]] = []

    def take(bodies: Sequence[bytes]) -> None:
        taken.append(list(bodies))
        if len(taken) == 1:
            say(url, b"second")
            threading.Timer(0.2, say, (url, b"third")).start()

    listener = Listener(BrokerSettings(url), "audit", take, patience=5.0)
    listening = threading.Thread(target=listener.run, daemon=True)
    listening.start()
    try:
        wait_until(lambda: listener.is_consuming, "the listener to consume")
        say(url, b"first")
        wait_until(lambda: sum(map(len, taken)) == 3, "three messages")
    finally:
        listener.stop()
        listening.join(timeout=30)
        rabbit.delete_vhost("patience")

    assert taken == [[b"first"], [b"second", b"third"]]


def say(url: str, body: bytes) -> None:
    with Connection(url, transport_options={"confirm_publish": True}) as connection:
        connection.Producer().publish(body, routing_key=queue_of("audit"), content_type="x", content_encoding="binary")
