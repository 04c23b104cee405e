"""Receiving, passing, returning, refusing, holding, commenting: what each writes and says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.review import actions_archiving, actions_holds, actions_passing, actions_returns
from services.review.actions_passing import Opinion
from services.review.errors import MustReturn, PlaceTwice, PlaceUnknown, WarningUnanswered
from services.review.models import Comment, EvaluationRow, StageRun, Transition
from services.review.models_after import ArchivedCase
from services.review.rules.facts import Relation
from shared.clock import VIETNAM
from shared.desk import Desk
from shared.errors import Forbidden, InvalidInput, RuleBlocked, Stale
from shared.events.envelope import Actor, Envelope
from shared.events.review import FixItem
from shared.events.terms import HoldKind, PaperKind, Role, SimplifiedGround
from shared.permissions import WrongState
from shared.tables import outbox
from shared.words import Words
from tests.unit.review.cases import (
    AREA_OFFICER,
    C1,
    DISTRICT,
    HEAD,
    IN_2024,
    KHANH_HOA,
    OFFICER,
    PROVINCE,
    REVIEWER,
    SECRETARY,
    SOUND_PAPERS,
    STRANGER,
    UNIT,
    act,
    dossier,
    find,
    hear_area,
    open_case,
    papers,
    pass_on,
    receive,
)

ITEM = FixItem(part="papers.minutes", words=Words("Bổ sung biên bản.", "Supply the minutes."))


def give_back(desk: Desk, actor: Actor, **changed: Any) -> list[Envelope]:
    given = {"reason": "Thiếu biên bản họp.", "items": [ITEM], "due_on": None} | changed
    seen = find(desk).version
    return act(
        desk, actor,
        lambda work: actions_returns.return_for_supplement(desk, work, "case-1", seen=seen, **given),
    )[1]  # fmt: skip


def refuse(desk: Desk, actor: Actor, reason: str) -> list[Envelope]:
    seen = find(desk).version
    return act(desk, actor, lambda work: actions_returns.refuse(desk, work, "case-1", seen=seen, reason=reason))[1]


def hold(desk: Desk, actor: Actor) -> list[Envelope]:
    seen, kind = find(desk).version, HoldKind.COMPLAINT
    return act(desk, actor, lambda work: actions_holds.hold(work, "case-1", seen=seen, kind=kind, document="CV 9"))[1]


def release(desk: Desk, actor: Actor) -> list[Envelope]:
    seen = find(desk).version
    return act(desk, actor, lambda work: actions_holds.release(desk, work, "case-1", seen=seen, document="KL 1"))[1]


def at_district(desk: Desk) -> None:
    """A case in the hands of the district."""
    open_case(desk, road=C1)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, REVIEWER)


def types(said: list[Envelope]) -> list[str]:
    return [event.type for event in said]


def test_receiving_starts_the_clock(desk: Desk) -> None:
    """Twenty working days from 03/8/2026, the day of receipt not counted, Saturday 22/8 worked in."""
    open_case(desk)
    said = receive(desk, HEAD)
    case = find(desk)

    assert types(said) == ["review.received"]
    assert (case.state, case.received_by, case.due_on) == ("received", HEAD.subject, date(2026, 8, 28))
    assert said[0].data["due_on"] == "2026-08-28"


def test_a_body_passes_the_case_to_the_one_above(desk: Desk) -> None:
    """The whole road of three levels, each in its own hands."""
    at_district(desk)
    said = pass_on(desk, REVIEWER)
    case = find(desk)
    with desk.database.reading() as tx:
        steps = [
            (step.action, step.from_state, step.to_state, step.body)
            for step in tx.scalars(select(Transition).order_by(Transition.number))
        ]

    assert types(said) == ["review.stage_passed"]
    assert said[0].data["next_step"]["body"] == PROVINCE
    assert (case.state, case.stage_index, case.body, case.due_on) == ("submitted", 2, PROVINCE, None)
    assert steps == [
        ("submit", None, "submitted", UNIT),
        ("receive", "submitted", "received", UNIT),
        ("appraise", "received", "under_review", UNIT),
        ("pass_stage", "under_review", "stage_passed", UNIT),
        ("escalate", "stage_passed", "submitted", UNIT),
        ("receive", "submitted", "received", DISTRICT),
        ("appraise", "received", "under_review", DISTRICT),
        ("pass_stage", "under_review", "stage_passed", DISTRICT),
        ("escalate", "stage_passed", "submitted", DISTRICT),
    ]


def test_the_top_of_the_road_waits_for_the_council(desk: Desk) -> None:
    """Passed at the province: no stage above, the case stays there."""
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)
    hear_area(desk)
    said = pass_on(desk, SECRETARY)

    assert types(said) == ["review.stage_passed"]
    assert said[0].data["next_step"] is None
    assert (find(desk).state, find(desk).body) == ("stage_passed", PROVINCE)


def test_each_room_keeps_what_it_asked(desk: Desk) -> None:
    """Rule, verdict and policy of every evaluation stand with the case (X03)."""
    at_district(desk)
    pass_on(desk, REVIEWER)
    with desk.database.reading() as tx:
        rows = tx.scalars(select(EvaluationRow).order_by(EvaluationRow.id)).all()
        asked = [(row.stage_index, row.action, row.rule) for row in rows]
        policies = {row.policy for row in rows}

    assert asked == [
        (0, "receive", "M02"), (0, "receive", "M09"),
        (0, "pass_stage", "M02"), (0, "pass_stage", "M09"),
        (0, "pass_stage", "G16"), (0, "pass_stage", "G17"), (0, "pass_stage", "G19"),
        (1, "receive", "M01"), (1, "receive", "M02"), (1, "receive", "M09"), (1, "receive", "M03"),
        (1, "pass_stage", "M02"), (1, "pass_stage", "M09"), (1, "pass_stage", "M04"),
        (1, "pass_stage", "M05"), (1, "pass_stage", "M08"), (1, "pass_stage", "P01"),
    ]  # fmt: skip
    assert policies == {find(desk).policy}


def test_the_body_between_asks_whether_the_short_procedure_is_permitted(desk: Desk) -> None:
    """A case of merit came by the simplified procedure, which is for sudden awards: M04 asks G18 once more."""
    short = papers(PaperKind.SUBMISSION_LETTER, PaperKind.ACHIEVEMENT_SUMMARY)
    open_case(desk, road=C1, dossier=dossier(is_simplified=True, papers=short))
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, REVIEWER)
    with pytest.raises(MustReturn) as refused:
        pass_on(desk, REVIEWER)

    assert [(place.code, place.words.en) for place in refused.value.places] == [
        ("M04", "The simplified procedure is for sudden only, not for merit.")
    ]


def test_the_body_between_goes_by_the_ground_that_is_stated(desk: Desk) -> None:
    """Discovered by a head: the short way whatever the type, with the list beside letter and summary."""
    short = papers(PaperKind.SUBMISSION_LETTER, PaperKind.ACHIEVEMENT_SUMMARY, PaperKind.SUMMARY_LIST)
    ground = SimplifiedGround.DISCOVERED_BY_HEAD
    open_case(desk, road=C1, dossier=dossier(is_simplified=True, simplified_ground=ground, papers=short))
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, REVIEWER)
    pass_on(desk, REVIEWER)
    with desk.database.reading() as tx:
        asked = select(EvaluationRow.facts).where(EvaluationRow.rule == "M04")
        (facts,) = tx.scalars(asked)

    assert facts["required"] == ["submission_letter", "achievement_summary", "summary_list"]
    assert facts["permitted"] == ["merit", "sudden", "thematic"]


def archive(desk: Desk, actor: Actor) -> list[Envelope]:
    seen = find(desk).version
    return act(
        desk, actor, lambda work: actions_archiving.archive_case(desk, work, "case-1", seen=seen, file="HS 12/2026")
    )[1]


def test_the_file_of_a_refused_case_is_closed_where_it_ended_and_once(desk: Desk) -> None:
    """The body that refused it closes it; how long it is kept is a preset that shows its flag."""
    at_district(desk)
    with pytest.raises(WrongState):
        archive(desk, REVIEWER)
    refuse(desk, REVIEWER, "Thành tích không có minh chứng phù hợp.")
    for stranger in (STRANGER, HEAD, SECRETARY):
        with pytest.raises(Forbidden):
            archive(desk, stranger)
    (said,) = archive(desk, REVIEWER)
    with desk.database.reading() as tx:
        taken = select(Transition.action, Transition.from_state, Transition.to_state)
        step = tx.execute(taken.order_by(Transition.number.desc())).first()
        kept = tx.get_one(ArchivedCase, "case-1")
        years = kept.keep_until.year - kept.archived_on.year

    assert (said.type, said.data["file"], said.data["is_unverified"]) == ("review.case_archived", "HS 12/2026", True)
    assert step == ("archive_case", "not_awarded", "archived")
    assert (find(desk).state, years) == ("archived", 20)
    with pytest.raises(WrongState):
        archive(desk, REVIEWER)


def test_the_submitter_does_not_receive(desk: Desk) -> None:
    """M02 blocks, whatever the role says."""
    open_case(desk, actor=HEAD)
    with pytest.raises(RuleBlocked) as refused:
        receive(desk, HEAD)

    assert [place.code for place in refused.value.places] == ["M02"]


def test_who_sent_it_up_does_not_receive_above(desk: Desk) -> None:
    """The same person in two roles does not judge twice."""
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    with pytest.raises(RuleBlocked) as refused:
        receive(desk, Actor(HEAD.subject, Role.COUNCIL_SECRETARY, PROVINCE))

    assert [place.code for place in refused.value.places] == ["M02"]


def test_a_relative_of_the_nominee_does_not_act(desk: Desk) -> None:
    """M09, by the reviewer's own declaration."""
    open_case(desk)
    with pytest.raises(RuleBlocked) as refused:
        receive(desk, HEAD, relation=Relation.KIN)

    assert [place.code for place in refused.value.places] == ["M09"]


