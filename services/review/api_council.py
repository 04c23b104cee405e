"""The council over HTTP: councils, notices, sessions, ballots, tallies, minutes, decisions.

Owns: paths and frames. Promises: commands on a session need `If-Match`, except ballots, which nine people cast at once;
a ballot's body is never kept. Leaves to others: acting (actions), showing (`council_views`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.review import (
    adjournment,
    agenda,
    ballots,
    closing,
    council_actions,
    council_queries,
    council_views,
    outlook_schemas,
    session_actions,
    signing_schemas,
)
from services.review import council_schemas as schemas
from services.review.api_concerns import acting
from services.review.recusals import Interest, decide_recusal
from services.review.signing import consent_to_withdrawal, refuse_signature, sign
from shared.clock import office_day
from shared.events.terms import Shown
from shared.web.commands import actor, answer_version, command, desk, query, seen_version, showing, tx, work
from shared.web.paging import Page, page_of, read_cursor

councils = Blueprint("councils", __name__, description="Hội đồng Thi đua, khen thưởng")
sessions = Blueprint("sessions", __name__, description="Phiên họp, bỏ phiếu, kiểm phiếu, biên bản")
decisions = Blueprint("decisions", __name__, description="Quyết định khen thưởng")

BLUEPRINTS = (councils, sessions, decisions)


@councils.post("/councils")
@command("seat_council")
@councils.arguments(schemas.SeatCouncilSchema)
@councils.response(201, schemas.CouncilSchema)
def seat_council(payload: dict[str, Any]) -> Any:
    """Seat a council by a document."""
    council = council_actions.seat_council(desk(), work(), **payload)
    answer_version(council.version)
    return council_views.council_view(tx(), council)


@councils.get("/councils")
@query
@councils.arguments(schemas.ListQuery, location="query")
@councils.response(200, schemas.CouncilPageSchema)
def list_councils(asked: dict[str, Any]) -> Any:
    """Councils, newest first."""
    page = _page(council_queries.page_of_councils, asked)
    return {"items": [council_views.council_view(tx(), council) for council in page.items], "next": page.next}


@councils.get("/councils/<council_id>")
@query
@councils.response(200, schemas.CouncilSchema)
def show_council(council_id: str) -> Any:
    """One council with its members."""
    council = council_queries.get_council(tx(), council_id)
    council_views.authorize_reading(actor(), council.body)
    answer_version(council.version)
    return council_views.council_view(tx(), council)


@councils.post("/notices")
@command("publish_notice")
@councils.arguments(schemas.PublishNoticeSchema)
@councils.response(201, schemas.NoticeSchema)
def publish_notice(payload: dict[str, Any]) -> Any:
    """Publish names for opinions, from today."""
    cases = council_actions.publish_notice(desk(), work(), case_ids=payload["cases"], place=payload["place"])
    return {"cases": cases}


@sessions.post("/sessions")
@command("open_session")
@sessions.arguments(schemas.OpenSessionSchema)
@sessions.response(201, schemas.SessionSchema)
def open_session(payload: dict[str, Any]) -> Any:
    """Call the council together on an agenda of ready cases."""
    session = agenda.open_session(
        desk(),
        work(),
        council_id=payload["council"],
        case_ids=payload["cases"],
        mode=payload["mode"],
        interests=_interests(payload),
        written_until=payload["written_until"],
        cluster_leaders=payload["cluster_leaders"],
    )
    return _shown(session)


@sessions.get("/sessions")
@query
@sessions.arguments(schemas.ListQuery, location="query")
@sessions.response(200, schemas.SessionPageSchema)
def list_sessions(asked: dict[str, Any]) -> Any:
    """Sessions, newest first."""
    return _page(council_queries.page_of_sessions, asked)


@sessions.get("/sessions/<session_id>")
@showing(Shown.PERSONAL_DATA)
@sessions.response(200, schemas.SessionSchema)
def show_session(session_id: str) -> Any:
    """Agenda, attendance, quorum, and who has voted – never which way."""
    return _shown(_readable(session_id))


@sessions.post("/sessions/<session_id>/attendance")
@command("record_attendance")
@sessions.arguments(schemas.AttendanceSchema)
@sessions.response(200, schemas.SessionSchema)
def record_attendance(payload: dict[str, Any], session_id: str) -> Any:
    """Everybody who is here, and relations declared before voting."""
    session = session_actions.record_attendance(
        work(), session_id, seen=seen_version(), present=payload["present"], interests=_interests(payload)
    )
    return _shown(session)


@sessions.post("/sessions/<session_id>/recusals")
@command("decide_recusal")
@sessions.arguments(schemas.DecideRecusalSchema)
@sessions.response(200, schemas.SessionSchema)
def decide_on_recusal(payload: dict[str, Any], session_id: str) -> Any:
    """Record what was decided of a proposed recusal, before the vote."""
    return _shown(decide_recusal(work(), session_id, seen=seen_version(), **payload))


@sessions.post("/sessions/<session_id>/deferrals")
@command("defer_cases")
@sessions.arguments(schemas.DeferSchema)
@sessions.response(200, schemas.SessionSchema)
def defer_cases(payload: dict[str, Any], session_id: str) -> Any:
    """Take cases off the agenda; they go back to the queue. While ballots are taken only those without a quorum."""
    session = adjournment.defer_cases(
        work(), session_id, seen=seen_version(), case_ids=payload["cases"], reason=payload["reason"]
    )
    return _shown(session)


@sessions.post("/sessions/<session_id>/adjournment")
@command("adjourn_session")
@sessions.arguments(schemas.AdjournSchema)
@sessions.response(200, schemas.SessionSchema)
def adjourn_session(payload: dict[str, Any], session_id: str) -> Any:
    """End the session without a count; its cases go back to the queue."""
    return _shown(adjournment.adjourn_session(work(), session_id, seen=seen_version(), **payload))


@sessions.post("/sessions/<session_id>/voting")
@command("open_voting")
@sessions.response(200, schemas.SessionSchema)
def open_voting(session_id: str) -> Any:
    """Begin taking ballots; refused without a quorum."""
    return _shown(session_actions.open_voting(work(), session_id, seen=seen_version()))


@sessions.post("/sessions/<session_id>/ballots")
@command("cast_ballot", body_is_secret=True, shown_once=("receipts",))
@sessions.arguments(schemas.BallotSchema)
@sessions.response(201, schemas.BallotTakenSchema)
def cast_ballot(payload: dict[str, Any], session_id: str) -> Any:
    """The caller's one ballot: a choice for every case they may vote on. The receipts are shown this once."""
    return ballots.cast_ballot(acting(), session_id, **payload)


