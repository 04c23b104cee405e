"""The council's own checks at the provincial stage: notice, quorum, threshold, ballots, minutes, decision, list.

Owns: P03–P09 (domain.md §5). Promises: pure functions of keyword facts, so that a stored evaluation can be asked again.
Leaves to others: appraisal (`provincial`), counting (`vote_law`), recusal, numbering (`competence`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from services.review.rules import competence, vote_law
from services.review.rules.vote_law import Chair
from shared.events.terms import BallotMode
from shared.policy.awards import LEVEL_NAMES
from shared.policy.trust import Unverified
from shared.verdicts import Consequence, Finding, fails, holds, rule
from shared.vocabulary import worded

_OFFICE = timezone(timedelta(hours=7))  # rules know no clock; Việt Nam has one time, winter and summer
BASIS_DESIGN = "Quy chế hội đồng (thiết kế)"
_ONCE_CITED = ("Quy chế hội đồng (thiết kế); domain.md §5",)


@rule(
    "P03", stage="provincial", if_fails=Consequence.BLOCK, basis="NĐ 152/2025/NĐ-CP Điều 44 khoản 2",
    vi="Đã hết thời gian công khai lấy ý kiến", en="Public notice has finished",
)  # fmt: skip
def notice_is_finished(
    *, required_days: int, is_simplified: bool, published_on: date | None, until: date | None, meets_on: date,
    open_objections: int = 0, is_outdated: bool = False, entered_since: tuple[Unverified, ...] = (),
) -> Finding:  # fmt: skip
    """`until` is the last of `required_days` working days after `published_on`; the council meets after it.

    `published_on` is the day the period began, after an objection that of its settlement. `is_outdated`: a supplement
    has changed since what was published, so that the notice is none of this name or award.
    """
    if open_objections:
        return fails(
            f"Còn {open_objections} ý kiến chưa xử lý; xử lý xong phải công khai lại đủ {required_days} ngày làm việc.",
            f"{open_objections} objections are open; once settled the full {required_days} working days run again.",
        )
    if required_days == 0 or is_simplified:
        return holds("Không phải công khai lấy ý kiến.", "No public notice is required.")
    if published_on is None or until is None:
        return fails(
            f"Chưa công khai danh sách; phải công khai ít nhất {required_days} ngày làm việc trước khi họp.",
            f"The list was not published; it has to be for {required_days} working days before the council meets.",
        )
    if is_outdated:
        return fails(
            f"Họ tên, đối tượng hoặc hình thức đã thay đổi sau lần công khai ngày {published_on:%d/%m/%Y}; phải công"
            f" khai lại đủ {required_days} ngày làm việc.",
            f"Name, kind or award changed after the notice of {published_on.isoformat()}; it has to be published again"
            f" for {required_days} working days.",
        )
    if meets_on <= until:
        return fails(
            f"Thời gian công khai đến hết ngày {until:%d/%m/%Y}; hội đồng chỉ họp sau ngày đó.",
            f"The notice runs until {until.isoformat()}; the council meets only after that day.",
        )
    return holds(
        f"Đã công khai từ {published_on:%d/%m/%Y} đến {until:%d/%m/%Y}.",
        f"Published from {published_on.isoformat()} to {until.isoformat()}.",
    )


@rule(
    "P04", stage="provincial", if_fails=Consequence.BLOCK, basis="NĐ 152/2025/NĐ-CP Điều 45 khoản 4 (mức mẫu)",
    vi="Đủ số ủy viên dự họp", en="The council has a quorum", unverified=True,
)  # fmt: skip
def quorum_is_reached(
    *, present: int, total: int, recused: int, recused_present: int, recused_leave: bool,
    numerator: int, denominator: int,
) -> Finding:  # fmt: skip
    """present*denominator >= total*numerator. `recused_leave`: who must not vote counts on neither side."""
    here, of = (present - recused_present, total - recused) if recused_leave else (present, total)
    needed = vote_law.least_present(of=of, numerator=numerator, denominator=denominator)
    if vote_law.reaches_quorum(present=here, of=of, numerator=numerator, denominator=denominator):
        return holds(
            f"Có mặt {here}/{of} ủy viên, cần ít nhất {needed}.", f"{here} of {of} members present, {needed} needed."
        )
    return fails(
        f"Chỉ có mặt {here}/{of} ủy viên, cần ít nhất {needed} ({numerator}/{denominator}); chưa được biểu quyết.",
        f"Only {here} of {of} members present, {needed} needed ({numerator}/{denominator}); no vote may be held.",
    )


@rule(
    "P05", stage="provincial", if_fails=Consequence.BLOCK, basis="NĐ 152/2025/NĐ-CP Điều 33 khoản 5",
    vi="Đạt tỷ lệ phiếu đồng ý", en="Enough yes votes",
)  # fmt: skip
def yes_votes_suffice(*, yes: int, counted_of: int, percent: int, chair: Chair | None = None) -> Finding:
    """yes*100 >= percent*counted_of; abstention, blank and invalid papers are not yes. `chair` None: not asked."""
    needed = vote_law.least_yes(counted_of=counted_of, percent=percent)
    if chair is Chair.DOES_NOT_AGREE:
        return fails("Chủ tịch hội đồng không đồng ý.", "The chair does not agree, which this vote needs.")
    if vote_law.reaches_threshold(yes=yes, counted_of=counted_of, percent=percent):
        return holds(
            f"{yes}/{counted_of} phiếu đồng ý, đạt {percent} %.", f"{yes} of {counted_of} yes, {percent} % reached."
        )
    return fails(
        f"{yes}/{counted_of} phiếu đồng ý, chưa đạt {percent} % (cần {needed} phiếu).",
        f"{yes} of {counted_of} yes, {percent} % not reached ({needed} needed).",
    )


@rule(
    "P06", stage="provincial", if_fails=Consequence.BLOCK, basis=BASIS_DESIGN, once_cited=_ONCE_CITED,
    vi="Mỗi ủy viên một phiếu, đúng cách thức, trước khi kết thúc",
    en="One ballot each, in the right mode, before closing",
)  # fmt: skip
def ballots_are_sound(
    *, voters: int, distinct_voters: int, papers: int, papers_due: int, named_papers: int, mode: BallotMode,
    last_written_at: datetime | None, closing_at: datetime, written_until: datetime | None = None,
    closes_from: date | None = None, closing_on: date | None = None, unbound_papers: int = 0, opinions_owed: int = 0,
    present_without: int = 0, not_named: int = 0, wrongly_named: int = 0,
) -> Finding:  # fmt: skip
    """`papers_due`: one paper per voter and case they may vote on; a secret ballot bears no name.

    `unbound_papers` are not what their receipts commit to: somebody changed them in the box.

    `closes_from`: the first day the vote may close on after the last written opinion, where the law sets days between.

    `opinions_owed`: of how many absent members an opinion is still awaited; they may write until `written_until`.

    `present_without`: so many members in the room may vote on a case and cast no paper. Whoever closes names them:
    `not_named` of them were left out, `wrongly_named` owe none.
    """
    if voters != distinct_voters:
        return fails("Có ủy viên bỏ phiếu hơn một lần.", "A member voted more than once.")
    if papers != papers_due:
        return fails(
            f"Có {papers} phiếu, lẽ ra {papers_due}.", f"There are {papers} papers where {papers_due} were cast."
        )
    if unbound_papers:
        return fails(
            f"Có {unbound_papers} phiếu không còn khớp biên nhận.",
            f"{unbound_papers} papers are not what their receipts commit to.",
        )
    if mode is BallotMode.SECRET and named_papers:
        return fails("Phiếu kín lại ghi tên.", "A secret ballot bears a name.")
    if not_named or wrongly_named:
        return _unlike_the_room(not_named, wrongly_named)
    untimely = _find_untimely(
        last_written_at, written_until, opinions_owed, closing_at, closes_from=closes_from, closing_on=closing_on
    )
    if untimely is not None:
        return untimely
    if present_without:
        return holds(
            f"{voters} ủy viên, mỗi người một lần; {present_without} ủy viên có mặt không bỏ phiếu.",
            f"{voters} members voted, once each; {present_without} were present and cast no paper.",
        )
    return holds(f"{voters} ủy viên, mỗi người một lần.", f"{voters} members voted, once each.")


def _unlike_the_room(not_named: int, wrongly_named: int) -> Finding:
    """Who is said to cast no paper is not who has cast none: somebody still votes, or has voted meanwhile."""
    said = []
    if not_named:
        said.append((
            f"Còn {not_named} ủy viên có mặt chưa bỏ phiếu; chỉ kết thúc khi ghi rõ đó là những ai (without_paper).",
            f"{not_named} members present have cast no paper; the vote is closed only if it is said who they are"
            " (without_paper).",
        ))  # fmt: skip
    if wrongly_named:
        said.append((
            f"{wrongly_named} người được ghi là không bỏ phiếu nhưng đã bỏ phiếu hoặc không phải bỏ phiếu.",
            f"{wrongly_named} are said to cast no paper who have voted or owe none.",
        ))  # fmt: skip
    return fails(" ".join(vi for vi, _ in said), " ".join(en for _, en in said))


def _find_untimely(
    last_written_at: datetime | None, written_until: datetime | None, opinions_owed: int, closing_at: datetime,
    *, closes_from: date | None, closing_on: date | None,
) -> Finding | None:  # fmt: skip
    """What of the written opinions came too late, or could still come."""
    if last_written_at is not None and last_written_at > closing_at:
        return fails("Có ý kiến bằng văn bản sau khi kết thúc.", "A written opinion came after closing.")
    if last_written_at is not None and written_until is not None and last_written_at > written_until:
        return fails("Có ý kiến bằng văn bản quá hạn gửi.", "A written opinion came after the time set for it.")
    if opinions_owed and written_until is not None and closing_at <= written_until:
        until = written_until.astimezone(_OFFICE)
        return fails(
            f"Còn {opinions_owed} ủy viên vắng mặt chưa gửi ý kiến bằng văn bản, hạn đến {until:%H:%M ngày %d/%m/%Y}.",
            f"{opinions_owed} absent members have not sent their written opinion, for which they have until"
            f" {until:%Y-%m-%d %H:%M}.",
        )
    if closes_from is not None and closing_on is not None and closing_on < closes_from:
        return fails(
            f"Có ý kiến bằng văn bản; chỉ kết thúc từ {closes_from:%d/%m/%Y}.",
            f"With written opinions the vote closes from {closes_from.isoformat()} on.",
        )
    return None


@rule(
    "P07", stage="provincial", if_fails=Consequence.BLOCK, basis="NĐ 152/2025/NĐ-CP Điều 33 khoản 5",
    vi="Tỷ lệ ghi trong biên bản đúng với kết quả kiểm phiếu", en="The minutes state the counted ratio",
)  # fmt: skip
def minutes_state_the_ratio(
    *, printed_yes: int | None, printed_of: int | None, printed_tenths: int | None, yes: int, counted_of: int
) -> Finding:
    """`printed_*` as read from the text of the minutes; None when it states no ratio for the case."""
    if printed_yes is None or printed_of is None or printed_tenths is None:
        return fails("Biên bản không ghi tỷ lệ phiếu.", "The minutes state no ratio.")
    counted = (yes, counted_of, vote_law.percent_in_tenths(yes, counted_of))
    if (printed_yes, printed_of, printed_tenths) != counted:
        return fails(
            f"Biên bản ghi {printed_yes}/{printed_of}, kiểm phiếu được {yes}/{counted_of}.",
            f"The minutes say {printed_yes}/{printed_of}, the count is {yes}/{counted_of}.",
        )
    return holds(f"Biên bản ghi đúng {yes}/{counted_of}.", f"The minutes say {yes}/{counted_of}, as counted.")


@rule(
    "P08", stage="provincial", if_fails=Consequence.BLOCK, basis="Luật Thi đua, khen thưởng 2022 Điều 80",
    vi="Đúng thẩm quyền; số quyết định không trùng; ngày ký không trước ngày họp",
    en="A competent decider; a number used once; a date not before the vote",
)  # fmt: skip
def decision_is_in_order(
    *, award_level: str, body_level: str, number: int, is_number_free: bool,
    dated: date, voted_on: date, signed_on: date,
) -> Finding:  # fmt: skip
    """`voted_on` is the latest vote the decision rests on; a decision is not dated after the day it is signed."""
    if not competence.is_competent(body_level=body_level, award_level=award_level):
        return _not_competent(body_level, award_level)
    if number < 1 or not is_number_free:
        return fails(f"Số quyết định {number} đã dùng trong năm.", f"Number {number} is taken in that year.")
    if not voted_on <= dated <= signed_on:
        return fails(
            f"Ngày quyết định {dated:%d/%m/%Y} phải từ ngày họp {voted_on:%d/%m/%Y} đến ngày ký {signed_on:%d/%m/%Y}.",
            f"The date {dated.isoformat()} must lie between the vote ({voted_on.isoformat()}) and the signature "
            f"({signed_on.isoformat()}).",
        )
    return holds("Đúng thẩm quyền, số và ngày hợp lệ.", "Competent, with a free number and a proper date.")


def _not_competent(body_level: str, award_level: str) -> Finding:
    here, there = worded(LEVEL_NAMES, body_level).vi, worded(LEVEL_NAMES, award_level).vi
    en = f"Level {body_level} is not competent; this award is decided at level {award_level}."
    return fails(
        f"{here[0].upper()}{here[1:]} không có thẩm quyền; hình thức này do {there} quyết định.", en
    ).said_once_as(
        f"Cấp {body_level} không có thẩm quyền; hình thức này do cấp {award_level} quyết định.", en
    )


@rule(
    "P09", stage="provincial", if_fails=Consequence.BLOCK, basis=BASIS_DESIGN, once_cited=_ONCE_CITED,
    vi="Danh sách quyết định trùng danh sách đã thông qua", en="The decision's list is the voted list",
)  # fmt: skip
def list_is_the_voted_list(
    *, voted_yes: tuple[str, ...], left_out_with_reason: tuple[str, ...], listed: tuple[str, ...]
) -> Finding:
    """All three are case ids. A name may leave the list only by an act with a reason; none may join it."""
    due = set(voted_yes) - set(left_out_with_reason)
    added, dropped = sorted(set(listed) - due), sorted(due - set(listed))
    if len(set(listed)) != len(listed):
        return fails("Danh sách có tên ghi hai lần.", "A name stands twice in the list.")
    never_passed = sorted(set(added) - set(voted_yes))
    if never_passed:
        return fails(
            f"Danh sách thêm {len(never_passed)} hồ sơ hội đồng không thông qua: {', '.join(never_passed)}.",
            f"The list adds {len(never_passed)} that the council did not pass: {', '.join(never_passed)}.",
        )
    if added:
        said = ", ".join(added)
        return fails(
            f"{len(added)} hồ sơ đã thông qua nhưng không chờ ký (phiên họp chưa trình ký, hoặc hồ sơ đã bị từ chối ký,"
            f" rút, trả lại): {said}.",
            f"{len(added)} were passed but do not wait for a signature (their session has not sent its list, or they"
            f" were refused it, withdrawn or returned): {said}.",
        )
    if dropped:
        return fails(
            f"Danh sách bỏ {len(dropped)} hồ sơ đã thông qua mà không có lý do: {', '.join(dropped)}.",
            f"The list drops {len(dropped)} that were passed, without a reason: {', '.join(dropped)}.",
        )
    return holds(f"Danh sách gồm đúng {len(listed)} hồ sơ đã thông qua.", f"The list is the {len(listed)} voted.")
