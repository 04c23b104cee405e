"""A session in the hand: at which step it is, who changed it last, what the rules said of it as a whole.

Owns: asking for a step, raising the version. Promises: each change names who made it; nobody without authority learns
who did. Leaves to others: the steps themselves (`agenda`, `session_actions`, `recusals`, `adjournment`, `closing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.review.council_errors import SessionWrongState
from services.review.council_models import CouncilSession, SessionState
from services.review.council_queries import lock_session, policies_of
from services.review.permissions import PERMISSIONS
from shared.errors import Place, RuleBlocked
from shared.events.codec import to_plain
from shared.permissions import authorize_in_any_state
from shared.verdicts import Consequence, Evaluation
from shared.versions import refuse_stale
from shared.words import Words
from shared.work import Work

Asked = dict[str, tuple[Evaluation, ...]]
"""What the rules said, by case id."""

_STEPS: Mapping[SessionState, Words] = {
    SessionState.OPENED: Words("đã triệu tập, chưa mở biểu quyết", "called together, not voting yet"),
    SessionState.VOTING: Words("đang biểu quyết", "voting"),
    SessionState.CLOSED: Words("đã kiểm phiếu, chưa trình ký", "counted, its list not sent for signature yet"),
    SessionState.SENT: Words("đã trình ký", "through, its list with the signer"),
    SessionState.ADJOURNED: Words("đã hoãn", "adjourned"),
}


def authorized_session(work: Work, action: str, session_id: str, *, seen: int | None) -> CouncilSession:
    """The session, locked, for whoever may do this at its body; only they are told who changed what since (None: the
    version is not asked)."""
    session = lock_session(work.tx, session_id)
    authorize_in_any_state(PERMISSIONS, action, work.actor, holding_body=session.body)
    refuse_stale(session, seen)
    return session


def refuse_step(session: CouncilSession, *steps: SessionState) -> None:
    if session.state not in steps:
        now, wanted = _STEPS[SessionState(session.state)], [_STEPS[step] for step in steps]
        raise SessionWrongState(
            f"Phiên họp {now.vi}; việc này chỉ làm được khi phiên họp {' hoặc '.join(one.vi for one in wanted)}.",
            f"The session is {now.en}; this is possible while it is: {' or '.join(one.en for one in wanted)}.",
        )


def touch(work: Work, session: CouncilSession, change: str, asked: Sequence[Evaluation]) -> None:
    """Raise the session's version, naming who changed what, and keep what the rules said of the session."""
    if asked:
        # The row is written once, at the end, and not before this select.
        with work.tx.no_autoflush:
            policies = policies_of(work.tx, session.id)
        known = {"action": change, "at": work.now.isoformat(), "policies": policies}
        session.evaluations = [*session.evaluations, *({**known, **to_plain(one)} for one in asked)]
    session.version += 1
    session.changed_by, session.changed_at, session.change = work.actor.subject, work.now, change


def refuse_blocked(asked: Mapping[str, Sequence[Evaluation]]) -> None:
    """`RuleBlocked` with one place per case and rule that blocks or holds; `asked` is by case id (or list name)."""
    places = [
        Place(at, one.words, one.rule)
        for at, evaluations in asked.items()
        for one in evaluations
        if one.consequence in (Consequence.BLOCK, Consequence.HOLD)
    ]
    if places:
        raise RuleBlocked(places[0].words.vi, places[0].words.en, places=places)