def test_an_incomplete_dossier_has_to_be_returned(desk: Desk) -> None:
    """G16 and G17 do not pass and do not refuse: they send back."""
    open_case(desk, dossier=dossier(papers=SOUND_PAPERS[:-1]))
    receive(desk, HEAD)
    with pytest.raises(MustReturn) as refused:
        pass_on(desk, HEAD)

    assert [place.code for place in refused.value.places] == ["G16", "G17"]


def test_a_late_file_needs_consent_where_the_plan_blocks(desk: Desk) -> None:
    """Khánh Hòa 2024: lists reach the district by 10/7 in phase 1 (M03, block)."""
    desk.clock.set(IN_2024 + timedelta(days=40))
    open_case(desk, road=C1, plan=KHANH_HOA)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    with pytest.raises(RuleBlocked) as refused:
        receive(desk, REVIEWER)
    said = receive(desk, REVIEWER, consent="CV 12/LĐLĐ")

    assert [place.code for place in refused.value.places] == ["M03"]
    assert types(said) == ["review.received"]


def test_a_warning_asks_for_a_reason(desk: Desk) -> None:
    """Hưng Yên 2026 only warns of a late file; whoever takes it says why, and the reason stays."""
    desk.clock.advance(days=125)
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    with pytest.raises(WarningUnanswered):
        receive(desk, SECRETARY)
    receive(desk, SECRETARY, reason="Bưu điện chậm, đã xác minh.")
    with desk.database.reading() as tx:
        reason = tx.scalar(select(Transition.reason).where(Transition.number == find(desk).version))

    assert reason == "Bưu điện chậm, đã xác minh."


