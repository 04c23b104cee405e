"""Who must know what: domain.md §6, Notifications.

Owns: from an event to those who are told and by which template. Promises: pure; an event tells each recipient once;
nobody outside the council and the signer hears of votes. Leaves to others: what an audience is (`circles`), nominees
(`nominees`), people behind roles (`services/notification/actions.py`), words (`templates`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from services.notification.rules.circles import Audience, Circle, Known
from services.notification.rules.nominees import TEMPLATES_TO_NOMINEES, TOLD_TO_NOMINEES
from shared.events import (
    council,
    escalation,
    launches,
    migration,
    registry,
    registry_complaints,
    registry_custody,
    registry_reminders,
    review,
    review_clocks,
)
from shared.events.terms import INTERMEDIATE_KINDS, Role, StageKind


def audiences_of(event: Any, known: Known) -> tuple[Audience, ...]:
    """Everybody who must know of this event; empty for events that concern nobody outside."""
    template, tell = _TOLD_TO_PROPOSER.get(type(event)), _TELL.get(type(event))
    told = () if template is None else _proposer_and_area(template, event.unit.answering, known)
    return told if tell is None else (*told, *tell(event, known))


def holder_of(kind: StageKind) -> Role:
    """Who receives cases at a stage."""
    if kind is StageKind.GRASSROOTS:
        return Role.GRASSROOTS_HEAD
    return Role.INTERMEDIATE_REVIEWER if kind in INTERMEDIATE_KINDS else Role.COUNCIL_SECRETARY


def area_audience(template: str, body: str) -> Audience:
    """The area officer at a body, told what the proposing unit is told."""
    return Audience(circle=Circle.AREA, template=template, role=Role.AREA_OFFICER, unit=body)


GROUPED = {"sent_for_signature": "session", "letter_signed": "submission", "presentation_overdue": "decision"}
"""Templates that tell once of what several events say, and the field of these that is one occasion."""


def occasion_of(template: str, about: str) -> str:
    """The name of what groups several events into one message."""
    return f"{template}:{about}"


_TOLD_TO_PROPOSER: Mapping[type, str] = {
    review.Received: "received",
    review.Returned: "returned",
    review.StagePassed: "stage_passed",
    review_clocks.DeadlineExtended: "deadline_extended",
    review.Held: "held",
    review.Released: "released",
    review.NoticePublished: "notice_published",
    review.Queued: "queued",
    council.Requeued: "requeued",
    review.Refused: "refused",
    review.Withdrawn: "withdrawn",
    review.WithdrawalDeclined: "withdrawal_declined",
    migration.CaseMoved: "case_moved",
    escalation.Escalated: "escalated",
    escalation.Endorsed: "endorsed",
    escalation.SentBack: "sent_back",
    registry.AwardRevoked: "award_revoked",
}


def _proposer_and_area(template: str, unit: str, known: Known) -> tuple[Audience, ...]:
    proposer = Audience(circle=Circle.PROPOSER, template=template, role=Role.GRASSROOTS_OFFICER, unit=unit)
    return (proposer, area_audience(template, known.area_body)) if known.area_body else (proposer,)


def _next_body(template: str) -> Callable[[Any, Known], tuple[Audience, ...]]:
    def tell(event: Any, known: Known) -> tuple[Audience, ...]:
        return (_waiting_body(template, event.step),)

    return tell


def _waiting_body(template: str, step: review.Step) -> Audience:
    return Audience(
        circle=Circle.BODY, template=template, role=holder_of(step.kind), unit=step.body, body_name=step.body_name
    )


def _body_above(event: review.StagePassed, known: Known) -> tuple[Audience, ...]:
    return () if event.next_step is None else (_waiting_body("stage_opened", event.next_step),)


def _body_moved_to(event: migration.CaseMoved, known: Known) -> tuple[Audience, ...]:
    return () if event.step.body == event.from_step.body else (_waiting_body("case_moved_here", event.step),)


def _who_is_late(event: review_clocks.DeadlineMissed, known: Known) -> tuple[Audience, ...]:
    return _who_must_act("overdue", event, known)


def _who_will_be_late(event: review_clocks.DeadlineNeared, known: Known) -> tuple[Audience, ...]:
    return _who_must_act("near", event, known)


def _who_must_act(
    how: str, event: review_clocks.DeadlineMissed | review_clocks.DeadlineNeared, known: Known
) -> tuple[Audience, ...]:
    """The unit with its area officer for a supplement, otherwise the body that holds the case.

    Who was consulted, or decides beyond the chain, has no account here: the body that asked or submitted is told of
    the silence.
    """
    if event.sent_by is not None:
        return (_waiting_body(f"answer_{how}", event.sent_by),)
    if event.waits_for == "supplement":
        return _proposer_and_area(f"supplement_{how}", event.unit.answering, known)
    return (_waiting_body(f"{event.waits_for}_{how}", event.step),)


def _notice_again(event: review_clocks.ObjectionSettled, known: Known) -> tuple[Audience, ...]:
    return () if event.until is None else _proposer_and_area("notice_reopened", event.unit.answering, known)


def _unit_of_the_award(event: registry.AwardRecorded, known: Known) -> tuple[Audience, ...]:
    template = "awarded" if event.replaces is None else "award_corrected"
    return _proposer_and_area(template, event.unit.answering, known)


def _signer(event: review.SentForSignature, known: Known) -> tuple[Audience, ...]:
    if event.session is None:
        return (_signer_at(event.step.body, "case_for_signature"),)
    # A session sends all its cases up together: the signer hears of it once.
    together = occasion_of("sent_for_signature", event.session)
    return (_signer_at(event.step.body, "sent_for_signature", together),)


def _signer_at(body: str, template: str, occasion: str | None = None) -> Audience:
    return Audience(circle=Circle.SIGNER, template=template, role=Role.SIGNER, unit=body, occasion=occasion)


def _who_sends_the_letter(event: escalation.Escalated, known: Known) -> tuple[Audience, ...]:
    """Once for a letter, whatever its list; the bodies ahead have no account here."""
    told = _waiting_body("letter_signed", event.from_step)
    return (replace(told, occasion=occasion_of("letter_signed", event.submission)),)


def _who_signed_the_letter(event: escalation.SentBack, known: Known) -> tuple[Audience, ...]:
    return (_signer_at(event.to_step.body, "letter_sent_back"),)


def _union_above(template: str) -> Callable[[Any, Known], tuple[Audience, ...]]:
    def tell(event: Any, known: Known) -> tuple[Audience, ...]:
        return () if event.told is None else (_of_union(template, event.told),)

    return tell


def _office(template: str) -> Callable[[Any, Known], tuple[Audience, ...]]:
    """The secretary of the body; nobody where an earlier release said it without naming the body."""

    def tell(event: Any, known: Known) -> tuple[Audience, ...]:
        return () if event.body is None else (_at_body(template, Role.COUNCIL_SECRETARY, event.body),)

    return tell


def _who_hands_over(event: registry_custody.PresentationDeadlineMissed, known: Known) -> tuple[Audience, ...]:
    """Once for a decision, however many of its awards wait."""
    template = "presentation_overdue"
    told = _at_body(template, Role.COUNCIL_SECRETARY, event.body)
    return (replace(told, occasion=occasion_of(template, event.decision)),)


def _deciding_body(template: str) -> Callable[[Any, Known], tuple[Audience, ...]]:
    """The secretary, and who decides there."""

    def tell(event: Any, known: Known) -> tuple[Audience, ...]:
        if event.body is None:
            return ()
        return tuple(_at_body(template, role, event.body) for role in (Role.COUNCIL_SECRETARY, Role.SIGNER))

    return tell


def _who_answers(how: str) -> Callable[[Any, Known], tuple[Audience, ...]]:
    """The secretary takes a complaint up, or enters what the office above settled; here the signer settles it."""

    def tell(event: Any, known: Known) -> tuple[Audience, ...]:
        template = f"complaint_{event.waits_for}_{how}"
        is_settled_here = event.waits_for == "settlement" and event.is_settled_here
        return (_deciding_body if is_settled_here else _office)(template)(event, known)

    return tell


def _who_complained(template: str) -> Callable[[Any, Known], tuple[Audience, ...]]:
    """The union that lodged the complaint itself; who wrote a letter is answered by letter."""

    def tell(event: Any, known: Known) -> tuple[Audience, ...]:
        if event.lodged_unit is None:
            return ()
        return tuple(
            _at_body(template, role, event.lodged_unit) for role in (Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD)
        )

    return tell


def _at_body(template: str, role: Role, body: str) -> Audience:
    return Audience(circle=Circle.BODY, template=template, role=role, unit=body)


def _owner(template: str) -> Callable[[Any, Known], tuple[Audience, ...]]:
    """Whose plan it is."""

    def tell(event: Any, known: Known) -> tuple[Audience, ...]:
        return (_of_union(template, event.owner),)

    return tell


def _who_hears_of_pace(event: registry_reminders.PaceMeasured, known: Known) -> tuple[Audience, ...]:
    """Nobody while every target keeps pace."""
    return _owner("targets_pace")(event, known) if event.behind or event.unknown else ()


def _who_report(event: registry_reminders.ReportAwaited, known: Known) -> tuple[Audience, ...]:
    return tuple(_who_writes_reports(one) for one in event.unions)


def _who_writes_reports(union: launches.UnionRef) -> Audience:
    found = _of_union("report_awaited", union)
    return replace(found, role=Role.GRASSROOTS_OFFICER) if union.kind is StageKind.GRASSROOTS else found


def _who_owe_an_opinion(event: council.WrittenOpinionsAwaited, known: Known) -> tuple[Audience, ...]:
    return (
        Audience(
            circle=Circle.COUNCIL, template="opinions_awaited", role=Role.COUNCIL_MEMBER, unit=event.body,
            subjects=event.members,
        ),
    )  # fmt: skip


def _who_it_is_registered_with(event: launches.UnitPlanRegistered, known: Known) -> tuple[Audience, ...]:
    return tuple(_of_union("unit_plan_registered", body) for body in event.registered_with)


def _of_union(template: str, union: launches.UnionRef) -> Audience:
    role = holder_of(union.kind)
    return Audience(circle=Circle.BODY, template=template, role=role, unit=union.id, body_name=union.name)


def _council(template: str) -> Callable[[Any, Known], tuple[Audience, ...]]:
    def tell(event: Any, known: Known) -> tuple[Audience, ...]:
        return (
            Audience(
                circle=Circle.COUNCIL,
                template=template,
                role=Role.COUNCIL_MEMBER,
                unit=known.session_body,
                subjects=known.session_members,
            ),
        )

    return tell


_TELL: Mapping[type, Callable[[Any, Known], tuple[Audience, ...]]] = {
    review.StageOpened: _next_body("stage_opened"),
    review.StagePassed: _body_above,
    review.Resumed: _next_body("resumed"),
    migration.CaseMoved: _body_moved_to,
    review_clocks.DeadlineMissed: _who_is_late,
    review_clocks.DeadlineNeared: _who_will_be_late,
    review_clocks.ObjectionLodged: _next_body("objection_lodged"),
    review_clocks.ObjectionSettled: _notice_again,
    review.SentForSignature: _signer,
    escalation.Escalated: _who_sends_the_letter,
    escalation.SentBack: _who_signed_the_letter,
    review.SessionOpened: _council("session_opened"),
    review.VotingOpened: _council("voting_opened"),
    council.SessionAdjourned: _council("session_adjourned"),
    council.WrittenOpinionsAwaited: _who_owe_an_opinion,
    registry.AwardRecorded: _unit_of_the_award,
    registry_custody.PresentationDeadlineMissed: _who_hands_over,
    registry.RecoveryDeadlineMissed: _deciding_body("recovery_overdue"),
    registry_reminders.RecoveryDeadlineNeared: _office("recovery_near"),
    registry_complaints.ComplaintAccepted: _who_complained("complaint_accepted"),
    registry_complaints.ComplaintRejected: _who_complained("complaint_rejected"),
    registry_complaints.ComplaintSettled: _who_complained("complaint_settled"),
    registry_complaints.ComplaintDeadlineMissed: _who_answers("overdue"),
    registry_reminders.ComplaintDeadlineNeared: _who_answers("near"),
    registry_reminders.ReportDeadlineNeared: _owner("report_near"),
    registry_reminders.ReportAwaited: _who_report,
    registry_reminders.FilingDayNeared: _owner("filing_day_near"),
    registry_reminders.PaceMeasured: _who_hears_of_pace,
    launches.MovementLaunched: _union_above("movement_launched"),
    launches.LaunchEnded: _union_above("launch_ended"),
    launches.LaunchWithdrawn: _union_above("launch_withdrawn"),
    launches.UnitPlanRegistered: _who_it_is_registered_with,
}

CONCERNS_SOMEBODY = frozenset({*_TOLD_TO_PROPOSER, *_TELL, *TOLD_TO_NOMINEES})

_CIRCLES: Mapping[str, Circle] = {
    "case_for_signature": Circle.SIGNER, "sent_for_signature": Circle.SIGNER, "letter_sent_back": Circle.SIGNER,
    "session_opened": Circle.COUNCIL, "voting_opened": Circle.COUNCIL, "session_adjourned": Circle.COUNCIL,
    "opinions_awaited": Circle.COUNCIL, **dict.fromkeys(TEMPLATES_TO_NOMINEES, Circle.NOMINEE),
}  # fmt: skip
_TO_PROPOSER_AND_AREA = frozenset({
    *_TOLD_TO_PROPOSER.values(), "supplement_overdue", "supplement_near", "notice_reopened", "awarded",
    "award_corrected",
})  # fmt: skip


def find_circle(template: str, role: str | None) -> Circle | None:
    """In which capacity a template tells whoever has this role; None where that hangs on a role not known here."""
    if template not in _TO_PROPOSER_AND_AREA:
        return _CIRCLES.get(template, Circle.BODY)
    return {Role.AREA_OFFICER.value: Circle.AREA, Role.GRASSROOTS_OFFICER.value: Circle.PROPOSER}.get(role or "")
