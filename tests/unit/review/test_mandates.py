"""Acting for another: in their name, for a time, for what the paper says – and never to vote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.review import actions_receipt, declarations, mandates
from services.review.ballots import cast_ballot
from services.review.council_errors import (
    BallotNotDelegable,
    MandateAbsent,
    MandateConflict,
    MandateNotInForce,
    MandateRefused,
)
from services.review.council_models import MandateRow
from services.review.models import Transition
from services.review.recusal_queries import Kind
from services.review.rules.delegation import Mandate, why_no_time, why_not_covered, why_not_given, why_not_in_force
from shared.clock import SetClock, office_day
from shared.desk import Desk
from shared.errors import Conflict, Forbidden, InvalidInput
from shared.events.envelope import Actor, Envelope
from shared.events.terms import Role, StageKind
from shared.names import nominee_key
from tests.support.desks import bearer, client_of
from tests.unit.review.cases import HEAD, OFFICER, act, dossier, find, open_case
from tests.unit.review.test_stages import at_district

DEPUTY = Actor("deputy", Role.GRASSROOTS_OFFICER, HEAD.unit)
GIVEN = Mandate(
    id="m", giver="head", delegate="deputy", role=Role.GRASSROOTS_HEAD, unit="u", stages=(StageKind.GRASSROOTS,),
    awards=("merit_cert_federation",), first=date(2026, 8, 1), last=date(2026, 8, 10), document="GUQ 01",
)  # fmt: skip


def today(desk: Desk) -> date:
    return office_day(desk.clock.now())


def give(desk: Desk, *, by: Actor = HEAD, **changed: Any) -> str:
    terms: dict[str, Any] = {
        "delegate": DEPUTY.subject, "stages": (), "awards": (), "first": today(desk),
        "last": today(desk) + timedelta(days=9), "document": "Giấy ủy quyền 01/GUQ-CĐCS",
    }  # fmt: skip
    row, _ = act(desk, by, lambda work: mandates.give_mandate(desk, work, **terms | changed))
    return str(row.id)


def receive_for(desk: Desk, mandate: str, *, actor: Actor = DEPUTY) -> list[Envelope]:
    seen = find(desk).version
    return act(
        desk, actor,
        lambda work: actions_receipt.receive(desk, mandates.under_mandate(work, mandate), "case-1", seen=seen),
    )[1]  # fmt: skip


def test_delegate_acts_in_the_givers_name_and_both_stand_in_every_record(desk: Desk) -> None:
    open_case(desk)
    seen = find(desk).version
    with pytest.raises(Forbidden):
        act(desk, DEPUTY, lambda work: actions_receipt.receive(desk, work, "case-1", seen=seen))

    (said,) = receive_for(desk, give(desk))

    assert (said.actor.subject, said.actor.on_behalf_of, said.actor.role) == (
        DEPUTY.subject, HEAD.subject, Role.GRASSROOTS_HEAD,
    )  # fmt: skip
    with desk.database.reading() as tx:
        step = tx.scalars(select(Transition).where(Transition.action == "receive")).one()
        assert (step.actor, step.on_behalf_of, step.role) == (DEPUTY.subject, HEAD.subject, "grassroots_head")


def test_giving_is_said_with_its_paper_and_its_days(desk: Desk) -> None:
    _, (said,) = act(
        desk, HEAD,
        lambda work: mandates.give_mandate(
            desk, work, delegate="deputy", stages=(StageKind.GRASSROOTS,), awards=(), first=today(desk),
            last=today(desk), document="GUQ 01",
        ),
    )  # fmt: skip

    assert said.type == "review.mandate_granted"
    assert {key: said.data[key] for key in ("giver", "delegate", "stages", "document")} == {
        "giver": HEAD.subject, "delegate": "deputy", "stages": ["grassroots"], "document": "GUQ 01",
    }  # fmt: skip


def test_expired_mandate_is_refused(desk: Desk) -> None:
    open_case(desk)
    mandate = give(desk)
    assert isinstance(desk.clock, SetClock)
    desk.clock.advance(days=10)

    with pytest.raises(MandateNotInForce):
        receive_for(desk, mandate)

    assert find(desk).state == "submitted"


def test_revoked_mandate_is_refused_at_once(desk: Desk) -> None:
    open_case(desk)
    mandate = give(desk)
    _, (said,) = act(desk, HEAD, lambda work: mandates.revoke_mandate(work, mandate, reason="Đã đi làm trở lại"))

    with pytest.raises(MandateNotInForce):
        receive_for(desk, mandate)
    with pytest.raises(Conflict):
        act(desk, HEAD, lambda work: mandates.revoke_mandate(work, mandate, reason="Đã đi làm trở lại"))

    assert (said.type, said.data["reason"]) == ("review.mandate_revoked", "Đã đi làm trở lại")


@pytest.mark.parametrize("actor", [OFFICER, replace(HEAD, subject="somebody-else")])
def test_mandate_serves_nobody_but_its_delegate(desk: Desk, actor: Actor) -> None:
    open_case(desk)

    with pytest.raises(MandateNotInForce):
        receive_for(desk, give(desk), actor=actor)


@pytest.mark.parametrize("scope", [{"awards": ("plaque_work",)}, {"stages": (StageKind.PROVINCIAL,)}])
def test_mandate_reaches_no_further_than_its_stages_and_awards(desk: Desk, scope: dict[str, Any]) -> None:
    open_case(desk)

    with pytest.raises(MandateRefused):
        receive_for(desk, give(desk, **scope))

    assert find(desk).state == "submitted"


def test_nobody_hands_a_mandate_on(desk: Desk) -> None:
    mandate = give(desk)

    with pytest.raises(MandateRefused):
        act(
            desk, DEPUTY,
            lambda work: mandates.give_mandate(
                desk, mandates.under_mandate(work, mandate), delegate="third", stages=(), awards=(), first=today(desk),
                last=today(desk), document="GUQ 02",
            ),
        )  # fmt: skip

    with desk.database.reading() as tx:
        assert [row.delegate for row in tx.scalars(select(MandateRow))] == ["deputy"]


def test_who_submitted_the_case_does_not_judge_it_under_a_mandate(desk: Desk) -> None:
    """The officer submitted it; acting as the head would make one person of two hands."""
    open_case(desk)

    with pytest.raises(MandateConflict):
        receive_for(desk, give(desk, delegate=OFFICER.subject), actor=OFFICER)


@pytest.mark.parametrize("concerned", [DEPUTY, HEAD])
def test_conflict_of_the_delegate_or_of_the_giver_ends_the_mandate_for_that_case(desk: Desk, concerned: Actor) -> None:
    nominee = dossier().nominee
    named = replace(nominee, key=nominee_key(nominee.kind, nominee.full_name, nominee.birth))
    open_case(desk, dossier=dossier(nominee=named))
    mandate = give(desk)
    act(
        desk, concerned,
        lambda work: declarations.declare_relation(
            work, person=concerned.subject, kind=Kind.KIN, name=nominee.full_name, birth=nominee.birth
        ),
    )  # fmt: skip

    with pytest.raises(MandateConflict):
        receive_for(desk, mandate)


def test_ballot_is_never_delegated(desk: Desk) -> None:
    member = Actor("member-1", Role.COUNCIL_MEMBER, "ldld-hung-yen")
    with pytest.raises(Forbidden):
        give(desk, by=member)
    mandate = give(desk)

    with pytest.raises(BallotNotDelegable):
        act(desk, DEPUTY, lambda work: cast_ballot(mandates.under_mandate(work, mandate), "s", choices={}))


def test_stranger_can_neither_revoke_nor_see_a_mandate(desk: Desk) -> None:
    mandate = give(desk)
    stranger = Actor("reviewer", Role.INTERMEDIATE_REVIEWER, "ldld-huyen")

    with pytest.raises(MandateAbsent):
        act(desk, stranger, lambda work: mandates.revoke_mandate(work, mandate, reason="Không phải của tôi"))
    with desk.database.reading() as tx:
        assert mandates.list_mandates(tx, stranger) == []
        assert [row.id for row in mandates.list_mandates(tx, DEPUTY)] == [mandate]


def test_header_names_the_mandate_over_http(desk: Desk, tmp_path: Any) -> None:
    open_case(desk)
    mandate, version = give(desk), find(desk).version
    client = client_of(desk)
    signed_in = bearer(tmp_path, DEPUTY.subject, DEPUTY.role, DEPUTY.unit) | {"If-Match": f'"{version}"'}

    def receive(**headers: str) -> Any:
        return client.post("/api/review/v1/cases/case-1/receive", json={}, headers=signed_in | headers)

    assert receive().status_code == 403
    unknown = receive(**{"Acting-For": "no-such-mandate"})
    assert (unknown.status_code, unknown.get_json()["code"]) == (403, "mandate.not_in_force")
    assert receive(**{"Acting-For": mandate}).status_code == 200


def test_mandate_of_the_district_reaches_the_districts_stage_only(desk: Desk) -> None:
    at_district(desk)
    assert find(desk).stage_kind == "district"
    assert why_not_covered(GIVEN, action="pass_stage", stage=StageKind.DISTRICT, award="merit_cert_federation")


@pytest.mark.parametrize(
    ("day", "who", "revoked", "in_force"),
    [
        (date(2026, 7, 31), "deputy", None, False), (date(2026, 8, 1), "deputy", None, True),
        (date(2026, 8, 10), "deputy", None, True), (date(2026, 8, 11), "deputy", None, False),
        (date(2026, 8, 5), "other", None, False), (date(2026, 8, 5), "deputy", date(2026, 8, 5), False),
    ],
)  # fmt: skip
def test_days_of_a_mandate_are_both_included(day: date, who: str, revoked: date | None, in_force: bool) -> None:
    assert (why_not_in_force(replace(GIVEN, revoked_on=revoked), delegate=who, on=day) is None) is in_force


@pytest.mark.parametrize(
    "changed",
    [
        {"delegate": "head"}, {"role": Role.COUNCIL_MEMBER}, {"last": date(2026, 12, 31)},
    ],
)  # fmt: skip
def test_mandate_that_cannot_be_given(changed: dict[str, Any]) -> None:
    refused = replace(GIVEN, **changed)

    assert why_not_given(refused, giver_acts_for=None, most_days=30) is not None
    assert why_not_given(GIVEN, giver_acts_for=None, most_days=30) is None


@pytest.mark.parametrize(
    "days", [{"last": date(2026, 7, 31)}, {"first": date(2026, 6, 1), "last": date(2026, 6, 2)}]
)  # fmt: skip
def test_days_no_mandate_can_have_are_bad_input(desk: Desk, days: dict[str, date]) -> None:
    """No authority is in question: who mistypes a day is told which, and stands in no list of refused acts."""
    assert why_no_time(replace(GIVEN, **days), today=date(2026, 8, 1)) is not None
    assert why_no_time(GIVEN, today=date(2026, 8, 1)) is None
    with pytest.raises(InvalidInput) as refused:
        give(desk, first=today(desk), last=today(desk) - timedelta(days=1))
    assert [place.at for place in refused.value.places] == ["last"]


def test_a_mandate_for_an_award_nobody_knows_is_bad_input(desk: Desk) -> None:
    """`merit_cert_federation` mistyped would cover nothing."""
    with pytest.raises(InvalidInput) as refused:
        give(desk, awards=("merit_cert_federation", "merit_cert_federatoin"))
    assert [place.at for place in refused.value.places] == ["awards[1]"]


@pytest.mark.parametrize("action", ["cast_ballot", "open_session", "give_mandate", "close_session"])
def test_acts_that_are_nobodys_to_delegate(action: str) -> None:
    assert why_not_covered(GIVEN, action=action, stage=StageKind.GRASSROOTS, award="merit_cert_federation") is not None
