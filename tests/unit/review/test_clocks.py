"""The clock of a stage: started by receipt, standing still while a case is away, moved on by an extension only."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from sqlalchemy import select, update

from services.review import actions_deadlines, actions_holds, actions_returns, consumers, queries
from services.review.actions_receipt import receive_many
from services.review.bulk import Wanted
from services.review.errors import BeyondTheBound, ClockStandsStill, NotLater, NotWorkedOn
from services.review.models import Case, Transition
from services.review.models_clocks import DeadlineExtension
from services.review.rules.clocks import days_added, moved_by_standstill
from services.review.stage_clock import last_day_from
from services.review.sweep import say_overdue
from shared.clock import office_day, wall_now
from shared.desk import Desk
from shared.errors import Stale
from shared.events.envelope import Actor, Envelope, decode
from shared.events.nomination import Resubmitted, WithdrawalRequested
from shared.events.review import FixItem
from shared.events.supplement import Answer
from shared.events.terms import CaseState, HoldKind
from shared.permissions import WrongState
from shared.policy import load_policy_set
from shared.tables import outbox
from shared.words import Words
from tests.unit.review.cases import (
    C1,
    HEAD,
    IN_2024,
    KHANH_HOA,
    REVIEWER,
    UNIT,
    act,
    dossier,
    find,
    hear,
    open_case,
    pass_on,
    receive,
)

ITEM = FixItem(part="papers.minutes", words=Words("Bổ sung biên bản.", "Supply the minutes."))
CALENDAR = load_policy_set().calendar

# Received on Monday 03/8/2026 the case is due on Friday 28/8; Saturday 22/8 is worked in, 31/8 to 02/9 are off.
DUE = date(2026, 8, 28)


def received(desk: Desk) -> None:
    open_case(desk)
    receive(desk, HEAD)


def days_pass(desk: Desk, days: int) -> None:
    desk.clock.advance(days=days)


def give_back(desk: Desk, actor: Actor = HEAD) -> None:
    seen = find(desk).version
    act(
        desk, actor,
        lambda work: actions_returns.return_for_supplement(
            desk, work, "case-1", seen=seen, reason="Thiếu biên bản họp.", items=[ITEM], due_on=None
        ),
    )  # fmt: skip


def supplement(desk: Desk) -> list[Envelope]:
    event = Resubmitted(
        case="case-1", dossier=dossier(), version=2, sent_at=desk.clock.now(), changed=("papers.minutes",),
        answers=(Answer(part="papers.minutes", is_mended=True),), evaluations=(),
    )  # fmt: skip
    return hear(desk, partial(consumers.on_resubmitted, desk), event, "nomination.resubmitted").said.events


def hold(desk: Desk) -> None:
    seen = find(desk).version
    act(
        desk, HEAD,
        lambda work: actions_holds.hold(work, "case-1", seen=seen, kind=HoldKind.COMPLAINT, document="CV 9"),
    )  # fmt: skip


def release(desk: Desk) -> list[Envelope]:
    seen = find(desk).version
    return act(desk, HEAD, lambda work: actions_holds.release(desk, work, "case-1", seen=seen, document="KL 1"))[1]


def extend(desk: Desk, to: date, *, actor: Actor = HEAD, seen: int | None = None) -> list[Envelope]:
    seen = find(desk).version if seen is None else seen
    return act(
        desk, actor,
        lambda work: actions_deadlines.extend_deadline(
            desk, work, "case-1", seen=seen, due_on=to, reason="Chờ xác minh thành tích."
        ),
    )[1]  # fmt: skip


def test_a_return_stops_the_clock_and_the_supplement_lets_it_go_on(desk: Desk) -> None:
    """Returned after a week for a week: five working days stand still, so that it is due five later."""
    received(desk)
    days_pass(desk, 7)
    give_back(desk)
    away = find(desk)
    days_pass(desk, 7)
    said = supplement(desk)
    back = find(desk)

    assert (away.due_on, away.clock_stopped_on) == (DUE, date(2026, 8, 10))
    # After 17/8 as many are left as after 10/8: 28/8, then 03/9, 04/9, 07/9, 08/9 and 09/9.
    assert (back.due_on, back.clock_stopped_on) == (date(2026, 9, 9), None)
    assert said[-1].data["due_on"] == "2026-09-09"


def test_a_supplement_gives_no_new_period(desk: Desk) -> None:
    """Receiving it again starts nothing: what was left goes on."""
    received(desk)
    days_pass(desk, 7)
    give_back(desk)
    supplement(desk)
    (said,) = receive(desk, HEAD)

    assert find(desk).due_on == DUE
    assert said.data["due_on"] == DUE.isoformat()


def test_what_was_returned_before_receipt_has_its_whole_period(desk: Desk) -> None:
    """No clock ran, so none goes on; receipt starts it."""
    open_case(desk)
    give_back(desk)
    days_pass(desk, 7)
    said = supplement(desk)
    waiting = find(desk)
    receive(desk, HEAD)

    assert (waiting.due_on, waiting.clock_stopped_on, said[-1].data["due_on"]) == (None, None, None)
    assert find(desk).due_on == CALENDAR.add_working_days(date(2026, 8, 10), 20)


def test_a_hold_on_a_returned_case_lets_the_clock_stand_until_both_are_over(desk: Desk) -> None:
    """Released first it is still with its unit; supplemented first it is still held."""
    received(desk)
    give_back(desk)
    days_pass(desk, 1)
    hold(desk)
    days_pass(desk, 1)
    unfinished = release(desk)
    still = find(desk)
    hold(desk)
    supplement(desk)
    held = find(desk)
    days_pass(desk, 1)
    said = release(desk)
    back = find(desk)

    assert (unfinished[-1].data["reason"], said[-1].data["reason"]) == (still.return_reason, None)
    assert [one.clock_stopped_on for one in (still, held, back)] == [date(2026, 8, 3), date(2026, 8, 3), None]
    assert back.due_on == CALENDAR.add_working_days(DUE, 3)
    assert said[-1].data["due_on"] == back.due_on.isoformat()


def test_what_leaves_while_it_stands_still_takes_no_clock_along(desk: Desk) -> None:
    """Withdrawn while returned: nothing is due any more."""
    received(desk)
    give_back(desk)
    event = WithdrawalRequested(case="case-1", unit=UNIT, reason="Đoàn viên đã chuyển công tác.")
    hear(desk, consumers.on_withdrawal_requested, event, "nomination.withdrawal_requested")
    case = find(desk)

    assert (case.state, case.due_on, case.clock_stopped_on) == ("withdrawn", None, None)


def test_an_extension_names_its_author_and_reason(desk: Desk) -> None:
    """Two working days more, in row, step and event."""
    received(desk)
    (said,) = extend(desk, date(2026, 9, 4))
    with desk.database.reading() as tx:
        (row,) = tx.scalars(select(DeadlineExtension))
        step = tx.scalars(select(Transition).order_by(Transition.number)).all()[-1]
        kept = (row.author, row.reason, row.was_due_on, row.due_on, row.working_days, row.number)
        taken = (step.action, step.actor, step.reason, step.from_state, step.to_state)

    assert kept == (HEAD.subject, "Chờ xác minh thành tích.", DUE, date(2026, 9, 4), 2, find(desk).version)
    assert taken == ("extend_deadline", HEAD.subject, "Chờ xác minh thành tích.", "received", "received")
    assert (said.type, said.data["was_due_on"], said.data["due_on"], said.data["working_days"]) == (
        "review.deadline_extended", "2026-08-28", "2026-09-04", 2,
    )  # fmt: skip
    assert find(desk).due_on == date(2026, 9, 4)


@pytest.mark.parametrize(
    ("to", "error"),
    [
        pytest.param(DUE, NotLater, id="the same day"),
        pytest.param(DUE - timedelta(days=1), NotLater, id="earlier"),
        pytest.param(date(2026, 9, 2), NotWorkedOn, id="National Day"),
        pytest.param(date(2026, 9, 17), BeyondTheBound, id="eleven working days"),
    ],
)
def test_an_extension_that_may_not_be_leaves_the_deadline(desk: Desk, to: date, error: type[Exception]) -> None:
    received(desk)
    before = find(desk).version
    with pytest.raises(error):
        extend(desk, to)

    assert (find(desk).due_on, find(desk).version) == (DUE, before)


def test_extensions_of_a_stage_share_the_bound(desk: Desk) -> None:
    """Six and four make ten; not one day more."""
    received(desk)
    extend(desk, date(2026, 9, 10))
    extend(desk, date(2026, 9, 16))
    with pytest.raises(BeyondTheBound):
        extend(desk, date(2026, 9, 17))

    assert find(desk).due_on == date(2026, 9, 16)


def test_another_stage_has_a_bound_of_its_own(desk: Desk) -> None:
    open_case(desk, road=C1)
    receive(desk, HEAD)
    extend(desk, date(2026, 9, 16))
    pass_on(desk, HEAD)
    receive(desk, REVIEWER)

    assert extend(desk, date(2026, 9, 16), actor=REVIEWER)[0].data["working_days"] == 10


def test_without_a_bound_only_the_direction_counts() -> None:
    """129 working days at once, where a locality's rulebook sets none."""
    facts: dict[str, Any] = {"today": date(2024, 6, 3), "calendar": CALENDAR, "added_before": 0}

    assert days_added(date(2024, 7, 1), date(2024, 12, 31), most=None, **facts) == 129
    with pytest.raises(NotLater):
        days_added(date(2024, 7, 1), date(2024, 6, 28), most=None, **facts)


