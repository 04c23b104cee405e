"""How long the rules think: every evaluation a rehearsed season left, asked again from its facts.

`make demo`, then `python -m tests.benchmarks.rules [DIRECTORY]`. Owns: the count and the time. Promises: reading facts
is timed apart from answering. Leaves to others: whether the answers are the same (`oracle_of_explanations`).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import select

from services.audit.models import Leaf
from services.audit.queries_said import told_leaves
from shared.db import Database
from shared.events.codec import from_plain, from_plain_arguments
from shared.events.envelope import decode
from shared.replays import rules_of
from shared.verdicts import Evaluation, Rule

AT_LEAST = 10_000
SERVICES = ("nomination", "review")


def evaluations(directory: Path) -> Iterator[tuple[Rule, Evaluation]]:
    """Every evaluation the witness heard, with the rule of the service that asked it."""
    rules = {service: rules_of(f"services.{service}.rules", "shared.cross_rules") for service in SERVICES}
    ledger = Database(f"sqlite:///{directory}/audit.sqlite")
    with ledger.reading() as tx:
        for leaf in told_leaves(tx, select(Leaf)):
            for plain in decode(leaf.body.encode()).data.get("evaluations", ()):
                yield rules[leaf.source][plain["rule"]], from_plain(Evaluation, plain)
    ledger.close()


def main(directory: Path) -> None:
    asked = [*evaluations(directory)]
    asked *= -(-AT_LEAST // len(asked))
    begun = time.perf_counter()
    ready = [(rule, from_plain_arguments(rule.check, said.facts)) for rule, said in asked]
    read = time.perf_counter()
    for rule, facts in ready:
        rule.check(**facts)
    checked = time.perf_counter()
    for rule, facts in ready:
        rule(**facts)
    done = time.perf_counter()
    per = AT_LEAST / len(asked)
    click.echo(f"{len(asked)} evaluations of {len({rule.id for rule, _ in asked})} rules; seconds per {AT_LEAST}:")
    click.echo(f"  reading the stored facts {(read - begun) * per:.2f}")
    click.echo(f"  the rule alone           {(checked - read) * per:.2f}")
    click.echo(f"  with its record          {(done - checked) * per:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/demo/home"))
