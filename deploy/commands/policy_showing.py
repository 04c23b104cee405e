"""`vinhdanh policy show` and `policy diff`: a part of policy in words, and what differs between two."""

from __future__ import annotations

import click
from rich.console import Console

from deploy.policy_parts import find_part
from shared.config import read_settings
from shared.errors import InvalidInput
from shared.policy import load_policy_set
from shared.policy.differences import differences
from shared.policy.facts import facts_of
from shared.words import Words

console = Console(soft_wrap=True)

_NAMING = "an id, a directory, `directory:id`, or a saved policy document (.json)"


class NotComparable(InvalidInput):
    code = "policy.not_comparable"
    words = Words("Hai phần này khác loại, không so sánh được.", "These two are of different kinds.")


@click.command()
@click.argument("part")
def show(part: str) -> None:
    """Every fact of PART (a plan, rulebook or chain) with its clause; what is unverified carries a question mark."""
    for fact in facts_of(find_part(part, load_policy_set(read_settings().policy_dir))):
        flag = " ?" if fact.is_unverified else ""
        clause = f"  ({fact.clause}{flag})" if fact.clause else ""
        console.print(f"{fact.path}: {fact.said}{clause}", highlight=False, markup=False)


@click.command(help=f"What differs between A and B, path by path, each with its clause. A and B: {_NAMING}.")
@click.argument("a")
@click.argument("b")
@click.option("--english", is_flag=True, help="English verbs.")
def diff(a: str, b: str, english: bool) -> None:
    policies = load_policy_set(read_settings().policy_dir)
    before, after = find_part(a, policies), find_part(b, policies)
    if type(before) is not type(after):
        raise NotComparable(
            f"{a} là {type(before).__name__}, {b} là {type(after).__name__}.",
            f"{a} is a {type(before).__name__}, {b} is a {type(after).__name__}.",
        )
    found = differences(before, after)
    for one in found:
        console.print(one.words.in_language("en" if english else "vi"), highlight=False, markup=False)
    console.print(f"{len(found)} khác nhau / differences", highlight=False)
