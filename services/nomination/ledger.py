"""The quota ledger: places of a limit, taken when a dossier is sent, given back when it fails, used when it is awarded.

Owns: counting, and holding subjects while they are judged (G07), begun or erased. Promises: whoever counts to take a
place holds the account's row until the commit, so that hundreds who send at once never take more than there are;
accounts are locked in one order; `reserved + used` counts the places.
Leaves to others: which limits a dossier falls under (`rules.quotas`), what follows from a full one (`actions_judging`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.nomination.models import Nomination, QuotaAccount, QuotaPlace, Unit
from services.nomination.queries import NOT_CLAIMING, answered_by
from services.nomination.rules.asked import account_after_merger, account_of_now
from services.nomination.rules.exclusivity import Other
from services.nomination.rules.quotas import CountedBase
from shared.canonical import sha256_hex
from shared.clock import office_day
from shared.rows import among, insert_rows, update_rows

_HOLDERS_NAMED = 5
_SHELF, _ENTRY, _SIGNS_OF_A_SHELF = "subjects|", "entries|", 3
_GIVE_BACK = (
    delete(QuotaPlace).where(among(QuotaPlace.case_id, "cases")).returning(QuotaPlace.account_id, QuotaPlace.is_used)
)
_USE = (
    update(QuotaPlace)
    .where(among(QuotaPlace.case_id, "cases"), QuotaPlace.is_used.is_(False))
    .values(is_used=True)
    .returning(QuotaPlace.account_id)
)


@dataclass(frozen=True, slots=True)
class Count:
    """Places of an account taken by cases under way and by awards."""

    reserved: int = 0
    used: int = 0

    @property
    def taken(self) -> int:
        return self.reserved + self.used


def lock(tx: Session, accounts: Collection[str]) -> dict[str, Count]:
    """The counts of accounts, theirs alone until this transaction ends; those nobody counted in yet are opened."""
    if not accounts:
        return {}
    dialect: Any = sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
    opened = dialect.insert(QuotaAccount).values([{"id": one, "reserved": 0, "used": 0} for one in sorted(accounts)])
    # Changing nothing is what locks a row that is there already.
    locking = opened.on_conflict_do_update(index_elements=["id"], set_={"reserved": QuotaAccount.reserved}).returning(
        QuotaAccount.id, QuotaAccount.reserved, QuotaAccount.used
    )
    return {account: Count(reserved, used) for account, reserved, used in tx.execute(locking)}


def hold_subjects(tx: Session, keys: Collection[str]) -> None:
    """Until this transaction ends nobody else who asks for these subjects goes on: what stands beside them stays as it
    is found. Subjects share a few shelves, whose names tell nothing of a person.
    """
    lock(tx, {_SHELF + _sign_of(key) for key in keys})


def hold_entries(tx: Session, keys: Collection[str]) -> None:
    """Until this transaction ends no sheet of these subjects is begun or comes to name them, none of them is erased and
    no hold on them entered, elsewhere. Held before the unit, after the sheet that is changed.
    """
    lock(tx, {_ENTRY + _sign_of(key) for key in keys})


def _sign_of(key: str) -> str:
    return sha256_hex(key.encode())[:_SIGNS_OF_A_SHELF]


def read(tx: Session, accounts: Collection[str]) -> dict[str, Count]:
    """The counts of accounts as they stand; those nobody counted in yet are empty."""
    found = {account: Count() for account in accounts}
    if accounts:
        wanted = select(QuotaAccount.id, QuotaAccount.reserved, QuotaAccount.used)
        for account, reserved, used in tx.execute(wanted.where(QuotaAccount.id.in_(sorted(accounts)))):
            found[account] = Count(reserved, used)
    return found


def count_base(tx: Session, base: CountedBase) -> int:
    """Cases under way or awarded that a percentage is a share of."""
    counted = select(func.count()).where(
        Nomination.award == base.award,
        Nomination.year == base.year,
        Nomination.plan == base.plan,
        Nomination.state.not_in(NOT_CLAIMING),
    )
    return tx.scalar(counted if base.unit is None else counted.where(answered_by(base.unit))) or 0


def holders_of(tx: Session, account: str) -> tuple[Other, ...]:
    """Some cases that hold places of an account, the latest first."""
    wanted = (
        select(Nomination.receipt, Unit.name, Nomination.award, Nomination.year, Nomination.submitted_at)
        .join(QuotaPlace, QuotaPlace.case_id == Nomination.id)
        .join(Unit, Unit.id == Nomination.unit_id)
        .where(QuotaPlace.account_id == account)
        .order_by(Nomination.submitted_at.desc(), Nomination.id.desc())
        .limit(_HOLDERS_NAMED)
    )
    return tuple(
        Other(
            reference=receipt or "", unit_name=unit, award=award, year=year,
            dated=office_day(sent_at) if sent_at else None,
        )
        for receipt, unit, award, year, sent_at in tx.execute(wanted)
    )  # fmt: skip


def accounts_of(tx: Session, case: str) -> frozenset[str]:
    """Where a case holds places."""
    return frozenset(tx.scalars(select(QuotaPlace.account_id).where(QuotaPlace.case_id == case)))


def take(tx: Session, places: Iterable[tuple[str, str]]) -> None:
    """Write down (case, account) places; the accounts were locked and found to have room in this transaction."""
    taken = sorted(places)
    rows = [{"case_id": case, "account_id": account, "is_used": False} for case, account in taken]
    if rows:
        insert_rows(tx, QuotaPlace.__table__, rows)
        _count(tx, reserved=Counter(account for _, account in taken))


def give_back(tx: Session, cases: Collection[str]) -> None:
    """The cases failed, were taken back or lost their award: their places are free again."""
    if not cases:
        return
    reserved: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for account, is_used in tx.execute(_GIVE_BACK, {"cases": cases}).all():
        (used if is_used else reserved)[account] -= 1
    _count(tx, reserved=reserved, used=used)


def mark_used(tx: Session, cases: Collection[str]) -> None:
    """The cases were awarded; hearing of it twice changes nothing."""
    if not cases:
        return
    used = Counter(tx.execute(_USE, {"cases": cases}).scalars().all())
    _count(tx, reserved=Counter({account: -number for account, number in used.items()}), used=used)


def hand_over(tx: Session, cases: Mapping[str, tuple[str, str]]) -> None:
    """The cases passed from one union to another, (from, to) each: their places count for the second from now on.

    None is freed and none refused: where the second then holds more than its limit, whoever is next finds it full.
    """
    held = tx.execute(
        select(QuotaPlace.case_id, QuotaPlace.account_id, QuotaPlace.is_used).where(
            QuotaPlace.case_id.in_(sorted(cases))
        )
    ).all()
    passing = [
        (case, account, to, is_used)
        for case, account, is_used in held
        if (to := account_after_merger(account, *cases[case])) != account
    ]
    _move(tx, passing)


def bring_together(tx: Session) -> int:
    """Places that an older release counted apart for their year or phase count where they do now; how many were moved.

    None is freed: an account that then holds more than its limit is full.
    """
    held = select(QuotaPlace.case_id, QuotaPlace.account_id, QuotaPlace.is_used, Nomination.plan).join(
        Nomination, Nomination.id == QuotaPlace.case_id
    )

    def apart() -> list[tuple[str, str, str, bool]]:
        return [
            (case, account, to, is_used)
            for case, account, is_used, plan in tx.execute(held)
            if (to := account_of_now(account, plan)) != account
        ]

    lock(tx, {account for _, *both, _ in apart() for account in both})
    passing = apart()  # some may have ended meanwhile
    _move(tx, passing)
    return len(passing)


def _move(tx: Session, passing: Sequence[tuple[str, str, str, bool]]) -> None:
    """Let places of cases count in other accounts, (case, from, to, whether used) each."""
    lock(tx, {account for _, *both, _ in passing for account in both})
    for case, account, to, _ in passing:
        place = update(QuotaPlace).where(QuotaPlace.case_id == case, QuotaPlace.account_id == account)
        tx.execute(place.values(account_id=to))
    reserved: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for _, account, to, is_used in passing:
        counted = used if is_used else reserved
        counted[account] -= 1
        counted[to] += 1
    _count(tx, reserved=reserved, used=used)


def _count(
    tx: Session, *, reserved: Mapping[str, int] | None = None, used: Mapping[str, int] | None = None
) -> None:
    changes: dict[str, dict[str, Any]] = {}
    for name, counted in (("reserved", reserved or {}), ("used", used or {})):
        for account, number in counted.items():
            changes.setdefault(account, {"id": account, "reserved": 0, "used": 0})[name] += number
    rows = [row for _, row in sorted(changes.items())]
    update_rows(tx, QuotaAccount.__table__, rows, adding=["reserved", "used"])


def counted_wrongly(tx: Session) -> list[str]:
    """Accounts whose counts are not the number of their places."""
    places: dict[str, Counter[bool]] = defaultdict(Counter)
    counted = select(QuotaPlace.account_id, QuotaPlace.is_used, func.count()).group_by(
        QuotaPlace.account_id, QuotaPlace.is_used
    )
    for account, is_used, number in tx.execute(counted):
        places[account][is_used] = number
    return [
        f"{account} counts {reserved} reserved and {used} used, but has {places[account][False]} and"
        f" {places[account][True]} places"
        for account, reserved, used in tx.execute(select(QuotaAccount.id, QuotaAccount.reserved, QuotaAccount.used))
        if (reserved, used) != (places[account][False], places[account][True])
    ]
