"""Many cases in one request: each asked first, the clear ones written together.

Owns: what became of each. Promises: an answer per case wanted, in the order asked; a refusal by the rules touches only
its own case, a lack of authority refuses the whole request; a case nobody may see is none. Leaves to others: authority
and version (`authority`), the act itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.review.authority import take_found
from services.review.errors import CaseAbsent, CaseTwice
from services.review.models import Case
from shared.errors import Forbidden, Unavailable, VinhDanhError
from shared.verdicts import Evaluation
from shared.work import Work

Clear = list[tuple[Case, tuple[Evaluation, ...]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A case and the version of it the caller saw. An act on one case is the same act on a list of one."""

    case: str
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case: the case as it is now, or the error that kept it back."""

    case_id: str
    case: Case | None
    error: VinhDanhError | None


def each_of(
    work: Work,
    wanted: Sequence[Wanted],
    ask: Callable[[Case, int, Mapping[str, Case]], tuple[Evaluation, ...]],
    *,
    with_dossier: bool = True,
) -> tuple[Clear, list[Outcome]]:
    """Lock all cases, ask about each (with the version seen, and all of them at hand); the clear ones with their
    evaluations, and the outcome of every one."""
    found = take_found(work, [one.case for one in wanted], with_dossier=with_dossier)
    clear: Clear = []
    outcomes: list[Outcome] = []
    taken: set[str] = set()
    for one in wanted:
        case = found.get(one.case)
        try:
            if case is None:
                raise CaseAbsent()
            if one.case in taken:
                raise CaseTwice()
            clear.append((case, ask(case, one.version, found)))
            taken.add(one.case)
            outcomes.append(Outcome(one.case, case, None))
        except (Forbidden, Unavailable):
            raise
        except VinhDanhError as error:
            outcomes.append(Outcome(one.case, None, error))
    return clear, outcomes


def only(outcomes: Sequence[Outcome]) -> Case:
    """The case of an act on one; raises what kept it back."""
    (outcome,) = outcomes
    if outcome.case is None:
        raise outcome.error or CaseAbsent()
    return outcome.case
