"""Who may not: refused with 403, recorded as an event, visible to the auditor; and nobody sees what is not theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shared.events.terms import Role
from tests.support.footprint import leaves_nothing, leaves_only_a_refusal
from tests.support.homes import House
from tests.support.people import Person, Problem, exchange, refused
from tests.support.road import Season, Union
from tests.support.roles import AUDIT, CASES, NOMINATIONS, REGISTER, Case, Officer, Reviewer, Signer

Wrong = Callable[[Season, Union, Case], object]


def _as(season: Season, kind: type[Person], role: Role, unit: str) -> Person:
    return kind(season.house, f"nguoi-la-{season.province}", role, unit)



WRONG_AT_NOMINATION: dict[str, Wrong] = {
    "another union's officer submits": lambda season, union, case: _as(
        season, Person, Role.GRASSROOTS_OFFICER, season.province
    ).post(f"{NOMINATIONS}/{case.id}/submit", seen=1),
    "the area officer submits": lambda season, union, case: season.area_officer.post(
        f"{NOMINATIONS}/{case.id}/submit", seen=1
    ),
    "an auditor makes a draft": lambda season, union, case: season.auditor.post(
        NOMINATIONS, season.form(case.nominee, union.name)
    ),
    "an officer registers a unit": lambda season, union, case: union.officer.post(
        "/api/nomination/v1/units",
        {"name": "CĐCS tự lập", "kind": "grassroots_union", "block": "block_enterprise", "parent": season.province,
         "valid_from": "2020-01-01"},
    ),
}  # fmt: skip

WRONG_AT_REVIEW: dict[str, Wrong] = {
    "the officer receives": lambda season, union, case: union.officer.post(f"{CASES}/{case.id}/receive", seen=1),
    "another body's head receives": lambda season, union, case: _as(
        season, Person, Role.GRASSROOTS_HEAD, season.province
    ).post(f"{CASES}/{case.id}/receive", seen=1),
    "the province receives before its turn": lambda season, union, case: season.secretary.post(
        f"{CASES}/{case.id}/receive", seen=1
    ),
    "the area officer refuses": lambda season, union, case: season.area_officer.post(
        f"{CASES}/{case.id}/refuse", {"reason": "Không đồng ý với hồ sơ này."}, seen=1
    ),
    "the operator passes": lambda season, union, case: season.operator.post(
        f"{CASES}/{case.id}/pass", {"opinion": "Nhất trí."}, seen=1
    ),
    "a member seats a council": lambda season, union, case: season.members[0].post(
        "/api/review/v1/councils",
        {"kind": "federation", "body": season.province, "members": ["a", "b"], "chair": "a", "secretary": "b",
         "valid_from": "2026-01-01", "document": "QĐ 1"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_AT_NOMINATION.values(), ids=WRONG_AT_NOMINATION.keys())
def test_a_wrong_hand_at_the_union_is_refused_and_recorded(season: Season, union: Union, wrong: Wrong) -> None:
    case = union.officer.prepares()
    with leaves_only_a_refusal(season.house, "nomination"), refused(403, "identity.forbidden"):
        wrong(season, union, case)


@pytest.mark.parametrize("wrong", WRONG_AT_REVIEW.values(), ids=WRONG_AT_REVIEW.keys())
def test_a_wrong_hand_on_the_road_is_refused_and_recorded(season: Season, union: Union, wrong: Wrong) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.waits_until(case, "submitted")
    with leaves_only_a_refusal(season.house, "review"), refused(403, "identity.forbidden"):
        wrong(season, union, case)


def test_the_auditor_sees_who_tried(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.waits_until(case, "submitted")
    with refused(403):
        season.area_officer.post(f"{CASES}/{case.id}/receive", seen=1)
    chapter = season.auditor.waits_for_chapter(case, "review.command_refused")
    assert (chapter["actor"], chapter["role"]) == (season.area_officer.subject, "area_officer")
    assert any("receive" in line["en"] for line in [chapter["title"], *chapter["lines"]])


def test_a_case_of_another_union_cannot_be_read(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    stranger = season.union("CĐCS Sở Tài chính")
    with refused(403):
        stranger.officer.reads(case)
    union.officer.submits(case)
    union.head.waits_until(case, "submitted")
    with refused(403):
        stranger.head.looks_up(case)


def test_lists_show_only_the_own_units_cases(season: Season, union: Union) -> None:
    stranger = season.union("CĐCS Sở Tài chính")
    mine, theirs = union.officer.prepares(), stranger.officer.prepares()
    union.officer.submits(mine)
    stranger.officer.submits(theirs)
    for case, head in ((mine, union.head), (theirs, stranger.head)):
        head.waits_until(case, "submitted")

    for reader, path in ((union.officer, NOMINATIONS), (union.head, NOMINATIONS), (union.head, CASES)):
        assert {row["id"] for row in reader.each(path)} == {mine.id}
    assert {row["id"] for row in union.head.each("/api/review/v1/work")} == {mine.id}
    assert union.head.each(CASES, unit=stranger.id) == []
    assert {mine.id, theirs.id} <= {row["id"] for row in season.auditor.each(CASES)}

    other_province = Season(season.house, "hung_yen_2026", season.today)
    assert other_province.secretary.each(CASES) == []
    with refused(403):
        other_province.secretary.looks_up(mine)


def test_the_witness_answers_auditors_alone(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    season.auditor.waits_for_chapter(case, "nomination.submitted")
    for person in (union.officer, season.secretary, season.admin, season.operator):
        with refused(403):
            person.get(f"{AUDIT}/cases/{case.id}/trace")


def test_nobody_reads_another_persons_notices(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.takes_and_passes(case)
    union.officer.waits_for_notice(case, "received")
    stranger = season.union("CĐCS Sở Tài chính")
    assert stranger.officer.reads_notices() == []


def _token(house: House, **claims: object) -> str:
    from joserfc import jwt
    from joserfc.jwk import OKPKey

    foreign = OKPKey.generate_key("Ed25519", auto_kid=True)
    facts = {"aud": "vinhdanh", "sub": "ai-do", "role": "auditor", "unit": "x", "iat": 0, "exp": 4_000_000_000}
    return jwt.encode({"alg": "Ed25519", "kid": foreign.kid}, facts | claims, foreign, algorithms=["Ed25519"])


@pytest.mark.parametrize("scheme", ["", "Basic YTpi", "Bearer", "Bearer ", "Bearer x.y.z", "foreign", "unsigned"])
def test_a_stranger_is_asked_to_sign_in(home: House, scheme: str) -> None:
    unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwicm9sZSI6ImF1ZGl0b3IifQ."
    headers = {"foreign": f"Bearer {_token(home)}", "unsigned": f"Bearer {unsigned}"}.get(scheme, scheme)
    with leaves_nothing(home):
        for path in (NOMINATIONS, CASES, f"{REGISTER}/awards", "/api/notification/v1/notices", f"{AUDIT}/tree"):
            answer = exchange(home, "GET", path, headers={"Authorization": headers} if headers else {})
            assert answer.status == 401, answer
            assert answer.body["code"] == "identity.unauthenticated"


def test_a_role_is_the_tokens_word_and_never_the_clients(season: Season, union: Union) -> None:
    """Extra fields and headers that claim a role or a state change nothing."""
    case = union.officer.prepares()
    with refused(422):
        union.officer.post(NOMINATIONS, season.form(case.nominee, union.name, state="awarded"))
    union.officer.submits(case)
    union.head.waits_until(case, "submitted")
    with refused(403):
        union.officer.ask(
            "POST", f"{CASES}/{case.id}/receive", {}, seen=1, headers={"X-Role": "signer", "X-Actor": "ai-do"}
        )


def test_the_signer_alone_signs(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.notice_runs([case])
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    elsewhere = Signer(season.house, "ky-thay", Role.SIGNER, union.id)
    body = {"sessions": [session], "cases": [case.id]}
    for person in (season.secretary, season.members[0], elsewhere, season.admin):
        with refused(403, "identity.forbidden"):
            person.post("/api/review/v1/decisions", body)
    assert season.signer.signs(session)["number"] == "01/QĐ-LĐLĐ"


def test_officers_of_the_same_role_elsewhere_have_no_say(season: Season, union: Union) -> None:
    """Role and unit both count: jurisdiction is asked before the state of a record is told."""
    case = union.officer.prepares()
    elsewhere = season.union("CĐCS Sở Tài chính")
    intruder = Officer(season.house, elsewhere.officer.subject, Role.GRASSROOTS_OFFICER, elsewhere.id)
    intruder.season, intruder.unit_name = season, elsewhere.name
    for act in (
        lambda: intruder.edits(case, seen=1),
        lambda: intruder.submits(case, seen=1),
        lambda: intruder.withdraws(case, seen=1),
        lambda: intruder.attaches(case, "minutes"),
    ):
        with pytest.raises(Problem) as told:
            act()
        assert told.value.status == 403
    union.officer.submits(case)
    union.head.waits_until(case, "submitted")
    foreign_head = Reviewer(season.house, elsewhere.head.subject, Role.GRASSROOTS_HEAD, elsewhere.id)
    with refused(403, "identity.forbidden"):
        foreign_head.receives(case, seen=1)
