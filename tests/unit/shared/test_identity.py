"""Tokens and permissions: nobody is taken for somebody else."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from joserfc import jwt
from joserfc.jwk import OKPKey

from deploy.commands.token import token as make_token
from shared.errors import Forbidden, Unauthenticated
from shared.events.envelope import Actor
from shared.events.terms import CaseState, Role
from shared.identity import (
    KeysIncomplete,
    KeysMissing,
    TokenIssuer,
    TokenReader,
    drop_old_keys,
    make_keys,
    rotate_keys,
)
from shared.permissions import Jurisdiction, Permission, WrongState, authorize, table

NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
HUONG = Actor("nguyen-thi-huong", Role.GRASSROOTS_OFFICER, "cdcs-may-minh-anh")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    make_keys(tmp_path)
    return tmp_path


def test_a_token_names_its_actor(keys: Path) -> None:
    acting_for = Actor("tran-van-duc", Role.SIGNER, "ldld-tinh", on_behalf_of="pham-quoc-bao")

    assert TokenReader(keys).read(TokenIssuer(keys).issue(acting_for, now=NOW), now=NOW) == acting_for


@pytest.mark.parametrize("ask", [TokenReader, TokenIssuer, rotate_keys, drop_old_keys])
@pytest.mark.parametrize("written", [None, "khóa", "{", "[]", "{}", '{"keys": []}', '{"keys": [1]}'])
def test_where_no_key_is_somebody_is_told_what_to_do(
    ask: Callable[[Path], object], written: str | None, tmp_path: Path
) -> None:
    if written is not None:
        for name in ("token.public.jwks", "token.private.jwk"):
            (tmp_path / name).write_text(written, encoding="utf-8")

    with pytest.raises(KeysMissing, match="vinhdanh keys make"):
        ask(tmp_path)


@pytest.mark.parametrize("late", [timedelta(hours=8, seconds=61), timedelta(days=-1)])
def test_a_token_outside_its_time_is_refused(keys: Path, late: timedelta) -> None:
    token = TokenIssuer(keys).issue(HUONG, now=NOW)

    with pytest.raises(Unauthenticated):
        TokenReader(keys).read(token, now=NOW + late)


def test_a_token_read_before_is_refused_once_its_time_is_over(keys: Path) -> None:
    reader, token = TokenReader(keys), TokenIssuer(keys).issue(HUONG, now=NOW)

    assert [reader.read(token, now=NOW + timedelta(hours=hours)) for hours in (0, 7)] == [HUONG, HUONG]
    with pytest.raises(Unauthenticated):
        reader.read(token, now=NOW + timedelta(hours=9))
    with pytest.raises(Unauthenticated):
        reader.read(token[:-4] + "AAAA", now=NOW)


@pytest.mark.parametrize("name", ["", " ", " huong", "huong\n", "hu\u200bong", "hươ\u0323ng", "x" * 121])
def test_nobody_acts_by_a_name_that_cannot_stand_on_record(keys: Path, name: str) -> None:
    """Neither is such a token made, nor believed where another program made it with the house's key."""
    key = OKPKey.import_key(json.loads((keys / "token.private.jwk").read_text("ascii")))
    claims = json.loads(base64.urlsafe_b64decode(TokenIssuer(keys).issue(HUONG, now=NOW).split(".")[1] + "=="))
    for field, actor in (("sub", replace(HUONG, subject=name)), ("unit", replace(HUONG, unit=name))):
        with pytest.raises(ValueError, match="visible"):
            TokenIssuer(keys).issue(actor, now=NOW)
        token = jwt.encode({"alg": "Ed25519", "kid": key.kid}, {**claims, field: name}, key, algorithms=["Ed25519"])
        with pytest.raises(Unauthenticated):
            TokenReader(keys).read(token, now=NOW)
    same = jwt.encode({"alg": "Ed25519", "kid": key.kid}, claims, key, algorithms=["Ed25519"])
    assert TokenReader(keys).read(same, now=NOW) == HUONG


@pytest.mark.parametrize("name", ["hương", "Nguyễn Thị Hương", "cdcs-19-1.can-bo", "đ/c A"])
def test_names_as_people_have_them_are_taken(keys: Path, name: str) -> None:
    actor = replace(HUONG, subject=name)
    assert TokenReader(keys).read(TokenIssuer(keys).issue(actor, now=NOW), now=NOW) == actor


@pytest.mark.parametrize(("subject", "unit"), [("", "vd"), ("an", " "), ("a\nb", "vd")])
def test_the_command_makes_no_token_nobody_would_believe(
    keys: Path, monkeypatch: pytest.MonkeyPatch, subject: str, unit: str
) -> None:
    monkeypatch.setenv("VINHDANH_KEYS_DIR", str(keys))
    told = CliRunner().invoke(make_token, [subject, "auditor", unit])
    assert (told.exit_code, "visible letters" in told.output) == (2, True)
    assert CliRunner().invoke(make_token, ["an", "auditor", "vd"]).exit_code == 0


