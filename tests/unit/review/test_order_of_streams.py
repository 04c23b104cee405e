"""Whatever order nomination's and the register's streams are heard in beside each other, review stands the same.

A case may be heard of before the policy it stands on, which no file here has.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from services.review.service import DEFINITION
from shared.events.dossier import Nominee
from shared.events.envelope import Envelope
from shared.events.erasure import PersonErased
from shared.events.nomination import DraftWithdrawn, PolicyPublished, Submitted, WithdrawalRequested
from shared.events.registry import LaterDecisionEntered
from shared.events.terms import CaseState, LaterDecision
from shared.policy import PolicySet
from shared.policy_book import PolicyBook
from shared.words import Words
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
from tests.unit.audit.said import Speakers
from tests.unit.review.cases import C1, C4, HUNG_YEN, IN_2026, UNIT, dossier, submitted


def a_policy_of_nobody_here(policies: PolicySet) -> Any:
    plan = policies.plan(HUNG_YEN)
    renamed = replace(plan, name=Words("Thi đua Hưng Yên, bản khác", "Emulation in Hưng Yên, another wording"))
    altered = replace(policies, plans={**policies.plans, HUNG_YEN: renamed})
    return PolicyBook(altered).current(HUNG_YEN, IN_2026.date())


def a_season(directory: Path) -> list[Envelope]:
    desk = make_desk(DEFINITION, directory)
    policy = a_policy_of_nobody_here(desk.policies.policies)
    assert policy.hash != desk.policies.current(HUNG_YEN, IN_2026.date()).hash
    speakers = Speakers()
    known = PolicyPublished(
        policy=policy.hash, plan=HUNG_YEN, rulebook=policy.rulebook.id, document=policy.document()
    )
    said = [speakers.say(policy.hash, known)]
    for case, road in (("c1", C4), ("c2", C1), ("c3", C4)):
        sent: Submitted = submitted(desk, case, road=road, dossier=of(case))
        said += [speakers.say(case, sent, policy=policy.hash)]
    asked = WithdrawalRequested(case="c2", unit=UNIT, reason="Chuyển công tác")
    draft = DraftWithdrawn(case="c4", unit=UNIT, nominee_key="k4", reason="Nhầm", from_state=CaseState.DRAFT)
    gone = PersonErased(
        erasure="e1", nominee_key="k9", cases=("c9",), holds=(), basis="erasure_requested", document="Đơn 1",
        asked_by="a", confirmed_by="b",
    )  # fmt: skip
    above = LaterDecisionEntered(
        decision="d9", remedy="r1", kind=LaterDecision.REVOCATION, amends="d1", award_id="a1", case="c1",
        authority="office:confederation", number="88/QĐ-TLĐ", dated=IN_2026.date(), signatory="Nguyễn Văn Bình",
        document_sha256="0" * 64,
    )  # fmt: skip
    desk.database.close()
    said += [speakers.say("c2", asked), speakers.say("c4", draft), speakers.say("e1", gone)]
    return heard_by("review", [*said, speakers.say("d9", above)])


def of(case: str) -> Any:
    given = dossier()
    nominee: Nominee = replace(given.nominee, key=f"key-{case}")
    return replace(given, nominee=nominee)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> list[Envelope]:
    return a_season(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def in_order(log: list[Envelope]) -> Rows:
    return after([[event] for event in log])


def after(batches: Batches) -> Rows:
    with TemporaryDirectory() as directory:
        desk = make_desk(DEFINITION, Path(directory))
        deliver(desk, batches)
        rows = rows_of(desk)
        desk.database.close()
        return rows


def test_the_log_opens_ends_and_cancels(in_order: Rows) -> None:
    """Or nothing would be shown by its orders."""
    states = sorted((dict(row)["id"], dict(row)["state"]) for row in in_order["case_file"].elements())
    assert states == [("c1", "submitted"), ("c2", "withdrawn"), ("c3", "submitted")]
    assert all(in_order[table] for table in ("cancelled_award", "policy_version", "erasure"))


@pytest.mark.parametrize("deal", DEALS)
def test_review_does_not_depend_on_the_order_of_streams(
    log: list[Envelope], in_order: Rows, deal: int
) -> None:
    assert differing(after(interleaved(log, deal)), in_order) == {}
