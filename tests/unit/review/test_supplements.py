"""A supplement taken up: what was checked and is untouched stays checked, what changed is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import select

from services.review import actions_returns, consumers
from services.review.errors import MustReturn
from services.review.models import EvaluationRow
from shared.clock import SetClock
from shared.desk import Desk
from shared.events.dossier import Dossier
from shared.events.envelope import Actor, Envelope
from shared.events.nomination import Resubmitted
from shared.events.review import FixItem
from shared.events.supplement import Answer
from shared.verdicts import Consequence, Evaluation, Verdict
from shared.words import Words
from tests.support.desks import client_of
from tests.unit.review.cases import (
    C1,
    HEAD,
    IN_2024,
    KHANH_HOA,
    REVIEWER,
    SECRETARY,
    SOUND_MINUTES,
    STRANGER,
    act,
    dossier,
    find,
    hear,
    hear_area,
    open_case,
    pass_on,
    receive,
)
from tests.unit.review.test_api import BASE, headers

WORDS = Words("Ghi rõ số phiếu.", "State the votes.")


def days_pass(desk: Desk, days: int) -> None:
    cast(SetClock, desk.clock).advance(days=days)


def give_back(desk: Desk, actor: Actor, *parts: str) -> list[Envelope]:
    seen, items = find(desk).version, [FixItem(part=part, words=WORDS) for part in parts]
    return act(
        desk, actor,
        lambda work: actions_returns.return_for_supplement(
            desk, work, "case-1", seen=seen, reason="Số phiếu chưa rõ ràng.", items=items, due_on=None
        ),
    )[1]  # fmt: skip


def supplement(desk: Desk, now: Dossier, *answers: Answer, version: int = 2, said: tuple[Any, ...] = ()) -> None:
    changed = tuple(answer.part for answer in answers if answer.is_mended)
    event = Resubmitted(
        case="case-1", dossier=now, version=version, sent_at=desk.clock.now(), changed=changed, answers=answers,
        evaluations=said,
    )  # fmt: skip
    hear(desk, partial(consumers.on_resubmitted, desk), event, "nomination.resubmitted")


def asked_of(desk: Desk, version: int, action: str) -> list[tuple[str, str, datetime | None]]:
    wanted = select(EvaluationRow).where(EvaluationRow.dossier_version == version, EvaluationRow.action == action)
    with desk.database.reading() as tx:
        return [(row.rule, row.verdict, row.since) for row in tx.scalars(wanted.order_by(EvaluationRow.id))]


MENDED = Answer(part="minutes", is_mended=True)
BETTER = dossier(minutes=replace(SOUND_MINUTES, yes=7, no=2))


def returned_at_district(desk: Desk) -> tuple[datetime, datetime]:
    """Passed below, received at the district, returned there a day later; the times of pass and receipt."""
    open_case(desk, road=C1)
    receive(desk, HEAD)
    days_pass(desk, 1)
    passed = desk.clock.now()
    pass_on(desk, HEAD)
    days_pass(desk, 1)
    received = desk.clock.now()
    receive(desk, REVIEWER)
    give_back(desk, REVIEWER, "minutes", "year")
    days_pass(desk, 3)
    return passed, received


def test_only_what_was_told_other_facts_is_asked_again(desk: Desk) -> None:
    """The minutes changed: G16 and M04 read them. Papers, figures, place and time are as they were; hands are new."""
    passed, received = returned_at_district(desk)
    supplement(desk, BETTER, MENDED, Answer(part="year", is_mended=False, words="Năm xét không đổi."))
    days_pass(desk, 1)
    [said] = receive(desk, REVIEWER)

    assert asked_of(desk, 2, "receive") == [
        ("M01", "holds", received), ("M02", "holds", None), ("M09", "unknown", None), ("M03", "holds", received),
        ("G16", "holds", None), ("G17", "holds", passed), ("G19", "holds", passed), ("M04", "holds", None),
    ]  # fmt: skip
    assert {one["rule"]: one["since"] for one in said.data["evaluations"]}["G17"] == passed.isoformat()


def test_a_check_carried_twice_still_names_its_first_time(desk: Desk) -> None:
    passed, _ = returned_at_district(desk)
    supplement(desk, BETTER, MENDED)
    receive(desk, REVIEWER)
    taken_up = desk.clock.now()
    days_pass(desk, 1)
    pass_on(desk, REVIEWER)

    kept = {rule: since for rule, _, since in asked_of(desk, 2, "pass_stage")}
    assert (kept["G17"], kept["G16"], kept["M04"]) == (passed, taken_up, taken_up)
    assert kept["M02"] is kept["M08"] is kept["P01"] is None


def test_what_the_levels_below_vouched_for_is_asked_where_the_supplement_returns_to(desk: Desk) -> None:
    """The province asks nothing of papers itself; a supplement that spoils them does not slip past."""
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)
    give_back(desk, SECRETARY, "minutes")
    supplement(desk, dossier(minutes=replace(SOUND_MINUTES, is_signed=False)), MENDED)
    receive(desk, SECRETARY)
    with pytest.raises(MustReturn) as refused:
        pass_on(desk, SECRETARY)

    assert [place.at for place in refused.value.places] == ["G16"]
    assert find(desk).state == "received"
    give_back(desk, SECRETARY, "minutes.is_signed")
    supplement(desk, BETTER, replace(MENDED, part="minutes.is_signed"), version=3)
    receive(desk, SECRETARY)
    hear_area(desk)
    pass_on(desk, SECRETARY)
    assert find(desk).state == "stage_passed"


def test_the_stages_passed_below_are_not_repeated(desk: Desk) -> None:
    returned_at_district(desk)
    supplement(desk, BETTER, MENDED)

    assert (find(desk).state, find(desk).stage_index, find(desk).stage_kind) == ("submitted", 1, "district")


def test_a_return_keeps_what_it_found_in_order(desk: Desk) -> None:
    """So that it is known to have been checked, and when."""
    open_case(desk)
    receive(desk, HEAD)
    [said] = give_back(desk, HEAD, "minutes")
    returned = desk.clock.now()
    days_pass(desk, 2)
    supplement(desk, BETTER, MENDED)
    receive(desk, HEAD)

    assert [one["rule"] for one in said.data["evaluations"]] == ["X02", "G16", "G17", "G19"]
    assert asked_of(desk, 2, "receive")[2:] == [
        ("G16", "holds", None), ("G17", "holds", returned), ("G19", "holds", returned),
    ]  # fmt: skip


def test_consent_to_a_late_file_covers_its_supplement(desk: Desk) -> None:
    """M03 was answered once; nobody has to consent again to the same lateness."""
    cast(SetClock, desk.clock).set(IN_2024 + timedelta(days=60))
    open_case(desk, road=C1, plan=KHANH_HOA)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, REVIEWER, consent="CV 12/LĐLĐ")
    consented = desk.clock.now()
    give_back(desk, REVIEWER, "minutes")
    days_pass(desk, 2)
    supplement(desk, BETTER, MENDED)
    receive(desk, REVIEWER)

    assert ("M03", "holds", consented) in asked_of(desk, 2, "receive")


def test_the_reviewer_sees_both_sides_and_both_groups(desk: Desk, tmp_path: Path) -> None:
    """The answers, the change with the item it answers, and every check in one of two groups."""
    passed, received = returned_at_district(desk)
    enough = Words("Đủ.", "Enough.")
    g11 = Evaluation("G11", Verdict.HOLDS, Consequence.NONE, enough, "LAW22 Art 23", {"rating": "good"}, since=passed)
    explained = Answer(part="year", is_mended=False, words="Năm xét không đổi.")
    supplement(desk, BETTER, MENDED, explained, said=(g11, replace(g11, rule="G12", since=None)))
    client = client_of(desk)

    def sees(actor: Actor, number: int = 2) -> Any:
        return client.get(f"{BASE}/cases/case-1/versions/{number}/changes", headers=headers(tmp_path, actor))

    before = sees(REVIEWER).get_json()
    receive(desk, REVIEWER)
    shown = sees(REVIEWER).get_json()

    assert (shown["version"], shown["sent_by"]) == (2, "officer@minh-anh")
    assert [(item["part"], item["asked"]["vi"], item["is_mended"], item["words"]) for item in shown["items"]] == [
        ("minutes", WORDS.vi, True, None), ("year", WORDS.vi, False, "Năm xét không đổi."),
    ]  # fmt: skip
    assert [(one["at"], one["before"], one["after"], one["item"]) for one in shown["changes"]] == [
        ("minutes.yes", 8, 7, "minutes"), ("minutes.no", 1, 2, "minutes"),
    ]  # fmt: skip
    assert shown["changes"][0]["name"] == {"vi": "Số phiếu đồng ý", "en": "Yes votes"}
    assert [check["said"]["rule"] for check in before["kept"] + before["asked_again"]] == ["G11", "G12"]
    assert [(check["said"]["rule"], check["asked_by"], check["said"]["since"]) for check in shown["kept"]] == [
        ("G11", "nomination", passed.isoformat()), ("G17", "review", passed.isoformat()),
        ("G19", "review", passed.isoformat()), ("M01", "review", received.isoformat()),
        ("M03", "review", received.isoformat()),
    ]  # fmt: skip
    assert [check["said"]["rule"] for check in shown["asked_again"]] == ["G12", "G16", "M04"]
    for number in (1, 3):
        absent = sees(REVIEWER, number)
        assert (absent.status_code, absent.get_json()["code"]) == (404, "version.absent")
    assert sees(STRANGER).status_code == 403


def test_who_takes_the_case_up_above_changes_nothing_in_what_was_shown(desk: Desk, tmp_path: Path) -> None:
    """The stages above ask of place and time anew: that is no matter of the supplement."""
    returned_at_district(desk)
    supplement(desk, BETTER, MENDED)
    receive(desk, REVIEWER)
    client, path = client_of(desk), f"{BASE}/cases/case-1/versions/2/changes"
    shown = client.get(path, headers=headers(tmp_path, REVIEWER)).get_json()
    pass_on(desk, REVIEWER)
    receive(desk, SECRETARY)

    assert client.get(path, headers=headers(tmp_path, REVIEWER)).get_json() == shown