def test_a_token_of_another_key_is_refused(keys: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    make_keys(other)

    with pytest.raises(Unauthenticated):
        TokenReader(keys).read(TokenIssuer(other).issue(HUONG, now=NOW), now=NOW)


def forged(header: dict[str, object], claims: dict[str, object], signature: str = "") -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part(header)}.{part(claims)}.{signature}"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS256"])
def test_a_token_of_another_algorithm_is_refused(keys: Path, algorithm: str) -> None:
    claims = {"aud": "vinhdanh", "sub": "x", "role": "signer", "unit": "u", "iat": 0, "exp": 2**40}

    with pytest.raises(Unauthenticated):
        TokenReader(keys).read(forged({"alg": algorithm}, claims), now=NOW)


@pytest.mark.parametrize("garbage", ["", ".", "a.b.c", "x" * 5000, "ey.ey.ey"])
def test_garbage_is_no_token(keys: Path, garbage: str) -> None:
    with pytest.raises(Unauthenticated):
        TokenReader(keys).read(garbage, now=NOW)


def test_a_changed_claim_breaks_the_signature(keys: Path) -> None:
    head, claims, signature = TokenIssuer(keys).issue(HUONG, now=NOW).split(".")
    changed = json.loads(base64.urlsafe_b64decode(claims + "=="))
    changed["role"] = "signer"
    claims = base64.urlsafe_b64encode(json.dumps(changed).encode()).decode().rstrip("=")

    with pytest.raises(Unauthenticated):
        TokenReader(keys).read(f"{head}.{claims}.{signature}", now=NOW)


def test_the_private_key_is_for_its_owner_only_and_is_not_made_twice(keys: Path) -> None:
    private = keys / "token.private.jwk"
    before = private.read_bytes()
    make_keys(keys)

    assert private.stat().st_mode & 0o077 == 0
    assert private.read_bytes() == before


def test_a_public_key_that_stands_alone_is_not_replaced(keys: Path) -> None:
    (keys / "token.private.jwk").unlink()
    before = (keys / "token.public.jwks").read_bytes()

    with pytest.raises(KeysIncomplete, match=r"token\.public\.jwks"):
        make_keys(keys)
    with pytest.raises(KeysMissing, match=r"token\.private\.jwk"):
        rotate_keys(keys)

    assert (keys / "token.public.jwks").read_bytes() == before
    assert not (keys / "token.private.jwk").exists()


def test_a_missing_public_key_is_written_from_the_private_one(keys: Path) -> None:
    token = TokenIssuer(keys).issue(HUONG, now=NOW)
    before = (keys / "token.public.jwks").read_bytes()
    (keys / "token.public.jwks").unlink()

    make_keys(keys)

    assert TokenReader(keys).read(token, now=NOW) == HUONG
    assert (keys / "token.public.jwks").read_bytes() == before


def test_after_a_rotation_old_tokens_stay_valid_until_old_keys_are_dropped(keys: Path) -> None:
    old = TokenIssuer(keys).issue(HUONG, now=NOW)
    rotate_keys(keys)
    new = TokenIssuer(keys).issue(HUONG, now=NOW)

    assert [TokenReader(keys).read(token, now=NOW) for token in (old, new)] == [HUONG, HUONG]
    assert drop_old_keys(keys) == 1
    assert TokenReader(keys).read(new, now=NOW) == HUONG
    with pytest.raises(Unauthenticated):
        TokenReader(keys).read(old, now=NOW)


PERMISSIONS = table(
    [
        Permission(
            "receive",
            frozenset({Role.INTERMEDIATE_REVIEWER}),
            Jurisdiction.HOLDING_BODY,
            frozenset({CaseState.SUBMITTED}),
        )
    ]
)
REVIEWER = Actor("le-thi-anh-tuyet", Role.INTERMEDIATE_REVIEWER, "cong-doan-nganh-y-te")


def test_who_may_acts_where_they_may() -> None:
    authorize(
        PERMISSIONS, "receive", REVIEWER, holding_body="cong-doan-nganh-y-te", state=CaseState.SUBMITTED
    )  # returns: no refusal
    with pytest.raises(WrongState):
        authorize(PERMISSIONS, "receive", REVIEWER, holding_body="cong-doan-nganh-y-te", state=CaseState.AWARDED)


@pytest.mark.parametrize(
    ("actor", "action", "body"),
    [
        (HUONG, "receive", "cdcs-may-minh-anh"),
        (REVIEWER, "receive", "cong-doan-nganh-giao-duc"),
        (REVIEWER, "unheard_of", "cong-doan-nganh-y-te"),
        (REVIEWER, "receive", None),
    ],
)
def test_others_are_refused_before_the_state_is_looked_at(actor: Actor, action: str, body: str | None) -> None:
    with pytest.raises(Forbidden):
        authorize(PERMISSIONS, action, actor, holding_body=body, state=CaseState.AWARDED)


def test_an_action_has_one_row() -> None:
    with pytest.raises(ValueError, match="two rows"):
        table([*PERMISSIONS.values(), *PERMISSIONS.values()])
