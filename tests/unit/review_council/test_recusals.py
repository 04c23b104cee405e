"""Who is concerned by a case is proposed for recusal with the ground, decided before the vote, and never votes."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.review import declarations
from services.review.blindness import hidden_among
from services.review.council_errors import (
    NotForOthers,
    OwnRecusal,
    RecusalFixed,
    RecusalsUndecided,
    SessionWrongState,
    VoteRecused,
)
from services.review.council_models import CouncilSession, Declaration
from services.review.models import Case
from services.review.recusal_queries import Kind, every_recusal_of
from services.review.recusals import decide_recusal
from shared.canonical import sha256_hex
from shared.comparable import kept_hash
from shared.errors import InvalidInput, RuleBlocked
from shared.events.envelope import Actor
from shared.events.terms import BallotChoice, Role, SubjectKind
from shared.names import nominee_key
from tests.unit.review_council.stage import ADMINISTRATOR, BODY, MEMBERS, SECRETARY, Stage

NAME, BIRTH = "Lò Văn Phương", "1979-05-02"
KEY = nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH)
KIN = "member-3"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def declare(stage: Stage, person: str, kind: Kind, *, by: Actor | None = None, **about: str) -> str:
    with stage.acting(by or Actor(person, Role.COUNCIL_MEMBER, BODY)) as work:
        return declarations.declare_relation(work, person=person, kind=kind, **about).id


def decide(stage: Stage, session: str, case: str, member: str, *, stands: bool, by: Actor = SECRETARY) -> None:
    with stage.acting(by) as work:
        decide_recusal(
            work, session, seen=None, case=case, member=member, stands=stands, reason="Hội đồng đã thảo luận"
        )


@pytest.mark.parametrize(
    ("declared", "stated", "is_meant"),
    [
        ("1957-01-02", "1957", True),
        ("02/01/1957", "1957", True),
        ("1957", "1957", True),
        ("1957-01-02", "1957-01-02", True),
        ("1957-01-02", "1957-01-03", False),
        ("1957-01-02", "1958", False),
    ],
)
def test_whoever_states_a_birth_means_the_dossier_that_states_its_year(
    stage: Stage, declared: str, stated: str, is_meant: bool
) -> None:
    """Kin know the day; the list of a union mostly has the year."""
    (case_id,) = stage.published(nominee_key=nominee_key(SubjectKind.INDIVIDUAL, NAME, stated))
    declare(stage, KIN, Kind.KIN, name=f"Đ/c {NAME}", birth=declared)

    session = stage.open([case_id])

    assert recusals(stage, session) == ([(KIN, "kin", "stands")] if is_meant else [])
    with stage.acting(Actor(KIN, Role.COUNCIL_MEMBER, BODY)) as work:
        assert hidden_among(work.tx, work.actor, [case_id]) == (frozenset({case_id}) if is_meant else frozenset())
    assert stage.violations() == []


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"name": NAME, "birth": "1985-13-45"}, "birth"),
        ({"name": NAME, "birth": "31/06/1985"}, "birth"),
        ({"name": NAME, "birth": "2126"}, "birth"),
        ({"name": "123 <b>", "birth": "1985"}, "name"),
        ({"name": NAME}, "birth"),
    ],
)
def test_a_declaration_that_can_mean_nobody_is_refused(stage: Stage, about: dict[str, str], field: str) -> None:
    """Else the member believes to have declared, and nobody is recused."""
    with pytest.raises(InvalidInput) as refused:
        declare(stage, KIN, Kind.KIN, **about)
    assert [place.at for place in refused.value.places] == [field]
    assert stage.said("review.relation_declared") == []


def test_kin_is_declared_by_name_whatever_else_is_stated(stage: Stage) -> None:
    (case_id,) = stage.published(nominee_key=KEY)
    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH, unit="cdcs-nam-muc")

    assert recusals(stage, stage.open([case_id])) == [(KIN, "kin", "stands")]


def recusals(stage: Stage, session: CouncilSession) -> list[tuple[str, str, str]]:
    with stage.reading() as tx:
        return [(row.member, row.ground, row.decided) for row in every_recusal_of(tx, session.id)]


def test_declared_kin_is_recused_as_the_session_opens(stage: Stage) -> None:
    (case_id,) = stage.published(nominee_key=KEY)
    declare(stage, KIN, Kind.KIN, name="LÒ  VĂN PHƯƠNG", birth=BIRTH)

    session = stage.open([case_id])

    assert recusals(stage, session) == [(KIN, "kin", "stands")]
    (said,) = stage.said("review.member_recused")
    assert (said["member"], said["case"], said["ground"], said["decided"]) == (KIN, case_id, "kin", "stands")


def test_account_of_the_nominee_is_recused(stage: Stage) -> None:
    (case_id,) = stage.published(nominee_key=KEY)
    declare(stage, KIN, Kind.MYSELF, by=ADMINISTRATOR, name=NAME, birth=BIRTH)

    assert recusals(stage, stage.open([case_id])) == [(KIN, "benefits", "stands")]


def test_member_of_the_nominees_unit_is_proposed_and_the_vote_waits_for_the_decision(stage: Stage) -> None:
    (case_id,) = stage.published()
    declare(stage, KIN, Kind.UNIT, unit="cdcs-may")
    session = stage.open([case_id])
    stage.attend(session.id)

    assert recusals(stage, session) == [(KIN, "same_small_unit", "proposed")]
    with pytest.raises(RecusalsUndecided):
        stage.begin(session.id)
    decide(stage, session.id, case_id, KIN, stands=True)
    stage.begin(session.id)
    with pytest.raises(VoteRecused):
        stage.vote(session.id, KIN, {case_id: BallotChoice.YES})


def test_lifted_proposal_lets_the_member_vote(stage: Stage) -> None:
    (case_id,) = stage.published()
    declare(stage, KIN, Kind.UNIT, unit="cdcs-may")
    session = stage.open([case_id])
    decide(stage, session.id, case_id, KIN, stands=False)

    stage.attend(session.id)
    stage.begin(session.id)
    stage.vote_all(session.id, [case_id], yes=9)
    stage.close(session.id)

    (voted,) = stage.said("review.council_voted")
    assert (voted["tally"]["ballots"], voted["tally"]["recused"]) == (9, 0)
    (decided,) = stage.said("review.recusal_decided")
    assert (decided["decided"], decided["reason"]) == ("lifted", "Hội đồng đã thảo luận")
    assert stage.violations() == []


def test_who_nominated_the_same_person_before_is_proposed(stage: Stage) -> None:
    stage.plant(nominee_key=KEY, submitted_by=KIN, award="title_fighter_base", year=2024)
    (case_id,) = stage.published(nominee_key=KEY)

    assert recusals(stage, stage.open([case_id])) == [(KIN, "nominated_before", "proposed")]


def test_weightier_ground_replaces_a_lighter_one_even_if_lifted(stage: Stage) -> None:
    (case_id,) = stage.published(nominee_key=KEY)
    declare(stage, KIN, Kind.UNIT, unit="cdcs-may")
    session = stage.open([case_id])
    decide(stage, session.id, case_id, KIN, stands=False)

    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)

    assert recusals(stage, session) == [(KIN, "kin", "stands")]


def test_relation_declared_during_the_vote_keeps_out_who_has_not_voted(stage: Stage) -> None:
    (case_id,) = stage.published(nominee_key=KEY)
    session = stage.voting([case_id])
    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)

    with pytest.raises(VoteRecused):
        stage.vote(session.id, KIN, {case_id: BallotChoice.YES})
    for member in MEMBERS:
        stage.vote(session.id, member, {} if member == KIN else {case_id: BallotChoice.YES})
    stage.close(session.id)
    (voted,) = stage.said("review.council_voted")
    assert (voted["tally"]["ballots"], voted["tally"]["recused"]) == (8, 1)
    assert voted["tally"]["quorum"]["vi"] == "có mặt 8 / 8 ủy viên ≥ 2/3 (cần ít nhất 6)"
    assert stage.violations() == []


def test_declaration_of_another_does_not_tell_out_a_ballot_that_is_in_the_box(stage: Stage) -> None:
    """Who voted first and declared then stays counted, whoever declares after them; the session closes."""
    kin, other = stage.published(nominee_key=KEY), stage.published(nominee_key="key-other")
    cases = [*kin, *other]
    session = stage.voting(cases)
    stage.vote(session.id, KIN, dict.fromkeys(cases, BallotChoice.YES))
    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)

    declare(stage, "member-5", Kind.KIN, name="Mùa Thị Mỷ", birth="1990-01-01")

    assert recusals(stage, session) == []
    rest = [member for member in MEMBERS if member != KIN]
    stage.vote_all(session.id, cases, yes=8, members=rest)
    assert stage.close(session.id).state == "closed"
    assert [voted["tally"]["ballots"] for voted in stage.said("review.council_voted")] == [9, 9]
    assert stage.violations() == []


def test_quorum_is_counted_anew_for_the_case(stage: Stage) -> None:
    """Six of nine are a quorum; with two of the six recused, four of seven are none for that case (5 needed)."""
    kin, other = stage.published(nominee_key=KEY), stage.published()
    for member in ("member-1", "member-2"):
        declare(stage, member, Kind.KIN, name=NAME, birth=BIRTH)
    session = stage.open([*kin, *other])
    stage.attend(session.id, MEMBERS[:6])

    with pytest.raises(RuleBlocked) as refused:
        stage.begin(session.id)

    assert [(place.at, place.code) for place in refused.value.places] == [(kin[0], "P04")]


@pytest.mark.parametrize("ground", ["submitted_by", "kin"])
def test_what_the_law_fixes_nobody_lifts(stage: Stage, ground: str) -> None:
    columns = {"submitted_by": KIN} if ground == "submitted_by" else {"nominee_key": KEY}
    (case_id,) = stage.published(**columns)
    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    session = stage.open([case_id])

    with pytest.raises(RecusalFixed):
        decide(stage, session.id, case_id, KIN, stands=False)

    assert recusals(stage, session)[0][2] == "stands"


def test_nobody_decides_on_their_own_recusal(stage: Stage) -> None:
    (case_id,) = stage.published()
    declare(stage, KIN, Kind.UNIT, unit="cdcs-may")
    session = stage.open([case_id])

    with pytest.raises(OwnRecusal):
        decide(stage, session.id, case_id, KIN, stands=False, by=Actor(KIN, Role.COUNCIL_SECRETARY, BODY))

    assert recusals(stage, session)[0][2] == "proposed"


def test_recusal_is_not_decided_once_the_vote_is_open(stage: Stage) -> None:
    (case_id,) = stage.published()
    session = stage.voting([case_id])
    declare(stage, KIN, Kind.UNIT, unit="cdcs-may")

    with pytest.raises(SessionWrongState):
        decide(stage, session.id, case_id, KIN, stands=False)


def test_nobody_declares_for_others_or_takes_back_their_own(stage: Stage) -> None:
    own = declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    with pytest.raises(NotForOthers):
        declare(stage, "member-4", Kind.UNIT, by=Actor(KIN, Role.COUNCIL_MEMBER, BODY), unit="cdcs-may")
    with stage.acting(Actor(KIN, Role.ADMINISTRATOR, BODY)) as work, pytest.raises(NotForOthers):
        declarations.withdraw_declaration(work, own)


def test_declaration_without_a_birth_is_refused(stage: Stage) -> None:
    with pytest.raises(InvalidInput):
        declare(stage, KIN, Kind.KIN, name=NAME)
    assert stage.said("review.relation_declared") == []


def test_event_of_a_declaration_names_no_relative(stage: Stage) -> None:
    declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)

    (said,) = stage.said("review.relation_declared")
    fields = {"declaration", "person", "kind", "kept_sha256", "by_year"}
    assert (said["person"], said["kind"], said["by_year"], set(said)) == (KIN, "kin", True, fields)
    with stage.reading() as tx:
        kept = tx.get_one(Declaration, said["declaration"])
        bound = {"salt": kept.salt, "about": kept.about, "about_year": kept.about_year}
    assert said["kept_sha256"] == kept_hash(Declaration.__table__, **bound)
    # Whoever knows the relative and tries it finds nothing: the salt is in no event.
    assert said["kept_sha256"] not in {kept_hash(Declaration.__table__, about=KEY), sha256_hex(KEY.encode())}


def test_withdrawn_declaration_counts_no_more(stage: Stage) -> None:
    declaration = declare(stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    with stage.acting(ADMINISTRATOR) as work:
        declarations.withdraw_declaration(work, declaration)
    (case_id,) = stage.published(nominee_key=KEY)

    assert recusals(stage, stage.open([case_id])) == []
    assert isinstance(stage.case(case_id), Case)


def test_who_proposed_the_nominee_meanwhile_is_proposed_with_the_attendance_and_can_be_decided(stage: Stage) -> None:
    (case_id,) = stage.published(nominee_key=KEY)
    session = stage.open([case_id])
    stage.plant(1, nominee_key=KEY, submitted_by=KIN, award="good_deed")

    stage.attend(session.id)

    assert recusals(stage, session) == [(KIN, "nominated_before", "proposed")]
    with pytest.raises(RecusalsUndecided):
        stage.begin(session.id)
    decide(stage, session.id, case_id, KIN, stands=False)
    stage.begin(session.id)
    assert recusals(stage, session) == [(KIN, "nominated_before", "lifted")]


def test_a_ground_to_be_judged_that_came_after_the_attendance_keeps_no_vote_from_opening(stage: Stage) -> None:
    (case_id,) = stage.published(nominee_key=KEY)
    session = stage.open([case_id])
    stage.attend(session.id)
    stage.plant(1, nominee_key=KEY, submitted_by=KIN, award="good_deed")

    stage.begin(session.id)

    assert recusals(stage, session) == []
