"""Papers and lists before a virus scanner: at the door, while it is away, and when it is back; on both databases.

Owns: proof that nothing unjudged goes up and nothing infected is kept or handed on. Promises: real sockets, files and
rows. Leaves to others: the conversation itself (`test_scanner`).
"""

from __future__ import annotations

import dataclasses
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import insert, select, text
from werkzeug.test import TestResponse

from services.nomination.errors import ScannerAway
from services.nomination.models import DossierVersion, FileScan, Nomination, NominationList, StoredPaper
from services.nomination.models_erasure import ErasedFile
from services.nomination.scanning import announce, scan_waiting
from services.nomination.service import gauges
from shared.config import ScannerSettings
from shared.events.terms import PaperKind
from tests.support.desks import client_of
from tests.support.scanner import PrivateScanner
from tests.support.scanner_server import VERSION
from tests.unit.nomination.house import PDF, House, file_part
from tests.unit.nomination.test_consumers import Ears, returned
from tests.unit.nomination.test_sheets_kept import named, tampered
from tests.unit.nomination.test_supplements import resubmit
from tests.unit.nomination.workbooks import official, person

SAMPLE = PDF.replace(b"1 0 obj", b"% VINHDANH-MALWARE-SAMPLE\n1 0 obj")
FOUND = "Vinhdanh.Sample.UNOFFICIAL"
LATER = "ClamAV 1.4.3/27701/Tue Aug  4 08:00:00 2026"
KINDS = sorted(set(PaperKind) - {PaperKind.OTHER})


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path, scanner: PrivateScanner) -> Iterator[House]:
    """A house that names the scanner."""
    url, server, name = None, None, f"scans_{abs(hash(tmp_path)) % 10**9}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        server.create_database(name)
        url = server.url(name)
    made = House(tmp_path, url=url)
    name_scanner(made, scanner.settings())
    yield made
    assert made.violations() == []
    made.desk.database.close()
    if server is not None:
        server.drop_database(name)


def name_scanner(house: House, scanner: ScannerSettings | None) -> None:
    settings = dataclasses.replace(house.desk.settings, scanner=scanner)
    house.desk = dataclasses.replace(house.desk, settings=settings)
    house.client = client_of(house.desk)


def attach(house: House, case: str, kind: str = "minutes", data: bytes = PDF, name: str = "a.pdf") -> TestResponse:
    return house.call("POST", f"/nominations/{case}/papers", form={"kind": kind, "file": file_part(data, name)})


def whole(house: House, *, minutes: bytes = PDF) -> str:
    """A draft with every paper; the minutes hold what they are given."""
    case = house.draft(papers=False)
    for kind in KINDS:
        is_minutes = kind is PaperKind.MINUTES
        sent = attach(house, case, kind, minutes if is_minutes else PDF, "bien-ban.pdf" if is_minutes else "a.pdf")
        assert sent.status_code == 201, sent.text
    return case


def files(house: House) -> list[str]:
    return sorted(path.name for path in (house.directory / "files").rglob("*") if path.is_file())


def papers(house: House, case: str) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = house.call("GET", f"/nominations/{case}").get_json()["papers"]
    return shown


def g17(house: House, case: str) -> dict[str, Any]:
    asked = house.call("POST", f"/nominations/{case}/check").get_json()["evaluations"]
    [found] = [one for one in asked if one["rule"] == "G17"]
    return dict(found)


def metric(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"vinhdanh_nomination_{name}", labels) or 0.0


def test_an_infected_paper_is_refused_in_both_languages_and_leaves_a_refusal_only(house: House) -> None:
    case = house.draft(papers=False)
    before = metric("scans_total", outcome="infected")

    answer = attach(house, case, data=SAMPLE)

    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, "paper.infected")
    assert FOUND in problem["detail_vi"]
    assert FOUND in problem["detail_en"]
    assert (house.count(StoredPaper), house.count(FileScan), house.row(case).version, files(house)) == (0, 0, 1, [])
    [refusal] = house.said("nomination.command_refused")
    assert (refusal["action"], refusal["code"], refusal["target"]) == ("attach_paper", "paper.infected", case)
    assert metric("scans_total", outcome="infected") == before + 1


def test_who_judged_a_paper_by_which_signatures_belongs_to_what_is_sent(house: House) -> None:
    case = whole(house)

    assert {(paper["scan"]["scanner"], paper["scan"]["found"]) for paper in papers(house, case)} == {(VERSION, None)}
    assert house.count(FileScan) == 1  # of one content
    assert house.submit(case).status_code == 200
    [sent] = house.said("nomination.submitted")
    [asked] = [one for one in sent["evaluations"] if one["rule"] == "G17"]
    assert asked["verdict"] == "holds"
    assert {(scan["paper"], scan["by"], scan["found"]) for scan in asked["facts"]["scans"]} == {
        ("a.pdf", VERSION, None), ("bien-ban.pdf", VERSION, None),
    }  # fmt: skip
    explained = house.call("GET", f"/nominations/{case}/explanation").get_json()
    assert [one["again"] for one in explained if one["said"]["rule"] == "G17"] == ["identical"]


