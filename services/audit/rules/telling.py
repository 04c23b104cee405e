"""What an event says, in sentences.

Owns: the title and the lines of every event an auditor meets in the story of a case.
Promises: pure; a type it does not know is told by its name, never left out; no ballot's choice is ever told.
Leaves to others: rules and votes as records (`shared.verdicts`, `review.Tally`), layout (`deploy/commands/audit.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.audit.rules import telling_aftermath, telling_beyond, telling_council, telling_launches, telling_reform
from services.audit.rules.telling_visits import tell_looks, tell_refused, tell_repaired
from services.audit.rules.titles import TITLES
from services.audit.rules.wording import reason_of, with_days_written
from shared.events.place_names import name_of
from shared.policy.awards import LEVEL_NAMES
from shared.vocabulary import CHANNELS, STAGES, worded
from shared.words import Words

Data = Mapping[str, Any]
Lines = tuple[Words, ...]


def title_of(event_type: str) -> Words:
    """What happened, in a few words."""
    return TITLES.get(event_type) or TITLES.get(event_type.split(".")[-1]) or Words(event_type, event_type)


def lines_of(event_type: str, data: Data) -> Lines:
    """What an auditor wants to know beyond the title."""
    both = zip(_told_of(event_type, with_days_written(data)), _told_of(event_type, data), strict=True)
    return tuple(Words(vietnamese.vi, english.en) for vietnamese, english in both)


def _told_of(event_type: str, data: Data) -> Lines:
    tell = _LINES.get(event_type) or _LINES.get(event_type.split(".")[-1])
    stage = _step(data) if event_type in TITLES and "step" in data else ()
    return stage + (tell(data) if tell else ())


def _step(data: Data) -> Lines:
    step = data["step"]
    kind = worded(STAGES, step["kind"])
    return (Words(f"Cấp xét: {kind.vi} – {step['body_name']}", f"Stage: {kind.en} – {step['body_name']}"),)


def _submitted(data: Data) -> Lines:
    dossier, unit, road = data["dossier"], data["unit"], data["road"]
    bodies = " → ".join(stage["unit_name"] for stage in road["stages"])
    level = worded(LEVEL_NAMES, road["decided_at"])
    name, award, papers = dossier["nominee"]["full_name"], _award(data), len(dossier["papers"])
    return (
        Words(f"Số tiếp nhận {data['receipt']}, kế hoạch {data['plan']}", f"Receipt {data['receipt']}, {data['plan']}"),
        Words(f"Đề nghị {award.vi} cho {name}, {unit['name']}", f"{award.en} for {name}, {unit['name']}"),
        Words(f"Tuyến {road['chain']}: {bodies}", f"Chain {road['chain']}: {bodies}"),
        Words(f"Cấp quyết định: {level.vi}", f"To be decided at: {level.en}"),
        Words(f"Bản {data['version']}, {papers} tài liệu", f"Version {data['version']}, {papers} papers"),
    )


def _award(data: Data) -> Words:
    """Its code, by which it is looked for, behind its name where the check of the catalogue (G03) kept that."""
    code = data["dossier"]["award"]
    for said in data.get("evaluations") or ():
        name = said["facts"].get("name") if said["rule"] == "G03" else None
        if name:
            return Words(f"{name['vi']} ({code})", f"{name['en']} ({code})")
    return Words(code, code)


def _resubmitted(data: Data) -> Lines:
    names = [name_of(place) for place in data["changed"]]
    vi, en = ", ".join(name.vi for name in names), ", ".join(name.en for name in names)
    return (Words(f"Bản {data['version']}, sửa: {vi}", f"Version {data['version']}, changed: {en}"),)


def _received(data: Data) -> Lines:
    return (Words(f"Hạn xét: {data['due_on']}", f"Due on {data['due_on']}"),)


def _passed(data: Data) -> Lines:
    following = data.get("next_step")
    onward = following["body_name"] if following else None
    said = Words(f"Ý kiến: {data['opinion']}", f"Opinion: {data['opinion']}")
    return (said, Words(f"Trình tiếp: {onward}", f"Goes on to: {onward}")) if onward else (said,)


def _returned(data: Data) -> Lines:
    items = tuple(
        Words(
            f"Cần bổ sung – {name_of(item['part']).vi}: {item['words']['vi']}",
            f"To mend – {name_of(item['part']).en}: {item['words']['en']}",
        )
        for item in data["items"]
    )
    return (*reason_of(data), *items, Words(f"Hạn bổ sung: {data['due_on']}", f"Due on {data['due_on']}"))


def _document(data: Data) -> Lines:
    return (Words(f"Căn cứ văn bản: {data['document']}", f"Document: {data['document']}"),)


def _document_and_notice(data: Data) -> Lines:
    notice = data.get("notice")
    told = (Words(f"Đã báo cấp trên theo {notice}", f"The body above was told by {notice}"),) if notice else ()
    return (*_document(data), *told)


def _withdrawn(data: Data) -> Lines:
    paper = data.get("document")
    consent = (Words(f"Cấp quyết định đồng ý theo {paper}", f"The decider consents by {paper}"),) if paper else ()
    return (*reason_of(data), *consent)


def _published(data: Data) -> Lines:
    where, first, last = data["where"], data["published_on"], data["until"]
    return (Words(f"Tại {where}, từ {first} đến hết {last}", f"At {where}, from {first} to {last}"),)


def _awarded(data: Data) -> Lines:
    number, dated = data["number"], data["dated"]
    return (Words(f"Quyết định số {number} ngày {dated}", f"Decision {number} of {dated}"),)


def _signed(data: Data) -> Lines:
    return (
        Words(
            f"Quyết định số {data['number']} ngày {data['dated']} của {data['body_name']}, {len(data['items'])} mục",
            f"Decision {data['number']} of {data['dated']}, {data['body_name']}, {len(data['items'])} items",
        ),
        Words(f"Người ký: {data['signed_by']}", f"Signed by {data['signed_by']}"),
        Words(f"Mã băm danh sách: {data['list_sha256']}", f"Hash of the list: {data['list_sha256']}"),
    )


def _recorded(data: Data) -> Lines:
    return (
        Words(
            f"{data['nominee_name']}: {data['award_name']['vi']}, số vào sổ {data['certificate'] or '–'}",
            f"{data['nominee_name']}: {data['award_name']['en']}, register number {data['certificate'] or '–'}",
        ),
        *_awarded(data),
    )


def _presented(data: Data) -> Lines:
    day, occasion = data["presented_on"], data["occasion"]
    return (Words(f"Ngày {day}, {occasion}", f"On {day}, {occasion}"),)


def _told(data: Data) -> Lines:
    return tuple(
        _notice(recipient, data["channel"], one["template"])
        for one in data["tellings"]
        for recipient in one["recipients"]
    )


def _extended(data: Data) -> Lines:
    was, due, days = data["was_due_on"], data["due_on"], data["working_days"]
    told = Words(f"Hạn {was} dời đến {due} ({days} ngày làm việc)", f"From {was} to {due} ({days} working days)")
    return (*reason_of(data), told)


def _near(data: Data) -> Lines:
    days = data["working_days"]
    return (Words(f"Đến hạn {data['due_on']}, còn không quá {days} ngày làm việc",
                  f"Due on {data['due_on']}, no more than {days} working day(s) left"),)  # fmt: skip


def _missed(data: Data) -> Lines:
    consulted = data.get("consulted")
    vi, en = {
        "appraisal": ("cấp xét", "the body"),
        "supplement": ("đơn vị bổ sung", "the unit"),
        "opinion": (f"ý kiến của {consulted}", f"the opinion of {consulted}"),
        "objection": ("kết luận về ý kiến phản ánh", "the finding on an objection"),
        "answer": ("cấp trên trả lời", "the answer from above"),
    }[data["waits_for"]]
    return (Words(f"Hạn {data['due_on']} đã qua; chờ {vi}", f"Was due on {data['due_on']}; it waits for {en}"),)


def _objected(data: Data) -> Lines:
    answer = Words(f"Phải trả lời chậm nhất hết ngày {data['answer_by']}", f"To be answered by {data['answer_by']}")
    return (answer,) if data.get("document") is None else (*_document(data), answer)


def _objection_settled(data: Data) -> Lines:
    found = Words(data["finding"], data["finding"])
    if data["until"] is None:
        return (found,)
    return (found, Words(f"Công khai lại đến hết ngày {data['until']}", f"Published again until {data['until']}"))


def _opinion_asked(data: Data) -> Lines:
    whom, last = data["consulted"], data["last_day"]
    return (Words(f"Hỏi {whom}, hạn trả lời {last}", f"{whom} was asked, to answer by {last}"), *_document(data))


def _opinion_recorded(data: Data) -> Lines:
    whom, day = data["consulted"], data["answered_on"]
    return (Words(f"{whom} trả lời ngày {day}", f"{whom} answered on {day}"), *_document(data))


def _late(data: Data) -> Lines:
    last, basis = data["due_on"], data["basis"]
    return (Words(f"Phải trao đến hết {last} ({basis})", f"To be handed over until {last} ({basis})"),)


def _archived(data: Data) -> Lines:
    file, last = data["file"], data["keep_until"]
    said = Words(f"Lưu tại {file}, giữ đến hết {last}", f"Kept as {file} until {last}")
    return (said, Words(data["basis"], data["basis"]))


def _delivered(data: Data) -> Lines:
    return (_notice(data["recipient"], data["channel"], data["template"]),)


def _read(data: Data) -> Lines:
    counted = ((one["recipient"], len(one["occasions"])) for one in data["read"])
    return tuple(Words(f"Gửi tới {to}: {count} thông báo", f"To {to}: {count} notice(s)") for to, count in counted)


def _notice(recipient: str, channel: str, template: str) -> Words:
    by = worded(CHANNELS, channel)
    return Words(f"Tới {recipient}, {by.vi} ({template})", f"To {recipient}, {by.en} ({template})")


def _figures(data: Data) -> Lines:
    unit, plan, times = data["unit_name"], data["plan"], data["version"]
    said = f"{unit}, kế hoạch {plan}, số liệu ngày {data['snapshot_on']}, lần {times}"
    return (Words(said, f"{unit}, plan {plan}, as of {data['snapshot_on']}, statement {times}"),)


def _contact(data: Data) -> Lines:
    who, unit = data["subject"], data["unit"]
    return (Words(f"Của {who}, {unit}; địa chỉ không ghi ở đây", f"Of {who}, {unit}; the address is not told here"),)


def _undeliverable(data: Data) -> Lines:
    return (*_delivered(data), Words(f"Lỗi: {data['error']}", f"Error: {data['error']}"))


_KEPT = (
    ("sheets", Words("Bản khai", "Sheets")), ("papers", Words("Giấy tờ", "Papers")),
    ("lists", Words("Danh sách", "Lists")), ("judged", Words("Tệp đã quét vi-rút", "Files scanned")),
    ("leaving", Words("Tệp phải xóa", "Files to be erased")),
)  # fmt: skip


def _kept(data: Data) -> Lines:
    """How many of each; what stands in them no event says."""
    return tuple(
        Words(f"{what.vi}: {len(data[name])}", f"{what.en}: {len(data[name])}") for name, what in _KEPT if data[name]
    )


_LINES: Mapping[str, Callable[[Data], Lines]] = {
    "nomination.sheets_kept": _kept,
    "nomination.submitted": _submitted,
    "nomination.resubmitted": _resubmitted,
    "nomination.withdrawal_requested": reason_of,
    "nomination.draft_withdrawn": reason_of,
    "review.received": _received,
    "review.commented": lambda data: (Words(data["comment"], data["comment"]),),
    "review.stage_passed": _passed,
    "review.returned": _returned,
    "review.held": _document_and_notice,
    "review.released": _document_and_notice,
    "review.deadline_extended": _extended,
    "review.deadline_missed": _missed,
    "review.deadline_neared": _near,
    "registry.recovery_deadline_neared": _near,
    "registry.complaint_deadline_neared": _near,
    "review.objection_lodged": _objected,
    "review.objection_settled": _objection_settled,
    "review.opinion_asked": _opinion_asked,
    "review.opinion_recorded": _opinion_recorded,
    "review.refused": reason_of,
    "review.withdrawn": _withdrawn,
    "review.withdrawal_declined": lambda data: (Words(data["words"]["vi"], data["words"]["en"]),),
    "review.notice_published": _published,
    "review.awarded": _awarded,
    "review.requeued": reason_of,
    "review.cases_deferred": reason_of,
    "review.decision_signed": _signed,
    "review.case_archived": _archived,
    "registry.award_recorded": _recorded,
    "registry.award_presented": _presented,
    "registry.presentation_deadline_missed": _late,
    "registry.award_archived": _archived,
    "registry.figures_stated": _figures,
    "registry.initiative_withdrawn": reason_of,
    "registry.report_withdrawn": reason_of,
    "notification.contact_entered": _contact,
    "notification.told": _told,
    "notification.delivered": _delivered,
    "notification.notices_read": _read,
    "notification.undeliverable": _undeliverable,
    "command_refused": tell_refused,
    "records_seen": tell_looks,
    "repaired": tell_repaired,
    **telling_council.LINES,
    **telling_beyond.LINES,
    **telling_reform.LINES,
    **telling_launches.LINES,
    **telling_aftermath.LINES,
}
