"""Is there an initiative the award can rest on: G13.

Owns: certificate, time and scope of an initiative, a co-author's share, earlier use for a title. Promises: pure; what
nobody stated is unknown, not false. Leaves to others: the criterion and the least share (`policy/rulebooks`), finding
what an initiative was used for (`judging_initiatives`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.nomination.rules.eligibility import RATINGS
from services.nomination.rules.exclusivity import Other, named_others
from shared.events.dossier import Initiative
from shared.events.terms import InitiativeScope, TaskRating
from shared.names import fold
from shared.verdicts import Consequence, Finding, Verdict, fails, holds, rule, unknown
from shared.vocabulary import SCOPES

_SCOPES = tuple(InitiativeScope)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierUse:
    """An initiative of the same person, and a title it was given or proposed for. `scope` is what was proven then."""

    title: str
    scope: InitiativeScope | None
    other: Other


@rule(
    "G13",
    stage="grassroots",
    vi="Sáng kiến được công nhận, đúng thời gian và phạm vi",
    en="A recognised initiative of the needed scope and time",
    basis="Luật Thi đua, khen thưởng 2022 Điều 22, 23; NĐ 152/2025/NĐ-CP Điều 33 khoản 6",
    once_cited=("LAW22 Art 22–23; ND152 Art 33(6)",),
    if_fails=Consequence.BLOCK,
)
def initiative_suffices(
    *,
    minimum_scope: InitiativeScope | None,
    unless_rated: TaskRating | None,
    rating: TaskRating | None,
    first: date,
    last: date,
    initiatives: tuple[Initiative, ...],
    least_share_percent: int | None = None,
    used: tuple[EarlierUse, ...] = (),
) -> Finding:
    """One initiative with certificate, recognising body, date within `first`–`last` and at least the scope.

    Credit for it wants a co-author's share of `least_share_percent` (None: not asked) and no title among `used` that
    rests on it already, unless its scope is proven wider since; what is wrong with the credit alone is a warning.
    """
    if minimum_scope is None:
        return holds("Không yêu cầu sáng kiến.", "No initiative is asked for.")
    if unless_rated and rating and RATINGS.index(rating) >= RATINGS.index(unless_rated):
        return holds("Mức xếp loại thay cho sáng kiến.", "The rating stands in for the initiative.")
    if not initiatives:
        return unknown("Chưa khai sáng kiến.", "No initiative is stated.")
    suits = [_suits(item, minimum_scope, first, last) for item in initiatives]
    if True in suits:
        proven = [item for item, does_suit in zip(initiatives, suits, strict=True) if does_suit]
        return _credit(_of_one(item, least_share_percent, used) for item in proven)
    if None in suits:
        return unknown(
            "Sáng kiến thiếu giấy chứng nhận, nơi công nhận, ngày hoặc phạm vi.",
            "An initiative lacks certificate, recognising body, date or scope.",
        )
    return _none_reaches(minimum_scope, f"{first:%d/%m/%Y} – {last:%d/%m/%Y}", f"{first} – {last}")


def _none_reaches(scope: InitiativeScope, within_vi: str, within_en: str) -> Finding:
    en = f"No initiative reaches the scope {scope} within {within_en}."
    return fails(
        f"Không sáng kiến nào đạt phạm vi “{SCOPES[scope].vi}” trong {within_vi}.", en
    ).said_once_as(f"Không sáng kiến nào đạt phạm vi “{scope}” trong {within_vi}.", en)


def _suits(item: Initiative, minimum: InitiativeScope, first: date, last: date) -> bool | None:
    """False as soon as one statement speaks against it; None while a statement or the proof is missing."""
    is_wide = None if item.scope is None else _SCOPES.index(item.scope) >= _SCOPES.index(minimum)
    is_timely = None if item.recognised_on is None else first <= item.recognised_on <= last
    if is_wide is False or is_timely is False:
        return False
    is_proven = bool(is_wide and is_timely and item.has_certificate and item.recognised_by)
    return True if is_proven else None


def _credit(findings: Iterable[Finding]) -> Finding:
    """The best of what was found of each proven initiative: one that nothing speaks against is enough."""
    order = (Verdict.HOLDS, Verdict.UNKNOWN, Verdict.FAILS)
    return min(findings, key=lambda found: order.index(found.verdict))


def _of_one(item: Initiative, least_share: int | None, used: tuple[EarlierUse, ...]) -> Finding:
    """Of both questions the answer that speaks against the credit most."""
    asked = (_reuse(item, used), _share(item, least_share))
    order = (Verdict.FAILS, Verdict.UNKNOWN, Verdict.HOLDS)
    return min(asked, key=lambda found: order.index(found.verdict))


_SUFFICES = holds("Có sáng kiến đạt yêu cầu.", "An initiative meets the criterion.")


def _share(item: Initiative, least: int | None) -> Finding:
    """Asked of an initiative with several authors; how many it has nobody has to say unless the plan sets the rule."""
    if least is None or item.authors == 1:
        return _SUFFICES
    if item.share_percent is None:
        return unknown(
            f"Chưa ghi tỷ lệ đóng góp của đồng tác giả trong sáng kiến “{item.title}” (cần từ {least}%).",
            f"The co-author's share in “{item.title}” is not stated ({least} % are needed).",
            follows=Consequence.NONE if item.authors is None else Consequence.WARN,
        )
    if item.share_percent < least:
        return fails(
            f"Đóng góp {item.share_percent}% trong sáng kiến “{item.title}”, cần từ {least}%.",
            f"A share of {item.share_percent} % in “{item.title}”, {least} % are needed.",
            follows=Consequence.WARN,
        )
    return _SUFFICES


def _reuse(item: Initiative, used: tuple[EarlierUse, ...]) -> Finding:
    """One initiative serves one title; for a further one its scope has to be proven wider than it was then (§4.5)."""
    same = [one for one in used if fold(one.title) == fold(item.title)]
    as_before = tuple(one.other for one in same if one.scope is not None and not _is_wider(item, one.scope))
    if as_before:
        named = named_others(as_before)
        return fails(
            f"Sáng kiến “{item.title}” đã dùng cho danh hiệu khác, chưa có minh chứng phạm vi rộng hơn: {named}.",
            f"“{item.title}” was used for a title before and no wider scope is proven since: {named}.",
            follows=Consequence.WARN,
        )
    if unclear := tuple(one.other for one in same if one.scope is None):
        named = named_others(unclear)
        return unknown(
            f"Sáng kiến “{item.title}” đã dùng cho danh hiệu khác, chưa rõ phạm vi khi đó: {named}.",
            f"“{item.title}” was used for a title before, of what scope is not known: {named}.",
            follows=Consequence.WARN,
        )
    return _SUFFICES


def _is_wider(item: Initiative, than: InitiativeScope) -> bool:
    return item.scope is not None and _SCOPES.index(item.scope) > _SCOPES.index(than)
