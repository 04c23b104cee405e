"""May a dossier set out now, on this road: G01 plan and phase, G02 unit and chain, G08 holds.

Owns: what must be true of time, unit and open verifications. Promises: pure.
Leaves to others: finding the road (`routes`), what the stages above check (review).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.nomination.rules.achieved import find_stray_day
from shared.events.terms import HoldKind, Level
from shared.policy.awards import LEVEL_NAMES
from shared.verdicts import Consequence, Finding, fails, holds, rule, unknown
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainOffer:
    """A chain the plan allows. `fits`: its levels are those above the unit; `has_level`: the level asked to decide is
    one of them or lies beyond; `valid_to`: last day to enter it."""

    chain: str
    fits: bool
    has_level: bool
    is_open: bool
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainOverride:
    """An administrator's word, on a document, that a unit may still go a chain that has closed, up to `last_day`."""

    chain: str
    by: str
    document: str
    dated: date
    reason: str
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedPhase:
    """A phase of the plan at whose review awards are given; both days included."""

    id: str
    name: Words
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHold:
    """Something under verification about the nominee."""

    kind: HoldKind
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectBody:
    """The union body that a collective nominee itself is. `name` None: the tree knows no such id; `last_day` None: it
    goes on."""

    unit: str
    name: str | None
    last_day: date | None


_HOLD_NAMES = {
    HoldKind.DISCIPLINE: ("đang xem xét kỷ luật", "discipline being considered"),
    HoldKind.INSPECTION: ("đang thanh tra, điều tra", "inspection or investigation"),
    HoldKind.COMPLAINT: ("đang giải quyết khiếu nại", "complaint"),
    HoldKind.DENUNCIATION: ("đang xác minh tố cáo", "denunciation"),
    HoldKind.PRESS_REPORT: ("đang xác minh tin báo chí", "press report"),
}


@rule(
    "G01",
    stage="grassroots",
    vi="Gửi trong thời gian và đợt thi đua của kế hoạch",
    en="Sent within the plan's window and phase",
    basis="Kế hoạch thi đua (thời gian và các đợt)",
    once_cited=("Kế hoạch thi đua (the plan's window and phases)",),
    if_fails=Consequence.BLOCK,
)
def sent_within_plan(
    *, sent_on: date, window_first: date, window_last: date, has_phases: bool, phase: str | None,
    year: int | None = None, for_phase: str | None = None, phases: tuple[ReviewedPhase, ...] = (),
    achieved_from: date | None = None, achieved_to: date | None = None,
) -> Finding:  # fmt: skip
    """Both ends of the window are included; where the plan has phases the day falls into one.

    `for_phase`: the phase the award is for, one of the plan's `phases`, or None for the whole year; `year` is one of
    the plan, or of that phase, and None where nobody asked. Year and phase are the period by which G06 counts.
    `achieved_…`: the days of the achievement, asked since 23/11/2026; what was sent before, unchanged, tells none.
    """
    if not window_first <= sent_on <= window_last:
        return fails(
            f"Ngày gửi {sent_on:%d/%m/%Y} ngoài thời gian của kế hoạch"
            f" ({window_first:%d/%m/%Y} – {window_last:%d/%m/%Y}).",
            f"Sent on {sent_on}, outside the plan's window {window_first} – {window_last}.",
        )
    if has_phases and phase is None:
        return fails(
            f"Ngày gửi {sent_on:%d/%m/%Y} không thuộc đợt thi đua nào.", f"Sent on {sent_on}, in no phase of the plan."
        )
    meant = next((one for one in phases if one.id == for_phase), None)
    if for_phase is not None and meant is None:
        return _no_such_phase(for_phase, phases)
    first, last = (meant.first, meant.last) if meant else (window_first, window_last)
    if year is not None and not first.year <= year <= last.year:
        years = f"{first.year}" if first.year == last.year else f"{first.year} – {last.year}"
        return fails(
            f"Năm xét {year} không thuộc thời gian của kế hoạch (năm {years}).",
            f"The year {year} is none of the plan's ({years}).",
        )
    period_last = meant.last if meant else date(year or sent_on.year, 12, 31)
    stray = find_stray_day(achieved_from, achieved_to, sent_on=sent_on, period_last=period_last)
    if stray is not None:
        return fails(stray.words.vi, stray.words.en)
    return holds("Gửi đúng thời gian của kế hoạch.", "Sent within the plan's window.")


