"""What goes beyond the chain, on real tables: the letter, where the case lies, what comes back and who enters it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.review.council_errors import AnsweredAlready, DecidedHere, NoticeStands, SeveralPlans, SubmissionAbsent
from services.review.council_models import Decision
from services.review.errors import CaseAbsent
from services.review.escalation_models import OutsideAnswer, OutsideDecision, Submission, SubmissionItem
from services.review.escalation_views import submission_view
from services.review.models import Case, EvaluationRow, StageRun, Transition
from services.review.outside_answers import Said, enter_answer
from services.review.queries_explanation import explain
from services.review.recusal_queries import Kind
from services.review.signing import refuse_signature
from shared.errors import Forbidden, InvalidInput, RuleBlocked
from shared.events.envelope import Actor
from shared.events.terms import Answer, CaseState, CouncilKind, Role, SubjectKind
from shared.names import nominee_key
from tests.unit.review_council.stage import BODY, SECRETARY, SIGNER, Stage
from tests.unit.review_council.test_recusals import BIRTH, NAME, declare
from tests.unit.review_council.test_session import blocked_by

DIPLOMA = "creative_labour_diploma"
ACHIEVED: dict[str, Any] = {"dossier": {"achieved_to": "2026-06-30"}}
GRANTED: dict[str, Any] = {
    "answer": Answer.GRANTED, "number": "1520/QĐ-TLĐ", "signatory": "Nguyễn Đình Khang", "document": "QĐ 1520/QĐ-TLĐ",
}  # fmt: skip


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def diplomas(stage: Stage, count: int = 1, **columns: Any) -> tuple[str, list[str]]:
    """A session that passed diplomas of the confederation and sent them to the signer."""
    return stage.ready_to_sign(count, award=DIPLOMA, **ACHIEVED | columns)


def at_the_confederation(stage: Stage, count: int = 1) -> tuple[Submission, list[str]]:
    session, cases = diplomas(stage, count)
    return stage.escalate(session, cases), cases


TITLES: dict[str, Any] = {
    "prior_titles": [{"award": "title_fighter_province", "year": year, "in_register": True} for year in (2024, 2025)]
}


def places_of(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [place.at for place in error.value.places]


def test_letter_sends_every_case_of_the_voted_list_up(stage: Stage) -> None:
    session, cases = diplomas(stage, 2)
    letter = stage.escalate(session, cases)

    assert (letter.printed, letter.dated, letter.road) == ("01/TTr-LĐLĐ", date(2026, 8, 24), "TLD")
    for case_id in cases:
        case = stage.case(case_id)
        assert (case.is_in, case.body, case.body_name) == (
            CaseState.PENDING_DECISION, "office:confederation", "Tổng Liên đoàn Lao động Việt Nam",
        )  # fmt: skip
        assert (case.submission_id, case.decision_id) == (letter.id, None)
    (signed,) = stage.said("review.submission_signed")
    assert (signed["cases"], signed["sessions"], signed["signed_by"]) == (cases, [session], "president")
    assert [(one["office"], one["does"]) for one in signed["ahead"]] == [("confederation", "decides")]
    assert [one["rule"] for one in signed["evaluations"]] == ["P09"]
    said = stage.said("review.escalated")
    assert [(one["case"], one["number"], one["step"]["body"]) for one in said] == [
        (case_id, "01/TTr-LĐLĐ", "office:confederation") for case_id in cases
    ]
    assert [[rule["rule"] for rule in one["evaluations"]] for one in said] == [["P11"], ["P11"]]
    assert stage.said("review.decision_signed") == []
    assert stage.violations() == []


def test_age_of_the_achievement_is_asked_on_the_day_of_the_letter_and_explained(stage: Stage) -> None:
    """P11: six months before 24/8/2026 begin on 24/2/2026."""
    session, (case_id,) = diplomas(stage, dossier={"achieved_to": "2026-02-24"})
    stage.escalate(session, [case_id])

    with stage.reading() as tx:
        told = explain(stage.desk.policies, tx, tx.get_one(Case, case_id), None)
    (asked,) = [one for one in told.asked if one.said.rule == "P11"]
    assert (asked.action, asked.said.facts) == (
        "escalate_upward", {"achieved_to": "2026-02-24", "submitted_on": "2026-08-24", "months": 6}
    )  # fmt: skip
    assert [one.said.rule for one in told.asked if one.action == "escalate_upward"] == ["P09", "P11"]
    assert told.is_reproduced


@pytest.mark.parametrize(
    "dossier",
    [{"achieved_to": "2026-02-23"}, {"achieved_to": None}, {}, {"achieved_to": "2026-08-25"},
     {"achieved_to": "2099-01-01"}],
)  # fmt: skip
def test_what_is_too_old_or_does_not_say_stays_here(stage: Stage, dossier: dict[str, Any]) -> None:
    session, (good, old) = diplomas(stage, 2)
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, old).dossier = dossier
    with pytest.raises(RuleBlocked) as refused:
        stage.escalate(session, [good, old])
    assert [(place.at, place.code) for place in refused.value.places] == [(old, "P11")]
    assert stage.said("review.escalated") == []

    with stage.acting(SIGNER) as work:
        refuse_signature(stage.desk, work, old, seen=None, reason="Thành tích đã quá sáu tháng.")
    assert stage.escalate(session, [good]).number == 1
    assert stage.violations() == []


def test_list_of_a_letter_is_the_voted_list(stage: Stage) -> None:
    session, (first, second) = diplomas(stage, 2)
    with pytest.raises(RuleBlocked) as refused:
        stage.escalate(session, [first])
    assert blocked_by(refused) == {"P09"}
    (stranger,) = stage.plant(award=DIPLOMA, state=CaseState.PENDING_DECISION.value, **ACHIEVED)
    with pytest.raises(RuleBlocked) as refused:
        stage.escalate(session, [first, second, stranger])
    assert blocked_by(refused) == {"P09"}


def test_what_the_province_decides_is_not_sent_up(stage: Stage) -> None:
    session, cases = stage.ready_to_sign()
    with pytest.raises(DecidedHere):
        stage.escalate(session, cases)


def test_one_session_parts_into_a_decision_and_a_letter(stage: Stage) -> None:
    """Each is the whole of its own part of the vote; mixed they are refused."""
    ours, theirs = stage.published(1), stage.plant(1, award=DIPLOMA, is_simplified=True, **ACHIEVED)
    session = stage.voting([*ours, *theirs])
    stage.vote_all(session.id, [*ours, *theirs], yes=9)
    stage.close(session.id)
    stage.send(session.id)
    with pytest.raises(SeveralPlans):
        stage.sign(session.id, [*ours, *theirs])

    assert stage.sign(session.id, ours).printed == "01/QĐ-LĐLĐ"
    assert stage.escalate(session.id, theirs).printed == "01/TTr-LĐLĐ"
    assert stage.violations() == []


def test_a_case_that_was_sent_off_is_nobodys_here(stage: Stage) -> None:
    """Not signed, not refused, not sent again: it lies with somebody else."""
    letter, (case_id,) = at_the_confederation(stage)
    with pytest.raises(Forbidden):
        stage.sign(letter.sessions[0], [case_id])
    with pytest.raises(Forbidden):
        stage.escalate(letter.sessions[0], [case_id])
    with pytest.raises(Forbidden), stage.acting(SIGNER) as work:
        refuse_signature(stage.desk, work, case_id, seen=None, reason="Không còn ở đây nữa.")


def test_granted_is_the_decision_of_the_authority_and_none_of_ours(stage: Stage) -> None:
    letter, cases = at_the_confederation(stage, 2)
    stage.clock.advance(days=30)
    decided = date(2026, 9, 10)
    stage.answer(letter, cases, office="confederation", dated=decided, **GRANTED)

    assert {stage.case(case_id).is_in for case_id in cases} == {CaseState.AWARDED}
    (entered,) = stage.said("review.outside_decision_entered")
    assert (entered["number"], entered["dated"], entered["signatory"], entered["office"], entered["body"]) == (
        "1520/QĐ-TLĐ", "2026-09-10", "Nguyễn Đình Khang", "confederation", BODY
    )  # fmt: skip
    assert [item["case"] for item in entered["items"]] == cases
    assert [rule["rule"] for rule in entered["evaluations"]] == ["P10", "P14"]
    assert [(one["case"], one["number"]) for one in stage.said("review.awarded")] == [
        (case_id, "1520/QĐ-TLĐ") for case_id in cases
    ]
    assert stage.said("review.decision_signed") == []
    assert stage.sign(*stage.ready_to_sign()).number == 1
    assert stage.violations() == []


def test_some_may_be_granted_and_others_refused(stage: Stage) -> None:
    letter, (good, bad) = at_the_confederation(stage, 2)
    stage.answer(letter, [good], office="confederation", **GRANTED)
    stage.answer(
        letter, [bad], office="confederation", answer=Answer.REFUSED, reason="Không đủ tiêu chuẩn theo quy chế."
    )

    assert (stage.case(good).is_in, stage.case(bad).is_in) == (CaseState.AWARDED, CaseState.NOT_AWARDED)
    (refused,) = stage.said("review.refused")
    assert (refused["reason"], refused["step"]["body_name"]) == (
        "Không đủ tiêu chuẩn theo quy chế.", "Tổng Liên đoàn Lao động Việt Nam"
    )  # fmt: skip
    with pytest.raises(AnsweredAlready):
        stage.answer(letter, [good], office="confederation", answer=Answer.SENT_BACK, reason="Cần bổ sung hồ sơ.")
    assert stage.violations() == []


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.SENT_BACK])
def test_refusal_and_return_need_a_reason(stage: Stage, answer: Answer) -> None:
    letter, cases = at_the_confederation(stage)
    with pytest.raises(RuleBlocked) as refused:
        stage.answer(letter, cases, office="confederation", answer=answer, reason="thiếu")
    assert blocked_by(refused) == {"X02"}


def test_what_is_sent_back_is_appraised_voted_and_submitted_anew(stage: Stage) -> None:
    letter, (case_id,) = at_the_confederation(stage)
    stage.answer(
        letter, [case_id], office="confederation", answer=Answer.SENT_BACK, reason="Thiếu xác nhận giá trị làm lợi."
    )
    case = stage.case(case_id)
    assert (case.is_in, case.body, case.submission_id, case.session_id) == (CaseState.UNDER_REVIEW, BODY, None, None)
    assert case.due_on is not None
    (back,) = stage.said("review.sent_back")
    assert (back["to_state"], back["to_step"]["body"], back["step"]["body"]) == (
        "under_review", BODY, "office:confederation"
    )  # fmt: skip
    with stage.reading() as tx:
        run = tx.get_one(StageRun, (case_id, 1))
        assert (run.closed_at, run.outcome) == (None, None)

    passed_again(stage, case_id)
    with pytest.raises(NoticeStands):
        stage.publish([case_id])
    session = stage.voting([case_id])
    stage.vote_all(session.id, [case_id], yes=9)
    stage.close(session.id)
    stage.send(session.id)
    with pytest.raises(RuleBlocked) as refused:
        stage.escalate(letter.sessions[0], [case_id])
    assert blocked_by(refused) == {"P09"}
    again = stage.escalate(session.id, [case_id])
    assert again.number == 2
    stage.answer(again, [case_id], office="confederation", **GRANTED)
    assert stage.case(case_id).is_in is CaseState.AWARDED
    assert stage.violations() == []


def passed_again(stage: Stage, case_id: str) -> None:
    """What passing at the province leaves behind."""
    with stage.desk.database.transaction() as tx:
        case, run = tx.get_one(Case, case_id), tx.get_one(StageRun, (case_id, 1))
        case.state, case.due_on = CaseState.STAGE_PASSED.value, None
        run.closed_at, run.outcome = stage.clock.now(), "passed"


def test_state_line_is_walked_body_by_body(stage: Stage) -> None:
    """S1 after a session of the state council: Sở Nội vụ appraises, the chair decides."""
    stage.council_kind = CouncilKind.STATE
    session, cases = stage.ready_to_sign(award="title_exc_collective", nominee_kind="collective", **ACHIEVED)
    letter = stage.escalate(session, cases)
    assert [one["office"] for one in letter.ahead] == ["home_affairs", "peoples_committee_chair"]
    assert stage.case(cases[0]).body == "office:home_affairs"

    stage.answer(letter, cases, office="home_affairs", answer=Answer.ENDORSED, document="BC 33/BC-SNV")
    assert stage.case(cases[0]).body == "office:peoples_committee_chair"
    (endorsed,) = stage.said("review.endorsed")
    assert (endorsed["step"]["body"], endorsed["next_step"]["body"], endorsed["document"]) == (
        "office:home_affairs", "office:peoples_committee_chair", "BC 33/BC-SNV"
    )  # fmt: skip
    stage.answer(letter, cases, office="peoples_committee_chair", **GRANTED)

    (entered,) = stage.said("review.outside_decision_entered")
    # 1.5 × 2,530,000 from 01/7/2026, rounded up (ND152 Art 49, 54)
    assert [item["bonus"] for item in entered["items"]] == [3_800_000]
    with stage.reading() as tx:
        kept = tx.scalars(select(OutsideAnswer).order_by(OutsideAnswer.place)).all()
        assert [(one.office, one.answer, one.document) for one in kept] == [
            ("home_affairs", "endorsed", "BC 33/BC-SNV"), ("peoples_committee_chair", "granted", "QĐ 1520/QĐ-TLĐ")
        ]  # fmt: skip
    assert stage.violations() == []


def test_body_that_was_silent_is_passed_over_and_cannot_answer_afterwards(stage: Stage) -> None:
    """Six bodies to the State President; the office hears of two."""
    session, cases = stage.ready_to_sign(award="title_fighter_national", dossier=ACHIEVED["dossier"] | TITLES)
    letter = stage.escalate(session, cases)
    assert [one["office"] for one in letter.ahead] == [
        "home_affairs", "state_council", "peoples_committee_chair", "ministry_of_home_affairs", "prime_minister",
        "state_president",
    ]  # fmt: skip
    stage.answer(letter, cases, office="peoples_committee_chair", answer=Answer.ENDORSED, document="TTr 88/TTr-UBND")
    with pytest.raises(InvalidInput) as misplaced:
        stage.answer(letter, cases, office="home_affairs", answer=Answer.ENDORSED)
    assert places_of(misplaced) == ["office"]
    stage.answer(letter, cases, office="prime_minister", **GRANTED)
    assert stage.case(cases[0]).is_in is CaseState.AWARDED


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ({"office": "prime_minister"}, ["office"]),
        ({"answer": Answer.ENDORSED}, ["office"]),
        ({"number": None, "signatory": None}, ["number", "signatory"]),
        ({"dated": date(2026, 8, 23)}, ["dated"]),
        ({"dated": date(2026, 8, 25)}, ["dated"]),
    ],
)
def test_answer_that_cannot_be_names_its_places(stage: Stage, said: dict[str, Any], places: list[str]) -> None:
    letter, cases = at_the_confederation(stage)
    with pytest.raises(InvalidInput) as refused:
        stage.answer(letter, cases, **{"office": "confederation"} | GRANTED | said)

    assert places_of(refused) == places
    with stage.reading() as tx:
        assert tx.scalars(select(OutsideAnswer)).all() == tx.scalars(select(OutsideDecision)).all() == []


def test_answer_is_entered_by_another_person_than_who_signed_the_letter(stage: Stage) -> None:
    letter, cases = at_the_confederation(stage)
    both = Actor(SIGNER.subject, Role.COUNCIL_SECRETARY, BODY)
    with pytest.raises(RuleBlocked) as refused:
        stage.answer(letter, cases, by=both, office="confederation", **GRANTED)
    assert blocked_by(refused) == {"M02"}


@pytest.mark.parametrize(
    "who", [SIGNER, Actor("stranger", Role.COUNCIL_SECRETARY, "ldld-khac"), Actor("x", Role.GRASSROOTS_HEAD, BODY)]
)
def test_only_the_secretary_of_the_submitting_body_enters_answers(stage: Stage, who: Actor) -> None:
    letter, cases = at_the_confederation(stage)
    with pytest.raises(Forbidden):
        stage.answer(letter, cases, by=who, office="confederation", **GRANTED)


def test_unknown_letter_is_absent(stage: Stage) -> None:
    said = Said(office="confederation", answer=Answer.GRANTED, document="x", dated=date(2026, 8, 24))
    with pytest.raises(SubmissionAbsent), stage.acting(SECRETARY) as work:
        enter_answer(stage.desk, work, "none", case_ids=["none"], said=said)


def test_letters_and_decisions_are_numbered_apart_and_without_gap(stage: Stage) -> None:
    first = stage.escalate(*diplomas(stage))
    session, cases = diplomas(stage, 2)
    with pytest.raises(RuleBlocked):
        stage.escalate(session, cases[:1])
    second = stage.escalate(session, cases)
    decision = stage.sign(*stage.ready_to_sign())

    assert [first.printed, second.printed, decision.printed] == ["01/TTr-LĐLĐ", "02/TTr-LĐLĐ", "01/QĐ-LĐLĐ"]


def test_every_step_is_written_with_its_paper_and_its_rules(stage: Stage) -> None:
    letter, (case_id,) = at_the_confederation(stage)
    stage.answer(letter, [case_id], office="confederation", **GRANTED)

    with stage.reading() as tx:
        steps = tx.scalars(select(Transition).where(Transition.case_id == case_id).order_by(Transition.number)).all()
        assert [(one.action, one.to_state, one.body, one.document) for one in steps[-2:]] == [
            ("escalate_upward", "pending_decision", BODY, "01/TTr-LĐLĐ"),
            ("enter_answer", "awarded", "office:confederation", "QĐ 1520/QĐ-TLĐ"),
        ]
        kept = tx.scalars(select(EvaluationRow.rule).where(EvaluationRow.action == "enter_answer")).all()
        assert kept == ["M02"]
        assert tx.scalars(select(Decision)).all() == []
        assert tx.scalars(select(SubmissionItem.case_id)).all() == [case_id]


def test_invariants_name_what_was_tampered_with(stage: Stage) -> None:
    _, (lost, granted) = at_the_confederation(stage, 2)
    letter, (third,) = at_the_confederation(stage)
    stage.answer(letter, [third], office="confederation", **GRANTED)
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, lost).submission_id = None
        tx.get_one(Case, granted).body = "office:prime_minister"
        tx.get_one(Case, third).decision_id = "0" * 36
    said = stage.violations()

    assert f"case {lost} is pending_decision at office:confederation without a letter" in said
    assert f"case {granted} is pending_decision at office:prime_minister on a letter that does not say so" in said
    assert any(line.startswith(f"case {third} is awarded by decision 000") for line in said)


def test_a_case_hidden_from_the_reader_is_on_no_list_they_see(stage: Stage) -> None:
    letter, (seen, hidden) = at_the_confederation(stage, 2)
    kin = Actor("kin", Role.COUNCIL_SECRETARY, BODY)
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, hidden).nominee_key = nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH)
    declare(stage, kin.subject, Kind.KIN, name=NAME, birth=BIRTH)

    with stage.reading() as tx:
        row = tx.get_one(Submission, letter.id)
        assert [one["case"] for one in submission_view(tx, row, kin)["cases"]] == [seen]
        assert [one["case"] for one in submission_view(tx, row, SECRETARY)["cases"]] == [seen, hidden]
    with pytest.raises(CaseAbsent):
        stage.answer(letter, [hidden], by=kin, office="confederation", **GRANTED)


def test_days_pass_before_an_answer(stage: Stage) -> None:
    """A decision is dated by who took it, not by the day it was entered."""
    letter, cases = at_the_confederation(stage)
    stage.clock.advance(days=40)
    stage.answer(letter, cases, office="confederation", dated=letter.dated + timedelta(days=7), **GRANTED)
    (entered,) = stage.said("review.outside_decision_entered")
    assert (entered["dated"], entered["entered_at"][:10]) == ("2026-08-31", "2026-10-03")
