"""Words for roles, ways, verdicts and stages, as an auditor reads them.

Owns: the readable form of closed vocabularies. Promises: a word it does not know is shown as it is, never hidden.
Leaves to others: what happened (`telling`).
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.events.terms import BallotMode, Channel, Role, StageKind, Via
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