def _no_such_phase(wanted: str, phases: Sequence[ReviewedPhase]) -> Finding:
    if not phases:
        return fails(
            f"Kế hoạch không chia đợt thi đua, không có đợt “{wanted}”: hãy để trống đợt thi đua.",
            f"The plan has no phases, so no “{wanted}”: leave the phase out.",
        )
    return fails(
        f"Kế hoạch không có đợt “{wanted}”. Các đợt: {', '.join(f'{one.id} ({one.name.vi})' for one in phases)}.",
        f"The plan has no phase “{wanted}”. Its phases: {', '.join(f'{one.id} ({one.name.en})' for one in phases)}.",
    )


def part_out_of_plan(facts: Mapping[str, Any]) -> str:
    """Where what G01 refused is mended: the plan itself, the phase or the year the award is for, or a day of the
    achievement."""
    if not facts["window_first"] <= facts["sent_on"] <= facts["window_last"]:
        return "plan"
    if facts["has_phases"] and facts["phase"] is None:
        return "plan"
    wanted = facts.get("for_phase")
    meant = next((one for one in facts.get("phases", ()) if one["id"] == wanted), None)
    if wanted is not None and meant is None:
        return "for_phase"
    first, last = (meant["first"], meant["last"]) if meant else (facts["window_first"], facts["window_last"])
    if (year := facts.get("year")) is not None and not first[:4] <= f"{year}" <= last[:4]:
        return "year"
    begun = facts.get("achieved_from") or facts["sent_on"]
    is_reversed = facts.get("achieved_to", begun) < begun
    return "achieved_from" if begun > facts["sent_on"] and not is_reversed else "achieved_to"


@rule(
    "G02",
    stage="grassroots",
    vi="Đơn vị đã đăng ký, có một cấp trên, tuyến trình được kế hoạch cho phép",
    en="Unit registered, one parent, chain allowed by the plan",
    basis="Kế hoạch thi đua; TT 15/2025/TT-BNV; Luật 97/2025/QH15 (các cấp từ 01/7/2025)",
    once_cited=("Kế hoạch thi đua; domain §3.2 (TT15), §3.3; Law 97/2025/QH15 (levels since 01/7/2025)",),
    if_fails=Consequence.BLOCK,
)
def chain_is_allowed(
    *,
    unit: str,
    sent_on: date,
    is_registered: bool,
    parents: tuple[str, ...],
    dissolved: tuple[str, ...],
    offers: tuple[ChainOffer, ...],
    decided_at: Level | None,
    subject: SubjectBody | None = None,
    overrides: tuple[ChainOverride, ...] = (),
) -> Finding:
    """On the day of sending the unit stands under one body, and an open chain of the plan leads over it to the level
    that is asked to decide (None: whichever is competent). A `subject` that is a union body has not ended. `overrides`:
    those in force for the unit that day; a chain that is open needs none."""
    if not is_registered:
        why = f"chưa đăng ký hoặc đã giải thể vào ngày {sent_on:%d/%m/%Y}."
        en = f"The unit {unit} is not registered on {sent_on}."
        return fails(f"Đơn vị đề nghị {why}", en).said_once_as(f"Đơn vị {unit} {why}", en)
    if len(parents) != 1:
        return fails(
            f"Đơn vị cần đúng một công đoàn cấp trên vào ngày gửi (có {len(parents)}).",
            f"The unit needs exactly one parent on the day of sending (it has {len(parents)}).",
        )
    if subject is not None and (gone := _find_end(subject, sent_on)) is not None:
        return gone
    fitting = [offer for offer in offers if offer.fits]
    going, told = _find_going(fitting, overrides)
    if not going:
        return _no_open_chain(fitting)
    if dissolved:
        names = ", ".join(dissolved)
        return fails(f"Cấp trên đã giải thể: {names}.", f"A body above is dissolved: {names}.")
    if decided_at and not any(offer.has_level for offer in going):
        name, chain = LEVEL_NAMES[decided_at], going[0].chain
        return fails(
            f"Tuyến trình {chain} của đơn vị không có {name.vi} để quyết định.",
            f"The unit's chain {chain} has no {name.en} to decide.",
        )
    return holds("Có tuyến trình phù hợp.", "A chain fits.") if told is None else _overridden(told)


