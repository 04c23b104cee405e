"""Letting the handing over of an award wait while it is disputed, and going on (domain.md §6: a clerk may pause it).

Owns: the two acts. Promises: only while a complaint or a proposal to correct or cancel is under way; what was handed
over cannot wait; a pause ends by an act with a reason, or with an entry that nobody complains about any more. Leaves
to others: handing over (`actions`).
"""

from __future__ import annotations

from services.registry.changes import sign_row
from services.registry.errors import NothingToPauseFor, NotInForce, NotPaused, PresentationPaused
from services.registry.models import Award
from services.registry.permissions import PERMISSIONS
from services.registry.queries import get_award
from services.registry.queries_disputes import count_under_way
from services.registry.queries_heirs import answering_for
from services.registry.rules.register import reason_not_to_pause
from services.registry.saying import say_of_award
from shared.events.registry import PresentationPaused as Paused
from shared.events.registry import PresentationResumed
from shared.events.terms import Standing
from shared.permissions import authorize
from shared.versions import refuse_stale
from shared.work import Work


def pause_presentation(work: Work, award_id: str, *, seen: int, reason: str) -> Award:
    """Let the handing over wait."""
    award = get_award(work.tx, award_id, lock=True)
    authorize(PERMISSIONS, "pause_presentation", work.actor, holding_body=answering_for(work, award.body))
    refuse_stale(award, seen)
    if award.standing != Standing.IN_FORCE.value:
        raise NotInForce()
    if award.paused_because is not None:
        raise PresentationPaused()
    under_way = count_under_way(work.tx, award)
    why_not = reason_not_to_pause(
        is_presented=award.presented_on is not None, complaints_open=under_way["complaints_open"],
        is_remedy_open=under_way["remedies_open"] > 0,
    )  # fmt: skip
    if why_not is not None:
        raise NothingToPauseFor(why_not.vi, why_not.en)
    award.paused_because = reason
    sign_row(award, work, "pause_presentation")
    say_of_award(work, Paused(award_id=award.id, case=award.case_id, reason=reason))
    return award


def resume_presentation(work: Work, award_id: str, *, seen: int, reason: str) -> Award:
    """Go on: it may be handed over again."""
    award = get_award(work.tx, award_id, lock=True)
    authorize(PERMISSIONS, "resume_presentation", work.actor, holding_body=answering_for(work, award.body))
    refuse_stale(award, seen)
    if award.paused_because is None:
        raise NotPaused()
    award.paused_because = None
    sign_row(award, work, "resume_presentation")
    say_of_award(work, PresentationResumed(award_id=award.id, case=award.case_id, reason=reason))
    return award
