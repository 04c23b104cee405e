"""What is told of a case once the person was erased: everything but the person, and never an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

import shared.topology  # noqa: F401  (fills the catalogue with the events of every service)
from deploy.commands.audit import audit
from services.audit.models import LeafCase
from services.audit.queries_tracing import case_at, nominations_of, origin_of_case, origins_of_decision
from services.audit.service import DEFINITION
from shared.desk import Desk
from shared.events import nomination
from shared.events.catalog import CATALOG
from shared.events.envelope import Envelope, decode
from shared.events.sealing import put_over
from shared.events.terms import Role
from shared.web.app import build_app
from tests.contract.make_contracts import example
from tests.support.desks import bearer, make_desk
from tests.unit.audit.said import (
    CASE,
    HEAD,
    OTHER_CASE,
    SECRETARY,
    SIGNER,
    Speakers,
    award_item,
    decision_signed,
    hear,
    submitted,
)
from tests.unit.audit.test_erasures import erasing

RULED = nomination.IdentityRuled(
    case=CASE, other_case=OTHER_CASE, nominee_key="k1", other_key="k2", are_same=True, is_from_above=True, weight=93,
    reason="Cùng số bảo hiểm",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


def as_left(event: Envelope) -> Envelope:
    """The event with every personal part gone."""
    said = decode(event.wire())
    for part in said.parts:
        put_over(said.data, part.path, None)
    return replace(said, parts=tuple(replace(part, salt=None) for part in said.parts))


def test_whatever_an_erasure_left_of_an_event_its_case_is_told(desk: Desk) -> None:
    speakers = Speakers()
    kinds = [kind for kind in CATALOG.values() if kind.personal]
    left = [as_left(speakers.say(f"s{number}", example(kind.shape))) for number, kind in enumerate(kinds)]
    assert len(left) > 40
    hear(desk, left)

    with desk.database.reading() as tx:
        concerned = set(tx.scalars(select(LeafCase.case_id)))
        for case in concerned:
            origin_of_case(tx, case)
            case_at(tx, case, speakers.at)
    assert {"case-1", "s0"} & concerned


def test_an_award_of_somebody_erased_leads_to_what_it_rests_on(desk: Desk, tmp_path: Path) -> None:
    speakers = Speakers()
    items = (award_item(CASE, "Nguyễn Thị Hương"), award_item(OTHER_CASE, "Trần Văn Đức", key="k2"))
    other = submitted(OTHER_CASE, receipt="HY-2026-0002")
    hear(desk, [speakers.say(CASE, submitted(), HEAD), speakers.say(OTHER_CASE, other, HEAD)])
    hear(desk, [speakers.say("d1", decision_signed(*items), SIGNER)])
    hear(desk, [speakers.say("e1", erasing(CASE), SECRETARY)])

    client, auditor = build_app(desk).test_client(), bearer(tmp_path, "kiem", Role.AUDITOR, "ldld-hung-yen")
    of_case = client.get(f"/api/audit/v1/cases/{CASE}/origin", headers=auditor)
    of_list = client.get("/api/audit/v1/origins?decision=d1", headers=auditor)

    assert (of_case.status_code, of_list.status_code) == (200, 200)
    (letter,) = of_case.json["letters"]
    assert (letter["type"], letter["said"]) == ("nomination.submitted", {"version": 1, "papers": []})
    assert [one["case_id"] for one in of_list.json["items"]] == [CASE, OTHER_CASE]
    with desk.database.reading() as tx:
        assert len(origins_of_decision(tx, "05/QĐ-LĐLĐ", cursor=None, limit=9).items) == 2


def test_a_ruling_tells_only_the_key_that_is_left(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text “None” is nobody's key."""
    speakers = Speakers()
    one, other = submitted(), submitted(OTHER_CASE, receipt="HY-2026-0002")
    nominee = replace(other.dossier.nominee, key="k2")
    other = replace(other, dossier=replace(other.dossier, nominee=nominee))
    hear(desk, [speakers.say(CASE, one), speakers.say(OTHER_CASE, other), speakers.say("i1", RULED)])
    hear(desk, [speakers.say("e1", erasing(CASE), SECRETARY)])

    with desk.database.reading() as tx:
        found = nominations_of(tx, "k2")
    assert (found.keys, [one.keys for one in found.rulings]) == (("k2",), [("k2",)])
    client, auditor = build_app(desk).test_client(), bearer(tmp_path, "kiem", Role.AUDITOR, "ldld-hung-yen")
    told = client.get("/api/audit/v1/persons/k2", headers=auditor).json
    assert [(one["keys"], one["reason"]) for one in told["rulings"]] == [(["k2"], None)]

    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")
    shown = CliRunner().invoke(audit, ["person", "k2", "--language", "en"])
    assert shown.exit_code == 0, shown.output
    assert "None" not in shown.output
    assert "#2 k2 = (erased): (erased)" in shown.output
