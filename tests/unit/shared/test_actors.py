"""Who acted, from which session, by which way; and a service is never taken for a person, nor the other way round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey
from sqlalchemy import select

from services.nomination.service import DEFINITION
from shared.canonical import canonical_json
from shared.clock import wall_now
from shared.desk import Desk
from shared.errors import Forbidden, MalformedBody, Unauthenticated
from shared.events.envelope import Actor, decode
from shared.events.terms import Role, Via
from shared.identity import AUDIENCE, TokenIssuer, TokenReader, make_keys
from shared.permissions import Jurisdiction, Permission, authorize, table
from shared.tables import outbox
from shared.web.app import build_app
from tests.support.desks import bearer, client_of, make_desk
from tests.support.messages import envelope_of
from tests.unit.audit.said import submitted

NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
HUONG = Actor("nguyen-thi-huong", Role.GRASSROOTS_OFFICER, "cdcs-may-minh-anh", session="s-1")
MACHINE = Actor("service:review", Role.SERVICE, "review")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    make_keys(tmp_path)
    return tmp_path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


def signed_anyhow(keys: Path, **claims: Any) -> str:
    """A token with any claims at all, signed by the true key: as if whoever signs people in had been talked into it."""
    key = OKPKey.import_key(json.loads((keys / "token.private.jwk").read_text(encoding="ascii")))
    at = int(NOW.timestamp())
    sound = {
        "aud": AUDIENCE, "sub": "huong", "role": "grassroots_officer", "unit": "u", "sid": "s", "via": "api",
        "iat": at, "exp": at + 60,
    }  # fmt: skip
    given = {name: value for name, value in (sound | claims).items() if value is not None}
    return jwt.encode({"alg": "Ed25519", "kid": key.kid}, given, key, algorithms=["Ed25519"])


def test_a_token_tells_session_and_way(keys: Path) -> None:
    signed_in = TokenReader(keys).sign_in(TokenIssuer(keys).issue(HUONG, now=NOW, via=Via.PAGE), now=NOW)

    assert (signed_in.actor, signed_in.actor.session, signed_in.via) == (HUONG, "s-1", Via.PAGE)


def test_two_tokens_are_two_sessions_of_one_actor(keys: Path) -> None:
    reader, issuer, new = TokenReader(keys), TokenIssuer(keys), Actor("duc", Role.SIGNER, "ldld")
    one, other = (reader.read(issuer.issue(new, now=NOW), now=NOW) for _ in range(2))

    assert one == other
    assert one.session != other.session
    assert None not in (one.session, other.session)


@pytest.mark.parametrize(
    "claims",
    [
        {"role": "service", "sub": "service:review"},
        {"role": "service"},
        {"sub": "service:review"},
        {"obo": "service:review"},
        {"obo": 7},
        {"sid": None},
        {"sid": ""},
        {"via": None},
        {"via": "timer"},
        {"via": "command_line"},
        {"sub": "x" * 121},
    ],
)
def test_no_token_makes_a_service_or_an_unknown_way_of_its_bearer(keys: Path, claims: dict[str, Any]) -> None:
    assert TokenReader(keys).read(signed_anyhow(keys), now=NOW).subject == "huong"
    with pytest.raises(Unauthenticated):
        TokenReader(keys).read(signed_anyhow(keys, **claims), now=NOW)


@pytest.mark.parametrize(("actor", "via"), [(MACHINE, Via.API), (HUONG, Via.TIMER), (HUONG, Via.COMMAND_LINE)])
def test_no_token_is_issued_to_a_service_or_for_a_way_nobody_comes_in_by(keys: Path, actor: Actor, via: Via) -> None:
    with pytest.raises(ValueError, match="people"):
        TokenIssuer(keys).issue(actor, now=NOW, via=via)


@pytest.mark.parametrize(
    "given",
    [
        ("service:review", Role.SIGNER, "review"),
        ("bao", Role.SERVICE, "ldld"),
        ("service:review", Role.SERVICE, "review", "bao"),
        ("bao", Role.SIGNER, "ldld", "service:review"),
        ("service:review", Role.SERVICE, "review", None, "s-1"),
    ],
)
def test_neither_bears_the_name_of_the_other(given: Any) -> None:
    with pytest.raises(ValueError, match=r"service"):
        Actor(*given)


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": "service:review"},
        {"actorrole": "service"},
        {"onbehalfof": "service:review"},
        {"actorsession": 7},
        {"actorsession": "x" * 121},
        {"actorunit": ["u"]},
    ],
)
def test_a_message_that_mixes_them_up_is_not_read(changes: dict[str, Any]) -> None:
    sound = json.loads(envelope_of(submitted(), "c1", 1).wire())
    assert decode(canonical_json(sound).encode()).subject == "c1"
    with pytest.raises(MalformedBody):
        decode(canonical_json(sound | changes).encode())


def test_an_act_is_for_people_or_for_services_never_for_both() -> None:
    with pytest.raises(ValueError, match="never for both"):
        table([Permission("x", frozenset({Role.SERVICE, Role.AUDITOR}), Jurisdiction.EVERYWHERE)])
    for_services = table([Permission("x", frozenset({Role.SERVICE}), Jurisdiction.EVERYWHERE)])
    authorize(for_services, "x", MACHINE)
    for role in set(Role) - {Role.SERVICE}:
        with pytest.raises(Forbidden):
            authorize(for_services, "x", Actor("somebody", role, "review"))


@pytest.mark.parametrize("via", [Via.API, Via.PAGE])
def test_what_is_done_over_http_is_said_with_session_and_way(desk: Desk, tmp_path: Path, via: Via) -> None:
    clerk = Actor("quan_tri", Role.ADMINISTRATOR, "ldld-hung-yen", session="s-9")
    token = TokenIssuer(tmp_path / "keys").issue(clerk, now=wall_now(), lifetime=timedelta(hours=1), via=via)
    unit = {"id": "u1", "name": "LĐLĐ tỉnh", "kind": "provincial_federation", "valid_from": "2020-01-01"}
    told = {"Authorization": f"Bearer {token}"}
    answer = build_app(desk).test_client().post("/api/nomination/v1/units", json=unit, headers=told)
    assert answer.status_code == 201, answer.json
    with desk.database.reading() as tx:
        [body] = tx.scalars(select(outbox.c.body).where(outbox.c.type == "nomination.unit_registered"))
    said = decode(body.encode())

    assert (said.actor, said.actor.session, said.trace.via) == (clerk, "s-9", via)


def test_only_a_trace_parent_as_the_standard_has_it_enters_the_record(desk: Desk, tmp_path: Path) -> None:
    """Events are kept for ever: what a client says of its trace is no place for anything else."""
    clerk = Actor("quan_tri", Role.ADMINISTRATOR, "ldld-hung-yen", session="s-9")
    client = client_of(desk)
    sound = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    for number, given in enumerate((sound, "Nguyễn Thị Hương 0912345678".encode().decode("latin-1"), sound + "x", "")):
        headers = bearer(tmp_path, clerk.subject, clerk.role, clerk.unit) | {"traceparent": given}
        unit = {"id": f"u{number}", "name": "LĐLĐ tỉnh", "kind": "provincial_federation", "valid_from": "2020-01-01"}
        assert client.post("/api/nomination/v1/units", json=unit, headers=headers).status_code == 201
    with desk.database.reading() as tx:
        bodies = tx.scalars(select(outbox.c.body).where(outbox.c.type == "nomination.unit_registered"))
        told = [decode(body.encode()).trace.traceparent for body in bodies]

    assert told == [sound, None, None, None]
