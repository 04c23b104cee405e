"""Acting over HTTP: authenticate, act in one transaction, answer once.

Owns: the frame around every view. Promises: nothing is parsed or waited for inside the transaction; the same
`Idempotency-Key` gets the same answer, and nothing is done to give it; a refused command leaves a record and nothing
else, and is answered only when that record stands. Leaves to others: what is done (`services/*/actions.py`), what is
kept of a refusal (`refusals`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from typing import Any, TypeVar, cast

import structlog
from flask import Response, current_app, g, request
from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from shared import faults
from shared.canonical import canonical_json, content_hash, sha256_hex
from shared.clock import wall_now
from shared.db import is_contention
from shared.desk import Desk
from shared.errors import Conflict, MalformedBody, Unauthenticated, VersionRequired, VinhDanhError
from shared.events.envelope import Actor, Trace
from shared.events.terms import Shown, Via
from shared.metrics import REFUSALS
from shared.readings import Look
from shared.refusals import attempt_of, target_of
from shared.tables import answered
from shared.web.bodies import read_header, refuse_unexpected_body, refuse_unreadable_request
from shared.web.problems import of_http
from shared.work import Work

View = TypeVar("View", bound=Callable[..., Any])
Done = TypeVar("Done")

_TRIES = 3
# W3C Trace Context. It goes into events, which are kept for ever: nothing else that somebody sent may.
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_REFUSED = range(400, 500)
_FORBIDDEN = range(403, 404)
# Built once: they are asked with every command.
_ANSWERED = select(answered.c.request_sha256, answered.c.status, answered.c.etag, answered.c.body).where(
    answered.c.actor == bindparam("by"), answered.c.key == bindparam("under")
)
_REMEMBER = insert(answered)


class KeyReused(Conflict):
    code = "command.key_reused"


def desk() -> Desk:
    """The desk of the service that answers this request."""
    return cast(Desk, current_app.config["DESK"])


def work() -> Work:
    """The transaction of this command."""
    return cast(Work, g.work)


def tx() -> Session:
    """The transaction of this command or query."""
    return cast(Session, g.tx)


def actor() -> Actor:
    return cast(Actor, g.actor)


def trace() -> Trace:
    """By which way this request came in, and which story it belongs to. Who did not sign in came by no page."""
    given = request.headers.get("traceparent", "")
    return Trace(g.get("via", Via.API), g.correlation, None, given if _TRACEPARENT.fullmatch(given) else None)


def prepared() -> Any:
    """What `prepare` made before the transaction began."""
    return g.prepared


def seen_version() -> int:
    """The version the caller saw, from `If-Match`."""
    given = request.headers.get("If-Match")
    if given is None:
        raise VersionRequired()
    number = given.strip().removeprefix("W/").strip('"')
    if not number.isdecimal() or len(number) > 9:
        raise MalformedBody("If-Match phải là số phiên bản.", "If-Match must be a version number")
    return int(number)


def answer_version(version: int) -> None:
    """Tell the caller the version of what is answered (`ETag`)."""
    g.etag = f'"{version}"'


def command(
    action: str,
    *,
    prepare: Callable[[], Any] | None = None,
    body_is_secret: bool = False,
    shown_once: tuple[str, ...] = (),
    takes_form: bool = False,
) -> Callable[[View], View]:
    """Frame of a view that changes something; outermost decorator under the route.

    `prepare` runs before the transaction: reading and checking uploads, anything slow. It may act in transactions of
    its own, so that a key which was answered, or was used for another request, ends the command before it.
    `body_is_secret`: not even the body's hash is kept (a ballot has so few possible bodies that its hash tells it all);
    an `Idempotency-Key` is then known by method and path alone. `shown_once`: fields of the answer that are kept
    nowhere; the same `Idempotency-Key` gets the answer again without them. `takes_form`: files in `multipart/form-data`
    instead of JSON.
    """

    def frame(view: View) -> View:
        @wraps(view)
        def run(*args: Any, **kwargs: Any) -> Response:
            with _recording_refusals(action, kwargs):
                _authenticate()
                refuse_unreadable_request()
                refuse_unexpected_body(takes_form=takes_form)
                _read_body()
                g.body_is_secret, g.shown_once = body_is_secret, shown_once
                g.key, g.fingerprint = _key()
                with_it = partial(_act, view, args, kwargs)
                return _done(prepare, with_it) if g.key is None else _done_once(prepare, with_it)

        vars(run)["acts"] = action
        return cast(View, run)

    return frame


def shows(records: Iterable[str]) -> None:
    """The records a view shows, where its path names none: each is looked at."""
    g.shown = tuple(dict.fromkeys(records))


def query(view: View) -> View:
    """Frame of a view that only reads, and shows nothing of people (`showing` does)."""
    return _asking(view, None)


def showing(shown: Shown) -> Callable[[View], View]:
    """Frame of a view that only reads and shows a dossier or personal data; who looked stands before it answers."""
    return lambda view: _asking(view, shown)


def _asking(view: View, shown: Shown | None) -> View:
    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> Any:
        _authenticate()
        refuse_unreadable_request()
        recording = _recording_refusals(f"read:{request.endpoint}", kwargs, statuses=_FORBIDDEN)
        with recording, desk().database.reading() as session:
            g.tx = session
            answer = current_app.make_response(view(*args, **kwargs))
        records = g.pop("shown", () if shown is None else (target_of(kwargs),))
        for record in records:
            looked_at = Look(g.actor, g.via, request.endpoint or "", shown or Shown.PERSONAL_DATA, record)
            _tried(partial(desk().record_look, looked_at))
        return _with_etag(answer)

    vars(run)["shows"] = shown
    return cast(View, run)


def public(view: View) -> View:
    """Frame of a view anybody may read without signing in: no actor, nothing but what is published."""

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> Any:
        refuse_unreadable_request()
        with desk().database.reading() as session:
            g.tx = session
            answer = current_app.make_response(view(*args, **kwargs))
        return _with_etag(answer)

    return cast(View, run)


def _authenticate() -> None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthenticated()
    signed_in = desk().tokens.sign_in(token.strip(), now=wall_now())
    g.actor, g.via = signed_in.actor, signed_in.via
    structlog.contextvars.bind_contextvars(actor=g.actor.subject)


def _read_body() -> None:
    """Take the whole body now: a slow client must not hold a transaction open."""
    if request.mimetype == "multipart/form-data":
        _ = request.files
    else:
        request.get_data(cache=True)


def _tried(act: Callable[[], Done]) -> Done:
    """Two acts that meet on one row: the loser, tried again, sees what the winner did and is answered properly."""
    for attempt in range(1, _TRIES + 1):
        try:
            return act()
        except Exception as error:
            if attempt == _TRIES or not is_contention(error):
                raise
    raise AssertionError("unreachable")


def _key() -> tuple[str | None, str]:
    """The `Idempotency-Key` of this request, and what the request is known by under it."""
    key = read_header("Idempotency-Key", most=120)
    if key is None:
        return None, ""
    g.asked = _asked()
    return key, _fingerprint()


def _done(prepare: Callable[[], Any] | None, act: Callable[[], Response]) -> Response:
    if prepare is not None:
        g.prepared = prepare()
    return _tried(act)


def _done_once(prepare: Callable[[], Any] | None, act: Callable[[], Response]) -> Response:
    """As one who has a key: what was answered is answered again, before anything is done or whatever was refused."""
    earlier = None if prepare is None else _answered_before()
    if earlier is not None:
        return earlier
    try:
        return _done(prepare, act)
    except (VinhDanhError, HTTPException):
        # The same request may have come twice at once: this one waited, and met what the other did.
        earlier = _answered_before()
        if earlier is None:
            raise
        return earlier


def _answered_before() -> Response | None:
    with desk().database.reading() as session:
        return _answered(session)


def _act(view: Callable[..., Any], args: Any, kwargs: Any) -> Response:
    g.etag = None
    came_in = trace()
    with desk().working(g.actor, via=came_in.via, trace=came_in) as doing:
        g.work, g.tx = doing, doing.tx
        if g.key is not None:
            # Again, for the same request may have come twice at once.
            earlier = _answered(doing.tx)
            if earlier is not None:
                return earlier
        answer = _with_etag(current_app.make_response(view(*args, **kwargs)))
        if g.key is not None:
            _remember(doing.tx, answer)
        faults.point("command.before_commit")
    faults.point("command.after_commit")
    return answer


def _fingerprint() -> str:
    """What is asked, and in which office and whose name: the same words of one person for two givers are two acts."""
    acting_for = read_header("Acting-For", most=120)
    return content_hash([g.asked, g.actor.role, g.actor.unit, acting_for])


def _asked() -> str:
    if g.body_is_secret:
        return content_hash([request.method, request.full_path])
    if request.mimetype == "multipart/form-data":
        parts = {name: sha256_hex(file.read()) for name, file in request.files.items()}
        for file in request.files.values():
            file.seek(0)
        return content_hash([request.method, request.full_path, parts, request.form.to_dict(flat=False)])
    return content_hash([request.method, request.full_path, sha256_hex(request.get_data(cache=True))])


def _answered(session: Session) -> Response | None:
    row = session.execute(_ANSWERED, {"by": g.actor.subject, "under": g.key}).first()
    if row is None:
        return None
    # A release before 23 November 2026 kept what was asked alone.
    if row.request_sha256 not in (g.fingerprint, g.asked):
        raise KeyReused(
            "Khóa chống trùng này đã dùng cho yêu cầu khác.", "this Idempotency-Key was used for another request"
        )
    answer = Response(row.body, status=row.status, mimetype="application/json")
    answer.headers["Idempotent-Replay"] = "true"
    if row.etag:
        answer.headers["ETag"] = row.etag
    return answer


def _remember(session: Session, answer: Response) -> None:
    session.execute(
        _REMEMBER,
        {
            "actor": g.actor.subject,
            "key": g.key,
            "request_sha256": g.fingerprint,
            "status": answer.status_code,
            "etag": answer.headers.get("ETag"),
            "body": _kept(answer),
            "answered_at": wall_now(),
        },
    )


def _kept(answer: Response) -> str:
    if not g.shown_once:
        return answer.get_data(as_text=True)
    return canonical_json({name: value for name, value in answer.get_json().items() if name not in g.shown_once})


def _with_etag(answer: Response) -> Response:
    if g.get("etag"):
        answer.headers["ETag"] = g.etag
    return answer


@contextmanager
def _recording_refusals(action: str, path: dict[str, Any], *, statuses: range = _REFUSED) -> Iterator[None]:
    """Record what the block refuses; the command's own transaction was rolled back by then."""
    try:
        yield
    except (VinhDanhError, HTTPException) as error:
        refusal = of_http(error) if isinstance(error, HTTPException) else error
        if refusal.status in statuses:
            REFUSALS.labels(desk().service, action).inc()
            desk().record_refusal(g.get("actor"), attempt_of(action, refusal, path), trace())
        raise
