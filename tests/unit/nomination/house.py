"""A nomination desk with a small tree of units, for the tests of this service.

Owns: the tree, the papers, drafts that pass every rule. Promises: real actions, real HTTP, real files in a directory
of the test. Leaves to others: what is tested.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import EnvironBuilder, TestResponse

from services.nomination import actions_drafts, actions_policies, actions_units
from services.nomination.models import Nomination
from services.nomination.paper_store import KeptFile
from services.nomination.service import DEFINITION
from shared.clock import SetClock, office_day
from shared.desk import Desk
from shared.events.dossier import Dossier, Minutes, Nominee
from shared.events.envelope import Actor
from shared.events.terms import (
    AwardType,
    Block,
    PaperKind,
    Role,
    Sex,
    SubjectKind,
    TaskRating,
    UnitKind,
    Via,
)
from shared.policy import PolicySet
from shared.policy.marks import Mark
from shared.policy.plan_items import Quota, RuleSetting
from shared.policy.rulebook_items import Cap
from shared.policy_book import PolicyBook
from shared.verdicts import Consequence
from shared.words import Words
from shared.work import Work
from tests.support.desks import STANDARD_NOW, bearer, client_of, make_desk
from tests.support.logs import data_said

PLAN = "hung_yen_2026"
PROVINCE, MINH_ANH, PHU_CU = "ldld-hung-yen", "cdcs-minh-anh", "cdcs-phu-cu"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ADMINISTRATOR = Actor("quan-tri", Role.ADMINISTRATOR, PROVINCE)
FOREVER = date(2000, 1, 1)


class House:
    """One desk, its HTTP client, and short ways to act."""

    def __init__(self, directory: Path, *, url: str | None = None) -> None:
        self.directory = directory
        made = make_desk(DEFINITION, directory, url=url)
        settings = dataclasses.replace(made.settings, data_dir=directory)
        self.desk: Desk = dataclasses.replace(made, settings=settings)
        self.client: FlaskClient = client_of(self.desk)
        self._plant()

    @property
    def clock(self) -> SetClock:
        assert isinstance(self.desk.clock, SetClock)
        return self.desk.clock

    @contextmanager
    def work(self, actor: Actor = ADMINISTRATOR) -> Iterator[Work]:
        with self.desk.working(actor, via=Via.API) as work:
            yield work

    def _plant(self) -> None:
        with self.work() as work:
            register = actions_units.register_unit
            register(
                self.desk, work, unit_id=PROVINCE, name="Liên đoàn Lao động tỉnh Hưng Yên", kind=UnitKind.PROVINCIAL,
                valid_from=FOREVER,
            )  # fmt: skip
            for unit, name, block in (
                (MINH_ANH, "CĐCS Công ty TNHH May Minh Anh", Block.ENTERPRISE),
                (PHU_CU, "CĐCS Trường THPT Phù Cừ", Block.PUBLIC_SERVICE),
            ):
                register(
                    self.desk, work, unit_id=unit, name=name, kind=UnitKind.GRASSROOTS, block=block,
                    parent=PROVINCE, valid_from=FOREVER,
                )  # fmt: skip

    def limit(self, most: int, *, award: str = "merit_cert_federation", consequence: str = "block") -> None:
        """From now on the plan lets every unit propose so many of an award."""
        policies = self.desk.policies.policies
        plan = policies.plan(PLAN)
        quota = Quota(award=award, most_per_unit=most, source="CV 12/LĐLĐ", mark=Mark.DESIGN)
        others = tuple(setting for setting in plan.rules if setting.rule != "M05")
        setting = RuleSetting(rule="M05", consequence=Consequence(consequence), source="CV 12/LĐLĐ", mark=Mark.DESIGN)
        limited = dataclasses.replace(plan, quotas=(quota,), rules=(*others, setting))
        self._judge_by(dataclasses.replace(policies, plans={**policies.plans, PLAN: limited}))

    def sets(self, rule: str, consequence: Consequence) -> None:
        """From now on the plan says what follows from a rule."""
        policies = self.desk.policies.policies
        plan = policies.plan(PLAN)
        setting = RuleSetting(rule=rule, consequence=consequence, source="CV 12/LĐLĐ", mark=Mark.DESIGN)
        changed = dataclasses.replace(plan, rules=(*(one for one in plan.rules if one.rule != rule), setting))
        self._judge_by(dataclasses.replace(policies, plans={**policies.plans, PLAN: changed}))

    def has_phases(self) -> None:
        """From now on the plan's year has two phases, `dot_1` up to the end of June and `dot_2`."""
        policies = self.desk.policies.policies
        plan = policies.plan(PLAN)
        [whole] = plan.phases
        halves = (("dot_1", plan.window.first, date(2026, 6, 30)), ("dot_2", date(2026, 7, 1), plan.window.last))
        phases = tuple(dataclasses.replace(whole, id=id, first=first, last=last) for id, first, last in halves)
        deadlines = tuple(dataclasses.replace(one, phase="dot_2") for one in plan.list_deadlines)
        split = dataclasses.replace(plan, phases=phases, list_deadlines=deadlines)
        self._judge_by(dataclasses.replace(policies, plans={**policies.plans, PLAN: split}))

    def spans(self, first: int, last: int) -> None:
        """From now on the plan's window holds these years and those between."""
        policies = self.desk.policies.policies
        plan = policies.plan(PLAN)
        window = dataclasses.replace(plan.window, first=date(first, 1, 1), last=date(last, 12, 31))
        longer = dataclasses.replace(plan, window=window)
        self._judge_by(dataclasses.replace(policies, plans={**policies.plans, PLAN: longer}))

    def rests_awards_on_reports(self, *, without_it: Consequence = Consequence.WARN) -> None:
        """From now on the plan's first report is the basis of year-end awards."""
        policies = self.desk.policies.policies
        plan = policies.plan(PLAN)
        first, *others = plan.reports
        basis = dataclasses.replace(first, is_basis_for_awards=True, without_it=without_it)
        resting = dataclasses.replace(plan, reports=(basis, *others))
        self._judge_by(dataclasses.replace(policies, plans={**policies.plans, PLAN: resting}))

    def cap(self, **facts: Any) -> None:
        """From now on every rulebook has this cap, and no other."""
        policies = self.desk.policies.policies
        words = Words("trần thử nghiệm", "a cap on trial")
        cap = Cap(**{"id": "trial", "words": words, "basis": "thử nghiệm", "mark": Mark.DESIGN} | facts)
        books = {name: dataclasses.replace(book, caps=(cap,)) for name, book in policies.rulebooks.items()}
        self._judge_by(dataclasses.replace(policies, rulebooks=books))

    def _judge_by(self, policies: PolicySet) -> None:
        with self.work() as work:
            today = office_day(self.clock.now())
            actions_policies.activate(self.desk, work, policies, governs_from=today, document="CV 12/LĐLĐ")
        self.desk = dataclasses.replace(self.desk, policies=PolicyBook(policies))
        self.client = client_of(self.desk)

    def officer(self, unit: str = MINH_ANH) -> Actor:
        return Actor(f"can-bo@{unit}", Role.GRASSROOTS_OFFICER, unit)

    def draft(self, unit: str = MINH_ANH, *, papers: bool = True, plan: str = PLAN, **changes: Any) -> str:
        """A draft that passes every rule unless `changes` spoil it; returns its id."""
        with self.work(self.officer(unit)) as work:
            made = actions_drafts.create(self.desk, work, plan=plan, dossier=dossier(**changes))
            if papers:
                for kind in sorted(set(PaperKind) - {PaperKind.OTHER}):
                    kept = KeptFile(f"{kind}.pdf", "application/pdf", len(PDF), "0" * 64)
                    actions_drafts.new_paper(work, kind=kind, kept=kept, nomination_id=made.id)
            return made.id

    def call(
        self, method: str, path: str, *, role: Role = Role.GRASSROOTS_OFFICER, unit: str = MINH_ANH,
        seen: int | None = None, key: str | None = None, body: Any = None, form: Mapping[str, Any] | None = None,
        subject: str | None = None,
    ) -> TestResponse:  # fmt: skip
        headers = bearer(self.directory, subject or f"{role.value}@{unit}", role, unit)
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        if key is not None:
            headers["Idempotency-Key"] = key
        sent: dict[str, Any] = {"json": body} if body is not None else {}
        if form is not None:
            sent = {"data": dict(form), "content_type": "multipart/form-data"}
        at, _, asked = f"/api/nomination/v1{path}".partition("?")
        environ = EnvironBuilder(path=at, query_string=asked, method=method, headers=headers, **sent).get_environ()
        answer = self.client.open(environ)
        environ["wsgi.input"].close()  # large bodies are encoded into a temporary file
        return answer

    def submit(self, nomination: str, unit: str = MINH_ANH) -> TestResponse:
        return self.call("POST", f"/nominations/{nomination}/submit", unit=unit, seen=self.row(nomination).version)

    def row(self, nomination: str) -> Nomination:
        with self.desk.database.reading() as tx:
            row = tx.get_one(Nomination, nomination)
            tx.expunge(row)
            return row

    def said(self, kind: str) -> list[dict[str, Any]]:
        """The data of every event of a kind in the outbox."""
        with self.desk.database.reading() as tx:
            return data_said(tx, kind)

    def count(self, table: Any) -> int:
        with self.desk.database.reading() as tx:
            return int(tx.scalar(select(func.count()).select_from(table)) or 0)

    def violations(self) -> list[str]:
        with self.desk.database.reading() as tx:
            return [line for invariant in DEFINITION.invariants for line in invariant.violations(tx)]


