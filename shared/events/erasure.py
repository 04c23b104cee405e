"""What the nomination service says of erasing a person. Stream `erasure`; heard by every service, and obeyed."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events.catalog import event


@event("nomination.erasure_asked", stream="erasure")
@dataclass(frozen=True, kw_only=True)
class ErasureAsked:
    """Somebody asks that a person's data be erased; another has to confirm. Nothing is erased yet.

    `basis` is a ground of `policy/personal_data.yaml`, `document` the paper it rests on; `kept_sha256` binds the key of
    the subject, which is told once it is confirmed.
    """

    erasure: str
    basis: str
    document: str
    cases: tuple[str, ...]
    kept_sha256: str | None = None


@event("nomination.erasure_declined", stream="erasure")
@dataclass(frozen=True, kw_only=True)
class ErasureDeclined:
    """Taken back by who asked, or not agreed to. Nothing is erased."""

    erasure: str
    reason: str


@event("nomination.person_erased", stream="erasure")
@dataclass(frozen=True, kw_only=True)
class PersonErased:
    """Confirmed by a second person: every service erases what it holds of the person, but for what the law keeps.

    `nominee_key` lets what comes later be recognised; it tells a name and birth only to who knows both already.
    """

    erasure: str
    nominee_key: str
    cases: tuple[str, ...]
    holds: tuple[str, ...]
    basis: str
    document: str
    asked_by: str
    confirmed_by: str
