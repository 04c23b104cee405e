"""The words of messages about days beside a case's own: written opinions, recoveries, complaints, reports, targets.

Owns: titles and texts by template. Promises: as `templates`. Leaves to others: who reads them (`audience`).
"""

from __future__ import annotations

from collections.abc import Mapping

from services.notification.rules.templates_of_clocks import Template
from shared.words import Words

TEMPLATES_OF_DAYS: Mapping[str, Template] = {
    "opinions_awaited": Template(
        Words("Chờ ý kiến bằng văn bản của đồng chí", "Your written opinion is awaited"),
        Words(
            "Kính gửi đồng chí ủy viên Hội đồng,\n\nĐồng chí vắng mặt tại phiên họp và chưa gửi ý kiến bằng văn bản."
            " Hội đồng nhận ý kiến đến {until}: còn không quá {days} ngày làm việc.",
            "To the member of the Council:\n\nYou are away from the session and have not sent your written opinion."
            " It is taken until {until}: no more than {days} working day(s) are left.",
        ),
    ),
    "recovery_near": Template(
        Words("Thu hồi theo hồ sơ {receipt} đến hạn {due}", "The recovery of case {receipt} is due on {due}"),
        Words(
            "Kính gửi đồng chí thư ký Hội đồng,\n\nViệc thu hồi theo hồ sơ {receipt}, {award}, đến hạn ngày {due}: còn"
            " không quá {days} ngày làm việc. Còn phải thu: {owed}.",
            "To the secretary of the Council:\n\nThe recovery of case {receipt}, {award}, is due on {due}: no more than"
            " {days} working day(s) are left. Still out: {owed}.",
        ),
    ),
    "presentation_overdue": Template(
        Words("Khen thưởng theo Quyết định {number} chưa trao xong", "Awards of decision {number} still wait"),
        Words(
            "Kính gửi đồng chí thư ký Hội đồng,\n\nKhen thưởng theo Quyết định số {number} phải được trao chậm nhất"
            " ngày {due} ({basis}); đến nay còn người, tập thể chưa được trao.\n\nĐề nghị đồng chí tổ chức trao, hoặc"
            " ghi rõ lý do tạm dừng trao trong sổ khen thưởng.",
            "To the secretary of the Council:\n\nWhat decision {number} gave was to be handed over by {due} ({basis});"
            " some of it still waits.\n\nPlease have it handed over, or enter in the register why it waits.",
        ),
    ),
    "recovery_overdue": Template(
        Words("Thu hồi theo hồ sơ {receipt} đã quá hạn {due}", "The recovery of case {receipt} was due on {due}"),
        Words(
            "Kính gửi đồng chí,\n\nViệc thu hồi theo hồ sơ {receipt}, {award}, đã quá hạn ngày {due}. Còn phải thu:"
            " {owed}.\n\nĐề nghị đồng chí đôn đốc; nếu bằng, giấy chứng nhận không thể thu hồi thì xác nhận theo văn"
            " bản.",
            "Dear colleague,\n\nThe recovery of case {receipt}, {award}, was due on {due}. Still out: {owed}."
            "\n\nPlease see to it; where the certificate cannot come back, accept that on a document.",
        ),
    ),
    "complaint_acceptance_near": Template(
        Words("Khiếu nại đến hạn trả lời thụ lý {due}", "A complaint is to be taken up, or not, by {due}"),
        Words(
            "Kính gửi đồng chí thư ký Hội đồng,\n\nKhiếu nại {about} phải được trả lời có thụ lý hay không chậm"
            " nhất hết ngày {due}: còn không quá {days} ngày làm việc.",
            "To the secretary of the Council:\n\nWhether the complaint {about} is taken up has to be said by {due}: no"
            " more than {days} working day(s) are left.",
        ),
    ),
    "complaint_acceptance_overdue": Template(
        Words("Khiếu nại đã quá hạn trả lời thụ lý {due}", "A complaint waits past {due} to be taken up"),
        Words(
            "Kính gửi đồng chí thư ký Hội đồng,\n\nKhiếu nại {about} đã quá hạn trả lời thụ lý ngày {due}. Đề nghị đồng"
            " chí thụ lý, hoặc trả lời không thụ lý và nêu rõ lý do.",
            "To the secretary of the Council:\n\nWhether the complaint {about} is taken up was to be said by {due}."
            " Please take it up, or say why not.",
        ),
    ),
    "complaint_settlement_near": Template(
        Words("Khiếu nại đến hạn giải quyết {due}", "A complaint is to be settled by {due}"),
        Words(
            "Kính gửi đồng chí,\n\nKhiếu nại {about} phải được giải quyết chậm nhất hết ngày {due}: còn không quá"
            " {days} ngày làm việc.",
            "Dear colleague,\n\nThe complaint {about} has to be settled by {due}: no more than {days} working day(s)"
            " are left.",
        ),
    ),
    "complaint_settlement_overdue": Template(
        Words("Khiếu nại đã quá hạn giải quyết {due}", "A complaint was to be settled by {due}"),
        Words(
            "Kính gửi đồng chí,\n\nKhiếu nại {about} đã quá hạn giải quyết ngày {due}. Đề nghị đồng chí giải quyết;"
            " việc chậm trễ có thể dẫn đến khiếu nại tiếp.",
            "Dear colleague,\n\nThe complaint {about} was to be settled by {due}. Please see to it; being late may lead"
            " to a further complaint.",
        ),
    ),
    # Neither reasons nor papers, which may name somebody: whoever is told reads the complaint itself.
    "complaint_accepted": Template(
        Words("Khiếu nại của đơn vị đã được thụ lý", "Your union's complaint has been taken up"),
        Words(
            "Kính gửi đồng chí,\n\nKhiếu nại {about} do đơn vị gửi đã được thụ lý ngày {day}; hạn giải quyết là ngày"
            " {due}.",
            "Dear colleague,\n\nThe complaint {about} that your union lodged was taken up on {day}; it is to be settled"
            " by {due}.",
        ),
    ),
    "complaint_rejected": Template(
        Words("Khiếu nại của đơn vị không được thụ lý", "Your union's complaint was not taken up"),
        Words(
            "Kính gửi đồng chí,\n\nKhiếu nại {about} do đơn vị gửi không được thụ lý. Đề nghị đồng chí xem lý do tại"
            " khiếu nại trên phần mềm.",
            "Dear colleague,\n\nThe complaint {about} that your union lodged was not taken up. Please read the reason"
            " with the complaint.",
        ),
    ),
    "complaint_settled": Template(
        Words("Khiếu nại của đơn vị đã được giải quyết", "Your union's complaint has been settled"),
        Words(
            "Kính gửi đồng chí,\n\nKhiếu nại {about} do đơn vị gửi đã được giải quyết ngày {day}: {outcome}. Đề nghị"
            " đồng chí xem lý do và văn bản giải quyết tại khiếu nại trên phần mềm.\n\nSau lần giải quyết đầu, nếu"
            " không đồng ý thì thời hạn khiếu nại lần hai tính từ ngày {day}.",
            "Dear colleague,\n\nThe complaint {about} that your union lodged was settled on {day}: {outcome}. Please"
            " read the reasons and the paper with the complaint.\n\nAfter a first settlement, the time for a second"
            " complaint runs from {day}.",
        ),
    ),
    "report_near": Template(
        Words("{report}: hạn cuối {due}", "{report}: due on {due}"),
        Words(
            "Kính gửi {body},\n\n{report} theo kế hoạch “{plan}”: ngày cuối nhận là {due}, {left}. {standing}",
            "To {body}:\n\n{report} under the plan “{plan}”: the last day is {due}, {left}. {standing}",
        ),
    ),
    "report_awaited": Template(
        Words("{report}: hạn gửi {due}", "{report}: to be sent by {due}"),
        Words(
            "Kính gửi {body},\n\nChưa nhận được “{report}” của đơn vị theo kế hoạch “{plan}”. Ngày cuối gửi báo cáo là"
            " {due}, {left}.",
            "To {body}:\n\n“{report}” of your union under the plan “{plan}” has not been received. The last day is"
            " {due}, {left}.",
        ),
    ),
    "filing_day_near": Template(
        Words("Hạn theo luật {due}: {what}", "By law until {due}: {what}"),
        Words(
            "Kính gửi {body},\n\n{what}. Ngày cuối là {due}, {left}. Căn cứ: {basis}.{late}",
            "To {body}:\n\n{what}. The last day is {due}, {left}. Basis: {basis}.{late}",
        ),
    ),
    "targets_pace": Template(
        Words("Tiến độ chỉ tiêu: {plan}", "Pace of the targets: {plan}"),
        Words(
            "Kính gửi {body},\n\nĐã qua {percent} % thời gian của kế hoạch “{plan}” ({first} – {last}).\n\n{targets}",
            "To {body}:\n\n{percent} % of the time of the plan “{plan}” are over ({first} to {last}).\n\n{targets}",
        ),
    ),
}
