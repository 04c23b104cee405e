"""The words a nominee reads, once there is a decision.

Owns: titles and texts by template. Promises: they name no reason, no vote and nobody who said anything; a nominee may
be a person or a collective. Leaves to others: whether they are written at all (`nominees`).
"""

from __future__ import annotations

from collections.abc import Mapping

from services.notification.rules.templates_of_clocks import Template
from shared.words import Words

_TO = Words("Kính gửi cá nhân/tập thể được đề nghị khen thưởng,\n\n", "To the nominee:\n\n")


def _letter(title: Words, vi: str, en: str) -> Template:
    return Template(title, Words(_TO.vi + vi, _TO.en + en))


TEMPLATES_TO_NOMINEES: Mapping[str, Template] = {
    "nominee_awarded": _letter(
        Words("Quyết định khen thưởng số {number}", "Decision {number} on an award"),
        "Đồng chí/tập thể được tặng {award} theo Quyết định số {number} ngày {dated}, theo đề nghị của {unit} (hồ sơ"
        " {receipt}). Xin chúc mừng.\n\nThời gian, địa điểm trao do đơn vị đề nghị thông báo.",
        "You have been given {award} by Decision {number} of {dated}, as proposed by {unit} (case {receipt})."
        " Congratulations.\n\nThe union that proposed you will say when and where it is handed over.",
    ),
    "nominee_corrected": _letter(
        Words("Đính chính khen thưởng theo Quyết định số {number}", "Decision {number} corrects an award"),
        "{award} (hồ sơ {receipt}) được đính chính theo Quyết định số {number} ngày {dated}. Bằng đã trao, nếu có,"
        " được đổi: đề nghị nộp lại bằng cũ qua {unit}.",
        "{award} (case {receipt}) has been corrected by Decision {number} of {dated}. A certificate already handed"
        " over is exchanged: please give the old one back through {unit}.",
    ),
    "nominee_revoked": _letter(
        Words("Hủy bỏ khen thưởng theo Quyết định số {number}", "Decision {number} cancels an award"),
        "{award} (hồ sơ {receipt}) bị hủy bỏ theo Quyết định số {number} ngày {dated}. Nếu đã nhận bằng hoặc tiền"
        " thưởng, việc thu hồi có thông báo riêng. Đồng chí/tập thể có quyền khiếu nại; {unit} hướng dẫn.",
        "{award} (case {receipt}) has been cancelled by Decision {number} of {dated}. If a certificate or money was"
        " handed over, a notice of its own asks it back. You may lodge a complaint; {unit} will say how.",
    ),
    "nominee_not_awarded": _letter(
        Words("Kết quả đề nghị khen thưởng, hồ sơ {receipt}", "The outcome of case {receipt}"),
        "Người có thẩm quyền đã xem xét hồ sơ {receipt}, đề nghị {award}, và quyết định không khen thưởng lần này."
        " {unit} đã nhận thông báo và giải đáp cho đồng chí/tập thể.",
        "Who decides has considered case {receipt}, proposed for {award}, and does not give the award this time."
        " {unit} was told and will answer your questions.",
    ),
    "nominee_presented": _letter(
        Words("Đã trao khen thưởng, hồ sơ {receipt}", "The award of case {receipt} was handed over"),
        "{award} (hồ sơ {receipt}) được ghi là đã trao ngày {presented}. Nếu chưa nhận được, đề nghị báo lại cho đơn"
        " vị đề nghị.",
        "{award} (case {receipt}) is on record as handed over on {presented}. If you have not received it, please tell"
        " the union that proposed you.",
    ),
    "nominee_invited": _letter(
        Words("Mời giải trình chậm nhất ngày {due}, hồ sơ {receipt}", "You may explain by {due}, case {receipt}"),
        "{award} (hồ sơ {receipt}) đang được xem xét lại. Đồng chí/tập thể được mời giải trình bằng văn bản, qua đơn vị"
        " đề nghị, chậm nhất hết ngày {due}.",
        "{award} (case {receipt}) is being looked at again. You may explain in writing, through the union that proposed"
        " you, by the end of {due}.",
    ),
    "nominee_return_demanded": _letter(
        Words("Nộp lại bằng, tiền thưởng chậm nhất ngày {due}", "To be given back by {due}, case {receipt}"),
        "Theo quyết định đã thông báo về {award} (hồ sơ {receipt}), đề nghị nộp lại {owed} chậm nhất hết ngày {due}."
        " Căn cứ: {basis}.",
        "Following the decision about {award} (case {receipt}), please give back {owed} by the end of {due}."
        " Basis: {basis}.",
    ),
}
