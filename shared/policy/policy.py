"""What a case is judged by: one plan with the rulebook of the day, chains, calendar and salaries, under one hash.

Owns: the bundle, its plain document and its hash. Promises: `from_document(p.document())` equals `p`, so that an old
case is explained by what it was received under. Leaves to others: reading files (`load`) and storing documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from shared.canonical import canonical_json, content_hash, sha256_hex
from shared.events.codec import to_plain
from shared.events.terms import CouncilKind, Level
from shared.policy.after_decision import AfterDecision
from shared.policy.awards import Award
from shared.policy.binding import bind
from shared.policy.calendar import Calendar
from shared.policy.chains import Chain
from shared.policy.errors import PolicyInvalid, UnknownChain, UnknownPart, UnknownPlan
from shared.policy.extensions import Extension
from shared.policy.gaps import no_rulebook
from shared.policy.personal_data import PersonalData
from shared.policy.plans import Plan
from shared.policy.rule_table import StatedRule
from shared.policy.rulebooks import Rulebook
from shared.policy.salaries import Salaries
from shared.policy.trust import Unverified, unverified_behind
from shared.policy.votes import VoteLaw
from shared.policy.yaml_source import SourceFile


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`chains` are those the plan allows, `extensions` all roads beyond them; both by id."""

    plan: Plan
    rulebook: Rulebook
    chains: Mapping[str, Chain]
    extensions: Mapping[str, Extension]
    calendar: Calendar
    salaries: Salaries

    @cached_property
    def text(self) -> str:
        """The canonical JSON of `document()`: what is recorded and what the hash covers."""
        return canonical_json(self.document())

    @cached_property
    def hash(self) -> str:
        """SHA-256 of `text`, lower-case hex."""
        return sha256_hex(self.text.encode())

    def document(self) -> dict[str, Any]:
        """The whole policy as plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Policy:
        """The policy that wrote the document; `PolicyInvalid` names what does not fit."""
        stored = SourceFile("document", document, {})
        policy = bind(cls, stored)
        if policy is None:
            raise PolicyInvalid(places=stored.problems)
        return policy

    def find_award(self, code: str) -> Award | None:
        return self.rulebook.find_award(code)

    def award(self, code: str) -> Award:
        """The catalogue entry; `UnknownAward` where the rulebook has none."""
        return self.rulebook.award(code)

    def find_chain(self, chain: str) -> Chain | None:
        return self.chains.get(chain)

    def chain(self, chain: str) -> Chain:
        found = self.find_chain(chain)
        if found is None:
            raise UnknownChain(
                f"Kế hoạch “{self.plan.name.vi}” không có tuyến trình {chain}.",
                f"The plan “{self.plan.name.en}” has no chain {chain}.",
            )
        return found

    def levels_deciding(self, code: str) -> tuple[Level, ...]:
        """The levels that decide an award under this plan, lowest first."""
        only = self.plan.levels_deciding(code)
        return tuple(level for level in self.award(code).levels if not only or level in only)

    def find_extension(self, award: Award) -> Extension | None:
        """The road an award (`decided_by` its level) goes beyond its chain; None where a body of the chain decides."""
        roads = (one for one in self.extensions.values() if one.carries(award.line, award.decided_at))
        return next(roads, None)

    def find_vote_law(self, award: str, council: CouncilKind, on: date) -> VoteLaw | None:
        """The law a council votes by on a day: the plan owner's own, else the rulebook's."""
        return self.plan.find_vote(award, council, on) or self.award(award).find_vote(council, on)

    def is_voted_on(self, award: Award, on: date) -> bool:
        """Whether any council votes on an award (`decided_by` its level); else the competent person decides on the
        body's own minutes, as below the province, where no council is seated."""
        if award.decided_at in (Level.GRASSROOTS, Level.INTERMEDIATE):
            return False
        own = (award.find_vote(council, on) for council in CouncilKind)
        laid_down = (self.plan.find_vote(award.code, council, on) for council in CouncilKind)
        return any(law is not None for law in (*own, *laid_down))

    def must_be_heard(self, award: str) -> tuple[str, ...]:
        """The bodies (by their Vietnamese names) without whose being asked an award is not voted on; each once."""
        by_law = (one.body.vi for one in self.rulebook.consultations if one.award == award)
        by_plan = (one.body.vi for one in self.plan.consultations if one.award == award)
        return tuple(dict.fromkeys((*by_law, *by_plan)))

    def unverified_behind(
        self, rule: str, award: str | None = None, facts: Mapping[str, Any] | None = None
    ) -> tuple[Unverified, ...]:
        """What decides this rule here without having been verified; with the facts of an answer, what decided that."""
        return unverified_behind(self, rule, award, facts)

    def find_parameter(self, rule: str, name: str) -> int | None:
        """A rule's parameter where one is set, e.g. the bound of extensions `("P01", "extension_working_days")`."""
        return self.rulebook.find_parameter(rule, name)

    def parameter(self, rule: str, name: str) -> int:
        """A rule's parameter, e.g. `parameter("P02", "working_days")`."""
        return self.rulebook.parameter(rule, name)


@dataclass(frozen=True, kw_only=True)
class PolicySet:
    """Everything under `policy/`, loaded and found consistent; mappings by id."""

    plans: Mapping[str, Plan]
    rulebooks: Mapping[str, Rulebook]
    chains: Mapping[str, Chain]
    extensions: Mapping[str, Extension]
    rules: Mapping[str, StatedRule]
    calendar: Calendar
    salaries: Salaries
    after_decision: AfterDecision
    personal_data: PersonalData

    @cached_property
    def hash(self) -> str:
        return content_hash(to_plain(self))

    def plan(self, plan_id: str) -> Plan:
        found = self.plans.get(plan_id)
        if found is None:
            raise UnknownPlan(f"Không có kế hoạch “{plan_id}”.", f"There is no plan “{plan_id}”.")
        return found

    def rulebook_on(self, sent_on: date) -> Rulebook:
        """The rulebook for dossiers sent on this day (domain.md §0.5); `NoRulebook` where none governs."""
        for rulebook in self.rulebooks.values():
            if rulebook.governs(sent_on):
                return rulebook
        raise no_rulebook(sent_on, self.rulebooks.values())

    def bundle(self, plan_id: str, sent_on: date) -> Policy:
        """What a dossier of the plan, sent on this day, is judged by."""
        return self._put_together(self.plan(plan_id), self.rulebook_on(sent_on))

    def rehearsal_bundle(self, plan_id: str, rulebook_id: str) -> Policy:
        """The plan with any rulebook, a draft too: to compare and rehearse, never to judge by (`PolicyBook`)."""
        found = self.rulebooks.get(rulebook_id)
        if found is None:
            raise UnknownPart(f"Không có bộ quy định “{rulebook_id}”.", f"There is no rulebook “{rulebook_id}”.")
        return self._put_together(self.plan(plan_id), found)

    def _put_together(self, plan: Plan, rulebook: Rulebook) -> Policy:
        """Each bundle is made once, so that its text and hash are."""
        if (plan.id, rulebook.id) not in self._bundles:
            self._bundles[plan.id, rulebook.id] = Policy(
                plan=plan,
                rulebook=rulebook,
                chains={allowed.id: self.chains[allowed.id] for allowed in plan.chains},
                extensions=self.extensions,
                calendar=self.calendar,
                salaries=self.salaries,
            )
        return self._bundles[plan.id, rulebook.id]

    @cached_property
    def _bundles(self) -> dict[tuple[str, str], Policy]:
        return {}
