"""Many cases in one request: each answers for itself, authority for all."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import update

from services.review import (
    actions_archiving,
    actions_passing,
    actions_receipt,
    actions_returns,
    consumers,
    queries_archive,
)
from services.review.bulk import Outcome, Wanted
from services.review.models import Case
from services.review.models_after import CancelledAward
from shared.desk import Desk
from shared.errors import Forbidden
from shared.events.dossier import UnitRef
from shared.events.envelope import Actor
from shared.events.nomination import WithdrawalRequested
from shared.events.terms import Block
from shared.policy.marks import Mark
from shared.policy.plan_items import Quota
from tests.unit.review.cases import (
    AGREED,
    C1,
    HEAD,
    HUNG_YEN,
    OFFICER,
    REVIEWER,
    SECRETARY,
    SOUND_PAPERS,
    STRANGER,
    UNIT,
    act,
    dossier,
    find,
    hear,
    open_case,
    pass_on,
    receive,
)


def wanted(desk: Desk, *ids: str) -> list[Wanted]:
    return [Wanted(case_id, find(desk, case_id).version) for case_id in ids]


def receive_all(desk: Desk, actor: Actor, given: list[Wanted]) -> list[Outcome]:
    done: list[Outcome] = act(desk, actor, lambda work: actions_receipt.receive_many(desk, work, given))[0]
    return done


def pass_all(desk: Desk, actor: Actor, given: list[Wanted]) -> list[Outcome]:
    done: list[Outcome] = act(
        desk, actor, lambda work: actions_passing.pass_many(desk, work, given, opinion=AGREED)
    )[0]
    return done


def codes(outcomes: list[Outcome]) -> list[str | None]:
    return [outcome.error.code if outcome.error else None for outcome in outcomes]


def test_a_blocked_case_keeps_no_other_back(desk: Desk) -> None:
    """Passed, sent back by the rules, stale, absent, named twice: each for itself, in the order asked."""
    open_case(desk, "sound")
    open_case(desk, "incomplete", dossier=dossier(papers=SOUND_PAPERS[:1]))
    open_case(desk, "stale")
    receive_all(desk, HEAD, wanted(desk, "sound", "incomplete", "stale"))
    given = [*wanted(desk, "sound", "incomplete"), Wanted("stale", 1), Wanted("absent", 1), *wanted(desk, "sound")]
    outcomes = pass_all(desk, HEAD, given)

    assert codes(outcomes) == [None, "rules.must_return", "record.stale", "case.absent", "case.twice"]
    assert [find(desk, name).state for name in ("sound", "incomplete", "stale")] == [
        "submitted", "received", "received",
    ]  # fmt: skip
    assert [find(desk, name).stage_index for name in ("sound", "incomplete", "stale")] == [1, 0, 0]


def test_lack_of_authority_refuses_the_whole_request(desk: Desk) -> None:
    """One case of another body among one's own: nothing is done, and the refusal can be recorded."""
    open_case(desk, "mine")
    open_case(desk, "theirs")
    receive(desk, HEAD, "theirs")
    pass_on(desk, HEAD, "theirs")
    with pytest.raises(Forbidden):
        receive_all(desk, HEAD, wanted(desk, "mine", "theirs"))

    assert find(desk, "mine").state == "submitted"


def refused(desk: Desk, *ids: str) -> None:
    """Cases their own union's head refuses."""
    refuse = partial(actions_returns.refuse, desk, reason="Thành tích không có minh chứng phù hợp.")
    for case_id in ids:
        open_case(desk, case_id)
        receive(desk, HEAD, case_id)
        act(desk, HEAD, partial(refuse, case_id=case_id, seen=find(desk, case_id).version))


def close_all(desk: Desk, actor: Actor, given: list[Wanted]) -> list[Outcome]:
    done: list[Outcome] = act(
        desk, actor, lambda work: actions_archiving.archive_many(desk, work, given, file="Hộp 07/2026")
    )[0]
    return done


