"""Words for roles, ways, verdicts and stages, as an auditor reads them.

Owns: the readable form of closed vocabularies. Promises: a word it does not know is shown as it is, never hidden.
Leaves to others: what happened (`telling`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.events.terms import BallotMode, CaseState, Channel, Role, StageKind, Via
from shared.verdicts import Consequence, Verdict
from shared.words import Words

ROLES: Mapping[str, Words] = {
    Role.GRASSROOTS_OFFICER: Words("cán bộ công đoàn cơ sở", "grassroots officer"),
    Role.GRASSROOTS_HEAD: Words("người đứng đầu công đoàn cơ sở", "head of the grassroots union"),
    Role.AREA_OFFICER: Words("cán bộ phụ trách địa bàn", "area officer"),
    Role.INTERMEDIATE_REVIEWER: Words("cán bộ thẩm định cấp trên cơ sở", "reviewer of the level above"),
    Role.COUNCIL_SECRETARY: Words("thư ký hội đồng", "council secretary"),
    Role.COUNCIL_MEMBER: Words("ủy viên hội đồng", "council member"),
    Role.SIGNER: Words("người ký quyết định", "signer"),
    Role.AUDITOR: Words("kiểm tra viên", "auditor"),
    Role.OPERATOR: Words("người vận hành", "operator"),
    Role.ADMINISTRATOR: Words("quản trị", "administrator"),
    Role.SERVICE: Words("hệ thống tự động", "the system by itself"),
}

WAYS: Mapping[str, Words] = {
    Via.API: Words("giao diện lập trình", "programming interface"),
    Via.LIST: Words("danh sách Excel", "Excel list"),
    Via.EVENT: Words("tiếp theo một sự kiện", "following an event"),
    Via.TIMER: Words("định kỳ", "timer"),
    Via.COMMAND_LINE: Words("dòng lệnh", "command line"),
    Via.PAGE: Words("trang web", "web page"),
}

VERDICTS: Mapping[str, Words] = {
    Verdict.HOLDS: Words("đạt", "holds"),
    Verdict.FAILS: Words("không đạt", "fails"),
    Verdict.UNKNOWN: Words("chưa đủ căn cứ", "unknown"),
}

CONSEQUENCES: Mapping[str, Words] = {
    Consequence.NONE: Words("không", "none"),
    Consequence.WARN: Words("cảnh báo", "warning"),
    Consequence.HOLD: Words("tạm dừng", "hold"),
    Consequence.RETURN: Words("trả lại bổ sung", "return"),
    Consequence.BLOCK: Words("chặn lại", "block"),
}

STAGES: Mapping[str, Words] = {
    StageKind.GRASSROOTS: Words("cơ sở", "grassroots"),
    StageKind.DISTRICT: Words("cấp huyện", "district"),
    StageKind.SECTOR: Words("công đoàn ngành", "sector"),
    StageKind.CIVIL_SERVICE: Words("công đoàn viên chức", "civil service"),
    StageKind.ZONE: Words("công đoàn khu công nghiệp", "industrial zones"),
    StageKind.COMMUNE: Words("cấp xã", "commune"),
    StageKind.PROVINCIAL: Words("cấp tỉnh", "province"),
}

STATES: Mapping[str, Words] = {
    CaseState.DRAFT: Words("đang soạn", "draft"),
    CaseState.SUBMITTED: Words("chờ tiếp nhận", "waiting for receipt"),
    CaseState.RECEIVED: Words("đã tiếp nhận", "received"),
    CaseState.UNDER_REVIEW: Words("đang thẩm định", "under review"),
    CaseState.RETURNED: Words("trả lại, chờ bổ sung", "returned for a supplement"),
    CaseState.ON_HOLD: Words("tạm dừng", "on hold"),
    CaseState.STAGE_PASSED: Words("cấp này đã thông qua", "passed by this level"),
    CaseState.PUBLIC_NOTICE: Words("đang công khai lấy ý kiến", "published for opinions"),
    CaseState.COUNCIL_QUEUE: Words("chờ hội đồng xét", "on the council's agenda"),
    CaseState.COUNCIL_VOTED: Words("hội đồng đã biểu quyết", "voted by the council"),
    CaseState.PENDING_DECISION: Words("chờ ký quyết định", "waiting for signature"),
    CaseState.AWARDED: Words("đã có quyết định khen thưởng", "awarded"),
    CaseState.NOT_AWARDED: Words("không được khen thưởng", "not awarded"),
    CaseState.WITHDRAWN: Words("đã rút", "withdrawn"),
    CaseState.PUBLISHED: Words("đã công bố", "published"),
    CaseState.PRESENTED: Words("đã trao tặng", "presented"),
    CaseState.CANCELLED: Words("quyết định đã bị hủy bỏ", "decision cancelled"),
    CaseState.ARCHIVED: Words("đã lưu trữ", "archived"),
}

ACTS: Mapping[str, Words] = {
    "submit": Words("nộp hồ sơ", "submission"),
    "resubmit": Words("nộp bổ sung", "supplement"),
    "receive": Words("tiếp nhận", "receipt"),
    "appraise": Words("thẩm định", "appraisal"),
    "pass_stage": Words("thông qua, trình cấp trên", "passing"),
    "return_for_supplement": Words("trả lại để bổ sung", "return for a supplement"),
    "refuse": Words("không thông qua", "refusal"),
    "open_session": Words("đưa vào chương trình họp", "opening of the session"),
    "record_attendance": Words("điểm danh hội đồng", "attendance"),
    "open_voting": Words("mở biểu quyết", "opening of the vote"),
    "close_session": Words("kết thúc phiên họp, kiểm phiếu", "closing and count"),
    "sign": Words("ký quyết định", "signature"),
    "move_case": Words("chuyển theo sắp xếp mới", "moved by a reform"),
    "move_case_back": Words("trở lại tuyến cũ", "back on the former road"),
    "send_to_signer": Words("trình người có thẩm quyền", "sending to the signer"),
    "escalate_upward": Words("ký tờ trình cấp trên", "submission upward"),
    "enter_answer": Words("ghi nhận trả lời của cấp trên", "answer from above entered"),
    "refuse_signature": Words("người ký từ chối ký", "refusal to sign"),
}

BALLOT_MODES: Mapping[str, Words] = {
    BallotMode.SECRET: Words("bỏ phiếu kín", "secret ballot"),
    BallotMode.OPEN: Words("biểu quyết công khai", "open ballot"),
}

CHANNELS: Mapping[str, Words] = {
    Channel.IN_APP: Words("trong phần mềm", "in the application"),
    Channel.EMAIL: Words("thư điện tử", "e-mail"),
}


def worded(vocabulary: Mapping[str, Words], word: str) -> Words:
    """The words for one term; the term itself where it is not known."""
    return vocabulary.get(word, Words(word, word))


def reason_of(data: Mapping[str, Any]) -> tuple[Words, ...]:
    """Why somebody did it, in the words they gave."""
    return (Words(f"Lý do: {data['reason']}", f"Reason: {data['reason']}"),)
