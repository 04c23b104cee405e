"""A process of the bench: services as `vinhdanh serve` runs them, and beside them whoever gives their commands.

Owns: `python -m deploy.bench.station SERVICE…`. Promises: the services are not changed; what is added notes when an
event is settled and, when asked, samples where time goes. Leaves to others: the phases (`run`).
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

if TYPE_CHECKING:
    from deploy.bench.task import Board, Task
    from deploy.runner import Process
    from shared.desk import Desk
    from shared.greenlets import Signal

BOARD = "VINHDANH_BENCH_BOARD"
PROFILE = "VINHDANH_BENCH_PROFILE"
_HARD_STOP_SECONDS = 38


def main() -> None:
    """Serve, and do the part of each task that falls to these services."""
    from shared.greenlets import patch

    patch()
    from deploy.bench.task import Board
    from deploy.runner import Process
    from shared import logs
    from shared.config import read_settings
    from shared.greenlets import when_told_to_stop

    settings = read_settings()
    logs.set_up(settings.log_level)
    names = sys.argv[1:]
    process = Process(settings, names)
    when_told_to_stop(process.stop, _HARD_STOP_SECONDS)
    # What gives commands is loaded before the first task, so that its loading counts as nobody's work, and before the
    # process is ready, so that it is looked through for garbage as little as what serves.
    importlib.import_module("deploy.bench.appraising")
    importlib.import_module("deploy.bench.submitting")
    process.start()
    board = Board(Path(os.environ[BOARD]))
    heard = {desk.service: _note_settled(desk, board) for desk in process.desks}
    threading.Thread(target=_work_or_end, args=(process, board, names, heard), daemon=True).start()
    process.wait()


def _note_settled(desk: Desk, board: Board) -> Signal:
    """Write the moment after each commit of the inbox: the end of a hop. The signal is sent each time."""
    from shared.greenlets import Signal

    heard, inbox = Signal(), cast("Any", desk.extras.get("inbox"))
    if inbox is None:
        return heard
    settle = inbox.settle
    notes: TextIO = (board.directory / f"{desk.service}.settled").open("a", buffering=1 << 16, encoding="ascii")

    def noted(arrived: Sequence[Any], unreadable: Sequence[Any] = ()) -> None:
        settle(arrived, unreadable)
        at = time.time()
        notes.writelines(f"{one.envelope.id} {at:.6f}\n" for one in arrived)
        notes.flush()
        heard.send()

    inbox.settle = noted
    return heard


def _work_or_end(process: Process, board: Board, names: Sequence[str], heard: Mapping[str, Signal]) -> None:
    try:
        _work(process, board, names, heard)
    finally:
        # Work is endless: whoever gets here has failed, and must not leave a bench that waits for ever.
        traceback.print_exc()
        os._exit(1)


def _work(process: Process, board: Board, names: Sequence[str], heard: Mapping[str, Signal]) -> None:
    from deploy.bench.sampler import Sampler

    done: set[str] = set()
    while True:
        task = board.await_task(done)
        sampler = Sampler() if os.environ.get(PROFILE) else None
        if sampler:
            sampler.start()
        parts = [
            threading.Thread(target=_do_part, args=(desk, board, task, heard[desk.service]))
            for desk in process.desks
            if desk.service in ("nomination", "review")
        ]
        for part in parts:
            part.start()
        for part in parts:
            part.join()
        if sampler:
            _stop_when_over(sampler, board, task)
            sampler.write(board.directory / f"{task.phase}.{'-'.join(names)}.profile.txt")


def _do_part(desk: Desk, board: Board, task: Task, heard: Signal) -> None:
    from deploy.bench.appraising import Appraising
    from deploy.bench.submitting import Submitting

    told: dict[str, object] = {}
    try:
        if desk.service == "nomination":
            told = Submitting(desk, board, task).run()
        elif task.road_ends_at == "register":
            told = Appraising(desk, board, task, heard).run()
    except BaseException as error:
        board.answer(task.phase, desk.service, {"failed": f"{type(error).__name__}: {error}"})
        raise
    board.answer(task.phase, desk.service, told)


def _stop_when_over(sampler: Any, board: Board, task: Task) -> None:
    while board.find_answer(task.phase, "review") is None:
        time.sleep(0.1)
    sampler.stop()


if __name__ == "__main__":
    main()
