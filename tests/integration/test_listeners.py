"""Registry, notification and audit on PostgreSQL: migrated, fed by two replicas at once, found consistent.

Owns: proof of what SQLite cannot show: row locks, skip locked, upserts under concurrency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from deploy.commands.audit_verify import examine
from services.audit.models import Leaf
from services.audit.queries_trace import trace_case
from services.audit.queries_verification import verify
from services.audit.rules.faults import Fault
from services.notification.actions_mail import take_handful
from services.notification.models import Contact, Notice
from services.registry.models import Award
from services.registry.models_progress import PlanReminder
from services.registry.sweep import say_of_plans
from shared.clock import wall_now
from shared.desk import Definition, Desk
from shared.events import review
from shared.events.envelope import Envelope
from shared.events.launches import MovementLaunched, Settled, UnionRef
from shared.events.nomination import UnitRegistered
from shared.events.terms import MovementScope, Role, StageKind, UnitKind, Via
from shared.migrate import migrate
from shared.tables import HOUSE
from tests.support.desks import STANDARD_NOW, make_desk
from tests.support.logs import data_said
from tests.support.postgres import PrivatePostgres
from tests.unit.audit.said import (
    CASE,
    HEAD,
    PROVINCE,
    SIGNER,
    TOP_STEP,
    UNIT,
    Speakers,
    award_item,
    decision_signed,
    hear,
    received,
    session_opened,
    stage_opened,
    submitted,
)

MakeDesk = Callable[[str], Desk]


@pytest.fixture
def make(postgres: PrivatePostgres, tmp_path: Path) -> Iterator[MakeDesk]:
    """A desk on a migrated database, whose invariants hold at the end."""
    made: list[Desk] = []

    def build(service: str) -> Desk:
        definition: Definition = import_module(f"services.{service}.service").DEFINITION
        url = postgres.create_database(f"listens_{service}")
        desk = make_desk(definition, tmp_path, url=url)
        made.append(desk)
        return desk

    yield build
    for desk in made:
        with desk.database.reading() as tx:
            broken = [line for one in desk.definition.invariants for line in one.violations(tx)]
            if desk.definition.gauges is not None:
                desk.definition.gauges(tx)
        desk.database.close()
        postgres.drop_database(f"listens_{desk.service}")
        assert broken == []


@pytest.mark.parametrize("service", ["registry", "notification", "audit"])
def test_migrated_schema_is_the_declared_one(postgres: PrivatePostgres, service: str) -> None:
    from shared.db import Database

    definition: Definition = import_module(f"services.{service}.service").DEFINITION
    database = Database(postgres.create_database(f"migrated_{service}"))
    migrate(database, service, definition.migrations, definition.metadata)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, [HOUSE, definition.metadata])
    database.close()
    postgres.drop_database(f"migrated_{service}")
    assert differences == []


def a_season(cases: int) -> list[Envelope]:
    speakers = Speakers()
    said = []
    for number in range(cases):
        case, receipt = f"case-{number}", f"HY-{number}"
        first = speakers.say(case, submitted(case, receipt=receipt))
        said += [
            first,
            speakers.say(case, stage_opened(case, receipt=receipt, area_officer=True), cause=first),
            speakers.say(case, received(case), HEAD),
            speakers.say(
                case, review.SentForSignature(case=case, unit=UNIT, step=TOP_STEP, session="s1"), HEAD
            ),
        ]
    said.append(speakers.say("s1", session_opened()))
    for number in range(cases):
        item = award_item(f"case-{number}", "Nguyễn Thị Hương")
        decision = decision_signed(item, decision=f"d{number}", number=f"{number:02d}/QĐ")
        said.append(speakers.say(f"d{number}", decision, SIGNER))
    return said


def by_two_replicas(desk: Desk, season: list[Envelope]) -> None:
    """Two replicas take alternate batches of five, and each hears the last batch of the other again."""
    batches = [season[at : at + 5] for at in range(0, len(season), 5)]
    with ThreadPoolExecutor(4) as replicas:
        list(replicas.map(lambda batch: hear(desk, batch), [*batches, *batches[-3:]]))
    from shared.inbox import Inbox
    from shared.waiting import sweep

    handlers = desk.handlers
    sweep(desk.database, Inbox(desk.service, desk.database, handlers, clock=desk.clock, new_id=desk.new_id))


def test_witness_keeps_one_tree_although_two_append(make: MakeDesk) -> None:
    desk, season = make("audit"), a_season(12)
    by_two_replicas(desk, season)
    with desk.database.reading() as tx:
        found = verify(tx, now=wall_now())
        assert tx.scalar(select(func.count()).select_from(Leaf)) == len(season)
        assert next(one.type for one in trace_case(tx, "case-0").chapters) == "nomination.submitted"
    assert (found.is_intact, found.gaps, found.size) == (True, (), len(season))


def test_verifying_sees_one_moment_while_two_append(make: MakeDesk) -> None:
    desk, season = make("audit"), a_season(60)
    settings = replace(desk.settings, database_url=desk.database.url.render_as_string(hide_password=False))
    sizes, faults = set[int](), list[Fault]()
    with ThreadPoolExecutor(1) as beside:
        heard = beside.submit(by_two_replicas, desk, season)
        while not heard.done():
            found = examine(settings, ())
            sizes.add(found.ledger.size)
            faults.extend(found.ledger.faults)
        heard.result()
    assert faults == []
    assert len(sizes) > 2


def test_register_gives_each_certificate_once_although_two_enter(make: MakeDesk) -> None:
    desk, season = make("registry"), a_season(12)
    by_two_replicas(desk, [one for one in season if one.type == "review.decision_signed"])
    with desk.database.reading() as tx:
        assert sorted(tx.scalars(select(Award.certificate))) == [f"{number:05d}/2026" for number in range(1, 13)]


def test_everybody_is_told_once_although_two_tell(make: MakeDesk) -> None:
    desk, season = make("notification"), a_season(12)
    by_two_replicas(desk, [one for one in season if one.type != "review.decision_signed"])
    with desk.database.reading() as tx:
        told = tx.execute(select(Notice.recipient, func.count()).group_by(Notice.recipient)).all()
    assert {row[0]: row[1] for row in told} == {
        "grassroots_head@minh-anh": 12,
        "grassroots_officer@minh-anh": 12,
        f"area_officer@{PROVINCE}": 12,
        f"signer@{PROVINCE}": 1,
        "m1": 1,
        "m2": 1,
    }


def test_two_senders_never_take_one_mail(make: MakeDesk) -> None:
    desk = make("notification")
    mail = replace(desk.settings.mail, host="127.0.0.1")
    desk = replace(desk, settings=replace(desk.settings, mail=mail))
    with desk.database.transaction() as tx:
        for subject in ("a", "b"):
            tx.add(
                Contact(
                    subject=subject, role=Role.GRASSROOTS_OFFICER.value, unit=UNIT.id, email=f"{subject}@x.example",
                    language="vi", version=1, changed_by="admin", changed_at=STANDARD_NOW, change="keep_contact",
                )
            )  # fmt: skip
    speakers = Speakers()
    hear(desk, [speakers.say(CASE, stage_opened()), speakers.say(CASE, received(), HEAD)])
    with (
        desk.working(desk.own_hand(), via=Via.TIMER) as first,
        desk.working(desk.own_hand(), via=Via.TIMER) as second,
        desk.working(desk.own_hand(), via=Via.TIMER) as third,
    ):
        taken = [take_handful(desk, work, 1) for work in (first, second, third)]
    assert [[one.row["recipient"] for one in handful] for handful in taken] == [["a"], ["b"], []]


def test_two_timers_that_look_at_once_say_of_a_plan_once(make: MakeDesk) -> None:
    """The lease keeps them apart as a rule; when it does not, the row does."""
    desk = make("registry")
    tell_of_a_plan(desk)
    with ThreadPoolExecutor(4) as replicas:
        for done in [replicas.submit(say_of_plans, desk) for _ in range(8)]:
            done.result()
    with desk.database.reading() as tx:
        said = data_said(tx, "registry.pace_measured")
        rows = tx.scalar(select(func.count()).select_from(PlanReminder))
    assert ([one["percent"] for one in said], rows) == ([50], 1)


def tell_of_a_plan(desk: Desk) -> None:
    """A province that launched a movement under Hưng Yên 2026; it is August."""
    speakers, since = Speakers(), date(2010, 1, 1)
    kinds = (("tinh", UnitKind.PROVINCIAL, None), ("a", UnitKind.GRASSROOTS, "tinh"))
    for unit, kind, parent in kinds:
        told = UnitRegistered(unit=unit, name=unit, kind=kind, block=None, parent=parent, valid_from=since)
        hear(desk, [speakers.say(unit, told)])
    launched = MovementLaunched(
        launch="l", plan="hung_yen_2026", union=UnionRef(id="a", name="a", kind=StageKind.GRASSROOTS), owner="tinh",
        told=None, movement="m", name="Phong trào", scope=MovementScope.WORKFORCE, settled=Settled(), is_pilot=False,
        launched_on=since, first=since, last=since, document="KH 1", evaluations=(),
    )  # fmt: skip
    hear(desk, [speakers.say("l", launched)])