def dossier(**changes: Any) -> Dossier:
    """A sound nomination of Nguyễn Thị Hương for the federation's merit certificate of 2026."""
    nominee: dict[str, Any] = {
        "key": "",
        "kind": SubjectKind.INDIVIDUAL,
        "full_name": "Nguyễn Thị Hương",
        "birth": "1984-06-30",
        "sex": Sex.FEMALE,
        "position": "Công nhân",
        "workplace": "Tổ May 3",
        "is_direct_worker": True,
        "is_leader": False,
        "subject_unit": None,
        "person_class": None,
        "worker_group": None,
    }
    nominee |= {name: changes.pop(name) for name in list(changes) if name in nominee}
    facts: dict[str, Any] = {
        "award": "merit_cert_federation",
        "award_type": AwardType.MERIT,
        "year": 2026,
        "achievement": "Vượt định mức 12 tháng liền",
        "achieved_from": date(2026, 1, 1),
        "achieved_to": date(2026, 6, 30),
        "task_rating": TaskRating.GOOD,
        "minutes": Minutes(held_on=date(2026, 7, 20), members=9, present=9, yes=9, no=0, is_signed=True),
    }
    return Dossier(nominee=Nominee(**nominee), **(facts | changes))


def file_part(data: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


NOW = STANDARD_NOW
