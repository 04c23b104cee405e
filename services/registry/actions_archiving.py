"""Closing the files of awards for retention, one or many, and opening one again by a later decision.

Owns: both acts. Promises: only what is over is closed, and closed once; nothing is deleted, neither then nor when the
period ends. Leaves to others: cases that never became an award (review), the later decision (`actions_entering`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from services.registry.changes import sign_row
from services.registry.errors import AlreadyArchived, NotOverYet
from services.registry.models import Award
from services.registry.models_after import ArchivedFile
from services.registry.permissions import PERMISSIONS
from services.registry.queries import get_award
from services.registry.queries_disputes import count_under_way
from services.registry.queries_heirs import answering_for
from services.registry.rules.archiving import reason_not_to_archive
from services.registry.saying import say_of_award
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import Forbidden, Unavailable, VinhDanhError
from shared.events.registry_custody import AwardArchived
from shared.events.terms import Standing
from shared.permissions import authorize
from shared.policy.marks import Mark
from shared.versions import refuse_stale
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Wanted:
    """An award and the version of it the caller saw."""

    award: str
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file of many: closed, or the error that kept it open."""

    award_id: str
    archived: ArchivedFile | None
    error: VinhDanhError | None


def archive_many(desk: Desk, work: Work, wanted: Sequence[Wanted], *, file: str) -> list[Outcome]:
    """Close many under one number of the archive, as a box of them has one; in the order asked. What one file still
    waits for keeps no other open; a lack of authority over one refuses all."""
    done: dict[int, Outcome] = {}
    # Locked in the order of their ids, so that two boxes never wait for one another.
    for place, one in sorted(enumerate(wanted), key=lambda item: (item[1].award, item[0])):
        try:
            kept = archive_award(desk, work, one.award, seen=one.version, file=file)
            done[place] = Outcome(one.award, kept, None)
        except (Forbidden, Unavailable):
            raise
        except VinhDanhError as error:
            done[place] = Outcome(one.award, None, error)
    return [done[place] for place in range(len(wanted))]


def archive_award(desk: Desk, work: Work, award_id: str, *, seen: int, file: str) -> ArchivedFile:
    """Close the file; `file`: its number in the archive."""
    award = get_award(work.tx, award_id, lock=True)
    authorize(PERMISSIONS, "archive_award", work.actor, holding_body=answering_for(work, award.body))
    refuse_stale(award, seen)
    if work.tx.get(ArchivedFile, award.id) is not None:
        raise AlreadyArchived()
    why_not = reason_not_to_archive(
        standing=Standing(award.standing), is_presented=award.presented_on is not None,
        **count_under_way(work.tx, award),
    )  # fmt: skip
    if why_not is not None:
        raise NotOverYet(why_not.vi, why_not.en)
    policies, today = desk.policies.policies, office_day(work.now)
    period = policies.after_decision.on(today).retention
    kept = ArchivedFile(
        award_id=award.id, case_id=award.case_id, file=file, archived_on=today,
        keep_until=period.last_day(today, policies.calendar), basis=period.basis,
        is_unverified=period.mark is Mark.UNVERIFIED, archived_by=work.actor.subject,
    )  # fmt: skip
    work.tx.add(kept)
    sign_row(award, work, "archive_award")
    archived = AwardArchived(
        award_id=award.id, case=award.case_id, file=file, archived_on=today, keep_until=kept.keep_until,
        basis=kept.basis, is_unverified=kept.is_unverified,
    )  # fmt: skip
    say_of_award(work, archived)
    return kept


def open_again(work: Work, award: Award) -> None:
    """A later decision is about a closed file: it is open until somebody closes it anew."""
    work.tx.execute(delete(ArchivedFile).where(ArchivedFile.award_id == award.id))
