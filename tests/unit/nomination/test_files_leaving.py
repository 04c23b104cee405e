"""When content leaves the disk: with the last who has it and not before, and what nobody refers to after a week."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.nomination import actions_drafts
from services.nomination.erasing import remove_files
from services.nomination.errors import PaperGone
from services.nomination.models import FileScan, StoredPaper
from services.nomination.models_erasure import ErasedFile
from services.nomination.paper_store import keep_file, path_of
from services.nomination.queries_scans import count_infected, unscanned
from services.nomination.stray_files import remove_strays
from shared.canonical import sha256_hex
from shared.clock import wall_now
from shared.events.terms import PaperKind
from tests.unit.nomination.house import PDF, PHU_CU, PLAN, House, file_part
from tests.unit.nomination.test_erasure import MINE, SHARED, attach, erase, withdrawn
from tests.unit.nomination.workbooks import official, person

OTHER = "Lò Văn Phương"


def upload(house: House, path: str, data: bytes = MINE, **how: Any) -> Any:
    form = {"file": file_part(data, "x.pdf"), "kind": how.pop("kind", "other")}
    return house.call("POST", f"{path}/papers", form=form, **how)


def listed(house: House) -> str:
    """Where a list of one row is."""
    sheet = file_part(official(person(1, "Đỗ An")), "l.xlsx")
    answer = house.call("POST", "/lists", form={"plan": PLAN, "file": sheet})
    return f"/lists/{answer.get_json()['id']}"


def stored(house: House) -> list[Path]:
    return [path for path in house.desk.settings.files_dir.rglob("*") if path.is_file()]


def aged(path: Path) -> None:
    """As if it had been written eight days ago."""
    long_ago = wall_now().timestamp() - 8 * 86400
    os.utime(path, (long_ago, long_ago))


def test_content_two_people_had_leaves_when_both_are_erased(house: House) -> None:
    one, other = house.draft(), house.draft(full_name=OTHER)
    path = attach(house, one, SHARED)
    attach(house, other, SHARED)
    left = []
    for case in (one, other):
        withdrawn(house, case)
        erase(house, case)
        remove_files(house.desk)
        left.append(path.exists())

    assert left == [True, False]


def test_content_that_came_back_with_another_leaves_with_them(house: House) -> None:
    one, other = house.draft(), house.draft(full_name=OTHER)
    path = attach(house, one, MINE)
    withdrawn(house, one)
    erase(house, one)
    remove_files(house.desk)
    attach(house, other, MINE)
    remove_files(house.desk)
    assert path.exists()

    withdrawn(house, other)
    erase(house, other)
    remove_files(house.desk)

    assert not path.exists()


def test_content_that_came_back_is_scanned_again_and_what_is_erased_is_not(house: House) -> None:
    one, other = house.draft(papers=False), house.draft(papers=False, full_name=OTHER)
    path = attach(house, one, MINE)
    withdrawn(house, one)
    erase(house, one)

    def waiting() -> list[str]:
        with house.desk.database.reading() as tx:
            return list(unscanned(tx))

    assert waiting() == []
    remove_files(house.desk)
    assert waiting() == []
    attach(house, other, MINE)
    assert waiting() == [path.name]


def test_malware_in_what_was_erased_counts_no_more(house: House) -> None:
    case = house.draft(papers=False)
    path = attach(house, case, MINE)
    with house.work() as work:
        work.tx.add(FileScan(sha256=path.name, scanner="ClamAV", scanned_at=work.now, found="Win.Test"))
    withdrawn(house, case)
    erase(house, case)

    with house.desk.database.reading() as tx:
        assert count_infected(tx) == 0


def test_content_somebody_sent_before_the_timer_came_stays(house: House) -> None:
    one, other = house.draft(), house.draft(full_name=OTHER)
    path = attach(house, one, MINE)
    withdrawn(house, one)
    erase(house, one)
    sent = upload(house, f"/nominations/{other}")
    assert sent.status_code == 201

    remove_files(house.desk)

    assert path.exists()
    assert house.call("GET", f"/nominations/{other}/papers/{sent.get_json()['id']}").status_code == 200
    with house.desk.database.reading() as tx:
        assert all(file.removed_at for file in tx.query(ErasedFile))


def test_content_the_timer_took_while_it_was_sent_is_sent_again(house: House) -> None:
    """It was there when the upload was read, and gone when its row was to be written."""
    kept = keep_file(house.desk.settings.files_dir, "x.pdf", MINE)
    case = house.draft(papers=False)
    path_of(house.desk.settings.files_dir, kept.sha256).unlink()

    with pytest.raises(PaperGone), house.work(house.officer()) as work:
        actions_drafts.attach_paper(house.desk, work, case, kind=PaperKind.OTHER, kept=kept)

    assert house.count(StoredPaper) == 0


def test_an_upload_that_is_refused_leaves_no_file(house: House) -> None:
    case, gone = house.draft(papers=False), house.draft(papers=False, full_name=OTHER)
    withdrawn(house, gone)
    of_list = listed(house)

    answers = [
        upload(house, f"/nominations/{case}", unit=PHU_CU).status_code,
        upload(house, "/nominations/nobody").status_code,
        upload(house, f"/nominations/{gone}").status_code,
        upload(house, f"/nominations/{case}", kind="nonsense").status_code,
        upload(house, f"/nominations/{case}", b"\x89PNG\r\n\x1a\n", kind="minutes").status_code,
        upload(house, of_list, unit=PHU_CU).status_code,
        upload(house, "/lists/nobody").status_code,
    ]

    assert answers == [403, 404, 409, 422, 415, 403, 404]
    assert stored(house) == []


def test_content_somebody_may_be_sending_waits_for_the_next_time(house: House) -> None:
    """They found the file, and their row is not written yet."""
    case = house.draft()
    path = attach(house, case, MINE)
    withdrawn(house, case)
    erase(house, case)
    keep_file(house.desk.settings.files_dir, "x.pdf", MINE)

    def waiting() -> int:
        with house.desk.database.reading() as tx:
            return tx.query(ErasedFile).filter_by(sha256=path.name, removed_at=None).count()

    remove_files(house.desk)
    assert (path.exists(), waiting()) == (True, 1)
    aged(path)
    remove_files(house.desk)
    assert (path.exists(), waiting()) == (False, 0)


def test_a_file_no_row_names_goes_after_a_week(house: House) -> None:
    case = house.draft(papers=False)
    assert upload(house, f"/nominations/{case}", MINE).status_code == 201
    assert upload(house, listed(house), SHARED).status_code == 201
    taken_out = upload(house, f"/nominations/{case}", PDF).get_json()["id"]
    answer = house.call("DELETE", f"/nominations/{case}/papers/{taken_out}", seen=house.row(case).version)
    assert answer.status_code == 200  # versions that were sent may hold it
    for number in range(16):
        attach(house, case, PDF + f"%row {number}\n%%EOF\n".encode())
    named = set(stored(house))
    files = house.desk.settings.files_dir
    stray, young = (keep_file(files, "x.pdf", PDF + word + b"\n%%EOF\n") for word in (b"%stray", b"%young"))
    draft = path_of(files, stray.sha256).parent / "tmp12345"
    draft.write_bytes(b"half a file")
    for path in stored(house):
        if path.name != young.sha256:
            aged(path)

    remove_strays(house.desk)

    assert set(stored(house)) == {*named, path_of(files, young.sha256)}


def test_a_stray_that_is_sent_again_is_young_again(house: House) -> None:
    """Its row follows in a moment."""
    files = house.desk.settings.files_dir
    aged(attach(house, house.draft(papers=False), SHARED))
    aged(path_of(files, keep_file(files, "x.pdf", MINE).sha256))
    kept = keep_file(files, "x.pdf", MINE)

    remove_strays(house.desk)

    assert path_of(files, kept.sha256).exists()


def test_papers_of_the_day_outlive_the_copy_of_last_night(house: House) -> None:
    """A service started on it has no row of them."""
    path = attach(house, house.draft(papers=False), MINE)
    for number in range(12):
        aged(attach(house, house.draft(papers=False), PDF + f"%row {number}\n%%EOF\n".encode()))
    days_ago = wall_now().timestamp() - 6 * 86400
    os.utime(path, (days_ago, days_ago))
    with house.work() as work:
        work.tx.connection().exec_driver_sql("DELETE FROM paper WHERE sha256 = ?", (path.name,))

    remove_strays(house.desk)

    assert path.exists()


@pytest.mark.parametrize(
    ("named", "strays", "is_said"), [(0, 1, False), (5, 1, False), (8, 1, False), (1, 20, False), (1, 21, True)]
)
def test_files_of_another_database_are_let_be(
    house: House, named: int, strays: int, is_said: bool
) -> None:
    """A service that was given the wrong database, or an old one, must not empty the disk; one crashed upload in a
    house that is young is no reason to call anybody."""
    case, files = house.draft(papers=False), house.desk.settings.files_dir
    for number in range(named):
        aged(attach(house, case, PDF + f"%row {number}\n%%EOF\n".encode()))
    for number in range(strays):
        aged(path_of(files, keep_file(files, "x.pdf", PDF + f"%stray {number}\n%%EOF\n".encode()).sha256))

    with capture_logs() as logs:
        remove_strays(house.desk)

    assert len(stored(house)) == named + strays
    assert [line["event"] for line in logs] == (["stray_files_left"] if is_said else [])


def test_what_was_on_its_way_out_when_the_process_ended_goes_or_comes_back(house: House) -> None:
    case = house.draft(papers=False)
    path = attach(house, case, SHARED)
    aside = path.rename(path.with_name(path.name + ".leaving"))
    aged(aside)

    remove_strays(house.desk)

    assert (path.exists(), aside.exists()) == (True, False)


def test_content_that_was_altered_on_disk_is_mended_by_sending_it_again(house: House) -> None:
    case = house.draft(papers=False)
    sent = upload(house, f"/nominations/{case}").get_json()
    shown = f"/nominations/{case}/papers/{sent['id']}"
    for altered in (b"", MINE[:-1]):
        path_of(house.desk.settings.files_dir, sha256_hex(MINE)).write_bytes(altered)
        assert house.call("GET", shown).status_code == 500

        upload(house, f"/nominations/{case}")

        assert house.call("GET", shown).status_code == 200


def test_a_file_is_on_the_disk_with_its_name(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut after the answer must not take it: the directory is synced, and the one above a new directory."""
    synced = []
    sync = os.fsync

    def watched(handle: int) -> None:
        synced.append(Path(os.readlink(f"/proc/self/fd/{handle}")))
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    files = house.desk.settings.files_dir
    kept = keep_file(files, "x.pdf", MINE)
    path = path_of(files, kept.sha256)

    assert files in synced
    assert synced[-1] == path.parent
    synced.clear()
    path.unlink()
    keep_file(files, "x.pdf", MINE)
    assert synced[-1] == path.parent


