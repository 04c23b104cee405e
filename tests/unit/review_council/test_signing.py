"""The signature on real tables: the voted list and nothing else, once, numbered without gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from services.review.council_errors import NothingToSend, SessionAbsent, SeveralPlans, SignedAlready, SignerConcerned
from services.review.council_models import AgendaItem, CouncilSession, DecisionItem, SessionMinutes
from services.review.models import Case, EvaluationRow, Transition
from services.review.recusal_queries import Kind
from services.review.signing import consent_to_withdrawal, refuse_signature, sign
from shared.errors import Forbidden, RuleBlocked
from shared.events.envelope import Actor
from shared.events.terms import CaseState, CouncilKind, Role, SubjectKind
from shared.names import nominee_key
from shared.permissions import WrongState
from tests.unit.review_council.stage import BODY, SECRETARY, SIGNER, Stage
from tests.unit.review_council.test_recusals import BIRTH, NAME, declare
from tests.unit.review_council.test_session import blocked_by


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_signature_awards_every_case_of_the_voted_list(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(3)
    decision = stage.sign(session, cases)

    assert (decision.printed, decision.dated) == ("01/QĐ-LĐLĐ", date(2026, 8, 24))
    assert {stage.case(case_id).is_in for case_id in cases} == {CaseState.AWARDED}
    (signed,) = stage.said("review.decision_signed")
    assert [item["case"] for item in signed["items"]] == cases
    assert signed["items"][0]["nominee_name"] == "Nguyễn Thị Hương 1"
    assert signed["items"][0]["nominee_birth"] == "1988-03-08"
    assert (signed["sessions"], signed["signed_by"]) == ([session], "president")
    assert signed["list_sha256"] == decision.list_sha256
    assert [one["rule"] for one in signed["evaluations"]] == ["P09", "P08", "P10", "P14"]
    assert [(one["case"], one["number"]) for one in stage.said("review.awarded")] == [
        (case_id, "01/QĐ-LĐLĐ") for case_id in cases
    ]
    assert stage.violations() == []


def test_no_union_body_decides_an_award_of_the_state_line(stage: Stage) -> None:
    """The chair of the people's committee does (domain.md §4.2), whatever council voted here."""
    stage.council_kind = CouncilKind.STATE
    session, cases = stage.ready_to_sign(award="title_exc_collective", nominee_kind="collective")
    with pytest.raises(RuleBlocked) as refused:
        stage.sign(session, cases)
    assert blocked_by(refused) == {"P08"}


