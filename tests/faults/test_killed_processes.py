"""A process ends as by kill -9 at every point where something could be lost or done twice."""

from __future__ import annotations

import http.client
import json
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from services.audit.queries_checkpoint_checks import Trusted
from services.audit.queries_checkpoints import find_newest
from services.audit.queries_proofs import prove_consistency
from services.audit.queries_verification import verify
from services.audit.rules.checkpoints import Checkpoint
from services.audit.signing import read_public
from shared.clock import wall_now
from shared.faults import POINTS
from shared.outbox_rows import backlog
from tests.support import homes, oracle
from tests.support.homes import House
from tests.support.packs import wait_until_signed
from tests.support.people import Answer, Person
from tests.support.ports import LOOPBACK
from tests.support.processes import ServiceProcess
from tests.support.road import Season, Union, hung_yen
from tests.support.roles import CASES, NOMINATIONS, Case
from tests.support.smtp import PrivateSmtp
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

TRANSPORT = [point for point in POINTS if point.startswith(("relay.", "inbox."))]
COMMAND = [point for point in POINTS if point.startswith("command.")]


def rigged(process: ServiceProcess, point: str) -> None:
    """The process again, now with a charge at `point`."""
    process.stop()
    process.env["VINHDANH_FAULT_AT"] = point
    process.start()


def mended(process: ServiceProcess) -> None:
    wait_until(lambda: not process.is_running(), f"{process.name} to die", evidence=process.log_tail)
    assert process.exit_status == -signal.SIGKILL
    process.forget_fault()
    process.start()
    process.wait_ready()


def reaches_the_end_of_its_notice(season: Season, union: Union, *cases: Case) -> None:
    """From the head's desk until the council may vote."""
    for case in cases:
        union.head.takes_and_passes(case)
    for case in cases:
        season.area_is_heard(case)
        season.secretary.takes_and_passes(case)
    season.notice_runs(cases)


def goes_on_to_the_register(season: Season, union: Union, *cases: Case) -> None:
    reaches_the_end_of_its_notice(season, union, *cases)
    session = season.council_votes(cases)
    season.secretary.sends_for_signature(session)
    season.signer.signs(session)


def times_recorded(season: Season, union: Union, case: Case) -> int:
    """How often the witness heard that the case was entered in the register, once its union sees it there."""
    union.officer.sees(case, "published")
    season.auditor.waits_for_chapter(case, "registry.award_recorded")
    return [chapter["type"] for chapter in season.auditor.traces(case)].count("registry.award_recorded")


def send(house: House, path: str, body: dict[str, str], headers: dict[str, str]) -> Answer | None:
    """A bare request to the only replica; None when the connection broke before an answer came."""
    connection = http.client.HTTPConnection(LOOPBACK, house.process_for(path.split("/")[2]).port, timeout=20)
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"} | headers)
        response = connection.getresponse()
        return Answer(response.status, json.loads(response.read()), dict(response.headers.items()))
    except (http.client.HTTPException, ConnectionError):
        return None
    finally:
        connection.close()


@pytest.fixture(params=["one of five", "all in one"])
def carrier(
    request: pytest.FixtureRequest, _smtp_of_the_session: PrivateSmtp, tmp_path: Path
) -> Iterator[tuple[House, ServiceProcess]]:
    """The process that opens a case and says so: that of review, or of everybody."""
    if request.param == "one of five":
        whole: House = request.getfixturevalue("house")
        yield whole, whole.processes["review"][0]
        return
    with homes.embedded_house(tmp_path, _smtp_of_the_session, cold=False) as made:
        yield made, made.processes["review"][0]
        oracle.check(made)


def test_who_carries_events_dies_at_every_point_and_the_season_goes_on(carrier: tuple[House, ServiceProcess]) -> None:
    """On the way in or on the way out; the embedded home forgets its queues each time."""
    house, process = carrier
    season = hung_yen(house)
    union = season.union("CĐCS Công ty TNHH May Minh Anh")
    cases = []
    for point in TRANSPORT:
        case = union.officer.prepares()
        path, headers = f"{NOMINATIONS}/{case.id}/submit", asking(union.officer, union.officer.version_of(case))
        house.rest()  # or it would die of what came before
        rigged(process, point)
        process.wait_ready()
        send(house, path, {}, headers)
        mended(process)
        again = send(house, path, {}, headers)
        assert again is not None
        assert (again.status, again.headers.get("Idempotent-Replay")) == (200, "true")
        cases.append(case)
    if house.kind == "embedded":
        cases.append(submits_what_memory_alone_carries(house, union))

    goes_on_to_the_register(season, union, *cases)

    assert [times_recorded(season, union, case) for case in cases] == [1] * len(cases)


