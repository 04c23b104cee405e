"""Erasing a person on both homes: nothing is left but what the law keeps, and every proof still holds."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from services.audit.enclosed import vinhdanh_verify as enclosed
from shared.events.terms import Role
from shared.names import fold
from shared.tables import erased_record
from shared.topology import SERVICES
from tests.support.aftermath import awarded
from tests.support.dossiers import FULL_PAPERS, Nominee
from tests.support.footprint import leaves_only_a_refusal
from tests.support.homes import House
from tests.support.packs import key_of, packed, wait_until_signed
from tests.support.people import Person, refused
from tests.support.road import Season, Union
from tests.support.roles import CASES, NOMINATIONS, REGISTER, Case, Signer
from tests.support.waiting import wait_until

ERASURES = "/api/nomination/v1/erasures"
AUDIT = "/api/audit/v1"
# Where the law keeps the name of an awardee: the register and the decision's list. The events that made them are kept
# under the key of the award.
KEPT = {("registry", "awards"), ("review", "case_file"), ("review", "session_minutes")}


def asks(season: Season, case: Case, **changes: Any) -> Any:
    season.house.settle()  # nomination, where it is asked, hears of a case's end after review has it
    form = {"person": case.id, "basis": "erasure_requested", "document": "Đơn số 12"} | changes
    return season.admin.post(ERASURES, form).body


def erased(season: Season, case: Case) -> Any:
    """Asked by one, confirmed by another, obeyed by everybody."""
    asked = asks(season, case)
    done = season.signer.post(f"{ERASURES}/{asked['id']}/confirm", {}).body
    for service in SERVICES:
        wait_until(lambda name=service: case.id in erased_in(season.house, name), f"{service} to obey")
    season.house.settle()
    return done


def erased_in(house: House, service: str) -> set[str]:
    with house.databases[service].reading() as tx:
        return set(tx.scalars(select(erased_record.c.record)))


def cells(house: House, service: str) -> Iterator[tuple[str, str]]:
    """Every row of every table as text."""
    database = house.databases[service]
    with database.reading() as tx:
        for table in inspect(database.engine).get_table_names():
            for row in tx.execute(text(f'SELECT * FROM "{table}"')):
                whole = " ".join(bytes(one).decode("utf-8", "replace") if isinstance(one, (bytes, memoryview))
                                 else json.dumps(one, ensure_ascii=False, default=str) if not isinstance(one, str)
                                 else one for one in row)
                yield table, whole


def places_of(house: House, word: str) -> set[tuple[str, str]]:
    """Service and table of every row that has the word."""
    return {(service, table) for service in SERVICES for table, row in cells(house, service) if word in row}


def files_with(directory: Path, word: str) -> list[str]:
    """Files outside the databases that have the word: logs, papers, mails."""
    return [
        str(path) for path in directory.rglob("*")
        if path.is_file() and "sqlite" not in path.name and word.encode() in _content(path)
    ]  # fmt: skip


def _content(path: Path) -> bytes:
    """Nothing where it has just left the disk."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return b""


def _age(path: Path) -> None:
    """Sent a while ago: none is being sent now."""
    with suppress(FileNotFoundError):
        os.utime(path, (time.time() - 120, time.time() - 120))


def everywhere(season: Season, union: Union, case: Case, session: str, decision: str) -> Iterator[tuple[Person, str]]:
    """Every place where people look up what became of a case."""
    for rest in ("", "/explanation"):
        yield union.officer, f"{NOMINATIONS}/{case.id}{rest}"
    for rest in ("", "/history", "/explanation"):
        yield season.secretary, f"{CASES}/{case.id}{rest}"
    for rest in ("", "/tallies", "/minutes"):
        yield season.secretary, f"/api/review/v1/sessions/{session}{rest}"
    yield season.auditor, f"{AUDIT}/cases/{case.id}/trace"
    yield season.auditor, f"{AUDIT}/cases/{case.id}/origin"
    yield season.auditor, f"{AUDIT}/origins?decision={decision}"
    yield season.signer, f"{REGISTER}/awards"


def verified(house: House) -> dict[str, Any]:
    done = house.vinhdanh("audit", "verify", "--json")
    answer: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode, answer["faults"]) == (0, []), done.stdout + done.stderr
    return answer


