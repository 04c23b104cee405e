"""`vinhdanh policy`: read, validate, compare, rehearse policy, and see which checks enforce it."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from deploy.commands.policy_activation import activate_policy
from deploy.commands.policy_rehearsal import rehearse
from deploy.commands.policy_rules import rules
from deploy.commands.policy_showing import diff, show
from deploy.commands.tables import print_rows
from shared.config import read_settings
from shared.policy import PolicySet, load_policy_set
from shared.policy.gaps import uncovered_days
from shared.policy.report import describe

console = Console()


@click.group()
def policy() -> None:
    """Read, validate, compare and rehearse policy."""


policy.add_command(rules)
policy.add_command(show)
policy.add_command(diff)
policy.add_command(rehearse)
policy.add_command(activate_policy)


@policy.command()
@click.option(
    "--directory", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Default: the policy in use."
)
@click.option("--unverified", is_flag=True, help="List every item that was not verified in its source.")
def validate(directory: Path | None, unverified: bool) -> None:
    """Check every policy file; name file, line and key of everything that is wrong."""
    policies = load_policy_set(directory or read_settings().policy_dir)
    rows = []
    for row in describe(policies):
        holds = ", ".join(f"{count} {name}" for name, count in row.counts.items() if count)
        rows.append((row.kind, row.id, row.hash[:12], holds, str(len(row.unverified))))
    print_rows(("kind", "id", "hash", "holds", "unverified"), rows)
    if unverified:
        for row in describe(policies):
            for item in row.unverified:
                console.print(f"{row.id}: {item}", highlight=False, markup=False)
    for warning in uncovered_days(list(policies.rulebooks.values())):
        console.print(f"! {warning.vi}\n  {warning.en}", highlight=False, markup=False)
    console.print(f"policy set {policies.hash[:12]} is valid")


@policy.command("list")
def list_parts() -> None:
    """The plans and rulebooks there are: from when to when, on what they rest, what stands open."""
    policies = load_policy_set(read_settings().policy_dir)
    _print_plans(policies)
    _print_rulebooks(policies)


def _print_plans(policies: PolicySet) -> None:
    rows = (
        (
            plan.id, plan.paperwork.number or "–", str(plan.window.first), str(plan.window.last),
            " ".join(chain.id for chain in plan.chains), str(len(plan.targets)), plan.regime,
            ", ".join(gap.key for gap in plan.gaps),
        )
        for plan in policies.plans.values()
    )  # fmt: skip
    print_rows(("plan", "number", "from", "to", "chains", "targets", "rulebook", "missing"), rows)


def _print_rulebooks(policies: PolicySet) -> None:
    rows = (
        (
            book.id, book.status, str(book.valid_from), str(book.valid_to), str(len(book.awards)), book.text_read,
            ", ".join(doubt.id for doubt in book.doubts),
        )
        for book in sorted(policies.rulebooks.values(), key=lambda book: book.valid_from)
    )  # fmt: skip
    print_rows(("rulebook", "status", "dossiers sent from", "to", "awards", "text read", "doubts"), rows)
