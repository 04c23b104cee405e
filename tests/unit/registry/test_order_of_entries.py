"""Whatever order nomination's and review's streams are heard in beside each other, the register is the same.

An erasure comes after what the register had entered by then, but beside whatever happens to these entries later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select

from services.registry.models import Award
from services.registry.models_after import Remedy
from services.registry.service import DEFINITION
from shared.erasure import ERASED
from shared.events import launches, nomination
from shared.events.envelope import Envelope
from shared.events.erasure import PersonErased
from shared.events.review_numbers import LaterDecisionNumbered
from shared.events.terms import Block, MovementScope, StageKind, UnitKind
from tests.support.desks import make_desk
from tests.support.interleaving import (
    DEALS,
    Batches,
    Rows,
    deliver,
    differing,
    heard_by,
    interleaved,
    rows_of,
)
from tests.unit.audit.said import PROVINCE, SIGNER, UNIT, Speakers, award_item, decision_signed, outside_decision
from tests.unit.registry.office import CORRECTION, Office

# The register's own ids, and numbers it gives in the order in which it hears.
OWN = {"awards": frozenset({"id", "certificate", "replaces"}), "recoveries": frozenset({"id", "award_id"})}
JANUARY = date(2026, 1, 1)


def of_the_others() -> list[Envelope]:
    """The tree of unions, launches, and decisions of one body and from above it."""
    speakers = Speakers()
    union = launches.UnionRef(id=UNIT.id, name=UNIT.name, kind=StageKind.GRASSROOTS)
    paper = {"document": "QĐ 1"}
    units = [
        nomination.UnitRegistered(
            unit=unit, name=unit, kind=kind, block=Block.ENTERPRISE, parent=parent, valid_from=JANUARY
        )
        for unit, kind, parent in (
            (PROVINCE, UnitKind.PROVINCIAL, None), (UNIT.id, UnitKind.GRASSROOTS, PROVINCE),
            ("other", UnitKind.GRASSROOTS, PROVINCE),
        )
    ]  # fmt: skip
    units += [
        nomination.UnitMoved(unit=UNIT.id, parent="other", valid_from=date(2026, 3, 1), **paper),
        nomination.UnitSucceeded(unit=UNIT.id, successors=("other",), valid_from=date(2026, 6, 1), **paper),
        nomination.SuccessionTakenBack(unit=UNIT.id, successors=("other",), valid_to=None, reason="Nhầm", **paper),
        nomination.UnitClosed(unit="other", last_day=date(2026, 7, 1), **paper),
    ]
    common = {"plan": "hung_yen_2026", "union": union, "name": "Thi đua", "told": None}
    begun = launches.MovementLaunched(
        **common, launch="l1", owner=PROVINCE, movement="m", scope=MovementScope.WORKFORCE,
        settled=launches.Settled(), is_pilot=False, launched_on=JANUARY, first=JANUARY,
        last=date(2026, 12, 31), evaluations=(), **paper,
    )  # fmt: skip
    movements = [begun, launches.LaunchWithdrawn(**common, launch="l1", reason="Nhầm", **paper)]
    decided = decision_signed(award_item("c2", "Lê Thị An", key="k2"), decision="d2", number="08/QĐ-LĐLĐ")
    said = [speakers.say(fact.unit, fact) for fact in units]
    said += [speakers.say(fact.launch, fact) for fact in movements]
    said += [speakers.say("d2", decided, SIGNER)]
    said += [speakers.say("above-1", outside_decision(award_item("c3", "Trần Văn Đức", key="k3")), SIGNER)]
    return heard_by("registry", said)


LOG = of_the_others()


@pytest.fixture(scope="module")
def in_order() -> Rows:
    return after([[event] for event in LOG])


def test_the_log_reaches_every_table_it_should(in_order: Rows) -> None:
    """Or nothing would be shown by its orders."""
    assert all(in_order[table] for table in ("known_unions", "union_places", "known_launches", "decisions", "awards"))


def after(batches: Batches) -> Rows:
    with TemporaryDirectory() as directory:
        desk = make_desk(DEFINITION, Path(directory))
        deliver(desk, batches)
        rows = rows_of(desk, but=OWN)
        desk.database.close()
        return rows


@pytest.mark.parametrize("deal", DEALS)
def test_the_register_does_not_depend_on_the_order_of_streams(in_order: Rows, deal: int) -> None:
    assert differing(after(interleaved(LOG, deal)), in_order) == {}


@pytest.fixture
def corrected(tmp_path: Path) -> Iterator[tuple[Office, list[Envelope]]]:
    """A register whose correction is signed, and what it is going to hear: its number, and an erasure."""
    office = Office(make_desk(DEFINITION, tmp_path), tmp_path)
    remedy = office.signed(office.head, **CORRECTION)
    signed = office.said("registry.later_decision_signed")[-1]
    numbered = LaterDecisionNumbered(
        decision=remedy["decision_id"], amends=signed["amends"], number="06/QĐ-LĐLĐ", dated=date(2026, 8, 3),
        case="c1", document_sha256=signed["document_sha256"],
    )  # fmt: skip
    gone = PersonErased(
        erasure="e1", nominee_key=office.item.nominee_key, cases=("c1",), holds=(), basis="erasure_requested",
        document="Đơn 1", asked_by="a", confirmed_by="b",
    )  # fmt: skip
    speakers = office.speakers
    yield office, [speakers.say(remedy["decision_id"], numbered, SIGNER), speakers.say("e1", gone)]
    office.desk.database.close()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_was_under_way_at_an_erasure_goes_when_it_ends(
    corrected: tuple[Office, list[Envelope]], order: tuple[int, int]
) -> None:
    office, log = corrected
    deliver(office.desk, [[log[at]] for at in order])

    with office.desk.database.reading() as tx:
        entries = tx.execute(select(Award.entry, Award.nominee_name, Award.nominee_birth).order_by(Award.entry)).all()
        remedy = tx.execute(select(Remedy.state, Remedy.reason, Remedy.changes)).one()
        assert tx.scalars(select(Award.salt)).all() == [None, None]  # without it no hash of a birth can be tried
    assert [tuple(one) for one in entries] == [(1, "Nguyễn Thị Hương", None), (2, "Nguyễn Thị Hường", None)]
    assert tuple(remedy) == ("in_effect", ERASED, {})
