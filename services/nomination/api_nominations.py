"""Nominations over HTTP: drafts, their papers, check, submit, resubmit, withdraw, and the proposer's view.

Owns: the views. Promises: uploads are read and checked before the transaction. Leaves to others: what is done.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import ValidationError

from services.nomination import actions_drafts, actions_submission, actions_supplement, queries, queries_council
from services.nomination.actions_judging import Judgement
from services.nomination.actions_submission import Sent
from services.nomination.errors import NoSuchNomination, PaperMissing, PaperQuarantined
from services.nomination.models import Nomination, StoredPaper
from services.nomination.nominee_contacts import shown_sheet
from services.nomination.paper_store import MOST_BYTES, KeptFile, keep_file, media_type_of, read_file
from services.nomination.permissions import PERMISSIONS, reading
from services.nomination.queries_explanation import asked_at_submission
from services.nomination.queries_heirs import going_on_with
from services.nomination.queries_supplements import supplement_of
from services.nomination.rules.quotas import Standing
from services.nomination.scanning import at_the_door
from services.nomination.schemas import (
    DraftSchema,
    NominationQuery,
    PaperFormSchema,
    ReasonSchema,
    SupplementSchema,
)
from services.nomination.schemas_answers import (
    CheckSchema,
    NominationSchema,
    PaperSchema,
    WholeNominationSchema,
    pages_of,
)
from shared.discretion import asked_without_why, may_know_why, supplement_without_why
from shared.errors import InvalidInput
from shared.events.codec import places_of, to_plain
from shared.events.terms import FINAL_STATES, CaseState, PaperKind, Role, Shown
from shared.permissions import authorize
from shared.replays import Asked
from shared.supplements import Supplement
from shared.verdicts import Evaluation
from shared.web.bodies import FORM
from shared.web.commands import actor, answer_version, command, desk, prepared, seen_version, showing, tx, work
from shared.web.contract import FILE
from shared.web.downloads import attachment
from shared.web.explanations import AskedSchema, ExplanationQuery
from shared.web.supplements import SupplementShownSchema

blueprint = Blueprint("nominations", __name__, url_prefix="/nominations", description="Hồ sơ đề nghị khen thưởng")


@blueprint.post("")
@command("create")
@blueprint.arguments(DraftSchema)
@blueprint.response(201, WholeNominationSchema)
def create(given: dict[str, Any]) -> dict[str, Any]:
    """Begin a dossier; it is the unit's draft until it is sent (lập hồ sơ)."""
    return _shown(actions_drafts.create(desk(), work(), **given))


@blueprint.get("")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(NominationQuery, location="query")
@blueprint.response(200, pages_of(NominationSchema))
def list_nominations(asked: dict[str, Any]) -> Any:
    """Those of the own unit; auditors and administrators read all. Bodies above have review's lists."""
    everywhere = actor().role in PERMISSIONS["read_all"].roles
    if not everywhere:
        authorize(PERMISSIONS, "read_own", actor(), own_unit=actor().unit)
    return queries.list_nominations(tx(), unit=None if everywhere else actor().unit, **asked)


@blueprint.get("/<nomination_id>")
@showing(Shown.DOSSIER)
@blueprint.response(200, WholeNominationSchema)
def read(nomination_id: str) -> dict[str, Any]:
    """State, who holds it since when and until when, what was returned, every version with what the rules said."""
    return _shown(readable(nomination_id))


@blueprint.get("/<nomination_id>/explanation")
@showing(Shown.DOSSIER)
@blueprint.arguments(ExplanationQuery, location="query")
@blueprint.response(200, AskedSchema(many=True))
def explain(given: dict[str, Any], nomination_id: str) -> list[Asked]:
    """Every rule asked when the dossier was sent, with its facts, and what it answers to them today."""
    nomination = readable(nomination_id)
    asked = asked_at_submission(desk().policies, tx(), nomination.id, given["as_of"])
    return asked if _is_told_why(nomination) else list(asked_without_why(asked))


