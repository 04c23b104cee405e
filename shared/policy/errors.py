"""What can be wrong with the policy, or asked of it in vain.

Owns: the errors of `shared.policy`. Promises: stable codes under `policy.`. Leaves to others: their HTTP form.
"""

from __future__ import annotations

from shared.errors import Absent, Conflict, InvalidInput, Unavailable, VinhDanhError
from shared.words import Words


class PolicyInvalid(VinhDanhError):
    """The policy files contradict themselves or their form; `places` has one entry per problem of any file."""

    code = "policy.invalid"
    status = 500
    words = Words("Bộ tệp quy định không hợp lệ.", "The policy files are not valid.")


class UnknownPlan(Absent):
    code = "policy.unknown_plan"
    words = Words("Không có kế hoạch này.", "There is no such plan.")


class UnknownAward(InvalidInput):
    code = "policy.unknown_award"
    words = Words(
        "Danh hiệu, hình thức khen thưởng này không có trong danh mục.",
        "This award is not in the catalogue.",
    )


class UnknownChain(InvalidInput):
    code = "policy.unknown_chain"
    words = Words("Kế hoạch không có tuyến trình này.", "The plan has no such chain.")


class UnknownParameter(VinhDanhError):
    code = "policy.unknown_parameter"
    words = Words("Bộ quy định thiếu tham số này.", "The rulebook lacks this parameter.")


class UnknownClock(VinhDanhError):
    code = "policy.unknown_clock"
    words = Words("Bộ quy định thiếu thời hạn này.", "The rulebook lacks this period.")


class DraftRulebook(Conflict):
    """Asked to judge by, or to record for judging, a rulebook that is a draft."""

    code = "policy.draft_rulebook"
    words = Words(
        "Bộ quy định này mới là dự thảo, không được áp dụng.",
        "This rulebook is a draft and cannot be activated.",
    )


class UnknownPart(InvalidInput):
    code = "policy.unknown_part"
    words = Words("Không có kế hoạch, bộ quy định hay tuyến trình này.", "There is no such plan, rulebook or chain.")


class NoRulebook(InvalidInput):
    code = "policy.no_rulebook"
    words = Words(
        "Không có bộ quy định nào áp dụng cho hồ sơ gửi ngày này.",
        "No rulebook applies to dossiers sent on this day.",
    )


class CalendarMissing(Unavailable):
    code = "policy.calendar_missing"
    words = Words("Chưa có lịch nghỉ của năm này.", "There is no calendar for this year yet.")


class SalaryMissing(Unavailable):
    code = "policy.salary_missing"
    words = Words("Chưa có mức lương cơ sở cho ngày này.", "No base salary is known for this day.")


class BonusUnknown(InvalidInput):
    code = "policy.no_bonus"
    words = Words(
        "Chưa có mức tiền thưởng cho hình thức và đối tượng này.",
        "No bonus is laid down for this award and kind of subject.",
    )


class NoLawAfterDecision(InvalidInput):
    code = "policy.no_law_after_decision"
    words = Words(
        "Chưa có quy định về hủy bỏ, khiếu nại cho ngày này.",
        "No law on cancellation and complaints is known for this day.",
    )


class UnknownGround(InvalidInput):
    code = "policy.unknown_ground"
    words = Words("Căn cứ này không có trong quy định.", "The law knows no such ground.")
