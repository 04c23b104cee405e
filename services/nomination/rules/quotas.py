"""Does one more fit: M05 asked at submission, where the officer can still choose whom to propose.

Owns: caps as the ledger counts them, and the arithmetic of what remains. Promises: pure, whole numbers, percentages
rounded down; a cap whose base nobody stated is unknown, never full. Leaves to others: counting (`ledger`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.nomination.rules.exclusivity import Other, named_others
from shared.verdicts import Consequence, Finding, fails, holds, rule, unknown
from shared.words import Words

_SIGNS_OF_A_PART = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedBase:
    """What a percentage is a share of: cases of another award in the year, of one unit or of the whole plan."""

    award: str
    year: int
    unit: str | None
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One cap that a nomination counts against.

    `account` is where it is counted: equal text means counted together. `most` None: `percent` of a `base` that has
    yet to be counted, or (without base) is not known here. `source` is the document it comes from.
    """

    id: str
    award: str
    account: str
    most: int | None
    percent: int | None = None
    base: CountedBase | None = None
    consequence: Consequence
    words: Words
    source: str

    def with_base(self, count: int) -> Limit:
        """With the places a counted base gives; nothing counted is nothing known."""
        return replace(self, most=share_of(self.percent, count)) if self.percent is not None and count else self

    @property
    def is_hard(self) -> bool:
        """Whether a nomination beyond it is turned away, and not only pointed out."""
        return self.consequence is Consequence.BLOCK and self.most is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A limit with what counts against it: `reserved` cases under way, `used` awards."""

    limit: Limit
    reserved: int
    used: int

    @property
    def remainder(self) -> int | None:
        """How many more fit; None while the base of a percentage is not known."""
        return None if self.limit.most is None else max(0, self.limit.most - self.reserved - self.used)


def claims_of(*, award: str, period: str, achievement_key: str, is_once_in_life: bool = False) -> tuple[str, ...]:
    """What only one live or successful case of a subject may hold: the award in its period, the achievement, the prize
    given once in a life, in this order.
    """
    claims = (f"award|{award}|{period}", f"achievement|{achievement_key}")
    return (*claims, f"once|{award}") if is_once_in_life else claims


def claim_of_one(claim: str, mark: str) -> str:
    """A claim of one of several under a key, by both parts of the mark of who is meant (`rules.namesakes`)."""
    return f"{claim}#{mark[:_SIGNS_OF_A_PART]}{mark[-_SIGNS_OF_A_PART:]}"


def claim_of_all(claim: str) -> str:
    """What is claimed, whoever of those under the key claims it."""
    return claim.partition("#")[0]


def share_of(percent: int, base: int) -> int:
    """So many are `percent` of `base`, rounded down: 15 % of 39 is 5."""
    return percent * base // 100


@rule(
    "M05",
    stage="intermediate",
    vi="Còn chỉ tiêu số lượng khi gửi",
    en="The quota leaves room at submission",
    basis="Chỉ tiêu số lượng của kế hoạch; QĐ 1689/QĐ-TLĐ 2019 Điều 15",
    if_fails=Consequence.WARN,
    if_unknown=Consequence.WARN,
)
def quota_leaves_room(
    *, limit: Words, most: int | None, taken: int, holders: tuple[Other, ...], came_by_merger: bool = False
) -> Finding:
    """`taken` are reserved and used places without this case; `holders` are some that hold them, the latest first.

    `came_by_merger`: the case took its place within the quota of a union that merged since; a merger takes it from
    nobody, and whoever is proposed next finds it counted.
    """
    if most is None:
        return unknown(
            f"Chưa có số liệu gốc để tính chỉ tiêu: {limit.vi}.", f"The base of the quota is not known: {limit.en}."
        )
    if taken >= most and came_by_merger:
        return holds(
            f"Giữ chỗ đã có trước khi hợp nhất; sau hợp nhất là {taken + 1}/{most} ({limit.vi}).",
            f"Keeps the place it had before the merger; now {taken + 1} of {most} are taken ({limit.en}).",
        )
    if taken >= most:
        named = named_others(holders)
        return fails(
            f"Đã hết chỉ tiêu {taken}/{most} ({limit.vi}); các hồ sơ đang giữ chỗ: {named}.",
            f"The quota is taken, {taken} of {most} ({limit.en}); held by: {named}.",
        )
    return holds(f"Trường hợp thứ {taken + 1}/{most} ({limit.vi}).", f"Number {taken + 1} of {most} ({limit.en}).")
