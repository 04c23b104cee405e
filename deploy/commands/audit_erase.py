"""`vinhdanh audit erase`: ask that a person be erased, confirm what another asked, or take back what one asked.

Owns: reading what two people name. Promises: each acts with a token of their own, so that one operator alone is not
two people; each sees at the terminal whose records would go, before it is agreed to; what goes to another program
(`--json`) names nobody. Leaves to others: the acts (`services.nomination.actions_erasure`), the obedience of every
other service (`shared.erasure`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import click

from deploy.commands.at_the_terminal import at_the_terminal, recording_refusals, working_at_the_terminal
from deploy.desks import build_desk, clock_of
from services.nomination import actions_erasure
from services.nomination.models_erasure import ErasureRequest
from services.nomination.queries_erasure import get_erasure, records_of
from services.nomination.rules.erasures import Record
from services.nomination.schemas_erasure import ErasureSchema
from shared.clock import wall_now
from shared.config import read_settings
from shared.desk import Desk
from shared.events.envelope import Actor
from shared.events.terms import Shown, Via
from shared.policy import load_policy_set
from shared.readings import Look
from shared.words import Language, Words

_TOLD = {
    None: Words("Đã ghi đề nghị; cần một người khác đồng ý.", "Asked; somebody else has to confirm."),
    "confirmed": Words("Đã xóa; các dịch vụ khác đang thực hiện.", "Erased; the other services are obeying."),
    "declined": Words("Đã từ chối; không xóa gì.", "Declined; nothing was erased."),
}


_TAKEN = Words("Sẽ xóa:", "To be erased:")
_LEFT = Words("Cùng khóa, để nguyên:", "Of the same key, left as they are:")
_AGREE = Words("Đồng ý xóa đúng những mục này?", "Agree to erase just these?")
_VIEW = "audit erase"


@click.command()
@click.argument("person", required=False)
@click.option("--basis", help="A ground of policy/personal_data.yaml.")
@click.option("--document", help="The paper it rests on.")
@click.option("--case", "cases", multiple=True, help="Id or receipt of a record that is meant, and no other.")
@click.option("--show", "shown", metavar="ERASURE", help="See whose records would go.")
@click.option("--confirm", "confirmed", metavar="ERASURE", help="Agree to what another asked.")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@click.option("--decline", "declined", metavar="ERASURE", help="Do not agree, or take it back.")
@click.option("--reason", help="Why it is declined.")
@click.option(
    "--token-file", required=True, type=click.Path(path_type=Path),
    help="The token of whoever acts.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def erase(
    person: str | None, basis: str | None, document: str | None, cases: tuple[str, ...], shown: str | None,
    confirmed: str | None, yes: bool, declined: str | None, reason: str | None, token_file: Path, as_json: bool,
    language: str,
) -> None:  # fmt: skip
    """Ask that PERSON (nominee key, nomination's id or receipt, hold's id) be erased, or settle what another asked."""
    if sum(one is not None for one in (person, shown, confirmed, declined)) != 1:
        raise click.UsageError("name a PERSON, or --show, or --confirm, or --decline")
    if person is not None and (basis is None or document is None):
        raise click.UsageError("--basis and --document say on what grounds")
    if declined is not None and reason is None:
        raise click.UsageError("--reason says why")
    said = None if as_json else cast(Language, language)
    asked = _Asked(
        person, basis or "", document or "", cases or None, shown, confirmed, declined, reason or "",
        _token(token_file), said,
    )  # fmt: skip
    settings = read_settings()
    desk = build_desk("nomination", settings, load_policy_set(settings.policy_dir), clock_of(settings), stands=True)
    with closing(desk.database):
        with recording_refusals(desk, at_the_terminal(), asked.action):
            actor = desk.tokens.read(asked.token, now=wall_now())
        if shown is not None or (confirmed is not None and asked.language is not None):
            told = _look(desk, asked, actor)
        if confirmed is not None and asked.language is not None and not yes:
            click.confirm(_AGREE.in_language(asked.language), abort=True)
        if shown is None:
            told = _act(desk, asked, actor)
    if asked.language is None:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{told['id']}: {_TOLD[told['outcome']].in_language(asked.language)}")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed. `language` None: another program reads the answer."""

    person: str | None
    basis: str
    document: str
    cases: tuple[str, ...] | None
    shown: str | None
    confirmed: str | None
    declined: str | None
    reason: str
    token: str
    language: Language | None

    @property
    def action(self) -> str:
        acts = {"ask_erasure": self.person, "read_erasures": self.shown, "confirm_erasure": self.confirmed}
        return next((act for act, named in acts.items() if named is not None), "decline_erasure")


def _token(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"--token-file {file} cannot be read") from error


def _look(desk: Desk, asked: _Asked, actor: Actor) -> dict[str, Any]:
    """Whose records would go, before anybody agrees; who looked is on record first."""
    named = cast(str, asked.shown or asked.confirmed)
    with recording_refusals(desk, actor, asked.action, named), desk.database.reading() as tx:
        request = get_erasure(tx, named, asked_by=actions_erasure.whose(asked.action, actor))
        records, told = records_of(tx, request), _told(request)
    desk.record_look(Look(actor, Via.COMMAND_LINE, _VIEW, Shown.PERSONAL_DATA, named))
    _print(records, asked.language)
    return told


def _act(desk: Desk, asked: _Asked, actor: Actor) -> dict[str, Any]:
    with working_at_the_terminal(desk, actor, asked.action, asked.confirmed or asked.declined) as work:
        if asked.confirmed is not None:
            return _told(actions_erasure.confirm_erasure(desk, work, asked.confirmed))
        if asked.declined is not None:
            return _told(actions_erasure.decline_erasure(desk, work, asked.declined, reason=asked.reason))
        request = actions_erasure.ask_erasure(
            desk, work, person=cast(str, asked.person), basis=asked.basis, document=asked.document, cases=asked.cases
        )
        records, told = records_of(work.tx, request), _told(request)
    _print(records, asked.language)
    return told


def _told(request: ErasureRequest) -> dict[str, Any]:
    answer: dict[str, Any] = ErasureSchema().dump(request)
    return answer


def _print(records: Mapping[str, Sequence[Record]], language: Language | None) -> None:
    """As they are written, so that somebody can see whose they are."""
    for heading, part in ((_TAKEN, records["taken"]), (_LEFT, records["left"])):
        if part and language is not None:
            click.echo(heading.in_language(language))
        for one in part if language is not None else ():
            click.echo("  " + "; ".join((one.receipt or one.id, one.name, one.birth or "–", one.unit_name or "–")))
