"""A name or an award that changed after its notice: nothing of it is voted on before it was published itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from services.review import actions_returns, consumers
from services.review.adjournment import adjourn_session
from services.review.council_errors import NoticeStands
from services.review.council_models import PublicNotice
from services.review.models import Base, Case, HeardVersion
from services.review.opening import columns_of
from services.review.queries_gates import notice_for
from services.review.told import TOLD
from shared.accounting import silent_of, tables_of
from shared.accounts import Books, compare_table
from shared.errors import RuleBlocked
from shared.events.codec import to_plain
from shared.events.dossier import Dossier
from shared.events.nomination import Resubmitted
from shared.events.review import FixItem
from shared.events.supplement import Answer
from shared.events.terms import Answer as FromAbove
from shared.events.terms import CaseState, PaperKind
from shared.words import Words
from tests.support.logs import events_said
from tests.unit.review import cases
from tests.unit.review_council.stage import SECRETARY, Stage
from tests.unit.review_council.test_escalation import DIPLOMA, passed_again
from tests.unit.review_council.test_gates import FINDING, HEAD, lodge, settle
from tests.unit.review_council.test_supplemented import ROAD

WRONG = cases.dossier(award=DIPLOMA, papers=cases.papers(*PaperKind), achieved_to=date(2026, 7, 31))
RENAMED = replace(WRONG, nominee=replace(WRONG.nominee, full_name="Lò Văn Phương"))
OTHER_AWARD = replace(WRONG, award="merit_cert_confederation")
MENDED = replace(WRONG, achievement="Sáng kiến đã được công nhận cấp tỉnh.")


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def supplemented(stage: Stage, case_id: str, now: Dossier, *named: str) -> None:
    """Returned by the province for these places and sent again; then what passing there leaves behind."""
    items = [FixItem(part=part, words=Words("Ghi đúng giấy tờ.", "As the papers say.")) for part in named]
    with stage.acting(SECRETARY) as work:
        actions_returns.return_for_supplement(
            stage.desk, work, case_id, seen=None, reason="Thông tin chưa khớp giấy tờ.", items=items, due_on=None
        )
    event = Resubmitted(
        case=case_id, dossier=now, version=stage.case(case_id).dossier_version + 1, sent_at=stage.clock.now(),
        changed=named, answers=tuple(Answer(part=part, is_mended=True) for part in named), evaluations=(),
    )  # fmt: skip
    cases.hear(stage.desk, partial(consumers.on_resubmitted, stage.desk), event, "nomination.resubmitted")
    passed_again(stage, case_id)


def sent_back(stage: Stage, *, is_objected: bool = False) -> str:
    """Published on 03/8, voted on, submitted, and sent back from above on 24/8."""
    [case_id] = stage.plant(road=to_plain(ROAD), dossier=to_plain(WRONG), **columns_of(WRONG))
    stage.publish([case_id])
    if is_objected:
        settle(stage, case_id, lodge(stage, case_id, by=replace(HEAD, unit=cases.UNIT)))
    stage.clock.advance(days=21)
    session = stage.voting([case_id])
    stage.vote_all(session.id, [case_id], yes=9)
    stage.close(session.id)
    stage.send(session.id)
    letter = stage.escalate(session.id, [case_id])
    stage.answer(
        letter, [case_id], office="confederation", answer=FromAbove.SENT_BACK, reason="Họ tên chưa khớp giấy tờ."
    )
    return case_id


def why_not(stage: Stage, case_id: str) -> str:
    with pytest.raises(RuleBlocked) as refused:
        stage.open([case_id])
    [place] = refused.value.places
    return f"{place.code}: {place.words.en}"


def days_of(stage: Stage, case_id: str) -> tuple[date, date]:
    with stage.reading() as tx:
        notice = tx.get_one(PublicNotice, case_id)
        return notice.runs_from, notice.until


@pytest.mark.parametrize(("now", "named"), [(RENAMED, "nominee.full_name"), (OTHER_AWARD, "award")])
def test_what_was_never_published_is_published_before_the_council_votes(
    stage: Stage, now: Dossier, named: str
) -> None:
    case_id = sent_back(stage)
    supplemented(stage, case_id, now, named)
    assert why_not(stage, case_id) == (
        "P03: Name, kind or award changed after the notice of 2026-08-03; it has to be published again for 10 working"
        " days."
    )

    stage.publish([case_id])
    assert stage.case(case_id).is_in is CaseState.PUBLIC_NOTICE
    assert days_of(stage, case_id)[0] == date(2026, 8, 24)
    assert why_not(stage, case_id).startswith("P03: The notice runs until 2026-09-")
    stage.clock.advance(days=21)
    stage.open([case_id])
    assert stage.case(case_id).is_in is CaseState.COUNCIL_QUEUE
    assert len(stage.said("review.notice_published")) == 2


def test_the_same_is_not_published_twice(stage: Stage) -> None:
    """What was mended is not what was published, and the new notice stands like the first."""
    case_id = sent_back(stage)
    supplemented(stage, case_id, MENDED, "achievement")
    with pytest.raises(NoticeStands):
        stage.publish([case_id])
    stage.open([case_id])
    assert stage.case(case_id).is_in is CaseState.COUNCIL_QUEUE


def test_only_what_came_after_the_last_notice_makes_it_wrong(stage: Stage) -> None:
    case_id = sent_back(stage)
    supplemented(stage, case_id, RENAMED, "nominee.full_name")
    stage.publish([case_id])
    back_at_the_desk(stage, case_id)
    supplemented(stage, case_id, replace(RENAMED, achievement=MENDED.achievement), "achievement")
    with pytest.raises(NoticeStands):
        stage.publish([case_id])
    back_at_the_desk(stage, case_id)
    supplemented(stage, case_id, replace(OTHER_AWARD, nominee=RENAMED.nominee), "award")
    stage.publish([case_id])
    assert stage.case(case_id).is_in is CaseState.PUBLIC_NOTICE


def back_at_the_desk(stage: Stage, case_id: str) -> None:
    """What being sent back from above leaves behind."""
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, case_id).state = CaseState.UNDER_REVIEW.value


def test_objections_to_the_first_notice_keep_their_place(stage: Stage) -> None:
    case_id = sent_back(stage, is_objected=True)
    supplemented(stage, case_id, RENAMED, "nominee.full_name")
    stage.publish([case_id])

    with stage.reading() as tx:
        shown = notice_for(tx, SECRETARY, case_id)
        assert shown.notice.published_on == date(2026, 8, 24)
        assert [one.finding for one in shown.objections] == [FINDING]


def test_an_agenda_that_ends_without_a_count_gives_it_back_to_be_published(stage: Stage) -> None:
    """A release before called the council on the old notice."""
    case_id = sent_back(stage)
    supplemented(stage, case_id, MENDED, "achievement")
    session = stage.open([case_id])
    with stage.desk.database.transaction() as tx:
        heard = tx.get_one(HeardVersion, (case_id, 2))
        heard.changes = [{**heard.changes[0], "at": "award"}]
    with stage.acting(SECRETARY) as work:
        adjourn_session(work, session.id, seen=None, reason="Hình thức chưa được công khai.")

    assert stage.case(case_id).is_in is CaseState.STAGE_PASSED
    stage.publish([case_id])


def test_the_books_have_the_last_notice(stage: Stage) -> None:
    case_id = sent_back(stage, is_objected=True)
    supplemented(stage, case_id, RENAMED, "nominee.full_name")
    stage.publish([case_id])

    books = Books(tables_of(Base.metadata.tables), silent_of(TOLD), TOLD.bags, TOLD.keys, TOLD.within)
    with stage.reading() as tx:
        for said in events_said(tx, "review.notice_published", "review.objection_settled"):
            TOLD.own[said.type](books, said)
        table = Base.metadata.tables["public_notice"]
        assert list(compare_table(tx, table, books)) == [None]
        assert list(books.left("public_notice")) == []
    books.close()
