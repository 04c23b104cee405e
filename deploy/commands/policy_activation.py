"""`vinhdanh policy activate`: let a changed plan or rulebook govern from a day on.

Owns: the command. Promises: a day that has passed is refused and nothing changes; what was activated is listed.
Leaves to others: the decision (`services.nomination.actions_policies`), checking the files (`shared.policy`).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from deploy.commands.at_the_terminal import at_the_terminal, working_at_the_terminal
from deploy.desks import build_desk, clock_of
from services.nomination.actions_policies import activate
from shared.config import read_settings
from shared.events.terms import Role
from shared.policy import load_policy_set


@click.command(name="activate")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option(
    "--from", "governs_from", required=True, type=click.DateTime(formats=["%Y-%m-%d"]),
    help="The first day it governs: today or later.",
)  # fmt: skip
@click.option("--plan", help="Only this plan. Default: every plan whose content differs.")
@click.option("--by", "author", required=True, help="Who decided it; stands in the record beside who you are.")
@click.option("--unit", default="vinh-danh", show_default=True, help="The unit of whoever acts.")
@click.option("--document", required=True, help="The paper the change rests on.")
def activate_policy(
    directory: Path | None, governs_from: datetime, plan: str | None, author: str, unit: str, document: str
) -> None:
    """Put the policy of DIRECTORY (default: that in use) in force for dossiers sent from a day on.

    Cases that were sent keep the policy they were received under.
    """
    settings = read_settings()
    wanted = load_policy_set(directory or settings.policy_dir)
    desk = build_desk("nomination", settings, load_policy_set(settings.policy_dir), clock_of(settings), stands=True)
    day: date = governs_from.date()
    try:
        who = at_the_terminal(Role.ADMINISTRATOR, unit, for_whom=author)
        with working_at_the_terminal(desk, who, "activate_policy", plan) as work:
            made = activate(desk, work, wanted, governs_from=day, document=document, plan=plan)
            lines = [f"{row.plan} · {row.rulebook}: {row.policy[:12]}, {row.governs_from:%d/%m/%Y} →" for row in made]
    finally:
        desk.database.close()
    console = Console(soft_wrap=True)
    for line in lines:
        console.print(escape(line), highlight=False)
