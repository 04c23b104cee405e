"""Corrections, cancellations and the way back of a prize, for officers.

Owns: the views. Promises: every command asks for the version that was seen. Leaves to others: what is done
(`actions_remedies`, `actions_recovery`), reading (`queries_after`, `queries_readers`), complaints (`api_complaints`).
"""

from __future__ import annotations

from typing import Any, TypeVar

from flask_smorest import Blueprint

from services.registry import (
    actions_archiving,
    actions_entering,
    actions_pausing,
    actions_recovery,
    actions_remedies,
    queries,
    queries_after,
)
from services.registry.models import Award
from services.registry.models_after import ArchivedFile, Recovery, Remedy
from services.registry.permissions import PERMISSIONS
from services.registry.queries_readers import as_read_by, read_one, rows_to_read
from services.registry.schemas import AwardSchema
from services.registry.schemas_after import (
    ArchivedFileSchema,
    ArchivedManySchema,
    ArchiveManySchema,
    ArchiveSchema,
    BonusSchema,
    ClosedFilePage,
    ClosedFilesQuery,
    DemandSchema,
    FromAboveSchema,
    HearSchema,
    LossSchema,
    ProposeSchema,
    ReasonSchema,
    RecoveryDetailSchema,
    RecoveryPage,
    RecoveryQuery,
    RecoverySchema,
    RemedyPage,
    RemedyQuery,
    RemedySchema,
    ReturnSchema,
)
from shared.events.terms import Shown
from shared.permissions import authorize
from shared.refusals import part_of
from shared.web.commands import actor, answer_version, command, desk, seen_version, showing, tx, work
from shared.web.paging import Page

Row = TypeVar("Row", Award, Recovery)

blueprint = Blueprint("after", __name__, description="Corrections, cancellations, recovery of prizes")


@blueprint.get("/awards/<award_id>/bonus")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, BonusSchema)
def bonus(award_id: str) -> queries_after.BonusShown:
    """How the bonus was computed, and what of it is paid."""
    authorize(PERMISSIONS, "read_award", actor())
    return queries_after.bonus_of(tx(), queries.get_award(tx(), award_id))


@blueprint.post("/awards/<award_id>/archiving")
@command("archive_award")
@blueprint.arguments(ArchiveSchema)
@blueprint.response(201, ArchivedFileSchema)
def archive(payload: dict[str, Any], award_id: str) -> ArchivedFile:
    """Close the file for retention (lưu trữ): handed over or cancelled, with nothing under way any more."""
    return actions_archiving.archive_award(desk(), work(), award_id, seen=seen_version(), **payload)


@blueprint.post("/archiving")
@command("archive_award")
@blueprint.arguments(ArchiveManySchema)
@blueprint.response(200, ArchivedManySchema)
def archive_many(payload: dict[str, Any]) -> dict[str, Any]:
    """Close many files under one number of the archive; each answers for itself."""
    doing = work()
    done = actions_archiving.archive_many(desk(), doing, payload["awards"], file=payload["file"])
    parts = [part_of(one.error, target=one.award_id) for one in done if one.error is not None]
    desk().say_refused_parts(doing, "archive_award", parts, status=200)
    return {"results": done}


@blueprint.get("/closed-files")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(ClosedFilesQuery, location="query")
@blueprint.response(200, ClosedFilePage)
def list_closed_files(given: dict[str, Any]) -> Page[ArchivedFile]:
    """Closed files; `ended_by`: only those whose time to be kept has passed that day."""
    authorize(PERMISSIONS, "read_award", actor())
    return queries_after.list_closed_files(tx(), **given)


@blueprint.get("/awards/<award_id>/archiving")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, ArchivedFileSchema)
def archived(award_id: str) -> ArchivedFile:
    """Where the closed file is kept and until when."""
    authorize(PERMISSIONS, "read_award", actor())
    return queries_after.get_archived(tx(), queries.get_award(tx(), award_id).id)


@blueprint.post("/awards/<award_id>/pause")
@command("pause_presentation")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, AwardSchema)
def pause(payload: dict[str, Any], award_id: str) -> Award:
    """Let the handing over wait while the award is disputed."""
    return _shown(actions_pausing.pause_presentation(work(), award_id, seen=seen_version(), **payload))


@blueprint.post("/awards/<award_id>/resumption")
@command("resume_presentation")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, AwardSchema)
def resume(payload: dict[str, Any], award_id: str) -> Award:
    """Go on after a pause."""
    return _shown(actions_pausing.resume_presentation(work(), award_id, seen=seen_version(), **payload))


@blueprint.post("/awards/<award_id>/remedies")
@command("propose_remedy")
@blueprint.arguments(ProposeSchema)
@blueprint.response(201, RemedySchema)
def propose(payload: dict[str, Any], award_id: str) -> dict[str, Any]:
    """Ask the authority that signed to correct or cancel an award; If-Match is the award's version."""
    asked = actions_remedies.Proposal(**payload)
    return _proposal(actions_remedies.propose(desk(), work(), award_id, seen=seen_version(), asked=asked))


