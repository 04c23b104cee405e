"""A Python that has nothing of this house: how an auditor runs the enclosed verifier on a machine of their own.

Owns: an interpreter with the standard library and the one signature library, an empty directory, no network. Promises:
where the kernel allows a network of one's own (`unshare`), there is none; elsewhere sockets are taken away in Python.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

_NO_NETWORK = ("unshare", "--net", "--map-root-user")
# Runs the program named first with the rest as its arguments, after making sockets impossible.
_WITHOUT_SOCKETS = """
import runpy, socket, sys
def refuse(*_, **__):
    raise OSError("no network in this test")
socket.socket = socket.create_connection = refuse
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def run_bare(program: Path, *arguments: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """The program with these arguments in `directory`; its exit code, what it printed."""
    libraries = _signature_library(directory / ".libraries")
    closed = _NO_NETWORK if _may_unshare() else ()
    return subprocess.run(
        [*closed, sys.executable, "-S", "-B", "-c", _WITHOUT_SOCKETS, str(program), *arguments],
        cwd=directory,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(libraries), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@cache
def _may_unshare() -> bool:
    if shutil.which(_NO_NETWORK[0]) is None:
        return False
    return subprocess.run([*_NO_NETWORK, "true"], capture_output=True).returncode == 0


def _signature_library(directory: Path) -> Path:
    """`cryptography` and what it is made of, and nothing besides: `-S` leaves out everything else installed."""
    directory.mkdir(exist_ok=True)
    for name in ("cryptography", "_cffi_backend", "cffi"):
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None:
            continue
        origin = Path(found.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        target = directory / source.name
        if not target.exists():
            target.symlink_to(source)
    return directory