def test_an_opinion_without_minutes_does_not_pass_a_body_between(desk: Desk) -> None:
    """M08."""
    at_district(desk)
    with pytest.raises(RuleBlocked) as refused:
        pass_on(desk, REVIEWER, opinion=Opinion(opinion="Nhất trí."))

    assert [place.code for place in refused.value.places] == ["M08"]


def test_a_return_names_reason_items_and_day(desk: Desk) -> None:
    """Ten working days by the rulebook; the clock of the appraisal stops."""
    at_district(desk)
    said = give_back(desk, REVIEWER)
    case = find(desk)

    assert types(said) == ["review.returned"]
    assert (case.state, case.stage_index, case.clock_stopped_on) == ("returned", 1, date(2026, 8, 3))
    assert (case.return_reason, case.return_due_on) == ("Thiếu biên bản họp.", date(2026, 8, 17))
    assert case.return_items == [
        {"part": "papers.minutes", "words": {"vi": "Bổ sung biên bản.", "en": "Supply the minutes."}}
    ]


def test_a_return_without_a_reason_is_refused(desk: Desk) -> None:
    """X02: ten characters, blanks not counted."""
    at_district(desk)
    with pytest.raises(RuleBlocked) as refused:
        give_back(desk, REVIEWER, reason="  thiếu   ")

    assert [place.code for place in refused.value.places] == ["X02"]


def test_a_return_is_not_due_yesterday(desk: Desk) -> None:
    """The unit gets at least today."""
    at_district(desk)
    with pytest.raises(InvalidInput):
        give_back(desk, REVIEWER, due_on=date(2026, 8, 2))


def test_a_return_may_be_due_on_the_day_itself(desk: Desk) -> None:
    """The body says until when; only a day that has passed is none."""
    at_district(desk)
    said = give_back(desk, REVIEWER, due_on=date(2026, 8, 3))

    assert (find(desk).return_due_on, said[0].data["due_on"]) == (date(2026, 8, 3), "2026-08-03")


