"""Awards no council votes on: the body decides on its own minutes, or its employer does (E1, domain.md §3.3)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from services.review.council_errors import SignerConcerned
from services.review.council_invariants import COUNCIL_INVARIANTS
from services.review.council_models import Decision, Declaration
from services.review.council_views import lists_on_minutes
from services.review.errors import CaseAbsent
from services.review.escalation import escalate_upward
from services.review.escalation_invariants import ESCALATION_INVARIANTS
from services.review.escalation_models import Submission
from services.review.models import EvaluationRow
from services.review.outside_answers import Said, enter_answer
from services.review.queries import Filters, get_case_for, list_cases, list_work
from services.review.recusal_queries import Kind
from services.review.signing import refuse_signature, sign
from shared.clock import SetClock
from shared.desk import Desk
from shared.errors import Forbidden, RuleBlocked
from shared.events.dossier import Nominee, Road
from shared.events.envelope import Actor, Envelope
from shared.events.terms import Answer, Level, Role, SubjectKind
from tests.unit.review.cases import (
    AREA_OFFICER,
    BETWEEN,
    C4,
    DISTRICT,
    GRASSROOTS,
    HEAD,
    HUNG_YEN,
    KHANH_HOA,
    PROVINCE,
    REVIEWER,
    SECRETARY,
    UNIT,
    act,
    dossier,
    find,
    hear_area,
    open_case,
    pass_on,
    receive,
)

BASE = Road(
    chain="C4", stages=(dataclasses.replace(GRASSROOTS, may_decide=True),),
    decided_at=Level.GRASSROOTS, area_body=PROVINCE,
)
CHAIR = Actor("chair@may", Role.SIGNER, UNIT)
ELSEWHERE = Actor("chair@det", Role.SIGNER, "cdcs-det")


def passed(desk: Desk, award: str = "commendation_cert_union", *names: str, plan: str = HUNG_YEN) -> list[Envelope]:
    """Cases the union's own committee passed; what the last act said."""
    said: list[Envelope] = []
    for name in names or ("case-1",):
        nominee = Nominee(key=f"individual/{name}/1990", kind=SubjectKind.INDIVIDUAL, full_name=f"Nguyễn Thị {name}")
        open_case(desk, name, road=BASE, plan=plan, dossier=dossier(award=award, nominee=nominee))
        receive(desk, HEAD, name)
        said = pass_on(desk, HEAD, name)
    return said


def signed(desk: Desk, cases: Sequence[str], actor: Actor = CHAIR, *, dated: date | None = None) -> Decision:
    decision, _ = act(desk, actor, lambda work: sign(desk, work, session_ids=[], case_ids=cases, dated=dated))
    assert isinstance(decision, Decision)
    return decision


def clock(desk: Desk) -> SetClock:
    assert isinstance(desk.clock, SetClock)
    return desk.clock


def violations(desk: Desk) -> list[str]:
    with desk.database.reading() as tx:
        return [line for one in (*COUNCIL_INVARIANTS, *ESCALATION_INVARIANTS) for line in one.violations(tx)]


def test_what_the_committee_passed_goes_to_the_competent_person_of_the_union(desk: Desk) -> None:
    said = passed(desk)

    assert [one.type for one in said] == ["review.stage_passed", "review.sent_for_signature"]
    assert said[1].data["session"] is None
    assert (find(desk).state, find(desk).body) == ("pending_decision", UNIT)
    with desk.database.reading() as tx:
        assert [case.id for case in list_work(tx, CHAIR, cursor=None, limit=9).items] == ["case-1"]
        (waiting,) = lists_on_minutes(desk, tx, date(2026, 8, 3), CHAIR)
        assert (waiting["cases"], waiting["road"], waiting["session"]) == (["case-1"], None, None)


def test_the_union_signs_what_its_own_level_decides(desk: Desk) -> None:
    passed(desk, "commendation_cert_union", "case-1", "case-2")
    decision = signed(desk, ["case-1", "case-2"])

    assert (decision.printed, decision.body, decision.dated) == ("01/QĐ-CĐCS", UNIT, date(2026, 8, 3))
    assert [one["rule"] for one in decision.evaluations] == ["P09", "P08", "P10", "P14"]
    facts = decision.evaluations[1]["facts"]
    assert (facts["award_level"], facts["body_level"]) == ("grassroots", "grassroots")
    assert {find(desk, name).state for name in ("case-1", "case-2")} == {"awarded"}
    assert violations(desk) == []


def test_nobody_is_left_out_without_a_reason_and_nobody_joins(desk: Desk) -> None:
    passed(desk, "commendation_cert_union", "case-1", "case-2")
    with pytest.raises(RuleBlocked) as refused:
        signed(desk, ["case-1"])
    assert [place.code for place in refused.value.places] == ["P09"]

    act(desk, CHAIR, lambda work: refuse_signature(desk, work, "case-2", seen=None, reason="Có đơn chưa giải quyết."))
    assert signed(desk, ["case-1"]).number == 1
    with pytest.raises(CaseAbsent):
        signed(desk, ["case-9"])


