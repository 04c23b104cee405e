"""A running house and its scanner: what waits is judged by itself, and nobody waits for a scanner that thinks.

Owns: proof in a real process, where one hub carries every request. Promises: real sockets and HTTP. Leaves to others:
each answer of the scanner (`test_scanner`) and what follows (`test_scanned_papers`).
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from tests.support.homes import embedded_house
from tests.support.people import hang_up
from tests.support.road import hung_yen
from tests.support.scanner import PrivateScanner
from tests.support.scanner_server import VERSION
from tests.support.smtp import PrivateSmtp
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

PATIENCE = 20  # seconds the house waits for its scanner


def test_a_house_goes_on_while_its_scanner_thinks_and_has_judged_later_what_it_kept(
    tmp_path: Path, smtp: PrivateSmtp
) -> None:
    with PrivateScanner() as scanner:
        named = {"VINHDANH_SCANNER": f"tcp://127.0.0.1:{scanner.port}", "VINHDANH_SCANNER_TIMEOUT": f"{PATIENCE}"}
        named["VINHDANH_SCANNER_RETRY_SECONDS"] = "0.5"
        with embedded_house(tmp_path, smtp, more=named) as house:
            union = hung_yen(house).union("CĐCS Công ty TNHH May Minh Anh")
            case = union.officer.drafts()
            scanner.behave(deaf=True)

            def send() -> None:
                union.officer.attaches(case, "minutes")
                hang_up()

            sending = threading.Thread(target=send)
            sending.start()
            answered = []
            while sending.is_alive():
                began = time.monotonic()
                union.officer.reads(case)
                answered.append(time.monotonic() - began)
                time.sleep(0.1)  # ten readers a second: whether one is answered meanwhile, not how many can be
            sending.join()

            [kept] = union.officer.reads(case)["papers"]
            assert kept["scan"] is None
            assert len(answered) > 5
            assert max(answered) < PATIENCE / 2  # one that waited for the scanner takes all of it

            scanner.behave()
            wait_until(
                lambda: union.officer.reads(case)["papers"][0]["scan"], "the paper to be judged",
                evidence=house.last_words,
            )  # fmt: skip
            assert union.officer.reads(case)["papers"][0]["scan"]["scanner"] == VERSION
            checked = house.vinhdanh("check", "nomination")
            assert "ok  virus scanner" in checked.stdout
            _, figures = house.process_for("nomination").probe("/metrics")
            assert "vinhdanh_nomination_scanner_named 1.0" in figures
            assert "vinhdanh_nomination_files_unscanned 0.0" in figures
