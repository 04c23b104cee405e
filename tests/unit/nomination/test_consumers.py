"""What review and the register say, as the proposer sees it; supplements and claims that follow from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.nomination.consumers import HEARD, handlers
from services.nomination.models import Claim, Nomination
from services.nomination.models_known import KnownAward
from shared.events.catalog import data_of, kind_of, names_in
from shared.events.dossier import UnitRef
from shared.events.envelope import Actor, Envelope, Trace
from shared.events.registry import AwardPresented, AwardRecorded
from shared.events.registry_custody import AwardArchived
from shared.events.review import (
    Awarded,
    FixItem,
    Received,
    Refused,
    Resumed,
    Returned,
    SentForSignature,
    StageOpened,
    StagePassed,
    Step,
    Withdrawn,
)
from shared.events.review_clocks import DeadlineExtended, ObjectionLodged, ObjectionSettled
from shared.events.terms import Block, CaseState, Role, StageKind, SubjectKind, Via
from shared.ids import new_salt
from shared.inbox import Inbox
from shared.words import Words
from tests.unit.nomination.house import MINH_ANH, NOW, PHU_CU, PLAN, PROVINCE, House

UNIT = UnitRef(id=MINH_ANH, name="CĐCS May Minh Anh", block=Block.ENTERPRISE)
STEP = Step(index=0, kind=StageKind.GRASSROOTS, body=MINH_ANH, body_name="CĐCS May Minh Anh")
UPPER = Step(index=1, kind=StageKind.PROVINCIAL, body=PROVINCE, body_name="LĐLĐ tỉnh Hưng Yên")
HEAD = Actor("chu-tich", Role.GRASSROOTS_HEAD, MINH_ANH)


class Ears:
    """Delivers events as the broker would, numbered per subject."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._inbox = Inbox(
            "nomination", house.desk.database, handlers(house.desk), clock=house.clock, new_id=house.desk.new_id
        )
        self._last: dict[tuple[str, str], int] = {}
        self._position = 0

    def hear(self, subject: str, fact: Any) -> bytes:
        body = self.said(subject, fact)
        self.take(body)
        return body

    def said(self, subject: str, fact: Any) -> bytes:
        """The event on its way, not delivered yet."""
        kind = kind_of(type(fact))
        self._position += 1
        sequence = self._last[kind.source, subject] = self._last.get((kind.source, subject), 0) + 1
        envelope = Envelope(
            id=self._house.desk.new_id(), source=kind.source, type=kind.name, version=kind.version, subject=subject,
            sequence=sequence, time=NOW, actor=HEAD, trace=Trace(Via.API, "story-1"), data=data_of(fact),
            salt=new_salt(),
        ).placed(self._position, "0" * 64)  # fmt: skip
        return envelope.wire()

    def take(self, *bodies: bytes) -> None:
        """Deliver these in one batch."""
        self._inbox.take(bodies)


@pytest.fixture
def ears(house: House) -> Ears:
    return Ears(house)


def returned(case: str, *parts: str) -> Returned:
    words = Words("Ghi rõ chức vụ", "State the position")
    items = tuple(FixItem(part=part, words=words) for part in parts or ("nominee.position",))
    return Returned(
        case=case, unit=UNIT, step=UPPER, reason="Thiếu chức vụ hiện nay", items=items, due_on=date(2026, 8, 17),
        evaluations=(),
    )  # fmt: skip


def recorded(case: str, key: str) -> AwardRecorded:
    return AwardRecorded(
        award_id="a-1", case=case, decision="d-1", number="05/QĐ-LĐLĐ", dated=date(2026, 9, 1), nominee_key=key,
        nominee_kind=SubjectKind.INDIVIDUAL, nominee_name="Nguyễn Thị Hương", unit=UNIT,
        award="merit_cert_federation", award_name=Words("Bằng khen", "Certificate"), year=2026, certificate="VD-1",
    )  # fmt: skip


