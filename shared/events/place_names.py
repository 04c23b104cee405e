"""What the places of a dossier are called by those who fill it in.

Owns: a name per place, in Vietnamese and English. Promises: every place that may be named has one.
Leaves to others: which places there are (`places`).
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.words import Words

NAMES: Mapping[str, Words] = {
    place: Words(vi, en)
    for place, vi, en in (
        ("award", "Hình thức, danh hiệu đề nghị", "Award proposed"),
        ("award_type", "Loại khen thưởng", "Type of commendation"),
        ("year", "Năm xét", "Year"),
        ("nominee", "Lý lịch", "Nominee"),
        ("nominee.key", "Mã nhận biết", "Key"),
        ("nominee.kind", "Đối tượng", "Kind of nominee"),
        ("nominee.full_name", "Họ và tên", "Full name"),
        ("nominee.birth", "Ngày sinh", "Birth"),
        ("nominee.sex", "Giới tính", "Sex"),
        ("nominee.position", "Chức vụ", "Position"),
        ("nominee.workplace", "Đơn vị công tác", "Workplace"),
        ("nominee.is_direct_worker", "Lao động trực tiếp", "Direct worker"),
        ("nominee.is_leader", "Lãnh đạo, quản lý", "Leader"),
        ("nominee.person_class", "Phân loại cán bộ", "Class of person"),
        ("nominee.worker_group", "Nhóm lao động", "Group of workers"),
        ("nominee.subject_unit", "Tổ chức công đoàn được đề nghị", "Union that is the subject itself"),
        ("achievement", "Thành tích", "Achievement"),
        ("achieved_from", "Thành tích từ ngày", "Achieved from"),
        ("achieved_to", "Thành tích đến ngày", "Achieved to"),
        ("task_rating", "Mức hoàn thành nhiệm vụ", "Task rating"),
        ("prior_titles", "Danh hiệu đã đạt", "Prior titles"),
        ("initiatives", "Sáng kiến", "Initiatives"),
        ("discipline_ended_on", "Ngày hết kỷ luật", "End of discipline"),
        ("counts", "Số liệu tập thể", "Counts of the collective"),
        ("counts.members", "Số thành viên", "Members"),
        ("counts.completed", "Số người hoàn thành nhiệm vụ", "Members who completed their tasks"),
        ("counts.advanced_workers", "Số lao động tiên tiến", "Advanced workers"),
        ("counts.base_fighters", "Số chiến sĩ thi đua cơ sở", "Emulation fighters"),
        ("counts.disciplined", "Số người bị kỷ luật", "Members disciplined"),
        ("counts.women", "Số nữ", "Women"),
        ("minutes", "Số liệu biên bản họp", "Figures of the minutes"),
        ("minutes.held_on", "Ngày họp", "Day of the meeting"),
        ("minutes.members", "Tổng số người", "Members of the meeting"),
        ("minutes.present", "Số người dự", "Present"),
        ("minutes.yes", "Số phiếu đồng ý", "Yes votes"),
        ("minutes.no", "Số phiếu không đồng ý", "No votes"),
        ("minutes.is_signed", "Biên bản đã ký", "Minutes signed"),
        ("figures", "Số liệu đối chiếu", "Figures compared"),
        ("figures.rows_in_letter", "Số trường hợp trong tờ trình", "Rows in the letter"),
        ("figures.rows_in_list", "Số trường hợp trong danh sách", "Rows in the list"),
        ("figures.reports_attached", "Số báo cáo kèm theo", "Reports attached"),
        ("figures.names_differ", "Họ tên ghi khác nhau", "Names that differ"),
        ("papers.submission_letter", "Tờ trình", "Submission letter"),
        ("papers.summary_list", "Danh sách trích ngang", "Summary list"),
        ("papers.achievement_report", "Báo cáo thành tích", "Achievement report"),
        ("papers.achievement_summary", "Tóm tắt thành tích", "Achievement summary"),
        ("papers.minutes", "Biên bản họp", "Minutes"),
        ("papers.initiative_certificate", "Chứng nhận sáng kiến", "Initiative certificate"),
        ("papers.other", "Tài liệu khác", "Other papers"),
        ("is_simplified", "Thủ tục đơn giản", "Simplified procedure"),
        ("simplified_ground", "Căn cứ thủ tục đơn giản", "Ground of the simplified procedure"),
        ("decided_at", "Cấp quyết định", "Level that decides"),
        ("for_phase", "Đợt thi đua", "Phase"),
        ("movement", "Phong trào", "Movement"),
        ("employment", "Dữ liệu nhân sự", "Personnel records"),
        ("employment.absent_days", "Số ngày nghỉ", "Days absent"),
        ("employment.maternity_days", "Số ngày nghỉ thai sản", "Days of maternity leave"),
        ("employment.months_employed", "Số tháng làm việc", "Months employed"),
        ("employment.is_registered", "Đã đăng ký thi đua", "Registered for emulation"),
        ("pledge", "Giao ước thi đua", "Pledge"),
        ("pledge.is_registered", "Đã ký giao ước", "Pledge registered"),
        ("pledge.registered_on", "Ngày ký giao ước", "Day of the pledge"),
        ("study", "Đi học trong năm", "Study leave"),
        ("study.months", "Số tháng đi học", "Months of study"),
        ("study.is_fair_or_better", "Kết quả học từ khá trở lên", "Result fair or better"),
        ("basis", "Khen thưởng làm căn cứ", "Awards it rests on"),
    )
}


def name_of(place: str) -> Words:
    """What a place is called; one that no list has any more is called by its path."""
    return NAMES.get(place, Words(place, place))
