"""Who must know is told: once, in their words, in the application at once, whatever the order of events."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from services.notification.models import CaseCard, Contact, Notice
from services.notification.queries_known import card_of, save_cards
from services.notification.rules.audience import CONCERNS_SOMEBODY, audiences_of, find_circle
from services.notification.rules.circles import Circle, Known
from services.notification.rules.facts import facts_of
from services.notification.rules.nominees import find_letter
from services.notification.rules.templates import TEMPLATES, write
from services.notification.service import DEFINITION
from services.notification.wording import find_words_hash
from shared.desk import Desk
from shared.events import (
    council,
    escalation,
    launches,
    migration,
    registry,
    registry_complaints,
    registry_custody,
    registry_reminders,
    review,
    review_clocks,
)
from shared.events.codec import from_plain, to_plain
from shared.events.dossier import Road, SuccessorUnit, UnitRef
from shared.events.envelope import Envelope
from shared.events.terms import (
    CaseState,
    ComplaintOutcome,
    HoldKind,
    Level,
    MovementScope,
    RegistrationKind,
    Role,
    StageKind,
    SubjectKind,
    Via,
)
from shared.words import Words
from tests.support.desks import STANDARD_NOW, make_desk
from tests.support.interleaving import deliver
from tests.support.logs import events_said
from tests.unit.audit.said import (
    AWARD_NAME,
    BASE_STEP,
    CASE,
    HEAD,
    OTHER_CASE,
    PROVINCE,
    SECRETARY,
    SIGNER,
    TOP_STEP,
    UNIT,
    Speakers,
    hear,
    received,
    session_opened,
    stage_opened,
    submitted,
)

RETURNED = review.Returned(
    case=CASE, unit=UNIT, step=BASE_STEP, reason="Thiếu biên bản họp xét", due_on=date(2026, 8, 20), evaluations=(),
    items=(review.FixItem(part="papers.minutes", words=Words("Biên bản họp xét có chữ ký", "Signed minutes")),),
)  # fmt: skip
AWARDED = registry.AwardRecorded(
    award_id="a1", case=CASE, decision="d1", number="05/QĐ-LĐLĐ", dated=date(2026, 8, 3), nominee_key="k1",
    nominee_kind=SubjectKind.INDIVIDUAL, nominee_name="Nguyễn Thị Hương", unit=UNIT, award="merit_cert_federation",
    award_name=AWARD_NAME, year=2026, certificate="00001/2026",
)  # fmt: skip
DECIDED = date(2026, 8, 3)
PROPOSER = "grassroots_officer@minh-anh"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    with made.database.reading() as tx:
        broken = [line for one in DEFINITION.invariants for line in one.violations(tx)]
    made.database.close()
    assert broken == []


def know(desk: Desk, subject: str, role: Role, unit: str, *, language: str = "vi", email: str | None = None) -> None:
    with desk.database.transaction() as tx:
        tx.execute(
            insert(Contact).values(
                subject=subject, role=role.value, unit=unit, email=email, language=language, version=1,
                changed_by="admin", changed_at=STANDARD_NOW, change="keep_contact",
            )
        )  # fmt: skip


def know_cases(desk: Desk, *cases: str) -> None:
    """Cases that review has opened."""
    with desk.database.transaction() as tx:
        save_cards(tx, [card_of(stage_opened(case)) for case in cases])


def told(desk: Desk) -> list[tuple[str, str]]:
    with desk.database.reading() as tx:
        return sorted((row[0], row[1]) for row in tx.execute(select(Notice.recipient, Notice.template)))


def said(desk: Desk) -> list[Envelope]:
    with desk.database.reading() as tx:
        return events_said(tx)


def tellings(desk: Desk) -> list[dict[str, object]]:
    return [telling for one in said(desk) for telling in one.data["tellings"]]


def a_road(*, area_officer: bool = False) -> list[Envelope]:
    """Opening, receipt, return, award: in the order in which they come about."""
    speakers = Speakers()
    first = speakers.say(CASE, submitted(area_officer=area_officer))
    return [
        speakers.say(CASE, stage_opened(area_officer=area_officer), cause=first),
        speakers.say(CASE, received(), HEAD),
        speakers.say(CASE, RETURNED, HEAD),
        speakers.say("a1", AWARDED, SECRETARY),
    ]


def test_each_step_tells_who_must_know(desk: Desk) -> None:
    hear(desk, a_road())
    assert told(desk) == [
        ("grassroots_head@minh-anh", "stage_opened"),
        (PROPOSER, "awarded"),
        (PROPOSER, "received"),
        (PROPOSER, "returned"),
    ]


def test_people_known_are_told_by_name_instead_of_the_mailbox(desk: Desk) -> None:
    know(desk, "huong", Role.GRASSROOTS_OFFICER, UNIT.id)
    know(desk, "lan", Role.GRASSROOTS_OFFICER, UNIT.id, language="en")
    know(desk, "stranger", Role.GRASSROOTS_OFFICER, "another")
    speakers = Speakers()
    hear(desk, [speakers.say(CASE, stage_opened()), speakers.say(CASE, RETURNED, HEAD)])
    assert [row for row in told(desk) if row[1] == "returned"] == [("huong", "returned"), ("lan", "returned")]
    with desk.database.reading() as tx:
        texts = {row[0]: row[1] for row in tx.execute(select(Notice.recipient, Notice.text))}
    assert "- Biên bản họp: Biên bản họp xét có chữ ký" in texts["huong"]
    assert "Thiếu biên bản họp xét" in texts["huong"]
    assert "20/08/2026" in texts["huong"]
    assert "Signed minutes" in texts["lan"]


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "later"])
def test_after_a_supplement_the_award_it_names_is_the_one_people_read_of(desk: Desk, at_once: bool) -> None:
    speakers = Speakers()
    common = {"case": CASE, "unit": UNIT, "step": TOP_STEP}
    opened = speakers.say(CASE, stage_opened())
    resumed = speakers.say(CASE, review.Resumed(**common, version=2, award="good_deed"))
    held = speakers.say(CASE, review.Held(**common, kind="denunciation", document="Đơn 1", from_state="submitted"))
    for batch in [[opened, resumed, held]] if at_once else [[opened], [resumed], [held]]:
        hear(desk, batch)
    with desk.database.reading() as tx:
        texts = {row[0]: row[1] for row in tx.execute(select(Notice.template, Notice.text))}
        assert tx.scalars(select(CaseCard.award)).all() == ["good_deed"]
    assert "đề nghị Gương người tốt, việc tốt" in texts["held"]


def test_event_heard_twice_tells_once_and_says_once(desk: Desk) -> None:
    road = a_road()
    hear(desk, road)
    hear(desk, road)
    assert len(told(desk)) == sum(len(one["recipients"]) for one in tellings(desk)) == 4


def test_delivery_in_the_application_is_said_by_the_service_because_of_the_event(desk: Desk) -> None:
    road = a_road()
    hear(desk, road[:1])
    hear(desk, road[1:2])
    _, last = said(desk)
    assert (last.actor.role, last.actor.subject) == (Role.SERVICE, "service:notification")
    assert (last.trace.via, last.trace.causation) == (Via.EVENT, road[1].id)
    assert last.trace.correlation == road[1].trace.correlation
    told = {"cause": road[1].id, "case": CASE, "template": "received", "recipients": [PROPOSER]}
    with desk.database.reading() as tx:
        row = tx.execute(select(Notice.__table__).where(Notice.template == "received")).mappings().one()
    assert last.data == {"channel": "in_app", "tellings": [{**told, "kept_sha256": find_words_hash(row)}]}


def test_what_is_heard_together_is_told_together(desk: Desk) -> None:
    """One event however many cases, each notice with the event it tells of; sessions apart, by their own cause."""
    know(desk, "huong", Role.GRASSROOTS_OFFICER, UNIT.id)
    know(desk, "lan", Role.GRASSROOTS_OFFICER, UNIT.id)
    speakers = Speakers()
    opened = [speakers.say(case, stage_opened(case)) for case in (CASE, OTHER_CASE)]
    returned = speakers.say(CASE, RETURNED, HEAD)
    session = speakers.say("s1", session_opened((CASE, OTHER_CASE)), SECRETARY)
    hear(desk, [*opened, returned, session])
    cases, council = sorted(said(desk), key=lambda one: one.trace.causation or "")
    assert [(one["cause"], one["case"], one["recipients"]) for one in cases.data["tellings"]] == [
        (opened[0].id, CASE, ["grassroots_head@minh-anh"]),
        (opened[1].id, OTHER_CASE, ["grassroots_head@minh-anh"]),
        (returned.id, CASE, ["huong", "lan"]),
    ]
    assert (cases.trace.causation, cases.trace.correlation) == (None, cases.subject)
    assert (council.trace.causation, council.trace.correlation) == (session.id, session.trace.correlation)
    assert [(one["case"], one["recipients"]) for one in council.data["tellings"]] == [(None, ["m1", "m2"])]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::3])
def test_area_officer_of_the_province_hears_what_the_unit_hears_in_any_order(
    desk: Desk, order: Sequence[int]
) -> None:
    """The register may be heard before review: its word waits for the opening of the case."""
    road = a_road(area_officer=True)
    deliver(desk, [[road[at]] for at in order])

    area = f"area_officer@{PROVINCE}"
    assert [row for row in told(desk) if row[0] == area] == [(area, "awarded"), (area, "received"), (area, "returned")]


def test_without_area_officer_on_the_road_none_is_told(desk: Desk) -> None:
    hear(desk, a_road(area_officer=False))
    assert not [row for row in told(desk) if row[0].startswith("area_officer")]


def test_council_is_told_by_name_of_session_and_vote(desk: Desk) -> None:
    speakers = Speakers()
    hear(desk, [speakers.say("s1", session_opened((CASE, OTHER_CASE)), SECRETARY)])
    hear(desk, [speakers.say("s1", review.VotingOpened(session="s1", evaluations=()), SECRETARY)])
    assert told(desk) == [
        ("m1", "session_opened"), ("m1", "voting_opened"), ("m2", "session_opened"), ("m2", "voting_opened"),
    ]  # fmt: skip
    with desk.database.reading() as tx:
        titles = set(tx.scalars(select(Notice.title).where(Notice.template == "session_opened")))
    assert titles == {"Mời họp Hội đồng xét khen thưởng"}


def test_numbers_of_the_agenda_are_in_no_notice(desk: Desk) -> None:
    """A member who must not see one of the cases would learn of it by counting."""
    speakers = Speakers()
    agenda = tuple(f"case-{number}" for number in range(47))
    hear(desk, [speakers.say("s1", session_opened(agenda), SECRETARY)])
    hear(desk, [speakers.say("s1", review.VotingOpened(session="s1", evaluations=()), SECRETARY)])
    hear(desk, [speakers.say("s1", adjourned(cases=agenda), SECRETARY)])

    with desk.database.reading() as tx:
        written = list(tx.scalars(select(Notice.title + Notice.text)))
    assert len(written) == 6
    assert not [text for text in written if "47" in text or "case-" in text]


def test_council_is_told_why_its_session_was_adjourned(desk: Desk) -> None:
    speakers = Speakers()
    hear(desk, [speakers.say("s1", session_opened(), SECRETARY), speakers.say("s1", adjourned(), SECRETARY)])

    with desk.database.reading() as tx:
        texts = list(tx.scalars(select(Notice.text).where(Notice.template == "session_adjourned")))
    assert len(texts) == 2
    assert all("Chỉ có 5/9 ủy viên dự họp" in text for text in texts)


def adjourned(cases: tuple[str, ...] = (CASE,)) -> council.SessionAdjourned:
    return council.SessionAdjourned(
        session="s1", council="hd", body=PROVINCE, cases=cases, present=5, members=("m1", "m2"),
        reason="Chỉ có 5/9 ủy viên dự họp", evaluations=(),
    )  # fmt: skip


def test_signer_is_told_once_per_session(desk: Desk) -> None:
    know_cases(desk, CASE, OTHER_CASE)
    speakers = Speakers()
    sent = [
        speakers.say(case, review.SentForSignature(case=case, unit=UNIT, step=TOP_STEP, session="s1"), SECRETARY)
        for case in (CASE, OTHER_CASE)
    ]
    hear(desk, sent[:1])
    hear(desk, sent[1:])
    assert told(desk) == [(f"signer@{PROVINCE}", "sent_for_signature")]


def test_letter_is_told_to_the_proposer_for_each_case_and_to_the_office_once(desk: Desk) -> None:
    """The office sends it off; where the case lies now nobody has an account."""
    know_cases(desk, CASE, OTHER_CASE)
    above = replace(TOP_STEP, body="office:confederation", body_name="Tổng Liên đoàn Lao động Việt Nam")
    speakers = Speakers()
    sent = [
        speakers.say(
            case,
            escalation.Escalated(
                case=case, unit=UNIT, step=above, from_step=TOP_STEP, submission="t1", number="01/TTr-LĐLĐ",
                dated=DECIDED, evaluations=(),
            ),
            SIGNER,
        )
        for case in (CASE, OTHER_CASE)
    ]  # fmt: skip
    hear(desk, sent)
    assert sorted(told(desk)) == [
        (f"council_secretary@{PROVINCE}", "letter_signed"), (PROPOSER, "escalated"), (PROPOSER, "escalated"),
    ]  # fmt: skip


def not_handed_over(award: str, case: str) -> registry_custody.PresentationDeadlineMissed:
    return registry_custody.PresentationDeadlineMissed(
        award_id=award, case=case, decision="d1", number="05/QĐ-LĐLĐ", body=PROVINCE, due_on=date(2026, 8, 17),
        basis="NĐ 152/2025 Điều 34, 35",
    )  # fmt: skip


def test_awards_of_one_decision_that_wait_too_long_are_one_message(desk: Desk) -> None:
    know_cases(desk, CASE, OTHER_CASE)
    speakers = Speakers()
    waiting = (("a1", CASE), ("a2", OTHER_CASE))
    hear(desk, [speakers.say(award, not_handed_over(award, case), SECRETARY) for award, case in waiting])
    assert told(desk) == [(f"council_secretary@{PROVINCE}", "presentation_overdue")]
    text = words_of(not_handed_over("a1", CASE), "presentation_overdue")
    assert "Quyết định số 05/QĐ-LĐLĐ phải được trao chậm nhất ngày 17/08/2026 (NĐ 152/2025 Điều 34, 35)" in text


def test_votes_concern_nobody_outside() -> None:
    assert CONCERNS_SOMEBODY.isdisjoint({review.CouncilVoted, review.BallotCast, review.SessionClosed})


def test_a_unit_is_told_of_an_agenda_and_of_no_session_or_vote() -> None:
    """That the case is on it; neither which session, nor who sits there, nor how many cases."""
    for fact, template in ((QUEUED, "queued"), (REQUEUED, "requeued")):
        told = audiences_of(fact, Known(area_body="p", session_members=("m1", "m2")))
        assert [(one.template, one.role, one.subjects) for one in told] == [
            (template, Role.GRASSROOTS_OFFICER, ()), (template, Role.AREA_OFFICER, ()),
        ]  # fmt: skip
        letter = write(template, facts_of(fact, receipt="HY-1", award=AWARD_NAME, cases=7), "vi")
        for word in ("s-17", "phiếu", "biểu quyết", "7", "Thiếu túc số"):
            assert word not in letter.title + letter.text
        assert "HY-1" in letter.text


def test_a_unit_is_told_of_a_hold_and_neither_its_kind_nor_its_document() -> None:
    """Somebody denounced the nominee: who did must not be guessed at the unit."""
    facts = facts_of(HELD, receipt="HY-1", award=AWARD_NAME, cases=1)
    for language in ("vi", "en"):
        letter = write("held", facts, language)
        for word in ("12/ĐT", "denunciation", "tố cáo"):
            assert word not in letter.title + letter.text
    told = [(one.template, one.role) for one in audiences_of(HELD, Known(area_body="p"))]
    assert told == [("held", Role.GRASSROOTS_OFFICER), ("held", Role.AREA_OFFICER)]


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (StageKind.GRASSROOTS, Role.GRASSROOTS_HEAD),
        (StageKind.DISTRICT, Role.INTERMEDIATE_REVIEWER),
        (StageKind.SECTOR, Role.INTERMEDIATE_REVIEWER),
        (StageKind.PROVINCIAL, Role.COUNCIL_SECRETARY),
    ],
)
def test_next_body_is_whoever_receives_there(kind: StageKind, role: Role) -> None:
    step = review.Step(index=1, kind=kind, body="b", body_name="B")
    (audience,) = audiences_of(stage_opened(step=step), Known())
    assert (audience.role, audience.unit, audience.template) == (role, "b", "stage_opened")


def test_passing_tells_the_proposer_and_the_body_above_each_under_its_own_name() -> None:
    desk_above = review.Step(index=2, kind=StageKind.PROVINCIAL, body="b", body_name="LĐLĐ tỉnh B")
    passed = review.StagePassed(
        case=CASE, unit=UNIT, step=BASE_STEP, opinion="Đồng ý", evaluations=(), next_step=desk_above
    )
    told = [(one.template, one.role, one.unit, one.body_name) for one in audiences_of(passed, Known())]
    assert told == [
        ("stage_passed", Role.GRASSROOTS_OFFICER, UNIT.id, None),
        ("stage_opened", Role.COUNCIL_SECRETARY, "b", "LĐLĐ tỉnh B"),
    ]


def test_the_message_to_the_body_above_is_addressed_to_it(desk: Desk) -> None:
    above = review.Step(index=1, kind=StageKind.PROVINCIAL, body=PROVINCE, body_name="LĐLĐ tỉnh Hưng Yên")
    passed = review.StagePassed(
        case=CASE, unit=UNIT, step=BASE_STEP, opinion="Đồng ý", evaluations=(), next_step=above
    )
    know_cases(desk, CASE)
    hear(desk, [Speakers().say(CASE, passed, HEAD)])
    with desk.database.reading() as tx:
        (text,) = tx.scalars(select(Notice.text).where(Notice.template == "stage_opened").distinct())
    assert text.startswith("Kính gửi LĐLĐ tỉnh Hưng Yên")


def moved(unit: UnitRef = UNIT) -> migration.CaseMoved:
    return migration.CaseMoved(
        case=CASE, from_unit=UNIT, unit=unit, migration="m1", from_step=BASE_STEP, step=TOP_STEP,
        to_state=CaseState.SUBMITTED, road=Road(chain="C3", stages=(), decided_at=Level.PROVINCIAL),
        from_policy="0" * 64, policy="0" * 64, due_on=None,
        reason="Không còn cấp huyện", document="QĐ 45/QĐ-LĐLĐ", is_back=False,
    )  # fmt: skip


MERGED = replace(UNIT, successor=SuccessorUnit(id="cdcs-moi", name="CĐCS Dệt may số 2"))


def test_a_case_of_a_merged_union_is_told_to_its_successor_and_never_again_to_it(desk: Desk) -> None:
    told = [(one.template, one.unit) for one in audiences_of(moved(MERGED), Known())]
    received = review.Received(case=CASE, unit=MERGED, step=TOP_STEP, due_on=date(2026, 8, 20), evaluations=())
    told += [(one.template, one.unit) for one in audiences_of(received, Known())]

    assert told == [("case_moved", "cdcs-moi"), ("case_moved_here", TOP_STEP.body), ("received", "cdcs-moi")]
    know_cases(desk, CASE)
    hear(desk, [Speakers().say(CASE, received, HEAD)])
    with desk.database.reading() as tx:
        (text,) = tx.scalars(select(Notice.text).where(Notice.template == "received").distinct())
    assert text.startswith(f"Kính gửi CĐCS Dệt may số 2 (kế thừa {UNIT.name})")


def test_a_moved_case_is_told_to_the_unit_and_to_the_body_it_came_to() -> None:
    told = [(one.template, one.role, one.unit) for one in audiences_of(moved(), Known())]

    assert told == [
        ("case_moved", Role.GRASSROOTS_OFFICER, UNIT.id),
        ("case_moved_here", Role.COUNCIL_SECRETARY, TOP_STEP.body),
    ]


_CASE: Any = {"case": CASE, "unit": UNIT, "step": TOP_STEP}
QUEUED = review.Queued(**_CASE, session="s-17", evaluations=())
REQUEUED = council.Requeued(**_CASE, session="s-17", to_state=CaseState.PUBLIC_NOTICE, reason="Thiếu túc số")
HELD = review.Held(
    **_CASE, kind=HoldKind.DENUNCIATION, document="Đơn số 12/ĐT", from_state=CaseState.UNDER_REVIEW
)  # fmt: skip


def about_holds_and_agendas() -> list[object]:
    released: Any = {"document": "KL 5", "to_state": CaseState.UNDER_REVIEW}
    return [
        HELD, review.Released(**_CASE, **released), review.Released(**_CASE, **released, due_on=date(2026, 8, 20)),
        review.NoticePublished(**_CASE, where="Trang tin", published_on=DECIDED, until=date(2026, 8, 20)),
        QUEUED, REQUEUED,
        replace(session_opened(), votes_from=date(2026, 8, 6)),
        council.WrittenOpinionsAwaited(
            session="s1", body=TOP_STEP.body, members=("m1",), until=STANDARD_NOW, working_days=3
        ),
        review_clocks.DeadlineNeared(
            **_CASE, waits_for="opinion", due_on=date(2026, 8, 20), working_days=3, consultation=3, consulted="Cục Thuế"
        ),
        review_clocks.DeadlineNeared(
            **_CASE, waits_for="objection", due_on=date(2026, 8, 20), working_days=3, objection="o1"
        ),
    ]  # fmt: skip


def about_what_is_owed() -> list[object]:
    """Recoveries and complaints, near and late."""
    owed: Any = {
        "award_id": "a1", "case": CASE, "recovery": "r1", "due_on": DECIDED, "outstanding": 3_800_000,
        "certificate_is_out": True, "body": "p",
    }  # fmt: skip
    found: list[object] = [
        registry.RecoveryDeadlineMissed(**owed), registry_reminders.RecoveryDeadlineNeared(**owed, working_days=3)
    ]
    for waits_for, case in (("acceptance", CASE), ("settlement", None)):
        said: Any = {"complaint": "k1", "case": case, "waits_for": waits_for, "due_on": DECIDED, "body": "p"}
        found += [
            registry_complaints.ComplaintDeadlineMissed(**said, is_settled_here=True),
            registry_reminders.ComplaintDeadlineNeared(**said, working_days=3, is_settled_here=False),
        ]
    return found


def about_plans() -> list[object]:
    """A report that comes due, who has not sent it, targets below pace and not computable."""
    name = Words("Phong trào", "Movement")
    owner = launches.UnionRef(id="p", name="LĐLĐ tỉnh", kind=StageKind.PROVINCIAL)
    common: Any = {
        "plan": "kh", "plan_name": name, "report": "final", "report_name": Words("Báo cáo tổng kết", "Final report"),
        "last_day": date(2026, 12, 14), "days": 7, "days_left": 7,
    }  # fmt: skip
    base, above = (
        launches.UnionRef(id=kind.value, name=kind.value, kind=kind)
        for kind in (StageKind.GRASSROOTS, StageKind.SECTOR)
    )
    behind = registry_reminders.TargetBehind(
        target="a", name=Words("Số người", "Persons"), numerator=12, denominator=400, percent_tenths=30, value=15,
        is_percent=True,
    )  # fmt: skip
    unknown = registry_reminders.TargetUnknown(
        target="b", name=Words("Sáng kiến", "Initiatives"), why=Words("2 đơn vị chưa nhập.", "2 units lack it.")
    )
    return [
        registry_reminders.ReportDeadlineNeared(**common, owner=owner, owed=9, missing=4),
        registry_reminders.ReportAwaited(**common | {"days_left": 0}, unions=(base, above)),
        filing_day(),
        registry_reminders.PaceMeasured(
            plan="kh", plan_name=name, first=date(2026, 1, 1), last=date(2026, 12, 31), percent=50, owner=owner,
            behind=(behind,), unknown=(unknown,),
        ),
    ]  # fmt: skip


def filing_day(**more: Any) -> registry_reminders.FilingDayNeared:
    owner = launches.UnionRef(id="p", name="LĐLĐ tỉnh", kind=StageKind.PROVINCIAL)
    stated: dict[str, Any] = {
        "due": "flags", "words": Words("Hồ sơ Cờ thi đua của Chính phủ", "Files of the Government flag"),
        "award": "flag_government", "last_day": date(2027, 6, 30), "days": 7, "days_left": 7,
        "basis": "NĐ 152/2025 Điều 34", "is_unverified": True,
    }  # fmt: skip
    return registry_reminders.FilingDayNeared(plan="kh", owner=owner, **(stated | more))


def test_the_secretary_hears_of_a_day_of_the_law_with_its_flag() -> None:
    assert roles_told(filing_day()) == [("filing_day_near", Role.COUNCIL_SECRETARY, "p")]
    text = words_of(filing_day(), "filing_day_near")
    assert "Ngày cuối là 30/06/2027, còn 7 ngày. Căn cứ: NĐ 152/2025 Điều 34 (chưa kiểm chứng)." in text
    assert "cần văn bản đồng ý nhận" in text
    statistics = words_of(filing_day(award=None, is_unverified=False, days_left=0), "filing_day_near")
    assert "hôm nay là ngày cuối" in statistics
    for absent in ("chưa kiểm chứng", "đồng ý nhận"):
        assert absent not in statistics


def words_of(fact: object, template: str) -> str:
    letter = write(template, facts_of(fact, receipt="HY-1", award=AWARD_NAME, cases=1), "vi")
    return letter.title + "\n" + letter.text


def roles_told(fact: object) -> list[tuple[str, Role, str]]:
    return [(one.template, one.role, one.unit) for one in audiences_of(fact, Known())]


def test_the_owner_of_a_plan_hears_where_its_report_stands_and_units_that_theirs_is_missing() -> None:
    near, awaited, *_ = about_plans()
    assert roles_told(near) == [("report_near", Role.COUNCIL_SECRETARY, "p")]
    assert "14/12/2026, còn 7 ngày. 5/9 đơn vị đã gửi, 4 đơn vị chưa gửi." in words_of(near, "report_near")
    assert roles_told(awaited) == [
        ("report_awaited", Role.GRASSROOTS_OFFICER, "grassroots"),
        ("report_awaited", Role.INTERMEDIATE_REVIEWER, "sector"),
    ]
    assert "hôm nay là ngày cuối" in words_of(awaited, "report_awaited")


def test_pace_names_what_is_behind_and_what_nobody_can_compute_and_is_silent_where_all_is_well() -> None:
    measured = about_plans()[-1]
    assert isinstance(measured, registry_reminders.PaceMeasured)
    text = words_of(measured, "targets_pace")
    assert "Chậm so với tiến độ:\n- Số người: đạt 12/400 (3,0 %), chỉ tiêu 15 %" in text
    assert "Chưa tính được, nên chưa rõ tiến độ:\n- Sáng kiến: 2 đơn vị chưa nhập." in text
    assert roles_told(measured) == [("targets_pace", Role.COUNCIL_SECRETARY, "p")]
    assert roles_told(replace(measured, behind=(), unknown=())) == []


def test_who_answers_a_complaint_is_told_and_the_signer_only_of_what_is_settled_here() -> None:
    secretary, signer = Role.COUNCIL_SECRETARY, Role.SIGNER
    overdue, near, take_up_overdue, take_up_near, settle_overdue, settle_near = about_what_is_owed()
    assert [role for _, role, _ in roles_told(overdue)] == [secretary, signer]
    assert [role for _, role, _ in roles_told(near)] == [secretary]
    assert [role for _, role, _ in roles_told(take_up_overdue)] == [secretary]
    assert [role for _, role, _ in roles_told(take_up_near)] == [secretary]
    assert [role for _, role, _ in roles_told(settle_overdue)] == [secretary, signer]
    assert [role for _, role, _ in roles_told(settle_near)] == [secretary]
    assert "bằng, giấy chứng nhận và 3.800.000 đồng" in words_of(overdue, "recovery_overdue")


def about_complaints() -> list[Any]:
    """What becomes of them, for the union that lodged one."""
    said: Any = {"complaint": "k1", "lodged_unit": "cdcs"}
    return [
        registry_complaints.ComplaintAccepted(
            **said, case=CASE, accepted_on=DECIDED, settle_by=date(2026, 9, 2), basis="b"
        ),
        registry_complaints.ComplaintRejected(**said, case=None, reason="Ông Nguyễn Văn An không có quyền, lợi ích."),
        registry_complaints.ComplaintSettled(
            **said, case=CASE, outcome=ComplaintOutcome.TO_CORRECT, document="12/QĐ-GQKN",
            settled_on=date(2026, 8, 20), settle_by=date(2026, 9, 2), is_late=False,
        ),
    ]  # fmt: skip


def test_the_union_that_complained_hears_what_became_of_it_and_nobody_of_a_letter() -> None:
    for fact, template in zip(about_complaints(), ("accepted", "rejected", "settled"), strict=True):
        told = [(f"complaint_{template}", role, "cdcs") for role in (Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD)]
        assert roles_told(fact) == told
        assert roles_told(replace(fact, lodged_unit=None)) == []


def test_it_is_told_the_days_and_the_outcome_and_no_reason_that_may_name_somebody() -> None:
    accepted, rejected, settled = about_complaints()
    assert "hồ sơ HY-1 do đơn vị gửi đã được thụ lý ngày 03/08/2026; hạn giải quyết là ngày 02/09/2026" in words_of(
        accepted, "complaint_accepted"
    )
    assert "Nguyễn Văn An" not in words_of(rejected, "complaint_rejected")
    text = words_of(settled, "complaint_settled")
    assert "đã được giải quyết ngày 20/08/2026: phải đính chính khen thưởng" in text
    assert "thời hạn khiếu nại lần hai tính từ ngày 20/08/2026" in text


def test_what_an_earlier_release_said_without_a_body_tells_nobody() -> None:
    """Its words stand in the log; there is nobody to address."""
    for fact in about_what_is_owed():
        if isinstance(fact, (registry.RecoveryDeadlineMissed, registry_complaints.ComplaintDeadlineMissed)):
            assert roles_told(replace(fact, body=None)) == []


def test_members_are_told_from_which_day_they_vote_and_only_who_owes_an_opinion_is_reminded() -> None:
    opened = replace(session_opened(), votes_from=date(2026, 8, 6))
    assert "biểu quyết từ ngày 06/08/2026" in words_of(opened, "session_opened")
    awaited = council.WrittenOpinionsAwaited(
        session="s1", body=TOP_STEP.body, members=("m2",), until=STANDARD_NOW, working_days=1
    )
    (told,) = audiences_of(awaited, Known(session_members=("m1", "m2")))
    assert (told.subjects, told.role) == (("m2",), Role.COUNCIL_MEMBER)
    assert "nhận ý kiến đến 09:00 ngày 03/08/2026" in words_of(awaited, "opinions_awaited")


def samples() -> list[object]:
    """One event of every kind that concerns somebody."""
    common = {"case": CASE, "unit": UNIT, "step": TOP_STEP}
    return [
        stage_opened(), received(), RETURNED, AWARDED, replace(AWARDED, replaces="a0"), session_opened(),
        registry.AwardRevoked(
            award_id="a1", case=CASE, unit=UNIT, decision="d2", number="06/QĐ-LĐLĐ", dated=DECIDED, ground="wrong_law",
            basis="Luật 06/2022/QH15 Điều 93", recovery=None,
        ),
        review.VotingOpened(session="s1", evaluations=()), adjourned(),
        review.StagePassed(**common, opinion="Đồng ý", evaluations=(), next_step=None),
        review.Refused(**common, reason="Không đủ phiếu", evaluations=()),
        review.Withdrawn(**common, reason="Rút", from_state="submitted"),
        review.WithdrawalDeclined(**common, words=Words("Đã bỏ phiếu", "Voted")),
        review.Resumed(**common, version=2),
        review.SentForSignature(**common, session="s1"), review.SentForSignature(**common, session=None),
        escalation.Escalated(
            **common, from_step=TOP_STEP, submission="t1", number="01/TTr-LĐLĐ", dated=DECIDED, evaluations=()
        ),
        escalation.Endorsed(
            **common, next_step=TOP_STEP, document="BC 33/BC-SNV", dated=DECIDED, evaluations=()
        ),
        escalation.SentBack(
            **common, to_step=TOP_STEP, to_state=CaseState.UNDER_REVIEW, reason="Thiếu xác nhận", document="CV 9",
            due_on=DECIDED, evaluations=(),
        ),
        moved(),
        review_clocks.ObjectionLodged(**common, objection="o1", answer_by=date(2026, 8, 20)),
        review_clocks.ObjectionSettled(
            **common, objection="o1", is_founded=False, finding="Không có căn cứ", until=date(2026, 8, 20)
        ),
        review_clocks.DeadlineNeared(**common, waits_for="appraisal", due_on=date(2026, 8, 20), working_days=3),
        review_clocks.DeadlineNeared(**common, waits_for="supplement", due_on=date(2026, 8, 20), working_days=1),
        review_clocks.DeadlineNeared(
            **common, waits_for="answer", due_on=date(2026, 8, 20), working_days=10, sent_by=TOP_STEP
        ),
        review_clocks.DeadlineMissed(**common, waits_for="appraisal", due_on=date(2026, 8, 20)),
        review_clocks.DeadlineMissed(**common, waits_for="supplement", due_on=date(2026, 8, 20)),
        review_clocks.DeadlineMissed(
            **common, waits_for="opinion", due_on=date(2026, 8, 20), consultation=3, consulted="Cục Thuế tỉnh"
        ),
        review_clocks.DeadlineMissed(**common, waits_for="answer", due_on=date(2026, 8, 20), sent_by=TOP_STEP),
        review_clocks.DeadlineMissed(**common, waits_for="objection", due_on=date(2026, 8, 20), objection="o1"),
        review_clocks.DeadlineExtended(
            **common, reason="Chờ xác minh", was_due_on=date(2026, 8, 20), due_on=date(2026, 8, 27), working_days=5
        ),
        *to_the_awardee(), *about_launches(), *about_holds_and_agendas(), *about_what_is_owed(), *about_complaints(),
        *about_plans(),
        not_handed_over("a1", CASE),
    ]  # fmt: skip


def to_the_awardee() -> list[object]:
    """What the one who was awarded, or was not, hears of besides the entry and its end."""
    about: Any = {"award_id": "a1", "case": CASE}
    return [
        registry.AwardPresented(**about, presented_on=date(2026, 9, 2), occasion="Lễ tuyên dương 2/9"),
        registry.AwardeeInvited(**about, remedy="r1", answer_by=date(2026, 9, 20)),
        registry.ReturnDemanded(
            **about, recovery="v1", notified_on=date(2026, 10, 1), due_on=date(2026, 10, 22), money=3_800_000,
            certificate=True, basis="NĐ 152/2025/NĐ-CP Điều 58",
        ),
        review.Refused(case=CASE, unit=UNIT, step=TOP_STEP, reason="Có đơn", evaluations=(), is_decision=True),
    ]  # fmt: skip


def about_launches() -> list[object]:
    """A movement launched, ended, taken back, and a plan registered; the province is above."""
    union = launches.UnionRef(id=UNIT.id, name=UNIT.name, kind=StageKind.GRASSROOTS)
    above = launches.UnionRef(id=TOP_STEP.body, name=TOP_STEP.body_name, kind=StageKind.PROVINCIAL)
    common: Any = {"launch": "l1", "plan": "p", "union": union, "name": "Ca sản xuất mẫu", "told": above}
    why = {"reason": "Đã tổng kết", "document": "BC 2"}
    return [
        launches.MovementLaunched(
            **common, owner=above.id, movement="l1", scope=MovementScope.WORKFORCE, settled=launches.Settled(),
            is_pilot=True, launched_on=DECIDED, first=DECIDED, last=DECIDED, document="KH 1", evaluations=(),
        ),
        launches.LaunchEnded(**common, **why, last_day=DECIDED),
        launches.LaunchWithdrawn(**common, **why),
        launches.UnitPlanRegistered(
            registration="r1", plan="p", union=union, number=1, contents=("Một",), document="KH 1",
            registered_with=(above,), evaluations=(),
        ),
        launches.UnitPlanRegistered(
            registration="r2", plan="p", union=union, number=2, contents=("Một",), document="GƯ 1",
            registered_with=(above,), evaluations=(), kind=RegistrationKind.PLEDGE,
        ),
    ]  # fmt: skip


def test_a_pledge_is_told_as_one_and_a_plan_as_a_plan() -> None:
    registered = [one for one in samples() if isinstance(one, launches.UnitPlanRegistered)]
    told = [facts_of(one, receipt="HY-1", award=AWARD_NAME, cases=1) for one in registered]
    titles = [write("unit_plan_registered", facts, "vi").title for facts in told]
    assert [title.partition("đăng ký ")[2] for title in titles] == ["kế hoạch thi đua", "giao ước thi đua"]


def test_every_event_that_concerns_somebody_has_its_words() -> None:
    assert {type(one) for one in samples()} == CONCERNS_SOMEBODY
    written = set()
    for one in samples():
        fact = from_plain(type(one), to_plain(one))
        facts = facts_of(fact, receipt="HY-1", award=AWARD_NAME, cases=3)
        if (letter_to_nominee := find_letter(fact)) is not None:
            written.add(letter_to_nominee)
            letter = write(letter_to_nominee, facts, "vi")
            assert "{" not in letter.title + letter.text
            assert find_circle(letter_to_nominee, "nominee") is Circle.NOMINEE
        for audience in audiences_of(fact, Known(session_members=("m1",), area_body="p")):
            written.add(audience.template)
            # What `audit verify` takes a message's circle for.
            assert find_circle(audience.template, audience.role.value) is audience.circle, audience
            for language in ("vi", "en"):
                letter = write(audience.template, facts, language)
                assert "{" not in letter.title + letter.text
    assert written == TEMPLATES.keys()


def test_title_is_one_line_and_facts_are_not_interpreted() -> None:
    hostile = Words("x\r\nBcc: all@example.org {0.__class__}", "x")
    facts = dict.fromkeys(("receipt", "body", "unit", "award"), hostile)
    letter = write("stage_opened", facts, "vi")
    assert "\n" not in letter.title
    assert "\r" not in letter.title
    assert "{0.__class__}" in letter.title


def test_no_name_of_a_person_is_in_a_message(desk: Desk) -> None:
    hear(desk, a_road(area_officer=True))
    with desk.database.reading() as tx:
        assert not [text for text in tx.scalars(select(Notice.title + Notice.text)) if "Nguyễn Thị Hương" in text]


def test_statements_do_not_grow_with_the_batch(tmp_path: Path) -> None:
    """Two cases or thirty cost the same number of statements."""

    def statements_for(count: int) -> int:
        (tmp_path / str(count)).mkdir()
        desk = make_desk(DEFINITION, tmp_path / str(count))
        speakers, ran = Speakers(), []
        event.listen(desk.database.engine, "before_cursor_execute", lambda *args: ran.append(args[2]))
        hear(desk, [speakers.say(f"case-{number}", stage_opened(f"case-{number}")) for number in range(count)])
        desk.database.close()
        return len(ran)

    assert statements_for(30) == statements_for(2)