@blueprint.get("/<nomination_id>/versions/<int(max=999999):number>/changes")
@showing(Shown.DOSSIER)
@blueprint.response(200, SupplementShownSchema)
def show_supplement(nomination_id: str, number: int) -> Supplement:
    """The answers to the return, both sides of every change, and which checks stand or were made again."""
    nomination = readable(nomination_id)
    shown = supplement_of(tx(), nomination.id, number)
    return shown if _is_told_why(nomination) else supplement_without_why(shown)


@blueprint.put("/<nomination_id>")
@command("edit")
@blueprint.arguments(DraftSchema)
@blueprint.response(200, WholeNominationSchema)
def edit(given: dict[str, Any], nomination_id: str) -> dict[str, Any]:
    """Write the draft anew, or what a return has opened of a dossier (sửa hồ sơ)."""
    return _shown(actions_drafts.edit(desk(), work(), nomination_id, seen=seen_version(), **given))


def kept_upload(kind: PaperKind) -> KeptFile:
    """The file of this request, checked and stored; its sender may send it, which was asked before."""
    sent = request.files.get("file")
    if sent is None:
        raise PaperMissing()
    data = sent.read(MOST_BYTES + 1)
    sent.seek(0)
    actions_drafts.refuse_unsupported(kind, media_type_of(data))
    return keep_file(desk().settings.files_dir, sent.filename or "", data, at_the_door(desk()))


def kind_of_upload() -> PaperKind:
    try:
        form = PaperFormSchema().load(request.form.to_dict())
    except ValidationError as error:
        raise InvalidInput(places=places_of(error.messages)) from error
    return PaperKind(form["kind"])


def uploaded_paper() -> KeptFile:
    """Nothing is kept of what would be refused; the act asks again, since others act meanwhile."""
    kind = kind_of_upload()
    with desk().database.reading() as session:
        nomination = queries.get_nomination(session, (request.view_args or {})["nomination_id"])
        actions_drafts.refuse_paper(nomination, actor(), kind)
    return kept_upload(kind)


@blueprint.post("/<nomination_id>/papers")
@command("attach_paper", prepare=uploaded_paper, takes_form=True)
@blueprint.arguments(PaperFormSchema, location="form", content_type=FORM)
@blueprint.response(201, PaperSchema)
def attach_paper(form: dict[str, Any], nomination_id: str) -> StoredPaper:
    """`multipart/form-data`: `file` and `kind`. The answer's ETag is the nomination's new version."""
    paper = actions_drafts.attach_paper(desk(), work(), nomination_id, kept=prepared(), **form)
    answer_version(tx().get_one(Nomination, nomination_id).version)
    return paper


@blueprint.get("/<nomination_id>/papers/<paper_id>")
@showing(Shown.DOSSIER)
@blueprint.response(200, FILE, content_type="*/*", description="The file, in its own media type.")
def download(nomination_id: str, paper_id: str) -> Response:
    """The stored file, as an attachment and nothing a browser would run; never one in which malware was found."""
    paper = queries.get_paper(tx(), paper_id, nomination=readable(nomination_id))
    if paper.scan is not None and paper.scan.found is not None:
        raise PaperQuarantined()
    content = read_file(desk().settings.files_dir, paper.sha256)
    answer = attachment(content, name=paper.name, media_type=paper.media_type)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@blueprint.delete("/<nomination_id>/papers/<paper_id>")
@command("remove_paper")
@blueprint.response(200, WholeNominationSchema)
def remove_paper(nomination_id: str, paper_id: str) -> dict[str, Any]:
    """Take a paper out of a dossier that has not been sent, or that was given back for it."""
    return _shown(actions_drafts.remove_paper(desk(), work(), nomination_id, paper_id, seen=seen_version()))


@blueprint.post("/<nomination_id>/check")
@showing(Shown.DOSSIER)
@blueprint.response(200, CheckSchema)
def check(nomination_id: str) -> dict[str, Any]:
    """What submitting now would find; writes nothing."""
    nomination = queries.get_nomination(tx(), nomination_id)
    authorize(
        PERMISSIONS, "check", actor(), own_unit=nomination.answering, state=CaseState(nomination.state)
    )
    judgement, quotas = actions_supplement.check(desk(), tx(), nomination, now=desk().clock.now())
    return {
        "may_be_sent": judgement.may_be_sent,
        "must_hold": judgement.must_hold,
        "policy": judgement.policy.hash,
        "road": to_plain(judgement.road),
        "evaluations": [_with_doubts(judgement, one) for one in judgement.evaluations],
        "quotas": [shown_standing(standing) for standing in quotas],
    }


