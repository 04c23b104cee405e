"""One register with one award and the people around it, for the tests of what comes after a decision.

Owns: the office, proposals and complaints as people make them. Promises: real tables and HTTP. Leaves to others: what
is tested.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from services.registry.models import Award, Decision
from services.registry.models_after import Complaint, PrizeReturn, Recovery, Remedy
from shared.clock import SetClock
from shared.desk import Desk
from shared.events.bonus import BonusWorking
from shared.events.review_numbers import LaterDecisionNumbered
from shared.events.terms import Role
from shared.tables import outbox
from shared.words import Words
from tests.support.desks import bearer, client_of
from tests.support.logs import data_said
from tests.unit.audit.said import PROVINCE, SIGNER, UNIT, Speakers, award_item, decision_signed, hear

API = "/api/registry/v1"
TODAY = "2026-08-03"


def working(amount: int, *, is_title: bool = False) -> BonusWorking:
    return BonusWorking(
        amount=amount, multiple_hundredths=150, base_salary=2_530_000, step=10_000, dated=date(2026, 8, 3),
        formula=Words("f", "f"), basis="b", is_title=is_title, is_unverified=False,
    )  # fmt: skip


class Office:
    """One register with one award, and the people around it."""

    def __init__(
        self, desk: Desk, directory: Path, *, plan: str = "hung_yen_2026", dated: date = date(2026, 8, 3),
        case: str = "c1",
    ) -> None:  # fmt: skip
        self.desk, self.client = desk, client_of(desk)
        self.speakers = Speakers()
        self.secretary = bearer(directory, "tuyet", Role.COUNCIL_SECRETARY, PROVINCE)
        self.signer = bearer(directory, "bao", Role.SIGNER, PROVINCE)
        self.head = bearer(directory, "duc", Role.GRASSROOTS_HEAD, UNIT.id)
        self.item = award_item(case, "Nguyễn Thị Hương", bonus=3_800_000, bonus_working=working(3_800_000))
        first = replace(decision_signed(self.item), plan=plan, dated=dated)
        self.hears(self.speakers.say("d1", first, SIGNER))

    def hears(self, *envelopes: Any) -> None:
        hear(self.desk, envelopes)

    def at(self, day: date) -> None:
        clock = self.desk.clock
        assert isinstance(clock, SetClock)
        clock.set(datetime(day.year, day.month, day.day, 3, tzinfo=UTC))

    def entries(self) -> list[Any]:
        items: list[Any] = self.client.get(f"{API}/awards?limit=50", headers=self.signer).json["items"]
        return items

    def entry(self, standing: str = "in_force") -> Any:
        return next(one for one in self.entries() if one["standing"] == standing)

    def act(self, who: dict[str, str], path: str, body: Any = None, *, seen: int | None = None) -> Any:
        headers = who if seen is None else who | {"If-Match": f'"{seen}"'}
        return self.client.post(f"{API}/{path}", json=body if body is not None else {}, headers=headers)

    def done(self, who: dict[str, str], path: str, body: Any = None, *, seen: int | None = None) -> Any:
        answer = self.act(who, path, body, seen=seen)
        assert answer.status_code in (200, 201), answer.json
        return answer.json

    def proposes(self, who: dict[str, str], **more: Any) -> Any:
        entry = self.entry()
        return self.act(who, f"awards/{entry['id']}/remedies", proposal(**more), seen=entry["version"])

    def signed(self, who: dict[str, str], **more: Any) -> Any:
        """A remedy proposed, heard where needed, and signed."""
        remedy = self.proposes(who, **more).json
        if remedy["needs_hearing"]:
            heard = {"statement": "Tôi xin giải trình.", "heard_on": TODAY}
            remedy = self.done(self.secretary, f"remedies/{remedy['id']}/hearing", heard, seen=remedy["version"])
        return self.done(self.signer, f"remedies/{remedy['id']}/signature", seen=remedy["version"])

    def numbered(self, remedy: Any, number: str = "06/QĐ-LĐLĐ", *, sha: str | None = None) -> None:
        """Review gives the signed decision its number."""
        said = self.said("registry.later_decision_signed")[-1]
        fact = LaterDecisionNumbered(
            decision=remedy["decision_id"], amends=said["amends"], number=number, dated=date(2026, 8, 3),
            case=said["case"], document_sha256=sha or said["document_sha256"],
        )  # fmt: skip
        self.hears(self.speakers.say(remedy["decision_id"], fact, SIGNER))

    def said(self, name: str) -> list[Any]:
        with self.desk.database.reading() as tx:
            return data_said(tx, name)

    def rows(self) -> dict[str, int]:
        with self.desk.database.reading() as tx:
            counted = {
                kind.__tablename__: tx.scalar(select(func.count()).select_from(kind)) or 0
                for kind in (Award, Decision, Remedy, Recovery, PrizeReturn, Complaint)
            }
            said = select(func.count()).where(outbox.c.type != "registry.command_refused")
            return counted | {"said": tx.scalar(said) or 0}


def proposal(**more: Any) -> dict[str, Any]:
    return {
        "kind": "revocation", "ground": "forged_papers", "letter": "15/TTr-CĐCS", "documents": ["KL 03"],
        "reason": "Giấy chứng nhận sáng kiến là giả.",
    } | more  # fmt: skip


CORRECTION: dict[str, Any] = {
    "kind": "correction", "ground": "clerical_error", "documents": [], "changes": {"nominee_name": "Nguyễn Thị Hường"},
}  # fmt: skip


def grievance(entry: Any, **more: Any) -> dict[str, Any]:
    return {
        "decision_id": entry["decision_id"], "award_id": entry["id"], "complainant_kind": "member",
        "complainant": "Lê Thị An", "content": "Thành tích ghi trong hồ sơ không đúng.", "learned_on": TODAY,
        "lodged_on": TODAY,
    } | more  # fmt: skip
