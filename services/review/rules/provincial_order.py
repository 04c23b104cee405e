"""Before and after the vote at the provincial stage: consultation, age, flags, ties, bonuses, targets.

Owns: P02, P10–P14 (domain.md §5). Promises: pure functions of keyword facts; nothing here decides a case: it holds,
warns, or keeps it from going up. Leaves to others: the vote itself (`provincial_council`), gathering the facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.review.rules.outlook import Standing, said_of
from shared.names import fold
from shared.policy.periods import add_months
from shared.policy.trust import Unverified
from shared.verdicts import Consequence, Finding, fails, holds, rule, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """A body asked for its opinion. `last_day` ends its working days; silence until then lets the case go on."""

    body: str
    asked_on: date
    last_day: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A case that competes for the places of an award. `is_preferred`: a woman, or ≥ 70 % women; None: not known."""

    case: str
    yes: int
    is_preferred: bool | None


@rule(
    "P02", stage="provincial", if_fails=Consequence.HOLD, basis="NĐ 152/2025/NĐ-CP Điều 34 khoản 6",
    vi="Đã có ý kiến hiệp y hoặc hết thời hạn trả lời", en="Consulted bodies answered, or their time is over",
)  # fmt: skip
def consultation_is_over(
    *, must_ask: tuple[str, ...], consulted: tuple[Consulted, ...], today: date,
    entered_since: tuple[Unverified, ...] = (),
) -> Finding:  # fmt: skip
    """`must_ask`: the bodies whose opinion the award needs; who is silent to the last day stands in nobody's way.

    A name is the same name however it is spelled: marks, capitals, spaces. `entered_since` is kept with the answer and
    decides nothing (of P01, P03 and P10 alike): `shared.policy.trust`.
    """
    asked = {fold(one.body) for one in consulted}
    unasked = sorted(body for body in must_ask if fold(body) not in asked)
    if unasked:
        return fails(f"Chưa lấy ý kiến: {', '.join(unasked)}.", f"Not asked yet: {', '.join(unasked)}.")
    waiting = [one for one in consulted if one.answered_on is None and today <= one.last_day]
    if waiting:
        first = min(waiting, key=lambda one: one.last_day)
        return fails(
            f"Còn chờ ý kiến của {len(waiting)} cơ quan; gần nhất {first.body} đến {first.last_day:%d/%m/%Y}.",
            f"{len(waiting)} answers are awaited; the next, of {first.body}, until {first.last_day.isoformat()}.",
        )
    if not consulted:
        return holds("Không phải lấy ý kiến hiệp y.", "No consultation is required.")
    silent = sum(one.answered_on is None for one in consulted)
    return holds(
        f"Đã hỏi {len(consulted)} cơ quan; {silent} cơ quan không trả lời trong thời hạn.",
        f"{len(consulted)} bodies were asked; {silent} did not answer in time.",
    )