def _with_doubts(judgement: Judgement, said: Evaluation) -> dict[str, Any]:
    doubts = judgement.policy.unverified_behind(said.rule, judgement.dossier.award, said.facts)
    return {field.name: getattr(said, field.name) for field in dataclasses.fields(said)} | {"doubts": doubts}


@blueprint.post("/<nomination_id>/submit")
@command("submit")
@blueprint.response(200, WholeNominationSchema)
def submit(nomination_id: str) -> dict[str, Any]:
    """Send the dossier up the road of its plan (nộp hồ sơ); refused with every rule that stands against it."""
    return _sent(actions_submission.submit, nomination_id)


@blueprint.post("/<nomination_id>/resubmit")
@command("resubmit")
@blueprint.arguments(SupplementSchema)
@blueprint.response(200, WholeNominationSchema)
def resubmit(given: dict[str, Any], nomination_id: str) -> dict[str, Any]:
    """Send the supplement: every item of the return is mended or explained (`answers`)."""
    return _sent(actions_supplement.resubmit, nomination_id, **given)


def _sent(act: Callable[..., Sent], nomination_id: str, **given: Any) -> dict[str, Any]:
    """The row as sent, with what remains of each limit it counts against."""
    sent = act(desk(), work(), nomination_id, seen=seen_version(), **given)
    tx().flush()
    return _shown(sent.nomination) | {"quotas": [shown_standing(standing) for standing in sent.quotas]}


def shown_standing(standing: Standing) -> dict[str, Any]:
    limit = standing.limit
    return {
        "limit": limit.id, "award": limit.award, "words": limit.words, "source": limit.source, "is_hard": limit.is_hard,
        "most": limit.most, "reserved": standing.reserved, "used": standing.used, "remainder": standing.remainder,
    }  # fmt: skip


@blueprint.post("/<nomination_id>/withdraw")
@command("withdraw")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, WholeNominationSchema)
def withdraw(given: dict[str, Any], nomination_id: str) -> dict[str, Any]:
    """Take the dossier back, with the reason (rút hồ sơ)."""
    return _shown(actions_submission.withdraw(desk(), work(), nomination_id, seen=seen_version(), **given))


def readable(nomination_id: str) -> Nomination:
    nomination = queries.get_nomination(tx(), nomination_id)
    road = nomination.road or {"stages": []}
    bodies = {stage["unit"] for stage in road["stages"]}
    if actor().role is Role.AREA_OFFICER:
        bodies.add(road.get("area_body"))
    authorize(PERMISSIONS, reading(actor().role), actor(), own_unit=_whose(nomination), above=bodies)
    # As in review: what a member must not see is not there.
    is_seated = actor().role is Role.COUNCIL_MEMBER
    if is_seated and not queries_council.may_read_in_council(tx(), actor().subject, nomination.id):
        raise NoSuchNomination()
    return nomination


def _is_told_why(nomination: Nomination) -> bool:
    return may_know_why(actor(), nomination.unit_id, nomination.successor_id)


def _whose(nomination: Nomination) -> str:
    """Whose own it is to read. What is over passes to nobody by a migration, yet whoever goes on with its union answers
    for it in the register and has to know it."""
    own, reader = nomination.answering, actor().unit
    is_over = CaseState(nomination.state) in FINAL_STATES
    return reader if is_over and reader != own and reader in going_on_with(tx(), own) else own


def _shown(nomination: Nomination) -> dict[str, Any]:
    """The row with its papers and versions, and its version as ETag."""
    answer_version(nomination.version)
    columns = {attribute.key: getattr(nomination, attribute.key) for attribute in Nomination.__mapper__.column_attrs}
    columns["draft"] = shown_sheet(nomination.draft, is_own=actor().unit == nomination.answering)
    papers = queries.papers_of(tx(), nomination)
    return columns | {"papers": papers, "versions": queries.versions_of(tx(), nomination.id)}