def test_the_older_rulebooks_bound_extensions_too(desk: Desk) -> None:
    """Decree 98 names no bound; ours stands in its rulebook as in that of decree 152."""
    desk.clock.set(IN_2024)
    open_case(desk, plan=KHANH_HOA)
    receive(desk, HEAD)

    with pytest.raises(BeyondTheBound):
        extend(desk, date(2024, 12, 31))
    assert extend(desk, date(2024, 7, 15))[0].data["due_on"] == "2024-07-15"


def test_what_was_not_received_has_no_deadline_to_extend(desk: Desk) -> None:
    open_case(desk)
    with pytest.raises(ClockStandsStill):
        extend(desk, date(2026, 9, 4))


def test_a_returned_case_gets_no_extension(desk: Desk) -> None:
    received(desk)
    give_back(desk)
    with pytest.raises(WrongState):
        extend(desk, date(2026, 9, 4))


def test_an_extension_asks_for_the_version_seen(desk: Desk) -> None:
    received(desk)
    with pytest.raises(Stale):
        extend(desk, date(2026, 9, 4), seen=1)


def missed(desk: Desk) -> list[tuple[str, str, str]]:
    """Let the timer look; everything it ever said: which case, who is late, since when."""
    say_overdue(desk)
    with desk.database.reading() as tx:
        told = select(outbox.c.body).where(outbox.c.type == "review.deadline_missed")
        bodies = tx.scalars(told.order_by(outbox.c.id))
        said = [decode(body.encode()).data for body in bodies]
    return [(one["case"], one["waits_for"], one["due_on"]) for one in said]