def test_second_signature_is_refused(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(2)
    stage.sign(session, cases)

    with pytest.raises(SignedAlready):
        stage.sign(session, cases)

    assert len(stage.said("review.decision_signed")) == 1


def test_name_the_council_did_not_pass_cannot_be_added(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(2)
    (stranger,) = stage.plant(state=CaseState.PENDING_DECISION.value)

    with pytest.raises(RuleBlocked) as refused:
        stage.sign(session, [*cases, stranger])

    assert blocked_by(refused) == {"P09"}
    assert stage.said("review.awarded") == []


def test_name_cannot_be_dropped_without_a_reason(stage: Stage) -> None:
    session, (first, second) = stage.ready_to_sign(2)

    with pytest.raises(RuleBlocked) as refused:
        stage.sign(session, [first])
    assert blocked_by(refused) == {"P09"}

    with stage.acting(SIGNER) as work:
        refuse_signature(stage.desk, work, second, seen=None, reason="Có kết luận thanh tra ngày 20/8/2026.")
    stage.sign(session, [first])

    assert stage.case(second).is_in is CaseState.NOT_AWARDED
    assert [one["reason"] for one in stage.said("review.refused")] == ["Có kết luận thanh tra ngày 20/8/2026."]
    assert stage.violations() == []


def test_signature_is_refused_with_a_reason_only(stage: Stage) -> None:
    _, (case_id,) = stage.ready_to_sign()
    with pytest.raises(RuleBlocked) as refused, stage.acting(SIGNER) as work:
        refuse_signature(stage.desk, work, case_id, seen=None, reason="không")
    assert blocked_by(refused) == {"X02"}


def test_after_the_vote_a_case_is_taken_back_with_the_consent_of_who_decides(stage: Stage) -> None:
    """domain.md §6: later only with decider's consent. The list to sign is then one name shorter (P09)."""
    session, (first, second) = stage.ready_to_sign(2)
    why = {"reason": "Đoàn viên xin rút tên.", "document": "CV 12/CĐCS"}
    for actor in (SECRETARY, replace(SIGNER, unit="ldld-khac")):
        with pytest.raises(Forbidden), stage.acting(actor) as work:
            consent_to_withdrawal(work, second, seen=None, **why)
    with stage.acting(SIGNER) as work:
        consent_to_withdrawal(work, second, seen=stage.case(second).version, **why)
    stage.sign(session, [first])

    assert (stage.case(first).state, stage.case(second).state) == ("awarded", "withdrawn")
    [gone] = stage.said("review.withdrawn")
    assert (gone["case"], gone["document"], gone["from_state"]) == (second, "CV 12/CĐCS", "pending_decision")
    with pytest.raises(WrongState), stage.acting(SIGNER) as work:
        consent_to_withdrawal(work, first, seen=None, **why)
    assert stage.violations() == []


def test_between_the_vote_and_the_sending_a_case_is_taken_back_in_the_same_way(stage: Stage) -> None:
    """The agenda and its tally stay as voted; what is sent and signed is one name shorter (P09)."""
    cases = stage.published(2)
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)
    first, second = cases
    before = _agenda(stage, session.id)
    with stage.acting(SIGNER) as work:
        consent_to_withdrawal(work, second, seen=None, reason="Đoàn viên xin rút tên.", document="CV 12/CĐCS")

    assert _agenda(stage, session.id) == before
    stage.send(session.id)
    assert [one["case"] for one in stage.said("review.sent_for_signature")] == [first]
    with pytest.raises(RuleBlocked) as refused:
        stage.sign(session.id, cases)
    assert blocked_by(refused) == {"P09"}
    stage.sign(session.id, [first])
    assert (stage.case(first).state, stage.case(second).state) == ("awarded", "withdrawn")
    [gone] = stage.said("review.withdrawn")
    assert (gone["case"], gone["from_state"]) == (second, "council_voted")
    assert stage.violations() == []


def _agenda(stage: Stage, session: str) -> list[tuple[object, ...]]:
    item = AgendaItem
    with stage.reading() as tx:
        asked = select(item.case_id, item.number, item.is_off, item.passed, item.tally).order_by(item.number)
        return [tuple(row) for row in tx.execute(asked.where(item.session_id == session))]


def test_a_session_whose_last_case_was_taken_back_has_nothing_to_send(stage: Stage) -> None:
    (case_id,) = cases = stage.published()
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=9)
    with pytest.raises(WrongState), stage.acting(SIGNER) as work:
        consent_to_withdrawal(work, case_id, seen=None, reason="Đoàn viên xin rút tên.", document="CV 12/CĐCS")
    stage.close(session.id)
    with stage.acting(SIGNER) as work:
        consent_to_withdrawal(work, case_id, seen=None, reason="Đoàn viên xin rút tên.", document="CV 12/CĐCS")
    with pytest.raises(NothingToSend):
        stage.send(session.id)
    assert stage.violations() == []


def test_who_benefits_does_not_consent(stage: Stage) -> None:
    _, (case_id,) = stage.ready_to_sign(nominee_key=nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH))
    declare(stage, SIGNER.subject, Kind.KIN, by=SIGNER, name=NAME, birth=BIRTH)
    with pytest.raises(SignerConcerned), stage.acting(SIGNER) as work:
        consent_to_withdrawal(work, case_id, seen=None, reason="Đoàn viên xin rút tên.", document="CV 12/CĐCS")


@pytest.mark.parametrize("kind", [Kind.KIN, Kind.MYSELF])
def test_who_benefits_does_not_refuse_the_signature(stage: Stage, kind: Kind) -> None:
    """Nor are they told by an old version who changed the case since."""
    _, (case_id,) = stage.ready_to_sign(nominee_key=nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH))
    declare(stage, SIGNER.subject, kind, by=SIGNER, name=NAME, birth=BIRTH)
    for seen in (None, 1):
        with pytest.raises(SignerConcerned), stage.acting(SIGNER) as work:
            refuse_signature(stage.desk, work, case_id, seen=seen, reason="Có kết luận thanh tra ngày 20/8/2026.")
        with pytest.raises(SignerConcerned), stage.acting(SIGNER) as work:
            consent_to_withdrawal(work, case_id, seen=seen, reason="Đoàn viên xin rút tên.", document="CV 12/CĐCS")

    assert stage.case(case_id).is_in is CaseState.PENDING_DECISION


