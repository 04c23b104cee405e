"""What the nomination service says of erasing a person. Stream `erasure`; heard by every service, and obeyed."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events.catalog import event


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedName:
    """By what an erased person is known again: the spoken key of a name they went by (`shared.names.spoken_key`).

    `unit`: only within this union, where name and birth are others' too or the birth is a year alone; None: wherever.
    `is_shared`: somebody left standing is told from them by nothing, so that the name alone proves nothing.
    """

    spoken: str
    unit: str | None = None
    is_shared: bool = False


@event("nomination.erasure_asked", stream="erasure")
@dataclass(frozen=True, kw_only=True)
class ErasureAsked:
    """Somebody asks that a person's data be erased; another has to confirm. Nothing is erased yet.

    `basis` is a ground of `policy/personal_data.yaml`, `document` the paper it rests on; `kept_sha256` binds the key of
    the subject, which is told once it is confirmed. `cases` and `holds` are what would go, `standing` what was seen
    under the same key and left; the latter two None: said by a release that took all there is under the key.
    """

    erasure: str
    basis: str
    document: str
    cases: tuple[str, ...]
    kept_sha256: str | None = None
    holds: tuple[str, ...] | None = None
    standing: tuple[str, ...] | None = None


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

    `nominee_key` and `names` let what comes later be recognised; they tell a name and birth only to who knows both
    already. The key is of all whose names fold to one: `standing` are records of it that are somebody else's and stay.
    `keys`: others that sheets of the person were kept under, where an award of theirs was corrected.
    `names` None: said by a release that took all there is under the key.
    """

    erasure: str
    nominee_key: str
    cases: tuple[str, ...]
    holds: tuple[str, ...]
    basis: str
    document: str
    asked_by: str
    confirmed_by: str
    names: tuple[ErasedName, ...] | None = None
    standing: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
