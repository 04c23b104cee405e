"""The words of the field, once. Rows, schemas, events and rules all use these.

Owns: closed vocabularies (domain.md §2, §3, §6). Promises: a word on the wire never changes its meaning.
Leaves to others: open vocabularies, which are policy data (award codes, plan ids, phases, movements).
"""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """States of a nomination: domain.md §6."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    ON_HOLD = "on_hold"
    STAGE_PASSED = "stage_passed"
    PUBLIC_NOTICE = "public_notice"
    COUNCIL_QUEUE = "council_queue"
    COUNCIL_VOTED = "council_voted"
    PENDING_DECISION = "pending_decision"
    AWARDED = "awarded"
    NOT_AWARDED = "not_awarded"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    PRESENTED = "presented"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


FINAL_STATES = frozenset(
    {CaseState.AWARDED, CaseState.NOT_AWARDED, CaseState.WITHDRAWN, CaseState.PUBLISHED, CaseState.PRESENTED,
     CaseState.CANCELLED, CaseState.ARCHIVED}
)  # fmt: skip


class StageKind(StrEnum):
    """Kinds of stage in a chain: domain.md §3.3. All between grassroots and province share the intermediate room."""

    GRASSROOTS = "grassroots"
    DISTRICT = "district"
    SECTOR = "sector"
    CIVIL_SERVICE = "civil_service"
    ZONE = "zone"
    COMMUNE = "commune"
    PROVINCIAL = "provincial"


INTERMEDIATE_KINDS = frozenset(
    {StageKind.DISTRICT, StageKind.SECTOR, StageKind.CIVIL_SERVICE, StageKind.ZONE, StageKind.COMMUNE}
)


class Level(StrEnum):
    """Levels that decide awards: domain.md §4.2, §4.3."""

    GRASSROOTS = "grassroots"
    INTERMEDIATE = "intermediate"  # the body right above; the province where the chain has none
    PROVINCIAL = "provincial"
    CONFEDERATION = "confederation"
    STATE = "state"


class UnitKind(StrEnum):
    GRASSROOTS = "grassroots_union"
    DISTRICT = "district_federation"
    SECTOR = "sector_union"
    CIVIL_SERVICE = "civil_service_union"
    ZONE = "zone_union"
    COMMUNE = "commune_union"
    PROVINCIAL = "provincial_federation"
    CONFEDERATION = "confederation"


class Block(StrEnum):
    ENTERPRISE = "block_enterprise"
    PUBLIC_SERVICE = "block_public_service"
    ADMINISTRATIVE = "block_administrative"


class Role(StrEnum):
    """Who acts. A token names exactly one role at one unit."""

    GRASSROOTS_OFFICER = "grassroots_officer"
    GRASSROOTS_HEAD = "grassroots_head"
    AREA_OFFICER = "area_officer"
    INTERMEDIATE_REVIEWER = "intermediate_reviewer"
    COUNCIL_SECRETARY = "council_secretary"
    COUNCIL_MEMBER = "council_member"
    SIGNER = "signer"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"
    SERVICE = "service"


class Via(StrEnum):
    """By which way in an action came."""

    API = "api"
    LIST = "list"
    EVENT = "event"
    TIMER = "timer"
    COMMAND_LINE = "command_line"
    PAGE = "page"


class Shown(StrEnum):
    """What of people a view shows."""

    DOSSIER = "dossier"  # a case with what was said and proved about its nominee, or a part of it
    PERSONAL_DATA = "personal_data"  # names, births, addresses, awards: lists and records of persons


class Repaired(StrEnum):
    """What an operator did to the messages of a service."""

    LOG_OFFERED_AGAIN = "log_offered_again"
    DEAD_TRIED_AGAIN = "dead_tried_again"
    DEAD_SETTLED = "dead_settled"


class SubjectKind(StrEnum):
    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    HOUSEHOLD = "household"
    WORK = "work"


class AwardType(StrEnum):
    """Types of commendation: LAW22 Art 8."""

    MERIT = "merit"
    SUDDEN = "sudden"
    THEMATIC = "thematic"
    DEDICATION = "dedication"
    SENIORITY = "seniority"
    FOREIGN_AFFAIRS = "foreign_affairs"


class SimplifiedGround(StrEnum):
    """On what a proposal goes by the simplified procedure: NĐ 98/2023 Art 40, domain.md §4.4."""

    SUDDEN_ACHIEVEMENT = "sudden_achievement"
    URGENT_POLITICAL_TASK = "urgent_political_task"
    DISCOVERED_BY_HEAD = "discovered_by_head"
    DEDICATION = "dedication"
    SENIORITY = "seniority"
    FOREIGN_AFFAIRS = "foreign_affairs"
    STATE_SECRET = "state_secret"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class PersonClass(StrEnum):
    """Classes of persons in the national statistics forms: domain.md §7.1, FORMS."""

    PROVINCE_LEADER = "province_leader"  # of province or ministry rank
    DEPARTMENT_LEADER = "department_leader"
    ENTREPRENEUR = "entrepreneur"
    OTHER_LEADER = "other_leader"  # from deputy head of office up
    DIRECT_WORKER = "direct_worker"


class TaskRating(StrEnum):
    """Yearly task rating; the four steps are unverified (domain.md §2)."""

    EXCELLENT = "excellent"
    GOOD = "good"
    MET = "met"
    NOT_MET = "not_met"


class InitiativeScope(StrEnum):
    """How far an initiative reaches, from narrow to wide: domain.md §4.5."""

    BASE = "base"
    COMMUNE = "commune"
    SECTOR_OR_DISTRICT = "sector_or_district"
    PROVINCE = "province"
    NATIONAL = "national"


class PaperKind(StrEnum):
    """Parts of a dossier: domain.md §4.4 Dossiers."""

    SUBMISSION_LETTER = "submission_letter"
    SUMMARY_LIST = "summary_list"
    ACHIEVEMENT_REPORT = "achievement_report"
    ACHIEVEMENT_SUMMARY = "achievement_summary"
    MINUTES = "minutes"
    INITIATIVE_CERTIFICATE = "initiative_certificate"
    OTHER = "other"


class WorkerGroup(StrEnum):
    """Groups the diploma of creative labour asks different benefits of: domain.md §4.3, G14."""

    WORKER_BELOW_DEGREE = "worker_below_degree"
    WORKER_WITH_DEGREE = "worker_with_degree"
    LEADER = "leader"


class HoldKind(StrEnum):
    """Why a case may have to wait: ND152 Art 4(4)."""

    DISCIPLINE = "discipline"
    INSPECTION = "inspection"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    PRESS_REPORT = "press_report"


class CouncilKind(StrEnum):
    FEDERATION = "federation"
    STATE = "state"


class BallotMode(StrEnum):
    SECRET = "secret"
    OPEN = "open"


class BallotChoice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Answer(StrEnum):
    """What a body beyond the chain says of a case that was submitted to it."""

    ENDORSED = "endorsed"  # appraised, advised or sent on: it agrees
    GRANTED = "granted"
    REFUSED = "refused"
    SENT_BACK = "sent_back"  # wants a supplement


class LaterDecision(StrEnum):
    """A new decision about an old one: a correction (đính chính) or a cancellation (hủy bỏ, thu hồi)."""

    CORRECTION = "correction"
    REVOCATION = "revocation"


class Standing(StrEnum):
    """What an entry of the register counts for today."""

    IN_FORCE = "in_force"
    CORRECTED = "corrected"  # another entry stands in its place
    REVOKED = "revoked"


class Complainant(StrEnum):
    """Who may complain: domain.md §6."""

    NOMINEE = "nominee"
    MEMBER = "member"
    UNIT = "unit"


class ComplaintLevel(StrEnum):
    FIRST = "first"
    SECOND = "second"


class ComplaintOutcome(StrEnum):
    """Upheld complaints still need a new decision: nothing is changed by the settlement itself."""

    KEPT = "kept"
    TO_CORRECT = "to_correct"
    TO_REVOKE = "to_revoke"


class Channel(StrEnum):
    IN_APP = "in_app"
    EMAIL = "email"


class MovementScope(StrEnum):
    """For whom a movement is meant: domain.md §1.5, three scopes to be told apart."""

    UNION_ACTIVITY = "union_activity"
    WORKFORCE = "workforce"
    WORKFORCE_BY_UNION_OFFICES = "workforce_by_union_offices"


class RegistrationKind(StrEnum):
    """What a union registers of its emulation with the bodies above."""

    PLAN = "plan"  # kế hoạch thi đua
    PLEDGE = "pledge"  # giao ước thi đua


class LaunchField(StrEnum):
    """What a movement must have settled at its launch: plan Gia Lâm 2023; LAW22 Art 17."""

    GOAL = "goal"  # mục tiêu
    TARGETS = "targets"  # chỉ tiêu
    CONTENT = "content"  # nội dung
    MEASURES = "measures"  # biện pháp
    AUDIENCE = "audience"  # đối tượng tham gia
