"""Before the vote: what the list would do to targets and quotas. After it: ties shown, bonuses and targets asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from services.review.council_models import Decision
from services.review.council_queries import get_session
from services.review.council_views import session_view
from services.review.escalation_models import OutsideDecision, Submission
from services.review.models_after import CancelledAward
from services.review.outlooks import outlook_of
from services.review.recusal_queries import Kind
from services.review.rehearsing_targets import standings_then
from services.review.rules.outlook import said_of
from services.review.ties import contenders_among
from shared.errors import RuleBlocked
from shared.events.envelope import Actor
from shared.events.terms import BallotChoice, CaseState, CouncilKind, Role, SubjectKind
from shared.ids import new_id
from shared.names import nominee_key
from shared.policy.marks import Mark
from shared.policy.plan_items import Quota
from shared.policy.plans import PlanCycle
from shared.tables import erased_record
from tests.unit.review_council.stage import BODY, MEMBERS, SECRETARY, Stage
from tests.unit.review_council.test_recusals import BIRTH, KIN, NAME, declare
from tests.unit.review_council.test_rules_of_order import DIRECT

AWARD = "merit_cert_federation"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A plan that wants 15 % direct workers and grants each unit two certificates."""
    made = Stage(tmp_path)
    quota = Quota(award=AWARD, most_per_unit=2, source="mục 3", quote="không quá 02", mark=Mark.PLAN)
    plan = replace(made.policy.plan, targets=(DIRECT,), quotas=(quota,))
    made.policy = replace(made.policy, plan=plan)
    with made.desk.database.transaction() as tx:
        made.desk.policies.keep(tx, made.policy)
    return made


def decided(stage: Stage, day: date) -> dict[str, Any]:
    """What a case has that was awarded by a decision of this day."""
    decision = new_id()
    with stage.desk.database.transaction() as tx:
        tx.add(
            Decision(
                id=decision, body=BODY, body_name="LĐLĐ tỉnh", type="QĐ-LĐLĐ", year=day.year, number=day.toordinal(),
                printed=f"{day.toordinal()}/QĐ-LĐLĐ", dated=day, plan=stage.policy.plan.id, signed_at=stage.clock.now(),
                signed_by="president", list_sha256="0" * 64, evaluations=[],
            )
        )  # fmt: skip
    return {"state": CaseState.AWARDED.value, "decision_id": decision}


def granted_above(stage: Stage, day: date) -> dict[str, Any]:
    """What a case has that the confederation granted on this day."""
    letter, decision, at = new_id(), new_id(), stage.clock.now()
    with stage.desk.database.transaction() as tx:
        tx.add(
            Submission(
                id=letter, body=BODY, body_name="LĐLĐ tỉnh", type="TTr-LĐLĐ", year=day.year, number=day.toordinal(),
                printed=f"{day.toordinal()}/TTr-LĐLĐ", dated=day, plan=stage.policy.plan.id, stage_kind="provincial",
                road="confederation", ahead=[], sessions=[], signed_at=at, signed_by="president", list_sha256="0" * 64,
                evaluations=[],
            )
        )  # fmt: skip
        tx.flush()
        tx.add(
            OutsideDecision(
                id=decision, submission_id=letter, office="confederation", office_name_vi="TLĐ", office_name_en="TLĐ",
                printed="1/QĐ-TLĐ", dated=day, signatory="x", document="QĐ 1", body=BODY, plan=stage.policy.plan.id,
                list_sha256="0" * 64, entered_by="secretary", entered_at=at, evaluations=[],
            )
        )  # fmt: skip
    return {"state": CaseState.AWARDED.value, "decision_id": decision}


def planted(stage: Stage, direct: int, leading: int, **columns: Any) -> list[str]:
    return [
        *stage.plant(direct, is_direct_worker=True, is_leader=False, **columns),
        *stage.plant(leading, is_direct_worker=False, is_leader=True, **columns),
    ]