@pytest.mark.parametrize("by", [
    Actor(SIGNER.subject, Role.GRASSROOTS_OFFICER, "cdcs-may"), Actor(SIGNER.subject, Role.COUNCIL_SECRETARY, BODY),
    Actor(SIGNER.subject, Role.SIGNER, "ldld-khanh-hoa"),
])  # fmt: skip
def test_who_signs_nothing_here_does_not_learn_that_a_case_is_of_their_kin(stage: Stage, by: Actor) -> None:
    """Concerned or not, the same answer: no authority over this body."""
    _, (concerned,) = stage.ready_to_sign(nominee_key=nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH))
    _, (other,) = stage.ready_to_sign()
    declare(stage, SIGNER.subject, Kind.KIN, by=SIGNER, name=NAME, birth=BIRTH)

    assert _refusals(stage, by, concerned) == _refusals(stage, by, other)
    assert {code for code, _ in _refusals(stage, by, concerned)} == {Forbidden.code}


def _refusals(stage: Stage, by: Actor, case_id: str) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    for seen in (None, 1):
        with pytest.raises(Forbidden) as refused, stage.acting(by) as work:
            refuse_signature(stage.desk, work, case_id, seen=seen, reason="Có kết luận thanh tra ngày 20/8/2026.")
        said.append((refused.value.code, str(refused.value)))
        with pytest.raises(Forbidden) as refused, stage.acting(by) as work:
            consent_to_withdrawal(work, case_id, seen=seen, reason="Đoàn viên xin rút tên.", document="CV 12/CĐCS")
        said.append((refused.value.code, str(refused.value)))
    return said


def test_secretary_who_closed_the_session_cannot_sign(stage: Stage) -> None:
    """A vote is not a decision: two records by two actors."""
    session, cases = stage.ready_to_sign()
    with pytest.raises(Forbidden), stage.acting(SECRETARY) as work:
        sign(stage.desk, work, session_ids=[session], case_ids=cases)


def test_numbers_run_without_gap_and_begin_again_each_year(stage: Stage) -> None:
    first = stage.sign(*stage.ready_to_sign())
    second = stage.sign(*stage.ready_to_sign())
    stage.clock.set(datetime(2027, 1, 4, 2, tzinfo=UTC))
    session, cases = _voted_in_2027(stage)
    third = stage.sign(session, cases)

    assert [(one.year, one.number) for one in (first, second, third)] == [(2026, 1), (2026, 2), (2027, 1)]


def _voted_in_2027(stage: Stage) -> tuple[str, list[str]]:
    cases = stage.plant(is_simplified=True)
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)
    stage.send(session.id)
    return session.id, cases