def form(**changes: Any) -> dict[str, Any]:
    """The draft of `house.dossier` as its officer would send it again; `changes` to the nominee or the whole."""
    nominee = {
        "kind": "individual", "full_name": "Nguyễn Thị Hương", "birth": "30/6/1984", "sex": "female",
        "position": "Công nhân", "workplace": "Tổ May 3", "is_direct_worker": True, "is_leader": False,
    }  # fmt: skip
    nominee |= {name: changes.pop(name) for name in list(changes) if name in nominee}
    return {
        "plan": PLAN, "award": "merit_cert_federation", "year": 2026, "task_rating": "good",
        "achievement": "Vượt định mức 12 tháng liền", "achieved_from": "2026-01-01", "achieved_to": "2026-06-30",
        "minutes": {"held_on": "2026-07-20", "members": 9, "present": 9, "yes": 9, "no": 0, "is_signed": True},
        "nominee": nominee,
    } | changes  # fmt: skip


def test_every_case_event_of_review_moves_the_proposers_view_but_what_changes_nothing_in_it() -> None:
    """A new event of the stream needs a decision here."""
    heard = {name for name in HEARD if name.startswith("review.")}
    assert set(names_in("review", "case")) - heard == {
        "review.commented", "review.deadline_missed", "review.deadline_neared", "review.opinion_asked",
        "review.opinion_recorded",
    }  # fmt: skip


def test_view_s_last_day_follows_what_review_does_to_it(house: House, ears: Ears) -> None:
    """Extended, open while an objection is, and running again after it."""
    case = house.draft()
    house.submit(case)
    common: dict[str, Any] = {"case": case, "unit": UNIT, "step": UPPER}
    shown = []
    for event in (
        DeadlineExtended(
            **common, reason="Chờ xác minh", was_due_on=date(2026, 8, 28), due_on=date(2026, 9, 4), working_days=2
        ),
        ObjectionLodged(**common, objection="o-1", answer_by=date(2026, 9, 11)),
        ObjectionSettled(
            **common, objection="o-1", is_founded=False, finding="Không có căn cứ.", until=date(2026, 9, 21)
        ),
    ):
        ears.hear(case, event)
        shown.append(house.call("GET", f"/nominations/{case}").get_json()["due_on"])

    assert shown == ["2026-09-04", None, "2026-09-21"]


def test_view_says_who_holds_the_case_since_when_and_until_when(house: House, ears: Ears) -> None:
    case = house.draft()
    receipt = house.submit(case).get_json()["receipt"]
    ears.hear(
        case, StageOpened(
            case=case, receipt=receipt, plan=PLAN, award="x", unit=UNIT, step=STEP, submitted_by="a", area_body=None
        )
    )
    ears.hear(case, Received(case=case, unit=UNIT, step=UPPER, due_on=date(2026, 8, 31), evaluations=()))

    shown = house.call("GET", f"/nominations/{case}").get_json()

    assert (shown["state"], shown["holder"], shown["holder_name"], shown["stage_kind"], shown["due_on"]) == (
        "received", PROVINCE, "LĐLĐ tỉnh Hưng Yên", "provincial", "2026-08-31",
    )  # fmt: skip
    assert (shown["held_since"], shown["changed_by"]) == (NOW.isoformat(), "chu-tich")


def test_a_passed_case_lies_at_the_body_above(house: House, ears: Ears) -> None:
    case = house.draft()
    house.submit(case)
    ears.hear(
        case, StagePassed(case=case, unit=UNIT, step=STEP, opinion="Đồng ý", evaluations=(), next_step=UPPER)
    )
    passed_on = house.row(case)
    assert (passed_on.state, passed_on.holder, passed_on.stage_index) == ("submitted", UPPER.body, UPPER.index)
    ears.hear(
        case, StagePassed(case=case, unit=UNIT, step=UPPER, opinion="Đồng ý", evaluations=(), next_step=None)
    )
    at_the_top = house.row(case)
    assert (at_the_top.state, at_the_top.holder) == ("stage_passed", UPPER.body)


