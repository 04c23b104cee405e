"""The file an evidence pack is: one archive for one content, and the manifest that lists it.

Owns: the layout of `vinhdanh-evidence/1`. Promises: pure; the same files give the same bytes anywhere, so that a pack
can be named by its hash. Leaves to others: what goes in (`packing`, `services/audit/queries_pack.py`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from shared.canonical import canonical_json, sha256_hex

FORMAT = "vinhdanh-evidence/1"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first a ZIP can state
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


def with_manifest(files: Mapping[str, bytes], stated: Mapping[str, Any]) -> dict[str, bytes]:
    """The files with `manifest.json`: what the pack states about itself, and the SHA-256 of every other file."""
    listed = {name: sha256_hex(content) for name, content in files.items()}
    manifest = {"format": FORMAT, "files": listed, **stated}
    return {**files, "manifest.json": canonical_json(manifest).encode()}


def archive_of(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of the files in order of their names, stored and not deflated: compressors differ, bytes must not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(entry, files[name])
    return out.getvalue()