def test_an_appraisal_is_late_on_the_day_after_its_last_and_said_to_be_once(desk: Desk) -> None:
    """On 28/8 nothing is late; on 29/8, a Saturday, it is."""
    received(desk)
    days_pass(desk, 25)
    in_time = missed(desk)
    days_pass(desk, 1)
    late = missed(desk)

    assert (in_time, late) == ([], [("case-1", "appraisal", "2026-08-28")])
    assert missed(desk) == late


def reminded(desk: Desk) -> list[tuple[str, str, int]]:
    """Let the timer look; every reminder ever said: who must act, by when, how many working days ahead."""
    say_overdue(desk)
    with desk.database.reading() as tx:
        told = select(outbox.c.body).where(outbox.c.type == "review.deadline_neared")
        said = [decode(body.encode()).data for body in tx.scalars(told.order_by(outbox.c.id))]
    return [(one["waits_for"], one["due_on"], one["working_days"]) for one in said]


def test_who_appraises_is_reminded_ten_three_and_one_working_days_ahead_and_then_no_more(desk: Desk) -> None:
    """Due on Friday 28/8, with Saturday 22/8 worked in: reminded on 17/8, 25/8 and 27/8, once each."""
    received(desk)
    told = {}
    for _ in range(28):
        days_pass(desk, 1)
        told[office_day(desk.clock.now())] = len(reminded(desk))

    grew = [day for day, count in told.items() if count > told.get(day - timedelta(days=1), 0)]
    assert grew == [date(2026, 8, 17), date(2026, 8, 25), date(2026, 8, 27)]
    assert reminded(desk) == [("appraisal", "2026-08-28", days) for days in (10, 3, 1)]


def test_a_house_that_slept_says_the_nearest_reminder_only(desk: Desk) -> None:
    received(desk)
    days_pass(desk, 23)
    assert reminded(desk) == [("appraisal", "2026-08-28", 3)]


def test_an_extended_day_is_reminded_of_anew(desk: Desk) -> None:
    """From 27/8 to 4/9 there are three working days: 31/8 to 02/9 are off."""
    received(desk)
    days_pass(desk, 24)
    reminded(desk)
    extend(desk, date(2026, 9, 4))

    assert reminded(desk) == [("appraisal", "2026-08-28", 1), ("appraisal", "2026-09-04", 3)]


def test_a_unit_is_reminded_of_its_supplement_and_the_body_s_clock_stands_still(desk: Desk) -> None:
    """Returned on 03/8 with ten working days: the day of the return is no reminder, three days ahead is."""
    received(desk)
    give_back(desk)
    at_once = reminded(desk)
    due = find(desk).return_due_on
    assert due is not None
    days_pass(desk, (CALENDAR.add_working_days(due, -3) - office_day(desk.clock.now())).days)

    assert (at_once, reminded(desk)) == ([], [("supplement", due.isoformat(), 3)])