def test_returned_case_is_edited_and_sent_again_with_the_old_version_kept(house: House, ears: Ears) -> None:
    case = house.draft()
    house.submit(case)
    policy = house.row(case).policy
    ears.hear(case, returned(case))
    shown = house.call("GET", f"/nominations/{case}").get_json()

    edited = house.call("PUT", f"/nominations/{case}", seen=shown["version"], body=form(position="Tổ trưởng"))
    sent = house.call("POST", f"/nominations/{case}/resubmit", seen=edited.get_json()["version"])

    assert shown["return_items"][0]["part"] == "nominee.position"
    assert (shown["state"], shown["holder"]) == ("returned", MINH_ANH)
    assert sent.status_code == 200, sent.text
    [event] = house.said("nomination.resubmitted")
    assert (event["version"], event["changed"]) == (2, ["nominee.position"])
    assert event["answers"] == [{"part": "nominee.position", "is_mended": True, "words": None}]
    versions = sent.get_json()["versions"]
    assert [(v["number"], v["dossier"]["nominee"]["position"]) for v in versions] == [
        (1, "Công nhân"),
        (2, "Tổ trưởng"),
    ]
    assert {v["policy"] for v in versions} == {policy}
    ears.hear(case, Resumed(case=case, unit=UNIT, step=UPPER, version=2))
    assert (house.row(case).state, house.row(case).holder, house.row(case).return_items) == (
        "submitted",
        PROVINCE,
        None,
    )
    assert house.violations() == []


def test_what_was_not_returned_may_not_be_resubmitted(house: House) -> None:
    case = house.draft()
    house.submit(case)
    answer = house.call("POST", f"/nominations/{case}/resubmit", seen=2)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "record.wrong_state")


@pytest.mark.parametrize("how", ["refused", "withdrawn"])
def test_refusal_and_withdrawal_free_the_claim(house: House, ears: Ears, how: str) -> None:
    case = house.draft()
    house.submit(case)
    facts: dict[str, Any] = {"case": case, "unit": UNIT, "step": UPPER, "reason": "Không đủ điều kiện"}
    gone = Refused(**facts, evaluations=()) if how == "refused" else Withdrawn(**facts, from_state=CaseState.RECEIVED)

    ears.hear(case, gone)

    assert house.count(Claim) == 0
    assert house.submit(house.draft(PHU_CU), PHU_CU).status_code == 200
    assert house.violations() == []


def test_award_is_known_published_and_blocks_the_next_proposal(house: House, ears: Ears) -> None:
    case = house.draft()
    house.submit(case)
    ears.hear("a-1", recorded(case, house.row(case).nominee_key))

    assert (house.row(case).state, house.row(case).decision_number) == ("published", "05/QĐ-LĐLĐ")
    answer = house.submit(house.draft(PHU_CU, achievement="Việc khác"), PHU_CU)
    assert [place["code"] for place in answer.get_json()["places"]] == ["G06"]
    ears.hear("a-1", AwardPresented(award_id="a-1", case=case, presented_on=date(2026, 9, 2), occasion="Đại hội"))
    assert house.row(case).state == "presented"


def test_award_of_a_case_from_elsewhere_is_known_by_its_decision(house: House, ears: Ears) -> None:
    key = house.row(house.draft()).nominee_key
    ears.hear("a-1", recorded("khong-phai-cua-ta", key))

    answer = house.submit(house.draft())

    assert house.count(KnownAward) == 1
    assert "05/QĐ-LĐLĐ" in answer.get_json()["places"][0]["vi"]


def test_reviews_last_word_arriving_late_does_not_unpublish(house: House, ears: Ears) -> None:
    case = house.draft()
    house.submit(case)
    ears.hear("a-1", recorded(case, house.row(case).nominee_key))
    ears.hear(
        case,
        Awarded(case=case, unit=UNIT, step=UPPER, decision="d-1", number="05/QĐ-LĐLĐ", dated=date(2026, 9, 1),
                evaluations=()),
    )  # fmt: skip
    assert house.row(case).state == "published"