def submits_what_memory_alone_carries(house: House, union: Union) -> Case:
    """Noted as published and not stored by review, when all dies: no relay offers it again by itself."""
    case = union.officer.prepares()
    house.rest()
    (process,) = house.all_processes()
    rename_inbox(house, "inbox", "inbox_away")
    union.officer.submits(case)
    wait_until(lambda: is_all_published(house, "nomination"), "the relay to note it as gone", evidence=house.last_words)
    process.kill9()
    rename_inbox(house, "inbox_away", "inbox")
    process.start()
    process.wait_ready()
    return case


def rename_inbox(house: House, before: str, after: str) -> None:
    """Review hears and cannot store it, while everybody else goes on."""
    with house.databases["review"].transaction() as tx:
        tx.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))


def is_all_published(house: House, service: str) -> bool:
    with house.databases[service].reading() as tx:
        return backlog(tx)[0] == 0


def test_all_who_hear_of_a_decision_die_and_hear_it_once_all_the_same(house: House) -> None:
    season = hung_yen(house)
    union = season.union("CĐCS Trường THPT Phù Cừ", block="block_public_service")
    deaths = {
        "relay.after_publish": ("registry", "notification"),  # the witness has nothing to say of it
        "inbox.before_commit": ("registry", "notification", "audit"),
        "inbox.after_commit": ("registry", "notification", "audit"),
    }
    cases = {point: union.officer.prepares() for point in deaths}
    for case in cases.values():
        union.officer.submits(case)
    reaches_the_end_of_its_notice(season, union, *cases.values())
    sessions = {point: season.council_votes([case]) for point, case in cases.items()}
    for point, services in deaths.items():
        season.secretary.sends_for_signature(sessions[point])
        house.rest()
        dying = [process for service in services for process in house.processes[service]]
        for process in dying:
            rigged(process, point)
        for process in dying:
            process.wait_ready()
        season.signer.signs(sessions[point])
        for process in dying:
            mended(process)

        assert times_recorded(season, union, cases[point]) == 1


def asking(person: Person, version: int) -> dict[str, str]:
    """What a command carries that may be repeated."""
    return {
        "Authorization": f"Bearer {person.token}",
        "If-Match": f'"{version}"',
        "Idempotency-Key": uuid.uuid4().hex,
    }


@pytest.mark.parametrize("point", COMMAND)
@pytest.mark.parametrize("service", ["nomination", "review"])
def test_a_command_whose_answer_was_lost_may_be_repeated(house: House, service: str, point: str) -> None:
    season = hung_yen(house)
    union = season.union("CĐCS Công ty Cổ phần Gốm Xây dựng")
    case = union.officer.prepares()
    if service == "review":
        union.officer.submits(case)
        union.head.waits_until(case, "submitted")
        path, person, version = f"{CASES}/{case.id}/receive", union.head, union.head.looks_up(case)["case"]["version"]
    else:
        path, person = f"{NOMINATIONS}/{case.id}/submit", union.officer
        version = union.officer.version_of(case)
    house.settle()
    (process,) = house.processes[service]
    rigged(process, point)
    process.wait_ready()
    headers = asking(person, version)

    assert send(house, path, {}, headers) is None
    mended(process)
    first = send(house, path, {}, headers)
    second = send(house, path, {}, headers)

    assert first is not None
    assert second is not None
    assert (first.status, first.body) == (second.status, second.body)
    assert first.status == 200
    assert (first.headers.get("Idempotent-Replay") == "true") is (point == "command.after_commit")
    assert second.headers.get("Idempotent-Replay") == "true"


@pytest.mark.parametrize("point", ["inbox.before_commit", "checkpoint.before_commit", "checkpoint.after_commit"])
def test_the_ledger_dies_while_it_appends_and_signs_and_proves_that_it_only_grew(house: House, point: str) -> None:
    season = hung_yen(house)
    union = season.union("CĐCS Công ty May Hưng Long")
    house.rest()
    wait_until_signed(house)  # or it would die of that before it is ready
    ledger = Path(house.env["VINHDANH_KEYS_DIR"], "ledger.key")
    before = _newest_checkpoint(house)
    (process,) = house.processes["audit"]
    rigged(process, point)
    process.wait_ready()
    union.officer.submits(union.officer.prepares())  # the next event kills the append, the next checkpoint the signing
    mended(process)

    wait_until_signed(house)
    after = _newest_checkpoint(house)
    assert after.origin == before.origin
    with house.databases["audit"].only_reading() as tx:
        found = verify(tx, now=wall_now(), trusted=Trusted(read_public(ledger)))
        shown = prove_consistency(tx, before.size, after.size) if before.size else None
    assert (found.faults, found.gaps, found.unknown) == ((), (), ())
    assert shown is None or (shown.earlier_root, shown.later_root) == (before.root.hex(), after.root.hex())


def _newest_checkpoint(house: House) -> Checkpoint:
    with house.databases["audit"].reading() as tx:
        newest = find_newest(tx)
    return newest.head if newest else Checkpoint("vinhdanh.local/ledger", 0, b"")