def _find_going(
    fitting: Sequence[ChainOffer], overrides: Sequence[ChainOverride]
) -> tuple[list[ChainOffer], ChainOverride | None]:
    """The chains a dossier may go now: those that are open, else one that somebody keeps open, with the word on it."""
    is_open = [offer for offer in fitting if offer.is_open]
    told = next((one for one in overrides if one.chain in {offer.chain for offer in fitting}), None)
    if is_open or told is None:
        return is_open, None
    return [offer for offer in fitting if offer.chain == told.chain], told


def _overridden(told: ChainOverride) -> Finding:
    return holds(
        f"Tuyến {told.chain} đã hết hạn nhận; {told.by} cho đi tiếp đến hết {told.last_day:%d/%m/%Y} theo"
        f" {told.document} ngày {told.dated:%d/%m/%Y}: {told.reason}",
        f"Chain {told.chain} has closed; {told.by} lets the unit go it until {told.last_day} by {told.document} of"
        f" {told.dated}: {told.reason}",
    )


def _find_end(subject: SubjectBody, on: date) -> Finding | None:
    """A dissolved body cannot be rewarded, and its successor is another subject (TT15)."""
    if subject.name is None:
        return fails(f"Không có tổ chức công đoàn “{subject.unit}”.", f"There is no union body “{subject.unit}”.")
    if subject.last_day is None or on <= subject.last_day:
        return None
    return fails(
        f"“{subject.name}” đã chấm dứt sau ngày {subject.last_day:%d/%m/%Y}: tổ chức đã giải thể không được khen.",
        f"{subject.name} ended after {subject.last_day}: a dissolved body cannot be rewarded.",
    )


def _no_open_chain(fitting: Sequence[ChainOffer]) -> Finding:
    if fitting:
        closed = fitting[0]
        last = f"{closed.valid_to:%d/%m/%Y}" if closed.valid_to else "?"
        return fails(
            f"Tuyến {closed.chain} chỉ nhận hồ sơ đến hết {last}; cần cập nhật công đoàn cấp trên của đơn vị.",
            f"Chain {closed.chain} takes dossiers until {last} only; the unit's parent has to be brought up to date.",
        )
    return fails(
        "Kế hoạch không có tuyến trình nào đi qua công đoàn cấp trên của đơn vị.",
        "No chain of the plan leads over the unit's parent.",
    )


@rule(
    "G08",
    stage="grassroots",
    vi="Không có kỷ luật, thanh tra, khiếu nại, tố cáo đang xem xét",
    en="No discipline, inspection, complaint or denunciation is open",
    basis="NĐ 152/2025/NĐ-CP Điều 4 khoản 4",
    once_cited=("ND152 Art 4(4)",),
    if_fails=Consequence.HOLD,
)
def nothing_is_being_verified(
    *, is_identified: bool, open_holds: tuple[OpenHold, ...], is_perhaps_a_namesakes: bool = False
) -> Finding:
    """No award and no escalation while something is being verified; it resumes on a written conclusion.

    `is_perhaps_a_namesakes`: all of them name somebody of the same name and birth, or year of it, and nobody has said
    whom they mean (told since 11/2026).
    """
    if not is_identified:
        return unknown(
            "Chưa xác định được người được đề nghị nên chưa đối chiếu được.",
            "The nominee cannot be told from namesakes yet, so nothing could be compared.",
        )
    if not open_holds:
        return holds("Không có việc đang xem xét.", "Nothing is being verified.")
    vi = "; ".join(_HOLD_NAMES[hold.kind][0] for hold in open_holds)
    en = "; ".join(_HOLD_NAMES[hold.kind][1] for hold in open_holds)
    if is_perhaps_a_namesakes:
        return fails(
            f"Tạm dừng xét vì {vi} đối với người cùng họ tên (không kể dấu) và cùng ngày hoặc năm sinh, đến khi cấp"
            " trên kết luận có phải chính người này không.",
            f"On hold because of: {en} – of somebody of the same name (but for its marks) and birth, until a body above"
            " says whether it is this person.",
        )
    return fails(f"Tạm dừng xét vì {vi}.", f"On hold because of: {en}.")