def test_what_the_scanner_could_not_judge_is_kept_and_waits_until_it_has(
    house: House, scanner: PrivateScanner
) -> None:
    scanner.stop()
    case = whole(house)

    assert [paper["scan"] for paper in papers(house, case)] == [None] * len(KINDS)
    asked = g17(house, case)
    assert (asked["verdict"], asked["consequence"]) == ("unknown", "return")
    assert "bien-ban.pdf" in asked["words"]["vi"]
    refused = house.submit(case)
    assert (refused.status_code, [place["code"] for place in refused.get_json()["places"]]) == (422, ["G17"])
    with pytest.raises(ScannerAway):
        scan_waiting(house.desk)
    with house.desk.database.reading() as tx:
        gauges(tx)
    assert (metric("files_unscanned"), metric("files_infected")) == (1, 0)

    scanner.start()
    scan_waiting(house.desk)

    assert g17(house, case)["verdict"] == "holds"
    assert house.submit(case).status_code == 200
    with house.desk.database.reading() as tx:
        gauges(tx)
    assert metric("files_unscanned") == 0


def test_what_turns_out_infected_is_handed_to_nobody_and_goes_no_further(
    house: House, scanner: PrivateScanner
) -> None:
    scanner.stop()
    case = whole(house, minutes=SAMPLE)
    scanner.start()
    scan_waiting(house.desk)

    asked = g17(house, case)
    assert (asked["verdict"], asked["consequence"]) == ("fails", "return")
    assert f"bien-ban.pdf ({FOUND})" in asked["words"]["vi"]
    assert house.submit(case).status_code == 422
    [caught] = [paper for paper in papers(house, case) if paper["scan"]["found"]]
    download = house.call("GET", f"/nominations/{case}/papers/{caught['id']}")
    assert (download.status_code, download.get_json()["code"]) == (409, "paper.quarantined")
    with house.desk.database.reading() as tx:
        gauges(tx)
    assert metric("files_infected") == 1

    house.call("DELETE", f"/nominations/{case}/papers/{caught['id']}", seen=house.row(case).version)
    attach(house, case)

    assert house.submit(case).status_code == 200
    with house.desk.database.reading() as tx:
        gauges(tx)
    assert metric("files_infected") == 0


def test_a_later_word_of_the_scanner_frees_what_an_earlier_one_had_caught(
    house: House, scanner: PrivateScanner
) -> None:
    scanner.stop()
    case = whole(house, minutes=SAMPLE)
    scanner.start()
    scan_waiting(house.desk)
    scanner.behave(version=LATER + "\0", says="stream: OK\0")

    attach(house, case, "other", SAMPLE)

    said = {(paper["name"], paper["scan"]["scanner"], paper["scan"]["found"]) for paper in papers(house, case)}
    assert said == {("a.pdf", VERSION, None), ("a.pdf", LATER, None), ("bien-ban.pdf", LATER, None)}


def test_what_a_scanner_said_is_bound_at_the_door_and_later(house: House, scanner: PrivateScanner) -> None:
    scanner.stop()
    case = whole(house, minutes=SAMPLE)
    scanner.start()
    scan_waiting(house.desk)
    scanner.behave(version=LATER + "\0", says="stream: OK\0")
    attach(house, case, "other", SAMPLE)

    judged = [one for said in house.said("nomination.sheets_kept") for one in said["judged"]]
    assert sorted((one["scanner"], one["found"] or "") for one in judged) == [
        (VERSION, ""), (VERSION, FOUND), (LATER, "")
    ]  # fmt: skip
    assert named(house) == []
    for changed in ("UPDATE file_scan SET found = 'khác'", "DELETE FROM file_scan"):
        assert len([fault for fault in tampered(house, text(changed)) if "table file_scan, " in fault]) == 2


def test_a_file_the_scanner_refuses_does_not_hold_up_the_others(house: House, scanner: PrivateScanner) -> None:
    scanner.stop()
    case = whole(house, minutes=PDF.replace(b"1 0 obj", b"% TOO-MUCH\n1 0 obj"))
    scanner.start()
    scanner.behave(refuses="TOO-MUCH")
    before = metric("scans_total", outcome="refused")

    scan_waiting(house.desk)

    assert {paper["name"]: paper["scan"] is not None for paper in papers(house, case)} == {
        "a.pdf": True, "bien-ban.pdf": False,
    }  # fmt: skip
    assert metric("scans_total", outcome="refused") == before + 1


def test_a_kept_file_that_was_altered_is_never_called_clean(house: House, scanner: PrivateScanner) -> None:
    scanner.stop()
    case = whole(house)
    [path] = (path for path in (house.directory / "files").rglob("*") if path.is_file())
    path.write_bytes(b"%PDF- something else %%EOF")
    scanner.start()

    scan_waiting(house.desk)

    assert (house.count(FileScan), g17(house, case)["verdict"]) == (0, "unknown")