def seen(stage: Stage, session: str, actor: Actor = SECRETARY) -> Any:
    with stage.reading() as tx:
        (one,) = outlook_of(stage.desk, tx, session, actor)
    return one


def test_list_with_twelve_percent_direct_workers_is_seen_before_the_vote(stage: Stage) -> None:
    """Golden scenario 3: 3 of 25 on the list; 2 of 10 given before. Together 5 of 35."""
    planted(stage, 2, 8, **decided(stage, date(2026, 8, 3)))
    cases = planted(stage, 3, 22)
    stage.publish(cases)
    stage.clock.advance(days=21)
    session = stage.open(cases)

    outlook = seen(stage, session.id, Actor("member-4", Role.COUNCIL_MEMBER, BODY))

    (target,) = outlook.targets
    assert (target.now.count, target.now.of, target.then.count, target.then.of) == (2, 10, 5, 35)
    assert target.is_reached is False
    assert said_of(target).vi == "Lao động trực tiếp, 01/01/2026–31/12/2026: 20,0 % → 14,2 % / ít nhất 15 % (chưa đạt)"
    assert [(one.now, one.then, one.most) for one in outlook.quotas] == [(10, 35, 2)]


def test_who_was_erased_is_on_neither_side_of_the_share(stage: Stage) -> None:
    """Nobody can state their status any more; who never stated one is still missing."""
    planted(stage, 2, 7, **decided(stage, date(2026, 8, 3)))
    (gone,) = stage.plant(1, is_direct_worker=None, is_leader=None, **decided(stage, date(2026, 8, 4)))
    cases = planted(stage, 3, 22)
    stage.publish(cases)
    stage.clock.advance(days=21)
    session = stage.open(cases)
    (target,) = seen(stage, session.id).targets
    assert (target.now.of, target.now.unstated, target.is_reached) == (10, 1, None)

    with stage.desk.database.transaction() as tx:
        tx.execute(insert(erased_record).values(record=gone, erasure="e1"))
    (target,) = seen(stage, session.id).targets
    assert (target.now.count, target.now.of, target.now.unstated) == (2, 9, 0)
    assert (target.then.count, target.then.of, target.is_reached) == (5, 34, False)
    with stage.reading() as tx:
        (then,) = standings_then(
            tx, stage.policy.plan, [], dated=date(2026, 8, 30), at=stage.clock.now() + timedelta(days=1)
        )
    assert (then.now.count, then.now.of, then.now.unstated) == (2, 9, 0)


@pytest.mark.parametrize(
    ("cycle", "before", "days"),
    [
        (PlanCycle.YEARLY, (1, 2), (date(2026, 1, 1), date(2026, 12, 31))),
        (PlanCycle.ONCE, (4, 9), (date(2025, 6, 1), date(2027, 12, 31))),
    ],
)
def test_a_plan_counted_by_the_year_reckons_with_the_decisions_of_this_year(
    stage: Stage, cycle: PlanCycle, before: tuple[int, int], days: tuple[date, date]
) -> None:
    window = replace(stage.policy.plan.window, first=date(2025, 6, 1), last=date(2027, 12, 31))
    stage.policy = replace(stage.policy, plan=replace(stage.policy.plan, cycle=cycle, window=window))
    with stage.desk.database.transaction() as tx:
        stage.desk.policies.keep(tx, stage.policy)
    planted(stage, 3, 4, **decided(stage, date(2025, 12, 31)))
    planted(stage, 1, 1, **decided(stage, date(2026, 1, 1)))
    # Persons are counted, so a collective that was given the same is not.
    stage.plant(1, nominee_kind=SubjectKind.COLLECTIVE.value, **decided(stage, date(2026, 1, 2)))
    cases = planted(stage, 1, 0)
    stage.publish(cases)
    stage.clock.advance(days=21)
    session = stage.open(cases)

    outlook = seen(stage, session.id)

    (target,) = outlook.targets
    assert (outlook.period.first, outlook.period.last) == days
    assert (target.now.count, target.now.of) == before
    assert (target.then.count, target.then.of) == (before[0] + 1, before[1] + 1)


