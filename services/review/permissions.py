"""Who may do what to a case, where, in which state: the whole of review's authority in one table.

Owns: every action of the stages and of the council. Promises: an action without a row is nobody's; states are those an
action may start from. Leaves to others: that the role fits the stage (`rules/chain`), and what the rules say.
"""

from __future__ import annotations

from shared.events.terms import FINAL_STATES, CaseState, Role
from shared.permissions import Jurisdiction, Permission, table

_S = CaseState

STAGE_HANDS = frozenset({Role.GRASSROOTS_HEAD, Role.INTERMEDIATE_REVIEWER, Role.COUNCIL_SECRETARY})
"""Those who receive and appraise: the grassroots union's own committee, a body in between, the province."""

PROPOSERS = frozenset({Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD})

ROAD_READERS = STAGE_HANDS | PROPOSERS | {Role.AREA_OFFICER, Role.COUNCIL_MEMBER, Role.SIGNER}

PEOPLE = ROAD_READERS | {Role.ADMINISTRATOR}
"""Who declares relations: everybody of themselves; administrators enter what was declared on paper."""

MANDATED = STAGE_HANDS | {Role.SIGNER}
"""Whose acts can be delegated; a member's ballot is not among them."""

SECRETARY, MEMBER, SIGNER = (
    frozenset({role}) for role in (Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER, Role.SIGNER)
)

ACTIVE = frozenset(_S) - FINAL_STATES - {_S.DRAFT}

VOTED = frozenset({_S.COUNCIL_VOTED, _S.PENDING_DECISION})
"""Voted on, sent to the signer or not yet: a case is taken back only if who decides lets it go (domain.md §6)."""

UNDECIDED = ACTIVE - VOTED
"""Before the council's vote: the proposing unit may still take the case back (domain.md §6)."""

# A supplement may arrive while the returned case is held; it is kept and the case stays held.
RESUBMITTABLE = frozenset({_S.RETURNED, _S.ON_HOLD})

# A case on the agenda of an open session is voted first and held after: a vote is neither award nor escalation.
HOLDABLE = ACTIVE - {_S.ON_HOLD, _S.COUNCIL_QUEUE}

IN_SESSION = VOTED | {_S.COUNCIL_QUEUE}
"""On an agenda, voted or waiting for the signature: a reform leaves policy and road of these as they are."""

MOVABLE = ACTIVE - IN_SESSION


# A notice does not come down while something is verified.
HANGING_OUT = frozenset({_S.PUBLIC_NOTICE, _S.ON_HOLD})

BEFORE_THE_COUNCIL = HANGING_OUT | {_S.RECEIVED, _S.UNDER_REVIEW, _S.STAGE_PASSED}
"""Where the province may consult other bodies, and their answers arrive."""


def _at_body(action: str, roles: frozenset[Role], *states: CaseState) -> Permission:
    return Permission(action, roles, Jurisdiction.HOLDING_BODY, frozenset(states) or None)


def _of_unit(action: str, states: frozenset[CaseState] | None) -> Permission:
    """What nomination authorised and review hears of: opening, resubmission, withdrawal."""
    return Permission(action, PROPOSERS, Jurisdiction.OWN_UNIT, states)


