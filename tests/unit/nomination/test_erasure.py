"""Erasing in the rows and files of nomination, and what comes back later."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from services.nomination import actions_drafts, actions_erasure
from services.nomination.erasing import remove_files
from services.nomination.errors import CasesOpen
from services.nomination.models import DossierVersion, Hold, NominationList, StoredPaper
from services.nomination.models_erasure import ErasedFile
from services.nomination.models_known import KnownAward
from services.nomination.paper_store import keep_file, path_of
from shared.clock import wall_now
from shared.erasure import ERASED
from shared.events.envelope import Actor
from shared.events.review import WithdrawalDeclined
from shared.events.terms import PaperKind, Role
from shared.words import Words
from tests.unit.nomination.house import ADMINISTRATOR, PDF, PLAN, PROVINCE, House, file_part
from tests.unit.nomination.test_consumers import UNIT, UPPER, Ears, recorded
from tests.unit.nomination.workbooks import official, person

SIGNER = Actor("nguoi-ky", Role.SIGNER, PROVINCE)
MINE, SHARED = PDF + b"%mine\n%%EOF\n", PDF + b"%shared\n%%EOF\n"


def withdrawn(house: House, case: str) -> None:
    form = {"reason": "Nhập nhầm đơn vị."}
    seen = house.row(case).version
    answer = house.call("POST", f"/nominations/{case}/withdraw", role=Role.GRASSROOTS_HEAD, seen=seen, body=form)
    assert answer.status_code == 200, answer.text


def erase(house: House, case: str) -> None:
    with house.work() as work:
        asked = actions_erasure.ask_erasure(
            house.desk, work, person=case, basis="consent_withdrawn", document="Đơn số 3"
        )
        request = asked.id
    with house.work(SIGNER) as work:
        actions_erasure.confirm_erasure(house.desk, work, request)


def attach(house: House, case: str, content: bytes) -> Path:
    """A file sent a while ago."""
    kept = keep_file(house.desk.settings.files_dir, "báo cáo của bà Hương.pdf", content)
    with house.work(house.officer()) as work:
        actions_drafts.new_paper(work, kind=PaperKind.OTHER, kept=kept, nomination_id=case)
    path = path_of(house.desk.settings.files_dir, kept.sha256)
    sent_at = wall_now().timestamp() - 120
    os.utime(path, (sent_at, sent_at))
    return path


def test_files_of_the_person_leave_the_disk_and_those_others_have_too_stay(house: House) -> None:
    """Content is one file whoever filed it; it goes with the last who has it."""
    case, other = house.draft(), house.draft(full_name="Lò Văn Phương")
    own, common = attach(house, case, MINE), attach(house, case, SHARED)
    attach(house, other, SHARED)
    withdrawn(house, case)

    erase(house, case)
    assert own.exists()  # not before the commit, which the timer cannot see
    remove_files(house.desk)
    remove_files(house.desk)

    assert (own.exists(), common.exists()) == (False, True)
    with house.desk.database.reading() as tx:
        names = {paper.name for paper in tx.query(StoredPaper).filter_by(nomination_id=case)}
        assert all(file.removed_at for file in tx.query(ErasedFile))
    assert names == {ERASED}


def test_a_list_with_the_person_keeps_the_others_and_names_the_row_alone(house: House) -> None:
    case = house.draft()
    withdrawn(house, case)
    erase(house, case)
    data = official(person(1, "Bà Nguyễn Thị Hương"), person(2, "TRẦN VĂN ĐỨC", 1984))

    answer = house.call("POST", "/lists", form={"plan": PLAN, "file": file_part(data, "danh sách.xlsx")})

    shown = answer.get_json()
    assert (answer.status_code, shown["rows_accepted"], shown["rows_refused"]) == (201, 1, 1), answer.text
    assert [fault["code"] for fault in shown["report"][0]["faults"]] == ["person.erased"]
    [fault] = shown["report"][0]["faults"]
    assert set(fault) == {"column", "code", "vi", "en"}  # as every other fault of a row
    assert fault["vi"]
    assert fault["en"]
    with house.desk.database.reading() as tx:
        assert "Hương" not in str(tx.query(NominationList).one().report)


def test_what_is_left_of_a_sent_dossier_reads_as_a_dossier(house: House) -> None:
    case = house.draft()
    house.submit(case)
    with house.work() as work:
        nomination = house.row(case)
        key = nomination.nominee_key
        work.tx.query(DossierVersion).one()
        work.tx.execute(type(nomination).__table__.update().values(state="not_awarded"))
        hold = Hold(id="h1", nominee_key=key, year_key=key, nominee_name=nomination.nominee_name, kind="discipline",
                    document="QĐ 4", entered_by="a", entered_at=work.now, lifted_at=work.now)
        work.tx.add(hold)

    erase(house, case)

    answer = house.call("GET", f"/nominations/{case}")
    assert (answer.status_code, answer.get_json()["nominee_name"]) == (200, ERASED), answer.text
    with house.desk.database.reading() as tx:
        assert tx.query(Hold).count() == 0
        assert [one.evaluations for one in tx.query(DossierVersion)] == [[]]
    assert house.said("nomination.submitted")[0]["dossier"] is None
    assert house.said("nomination.person_erased")[0]["holds"] == ["h1"]


def test_a_stored_answer_that_names_the_person_goes(house: House) -> None:
    case = house.draft()
    form = {"reason": "Nhập nhầm đơn vị."}
    first = house.call("POST", f"/nominations/{case}/withdraw", seen=house.row(case).version, body=form, key="k1")
    assert first.status_code == 200

    erase(house, case)

    again = house.call("POST", f"/nominations/{case}/withdraw", seen=house.row(case).version, body=form, key="k1")
    assert "Idempotent-Replay" not in again.headers
    assert ADMINISTRATOR.subject in house.said("nomination.person_erased")[0]["asked_by"]


def test_nobody_is_erased_while_review_owes_an_answer_and_the_register_may_speak_of_them_later(house: House) -> None:
    """What was asked could not be read any more; a name told after the erasure is left as one told before it."""
    ears, case = Ears(house), house.draft()
    house.submit(case)
    withdrawn(house, case)
    ears.hear("a-1", recorded(case, house.row(case).nominee_key))
    with pytest.raises(CasesOpen):
        erase(house, case)
    words = Words("Hội đồng đã biểu quyết.", "The council has voted.")
    ears.hear(case, WithdrawalDeclined(case=case, unit=UNIT, step=UPPER, words=words))
    erase(house, case)
    ears.hear("a-1", replace(recorded(case, "another-key"), award_id="a-2", replaces="a-1"))

    with house.desk.database.reading() as tx:
        assert {known.nominee_name for known in tx.query(KnownAward)} == {ERASED}