def test_refused_signature_leaves_no_gap(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(2)
    with pytest.raises(RuleBlocked):
        stage.sign(session, cases[:1])

    assert stage.sign(session, cases).number == 1


def test_given_number_is_used_once_in_its_year(stage: Stage) -> None:
    assert stage.sign(*stage.ready_to_sign(), number=7).number == 7
    session, cases = stage.ready_to_sign()
    with pytest.raises(RuleBlocked) as refused:
        stage.sign(session, cases, number=7)

    assert blocked_by(refused) == {"P08"}
    assert stage.sign(session, cases).number == 8


@pytest.mark.parametrize("dated", [date(2026, 8, 23), date(2026, 8, 25)])
def test_decision_is_dated_between_vote_and_signature(stage: Stage, dated: date) -> None:
    session, cases = stage.ready_to_sign()
    with pytest.raises(RuleBlocked) as refused:
        stage.sign(session, cases, dated=dated)
    assert blocked_by(refused) == {"P08"}


def test_award_of_the_confederation_is_not_decided_in_the_province(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(award="creative_labour_diploma")
    with pytest.raises(RuleBlocked) as refused:
        stage.sign(session, cases)
    assert blocked_by(refused) == {"P08"}


def test_decision_belongs_to_one_plan(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(2)
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, cases[1]).plan = "khanh_hoa_2024"
    with pytest.raises(SeveralPlans):
        stage.sign(session, cases)


def test_altered_minutes_stop_the_signature(stage: Stage) -> None:
    """P07 is asked again of the text in the archive."""
    session, cases = stage.ready_to_sign()
    with stage.desk.database.transaction() as tx:
        minutes = tx.get_one(SessionMinutes, session)
        minutes.text = minutes.text.replace("9 phiếu đồng ý / 9", "8 phiếu đồng ý / 9")
    with pytest.raises(RuleBlocked) as refused:
        stage.sign(session, cases)
    assert blocked_by(refused) == {"P07"}


def test_case_held_after_the_vote_is_signed_by_a_later_decision(stage: Stage) -> None:
    session, (first, second) = stage.ready_to_sign(2)
    _set_state(stage, second, CaseState.ON_HOLD)
    one = stage.sign(session, [first])
    _set_state(stage, second, CaseState.PENDING_DECISION)
    two = stage.sign(session, [second])

    assert [one.number, two.number] == [1, 2]
    assert stage.violations() == []


def _set_state(stage: Stage, case_id: str, state: CaseState) -> None:
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, case_id).state = state.value


def test_decision_rests_on_known_sessions_only(stage: Stage) -> None:
    session, cases = stage.ready_to_sign()
    with pytest.raises(SessionAbsent), stage.acting(SIGNER) as work:
        sign(stage.desk, work, session_ids=[session, "unheard-of"], case_ids=cases)


def test_what_the_rules_said_is_kept_with_its_policy(stage: Stage) -> None:
    """X03, for the decision, the session and the case alike."""
    session, cases = stage.ready_to_sign()
    decision = stage.sign(session, cases)
    known = stage.policy.hash

    with stage.reading() as tx:
        held = tx.get_one(CouncilSession, session).evaluations
        asked = tx.execute(select(EvaluationRow.rule, EvaluationRow.policy).where(EvaluationRow.case_id == cases[0]))
        rules = ("P02", "P03", "P04", "P05", "P07", "P08")
        assert sorted(tuple(row) for row in asked) == [(rule, known) for rule in rules]
    assert [(one["rule"], one["policies"]) for one in decision.evaluations] == [
            (rule, [known]) for rule in ("P09", "P08", "P10", "P14")
        ]
    assert [(one["action"], one["rule"], one["policies"]) for one in held] == [
        ("record_attendance", "P04", [known]), ("open_voting", "P04", [known]), ("close_session", "P06", [known])
    ]  # fmt: skip


def test_every_step_of_a_case_is_a_transition_of_its_actor(stage: Stage) -> None:
    """X01."""
    session, (case_id,) = stage.ready_to_sign()
    stage.sign(session, [case_id])

    with stage.reading() as tx:
        step = Transition
        steps = select(step.action, step.from_state, step.to_state, step.actor, step.number)
        rows = [tuple(row) for row in tx.execute(steps.order_by(step.number))]
    assert rows == [
        ("publish_notice", "stage_passed", "public_notice", "secretary", 6),
        ("open_session", "public_notice", "council_queue", "secretary", 7),
        ("close_session", "council_queue", "council_voted", "secretary", 8),
        ("send_for_signature", "council_voted", "pending_decision", "secretary", 9),
        ("sign", "pending_decision", "awarded", "president", 10),
    ]


def test_invariants_notice_what_was_tampered_with(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(2)
    stage.sign(session, cases)
    with stage.desk.database.transaction() as tx:
        item = tx.scalars(select(AgendaItem).where(AgendaItem.case_id == cases[0])).one()
        item.tally = {**(item.tally or {}), "yes": 3}
        tx.delete(tx.get_one(DecisionItem, cases[1]))
        tx.get_one(CouncilSession, session).mode = "open"

    found = stage.violations()

    assert [line for line in found if cases[0] in line and "tally" in line]
    assert [line for line in found if cases[1] in line and "decision" in line]
    assert len(found) == 2
