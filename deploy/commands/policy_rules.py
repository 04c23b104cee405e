"""`vinhdanh policy rules`: each check of the field, what follows from it, and where it is enforced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import click
from rich.console import Console
from rich.table import Table

from deploy.commands.tables import print_whole
from deploy.rule_finder import find_enforced_rules
from shared.config import read_settings
from shared.policy import PolicySet, UnknownPart, load_policy_set
from shared.policy.marks import Mark
from shared.policy.rule_table import StatedRule
from shared.policy.rulebooks import Rulebook

console = Console()
NOT_YET = "not enforced yet"


@click.command()
@click.option("--rulebook", "rulebook_id", help="Whose parameters to show. Default: the newest in force.")
@click.option("--missing", is_flag=True, help="Only checks that nothing enforces yet.")
def rules(rulebook_id: str | None, missing: bool) -> None:
    """Id, stage, outcome, basis, parameters of every check, and the function that enforces it."""
    policies = load_policy_set(read_settings().policy_dir)
    rulebook = _rulebook(policies, rulebook_id)
    places = places_by_rule()
    table = Table("id", "stage", "outcome", "basis", f"parameters ({rulebook.id})", "enforced by")
    for rule in policies.rules.values():
        if not (missing and places.get(rule.id)):
            table.add_row(*row_of(rule, rulebook, places))
    print_whole(table)
    enforced = sum(bool(places.get(rule)) for rule in policies.rules)
    console.print(f"{enforced} of {len(policies.rules)} checks are enforced")


def places_by_rule() -> Mapping[str, Sequence[str]]:
    """The functions that enforce each check, as `module:function`."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for one in find_enforced_rules():
        places[one.rule.id].append(one.place)
    return places


def row_of(rule: StatedRule, rulebook: Rulebook, places: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """One line of the table; what is unverified carries a question mark."""
    parameters = (
        f"{one.name}={one.value} {one.unit}{' ?' if one.is_unverified else ''}"
        for one in rulebook.parameters_of(rule.id)
    )
    outcome = rule.outcome_words if rule.outcome_words != "–" else "/".join(rule.outcomes)
    basis = f"{rule.basis}{' ?' if rule.mark is Mark.UNVERIFIED else ''}"
    return (
        rule.id, rule.stage, outcome, basis, "\n".join(parameters), "\n".join(places.get(rule.id, ())) or NOT_YET,
    )  # fmt: skip


def _rulebook(policies: PolicySet, rulebook_id: str | None) -> Rulebook:
    if rulebook_id is None:
        in_force = [book for book in policies.rulebooks.values() if not book.is_draft]
        return max(in_force, key=lambda book: book.valid_from)
    found = policies.rulebooks.get(rulebook_id)
    if found is None:
        raise UnknownPart(f"Không có bộ quy định “{rulebook_id}”.", f"There is no rulebook “{rulebook_id}”.")
    return found