def test_another_plans_cases_neither_date_a_list_nor_keep_its_signer_out(desk: Desk) -> None:
    """The committee met on the one on Monday, on the other two days later, about kin of whoever signs."""
    passed(desk)
    clock(desk).advance(days=2)
    passed(desk, "commendation_cert_union", "case-2", plan=KHANH_HOA)
    of_kin = {"kind": Kind.KIN.value, "about": find(desk, "case-2").nominee_key}
    by = {"person": CHAIR.subject, "declared_by": CHAIR.subject, "declared_at": desk.clock.now()}
    with desk.database.transaction() as tx:
        tx.add(Declaration(id="declaration-1", **of_kin, **by))

    decision = signed(desk, ["case-1"], dated=date(2026, 8, 4))

    facts = decision.evaluations[1]["facts"]
    assert (decision.dated, facts["voted_on"]) == (date(2026, 8, 4), "2026-08-03")
    with pytest.raises(SignerConcerned):
        signed(desk, ["case-2"])
    with desk.database.reading() as tx:
        assert lists_on_minutes(desk, tx, date(2026, 8, 5), CHAIR) == []


def test_a_list_is_not_dated_before_the_last_of_its_own_minutes(desk: Desk) -> None:
    passed(desk)
    clock(desk).advance(days=2)
    passed(desk, "commendation_cert_union", "case-2")

    with pytest.raises(RuleBlocked) as refused:
        signed(desk, ["case-1", "case-2"], dated=date(2026, 8, 4))
    assert [place.code for place in refused.value.places] == ["P08"]


@pytest.mark.parametrize("who", [HEAD, ELSEWHERE, SECRETARY])
def test_only_the_signer_of_that_body_signs(desk: Desk, who: Actor) -> None:
    passed(desk)
    with pytest.raises(Forbidden):
        signed(desk, ["case-1"], who)


def test_a_base_title_goes_to_the_employer_and_not_under_the_unions_number(desk: Desk) -> None:
    """E1: the unit's council advises, the head of the agency or director decides (LAW22 Art 80)."""
    passed(desk, "title_advanced_worker")
    with pytest.raises(RuleBlocked) as refused:
        signed(desk, ["case-1"])
    assert [place.code for place in refused.value.places] == ["P08"]

    letter, _ = act(desk, CHAIR, lambda work: escalate_upward(desk, work, session_ids=[], case_ids=["case-1"]))
    assert isinstance(letter, Submission)
    assert (letter.printed, letter.road) == ("01/TTr-CĐCS", "E1")
    assert [one["office"] for one in letter.ahead] == ["unit_council", "head_of_unit"]
    assert (find(desk).state, find(desk).body) == ("pending_decision", "office:unit_council")
    _answer(desk, letter, office="unit_council", answer=Answer.ENDORSED, document="BB 03/BB-HĐTĐ")
    _answer(
        desk, letter, office="head_of_unit", answer=Answer.GRANTED, document="QĐ 12/QĐ-CT", number="12/QĐ-CT",
        signatory="Giám đốc Trần Văn Bình",
    )  # fmt: skip

    assert find(desk).state == "awarded"
    with desk.database.reading() as tx:
        asked = set(tx.scalars(select(EvaluationRow.rule)))
        assert tx.scalars(select(Decision)).all() == []
    assert "P11" not in asked  # of what the province submits only
    assert violations(desk) == []


def _answer(desk: Desk, letter: Submission, **said: Any) -> None:
    given = Said(dated=date(2026, 8, 3), **said)
    act(desk, HEAD, lambda work: enter_answer(desk, work, letter.id, case_ids=["case-1"], said=given))


def test_what_a_council_votes_on_still_waits_for_it(desk: Desk) -> None:
    open_case(desk, road=C4)
    receive(desk, HEAD)
    assert [one.type for one in pass_on(desk, HEAD)] == ["review.stage_passed"]
    assert find(desk).state == "submitted"


def test_a_body_in_between_signs_what_the_road_brings_it(desk: Desk) -> None:
    """The level the proposal chose decides, on that body's own minutes and by its own person (M08, P08)."""
    top = dataclasses.replace(BETWEEN, may_decide=True)
    road = Road(chain="C1", stages=(GRASSROOTS, top), decided_at=Level.INTERMEDIATE)
    open_case(desk, road=road, plan=KHANH_HOA, dossier=dossier(award="commendation_cert_union"))
    for hand in (HEAD, REVIEWER):
        receive(desk, hand)
        pass_on(desk, hand)
    assert (find(desk).state, find(desk).body) == ("pending_decision", DISTRICT)

    decision = signed(desk, ["case-1"], Actor("chair@huyen", Role.SIGNER, DISTRICT))
    assert (decision.printed, decision.body) == ("01/QĐ-LĐLĐ", DISTRICT)
    facts = decision.evaluations[1]["facts"]
    assert (facts["award_level"], facts["body_level"]) == ("intermediate", "intermediate")
    assert violations(desk) == []


def test_the_area_officer_of_the_province_reads_and_helps_what_the_union_decides_alone(desk: Desk) -> None:
    """domain.md §6: told of every event of the units in the area; nobody else of the province has a say in it."""
    open_case(desk, road=BASE, dossier=dossier(award="commendation_cert_union"))
    open_case(desk, "case-2", road=dataclasses.replace(BASE, area_body="ldld-khac"))
    with desk.database.reading() as tx:
        seen = [one.id for one in list_cases(tx, AREA_OFFICER, Filters(), cursor=None, limit=9).items]
        assert get_case_for(tx, AREA_OFFICER, "case-1").id == "case-1"
        with pytest.raises(Forbidden):
            get_case_for(tx, AREA_OFFICER, "case-2")
        with pytest.raises(Forbidden):
            get_case_for(tx, SECRETARY, "case-1")

    assert seen == ["case-1"]
    hear_area(desk)
    with pytest.raises(Forbidden):
        receive(desk, AREA_OFFICER)
