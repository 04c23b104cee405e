"""The pack of a real decision, checked where nothing of ours is: an empty directory, a bare Python, no network."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from services.audit.enclosed import vinhdanh_verify as enclosed
from tests.support.bare import run_bare
from tests.support.homes import House
from tests.support.packs import key_of, packed, wait_until_signed
from tests.support.road import Season, Union


@pytest.fixture
def decided(season: Season, union: Union) -> str:
    """A decision on two of three; its id."""
    first, second, third = (union.officer.prepares() for _ in range(3))
    season.reaches_council(union, first, second, third)
    season.notice_runs([first, second, third])
    session = season.council_votes([first, second, third], no={third: 5})
    season.secretary.sends_for_signature(session)
    decision = season.signer.signs(session)
    for case in (first, second):
        season.auditor.waits_for_chapter(case, "registry.award_recorded")
    wait_until_signed(season.house)
    return str(decision["id"])


def test_the_pack_of_a_decision_is_checked_without_us(home: House, decided: str, tmp_path: Path) -> None:
    archive = packed(home, decided, tmp_path)
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as opened:
        (tmp_path / "vinhdanh_verify.py").write_bytes(opened.read("vinhdanh_verify.py"))
    program, key = tmp_path / "vinhdanh_verify.py", key_of(home)

    told = run_bare(program, "goi.zip", "--key", key, directory=tmp_path)

    assert (told.returncode, told.stderr) == (enclosed.HOLDS, "")
    assert told.stdout.count("phiếu đồng ý") == 2
    assert "2 counts, 1 decisions" in told.stdout
    assert "NOT ESTABLISHED" in told.stdout
    nobody = run_bare(program, "goi.zip", directory=tmp_path)
    assert (nobody.returncode, nobody.stdout) == (enclosed.UNKNOWN_KEY, "")
    altered = bytearray(archive.read_bytes())
    altered[len(altered) // 2] ^= 1
    archive.write_bytes(bytes(altered))
    spoiled = run_bare(program, "goi.zip", "--key", key, directory=tmp_path)
    assert spoiled.returncode in (enclosed.ALTERED, enclosed.MALFORMED)
    assert (spoiled.stdout, "FAILED" in spoiled.stderr) == ("", True)
    assert run_bare(program, "khong-co.zip", "--key", key, directory=tmp_path).returncode == enclosed.MALFORMED
    assert run_bare(program, "goi.zip", "--key", "x", directory=tmp_path).returncode == enclosed.MALFORMED


def test_a_case_that_is_still_on_its_way_is_packed_as_far_as_it_went(
    home: House, season: Season, union: Union, tmp_path: Path
) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.takes_and_passes(case)
    season.auditor.waits_for_chapter(case, "review.stage_passed")
    wait_until_signed(home)

    archive = packed(home, case.id, tmp_path)
    program = Path(enclosed.__file__)

    told = run_bare(program, "goi.zip", "--key", key_of(home), directory=tmp_path)
    assert (told.returncode, told.stderr) == (enclosed.HOLDS, "")
    again = home.vinhdanh("audit", "pack", case.id, "--out", str(archive), "--by", "kiem-toan-1")
    assert again.returncode != 0
