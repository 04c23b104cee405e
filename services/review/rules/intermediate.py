"""The room of a body between grassroots and province: district, sector, civil service, zone, commune.

At receipt: M01 the unit below belongs here · M02 another person receives · M03 the plan's deadline · M09 conflict.
At passing: M02 · M09 · G02 a union proposed goes on · M04 the dossier once more · M05 quota · M08 the committee's
opinion is recorded · P01 in time · M06 direct workers and M07 leaders in the list it passes · M10 a work registered in
time · M11 the area officer heard.
Leaves to others: the grassroots' own checks, the council's.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.review.rules import clocks, list_shape, papers, receipt, subject
from services.review.rules.facts import Papers, PassingFacts, Place, Quota, ReceiptFacts
from services.review.rules.papers import MeetingDays
from shared.events.dossier import ListFigures, Minutes
from shared.events.terms import AwardType, PaperKind
from shared.verdicts import Consequence, Evaluation, Finding, fails, holds, rule


@rule(
    "M01", stage="intermediate", if_fails=Consequence.BLOCK,
    basis="Quy định của hệ thống (thiết kế): tuyến trình cố định khi nộp",
    once_cited=("domain.md §3.3 (tuyến trình cố định khi nộp)",),
    vi="Đơn vị dưới thuộc cấp này vào ngày nộp", en="The unit below belongs to this body on the day of submission",
)  # fmt: skip
def unit_belongs_here(
    *, proposer: str, road: tuple[str, ...], below: str | None, body: str, names: Mapping[str, str] | None = None
) -> Finding:
    """The road was frozen from the unit tree of the day of submission (G02): this body stands right above.

    `names` of the units by id; told since 11/2026, without them the ids stand in the words.
    """
    called = names or {}
    here, under = called.get(body, body), called.get(below or "", below)
    if not road or road[0] != proposer or body not in road:
        return fails(f"{here} không nằm trên tuyến trình của hồ sơ.", f"{here} is not on the road of this case.")
    at = road.index(body)
    if at == 0 or road[at - 1] != below:
        return fails(f"{under} không trực thuộc {here}.", f"{under} does not belong to {here}.")
    return holds(f"{under} trực thuộc {here}.", f"{under} belongs to {here}.")


@rule(
    "M04", stage="intermediate", if_fails=Consequence.RETURN,
    basis="Quy định của hệ thống (thiết kế): kiểm tra lại G16–G19",
    once_cited=("domain.md §5 M04 (kiểm tra lại G16–G19)",),
    vi="Kiểm tra lại thành phần hồ sơ", en="The dossier is complete on second sight",
)  # fmt: skip
def dossier_is_complete(
    *, required: tuple[PaperKind, ...], attached: tuple[PaperKind, ...], unreadable: tuple[PaperKind, ...],
    minutes: Minutes | None, figures: ListFigures | None, is_simplified: bool = False,
    award_type: AwardType | None = None, permitted: tuple[AwardType, ...] = (), within: MeetingDays | None = None,
) -> Finding:  # fmt: skip
    """The procedure is asked since 11/2026; what was judged before says nothing of it and explains as it did."""
    asks = PaperKind.MINUTES in required
    return papers.gravest(
        (
            papers.minutes_bear_out(
                asks_minutes=asks, is_attached=PaperKind.MINUTES in attached, minutes=minutes, within=within
            ),
            papers.papers_are_complete(required=required, attached=attached, unreadable=unreadable),
            papers.procedure_is_permitted(is_simplified=is_simplified, award_type=award_type, permitted=permitted),
            papers.documents_agree(asks_list=PaperKind.SUMMARY_LIST in required, figures=figures),
        )
    )


@rule(
    "M05", stage="intermediate", if_fails=Consequence.WARN, basis="Chỉ tiêu số lượng của kế hoạch; QĐ 1689 Điều 15",
    vi="Không vượt số lượng được giao", en="The quota is not exceeded",
)  # fmt: skip
def quota_leaves_room(*, passed: int, most: int | None) -> Finding:
    """`passed` cases of this unit and award went on from this body already; the case at hand would be one more."""
    if most is None:
        return holds("Kế hoạch không giao số lượng.", "The plan sets no quota.")
    if passed >= most:
        return fails(f"Đã trình {passed}/{most}; vượt số lượng.", f"{passed} of {most} passed already: over quota.")
    return holds(f"Trường hợp thứ {passed + 1}/{most}.", f"Number {passed + 1} of {most}.")


@rule(
    "M08", stage="intermediate", if_fails=Consequence.BLOCK,
    basis="Quy định của hệ thống (thiết kế)", once_cited=("domain.md §5 M08",),
    vi="Có ý kiến của hội đồng hoặc ban thường vụ", en="The council's or standing committee's opinion is recorded",
)  # fmt: skip
def opinion_is_recorded(*, has_opinion: bool, minutes: str | None) -> Finding:
    """`minutes` names the paper the opinion stands in."""
    if not has_opinion:
        return fails("Chưa ghi ý kiến của tập thể xét.", "The committee's opinion is not recorded.")
    if not minutes:
        return fails("Chưa ghi số biên bản họp của cấp này.", "The minutes of this level are not named.")
    return holds(f"Ý kiến ghi tại {minutes}.", f"Recorded in {minutes}.")


def at_receipt(facts: ReceiptFacts) -> tuple[Evaluation, ...]:
    return (_place(facts.place), *receipt.ask_hand(facts.hand), receipt.ask_timeliness(facts.timeliness))


def on_dossier(facts: Papers) -> tuple[Evaluation, ...]:
    return (
        dossier_is_complete(
            required=facts.required,
            attached=facts.attached,
            unreadable=facts.unreadable,
            minutes=facts.minutes,
            figures=facts.figures,
            is_simplified=facts.is_simplified,
            award_type=facts.award_type,
            permitted=facts.permitted,
            **facts.meeting,
        ),
    )


def at_passing(facts: PassingFacts) -> tuple[Evaluation, ...]:
    return (
        *receipt.ask_hand(facts.hand),
        *subject.ask_subject(facts.subject),
        *on_dossier(facts.papers),
        _quota(facts.quota),
        opinion_is_recorded(has_opinion=bool(facts.opinion.strip()), minutes=facts.minutes),
        clocks.ask_clock(facts.clock),
        *_of_the_list(facts),
    )


def _of_the_list(facts: PassingFacts) -> tuple[Evaluation, ...]:
    """M06, M07, M10, M11 where there is something to ask about; all four only warn."""
    return (
        *(list_shape.ask_list(facts.shape) if facts.shape else ()),
        *((list_shape.ask_work(facts.work),) if facts.work else ()),
        *((list_shape.ask_area(facts.area),) if facts.area else ()),
    )


def _place(place: Place) -> Evaluation:
    return unit_belongs_here(
        proposer=place.proposer, road=place.road, below=place.below, body=place.body, names=place.names
    )


def _quota(quota: Quota) -> Evaluation:
    return quota_leaves_room(passed=quota.passed, most=quota.most, consequence=quota.consequence)
