"""Few workers of the slow tests start houses; no file is left over, and none is torn apart."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from xdist.remote import Producer

from tests.support.scheduling import FewHouses


class Worker:
    """What the scheduler tells a worker, kept."""

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.shutting_down = False
        self.told: list[int] = []
        self.done = 0

    def send_runtest_some(self, indices: list[int]) -> None:
        assert not self.shutting_down
        self.told += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def files_of(houses: int, others: int, cases: int = 3) -> list[str]:
    homes = ("embedded", "distributed")
    lived_in = [f"tests/house_{n}.py::test_{c}[{home}]" for n in range(houses) for c in range(cases) for home in homes]
    return lived_in + [f"tests/other_{n}.py::test_{c}" for n in range(others) for c in range(cases)]


def played(collection: list[str], workers: int) -> list[list[str]]:
    """The files each worker got, in its order; workers do one case each in turn, as long as they have any."""
    config: Any = SimpleNamespace(
        option=SimpleNamespace(loadscopereorder=False, tx=["popen"] * workers), getvalue=lambda _: ["popen"] * workers
    )
    schedule = FewHouses(config, Producer("scheduling", enabled=False))
    made = [Worker(f"gw{n}") for n in range(workers)]
    for worker in made:
        schedule.add_node(worker)
    for worker in made:
        schedule.add_node_collection(worker, collection)
    schedule.schedule()
    while any(worker.done < len(worker.told) for worker in made):
        for worker in made:
            if worker.done < len(worker.told):
                schedule.mark_test_complete(worker, worker.told[worker.done])
                worker.done += 1
    assert schedule.tests_finished
    return [list(dict.fromkeys(collection[i].split("::")[0] for i in worker.told)) for worker in made]


@pytest.mark.parametrize(("houses", "others"), [(9, 9), (1, 12), (12, 1), (3, 0), (0, 5), (1, 0)])
def test_two_workers_have_houses_and_every_file_runs_once(houses: int, others: int) -> None:
    collection = files_of(houses, others)

    got = played(collection, workers=4)

    landlords = [files for files in got if any("house" in file for file in files)]
    assert len(landlords) == min(houses, 2)
    assert sorted(file for files in got for file in files) == sorted({nodeid.split("::")[0] for nodeid in collection})


def test_a_worker_with_houses_takes_other_files_when_no_house_is_left() -> None:
    got = played(files_of(2, 12), workers=4)

    assert [file for file in got[0] if "other" in file]
    assert got[0][0] == "tests/house_0.py"
