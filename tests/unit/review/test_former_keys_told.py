"""By which key a case named its nominee before: bound by what was said, emptied with the person it was about."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from services.review import consumers, declarations
from services.review.blindness import hidden_among
from services.review.council_models import Declaration
from services.review.erasing import erase_person
from services.review.models import HeardVersion
from services.review.recusal_queries import Kind
from services.review.service import DEFINITION
from shared.desk import Desk
from shared.erasure import ERASED
from shared.events.envelope import Actor, Envelope
from shared.events.erasure import PersonErased
from shared.events.nomination import Resubmitted
from shared.events.terms import Role, SubjectKind
from shared.names import nominee_key
from tests.support.comparing import faults_by, said_in, tamper
from tests.unit.review.cases import (
    HEAD,
    PROVINCE,
    act,
    dossier,
    envelope_of,
    hear,
    open_case,
    policy_hash,
    receive,
    submitted,
)
from tests.unit.review.test_supplements import give_back
from tests.unit.review.test_supplements_held import hold, release

KIN = Actor("member-3", Role.COUNCIL_MEMBER, PROVINCE)
NAMES = ("Lò Văn Phong", "Lò Văn Phương")
BIRTH = "1979-05-02"
KEYS = tuple(nominee_key(SubjectKind.INDIVIDUAL, name, BIRTH) for name in NAMES)
FILED, RIGHT = (
    replace(dossier(), nominee=replace(dossier().nominee, key=key, full_name=name, birth=BIRTH))
    for key, name in zip(KEYS, NAMES, strict=True)
)


def renamed(desk: Desk, *, is_held: bool = False) -> list[Envelope]:
    """What nomination said of a case whose name is corrected."""
    sent = submitted(desk, "case-1", dossier=FILED)
    first = envelope_of(desk, sent, "nomination.submitted", policy=policy_hash(desk))
    open_case(desk, dossier=FILED)
    receive(desk, HEAD)
    give_back(desk, HEAD, "nominee.full_name")
    if is_held:
        hold(desk, HEAD)
    event = Resubmitted(
        case="case-1", dossier=RIGHT, version=2, sent_at=desk.clock.now(), changed=("nominee.full_name",), answers=(),
        evaluations=(),
    )  # fmt: skip
    hear(desk, partial(consumers.on_resubmitted, desk), event, "nomination.resubmitted")
    return [first, envelope_of(desk, event, "nomination.resubmitted")]


def former(desk: Desk) -> list[str | None]:
    with desk.database.reading() as tx:
        return list(tx.scalars(select(HeardVersion.former_key).order_by(HeardVersion.number)))


def faults(desk: Desk, heard: list[Envelope], *, erased: bool = False) -> list[str]:
    with desk.database.reading() as tx:
        records = ("case-1",) if erased else ()
        return faults_by(tx, DEFINITION, "heard_version", [*heard, *said_in(tx)], KEYS[1:] if erased else (), records)


def test_who_takes_the_former_key_away_is_named(desk: Desk) -> None:
    """Without it a conflict that was declared would be lifted, and nobody would know."""
    heard = renamed(desk)
    assert (former(desk), faults(desk, heard)) == ([None, KEYS[0]], [])

    for other in ("NULL", "'of-somebody-else'"):
        tamper(desk, f"UPDATE heard_version SET former_key = {other} WHERE number = 2")
        [named] = faults(desk, heard)
        assert named.endswith(": former_key: not what was said")


def test_what_the_release_before_left_is_no_fault(desk: Desk) -> None:
    """It told no award, left the case under its first key, and kept none."""
    heard = renamed(desk)
    tamper(desk, "UPDATE heard_version SET former_key = NULL")
    with desk.database.reading() as tx:
        told = [
            replace(said, data={**said.data, "award": None}) if said.type == "review.resumed" else said
            for said in said_in(tx)
        ]
        assert faults_by(tx, DEFINITION, "heard_version", [*heard, *told]) == []


def test_a_key_corrected_while_the_case_is_held_is_kept_and_no_fault(desk: Desk) -> None:
    heard = renamed(desk, is_held=True)
    release(desk, HEAD)
    assert (former(desk), faults(desk, heard)) == ([None, KEYS[0]], [])


def erase(desk: Desk, standing: tuple[str, ...] = ()) -> None:
    gone = PersonErased(
        erasure="e1", nominee_key=KEYS[1], cases=("case-1",), holds=(), basis="erasure_requested", document="Đơn 1",
        asked_by="a", confirmed_by="b", names=(), standing=standing,
    )  # fmt: skip
    with desk.database.transaction() as tx:
        erase_person(tx, gone)


def declared(desk: Desk, name: str = NAMES[0]) -> None:
    act(desk, KIN, lambda work: declarations.declare_relation(
        work, person=KIN.subject, kind=Kind.KIN, name=name, birth=BIRTH
    ))  # fmt: skip


def abouts(desk: Desk) -> list[str]:
    with desk.database.reading() as tx:
        return list(tx.scalars(select(Declaration.about)))


def test_an_erasure_takes_the_former_key_and_what_was_declared_about_it(desk: Desk) -> None:
    declared(desk)
    heard = renamed(desk)
    erase(desk)

    assert (former(desk), abouts(desk), faults(desk, heard, erased=True)) == ([None, None], [ERASED], [])


def test_what_was_declared_about_somebody_else_outlives_the_erasure(desk: Desk) -> None:
    """The unit had put another nominee's name on the case, and mended it."""
    declared(desk)
    renamed(desk)
    open_case(desk, "case-2", dossier=FILED)
    erase(desk)

    with desk.database.reading() as tx:
        assert hidden_among(tx, KIN, ["case-1", "case-2"]) == {"case-2"}


def test_what_was_declared_of_a_whole_birth_outlives_an_erasure_of_somebody_known_by_the_year(desk: Desk) -> None:
    """It may be about another, who is nominated later: better one voice less in the vote than a vote on one's kin."""
    declared(desk, NAMES[1])
    by_year = nominee_key(SubjectKind.INDIVIDUAL, NAMES[1], BIRTH[:4])
    gone = PersonErased(
        erasure="e1", nominee_key=by_year, cases=("case-9",), holds=(), basis="erasure_requested", document="Đơn 1",
        asked_by="a", confirmed_by="b", names=(), standing=(),
    )  # fmt: skip
    with desk.database.transaction() as tx:
        erase_person(tx, gone)
    assert abouts(desk) == [KEYS[1]]

    open_case(desk, dossier=RIGHT)
    with desk.database.reading() as tx:
        assert hidden_among(tx, KIN, ["case-1"]) == {"case-1"}


@pytest.mark.parametrize(("standing", "left"), [((), ERASED), (("case-9",), KEYS[1])])
def test_what_was_declared_under_a_key_others_have_too_holds_on(
    desk: Desk, standing: tuple[str, ...], left: str
) -> None:
    """A declaration says no more than the key, which may be a namesake's: better one voice less in the vote."""
    declared(desk, NAMES[1])
    heard = renamed(desk)

    erase(desk, standing)

    assert (abouts(desk), faults(desk, heard, erased=True)) == ([left], [])
