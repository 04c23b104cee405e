"""`vinhdanh audit keygen` and `vinhdanh audit witness`: the ledger's key, and a witness of its own, elsewhere.

Owns: how an operator starts them, HTTP of the witness. Promises: the witness needs no database, no broker and no
settings of the house. Leaves to others: what it agrees to (`services.audit.witness`).
"""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from services.audit.checkpointing import ORIGIN
from services.audit.errors import KeyUnusable
from services.audit.rules.notes import ED25519, NoteMalformed, PublicKey, read_vkey
from services.audit.signing import make_key, read_key, rotate_key
from services.audit.witness import TEXT, Reply, State, Witness
from shared.config import read_settings

_MOST_BYTES = 64 * 1024
_SECONDS = 20.0


@click.command()
@click.option("--name", help=f"Name of the key: the origin in checkpoints, for good. Without it a new one is {ORIGIN}.")
@click.option("--file", type=click.Path(path_type=Path), help="Where; otherwise VINHDANH_LEDGER_KEY.")
@click.option("--witness", "is_witness", is_flag=True, help="A key that cosigns, for `audit witness`.")
@click.option("--rotate", is_flag=True, help="Sign with a new key of the same name; the old public key stays listed.")
def keygen(name: str | None, file: Path | None, is_witness: bool, rotate: bool) -> None:
    """Make a signing key unless there is one; print its public key. A key of another name than --name is refused."""
    target = file or read_settings().ledger_key
    if target.exists() and name is not None:
        _refuse_other_name(target, name)
    if rotate:
        key = rotate_key(target)
    elif target.exists():
        key = read_key(target).public
    else:
        key = make_key(target, name or ORIGIN, is_witness=is_witness)
    click.echo(key.vkey())


def _refuse_other_name(file: Path, name: str) -> None:
    """Who names a key that has another name would go on with one they did not mean."""
    held = read_key(file).public.name
    if held != name:
        raise KeyUnusable(
            f"Khóa trong {file} mang tên {held}, không phải {name}; tên đã đặt thì không đổi được.",
            f"the key in {file} is named {held}, not {name}; a name that was given cannot be changed",
        )


@click.command()
@click.option("--state", type=click.Path(path_type=Path), required=True, help="File of what was cosigned last.")
@click.option("--new-state", is_flag=True, help="The very first start: make that file.")
@click.option("--key", type=click.Path(path_type=Path), required=True, help="The witness's private key.")
@click.option("--log", "logs", multiple=True, required=True, help="Public key (vkey) of a ledger; may be repeated.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8099, show_default=True, type=click.IntRange(0, 65535))
def witness(state: Path, new_state: bool, key: Path, logs: tuple[str, ...], host: str, port: int) -> None:
    """Cosign checkpoints of ledgers that only grow (C2SP tlog-witness); refuse forks and shrinking."""
    private = read_key(key)
    held = State(state, is_new=new_state)
    try:
        server = serving(Witness(private, [_log(one) for one in logs], held), (host, port))
    except OSError as error:
        held.close()
        raise click.ClickException(f"--host {host} --port {port}: {error.strerror}") from error
    click.echo(f"{private.public.vkey()} http://{host}:{server.server_address[1]}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        server.server_close()
        held.close()


def _log(written: str) -> PublicKey:
    try:
        key = read_vkey(written)
    except NoteMalformed as error:
        raise click.BadParameter(f"{written}: {error}") from error
    if key.algorithm != ED25519:
        raise click.BadParameter(f"{written}: this is the key of a witness, not of a log")
    return key


def serving(agreed: Witness, address: tuple[str, int]) -> ThreadingHTTPServer:
    """A server for a witness, not yet running."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _SECONDS

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > _MOST_BYTES:
                self.close_connection = True
                self._answer(Reply(413 if length.isdecimal() else 411, TEXT, "a body of known length up to 64 KiB\n"))
                return
            body = self.rfile.read(int(length))
            if self.path != "/add-checkpoint":
                self._answer(Reply(404, TEXT, "no such path\n"))
                return
            reply = agreed.add_checkpoint(body, int(time.time()))
            click.echo(f"add-checkpoint {reply.status}")
            self._answer(reply)

        def do_GET(self) -> None:
            self._answer(agreed.tell() if self.path == "/" else Reply(404, TEXT, "no such path\n"))

        def log_message(self, format: str, *args: object) -> None:
            """One line per request is written above; the rest is noise."""

        def _answer(self, reply: Reply) -> None:
            content = reply.body.encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return ThreadingHTTPServer(address, Handler)
