"""A case after a supplement: council, decision and recusal have it as its latest version says, not as it was opened."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from services.review import actions_passing, actions_receipt, actions_returns, consumers
from services.review.actions_receipt import Receipt
from services.review.blindness import hidden_among
from services.review.council_errors import SignerConcerned
from services.review.council_models import AgendaItem
from services.review.declarations import withdraw_declaration
from services.review.models import Case
from services.review.recusal_queries import Kind
from shared.events.dossier import Dossier
from shared.events.envelope import Actor
from shared.events.nomination import Resubmitted
from shared.events.review import FixItem
from shared.events.supplement import Answer
from shared.events.terms import PaperKind, Role, SubjectKind
from shared.names import nominee_key
from shared.words import Words
from tests.unit.review import cases
from tests.unit.review_council.stage import ADMINISTRATOR, BODY, MEMBERS, SECRETARY, SIGNER, Stage
from tests.unit.review_council.test_recusals import BIRTH, KIN, NAME, declare, recusals

CASE = "case-1"
ROAD = replace(cases.C4, stages=(cases.GRASSROOTS, replace(cases.TOP, unit=BODY)), area_body=BODY)
AREA = replace(cases.AREA_OFFICER, unit=BODY)
ALL = cases.papers(*PaperKind)
FILED, FILED_BIRTH = "Lò Văn Phong", "1979-05-20"
WRONG = cases.dossier(award="title_fighter_tld", year=2025, papers=ALL)
WRONG = replace(
    WRONG,
    nominee=replace(
        WRONG.nominee, key=nominee_key(SubjectKind.INDIVIDUAL, FILED, FILED_BIRTH), full_name=FILED, birth=FILED_BIRTH
    ),
)
RIGHT = replace(
    WRONG, award="merit_cert_federation", year=2026,
    nominee=replace(
        WRONG.nominee, key=nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH), full_name=NAME, birth=BIRTH,
        is_direct_worker=False, is_leader=True,
    ),
)  # fmt: skip
NAMED = ("nominee.full_name", "nominee.birth", "nominee.is_leader", "award", "year")


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def supplemented(stage: Stage, now: Dossier, *named: str, by: Actor = cases.OFFICER) -> None:
    """Opened with what was wrong, returned by the province for these places, and sent again with what is right."""
    desk = stage.desk
    cases.open_case(desk, CASE, road=ROAD, dossier=WRONG)
    cases.receive(desk, cases.HEAD)
    cases.pass_on(desk, cases.HEAD)
    cases.receive(desk, SECRETARY)
    items = [FixItem(part=part, words=Words("Ghi đúng giấy tờ.", "As the papers say.")) for part in named]
    with stage.acting(SECRETARY) as work:
        actions_returns.return_for_supplement(
            desk, work, CASE, seen=stage.case(CASE).version, reason="Thông tin chưa khớp giấy tờ.", items=items,
            due_on=None,
        )  # fmt: skip
    answers = tuple(Answer(part=part, is_mended=True) for part in named)
    event = Resubmitted(
        case=CASE, dossier=now, version=2, sent_at=desk.clock.now(), changed=named, answers=answers, evaluations=(),
    )  # fmt: skip
    cases.hear(desk, partial(consumers.on_resubmitted, desk), event, "nomination.resubmitted", actor=by)


def taken_up(stage: Stage) -> None:
    """Received again, the area officer heard, passed at the province."""
    with stage.acting(SECRETARY) as work:
        actions_receipt.receive(stage.desk, work, CASE, seen=stage.case(CASE).version, receipt=Receipt())
    with stage.acting(AREA) as work:
        actions_returns.comment(work, CASE, words="Đã hướng dẫn, đề nghị xét.")
    with stage.acting(SECRETARY) as work:
        actions_passing.pass_stage(
            stage.desk, work, CASE, seen=stage.case(CASE).version, opinion=cases.AGREED
        )


def test_the_decision_names_whom_the_supplement_names_for_the_award_it_names(stage: Stage) -> None:
    """Eight of nine votes: enough for the award that is asked for now, too few for the one asked for first."""
    supplemented(stage, RIGHT, *NAMED)
    taken_up(stage)
    stage.publish([CASE])
    stage.clock.advance(days=21)
    session = stage.voting([CASE])
    with stage.reading() as tx:
        [law] = tx.scalars(select(AgendaItem.law))
    stage.vote_all(session.id, [CASE], yes=8)
    stage.close(session.id)
    stage.send(session.id)
    stage.sign(session.id, [CASE])

    [signed] = stage.said("review.decision_signed")
    [item] = signed["items"]
    told = ("nominee_key", "nominee_name", "nominee_birth", "is_direct_worker", "is_leader", "award", "year")
    assert [item[name] for name in told] == [
        RIGHT.nominee.key, NAME, BIRTH, False, True, "merit_cert_federation", 2026,
    ]  # fmt: skip
    assert law["threshold_percent"] == 80
    assert stage.violations() == []


def test_the_procedure_is_the_one_the_supplement_asks_for(stage: Stage) -> None:
    supplemented(stage, replace(RIGHT, is_simplified=True), *NAMED, "is_simplified")
    assert stage.case(CASE).is_simplified is True


def test_kin_declared_under_the_right_name_stays_out(stage: Stage) -> None:
    """The name was misspelt when the case was opened; the register of relations has it as it is."""
    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    supplemented(stage, RIGHT, *NAMED)
    taken_up(stage)
    stage.publish([CASE])
    stage.clock.advance(days=21)
    session = stage.open([CASE])

    assert recusals(stage, session) == [(KIN, "kin", "stands")]


def test_a_member_who_sent_the_supplement_stays_out_and_does_not_see_the_case(stage: Stage) -> None:
    """Nobody votes on what they wrote, whoever sent the first version."""
    wrote = Actor(MEMBERS[4], Role.GRASSROOTS_HEAD, cases.UNIT)
    supplemented(stage, RIGHT, *NAMED, by=wrote)
    with stage.reading() as tx:
        hidden = [hidden_among(tx, Actor(one, Role.COUNCIL_MEMBER, BODY), [CASE]) for one in MEMBERS[3:5]]
    assert hidden == [frozenset(), {CASE}]
    taken_up(stage)
    stage.publish([CASE])
    stage.clock.advance(days=21)
    session = stage.open([CASE])

    assert recusals(stage, session) == [(MEMBERS[4], "submitted", "stands")]


def test_it_is_found_under_its_new_name(stage: Stage) -> None:
    supplemented(stage, RIGHT, *NAMED)
    with stage.reading() as tx:
        assert tx.scalars(select(Case.id).where(Case.nominee_folded == "lo van phuong")).all() == [CASE]


def test_a_relation_declared_under_the_name_as_filed_outlives_its_correction(stage: Stage) -> None:
    """Whoever declared it did all they had to; what the unit mends afterwards lifts nothing."""
    concerned = (Actor(KIN, Role.COUNCIL_MEMBER, BODY), SIGNER)
    for one in concerned:
        declare(stage, one.subject, Kind.KIN, by=one, name=FILED, birth=FILED_BIRTH)
    supplemented(stage, RIGHT, *NAMED)

    with stage.reading() as tx:
        assert [hidden_among(tx, one, [CASE]) for one in concerned] == [{CASE}, {CASE}]
    taken_up(stage)
    stage.publish([CASE])
    stage.clock.advance(days=21)
    session = stage.voting([CASE])
    assert recusals(stage, session) == [(KIN, "kin", "stands")]
    stage.vote_all(session.id, [CASE], yes=8, members=[one for one in MEMBERS if one != KIN])
    stage.close(session.id)
    stage.send(session.id)
    with pytest.raises(SignerConcerned):
        stage.sign(session.id, [CASE])
    assert stage.violations() == []


def test_an_account_declared_under_the_name_as_filed_benefits_still(stage: Stage) -> None:
    declare(stage, KIN, Kind.MYSELF, by=ADMINISTRATOR, name=FILED, birth=FILED_BIRTH)
    supplemented(stage, RIGHT, *NAMED)
    taken_up(stage)
    stage.publish([CASE])
    stage.clock.advance(days=21)

    assert recusals(stage, stage.open([CASE])) == [(KIN, "benefits", "stands")]


@pytest.mark.parametrize("of_another", [WRONG.nominee.key, RIGHT.nominee.key])
def test_who_nominated_the_same_person_is_found_by_either_name(stage: Stage, of_another: str) -> None:
    stage.plant(nominee_key=of_another, submitted_by=KIN, award="title_fighter_base", year=2024)
    supplemented(stage, RIGHT, *NAMED)
    with stage.reading() as tx:
        assert hidden_among(tx, Actor(KIN, Role.COUNCIL_MEMBER, BODY), [CASE]) == {CASE}
    taken_up(stage)
    stage.publish([CASE])
    stage.clock.advance(days=21)

    assert recusals(stage, stage.open([CASE])) == [(KIN, "nominated_before", "proposed")]


@pytest.mark.parametrize("of_this", [WRONG.nominee.key, RIGHT.nominee.key])
def test_another_case_of_either_name_is_one_of_the_same_person(stage: Stage, of_this: str) -> None:
    supplemented(stage, RIGHT, *NAMED)
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, CASE).submitted_by = KIN
    (case_id,) = stage.published(nominee_key=of_this)
    with stage.reading() as tx:
        assert hidden_among(tx, Actor(KIN, Role.COUNCIL_MEMBER, BODY), [case_id]) == {case_id}

    assert recusals(stage, stage.open([case_id])) == [(KIN, "nominated_before", "proposed")]


def test_a_relation_that_was_withdrawn_under_the_former_name_keeps_nobody_out(stage: Stage) -> None:
    by = Actor(KIN, Role.COUNCIL_MEMBER, BODY)
    told = declare(stage, KIN, Kind.KIN, name=FILED, birth=FILED_BIRTH)
    supplemented(stage, RIGHT, *NAMED)
    with stage.acting(ADMINISTRATOR) as work:
        withdraw_declaration(work, told)
    with stage.reading() as tx:
        assert hidden_among(tx, by, [CASE]) == frozenset()