PERMISSIONS = table(
    [
        # The proposing unit, by way of nomination's events
        _of_unit("submit", None),
        _of_unit("resubmit", RESUBMITTABLE),
        # Nomination lets the head alone ask; a release before, its officers too, whose withdrawals stand.
        _of_unit("withdraw", UNDECIDED),
        # A stage
        _at_body("receive", STAGE_HANDS, _S.SUBMITTED),
        _at_body("appraise", STAGE_HANDS, _S.RECEIVED),
        _at_body("pass_stage", STAGE_HANDS, _S.RECEIVED, _S.UNDER_REVIEW),
        _at_body("escalate", STAGE_HANDS, _S.STAGE_PASSED),
        # Where no council votes on the award, the body's own minutes go to its competent person.
        _at_body("send_to_signer", STAGE_HANDS, _S.STAGE_PASSED),
        _at_body("return_for_supplement", STAGE_HANDS, _S.SUBMITTED, _S.RECEIVED, _S.UNDER_REVIEW),
        _at_body("refuse", STAGE_HANDS, _S.RECEIVED, _S.UNDER_REVIEW),
        _at_body("archive_case", STAGE_HANDS, _S.NOT_AWARDED, _S.WITHDRAWN),
        _at_body("extend_deadline", STAGE_HANDS, _S.SUBMITTED, _S.RECEIVED, _S.UNDER_REVIEW),
        _at_body("hold", STAGE_HANDS, *HOLDABLE),
        _at_body("release", STAGE_HANDS, _S.ON_HOLD),
        # What a submission brought: not the union that proposes, but who keeps the register of holds (`actions_holds`).
        Permission(
            "release_brought", frozenset({Role.ADMINISTRATOR}), Jurisdiction.EVERYWHERE, frozenset({_S.ON_HOLD})
        ),
        Permission("comment", frozenset({Role.AREA_OFFICER}), Jurisdiction.AREA, ACTIVE),
        # Conflicts of interest and acting for another
        Permission("declare_relation", PEOPLE, Jurisdiction.EVERYWHERE),
        Permission("withdraw_declaration", frozenset({Role.ADMINISTRATOR}), Jurisdiction.EVERYWHERE),
        Permission("give_mandate", MANDATED, Jurisdiction.EVERYWHERE),
        Permission("revoke_mandate", MANDATED | {Role.ADMINISTRATOR}, Jurisdiction.EVERYWHERE),
        # The council
        Permission("seat_council", frozenset({Role.ADMINISTRATOR}), Jurisdiction.EVERYWHERE),
        _at_body("publish_notice", SECRETARY, _S.STAGE_PASSED),
        # Who may read the notice may object; for somebody without an account the secretary enters the letter.
        Permission("lodge_objection", ROAD_READERS, Jurisdiction.AREA, HANGING_OUT),
        _at_body("settle_objection", SECRETARY, *HANGING_OUT),
        _at_body("ask_opinion", SECRETARY, *BEFORE_THE_COUNCIL),
        _at_body("record_opinion", SECRETARY, *BEFORE_THE_COUNCIL, _S.COUNCIL_QUEUE),
        _at_body("open_session", SECRETARY, _S.STAGE_PASSED, _S.PUBLIC_NOTICE),
        _at_body("record_attendance", SECRETARY),
        _at_body("decide_recusal", SECRETARY),
        _at_body("adjourn_session", SECRETARY),
        _at_body("defer_cases", SECRETARY),
        _at_body("open_voting", SECRETARY),
        _at_body("cast_ballot", MEMBER),
        _at_body("close_session", SECRETARY),
        _at_body("send_for_signature", SECRETARY, _S.COUNCIL_VOTED),
        _at_body("sign", SIGNER, _S.PENDING_DECISION),
        _at_body("refuse_signature", SIGNER, _S.PENDING_DECISION),
        _at_body("consent_to_withdrawal", SIGNER, *VOTED),
        # Beyond the chain: the letter, and what those who have no account here answered, entered where it was signed
        _at_body("escalate_upward", SIGNER, _S.PENDING_DECISION),
        _at_body("enter_answer", STAGE_HANDS, _S.PENDING_DECISION),
        _at_body("hold_beyond", STAGE_HANDS, _S.PENDING_DECISION),
        _at_body("release_beyond", STAGE_HANDS, _S.ON_HOLD),
        Permission(
            "withdraw_with_consent", frozenset({Role.GRASSROOTS_HEAD}), Jurisdiction.OWN_UNIT,
            frozenset({_S.PENDING_DECISION, _S.ON_HOLD}),
        ),
        # Reform: open cases go on under another policy or by another road, and back
        Permission("migrate", frozenset({Role.ADMINISTRATOR}), Jurisdiction.EVERYWHERE),
        Permission("move_case", frozenset({Role.ADMINISTRATOR}), Jurisdiction.EVERYWHERE, MOVABLE),
        # Another union answers for it, and nothing else changes: wherever the case stands.
        Permission("pass_to_successor", frozenset({Role.ADMINISTRATOR}), Jurisdiction.EVERYWHERE, ACTIVE),
        Permission("move_case_back", frozenset({Role.ADMINISTRATOR}), Jurisdiction.EVERYWHERE, ACTIVE),
        # Reading
        Permission("read_case", ROAD_READERS, Jurisdiction.AREA),
        Permission("read_every_case", frozenset({Role.AUDITOR, Role.ADMINISTRATOR}), Jurisdiction.EVERYWHERE),
    ]
)
