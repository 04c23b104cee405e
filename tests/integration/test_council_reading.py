"""What a council member reads of dossiers where they lie: what their session has, but nothing they are recused from."""

from __future__ import annotations

from shared.names import read_birth
from tests.support.people import Person, Problem, refused
from tests.support.road import Season, Union
from tests.support.roles import NOMINATIONS, Case
from tests.support.waiting import wait_until

DECLARATIONS = "/api/review/v1/declarations"


def reads(person: Person, case: Case) -> bool:
    """Whether the dossier is there for this person."""
    try:
        person.get(f"{NOMINATIONS}/{case.id}")
    except Problem as problem:
        if (problem.status, problem.code) != (404, "nomination.absent"):
            raise
        return False
    return True


def born(case: Case, season: Season) -> str:
    """The birth as a declaration has it."""
    return read_birth(case.nominee.birth, on=season.today)


def test_a_recused_member_reads_the_dossier_nowhere(season: Season, union: Union) -> None:
    case, other = union.officer.prepares(), union.officer.prepares()
    season.reaches_council(union, case, other)
    season.notice_runs([case, other])
    kin, member = season.members[1], season.members[2]
    relation = {"person": kin.subject, "kind": "kin", "name": case.nominee.name, "birth": born(case, season)}
    kin.post(DECLARATIONS, relation)
    assert not reads(member, case)

    session = season.secretary.opens_session(season.council, [case, other])
    wait_until(lambda: reads(member, case), "the session to be heard of", evidence=season.house.last_words)
    assert [reads(kin, one) for one in (case, other)] == [False, True]
    assert [reads(season.secretary, one) for one in (case, other)] == [True, True]
    for path in ("explanation", "versions/2/changes"):
        with refused(404, "nomination.absent"):
            kin.get(f"{NOMINATIONS}/{case.id}/{path}")

    # Khai báo khi phiên họp đã mở: từ lúc đó cũng không đọc được nữa
    late = season.members[3]
    assert reads(late, other)
    theirs = {"person": late.subject, "name": other.nominee.name, "birth": born(other, season)}
    late.post(DECLARATIONS, relation | theirs)
    wait_until(lambda: not reads(late, other), "the recusal to be heard of", evidence=season.house.last_words)
    assert reads(late, case)
    assert session