def test_a_box_of_files_is_closed_at_once_and_what_is_not_over_stays_open(desk: Desk) -> None:
    refused(desk, "first", "second")
    open_case(desk, "open")
    given = [*wanted(desk, "second", "open", "first"), Wanted("absent", 1)]
    again = wanted(desk, "second")
    outcomes = close_all(desk, HEAD, given)

    assert codes(outcomes) == [None, "record.wrong_state", None, "case.absent"]
    assert [find(desk, name).state for name in ("first", "second", "open")] == ["archived", "archived", "submitted"]
    assert codes(close_all(desk, HEAD, again)) == ["record.stale"]
    with desk.database.reading() as tx:
        page = queries_archive.list_closed_files(tx, HEAD, ended_by=None, cursor=None, limit=1)
        assert [(row.case_id, row.file) for row in page.items] == [("first", "Hộp 07/2026")]
        rest = queries_archive.list_closed_files(tx, HEAD, ended_by=None, cursor=page.next, limit=5)
        assert [row.case_id for row in rest.items] == ["second"]
        last_day = page.items[0].keep_until
        for day, found in ((last_day, 0), (last_day + timedelta(days=1), 2)):
            ended = queries_archive.list_closed_files(tx, HEAD, ended_by=day, cursor=None, limit=5)
            assert len(ended.items) == found
        stranger = queries_archive.list_closed_files(tx, STRANGER, ended_by=None, cursor=None, limit=5)
        assert stranger.items == []


def test_nobody_closes_a_box_with_files_of_another_body(desk: Desk) -> None:
    refused(desk, "mine")
    open_case(desk, "theirs")
    with pytest.raises(Forbidden):
        close_all(desk, STRANGER, wanted(desk, "mine", "theirs"))
    assert find(desk, "mine").state == "not_awarded"


def policy_with_quota(desk: Desk, most: int) -> str:
    """The plan Hưng Yên 2026 with a quota on one award, kept as a policy of its own; its hash."""
    policy = desk.policies.current(HUNG_YEN, desk.clock.now().date())
    quota = Quota(award="merit_cert_federation", most_per_unit=most, source="thử nghiệm", mark=Mark.DESIGN)
    limited = dataclasses.replace(policy, plan=dataclasses.replace(policy.plan, quotas=(quota,)))
    with desk.database.transaction() as tx:
        desk.policies.keep(tx, limited)
    return limited.hash


def at_district(desk: Desk, policy: str, *names: str) -> None:
    for name in names:
        open_case(desk, name, road=C1, policy=policy)
        receive(desk, HEAD, name)
        pass_on(desk, HEAD, name)
        receive(desk, REVIEWER, name)


def test_a_quota_counts_what_was_passed_before(desk: Desk) -> None:
    """The second of a unit is over a quota of one (M05)."""
    at_district(desk, policy_with_quota(desk, 1), "first", "second")

    assert codes(pass_all(desk, REVIEWER, wanted(desk, "first"))) == [None]
    assert codes(pass_all(desk, REVIEWER, wanted(desk, "second"))) == ["rules.warning_unanswered"]


def goes_back(desk: Desk, case_id: str, way: str) -> None:
    """A case the district passed ends without an award, or loses it."""
    if way == "withdrawn":
        event = WithdrawalRequested(case=case_id, unit=UNIT, reason="Đơn vị xin rút hồ sơ.")
        hear(desk, consumers.on_withdrawal_requested, event, "nomination.withdrawal_requested")
    elif way == "cancelled":
        with desk.database.transaction() as tx:
            tx.add(CancelledAward(decision="later-1", case_id=case_id, dated=desk.clock.now().date()))
    else:
        receive(desk, SECRETARY, case_id)
        refuse = partial(actions_returns.refuse, desk, reason="Thành tích không có minh chứng phù hợp.")
        act(desk, SECRETARY, partial(refuse, case_id=case_id, seen=find(desk, case_id).version))
    if way == "archived":
        close_all(desk, SECRETARY, wanted(desk, case_id))


