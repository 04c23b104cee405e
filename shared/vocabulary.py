"""Names of the closed vocabularies: roles, ways, verdicts, stages, states, scopes, as an officer or auditor reads them.

Owns: the readable form of a code, once for all services. Promises: a word it does not know is shown as it is, never
hidden. Leaves to others: names of acts (`acts`), of levels (`policy.awards`), of places of a dossier
(`events.place_names`), what the catalogue names.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.events.terms import (
    BallotMode,
    CaseState,
    Channel,
    InitiativeScope,
    Role,
    SimplifiedGround,
    StageKind,
    Via,
)
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
    StageKind.ZONE: Words("công đoàn đặc khu, khu công nghiệp", "special or industrial zone"),
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

SCOPES: Mapping[str, Words] = {
    InitiativeScope.BASE: Words("cơ sở", "base"),
    InitiativeScope.COMMUNE: Words("cấp xã", "commune"),
    InitiativeScope.SECTOR_OR_DISTRICT: Words("cấp ngành, huyện", "sector or district"),
    InitiativeScope.PROVINCE: Words("cấp tỉnh", "province"),
    InitiativeScope.NATIONAL: Words("toàn quốc", "the whole country"),
}

GROUNDS: Mapping[str, Words] = {
    SimplifiedGround.SUDDEN_ACHIEVEMENT: Words("thành tích đột xuất", "sudden achievement"),
    SimplifiedGround.URGENT_POLITICAL_TASK: Words("phục vụ kịp thời nhiệm vụ chính trị", "urgent political task"),
    SimplifiedGround.DISCOVERED_BY_HEAD: Words("do người đứng đầu phát hiện", "discovered by a head"),
    SimplifiedGround.DEDICATION: Words("quá trình cống hiến", "dedication"),
    SimplifiedGround.SENIORITY: Words("niên hạn", "seniority"),
    SimplifiedGround.FOREIGN_AFFAIRS: Words("đối ngoại", "foreign affairs"),
    SimplifiedGround.STATE_SECRET: Words("bí mật nhà nước", "state secret"),
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
