"""The words of every message, as an officer would write them, in Vietnamese and English.

Owns: titles and texts by template. Promises: a title is one line whatever the facts contain (header injection);
facts are inserted, never interpreted. Leaves to others: words about last days (`templates_of_clocks`,
`templates_of_days`) and to nominees (`templates_to_nominees`), who reads them (`audience`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.notification.rules.templates_of_clocks import TEMPLATES_OF_CLOCKS, Template
from services.notification.rules.templates_of_days import TEMPLATES_OF_DAYS
from services.notification.rules.templates_to_nominees import TEMPLATES_TO_NOMINEES
from shared.words import Language, Words

_TITLE_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in one language."""

    title: str
    text: str


def write(template: str, facts: Mapping[str, Words], language: Language) -> Letter:
    """The message; `KeyError` when a fact the template names is missing."""
    chosen = TEMPLATES[template]
    said = {name: words.in_language(language) for name, words in facts.items()}
    title = " ".join(chosen.title.in_language(language).format_map(said).split())
    return Letter(title[:_TITLE_LENGTH], chosen.text.in_language(language).format_map(said) + _CLOSING[language])


_CLOSING: Mapping[Language, str] = {
    "vi": "\n\nThư này do phần mềm Vinh Danh gửi tự động, xin không trả lời.",
    "en": "\n\nThis message was sent by Vinh Danh automatically; please do not reply.",
}

