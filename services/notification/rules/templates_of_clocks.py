"""The words of messages about last days and what keeps a case from its council: extended, near, gone by, disputed.

Owns: titles and texts by template, and the shape of one. Promises: as `templates`. Leaves to others: who reads them
(`audience`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.words import Words


@dataclass(frozen=True, slots=True)
class Template:
    title: Words
    text: Words


TEMPLATES_OF_CLOCKS: Mapping[str, Template] = {
    "deadline_extended": Template(
        Words("Gia hạn xét hồ sơ {receipt} đến {due}", "Case {receipt} is now due on {due}"),
        Words(
            "Kính gửi {unit},\n\n{body} gia hạn xét hồ sơ {receipt} đến ngày {due}.\nLý do: {reason}",
            "To {unit}:\n\n{body} has extended the review of case {receipt} to {due}.\nReason: {reason}",
        ),
    ),
    "appraisal_near": Template(
        Words("Hồ sơ {receipt} đến hạn xét {due}", "Case {receipt} is due on {due}"),
        Words(
            "Kính gửi {body},\n\nHồ sơ {receipt} của {unit}, đề nghị {award}, đến hạn xét ngày {due}: còn không quá"
            " {days} ngày làm việc.",
            "To {body}:\n\nCase {receipt} of {unit}, proposed for {award}, is due on {due}: no more than {days}"
            " working day(s) are left.",
        ),
    ),
    "supplement_near": Template(
        Words("Hồ sơ {receipt} đến hạn bổ sung {due}", "The supplement of case {receipt} is due on {due}"),
        Words(
            "Kính gửi {unit},\n\nHồ sơ {receipt}, đề nghị {award}, {body} trả lại để bổ sung, đến hạn ngày {due}: còn"
            " không quá {days} ngày làm việc.",
            "To {unit}:\n\nCase {receipt}, proposed for {award}, was returned by {body}; its supplement is due on"
            " {due}: no more than {days} working day(s) are left.",
        ),
    ),
    "answer_near": Template(
        Words("{body} phải trả lời về hồ sơ {receipt} chậm nhất {due}", "{body} owes an answer on {receipt} by {due}"),
        Words(
            "Kính gửi {asker},\n\nHồ sơ {receipt} của {unit} đã trình {body}, hạn trả lời là {due}: còn không quá"
            " {days} ngày làm việc.",
            "To {asker}:\n\nCase {receipt} of {unit} was submitted to {body}, whose answer is due on {due}: no more"
            " than {days} working day(s) are left.",
        ),
    ),
    "opinion_near": Template(
        Words("{consulted} sắp hết hạn trả lời về hồ sơ {receipt}", "{consulted} owes an answer on {receipt} by {due}"),
        Words(
            "Kính gửi {body},\n\n{consulted} được hỏi ý kiến về hồ sơ {receipt} của {unit}, hạn trả lời là {due}: còn"
            " không quá {days} ngày làm việc.",
            "To {body}:\n\n{consulted} was asked for an opinion on case {receipt} of {unit}; its answer is due on"
            " {due}: no more than {days} working day(s) are left.",
        ),
    ),
    "objection_near": Template(
        Words("Ý kiến về hồ sơ {receipt} đến hạn trả lời {due}", "An objection to case {receipt} is due on {due}"),
        Words(
            "Kính gửi {body},\n\nÝ kiến về hồ sơ {receipt} của {unit} phải được trả lời chậm nhất hết ngày {due}: còn"
            " không quá {days} ngày làm việc.",
            "To {body}:\n\nAn objection to case {receipt} of {unit} has to be settled by {due}: no more than {days}"
            " working day(s) are left.",
        ),
    ),
    "appraisal_overdue": Template(
        Words("Hồ sơ {receipt} đã quá hạn xét {due}", "Case {receipt} was due on {due}"),
        Words(
            "Kính gửi {body},\n\nHồ sơ {receipt} của {unit}, đề nghị {award}, đã quá hạn xét ngày {due}.\n\nĐề nghị"
            " đồng chí xử lý, hoặc gia hạn và ghi rõ lý do.",
            "To {body}:\n\nCase {receipt} of {unit}, proposed for {award}, was due on {due}.\n\nPlease deal with it, or"
            " extend the deadline and say why.",
        ),
    ),
    "supplement_overdue": Template(
        Words("Hồ sơ {receipt} đã quá hạn bổ sung {due}", "The supplement of case {receipt} was due on {due}"),
        Words(
            "Kính gửi {unit},\n\nHồ sơ {receipt}, đề nghị {award}, {body} trả lại để bổ sung, đã quá hạn ngày {due}."
            "\n\nĐề nghị đồng chí nộp bổ sung, hoặc rút hồ sơ.",
            "To {unit}:\n\nCase {receipt}, proposed for {award}, was returned by {body}; its supplement was due"
            " on {due}.\n\nPlease resubmit it, or withdraw it.",
        ),
    ),
    "opinion_overdue": Template(
        Words("{consulted} chưa trả lời về hồ sơ {receipt}", "{consulted} has not answered about case {receipt}"),
        Words(
            "Kính gửi {body},\n\n{consulted} được hỏi ý kiến về hồ sơ {receipt} của {unit}, hạn trả lời {due} đã qua."
            "\n\nQuá thời hạn này hồ sơ được trình hội đồng mà không phải chờ thêm; ý kiến đến sau vẫn được ghi nhận.",
            "To {body}:\n\n{consulted} was asked for an opinion on case {receipt} of {unit}; the time to answer ended"
            " on {due}.\n\nThe case may go before the council without it; a later answer is recorded all the same.",
        ),
    ),
    "answer_overdue": Template(
        Words("{body} chưa trả lời về hồ sơ {receipt}", "{body} has not answered about case {receipt}"),
        Words(
            "Kính gửi {asker},\n\nHồ sơ {receipt} của {unit} đã trình {body}, hạn trả lời {due} đã qua."
            "\n\nĐề nghị đồng chí liên hệ, đôn đốc; khi có văn bản trả lời thì ghi nhận vào hệ thống.",
            "To {asker}:\n\nCase {receipt} of {unit} was submitted to {body}, whose answer was due on {due}."
            "\n\nPlease ask after it, and enter the answer once there is a document.",
        ),
    ),
    "objection_overdue": Template(
        Words("Ý kiến về hồ sơ {receipt} đã quá hạn trả lời {due}", "An objection to case {receipt} was due on {due}"),
        Words(
            "Kính gửi {body},\n\nÝ kiến về hồ sơ {receipt} của {unit} phải được trả lời chậm nhất hết ngày {due}, nay"
            " đã quá hạn.\n\nHồ sơ chưa được trình hội đồng khi ý kiến chưa xử lý xong; đề nghị đồng chí kết luận.",
            "To {body}:\n\nAn objection to case {receipt} of {unit} had to be settled by {due}.\n\nUntil it is, the"
            " case cannot go before the council. Please record your finding.",
        ),
    ),
    "objection_lodged": Template(
        Words("Có ý kiến về hồ sơ {receipt}", "An objection to case {receipt}"),
        Words(
            "Kính gửi {body},\n\nTrong thời gian công khai có ý kiến về hồ sơ {receipt} của {unit}. Đề nghị đồng chí"
            " xem xét, trả lời chậm nhất hết ngày {due}.",
            "To {body}:\n\nDuring its public notice an objection to case {receipt} of {unit} was lodged. Please settle"
            " it by {due}.",
        ),
    ),
    "notice_reopened": Template(
        Words("Hồ sơ {receipt} được công khai lại đến {due}", "Case {receipt} is published again until {due}"),
        Words(
            "Kính gửi {unit},\n\nSau khi {body} xử lý ý kiến, hồ sơ {receipt}, đề nghị {award}, được công khai lại đủ"
            " thời hạn, đến hết ngày {due}.",
            "To {unit}:\n\nAfter {body} settled an objection, case {receipt}, proposed for {award}, is published for"
            " the full period again, until {due}.",
        ),
    ),
}
