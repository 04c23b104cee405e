"""What happened, in a few words, for every event an auditor meets.

Owns: the titles. Promises: one per event of a case, a session, a decision, an award or a notice; refused commands of
all services share one. Leaves to others: the details (`telling`).
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.words import Words

TITLES: Mapping[str, Words] = {
    "nomination.policy_published": Words("Công bố bộ quy định áp dụng", "Policy published"),
    "nomination.submitted": Words("Nộp hồ sơ", "Nomination submitted"),
    "nomination.resubmitted": Words("Nộp bổ sung hồ sơ", "Nomination resubmitted"),
    "nomination.withdrawal_requested": Words("Xin rút hồ sơ", "Withdrawal requested"),
    "nomination.draft_withdrawn": Words("Rút bản thảo", "Draft withdrawn"),
    "review.stage_opened": Words("Chuyển tới cấp xét, chờ tiếp nhận", "Stage opened, waiting for receipt"),
    "review.received": Words("Tiếp nhận hồ sơ", "Received"),
    "review.commented": Words("Ý kiến hỗ trợ của cán bộ địa bàn", "Comment of the area officer"),
    "review.stage_passed": Words("Cấp xét đồng ý, trình lên", "Stage passed"),
    "review.returned": Words("Trả lại để bổ sung", "Returned for correction"),
    "review.resumed": Words("Tiếp tục xét sau bổ sung", "Review resumed"),
    "review.held": Words("Tạm dừng xét", "Put on hold"),
    "review.released": Words("Tiếp tục sau tạm dừng", "Released"),
    "review.deadline_extended": Words("Gia hạn xét", "Deadline extended"),
    "review.refused": Words("Không khen thưởng", "Not awarded"),
    "review.withdrawn": Words("Rút hồ sơ", "Withdrawn"),
    "review.withdrawal_declined": Words("Không chấp nhận rút hồ sơ", "Withdrawal declined"),
    "review.notice_published": Words("Công khai lấy ý kiến", "Published for opinions"),
    "review.queued": Words("Đưa vào chương trình phiên họp", "Put on the agenda"),
    "review.requeued": Words("Trở lại chờ phiên họp sau", "Back in the queue for another session"),
    "review.council_voted": Words("Hội đồng bỏ phiếu", "Council voted"),
    "review.sent_for_signature": Words("Trình ký quyết định", "Sent for signature"),
    "review.awarded": Words("Được khen thưởng", "Awarded"),
    "review.session_opened": Words("Mở phiên họp hội đồng", "Council session opened"),
    "review.attendance_recorded": Words("Điểm danh phiên họp", "Attendance recorded"),
    "review.voting_opened": Words("Mở bỏ phiếu", "Voting opened"),
    "review.member_recused": Words("Ủy viên không tham gia biểu quyết hồ sơ", "A member is recused from a case"),
    "review.recusal_decided": Words("Quyết định về việc không tham gia biểu quyết", "Decided on a recusal"),
    "review.cases_deferred": Words("Đưa hồ sơ ra khỏi chương trình", "Taken off the agenda"),
    "review.session_adjourned": Words("Hoãn phiên họp", "Session adjourned"),
    "review.ballot_cast": Words("Một ủy viên bỏ phiếu", "A member cast a ballot"),
    "review.session_closed": Words("Kết thúc phiên họp", "Session closed"),
    "review.relation_declared": Words("Khai báo quan hệ", "Relation declared"),
    "review.relation_withdrawn": Words("Rút khai báo quan hệ", "Declaration withdrawn"),
    "review.mandate_granted": Words("Ủy quyền", "Mandate given"),
    "review.mandate_revoked": Words("Thu hồi ủy quyền", "Mandate revoked"),
    "review.decision_signed": Words("Ký quyết định", "Decision signed"),
    "registry.award_recorded": Words("Vào sổ khen thưởng", "Entered in the register"),
    "registry.award_presented": Words("Trao khen thưởng", "Award presented"),
    "notification.told": Words("Thông báo đã đến", "Notice delivered"),
    "registry.award_corrected": Words("Đính chính khen thưởng", "Award corrected"),
    "registry.award_revoked": Words("Hủy bỏ khen thưởng", "Award revoked"),
    "registry.return_demanded": Words("Yêu cầu nộp lại bằng, tiền thưởng", "Return of the prize demanded"),
    "registry.prize_returned": Words("Nhận lại bằng, tiền thưởng", "Prize returned"),
    "registry.prize_recovered": Words("Thu hồi xong", "Prize recovered"),
    "registry.recovery_deadline_missed": Words("Quá hạn thu hồi", "Recovery overdue"),
    "registry.remedy_proposed": Words("Đề nghị đính chính, hủy bỏ", "Correction or revocation proposed"),
    "registry.awardee_invited": Words("Mời người được khen thưởng giải trình", "Awardee invited to explain"),
    "registry.awardee_explained": Words("Người được khen thưởng đã giải trình", "Awardee heard"),
    "registry.remedy_declined": Words("Không chấp nhận đề nghị", "Proposal declined"),
    "registry.later_decision_signed": Words("Ký quyết định đính chính, hủy bỏ", "Later decision signed"),
    "review.later_decision_numbered": Words("Cấp số quyết định đính chính, hủy bỏ", "Later decision numbered"),
    "registry.complaint_lodged": Words("Khiếu nại", "Complaint lodged"),
    "registry.complaint_accepted": Words("Thụ lý khiếu nại", "Complaint accepted"),
    "registry.complaint_rejected": Words("Không thụ lý khiếu nại", "Complaint not taken up"),
    "registry.complaint_settled": Words("Giải quyết khiếu nại", "Complaint settled"),
    "registry.complaint_deadline_missed": Words("Quá hạn khiếu nại", "Complaint overdue"),
    "notification.delivered": Words("Thông báo đã đến", "Notice delivered"),
    "notification.undeliverable": Words("Thông báo không gửi được", "Notice not delivered"),
    "command_refused": Words("Từ chối vì không có thẩm quyền", "Refused for lack of authority"),
}