TEMPLATES: Mapping[str, Template] = {
    "stage_opened": Template(
        Words("Hồ sơ {receipt} chờ tiếp nhận", "Case {receipt} waits for receipt"),
        Words(
            "Kính gửi {body},\n\nHồ sơ {receipt} của {unit}, đề nghị {award}, đã được chuyển đến và đang chờ tiếp nhận."
            "\n\nĐề nghị đồng chí kiểm tra thành phần hồ sơ và tiếp nhận trên phần mềm.",
            "To {body}:\n\nCase {receipt} of {unit}, proposed for {award}, has arrived and waits for receipt."
            "\n\nPlease check that it is complete and receive it.",
        ),
    ),
    "resumed": Template(
        Words("Hồ sơ {receipt} đã được bổ sung", "Case {receipt} has been supplemented"),
        Words(
            "Kính gửi {body},\n\n{unit} đã bổ sung hồ sơ {receipt} (bản {version}). Đề nghị đồng chí tiếp tục xét.",
            "To {body}:\n\n{unit} has supplemented case {receipt} (version {version}). Please continue the review.",
        ),
    ),
    "received": Template(
        Words("Hồ sơ {receipt} đã được tiếp nhận", "Case {receipt} has been received"),
        Words(
            "Kính gửi {unit},\n\n{body} đã tiếp nhận hồ sơ {receipt}, đề nghị {award}. Hạn xét: {due}.",
            "To {unit}:\n\n{body} has received case {receipt}, proposed for {award}. It is due on {due}.",
        ),
    ),
    "returned": Template(
        Words("Hồ sơ {receipt} cần bổ sung, chậm nhất {due}", "Case {receipt} has to be corrected by {due}"),
        Words(
            "Kính gửi {unit},\n\n{body} trả lại hồ sơ {receipt} để bổ sung.\nLý do: {reason}\n\nCần bổ sung:\n{items}"
            "\n\nHạn nộp bổ sung: {due}. Chỉ các mục trên được sửa; phần khác của hồ sơ giữ nguyên.",
            "To {unit}:\n\n{body} returns case {receipt} for correction.\nReason: {reason}\n\nTo be mended:\n{items}"
            "\n\nPlease resubmit by {due}. Only these places can be changed; all others are kept as they are.",
        ),
    ),
    **TEMPLATES_OF_CLOCKS,
    **TEMPLATES_OF_DAYS,
    **TEMPLATES_TO_NOMINEES,
    "held": Template(
        Words("Hồ sơ {receipt} tạm dừng xét", "Case {receipt} is on hold"),
        # Neither the kind nor the document: an informant must not be guessed at the unit.
        Words(
            "Kính gửi {unit},\n\n{body} tạm dừng xét hồ sơ {receipt}, đề nghị {award}, cho đến khi có kết luận bằng văn"
            " bản. Trong thời gian này thời hạn xét không tính.",
            "To {unit}:\n\n{body} has put case {receipt}, proposed for {award}, on hold until there is a written"
            " conclusion. Its time does not run meanwhile.",
        ),
    ),
    "released": Template(
        Words("Hồ sơ {receipt} được tiếp tục xét", "Case {receipt} goes on"),
        Words(
            "Kính gửi {unit},\n\n{body} tiếp tục xét hồ sơ {receipt}, đề nghị {award}.{due}",
            "To {unit}:\n\n{body} goes on with case {receipt}, proposed for {award}.{due}",
        ),
    ),
    "notice_published": Template(
        Words("Hồ sơ {receipt} được công khai đến {due}", "Case {receipt} is published until {due}"),
        Words(
            "Kính gửi {unit},\n\n{body} công khai hồ sơ {receipt}, đề nghị {award}, để lấy ý kiến: tại {where}, từ ngày"
            " {first} đến hết ngày {due}.",
            "To {unit}:\n\n{body} has published case {receipt}, proposed for {award}, for opinions: at {where}, from"
            " {first} to the end of {due}.",
        ),
    ),
    "queued": Template(
        Words("Hồ sơ {receipt} được đưa ra Hội đồng", "Case {receipt} is on the agenda"),
        Words(
            "Kính gửi {unit},\n\nHồ sơ {receipt}, đề nghị {award}, đã được đưa vào chương trình họp của Hội đồng tại"
            " {body}.",
            "To {unit}:\n\nCase {receipt}, proposed for {award}, is on the agenda of the Council at {body}.",
        ),
    ),
    "requeued": Template(
        Words("Hồ sơ {receipt} chờ phiên họp sau", "Case {receipt} waits for the next session"),
        Words(
            "Kính gửi {unit},\n\nHồ sơ {receipt}, đề nghị {award}, chưa được Hội đồng tại {body} xét trong phiên họp"
            " này; hồ sơ chờ phiên họp sau.",
            "To {unit}:\n\nCase {receipt}, proposed for {award}, was not dealt with in this session of the Council at"
            " {body}; it waits for the next one.",
        ),
    ),
    "stage_passed": Template(
        Words("Hồ sơ {receipt} đã được {body} đồng ý", "Case {receipt} was agreed by {body}"),
        Words(
            "Kính gửi {unit},\n\n{body} đã xét và đồng ý với hồ sơ {receipt}, đề nghị {award}. {onward}",
            "To {unit}:\n\n{body} has reviewed case {receipt}, proposed for {award}, and agrees. {onward}",
        ),
    ),
    "case_moved": Template(
        Words("Hồ sơ {receipt} được chuyển theo sắp xếp mới", "Case {receipt} was moved by a reform"),
        Words(
            "Kính gửi {unit},\n\nHồ sơ {receipt}, đề nghị {award}, được chuyển theo {document}; từ nay do {body} xét."
            "\nLý do: {reason}\n\nCác cấp đã thông qua được giữ nguyên, đơn vị không phải nộp lại.",
            "To {unit}:\n\nCase {receipt}, proposed for {award}, was moved by {document}; {body} reviews it now."
            "\nReason: {reason}\n\nWhat was passed stays passed; nothing has to be submitted again.",
        ),
    ),
    "case_moved_here": Template(
        Words("Hồ sơ {receipt} được chuyển đến", "Case {receipt} was moved to you"),
        Words(
            "Kính gửi {body},\n\nHồ sơ {receipt} của {unit}, đề nghị {award}, được chuyển đến từ {former}"
            " theo {document}.\nLý do: {reason}\n\nĐề nghị đồng chí tiếp nhận và xét tiếp trên phần mềm.",
            "To {body}:\n\nCase {receipt} of {unit}, proposed for {award}, came to you from {former} by {document}."
            "\nReason: {reason}\n\nPlease take it over.",
        ),
    ),
    "refused": Template(
        Words("Hồ sơ {receipt} không được khen thưởng", "Case {receipt} is not awarded"),
        Words(
            "Kính gửi {unit},\n\nHồ sơ {receipt}, đề nghị {award}, không được khen thưởng.\nCấp quyết định: {body}."
            "\nLý do: {reason}{nominee}",
            "To {unit}:\n\nCase {receipt}, proposed for {award}, is not awarded.\nDecided at: {body}."
            "\nReason: {reason}{nominee}",
        ),
    ),
    "withdrawn": Template(
        Words("Hồ sơ {receipt} đã được rút", "Case {receipt} was withdrawn"),
        Words(
            "Kính gửi {unit},\n\nHồ sơ {receipt} đã được rút theo đề nghị.\nLý do: {reason}",
            "To {unit}:\n\nCase {receipt} was withdrawn as requested.\nReason: {reason}",
        ),
    ),
    "withdrawal_declined": Template(
        Words("Chưa thể rút hồ sơ {receipt}", "Case {receipt} cannot be withdrawn"),
        Words(
            "Kính gửi {unit},\n\nĐề nghị rút hồ sơ {receipt} không được chấp nhận.\n{reason}",
            "To {unit}:\n\nThe request to withdraw case {receipt} was declined.\n{reason}",
        ),
    ),
    "awarded": Template(
        Words("Hồ sơ {receipt} được khen thưởng", "Case {receipt} is awarded"),
        Words(
            "Kính gửi {unit},\n\nHồ sơ {receipt} được tặng {award} theo Quyết định số {number} ngày {dated}."
            "\nSố vào sổ khen thưởng: {certificate}.{nominee}",
            "To {unit}:\n\nCase {receipt} has been given {award} by Decision {number} of {dated}."
            "\nNumber in the register: {certificate}.{nominee}",
        ),
    ),
    "award_corrected": Template(
        Words("Đính chính khen thưởng của hồ sơ {receipt}", "The award of case {receipt} is corrected"),
        Words(
            "Kính gửi {unit},\n\n{award} của hồ sơ {receipt} được đính chính theo Quyết định số {number} ngày {dated}."
            "\nSố vào sổ khen thưởng mới: {certificate}. Bằng đã trao, nếu có, được đổi: đề nghị nộp lại bằng cũ."
            "{nominee}",
            "To {unit}:\n\n{award} of case {receipt} has been corrected by Decision {number} of {dated}."
            "\nNew number in the register: {certificate}. A certificate already handed over is to be given back."
            "{nominee}",
        ),
    ),
    "award_revoked": Template(
        Words("Hủy bỏ khen thưởng của hồ sơ {receipt}", "The award of case {receipt} is cancelled"),
        Words(
            "Kính gửi {unit},\n\n{award} của hồ sơ {receipt} bị hủy bỏ theo Quyết định số {number} ngày {dated}."
            "\nCăn cứ: {basis}. Bằng và tiền thưởng đã trao, nếu có, được thu hồi theo thông báo riêng.{nominee}",
            "To {unit}:\n\n{award} of case {receipt} has been cancelled by Decision {number} of {dated}."
            "\nBasis: {basis}. A notice of its own asks back what was handed over.{nominee}",
        ),
    ),
    "session_opened": Template(
        # No number: who must not see a case must not be able to count it either.
        Words("Mời họp Hội đồng xét khen thưởng", "Council session"),
        Words(
            "Kính gửi đồng chí ủy viên Hội đồng,\n\nPhiên họp xét khen thưởng đã mở. Đề nghị đồng chí nghiên cứu các"
            " hồ sơ trong chương trình trước khi bỏ phiếu.{voting}",
            "To the member of the Council:\n\nA session has been opened. Please study the dossiers on its agenda"
            " before the vote.{voting}",
        ),
    ),
    "voting_opened": Template(
        Words("Hội đồng bắt đầu bỏ phiếu", "The Council votes"),
        Words(
            "Kính gửi đồng chí ủy viên Hội đồng,\n\nPhiên họp đã đủ điều kiện và bắt đầu bỏ phiếu.",
            "To the member of the Council:\n\nThe session has a quorum and votes now.",
        ),
    ),
    "session_adjourned": Template(
        Words("Phiên họp Hội đồng được hoãn", "The Council's session is adjourned"),
        Words(
            "Kính gửi đồng chí ủy viên Hội đồng,\n\nPhiên họp được hoãn, không kiểm phiếu. Lý do: {reason}.\nCác hồ sơ"
            " chờ phiên họp sau.",
            "To the member of the Council:\n\nThe session is adjourned without a count. Reason: {reason}.\nIts cases"
            " wait for the next session.",
        ),
    ),
    "sent_for_signature": Template(
        Words("Có danh sách khen thưởng chờ ký", "A list of awards waits for signature"),
        Words(
            "Kính gửi đồng chí,\n\nHội đồng đã xét xong một phiên họp; danh sách đề nghị khen thưởng đang chờ đồng chí"
            " xem xét, quyết định.",
            "To the signer:\n\nThe Council has finished a session; its list of proposed awards awaits your decision.",
        ),
    ),
    "case_for_signature": Template(
        Words("Hồ sơ {receipt} chờ ký", "Case {receipt} waits for signature"),
        Words(
            "Kính gửi đồng chí,\n\n{body} đã xét và đồng ý với hồ sơ {receipt} của {unit}, đề nghị {award}; hồ sơ đang"
            " chờ đồng chí xem xét, quyết định.",
            "To the signer:\n\n{body} has reviewed case {receipt} of {unit}, proposed for {award}, and agrees;"
            " it awaits"
            " your decision.",
        ),
    ),
    "letter_signed": Template(
        Words("Tờ trình {number} đã được ký", "Submission {number} has been signed"),
        Words(
            "Kính gửi {body},\n\nTờ trình số {number} ngày {dated} gửi {above} đã được ký. Đề nghị đồng chí gửi"
            " hồ sơ và"
            " ghi nhận trả lời khi có văn bản.",
            "To {body}:\n\nSubmission {number} of {dated} to {above} has been signed. Please send it off, and enter the"
            " answer from its document when it comes.",
        ),
    ),
    "letter_sent_back": Template(
        Words("{body} trả lại hồ sơ {receipt}", "{body} sent case {receipt} back"),
        Words(
            "Kính gửi đồng chí,\n\n{body} trả lại hồ sơ {receipt} của {unit} theo {document}.\nLý do:"
            " {reason}\n\n{back}"
            " thẩm định lại, hạn {due}.",
            "To the signer:\n\n{body} sent case {receipt} of {unit} back by {document}.\nReason: {reason}\n\n{back}"
            " appraises it again, by {due}.",
        ),
    ),
    "escalated": Template(
        Words("Hồ sơ {receipt} đã được trình {above}", "Case {receipt} was submitted to {above}"),
        Words(
            "Kính gửi {unit},\n\nHồ sơ {receipt}, đề nghị {award}, đã được trình {above} theo tờ trình số {number} ngày"
            " {dated}.",
            "To {unit}:\n\nCase {receipt}, proposed for {award}, was submitted to {above} by letter {number} of"
            " {dated}.",
        ),
    ),
    "endorsed": Template(
        Words("Hồ sơ {receipt} đã qua {body}", "Case {receipt} was agreed to by {body}"),
        Words(
            "Kính gửi {unit},\n\n{body} đã đồng ý với hồ sơ {receipt}, đề nghị {award}; hồ sơ chuyển tiếp tới"
            " {onward}.",
            "To {unit}:\n\n{body} agrees with case {receipt}, proposed for {award}; it goes on to {onward}.",
        ),
    ),
    "sent_back": Template(
        Words("Hồ sơ {receipt} được trả lại từ cấp trên", "Case {receipt} came back from above"),
        Words(
            "Kính gửi {unit},\n\n{body} trả lại hồ sơ {receipt}, đề nghị {award}.\nLý do: {reason}\n\n{back} sẽ"
            " thẩm định"
            " lại; nếu đơn vị cần bổ sung, sẽ có thông báo riêng.",
            "To {unit}:\n\n{body} sent case {receipt}, proposed for {award}, back.\nReason: {reason}\n\n{back}"
            " appraises"
            " it again; if a supplement of yours is needed you will be told.",
        ),
    ),
    "movement_launched": Template(
        Words("{union} phát động phong trào “{movement}”", "{union} launched “{movement}”"),
        Words(
            "Kính gửi {body},\n\n{union} phát động phong trào “{movement}”{pilot}, từ {first} đến {last}, theo"
            " {document}.",
            "To {body}:\n\n{union} launched the movement “{movement}”{pilot}, from {first} to {last}, by {document}.",
        ),
    ),
    "launch_ended": Template(
        Words("{union} kết thúc phong trào “{movement}”", "{union} ended “{movement}”"),
        Words(
            "Kính gửi {body},\n\n{union} kết thúc sớm phong trào “{movement}” theo {document}.\nLý do: {reason}",
            "To {body}:\n\n{union} ended the movement “{movement}” early by {document}.\nReason: {reason}",
        ),
    ),
    "launch_withdrawn": Template(
        Words("{union} rút việc phát động “{movement}”", "{union} took back the launch of “{movement}”"),
        Words(
            "Kính gửi {body},\n\n{union} rút việc phát động phong trào “{movement}” theo {document}; lần phát động này"
            " không còn được tính.\nLý do: {reason}",
            "To {body}:\n\n{union} took back the launch of “{movement}” by {document}; it counts no more."
            "\nReason: {reason}",
        ),
    ),
    "unit_plan_registered": Template(
        Words("{union} đăng ký {what}", "{union} registered its {what}"),
        Words(
            "Kính gửi {body},\n\n{union} đăng ký {what} theo {document}, với {count} nội dung:\n{contents}",
            "To {body}:\n\n{union} registered its {what} by {document}, with {count} contents:\n{contents}",
        ),
    ),
}