@sessions.post("/sessions/<session_id>/closing")
@command("close_session")
@sessions.arguments(schemas.CloseSessionSchema, required=False)
@sessions.response(200, schemas.SessionSchema)
def close_session(payload: dict[str, Any], session_id: str) -> Any:
    """Count everything, write the minutes, refuse what failed; not while somebody present may still vote, unless it is
    said that they cast no paper."""
    return _shown(closing.close_session(desk(), work(), session_id, seen=seen_version(), **payload))


@sessions.get("/sessions/<session_id>/outlook")
@query
@sessions.response(200, outlook_schemas.OutlooksSchema)
def show_outlook(session_id: str) -> Any:
    """What this agenda would do to every target and quota of its plans, if all of it were passed and signed."""
    session = _readable(session_id)
    return {"items": council_views.outlooks_view(desk(), tx(), session.id, actor())}


@sessions.get("/sessions/<session_id>/tallies")
@query
@sessions.response(200, schemas.TalliesSchema)
def show_tallies(session_id: str) -> Any:
    """Counted votes with their formulas; empty before closing. A split may wait where few voted in secret."""
    return council_views.tallies_view(desk(), tx(), _readable(session_id).id, actor())


@sessions.get("/sessions/<session_id>/minutes")
@showing(Shown.PERSONAL_DATA)
@sessions.response(200, schemas.MinutesSchema)
def show_minutes(session_id: str) -> Any:
    """The minutes, and whether their ratios are the counted ones (P07)."""
    return council_views.minutes_view(desk(), tx(), _readable(session_id), actor())


