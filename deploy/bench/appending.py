"""What appending to the ledger takes of the work's CPU, told apart from hearing and from all else.

Owns: that share. Promises: in the witness it goes by samples of its CPU time, in PostgreSQL by the CPU of the backends
that serve the witness, divided as the time of their statements; commits count in full, although a receipt needs them
too. Leaves to others: the samples (`sampler`), the CPU (`meters`), the statements' times (PostgreSQL).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from deploy.bench.homes import BenchHome
from deploy.bench.phases import Measured

_PLACE = "services/audit/actions.py:append_leaves"
_SAMPLED = re.compile(rf"^ *([0-9.]+)% +[0-9.]+%  {re.escape(_PLACE)}$", re.MULTILINE)
# What `append_leaves` says to a database, signing at a decision and the keys of records included.
_STATEMENTS = (
    r"^(with put0 as \(insert into leaves\y|(insert into|update) (tree_tip|personal_key|checkpoints)\y)"
    r"|from (tree_tip|tile_hashes|tree_heads|personal_key|checkpoints)\y|^select leaves\.leaf_hash|^commit"
)


@dataclass(frozen=True, slots=True)
class Appending:
    """CPU seconds per 1,000 nominations: of appending inside the witness, in PostgreSQL for it, and of all work."""

    witness: float
    postgresql: float
    all_work: float

    @property
    def share(self) -> float:
        return (self.witness + self.postgresql) / self.all_work


def find_appending(home: BenchHome, phase: Measured) -> Appending | None:
    """Of a phase that was profiled, and whose statements alone were counted; None of another."""
    told = [*home.board.directory.glob(f"{phase.task.phase}.*audit*.profile.txt")]
    sampled = _SAMPLED.search(told[0].read_text(encoding="utf-8")) if told else None
    if sampled is None:
        return None
    [witness] = [used for name, used in phase.cpu.items() if name in ("audit", "all")]
    served = phase.databases.get("audit", 0.0) * home.share_of_statements("audit", _STATEMENTS)
    return Appending(witness * float(sampled[1]) / 100, served, sum(phase.cpu.values()))
