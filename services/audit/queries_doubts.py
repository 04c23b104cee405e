"""The unverified items of a policy behind what the rules answered, derived from the ledger alone.

Owns: finding the policy by its hash among the leaves, and under which policies and for which awards a leaf's rules were
asked. Promises: a published document counts only if it has that hash; what the ledger was not told is not guessed.
Leaves to others: which items decide a rule (`shared.policy.trust`), the story (`queries_trace`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from services.audit.models import NOT_OF_ITS_SUBJECT, Leaf, LeafCase
from services.audit.queries_said import find_data, find_left, told_leaves
from shared.canonical import canonical_json, sha256_hex
from shared.policy import Policy, PolicyInvalid
from shared.policy.trust import Unverified
from shared.rows import among
from shared.words import Words

_SENT = ("nomination.submitted", "nomination.resubmitted")
_MOVED = "review.case_moved"
_POOLED = "review.splits_pooled"
_POLICIES_KEPT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """An unverified item (file under `policy/`, its key there, its article) and the rule whose answer it decided."""

    rule: str
    item: Unverified

    @property
    def file(self) -> str:
        return self.item.file

    @property
    def path(self) -> str:
        return self.item.path

    @property
    def basis(self) -> str:
        return self.item.basis

    @property
    def words(self) -> Words:
        return self.item.words


@dataclass(frozen=True, slots=True)
class _Standing:
    """From when on a case stood on a policy, for which award (None: erased)."""

    since: datetime
    policy: str | None
    award: str | None


class Doubts:
    """Asked for the story of one case while a transaction is read."""

    def __init__(self, tx: Session, case_id: str) -> None:
        self._tx, self._case = tx, case_id
        self._policy, self._named = cache(self._find_policy), cache(self._read_named)
        self._histories: dict[str, list[_Standing]] = {}

    def behind(self, leaf: Leaf, evaluations: Sequence[Mapping[str, Any]]) -> tuple[Doubted, ...]:
        """What decided these answers of a leaf without having been verified, each item once for a rule."""
        if not evaluations:
            return ()
        cases = (self._case,) if leaf.policy else self._named(leaf.subject)
        self._read(set(cases) - self._histories.keys())
        stands = [one for case in cases if (one := self._standing(case, leaf)) is not None]
        return tuple(dict.fromkeys(self._doubted(stands, evaluations)))

    def _doubted(
        self, stands: Sequence[_Standing], evaluations: Sequence[Mapping[str, Any]]
    ) -> Iterator[Doubted]:
        on = {(one.policy, one.award): None for one in stands}
        for said in evaluations:
            for policy_hash, award in on:
                policy = self._policy(policy_hash)
                found: Iterable[Unverified] = ()
                if policy is not None:
                    found = policy.unverified_behind(said["rule"], award, said["facts"])
                yield from (Doubted(rule=said["rule"], item=one) for one in found)

    def _standing(self, case: str, leaf: Leaf) -> _Standing | None:
        """What the case stood on when the leaf's act was done; the leaf itself names the policy of its own case."""
        before = [one for one in self._histories[case] if one.since <= leaf.time]
        if not before:
            return None
        last = before[-1]
        return _Standing(last.since, leaf.policy or last.policy, last.award)

    def _read(self, cases: Collection[str]) -> None:
        """The versions of their dossiers and their moves to other policies, oldest first; of all cases at once."""
        self._histories |= {case: [] for case in cases}
        of_them = and_(among(LeafCase.case_id, "cases"), Leaf.type.in_((*_SENT, _MOVED)))
        named = select(LeafCase.leaf, LeafCase.case_id).join(Leaf, Leaf.index == LeafCase.leaf).where(of_them)
        histories: dict[int, list[list[_Standing]]] = {}
        for index, case in self._tx.execute(named, {"cases": cases}) if cases else ():
            histories.setdefault(index, []).append(self._histories[case])
        told = select(Leaf).where(Leaf.index.in_(list(histories))).order_by(Leaf.time, Leaf.index)
        for leaf in told_leaves(self._tx, told) if histories else ():
            said = find_data(leaf) or find_left(leaf) or {}
            for history in histories[leaf.index]:
                if leaf.type in _SENT:
                    award = (said.get("dossier") or {}).get("award")
                    history.append(_Standing(leaf.time, leaf.policy, award))
                elif history:
                    history.append(_Standing(leaf.time, said.get("policy"), history[-1].award))

    def _read_named(self, subject: str) -> tuple[str, ...]:
        """The cases that a session, decision or letter names anywhere in what was said of it."""
        # A sum of votes names cases of earlier sessions as well, which this one's rules were not asked about.
        of_it = select(Leaf.index).where(Leaf.subject == subject, NOT_OF_ITS_SUBJECT, Leaf.type != _POOLED)
        named = select(LeafCase.case_id).where(LeafCase.leaf.in_(of_it)).distinct().order_by(LeafCase.case_id)
        return tuple(self._tx.scalars(named))

    def _find_policy(self, policy_hash: str | None) -> Policy | None:
        of_it = (Leaf.subject == policy_hash, NOT_OF_ITS_SUBJECT, Leaf.type == "nomination.policy_published")
        published = select(Leaf).where(*of_it)
        for leaf in told_leaves(self._tx, published.order_by(Leaf.index)) if policy_hash else ():
            document = (find_data(leaf) or {}).get("document")
            written = None if document is None else canonical_json(document)
            if written is not None and sha256_hex(written.encode()) == policy_hash:
                return _find_bound(written)
        return None


@lru_cache(_POLICIES_KEPT)
def _find_bound(document: str) -> Policy | None:
    """The policy of this document, for story after story: to bind it takes longer than all else asked of it."""
    try:
        return Policy.from_document(json.loads(document))
    except PolicyInvalid:
        return None  # a shape of another release: nothing can be derived from it
