"""Packs somebody put more into than belongs there: files, names that point elsewhere, entries over each other."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from services.audit.enclosed import vinhdanh_verify as enclosed
from services.audit.rules.archive import archive_of
from tests.unit.audit.test_packs import code_of, evidence, files_of, forged

ENTRY = struct.Struct("<4s4B4HL2L5H2L")


@pytest.mark.parametrize(
    "name",
    [
        "quyet_dinh.pdf", "../ngoai.txt", "/etc/passwd", "contents/../README.md", "policy/../README.md", "events/",
        "contents/khong_ai_noi.json", "README.md ", "quyết định.json", "C:\\goi.txt",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["case", "decision", "period"])
def test_a_file_that_belongs_to_no_pack_is_refused_though_the_manifest_lists_it(kind: str, name: str) -> None:
    assert code_of(forged({**files_of(evidence().packs[kind]), name: b"[]"})) == enclosed.ALTERED


def test_a_policy_nobody_was_judged_by_is_refused() -> None:
    files, unused = files_of(evidence().packs["case"]), b'{"plan":{"votes":[]}}'
    for name in (enclosed.sha256(unused).hex(), "0" * 64):
        assert code_of(forged({**files, f"policy/{name}.json": unused})) == enclosed.INCOMPLETE


def test_a_name_that_stands_twice_and_a_link_are_refused() -> None:
    files = files_of(evidence().packs["case"])
    twice, link = io.BytesIO(archive_of(files)), io.BytesIO(archive_of(files))
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("README.md", files["README.md"])
    with zipfile.ZipFile(link, "a") as archive:
        entry = zipfile.ZipInfo("lien_ket")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")

    assert [code_of(one.getvalue()) for one in (twice, link)] == [enclosed.ALTERED] * 2


def test_entries_that_claim_more_than_the_archive_holds_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many entries over the same stored bytes: a small file that would take all memory."""
    once = io.BytesIO()
    with zipfile.ZipFile(once, "w") as archive:
        archive.writestr("README.md", b"0" * 1_000_000)
    raw = once.getvalue()
    at, ends = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    body, end = raw[at:ends], bytearray(raw[ends:])
    struct.pack_into("<HHL", end, 8, 50, 50, len(body) * 50)
    bomb = raw[:at] + body * 50 + bytes(end)
    read = []
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: read.append(1) or b"")

    assert (code_of(bomb), read) == (enclosed.MALFORMED, [])


@pytest.mark.parametrize("given", [["goi.zip"], ["goi.zip", "--key", evidence().vkey]])
def test_it_speaks_vietnamese_where_the_machine_writes_another_alphabet(tmp_path: Path, given: list[str]) -> None:
    """A Windows machine that writes into a file."""
    (tmp_path / "goi.zip").write_bytes(evidence().packs["case"])
    alphabet = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}

    asked = [sys.executable, enclosed.__file__, *given]
    told = subprocess.run(asked, cwd=tmp_path, env=alphabet, capture_output=True)

    said = (told.stdout + told.stderr).decode()
    assert ("ĐÃ XÁC LẬP" in said, "KHÔNG ĐẠT" in said) == (told.returncode == 0, told.returncode != 0)
    assert told.returncode == (enclosed.HOLDS if "--key" in given else enclosed.UNKNOWN_KEY)