@rule(
    "P10", stage="provincial", if_fails=Consequence.WARN, if_unknown=Consequence.WARN,
    basis="NĐ 152/2025/NĐ-CP Điều 49", vi="Tiền thưởng đúng mức của ngày ký", en="The bonus is that of the day",
)  # fmt: skip
def bonus_follows_the_rule(
    *, listed: int | None, hundredths: int | None, base_salary: int | None, rounding_step: int,
    entered_since: tuple[Unverified, ...] = (),
) -> Finding:  # fmt: skip
    """listed = hundredths × base_salary / 100, rounded up to full `rounding_step` đồng; no multiple, nothing owed."""
    if hundredths is None:
        if listed:
            return fails(f"Chưa có mức quy định mà ghi {listed} đồng.", f"No multiple is known, {listed} is listed.")
        return unknown("Chưa có mức tiền thưởng được quy định.", "No bonus is laid down for this award.")
    if base_salary is None:
        return unknown("Chưa có mức lương cơ sở của ngày ký.", "The base salary of that day is not known.")
    due = -(-hundredths * base_salary // (100 * rounding_step)) * rounding_step
    if listed != due:
        return fails(
            f"Ghi {listed or 0} đồng, theo quy định là {due} đồng.", f"{listed or 0} is listed, {due} is due."
        )
    return holds(
        f"{hundredths} % × {base_salary} = {due} đồng.", f"{hundredths} % of {base_salary} make {due} đồng."
    )


@rule(
    "P11", stage="provincial", if_fails=Consequence.BLOCK, basis="NĐ 152/2025/NĐ-CP Điều 33 khoản 9",
    vi="Thành tích không quá thời hạn khi trình cấp trên", en="What is sent up is not too old",
)  # fmt: skip
def achievement_is_recent(
    *, achieved_to: date | None, submitted_on: date, months: int, is_to_come: bool = False
) -> Finding:
    """Asked of what the province sends up: it ended at most so many `months` before the province's submission.

    `is_to_come`: the day lies after that, so that nobody can say when it ended; told since 23/11/2026 where it is so.
    """
    earliest = add_months(submitted_on, -months)
    if achieved_to is None:
        return unknown("Chưa rõ thành tích tính đến ngày nào.", "When the achievement ended is not stated.")
    if is_to_come:
        return unknown(
            f"Thành tích ghi đến {achieved_to:%d/%m/%Y}, sau ngày trình {submitted_on:%d/%m/%Y}; cần ghi ngày thực tế.",
            f"The achievement is said to run to {achieved_to}, after the submission on {submitted_on}: state the day it"
            " ended.",
        )
    if achieved_to < earliest:
        return fails(
            f"Thành tích tính đến {achieved_to:%d/%m/%Y}; chỉ nhận từ {earliest:%d/%m/%Y}.",
            f"The achievement ended on {achieved_to.isoformat()}; it must be {earliest.isoformat()} or later.",
        )
    return holds(f"Thành tích tính đến {achieved_to:%d/%m/%Y}.", f"Achieved up to {achieved_to.isoformat()}.")


@rule(
    "P12", stage="provincial", if_fails=Consequence.BLOCK, basis="NĐ 152/2025/NĐ-CP Điều 7 khoản 1",
    vi="Cờ Chính phủ không quá tỷ lệ đơn vị dẫn đầu", en="Government flags within their share of cluster leaders",
)  # fmt: skip
def flags_stay_within_share(*, proposed: int, qualified: int | None, percent: int) -> Finding:
    """proposed*100 <= percent*qualified; `qualified`: cluster leaders fit for the provincial flag, as stated."""
    if qualified is None:
        return unknown("Chưa có số đơn vị dẫn đầu đủ điều kiện.", "The number of qualified leaders is not stated.")
    if proposed * 100 > percent * qualified:
        most = percent * qualified // 100
        return fails(
            f"Đề nghị {proposed} cờ, tối đa {most} ({percent} % của {qualified} đơn vị dẫn đầu).",
            f"{proposed} flags are proposed, {most} at most ({percent} % of {qualified} cluster leaders).",
        )
    return holds(f"{proposed} cờ / {qualified} đơn vị dẫn đầu.", f"{proposed} flags of {qualified} cluster leaders.")


@rule(
    "P13", stage="provincial", if_fails=Consequence.WARN, basis="NĐ 152/2025/NĐ-CP Điều 4 khoản 6",
    vi="Bằng phiếu nhau: nêu ưu tiên, không tự quyết", en="Equal votes: shown with the preference, never decided",
)  # fmt: skip
def tie_is_shown(*, places: int | None, passed: tuple[Contender, ...], taken: tuple[str, ...] = ()) -> Finding:
    """`passed` compete for `places` (None: no limit), but those that cases before them have `taken`. Women, or
    collectives of ≥ 70 % women, are preferred."""
    left = None if places is None else max(0, places - len(taken))
    if left is None or len(passed) <= left:
        return holds("Đủ chỗ cho mọi trường hợp được thông qua.", "There is a place for everybody who passed.")
    ranked = sorted(passed, key=lambda one: -one.yes)
    cut = ranked[left - 1].yes if left else None
    if cut is None or ranked[left].yes != cut:
        return holds("Không có trường hợp bằng phiếu ở mức cuối.", "No equal votes at the last place.")
    tied = [one for one in ranked if one.yes == cut]
    preferred = ", ".join(sorted(one.case for one in tied if one.is_preferred)) or "–"
    unclear = sum(one.is_preferred is None for one in tied)
    vi, en = (f" (đã có {len(taken)}/{places} chỗ)", f" ({len(taken)} of {places} are taken)") if taken else ("", "")
    return fails(
        f"{len(tied)} trường hợp cùng {cut} phiếu ở mức cuối{vi}; được ưu tiên: {preferred}; chưa rõ: {unclear}. "
        "Hội đồng quyết định.",
        f"{len(tied)} cases have {cut} votes each at the last place{en}; preferred by law: {preferred}; not known: "
        f"{unclear}. The council decides.",
    )


@rule(
    "P14", stage="provincial", if_fails=Consequence.NONE, if_unknown=Consequence.NONE, basis="Chỉ tiêu của kế hoạch",
    vi="Chỉ tiêu kế hoạch tính lại sau quyết định", en="The plan's targets, counted again after the decision",
)  # fmt: skip
def targets_are_counted_again(*, standings: tuple[Standing, ...]) -> Finding:
    """Where every target that a decision can move stands once this one is counted."""
    if not standings:
        return holds("Kế hoạch không có chỉ tiêu về khen thưởng.", "The plan sets no target on awards.")
    vi, en = "; ".join(said_of(one).vi for one in standings), "; ".join(said_of(one).en for one in standings)
    if any(one.is_reached is False for one in standings):
        return fails(f"{vi}.", f"{en}.")
    if any(one.is_reached is None for one in standings):
        return unknown(f"{vi}.", f"{en}.")
    return holds(f"{vi}.", f"{en}.")
