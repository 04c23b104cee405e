"""A process ends as by kill -9 at every point where something could be lost or done twice."""

from __future__ import annotations

import http.client
import json
import signal
import uuid
from pathlib import Path

import pytest

from services.audit.queries import read_size
from services.audit.queries_checkpoint_checks import Trusted
from services.audit.queries_checkpoints import find_newest
from services.audit.queries_proofs import prove_consistency
from services.audit.queries_verification import verify
from services.audit.rules.checkpoints import Checkpoint
from services.audit.signing import read_public
from shared.clock import wall_now
from shared.faults import POINTS
from tests.support.homes import House
from tests.support.people import Answer
from tests.support.ports import LOOPBACK
from tests.support.processes import ServiceProcess
from tests.support.road import Season, Union, hung_yen
from tests.support.roles import CASES, NOMINATIONS, Case
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
    wait_until(lambda: not process.is_running(), f"{process.name} to die", timeout=40, evidence=process.log_tail)
    assert process.exit_status == -signal.SIGKILL
    process.forget_fault()
    process.start()
    process.wait_ready()


def goes_on_to_the_register(season: Season, union: Union, case: Case) -> None:
    union.head.takes_and_passes(case)
    season.area_is_heard(case)
    season.secretary.takes_and_passes(case)
    season.notice_runs([case])
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    season.signer.signs(session)


def times_recorded(season: Season, union: Union, case: Case) -> int:
    """How often the witness heard that the case was entered in the register, once its union sees it there."""
    union.officer.sees(case, "published", timeout=40)
    season.auditor.waits_for_chapter(case, "registry.award_recorded")
    return [chapter["type"] for chapter in season.auditor.traces(case)].count("registry.award_recorded")


@pytest.mark.parametrize("point", TRANSPORT)
def test_review_dies_while_events_pass_and_the_season_goes_on(house: House, point: str) -> None:
    season = hung_yen(house)
    union = season.union("CĐCS Công ty TNHH May Minh Anh")
    case = union.officer.prepares()
    (review,) = house.processes["review"]
    rigged(review, point)
    if point.startswith("relay."):
        review.wait_ready()
    union.officer.submits(case)  # review opens the case and says so: it dies on the way in or on the way out
    mended(review)

    goes_on_to_the_register(season, union, case)

    assert times_recorded(season, union, case) == 1


@pytest.mark.parametrize(
    ("service", "point"),
    [
        (service, point)
        for service in ("registry", "notification", "audit")
        for point in ("relay.after_publish", "inbox.before_commit", "inbox.after_commit")
        # Nothing happens here that makes the witness speak: it has no relay to kill.
        if (service, point) != ("audit", "relay.after_publish")
    ],
)
def test_whoever_hears_of_it_dies_and_hears_it_once_all_the_same(house: House, service: str, point: str) -> None:
    season = hung_yen(house)
    union = season.union("CĐCS Trường THPT Phù Cừ", block="block_public_service")
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.takes_and_passes(case)
    season.area_is_heard(case)
    season.secretary.takes_and_passes(case)
    season.notice_runs([case])
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    house.settle()
    (process,) = house.processes[service]
    rigged(process, point)
    season.signer.signs(session)
    mended(process)

    assert times_recorded(season, union, case) == 1


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
    headers = {
        "Authorization": f"Bearer {person.token}",
        "If-Match": f'"{version}"',
        "Idempotency-Key": uuid.uuid4().hex,
    }

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
    house.settle()
    ledger = Path(house.env["VINHDANH_KEYS_DIR"], "ledger.key")
    before = _newest_checkpoint(house)
    (process,) = house.processes["audit"]
    rigged(process, point)
    process.wait_ready()
    union.officer.submits(union.officer.prepares())  # the next event kills the append, the next checkpoint the signing
    mended(process)

    house.settle()
    wait_until(lambda: _newest_checkpoint(house).size == _leaves(house), "everything to be signed", timeout=60)
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


def _leaves(house: House) -> int:
    with house.databases["audit"].reading() as tx:
        return read_size(tx)