def test_concerned_member_cannot_reckon_with_the_case_they_must_not_see(stage: Stage) -> None:
    cases = [
        *stage.plant(1, nominee_key=nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH)),
        *planted(stage, 1, 1),
    ]
    stage.publish(cases)
    stage.clock.advance(days=21)
    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    session = stage.open(cases)

    assert seen(stage, session.id).targets[0].then.of == 3
    outlook = seen(stage, session.id, Actor(KIN, Role.COUNCIL_MEMBER, BODY))
    assert outlook.targets[0].then.of == 2
    assert [one.then for one in outlook.quotas] == [2]


@pytest.mark.parametrize(
    ("counts", "preferred"),
    [
        ({"members": 10, "women": 7}, True), ({"members": 10, "women": 6}, False),
        ({"members": 10}, None), ({"members": 0, "women": 0}, None), (None, None),
    ],
)  # fmt: skip
def test_a_collective_of_seventy_percent_women_is_preferred_in_a_tie(
    stage: Stage, counts: dict[str, int] | None, preferred: bool | None
) -> None:
    """ND152 Art 4(6); where nobody stated the heads it is not known."""
    dossier = {"nominee": {}, "counts": counts}
    cases = stage.plant(1, nominee_kind=SubjectKind.COLLECTIVE.value, dossier=dossier)
    with stage.reading() as tx:
        row = stage.case(cases[0])
        policy = stage.desk.policies.pinned(tx, row.policy)
        [contender] = contenders_among(tx, [row], {row.id: 8}, policy)
    assert contender.is_preferred is preferred


def test_equal_votes_at_the_last_place_are_shown_and_decided_by_nobody(stage: Stage) -> None:
    key = nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH)
    cases = [
        *stage.plant(1, dossier={"nominee": {"sex": "male"}}),
        *stage.plant(1, dossier={"nominee": {"sex": "female"}}),
        *stage.plant(1, dossier={"nominee": {"sex": "male"}}, nominee_key=key),
    ]
    stage.publish(cases)
    stage.clock.advance(days=21)
    session = stage.voting(cases)
    for place, member in enumerate(MEMBERS):
        first = BallotChoice.YES
        others = BallotChoice.YES if place < 8 else BallotChoice.NO
        stage.vote(session.id, member, {cases[0]: first, cases[1]: others, cases[2]: others})
    stage.close(session.id)

    (closed,) = stage.said("review.session_closed")
    (tie,) = [one for one in closed["evaluations"] if one["rule"] == "P13"]
    assert (tie["verdict"], tie["consequence"]) == ("fails", "warn")
    assert f"được ưu tiên: {cases[1]}; chưa rõ: 0" in tie["words"]["vi"]
    with stage.reading() as tx:
        ended = get_session(tx, session.id)
        assert [one["cases"] for one in session_view(tx, ended, SECRETARY)["ties"]] == [cases]
    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    with stage.reading() as tx:
        kin = Actor(KIN, Role.COUNCIL_MEMBER, BODY)
        assert session_view(tx, get_session(tx, session.id), kin)["ties"] == []
    assert {stage.case(case).is_in for case in cases} == {CaseState.COUNCIL_VOTED}


