"""A process of audit looks at the ledger it finds: an alteration made while nobody ran is seen soon after the start.

Owns: proof in a real process, with its timers and leases. Leaves to others: what is found (`test_tampering`), when a
check is due (unit tests of the ledger).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from services.audit.models import Leaf
from tests.support.homes import House, embedded_house
from tests.support.smtp import PrivateSmtp
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow


def shown(house: House, name: str) -> float:
    status, figures = house.process_for("audit").probe("/metrics")
    assert status == 200, figures
    return float(re.findall(rf"^vinhdanh_audit_{name} (\S+)$", figures, re.MULTILINE)[0])


def leaves(house: House) -> int:
    with house.databases["audit"].reading() as tx:
        return tx.scalar(select(func.count()).select_from(Leaf)) or 0


def test_an_alteration_is_shown_within_a_minute_of_a_restart(tmp_path: Path, smtp: PrivateSmtp) -> None:
    with embedded_house(tmp_path, smtp) as house:
        wait_until(lambda: leaves(house), "the ledger to hear of the plans", timeout=45)
        wait_until(lambda: shown(house, "checked_timestamp_seconds"), "the first check", timeout=60)
        assert shown(house, "faults") == 0
        for process in house.all_processes():
            process.kill9()
        with house.databases["audit"].transaction() as tx:
            tx.execute(update(Leaf).where(Leaf.index == 0).values(actor="kẻ khác"))
        house.start()

        wait_until(lambda: shown(house, "faults"), "the alteration", timeout=60, evidence=house.last_words)