def test_a_list_goes_the_same_way_yet_is_not_read_unjudged(house: House, scanner: PrivateScanner) -> None:
    """No workbook is kept, so there would be nothing to judge later."""
    good, bad = official(person(1, "Lò Văn Phương")), official(person(1, "Lò Văn Phương")) + b"VINHDANH-MALWARE-SAMPLE"

    infected = send_list(house, bad)
    scanner.stop()
    away = send_list(house, good)

    assert (infected.status_code, infected.get_json()["code"]) == (422, "paper.infected")
    assert (away.status_code, away.get_json()["code"]) == (503, "scanner.away")
    assert away.get_json()["detail_vi"]
    assert (house.count(NominationList), house.count(Nomination)) == (0, 0)
    assert [one["code"] for one in house.said("nomination.command_refused")] == ["paper.infected"]
    scanner.start()
    assert send_list(house, good).status_code == 201


def test_a_paper_of_a_list_is_judged_for_every_row(house: House, scanner: PrivateScanner) -> None:
    one = send_list(house, official(person(1, "Lò Văn Phương"))).get_json()
    path, [row] = f"/lists/{one['id']}/papers", one["nominations"]

    refused = house.call("POST", path, form={"kind": "minutes", "file": file_part(SAMPLE, "b.pdf")})
    scanner.stop()
    kept = house.call("POST", path, form={"kind": "minutes", "file": file_part(PDF, "b.pdf")})

    assert (refused.status_code, kept.status_code, kept.get_json()["scan"]) == (422, 201, None)
    assert [(scan["paper"], scan["by"]) for scan in g17(house, row["id"])["facts"]["scans"]] == [("b.pdf", None)]


def test_where_no_scanner_is_named_nothing_waits_for_one(house: House) -> None:
    name_scanner(house, None)
    case = whole(house)

    scan_waiting(house.desk)
    announce(house.desk)

    assert "scans" not in g17(house, case)["facts"]
    assert metric("scanner_named") == 0
    assert house.submit(case).status_code == 200


def test_what_was_kept_before_a_scanner_was_named_is_judged_then(house: House, scanner: PrivateScanner) -> None:
    name_scanner(house, None)
    case = whole(house)
    name_scanner(house, scanner.settings())

    assert g17(house, case)["verdict"] == "unknown"
    scan_waiting(house.desk)
    announce(house.desk)

    assert g17(house, case)["verdict"] == "holds"
    assert metric("scanner_named") == 1


def test_no_transaction_waits_for_the_scanner(tmp_path: Path) -> None:
    """While it thinks, somebody else writes: SQLite has one writer at a time."""
    house = House(tmp_path)
    case = house.draft(papers=False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        port = listener.getsockname()[1]
        name_scanner(house, ScannerSettings(host="127.0.0.1", port=port, path=None, timeout=30))
        wrote = threading.Event()

        def answer() -> None:
            for said in (VERSION.encode(), b"stream: OK"):
                line, _ = listener.accept()
                with line, house.desk.database.transaction() as tx:
                    tx.execute(insert(ErasedFile).values(sha256=str(hash(said))))
                    line.sendall(said + b"\0")
            wrote.set()

        thinking = threading.Thread(target=answer)
        thinking.start()
        sent = attach(house, case)
        thinking.join()
    assert (sent.status_code, wrote.is_set()) == (201, True)
    assert sent.get_json()["scan"]["scanner"] == VERSION


def test_a_supplement_waits_for_the_scanner_too_and_an_answer_about_the_same_scan_stands(
    house: House, scanner: PrivateScanner
) -> None:
    """Sent before a scanner was named, returned for something else: no paper can be changed, yet each is judged."""
    name_scanner(house, None)
    case, ears = whole(house), Ears(house)
    assert house.submit(case).status_code == 200
    ears.hear(case, returned(case, "achievement"))
    name_scanner(house, scanner.settings())

    waits = resubmit(house, case, achievement="Đã đối chiếu, giữ nguyên.")
    scan_waiting(house.desk)
    sent = resubmit(house, case, achievement="Đã đối chiếu, giữ nguyên.")

    assert (waits.status_code, [place["code"] for place in waits.get_json()["places"]]) == (422, ["G17"])
    assert sent.status_code == 200, sent.text
    ears.hear(case, returned(case, "achievement"))
    assert resubmit(house, case, achievement="Vẫn giữ nguyên.").status_code == 200
    versions = house.call("GET", f"/nominations/{case}").get_json()["versions"]
    said = [next(one for one in version["evaluations"] if one["rule"] == "G17") for version in versions]
    assert ["scans" in one["facts"] for one in said] == [False, True, True]
    with house.desk.database.reading() as tx:
        kept = tx.scalars(select(DossierVersion).order_by(DossierVersion.number)).all()
        stood = [next(one for one in version.evaluations if one["rule"] == "G17")["since"] for version in kept]
    assert [since is not None for since in stood] == [False, False, True]


def send_list(house: House, data: bytes) -> TestResponse:
    return house.call("POST", "/lists", form={"plan": "hung_yen_2026", "file": file_part(data, "danh-sach.xlsx")})