@pytest.fixture
def nominee(season: Season) -> Nominee:
    """A name nobody else has, so that finding it is finding this person."""
    return Nominee(f"Tống Khánh {NUMERALS[int(season.province.removeprefix('ld-')) % len(NUMERALS)]} Vy", "17/11/1971")


NUMERALS = ("An", "Bình", "Chi", "Diệp", "Giang", "Hà", "Khuê", "Lam", "Mai", "Nga", "Oanh", "Quế")


def test_an_awardee_is_left_with_what_the_law_keeps_and_every_proof_holds(
    season: Season, union: Union, nominee: Nominee, tmp_path: Path
) -> None:
    address = f"tong-khanh-{season.province}@vidu.example"
    case = awarded(season, union, nominee=nominee, nominee_email=address)
    season.house.settle()
    assert not {table for _, table in places_of(season.house, address)} & {"outbox", "inbox", "leaves"}
    assert {service for service, _ in places_of(season.house, address)} == {"nomination", "notification"}
    before = season.auditor.waits_for_chapter(case, "nomination.submitted")
    proof = season.auditor.get(f"{AUDIT}/tree/inclusion/{before['event_id']}")
    session = season.secretary.looks_up(case)["case"]["session_id"]
    decision = season.auditor.waits_for_chapter(case, "review.decision_signed")["subject"]
    files = season.house.directory / "data" / "files"
    assert len(files_with(files, case.id)) == len(FULL_PAPERS)
    assert places_of(season.house, nominee.name) > KEPT
    assert not {table for _, table in places_of(season.house, nominee.name)} & {"outbox", "inbox", "leaves"}
    assert places_of(season.house, "1971-11-17")

    erased(season, case)

    assert places_of(season.house, nominee.name) == KEPT
    assert places_of(season.house, fold(nominee.name)) <= {("registry", "awards"), ("review", "case_file")}
    assert places_of(season.house, "1971-11-17") == set()
    assert places_of(season.house, address) == set()
    assert files_with(season.house.directory, address) == []
    assert places_of(season.house, "cải tiến chuyền may của " + nominee.name) == set()
    assert files_with(season.house.directory, nominee.name) == []

    for path in (one for one in files.rglob("*") if one.is_file()):
        _age(path)
    wait_until(lambda: not files_with(files, case.id), "the papers to leave the disk")
    for reader, path in everywhere(season, union, case, session, decision):
        assert nominee.birth not in json.dumps(reader.get(path), ensure_ascii=False)

    found = verified(season.house)
    assert case.id in {record for one in found["erasures"] for record in one["records"]}
    assert found["unerased"] == {}
    after = season.auditor.get(f"{AUDIT}/tree/inclusion/{before['event_id']}")
    assert (after["leaf_hash"], after["index"]) == (proof["leaf_hash"], proof["index"])
    wait_until_signed(season.house)
    for subject in (case.id, decision):
        (tmp_path / subject).mkdir()
        archive = packed(season.house, subject, tmp_path / subject).read_bytes()
        assert nominee.birth.encode() not in archive
        established, unknown = enclosed.verify(archive, [enclosed.Key(key_of(season.house))], [])
        assert any(case.id in line for line in established)
        assert any("personal data erased, left out" in line for line in unknown)
    told = next(one for one in season.auditor.traces(case) if one["event_id"] == before["event_id"])
    assert told["lines"][0]["en"] == "What this told of the person was erased."


def exported(house: House, directory: Path) -> Path:
    """The ledger with everything that was said, for an auditor's own tools."""
    wait_until_signed(house)
    done = house.vinhdanh("audit", "export", "--out", str(directory), "--by", "kiểm toán", "--bodies")
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