@blueprint.get("/remedies")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(RemedyQuery, location="query")
@blueprint.response(200, RemedyPage)
def remedies(asked: dict[str, Any]) -> Page[dict[str, Any]]:
    """Proposals and what became of them, oldest first."""
    found = queries_after.page(tx(), Remedy, rows_to_read(tx(), actor(), Remedy), **asked)
    return Page([as_read_by(actor(), row) for row in found.items], found.next)


@blueprint.get("/remedies/<remedy_id>")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, RemedySchema)
def remedy(remedy_id: str) -> dict[str, Any]:
    """One proposal, with its version."""
    return _proposal(read_one(tx(), actor(), Remedy, queries_after.get_remedy, remedy_id))


@blueprint.post("/remedies/<remedy_id>/invitation")
@command("invite_awardee")
@blueprint.response(200, RemedySchema)
def invite(remedy_id: str) -> dict[str, Any]:
    """Invite the awardee to explain."""
    return _proposal(actions_remedies.invite_awardee(desk(), work(), remedy_id, seen=seen_version()))


@blueprint.post("/remedies/<remedy_id>/hearing")
@command("hear_awardee")
@blueprint.arguments(HearSchema)
@blueprint.response(200, RemedySchema)
def hear(payload: dict[str, Any], remedy_id: str) -> dict[str, Any]:
    """Enter what the awardee has to say."""
    return _proposal(actions_remedies.hear_awardee(work(), remedy_id, seen=seen_version(), **payload))


@blueprint.post("/remedies/<remedy_id>/refusal")
@command("decline_remedy")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, RemedySchema)
def decline(payload: dict[str, Any], remedy_id: str) -> dict[str, Any]:
    """Let the award stand."""
    return _proposal(actions_remedies.decline(work(), remedy_id, seen=seen_version(), **payload))


@blueprint.post("/remedies/<remedy_id>/signature")
@command("sign_remedy")
@blueprint.response(200, RemedySchema)
def sign(remedy_id: str) -> dict[str, Any]:
    """Sign the new decision; number and date follow from the register of decisions."""
    return _proposal(actions_remedies.sign(work(), remedy_id, seen=seen_version()))


@blueprint.post("/remedies/<remedy_id>/from-above")
@command("enter_from_above")
@blueprint.arguments(FromAboveSchema)
@blueprint.response(200, RemedySchema)
def enter_from_above(payload: dict[str, Any], remedy_id: str) -> dict[str, Any]:
    """Enter what the authority above decided about its own decision."""
    return _proposal(actions_entering.enter_from_above(work(), remedy_id, seen=seen_version(), **payload))


@blueprint.get("/recoveries")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(RecoveryQuery, location="query")
@blueprint.response(200, RecoveryPage)
def recoveries(asked: dict[str, Any]) -> Page[Recovery]:
    """Prizes to be given back, oldest first."""
    return queries_after.page(tx(), Recovery, rows_to_read(tx(), actor(), Recovery), **asked)


@blueprint.get("/recoveries/<recovery_id>")
@showing(Shown.PERSONAL_DATA)
@blueprint.response(200, RecoveryDetailSchema)
def recovery(recovery_id: str) -> dict[str, Any]:
    """One recovery with everything that was given back."""
    found = read_one(tx(), actor(), Recovery, queries_after.get_recovery, recovery_id)
    answer_version(found.version)
    return {"recovery": found, "returns": queries_after.returns_of(tx(), recovery_id)}


@blueprint.post("/recoveries/<recovery_id>/notice")
@command("demand_return")
@blueprint.arguments(DemandSchema)
@blueprint.response(200, RecoverySchema)
def demand(payload: dict[str, Any], recovery_id: str) -> Recovery:
    """Enter the notice to the holder; the days begin."""
    return _shown(actions_recovery.demand_return(desk(), work(), recovery_id, seen=seen_version(), **payload))


@blueprint.post("/recoveries/<recovery_id>/returns")
@command("record_return")
@blueprint.arguments(ReturnSchema)
@blueprint.response(200, RecoverySchema)
def give_back(payload: dict[str, Any], recovery_id: str) -> Recovery:
    """Enter what was given back; the last of it closes the recovery."""
    returned = actions_recovery.Returned(**payload)
    return _shown(actions_recovery.record_return(work(), recovery_id, seen=seen_version(), returned=returned))


@blueprint.post("/recoveries/<recovery_id>/loss")
@command("accept_loss")
@blueprint.arguments(LossSchema)
@blueprint.response(200, RecoverySchema)
def lose(payload: dict[str, Any], recovery_id: str) -> Recovery:
    """Accept that the certificate cannot be given back."""
    return _shown(actions_recovery.accept_loss(work(), recovery_id, seen=seen_version(), **payload))


def _shown(row: Row) -> Row:
    answer_version(row.version)
    return row


def _proposal(row: Remedy) -> dict[str, Any]:
    answer_version(row.version)
    return as_read_by(actor(), row)