def test_another_last_day_is_missed_anew(desk: Desk) -> None:
    """Extended and late again: said again, with the new day."""
    received(desk)
    days_pass(desk, 28)
    missed(desk)
    extend(desk, date(2026, 9, 4))
    extended = missed(desk)
    days_pass(desk, 7)

    assert extended == [("case-1", "appraisal", "2026-08-28")]
    assert missed(desk) == [*extended, ("case-1", "appraisal", "2026-09-04")]


def test_a_clock_that_stands_still_is_never_late(desk: Desk) -> None:
    received(desk)
    hold(desk)
    days_pass(desk, 60)

    assert missed(desk) == []


def test_a_supplement_that_does_not_come_is_the_unit_s_delay(desk: Desk) -> None:
    """Ten working days from 03/8 end on 17/8; the body's own clock stands still."""
    received(desk)
    give_back(desk)
    days_pass(desk, 15)
    late = missed(desk)
    supplement(desk)
    days_pass(desk, 1)

    assert late == [("case-1", "supplement", "2026-08-17")]
    assert missed(desk) == late


def test_many_late_cases_are_said_in_batches(desk: Desk) -> None:
    """More than one batch holds: none twice, none left out."""
    names = [f"case-{number:03}" for number in range(103)]
    for name in names:
        open_case(desk, name)
    seen = [Wanted(name, 1) for name in names]
    act(desk, HEAD, lambda work: receive_many(desk, work, seen))
    days_pass(desk, 30)

    assert [case for case, _, _ in missed(desk)] == names


def test_the_gauge_counts_what_is_late_and_not_what_stands_still(desk: Desk) -> None:
    """The gauge goes by the machine's day; these lasts days lie in its past and future."""
    for name in ("case-1", "case-2", "case-3"):
        open_case(desk, name)
        receive(desk, HEAD, name)
    past, ahead = office_day(wall_now()) - timedelta(days=3), office_day(wall_now()) + timedelta(days=3)
    with desk.database.transaction() as tx:
        for name, due in (("case-1", past), ("case-2", ahead), ("case-3", past)):
            tx.execute(update(Case).where(Case.id == name).values(due_on=due))
    seen = find(desk, "case-3").version
    act(
        desk, HEAD,
        lambda work: actions_holds.hold(work, "case-3", seen=seen, kind=HoldKind.COMPLAINT, document="CV 9"),
    )  # fmt: skip
    with desk.database.reading() as tx:
        queries.show_gauges(tx)

    labels = {"stage": "grassroots"}
    assert REGISTRY.get_sample_value("vinhdanh_review_overdue_cases", labels) == 1.0
    assert REGISTRY.get_sample_value("vinhdanh_review_overdue_oldest_days", labels) == 3.0


@given(st.integers(1, 200), st.integers(-10, 40), st.integers(0, 120))
def test_a_clock_that_goes_on_has_as_much_left_as_when_it_stopped(received: int, left: int, away: int) -> None:
    """Whatever the days in between: Tết, 30/4, swap days."""
    stopped_on = date(2026, 1, 2) + timedelta(days=received)
    due_on = CALENDAR.add_working_days(stopped_on, left) if left else CALENDAR.add_working_days(
        CALENDAR.add_working_days(stopped_on, 1), -1
    )  # fmt: skip
    before = CALENDAR.working_days_between(stopped_on, due_on)
    today = stopped_on + timedelta(days=away)
    moved = moved_by_standstill(due_on, stopped_on=stopped_on, today=today, calendar=CALENDAR)

    assert CALENDAR.working_days_between(today, moved) == before
    assert moved >= due_on


@given(st.dates(date(2026, 1, 5), date(2026, 6, 30)), st.dates(date(2026, 1, 5), date(2026, 9, 30)))
def test_no_extension_ever_shortens(due_on: date, wanted: date) -> None:
    try:
        added = days_added(due_on, wanted, today=due_on, calendar=CALENDAR, most=None, added_before=0)
    except (NotLater, NotWorkedOn):
        return

    assert wanted > due_on
    assert CALENDAR.add_working_days(due_on, added) == wanted


@pytest.mark.parametrize(
    ("award", "stage_index", "days"),
    [("title_fighter_base", 0, 20), ("merit_cert_province", 0, 20), ("merit_cert_province", 1, 25)],
)
def test_an_award_s_own_period_counts_where_it_is_processed_last(award: str, stage_index: int, days: int) -> None:
    """25 working days for the provincial certificate of merit at the top of its road, P01's 20 below."""
    policy = load_policy_set().bundle("hung_yen_2026", date(2026, 8, 3))
    case = Case(award=award, stage_index=stage_index, road={"stages": [{}, {}]}, state=CaseState.SUBMITTED.value)

    assert last_day_from(case, policy, date(2026, 8, 3), CALENDAR) == CALENDAR.add_working_days(date(2026, 8, 3), days)
