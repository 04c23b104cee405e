"""`vinhdanh audit erase`: ask that a person be erased, or confirm what another asked.

Owns: reading what two people name. Promises: each acts with a token of their own, so that one operator alone is not
two people; nothing is printed of the person. Leaves to others: the acts (`services.nomination.actions_erasure`), the
obedience of every other service (`shared.erasure`).
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import click

from deploy.commands.at_the_terminal import at_the_terminal, recording_refusals, working_at_the_terminal
from deploy.desks import build_desk, clock_of
from services.nomination import actions_erasure
from services.nomination.schemas_answers import ErasureSchema
from shared.clock import wall_now
from shared.config import read_settings
from shared.policy import load_policy_set
from shared.words import Language, Words

_TOLD = {
    None: Words("Đã ghi đề nghị; cần một người khác đồng ý.", "Asked; somebody else has to confirm."),
    "confirmed": Words("Đã xóa; các dịch vụ khác đang thực hiện.", "Erased; the other services are obeying."),
    "declined": Words("Đã từ chối; không xóa gì.", "Declined; nothing was erased."),
}


@click.command()
@click.argument("person", required=False)
@click.option("--basis", help="A ground of policy/personal_data.yaml.")
@click.option("--document", help="The paper it rests on.")
@click.option("--confirm", "confirmed", metavar="ERASURE", help="Agree to what another asked.")
@click.option("--decline", "declined", metavar="ERASURE", help="Do not agree.")
@click.option("--reason", help="Why it is declined.")
@click.option(
    "--token-file", required=True, type=click.Path(path_type=Path),
    help="The token of whoever acts.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def erase(
    person: str | None, basis: str | None, document: str | None, confirmed: str | None, declined: str | None,
    reason: str | None, token_file: Path, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Ask that PERSON (nominee key, or a nomination's id or receipt) be erased, or settle what another asked."""
    if sum(one is not None for one in (person, confirmed, declined)) != 1:
        raise click.UsageError("name a PERSON, or --confirm, or --decline")
    if person is not None and (basis is None or document is None):
        raise click.UsageError("--basis and --document say on what grounds")
    if declined is not None and reason is None:
        raise click.UsageError("--reason says why")
    try:
        token = token_file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"--token-file {token_file} cannot be read") from error
    settings = read_settings()
    desk = build_desk("nomination", settings, load_policy_set(settings.policy_dir), clock_of(settings), stands=True)
    action = "ask_erasure" if person is not None else "confirm_erasure" if confirmed is not None else "decline_erasure"
    with closing(desk.database):
        with recording_refusals(desk, at_the_terminal(), action):
            actor = desk.tokens.read(token, now=wall_now())
        with working_at_the_terminal(desk, actor, action, confirmed or declined) as work:
            if person is not None:
                found = actions_erasure.ask_erasure(
                    desk, work, person=person, basis=cast(str, basis), document=cast(str, document)
                )
            elif confirmed is not None:
                found = actions_erasure.confirm_erasure(desk, work, confirmed)
            else:
                found = actions_erasure.decline_erasure(desk, work, cast(str, declined), reason=cast(str, reason))
            told: dict[str, Any] = ErasureSchema().dump(found)
            outcome = found.outcome
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{told['id']}: {_TOLD[outcome].in_language(cast(Language, language))}")