@sessions.post("/sessions/<session_id>/sending")
@command("send_for_signature")
@sessions.response(200, schemas.SessionSchema)
def send_for_signature(session_id: str) -> Any:
    """Send every passed case to the signer."""
    return _shown(session_actions.send_for_signature(work(), session_id, seen=seen_version()))


@sessions.get("/sessions/<session_id>/lists-to-sign")
@showing(Shown.PERSONAL_DATA)
@sessions.response(200, signing_schemas.ListsToSignSchema)
def show_lists_to_sign(session_id: str) -> Any:
    """The lists that may be signed on this session, one per plan."""
    session = _readable(session_id)
    today = office_day(desk().clock.now())
    return {"items": council_views.lists_to_sign(desk(), tx(), session, today, actor())}


@decisions.get("/lists-to-sign")
@query
@decisions.response(200, signing_schemas.ListsToSignSchema)
def show_lists_on_minutes() -> Any:
    """The lists that may be signed at the caller's own body on its minutes, where no council votes."""
    council_views.authorize_reading(actor(), actor().unit)
    return {"items": council_views.lists_on_minutes(desk(), tx(), office_day(desk().clock.now()), actor())}


@decisions.post("/decisions")
@command("sign")
@decisions.arguments(signing_schemas.SignSchema)
@decisions.response(201, signing_schemas.DecisionSchema)
def sign_decision(payload: dict[str, Any]) -> Any:
    """Sign one decision on a list exactly as it was passed."""
    decision = sign(
        desk(), acting(), session_ids=payload["sessions"], case_ids=payload["cases"],
        number=payload["number"], dated=payload["dated"],
    )  # fmt: skip
    tx().flush()
    return council_views.decision_view(tx(), decision)


@decisions.get("/decisions")
@query
@decisions.arguments(schemas.ListQuery, location="query")
@decisions.response(200, signing_schemas.DecisionPageSchema)
def list_decisions(asked: dict[str, Any]) -> Any:
    """Decisions, newest first."""
    return _page(council_queries.page_of_decisions, asked)


@decisions.get("/decisions/<decision_id>")
@showing(Shown.PERSONAL_DATA)
@decisions.response(200, signing_schemas.DecisionSchema)
def show_decision(decision_id: str) -> Any:
    """One decision with its list."""
    decision = council_queries.get_decision(tx(), decision_id)
    council_views.authorize_reading(actor(), decision.body)
    return council_views.decision_view(tx(), decision)


@decisions.post("/cases/<case_id>/refuse-signature")
@command("refuse_signature")
@decisions.arguments(signing_schemas.RefuseSignatureSchema)
@decisions.response(200, signing_schemas.RefusedCaseSchema)
def refuse_to_sign(payload: dict[str, Any], case_id: str) -> Any:
    """Leave one case out of the decision, with a reason."""
    case = refuse_signature(desk(), acting(), case_id, seen=seen_version(), **payload)
    answer_version(case.version)
    return case


@decisions.post("/cases/<case_id>/consent-to-withdrawal")
@command("consent_to_withdrawal")
@decisions.arguments(signing_schemas.ConsentToWithdrawalSchema)
@decisions.response(200, signing_schemas.NoticedCaseSchema)
def let_it_be_withdrawn(payload: dict[str, Any], case_id: str) -> Any:
    """Let the proposing unit take a case back after the vote; `document` is its letter (đồng ý cho rút)."""
    case = consent_to_withdrawal(acting(), case_id, seen=seen_version(), **payload)
    answer_version(case.version)
    return case


def _readable(session_id: str) -> Any:
    session = council_queries.get_session(tx(), session_id)
    council_views.authorize_reading(actor(), session.body)
    return session


def _shown(session: Any) -> dict[str, Any]:
    answer_version(session.version)
    tx().flush()
    tx().expire_all()
    return council_views.session_view(tx(), session, actor())


def _interests(payload: dict[str, Any]) -> list[Interest]:
    return [Interest(**one) for one in payload["interests"]]


def _page(read: Any, asked: dict[str, Any]) -> Page[Any]:
    cursor = read_cursor(asked["cursor"], [str])
    body = council_views.body_shown_to(actor())
    rows = read(tx(), body=body, after=cursor[0] if cursor else None, limit=asked["limit"])
    return page_of(rows, asked["limit"], lambda row: [row.id])