def test_somebody_refused_is_left_nowhere(season: Season, union: Union, nominee: Nominee, tmp_path: Path) -> None:
    case = union.officer.prepares(nominee)
    season.reaches_council(union, case)
    season.notice_runs([case])
    season.council_votes([case], no={case: 9})
    union.officer.waits_until(case, "not_awarded")
    season.house.settle()
    assert files_with(exported(season.house, tmp_path / "before"), nominee.name)

    erased(season, case)

    after = exported(season.house, tmp_path / "after")
    assert files_with(after, case.id)
    assert files_with(after, nominee.name) == files_with(after, "1971-11-17") == []

    assert places_of(season.house, nominee.name) == set()
    assert places_of(season.house, fold(nominee.name)) == set()
    assert places_of(season.house, "1971-11-17") == set()
    assert files_with(season.house.directory, nominee.name) == []
    verified(season.house)
    tally = next(one for one in season.auditor.traces(case) if one["type"] == "review.council_voted")["tally"]
    assert tally["no"] == 9


def test_one_person_alone_cannot_erase_and_what_is_wrong_is_named(
    season: Season, union: Union, nominee: Nominee
) -> None:
    case = union.officer.prepares(nominee)
    with leaves_only_a_refusal(season.house, "nomination"), refused(409, "erasure.cases_open"):
        asks(season, case)
    union.head.withdraws(case)
    with leaves_only_a_refusal(season.house, "nomination"), refused(404, "erasure.person_unknown"):
        asks(season, case, person="nobody")
    with leaves_only_a_refusal(season.house, "nomination"), refused(422) as unknown:
        asks(season, case, basis="because")
    assert "consent_withdrawn" in unknown.problem.body["places"][0]["en"]
    with leaves_only_a_refusal(season.house, "nomination"), refused(422):
        asks(season, case, document="")
    with leaves_only_a_refusal(season.house, "nomination"), refused(403):
        season.signer.post(ERASURES, {"person": case.id, "basis": "erasure_requested", "document": "Đơn"})

    asked = asks(season, case)
    confirm = f"{ERASURES}/{asked['id']}/confirm"
    with leaves_only_a_refusal(season.house, "nomination"), refused(409, "erasure.same_person"):
        season.admin.post(confirm, {})
    as_signer = Signer(season.house, season.admin.subject, Role.SIGNER, season.province)
    with leaves_only_a_refusal(season.house, "nomination"), refused(409, "erasure.same_person"):
        as_signer.post(confirm, {})
    with leaves_only_a_refusal(season.house, "nomination"), refused(403):
        season.auditor.post(confirm, {})
    assert places_of(season.house, nominee.name)

    season.signer.post(confirm, {})
    with refused(409, "erasure.settled"):
        season.signer.post(confirm, {})
    with refused(409, "person.erased"):
        asks(season, case)


def test_what_comes_later_respects_the_erasure(season: Season, union: Union, nominee: Nominee) -> None:
    """The same person typed again, and every event of the house sent again."""
    case = union.officer.prepares(nominee)
    union.head.withdraws(case)
    erased(season, case)

    with leaves_only_a_refusal(season.house, "nomination"), refused(409, "person.erased"):
        union.officer.prepares(nominee)
    for service in SERVICES:
        assert season.house.vinhdanh("ops", "republish", service).returncode == 0
    season.house.settle()

    assert places_of(season.house, nominee.name) == set()
    verified(season.house)


def test_the_command_line_takes_two_tokens(season: Season, union: Union, nominee: Nominee, tmp_path: Path) -> None:
    case = union.officer.prepares(nominee)
    union.head.withdraws(case)
    (tmp_path / "one").write_text(season.admin.token, encoding="ascii")
    (tmp_path / "two").write_text(season.signer.token, encoding="ascii")
    house = season.house

    def erase(token: str, *arguments: str) -> CompletedProcess[str]:
        return house.vinhdanh("audit", "erase", *arguments, "--json", "--token-file", str(tmp_path / token))

    ungrounded = erase("one", case.id)
    asked = erase("one", case.id, "--basis", "consent_withdrawn", "--document", "Đơn 5")
    request = json.loads(asked.stdout)["id"]
    alone = erase("one", "--confirm", request)
    done = erase("two", "--confirm", request)

    codes = [one.returncode for one in (ungrounded, asked, done)]
    assert codes == [2, 0, 0], ungrounded.stderr + asked.stderr + done.stderr
    assert alone.returncode == 1
    assert "cannot confirm" in alone.stderr or "không được tự đồng ý" in alone.stderr
    wait_until(lambda: case.id in erased_in(house, "audit"), "the ledger to obey")
    assert nominee.name not in asked.stdout + done.stdout
