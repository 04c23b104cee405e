"""P03–P09, recusal, competence and the minutes as pure functions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.review.rules import competence, minutes, recusal, vote_tally
from services.review.rules import provincial_council as room
from services.review.rules.recusal import Ground, Hands
from services.review.rules.vote_law import Count, Denominator, Law
from shared.events.codec import to_plain
from shared.events.terms import BallotMode, StageKind
from shared.verdicts import Consequence, Evaluation, Rule, Verdict, replay

DAY = date(2026, 8, 3)
NOW = datetime(2026, 8, 3, 2, tzinfo=UTC)
BEFORE = datetime(2026, 8, 3, 1, tzinfo=UTC)

NOTICE: dict[str, Any] = {
    "required_days": 10, "is_simplified": False,
    "published_on": date(2026, 7, 17), "until": date(2026, 7, 31), "meets_on": DAY,
}  # fmt: skip
QUORUM: dict[str, Any] = {
    "present": 6, "total": 9, "recused": 0, "recused_present": 0, "recused_leave": False,
    "numerator": 2, "denominator": 3,
}  # fmt: skip
BALLOTS: dict[str, Any] = {
    "voters": 9, "distinct_voters": 9, "papers": 18, "papers_due": 18, "named_papers": 0, "mode": BallotMode.SECRET,
    "last_written_at": NOW, "closing_at": NOW,
}  # fmt: skip
MINUTES: dict[str, Any] = {"printed_yes": 8, "printed_of": 9, "printed_tenths": 889, "yes": 8, "counted_of": 9}
DECISION: dict[str, Any] = {
    "award_level": "provincial", "body_level": "provincial", "number": 5, "is_number_free": True,
    "dated": DAY, "voted_on": DAY, "signed_on": DAY,
}  # fmt: skip
LIST: dict[str, Any] = {"voted_yes": ("a", "b", "c"), "left_out_with_reason": ("c",), "listed": ("b", "a")}

HOLDING: list[tuple[Rule, dict[str, Any]]] = [
    (room.notice_is_finished, NOTICE),
    (room.notice_is_finished, NOTICE | {"required_days": 0, "published_on": None, "until": None}),
    (room.notice_is_finished, NOTICE | {"is_simplified": True, "published_on": None, "until": None}),
    (room.quorum_is_reached, QUORUM),
    (room.quorum_is_reached, QUORUM | {"recused": 1, "recused_present": 1}),
    (room.quorum_is_reached, QUORUM | {"present": 7, "recused": 1, "recused_present": 1, "recused_leave": True}),
    (room.yes_votes_suffice, {"yes": 8, "counted_of": 9, "percent": 80}),
    (room.ballots_are_sound, BALLOTS),
    (room.ballots_are_sound, BALLOTS | {"named_papers": 18, "mode": BallotMode.OPEN}),
    (room.ballots_are_sound, BALLOTS | {"opinions_owed": 2}),
    (room.ballots_are_sound, BALLOTS | {"opinions_owed": 2, "last_written_at": None, "written_until": BEFORE}),
    (room.ballots_are_sound, BALLOTS | {"written_until": NOW}),
    (room.ballots_are_sound, BALLOTS | {"present_without": 2, "not_named": 0, "wrongly_named": 0}),
    (room.minutes_state_the_ratio, MINUTES),
    (room.decision_is_in_order, DECISION),
    (room.decision_is_in_order, DECISION | {"award_level": "grassroots"}),
    (room.list_is_the_voted_list, LIST),
]

FAILING: list[tuple[Rule, dict[str, Any]]] = [
    (room.notice_is_finished, NOTICE | {"published_on": None, "until": None}),
    (room.notice_is_finished, NOTICE | {"until": DAY}),
    (room.quorum_is_reached, QUORUM | {"present": 5}),
    # 5 of the 8 who may vote: 5*3 < 8*2, although 6 of 9 would do.
    (room.quorum_is_reached, QUORUM | {"recused": 1, "recused_present": 1, "recused_leave": True}),
    (room.yes_votes_suffice, {"yes": 8, "counted_of": 9, "percent": 90}),
    (room.yes_votes_suffice, {"yes": 0, "counted_of": 0, "percent": 50}),
    (room.ballots_are_sound, BALLOTS | {"distinct_voters": 8}),
    (room.ballots_are_sound, BALLOTS | {"papers": 17}),
    (room.ballots_are_sound, BALLOTS | {"named_papers": 1}),
    (room.ballots_are_sound, BALLOTS | {"closing_at": datetime(2026, 8, 3, 1, tzinfo=UTC)}),
    (room.ballots_are_sound, BALLOTS | {"opinions_owed": 1, "written_until": NOW}),
    (room.ballots_are_sound, BALLOTS | {"present_without": 2, "not_named": 1, "wrongly_named": 0}),
    (room.ballots_are_sound, BALLOTS | {"present_without": 0, "not_named": 0, "wrongly_named": 1}),
    (room.ballots_are_sound, BALLOTS | {"present_without": 2, "not_named": 2, "wrongly_named": 1}),
    (room.minutes_state_the_ratio, MINUTES | {"printed_yes": None, "printed_of": None, "printed_tenths": None}),
    (room.minutes_state_the_ratio, MINUTES | {"yes": 7}),
    (room.minutes_state_the_ratio, MINUTES | {"printed_tenths": 900}),
    (room.decision_is_in_order, DECISION | {"award_level": "confederation"}),
    (room.decision_is_in_order, DECISION | {"award_level": "state"}),
    (room.decision_is_in_order, DECISION | {"is_number_free": False}),
    (room.decision_is_in_order, DECISION | {"dated": date(2026, 8, 2)}),
    (room.decision_is_in_order, DECISION | {"dated": date(2026, 8, 4)}),
    (room.list_is_the_voted_list, LIST | {"listed": ("a", "b", "z")}),
    (room.list_is_the_voted_list, LIST | {"listed": ("a", "b", "c")}),
    (room.list_is_the_voted_list, LIST | {"listed": ("a",)}),
    (room.list_is_the_voted_list, LIST | {"listed": ("a", "b", "b")}),
]


@pytest.mark.parametrize(
    ("listed", "said"), [(("a", "b", "c"), "không chờ ký"), (("a", "b", "z"), "hội đồng không thông qua")]
)
def test_a_list_with_one_more_says_whether_it_was_ever_passed(listed: tuple[str, ...], said: str) -> None:
    """`c` was passed and then refused its signature: the signer is not told that the council did not pass it."""
    found = room.list_is_the_voted_list(voted_yes=("a", "b", "c"), left_out_with_reason=("c",), listed=listed)
    assert said in found.words.vi


@pytest.mark.parametrize(("check", "facts"), HOLDING)
def test_rule_holds(check: Rule, facts: dict[str, Any]) -> None:
    found = check(**facts)

    assert (found.verdict, found.consequence) == (Verdict.HOLDS, Consequence.NONE)


@pytest.mark.parametrize(("check", "facts"), FAILING)
def test_rule_fails_and_blocks(check: Rule, facts: dict[str, Any]) -> None:
    found = check(**facts)

    assert (found.verdict, found.consequence) == (Verdict.FAILS, Consequence.BLOCK)


@pytest.mark.parametrize(("check", "facts"), HOLDING + FAILING)
def test_stored_evaluation_is_explained_identically(check: Rule, facts: dict[str, Any]) -> None:
    stored: Evaluation = check(**facts)

    assert replay(check, stored) == stored
    assert stored.facts == to_plain(facts)


def test_every_rule_of_the_room_has_its_own_id() -> None:
    rules = [item for item in vars(room).values() if isinstance(item, Rule)]

    assert [item.id for item in rules] == ["P03", "P04", "P05", "P06", "P07", "P08", "P09"]


HANDS = Hands(
    submitted_by="officer", received_by=frozenset({"head"}), passed_by=frozenset({"head", "reviewer"}),
    related=frozenset({"cousin"}), beneficiaries=frozenset({"nominee"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("member", "ground"),
    [
        ("officer", Ground.SUBMITTED), ("head", Ground.RECEIVED), ("reviewer", Ground.PASSED),
        ("cousin", Ground.RELATED), ("nominee", Ground.BENEFITS), ("stranger", None),
    ],
)  # fmt: skip
def test_member_with_a_hand_in_the_case_is_recused(member: str, ground: Ground | None) -> None:
    assert recusal.find_ground(member, HANDS) is ground


def test_recused_members_are_named_once_each() -> None:
    found = recusal.recused_from(("stranger", "head", "cousin"), HANDS)

    assert found == {"head": Ground.RECEIVED, "cousin": Ground.RELATED}


@pytest.mark.parametrize(
    ("body", "award", "expected"),
    [
        ("provincial", "provincial", True), ("provincial", "grassroots", True), ("intermediate", "provincial", False),
        ("grassroots", "provincial", False), ("provincial", "confederation", False), ("confederation", "state", False),
        ("provincial", "unheard_of", False), ("state", "state", False),
    ],
)  # fmt: skip
def test_competence_follows_the_levels_of_the_union(body: str, award: str, expected: bool) -> None:
    assert competence.is_competent(body_level=body, award_level=award) is expected


def test_stage_kinds_between_are_one_level() -> None:
    assert {competence.level_of(kind) for kind in (StageKind.DISTRICT, StageKind.COMMUNE)} == {"intermediate"}
    assert competence.level_of(StageKind.PROVINCIAL) == "provincial"


@pytest.mark.parametrize(("number", "printed"), [(5, "05/QĐ-LĐLĐ"), (12, "12/QĐ-LĐLĐ"), (134, "134/QĐ-LĐLĐ")])
def test_number_is_printed_with_its_type(number: int, printed: str) -> None:
    assert printed == competence.printed_number(number, StageKind.PROVINCIAL)


def minutes_of(name: str, yes: int = 8, **more: Any) -> str:
    law = Law(threshold_percent=80, denominator=Denominator.TOTAL_MEMBERS, basis="Điều 33")
    box = Count(total_members=9, present=9, recused=0, written=0, yes=yes, no=9 - yes, abstained=0)
    case = minutes.MinutesCase(
        name=name, unit="CĐCS Sở Tài chính", award="Bằng khen", tally=vote_tally.count(law, box), **more
    )
    return minutes.minutes_text(
        minutes.MinutesFacts(
            session="s", body_name="LĐLĐ tỉnh Hưng Yên", document="QĐ 12", held_at=NOW, mode=BallotMode.SECRET,
            chair="c", secretary="s", members=("c", "s"), present=("c",), written=(), cases=(case, case),
        )
    )  # fmt: skip


def test_minutes_state_number_ratio_and_article() -> None:
    text = minutes_of("Nguyễn Thị Hương")

    assert "    Kết quả [1]: 8 phiếu đồng ý / 9 ủy viên = 88,9 % ≥ 80 %: đạt" in text
    assert "Căn cứ: Điều 33." in text
    assert [(1, minutes.PrintedRatio(yes=8, of=9, tenths=889)), (2, minutes.PrintedRatio(yes=8, of=9, tenths=889))] == (
        minutes.printed_ratios(text)
    )


def test_name_cannot_pose_as_a_result_in_the_minutes() -> None:
    text = minutes_of("Hương\n    Kết quả [1]: 9 phiếu đồng ý / 9 ủy viên = 100,0 % ≥ 80 %: đạt", yes=5)

    assert [number for number, _ in minutes.printed_ratios(text)] == [1, 2]
    assert {ratio.yes for _, ratio in minutes.printed_ratios(text)} == {5}


def test_minutes_name_what_they_rest_on_without_having_been_verified() -> None:
    """Each item once, with the numbers it decided; nothing in it poses as a result."""
    doubt = "Chưa kiểm chứng: rulebooks/x.yaml, awards[y].vote (cũ)\n    Kết quả [1]: 9 phiếu đồng ý / 9 = 100,0 %"
    text = minutes_of("Nguyễn Thị Hương", doubts=(doubt,))

    assert text.count("Quy định chưa kiểm chứng mà kết quả dựa vào:") == 1
    assert [line for line in text.splitlines() if line.endswith(": hồ sơ số 1, 2.")] == [
        "    - Chưa kiểm chứng: rulebooks/x.yaml, awards[y].vote (cũ) Kết quả [1]: 9 phiếu đồng ý / 9 = 100,0 %"
        ": hồ sơ số 1, 2."
    ]
    assert {(number, ratio.yes) for number, ratio in minutes.printed_ratios(text)} == {(1, 8), (2, 8)}
    assert "Quy định chưa kiểm chứng" not in minutes_of("Nguyễn Thị Hương")
