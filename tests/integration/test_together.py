"""Several at the same instant: double clicks, nine ballots in a second, two officers on one dossier."""

from __future__ import annotations

import uuid
from functools import partial

from shared.events.terms import Role
from tests.support import oracle
from tests.support.footprint import leaves_only_a_refusal
from tests.support.people import Answer, Person, Problem, refused
from tests.support.road import Season, Union
from tests.support.roles import NOMINATIONS, SESSIONS, Case, Member
from tests.support.together import refusals, together

ROUNDS = 5


def test_a_double_click_submits_once(season: Season, union: Union) -> None:
    cases = [union.officer.prepares() for _ in range(ROUNDS)]
    for case in cases:
        seen = union.officer.version_of(case)
        results = together([partial(union.officer.submits, case, seen=seen)] * 2)
        assert len(refusals(results)) == 1
        assert refusals(results)[0].status in (409, 412)
    season.house.settle()
    for case in cases:
        assert [c["type"] for c in season.auditor.traces(case)].count("nomination.submitted") == 1


def test_a_double_click_with_one_key_gets_one_answer_twice(season: Season, union: Union) -> None:
    for _ in range(ROUNDS):
        form, key = season.form(season.somebody(), union.name), {"Idempotency-Key": uuid.uuid4().hex}
        results = together([partial(union.officer.post, NOMINATIONS, form, headers=key)] * 2)
        assert all(isinstance(result, Answer) for result in results), results
        assert results[0].body == results[1].body
    assert len(union.officer.each(NOMINATIONS)) == ROUNDS


def test_two_officers_on_one_dossier_overwrite_nothing(season: Season, union: Union) -> None:
    colleague = Person(season.house, f"dong-nghiep-{season.province}", Role.GRASSROOTS_OFFICER, union.id)
    for _ in range(ROUNDS):
        case = union.officer.drafts()
        path = f"{NOMINATIONS}/{case.id}"
        edits = {
            person.subject: partial(person.put, path, season.form(case.nominee, union.name, task_rating=rating), seen=1)
            for person, rating in ((union.officer, "good"), (colleague, "met"))
        }
        results = dict(zip(edits, together(list(edits.values())), strict=True))
        lost = [name for name, result in results.items() if isinstance(result, Problem)]
        assert len(lost) == 1
        won = next(name for name in edits if name not in lost)
        problem = results[lost[0]]
        assert problem.status == 412
        assert won in problem.body["detail_vi"]
        now = union.officer.reads(case)
        assert (now["changed_by"], now["version"]) == (won, 2)


def test_two_units_name_one_person_at_the_same_instant(season: Season, union: Union) -> None:
    other = season.union("CĐCS Trung tâm Y tế huyện Kim Động")
    for number in range(ROUNDS):
        nominee = season.somebody()
        first = union.officer.prepares(nominee)
        second = other.officer.prepares(nominee, achievement=f"Sáng kiến thứ {number} trong năm.")
        acts = [
            partial(unit.officer.submits, case, seen=unit.officer.version_of(case))
            for unit, case in ((union, first), (other, second))
        ]
        told = refusals(together(acts))
        assert [problem.status for problem in told] == [422]
        assert "G06" in told[0].rules


def test_two_hands_receive_one_case_once(season: Season, union: Union) -> None:
    for _ in range(ROUNDS):
        case = union.officer.prepares()
        union.officer.submits(case)
        seen = union.head.waits_until(case, "submitted")["version"]
        results = together([partial(union.head.receives, case, seen=seen)] * 2)
        assert sorted(problem.status for problem in refusals(results)) in ([409], [412])
    season.house.settle()
    oracle.check_between(season.house)


def _state_session(season: Season, union: Union, seats: int) -> tuple[str, Case, list[Member]]:
    """A session of a state council of `seats`, voting on one case."""
    case = union.officer.prepares(award="merit_cert_province")
    season.reaches_council(union, case)
    season.notice_runs([case])
    council = [
        Member(season.house, f"{season.province}.nn-{seat}", Role.COUNCIL_MEMBER, season.province)
        for seat in range(seats)
    ]
    seated = season.admin.seats_council(season.province, council, season.secretary, kind="state")
    session = season.secretary.opens_session(seated, [case])
    season.secretary.records_attendance(session, council)
    season.secretary.opens_voting(session)
    return session, case, council


def test_twenty_ballots_in_the_same_second_are_twenty(season: Season, union: Union) -> None:
    session, case, council = _state_session(season, union, 20)
    choices = ["yes"] * 15 + ["no"] * 3 + ["abstain"] * 2
    acts = [partial(member.votes, session, {case: choice}) for member, choice in zip(council, choices, strict=True)]
    assert refusals(together(acts)) == []
    season.secretary.closes(session)
    tally = season.secretary.reads_tallies(session)[case.id]
    assert (tally["yes"], tally["no"], tally["abstained"], tally["ballots"]) == (15, 3, 2, 20)
    assert tally["passed"] is True
    season.house.settle()
    oracle.check_between(season.house)


def test_a_member_clicks_twice_and_votes_once(season: Season, union: Union) -> None:
    session, case, council = _state_session(season, union, 9)
    for member in council:
        results = together([partial(member.votes, session, {case: choice}) for choice in ("yes", "no")])
        assert [problem.code for problem in refusals(results)] == ["ballot.voted_already"]
    season.secretary.closes(session)
    assert season.secretary.reads_tallies(session)[case.id]["ballots"] == 9


def test_a_ballot_at_the_moment_of_closing_is_counted_or_refused(season: Season, union: Union) -> None:
    session, case, council = _state_session(season, union, 9)
    for member in council[:8]:
        member.votes(session, {case: "yes"})
    seen = season.secretary.reads_session(session)["version"]
    closes = partial(season.secretary.closes, session, without_paper=council[8:], seen=seen)
    results = together([partial(council[8].votes, session, {case: "yes"}), closes])
    late = isinstance(results[0], Problem)
    # Nobody is counted as silent who was told that they voted, nor the other way round.
    (problem,) = refusals(results)
    assert problem.code == ("ballot.voting_not_open" if late else "rules.blocked")
    if not late:
        season.secretary.closes(session)
    assert season.secretary.reads_tallies(session)[case.id]["ballots"] == (8 if late else 9)


def test_nobody_can_tell_who_chose_what(season: Season, union: Union) -> None:
    """The session shows who voted, never which way; so do the events the witness heard."""
    session, case, council = _state_session(season, union, 9)
    council[0].votes(session, {case: "no"})
    shown = season.secretary.get(f"{SESSIONS}/{session}")
    assert [voted["member"] for voted in shown["voted"]] == [council[0].subject]
    assert "no" not in {str(value) for voted in shown["voted"] for value in voted.values()}
    chapter = season.auditor.waits_for_chapter(case, "review.ballot_cast")
    assert '"no"' not in str(chapter)
    assert "'no'" not in str(chapter)


def test_two_signatures_under_one_list_are_one_decision(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.notice_runs([case])
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    results = together([partial(season.signer.signs, session, [case.id])] * 2)

    assert [problem.status for problem in refusals(results)] == [409]
    (signed,) = (result for result in results if not isinstance(result, Problem))
    assert signed["number"] == "01/QĐ-LĐLĐ"
    with leaves_only_a_refusal(season.house, "review"), refused(409, "decision.signed_already"):
        season.signer.signs(session, [case.id])
    season.auditor.waits_for_chapter(case, "registry.award_recorded")
    assert [chapter["type"] for chapter in season.auditor.traces(case)].count("review.awarded") == 1