@pytest.mark.parametrize("in_one_batch", [True, False])
@pytest.mark.parametrize("order", ["0123", "0213", "0231", "2013", "2031", "2301"])
def test_review_and_register_may_be_heard_in_any_order(
    house: House, ears: Ears, order: str, in_one_batch: bool
) -> None:
    """Order holds within a stream only: the register's word may overtake several of review's, in one batch or more."""
    case = house.draft()
    house.submit(case)
    before = house.row(case).version
    awarded = Awarded(
        case=case, unit=UNIT, step=UPPER, decision="d-1", number="05/QĐ-LĐLĐ", dated=date(2026, 9, 1), evaluations=()
    )
    bodies = [
        ears.said(case, SentForSignature(case=case, unit=UNIT, step=UPPER, session="s-1")),
        ears.said(case, awarded),
        ears.said("a-1", recorded(case, house.row(case).nominee_key)),
        ears.said("a-1", AwardPresented(award_id="a-1", case=case, presented_on=date(2026, 9, 2), occasion="Đại hội")),
    ]
    shuffled = [bodies[int(place)] for place in order]

    for batch in [shuffled] if in_one_batch else [[body] for body in shuffled]:
        ears.take(*batch)

    row = house.row(case)
    assert (row.state, row.decision_number, row.version) == ("presented", "05/QĐ-LĐLĐ", before + 4)
    assert (row.holder, row.stage_index) == (UPPER.body, UPPER.index)


def test_a_closed_file_shows_its_day_beside_what_became_of_the_case(house: House, ears: Ears) -> None:
    """What blocks the next proposal goes by the outcome, so that stays; a correction opens the file again."""
    case = house.draft()
    house.submit(case)
    key = house.row(case).nominee_key
    archived = AwardArchived(
        award_id="a-1", case=case, file="HS 12", archived_on=date(2026, 10, 5), keep_until=date(2046, 10, 5),
        basis="b", is_unverified=True,
    )  # fmt: skip
    ears.hear("a-1", recorded(case, key))
    ears.hear("a-1", AwardPresented(award_id="a-1", case=case, presented_on=date(2026, 9, 2), occasion="Đại hội"))
    ears.hear("a-1", archived)
    assert (house.row(case).state, house.row(case).archived_on) == ("presented", date(2026, 10, 5))
    assert house.violations() == []

    ears.hear("a-1", replace(recorded(case, key), award_id="a-2", replaces="a-1"))
    assert (house.row(case).state, house.row(case).archived_on) == ("published", None)


def test_event_delivered_twice_has_one_effect(house: House, ears: Ears) -> None:
    case = house.draft()
    house.submit(case)
    body = ears.hear("a-1", recorded(case, house.row(case).nominee_key))
    version = house.row(case).version

    ears.take(body)

    assert (house.count(KnownAward), house.row(case).version) == (1, version)


def test_metrics_count_nominations_by_state(house: House) -> None:
    from prometheus_client import REGISTRY

    house.submit(house.draft())
    house.draft(full_name="Trần Văn Đức")
    gauges = house.desk.definition.gauges
    assert gauges is not None
    with house.desk.database.reading() as tx:
        gauges(tx)
    counted = {s: REGISTRY.get_sample_value("vinhdanh_nominations", {"state": s}) for s in ("draft", "submitted")}
    assert counted == {"draft": 1, "submitted": 1}
    assert house.count(Nomination) == 2


def test_what_events_change_stands_in_no_index() -> None:
    """Then PostgreSQL changes the row in its page; else each event writes an entry in every index of the table."""
    table = Nomination.metadata.tables["nomination"]
    indexed = {column.name for index in table.indexes for column in index.columns}

    changed = {"state", "stage_index", "stage_kind", "holder", "held_since", "due_on", "reason", "decision_number"}
    assert indexed & changed == set()