def test_decision_keeps_bonus_and_targets_as_they_were_asked(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(2)
    stage.sign(session, cases)

    (signed,) = stage.said("review.decision_signed")
    said = {one["rule"]: (one["verdict"], one["consequence"]) for one in signed["evaluations"]}
    assert said["P14"] == ("holds", "none")
    assert said["P10"] in {("holds", "none"), ("unknown", "warn")}
    (p14,) = [one for one in signed["evaluations"] if one["rule"] == "P14"]
    assert p14["words"]["vi"] == "Lao động trực tiếp, 01/01/2026–31/12/2026: – → 100,0 % / ít nhất 15 % (đạt)."


@pytest.mark.parametrize(("leaders", "is_refused"), [(None, True), (4, True), (5, False)])
def test_government_flags_stay_within_a_fifth_of_the_cluster_leaders(
    stage: Stage, leaders: int | None, is_refused: bool
) -> None:
    stage.council_kind = CouncilKind.STATE
    (case_id,) = stage.published(award="flag_government", nominee_kind="collective")
    if is_refused:
        with pytest.raises(RuleBlocked) as refused:
            stage.open([case_id], cluster_leaders=leaders)
        assert [place.code for place in refused.value.places] == ["P12"]
        assert stage.case(case_id).is_in is CaseState.PUBLIC_NOTICE
        return

    stage.open([case_id], cluster_leaders=leaders)
    assert stage.case(case_id).is_in is CaseState.COUNCIL_QUEUE


def test_caps_of_the_rulebook_are_seen_before_the_vote_with_what_waits_for_its_signature(stage: Stage) -> None:
    """Each province normally at most 4 of a theme (QĐ 1689): 1 given, 2 sent up, 1 of another theme, 2 on the list."""
    award, theme = "merit_cert_confederation", {"award_type": "thematic", "dossier": {"movement": "lao_dong_gioi"}}
    stage.plant(1, award=award, **theme, **decided(stage, date(2026, 8, 3)))
    stage.plant(2, award=award, state=CaseState.PENDING_DECISION.value, **theme)
    other = theme | {"dossier": {"movement": "x"}}
    stage.plant(1, award=award, state=CaseState.PENDING_DECISION.value, **other)
    stage.plant(1, award=award, state=CaseState.PENDING_DECISION.value, year=2025, **theme)
    cases = stage.plant(2, award=award, **theme)
    stage.publish(cases)
    stage.clock.advance(days=21)
    session = stage.open(cases)

    outlook = seen(stage, session.id)

    (limit,) = outlook.quotas
    assert (limit.now, limit.then, limit.most, limit.remains) == (3, 5, 4, -1)
    assert (limit.unit, limit.year, limit.theme) == (None, 2026, "lao_dong_gioi")
    assert limit.source == "QĐ 1689/QĐ-TLĐ 2019 Điều 15"
    assert "caps[thematic_confederation_province]" in {doubt.path for doubt in outlook.doubts}
    assert "caps[thematic_confederation_nation]" not in {doubt.path for doubt in outlook.doubts}


def test_a_case_that_waits_for_its_signature_is_not_counted_for_whom_it_is_hidden_from(stage: Stage) -> None:
    stage.plant(
        1, state=CaseState.PENDING_DECISION.value, nominee_key=nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH)
    )
    cases = stage.published(1)
    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    session = stage.open(cases)

    assert [one.now for one in seen(stage, session.id).quotas] == [1]
    assert [one.now for one in seen(stage, session.id, Actor(KIN, Role.COUNCIL_MEMBER, BODY)).quotas] == [0]


def test_what_was_granted_above_counts_and_what_was_cancelled_no_longer_does(stage: Stage) -> None:
    """2 given here, 1 of them cancelled since; 1 granted by somebody above: 1 + 1 stand beside the list."""
    _, cancelled = planted(stage, 2, 0, **decided(stage, date(2026, 8, 3)))
    planted(stage, 1, 0, **granted_above(stage, date(2026, 8, 10)))
    session = stage.open(stage.published(1))
    assert seen(stage, session.id).targets[0].now.count == 3
    with stage.desk.database.transaction() as tx:
        tx.add(CancelledAward(case_id=cancelled, decision="later-1", dated=date(2026, 8, 20)))

    outlook = seen(stage, session.id)

    assert (outlook.targets[0].now.count, outlook.targets[0].then.count) == (2, 3)
    assert [(one.now, one.then) for one in outlook.quotas] == [(2, 3)]
