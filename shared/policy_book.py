"""The policies a service knows: those loaded from files, and every older one a case still stands on.

Owns: pinning (design D9) - finding a policy by its hash, keeping each one it has ever seen; the holidays and salaries
an act goes by, which are of its day and never pinned. Promises: a hash always gives the same policy; an unknown one
waits (retry) and is never guessed. Leaves to others: loading (`shared.policy`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shared.accounts import Books, Row
from shared.canonical import canonical_json, sha256_hex
from shared.clock import wall_now
from shared.errors import Unavailable
from shared.events.codec import to_plain
from shared.events.envelope import Envelope
from shared.policy import Policy, PolicySet, draft_refused
from shared.policy.calendar import Calendar
from shared.policy.salaries import Salaries
from shared.policy.trust import entered_since
from shared.tables import policy_version
from shared.words import Words

_NEW = "new_policies"  # in Session.info: recorded by this transaction


class PolicyNotKnown(Unavailable):
    """The policy a case was received under has not arrived here yet; the event is tried again."""

    code = "policy.not_known"
    words = Words("Chưa có quy định mà hồ sơ này áp dụng.", "The policy this case stands on is not known here yet.")


class PolicyBook:
    """Policies by plan and day, and by hash."""

    def __init__(self, policies: PolicySet) -> None:
        self.policies = policies
        self._by_hash: dict[str, Policy] = {}
        self._bundles: dict[tuple[str, str], Policy] = {}
        self._recorded: set[str] = set()
        self._bundles_by_hash: Mapping[str, Policy] | None = None

    @property
    def calendar(self) -> Calendar:
        """The holidays as the State has announced them by now: what an act of today counts its days by."""
        return self.policies.calendar

    @property
    def salaries(self) -> Salaries:
        """The base salaries as decreed by now: a decision pays by that of its own day."""
        return self.policies.salaries

    def entered_since(self, policy: Policy, rule: str, **facts: Any) -> dict[str, Any]:
        """The optional fact of this name: unverified holidays or salaries an answer is counted by today that its own
        policy does not know. Empty where there are none, as for nearly every case."""
        found = entered_since(policy, self.calendar, self.salaries, rule, to_plain(facts))
        return {"entered_since": found} if found else {}

    def current(self, plan: str, sent_on: date) -> Policy:
        """The policy a dossier for `plan` falls under when sent on this day."""
        rulebook = self.policies.rulebook_on(sent_on)
        key = (plan, rulebook.id)
        if key not in self._bundles:
            policy = self.policies.bundle(plan, sent_on)
            self._bundles[key] = policy
            self._by_hash[policy.hash] = policy
        return self._bundles[key]

    def pinned(self, tx: Session, policy_hash: str) -> Policy:
        """The policy with this hash, from memory or from this service's own record of it."""
        found = self._by_hash.get(policy_hash) or self._loaded().get(policy_hash)
        if found is None:
            document = tx.scalar(select(policy_version.c.document).where(policy_version.c.hash == policy_hash))
            if document is None:
                raise PolicyNotKnown()
            found = self._by_hash[policy_hash] = Policy.from_document(json.loads(document))
        return found

    def hashes_of(self, tx: Session, plan: str) -> frozenset[str]:
        """Every policy of a plan that is known here, from the files and from the record."""
        recorded = tx.scalars(select(policy_version.c.hash).where(policy_version.c.plan == plan))
        loaded = (found.hash for found in self._loaded().values() if found.plan.id == plan)
        return frozenset((*recorded, *loaded))

    def _loaded(self) -> Mapping[str, Policy]:
        """The policies of the files by hash, those too that no dossier was sent under yet: a case may move there."""
        if self._bundles_by_hash is None:
            books = [book for book in self.policies.rulebooks.values() if not book.is_draft]
            pairs = product(self.policies.plans, books)
            bundles = [self.policies.rehearsal_bundle(plan, book.id) for plan, book in pairs]
            self._bundles_by_hash = {policy.hash: policy for policy in bundles}
        return self._bundles_by_hash

    def keep(self, tx: Session, policy: Policy) -> bool:
        """Record a policy for good; False when it was recorded before, `DraftRulebook` when it is none to judge by."""
        if policy.rulebook.is_draft:
            raise draft_refused(policy.rulebook)
        self._by_hash.setdefault(policy.hash, policy)
        if policy.hash in self._recorded:
            return False
        new: set[str] = tx.info.setdefault(_NEW, set())
        if tx.scalar(select(policy_version.c.hash).where(policy_version.c.hash == policy.hash)) is not None:
            # What this very transaction wrote may yet be undone: only another's record is known for good.
            if policy.hash not in new:
                self._recorded.add(policy.hash)
            return False
        new.add(policy.hash)
        tx.execute(
            insert(policy_version).values(
                hash=policy.hash,
                plan=policy.plan.id,
                rulebook=policy.rulebook.id,
                document=policy.text,
                first_seen_at=wall_now(),
                published=True,
            )
        )
        return True

    def keep_document(self, tx: Session, document: Mapping[str, Any]) -> Policy:
        """Record a policy that arrived in an event."""
        policy = Policy.from_document(dict(document))
        self.keep(tx, policy)
        return policy


def policy_told(books: Books, said: Envelope) -> None:
    """What `nomination.policy_published` writes, here and wherever it is heard."""
    data = said.data
    books.put(
        policy_version.name, hash=data["policy"], plan=data["plan"], rulebook=data["rulebook"],
        document=canonical_json(data["document"]), published=True,
    )  # fmt: skip


def unlike_its_hash(row: Row) -> Collection[str]:
    """What of a recorded policy is not what it is named by: the event may tell no more than that name."""
    document = row["document"]
    if not isinstance(document, str) or sha256_hex(document.encode()) != row["hash"]:
        return ("document",)
    return () if json.loads(document)["rulebook"]["id"] == row["rulebook"] else ("rulebook",)


def policies_are_what_their_hash_says(tx: Session) -> list[str]:
    """A recorded policy has the hash it is named by, so that old cases are explained by what they were judged by."""
    recorded = tx.execute(select(policy_version.c.hash, policy_version.c.document))
    return [f"policy {named} was altered" for named, document in recorded if sha256_hex(document.encode()) != named]
