"""`vinhdanh check`: everything a start needs, looked at beforehand, every problem named at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial

import click
from rich.console import Console
from sqlalchemy import text

from deploy.services import definition_of
from shared.config import Home, ScannerSettings, Settings, read_settings
from shared.db import Database
from shared.desk import Definition
from shared.errors import VinhDanhError
from shared.identity import TokenReader
from shared.messaging import BROKER_ERRORS, connect, declare, drop
from shared.migrate import pending
from shared.policy import load_policy_set
from shared.tables import HOUSE
from shared.topology import SERVICES

console = Console()

_SOME = 5
_RIGHTS_LACKING = text(
    "SELECT wanted.deed, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,"
    " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS wanted (deed)"
    " WHERE n.nspname = current_schema() AND c.relname = ANY(:tables)"
    " AND NOT has_table_privilege(c.oid, wanted.deed) ORDER BY c.relname, wanted.deed"
)


@click.command()
@click.argument("services", nargs=-1, type=click.Choice(SERVICES))
def check(services: tuple[str, ...]) -> None:
    """Check settings, databases, broker, keys and policy for SERVICES (all by default), and the key of the ledger."""
    settings = read_settings()
    failed = False
    for subject, look in _looks(settings, services or SERVICES):
        try:
            reason = look()
        except VinhDanhError as error:
            reason = error.said.en
        except (ValueError, *BROKER_ERRORS) as error:  # type: ignore[misc]  # kombu has no types
            reason = f"{type(error).__name__}: {error}"
        failed |= reason is not None
        console.print(f"{'[red]no[/]' if reason else '[green]ok[/]'}  {subject}{f': {reason}' if reason else ''}")
    for hint in _hints(settings, services or SERVICES):
        console.print(f"[yellow]--[/]  {hint}")
    if failed:
        raise SystemExit(1)


def _hints(settings: Settings, services: tuple[str, ...]) -> Iterator[str]:
    """What keeps nobody from starting, and should be meant."""
    if "audit" in services and _sees_public_key_alone(settings):
        yield "ledger key: only its public part is here; audit signs where the private one is"
    if "audit" in services and (name := _name_of_everybody(settings)):
        yield f"ledger key: it is named {name} as others are; of one name a witness knows one ledger"
    if "notification" in services and not settings.mail.host:
        yield "mail server: none is named here (VINHDANH_SMTP_HOST); where notification has none, nobody gets mail"
    if "nomination" in services and settings.scanner is None:
        yield "virus scanner: none is named (VINHDANH_SCANNER); files are taken in unscanned"


def _looks(settings: Settings, services: tuple[str, ...]) -> Iterator[tuple[str, Callable[[], str | None]]]:
    yield "policy", lambda: _nothing(load_policy_set(settings.policy_dir))
    yield "keys", lambda: _nothing(TokenReader(settings.keys_dir))
    if settings.witnesses and "audit" in services:
        yield "witnesses", lambda: _witnesses(settings)
    for name in services:
        yield f"database of {name}", partial(_database, settings, name)
    if "audit" in services:
        yield "ledger key", partial(_ledger_key, settings)
    if settings.scanner is not None and "nomination" in services:
        yield "virus scanner", partial(_scanner, settings.scanner)
    if not settings.broker.is_memory:
        yield "broker and its queues", lambda: _broker(settings, services)


def _nothing(_: object) -> None:
    return None


def _witnesses(settings: Settings) -> None:
    from services.audit.signing import keys_of_witnesses

    keys_of_witnesses(settings)


def _database(settings: Settings, name: str) -> str | None:
    from sqlalchemy.exc import SQLAlchemyError

    definition = definition_of(name)
    with closing(Database(settings.database_of(name), pool_size=1, stands=True)) as database:
        try:
            reason = pending(database, definition.migrations)
            return (reason and _with_remedy(reason, database)) or _rights_missing(database, definition)
        except SQLAlchemyError as error:
            return f"{type(error).__name__}: {error.__cause__ or error}"


def _with_remedy(reason: str, database: Database) -> str:
    place = database.url.render_as_string(hide_password=True)
    return f"{reason}: run `vinhdanh migrate`, or is another database meant than {place}?"


def _rights_missing(database: Database, definition: Definition) -> str | None:
    """Whoever owns the tables may do everything; a service's own role was granted what it needs, or was not."""
    if database.is_sqlite:
        return None
    tables = sorted({*HOUSE.tables, *definition.metadata.tables})
    with database.reading() as tx:
        lacking = [f"{deed} on {table}" for deed, table in tx.execute(_RIGHTS_LACKING, {"tables": tables})]
    if not lacking:
        return None
    some = ", ".join(lacking[:_SOME]) + (f" and {len(lacking) - _SOME} more" if len(lacking) > _SOME else "")
    return f"the role {database.url.username} may not {some}: the owner of its tables has to GRANT it"


def _ledger_key(settings: Settings) -> str | None:
    """Whether the ledger can be signed: the embedded home makes its key itself, elsewhere somebody does."""
    from services.audit.signing import read_key, read_public

    file = settings.ledger_key
    if file.exists():
        read_key(file)
    elif _sees_public_key_alone(settings):
        read_public(file)
    elif settings.home is not Home.EMBEDDED:
        return f"there is none at {file}: run `vinhdanh audit keygen` where audit runs, or nothing is ever signed"
    return None


def _sees_public_key_alone(settings: Settings) -> bool:
    """As an operator's hands do, which sign nothing."""
    from services.audit.signing import public_file

    return public_file(settings.ledger_key).exists() and not settings.ledger_key.exists()


def _name_of_everybody(settings: Settings) -> str | None:
    """The name a ledger has whose operator gave it none, where witnesses are to cosign it."""
    from services.audit.checkpointing import ORIGIN
    from services.audit.signing import keys_of_ledger

    with suppress(VinhDanhError):  # a file that is no key is named above
        if settings.witnesses and any(key.name == ORIGIN for key in keys_of_ledger(settings)):
            return ORIGIN
    return None


def _scanner(settings: ScannerSettings) -> str | None:
    """It must know the signature every scanner knows, and take the largest file that is taken in here."""
    from services.nomination.errors import ScannerAway
    from services.nomination.paper_store import MOST_BYTES, TEST_SIGNATURE
    from services.nomination.scanner import judge

    try:
        if judge(settings, TEST_SIGNATURE).found is None:
            return "it does not know the test signature: its database of signatures is missing"
        judge(settings, bytes(MOST_BYTES))
    except ScannerAway as error:
        return f"it gives no answer to rely on: {error.why} {error.detail}".rstrip()
    return None


def _broker(settings: Settings, services: tuple[str, ...]) -> None:
    """Declaring what should be there is refused when it is there with other arguments."""
    connection = connect(settings.broker)
    try:
        declare(connection, services)
    finally:
        drop(connection)