def test_a_return_names_places_a_dossier_has(desk: Desk) -> None:
    """Whoever names another is told all that may be named; nothing is returned."""
    at_district(desk)
    before = find(desk).version
    items = [ITEM, FixItem(part="papers", words=ITEM.words), FixItem(part="minutes.votes", words=ITEM.words)]
    with pytest.raises(PlaceUnknown) as refused:
        give_back(desk, REVIEWER, items=items)

    assert [place.at for place in refused.value.places] == ["items[1].part", "items[2].part"]
    for words in (refused.value.places[1].words.vi, refused.value.places[1].words.en):
        assert "“minutes.votes”" in words
        assert "minutes.yes, minutes.no" in words
    assert (find(desk).state, find(desk).version) == ("received", before)


@pytest.mark.parametrize(("one", "other"), [("minutes", "minutes.yes"), ("year", "year"), ("nominee.sex", "nominee")])
def test_no_place_is_named_twice(desk: Desk, one: str, other: str) -> None:
    """Otherwise nobody could say which item a change answers."""
    at_district(desk)
    with pytest.raises(PlaceTwice) as refused:
        give_back(desk, REVIEWER, items=[FixItem(part=part, words=ITEM.words) for part in (one, other)])

    assert [place.at for place in refused.value.places] == ["items[1].part"]


def test_only_one_return_is_open(desk: Desk) -> None:
    """What waits for its supplement is not returned again."""
    at_district(desk)
    give_back(desk, REVIEWER)
    with pytest.raises(WrongState):
        give_back(desk, REVIEWER)


def test_a_refusal_keeps_level_and_reason(desk: Desk) -> None:
    """Not awarded, at the district, for its reason; the stage is closed."""
    at_district(desk)
    said = refuse(desk, REVIEWER, "Thành tích không đúng đối tượng.")
    with desk.database.reading() as tx:
        outcomes = tx.execute(select(StageRun.stage_index, StageRun.outcome).order_by(StageRun.stage_index)).all()

    assert types(said) == ["review.refused"]
    assert said[0].data["step"]["kind"] == "district"
    assert find(desk).refusal_reason == "Thành tích không đúng đối tượng."
    assert [tuple(row) for row in outcomes] == [(0, "passed"), (1, "refused"), (2, None)]


def test_a_hold_stops_the_clock(desk: Desk) -> None:
    """Five working days on hold move the due day by five: 31/8 to 02/9 are off."""
    open_case(desk)
    receive(desk, HEAD)
    hold(desk, HEAD)
    desk.clock.advance(days=7)
    said = release(desk, HEAD)
    case = find(desk)

    assert types(said) == ["review.released"]
    assert said[0].data["to_state"] == "received"
    assert (case.state, case.due_on) == ("received", date(2026, 9, 9))
    assert (case.hold_kind, case.hold_document, case.held_at, case.resume_state) == (None, None, None, None)


def test_the_area_officer_comments_and_nothing_else(desk: Desk) -> None:
    """A comment is kept and changes no state."""
    open_case(desk)
    said = act(desk, AREA_OFFICER, lambda work: actions_returns.comment(work, "case-1", words="Đã đối chiếu."))[1]
    with desk.database.reading() as tx:
        words = tx.scalars(select(Comment.words)).all()

    assert types(said) == ["review.commented"]
    assert (find(desk).state, words) == ("submitted", ["Đã đối chiếu."])
    with pytest.raises(Forbidden):
        receive(desk, AREA_OFFICER)


@pytest.mark.parametrize("actor", [STRANGER, SECRETARY, OFFICER, Actor("x", Role.INTERMEDIATE_REVIEWER, UNIT)])
def test_nobody_receives_what_is_not_theirs(desk: Desk, actor: Actor) -> None:
    """Wrong body, wrong role, wrong level: refused, and nothing is left behind."""
    open_case(desk, road=C1)
    with pytest.raises(Forbidden):
        receive(desk, actor)
    with desk.database.reading() as tx:
        left = (len(tx.scalars(select(Transition)).all()), len(tx.execute(select(outbox.c.id)).all()))

    assert left == (1, 1)


def test_a_stale_hand_is_told_who_changed_what(desk: Desk) -> None:
    """412 names the person and the act."""
    open_case(desk)
    receive(desk, HEAD)
    with pytest.raises(Stale) as refused:
        act(
            desk, HEAD,
            lambda work: actions_passing.pass_stage(
                desk, work, "case-1", seen=1, opinion=Opinion(opinion="Nhất trí.")
            ),
        )  # fmt: skip

    assert HEAD.subject in refused.value.said.en
    assert "receive" in refused.value.said.en
    at = find(desk).changed_at.astimezone(VIETNAM)
    assert f"{HEAD.subject} đã thực hiện “tiếp nhận” lúc {at:%H:%M %d/%m/%Y}" in refused.value.said.vi