@pytest.mark.parametrize("way", ["withdrawn", "not_awarded", "archived", "cancelled"])
def test_a_quota_gives_a_place_back_with_the_case_that_had_it(desk: Desk, way: str) -> None:
    """As the ledger of nomination does: whoever is proposed in its stead is not over the quota (M05)."""
    at_district(desk, policy_with_quota(desk, 1), "first", "second", "third")
    pass_all(desk, REVIEWER, wanted(desk, "first"))
    goes_back(desk, "first", way)

    assert codes(pass_all(desk, REVIEWER, wanted(desk, "second"))) == [None]
    assert codes(pass_all(desk, REVIEWER, wanted(desk, "third"))) == ["rules.warning_unanswered"]


def test_a_quota_counts_the_cases_of_the_same_request(desk: Desk) -> None:
    """Two cases of one unit, room for one: the second is over the quota although neither is written yet."""
    at_district(desk, policy_with_quota(desk, 1), "first", "second")
    first, second = pass_all(desk, REVIEWER, wanted(desk, "first", "second"))

    assert first.error is None
    assert second.error is not None
    assert [place.code for place in second.error.places] == ["M05"]


def merged_case(desk: Desk, policy: str, name: str) -> None:
    """Of a union that merged into the one of the others, in the hands of the district."""
    open_case(desk, name, road=C1, policy=policy, unit=UnitRef(id="cdcs-cu", name="CĐCS cũ", block=Block.ENTERPRISE))
    with desk.database.transaction() as tx:
        tx.execute(update(Case).where(Case.id == name).values(successor_id=UNIT, successor_name="CĐCS May Minh Anh"))
    receive(desk, HEAD, name)
    pass_on(desk, HEAD, name)
    receive(desk, REVIEWER, name)


@pytest.mark.parametrize("together", [True, False])
def test_a_quota_counts_the_cases_of_a_merged_union_with_its_successors(desk: Desk, together: bool) -> None:
    """As the ledger of nomination does: what came by the merger has a place of the successor's quota (M05)."""
    policy = policy_with_quota(desk, 1)
    merged_case(desk, policy, "theirs")
    at_district(desk, policy, "own")
    requests = [["theirs", "own"]] if together else [["theirs"], ["own"]]
    first, second = (one for ids in requests for one in codes(pass_all(desk, REVIEWER, wanted(desk, *ids))))

    assert (first, second) == (None, "rules.warning_unanswered")


@pytest.mark.parametrize("count", [1, 8])
def test_statements_do_not_grow_with_the_cases(desk: Desk, count: int) -> None:
    """Receiving or passing one case and eight takes the same number of statements."""
    ids = [f"case-{number}" for number in range(count)]
    for case_id in ids:
        open_case(desk, case_id)
    statements: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sqlalchemy_event.listen(desk.database.engine, "before_cursor_execute", listen)
    counts = []
    for act_on_all in (receive_all, pass_all):
        given = wanted(desk, *ids)
        statements.clear()
        act_on_all(desk, HEAD, given)
        counts.append(len(statements))
    sqlalchemy_event.remove(desk.database.engine, "before_cursor_execute", listen)

    # begin · cases (read, write) · stages · transitions · evaluations · outbox (read, write); once, the cases' keys
    assert counts == [9, 8]


def test_nothing_wanted_changes_nothing(desk: Desk) -> None:
    """All kept back: no statement writes, no event is said."""
    open_case(desk, "case-1")
    outcomes, said = act(
        desk, SECRETARY, lambda work: actions_receipt.receive_many(desk, work, [Wanted("absent", 1)])
    )

    assert (codes(outcomes), said) == (["case.absent"], [])
    assert OFFICER.subject == find(desk).changed_by
