"""A box recounts to its tally; whatever is done to a paper is found by the recount or by a member's receipt."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ballot_box import FORMULAS, Paper, box_of, number_of, receipt_of, recount_box, recount_case
from shared.events.terms import BallotChoice

SESSION, CASE = "session-1", "case-1"
CHOICES = st.sampled_from(BallotChoice)
DRAWN = st.sampled_from(["0" * 32, "1" * 32, f"{7:032x}"])


@dataclass(frozen=True)
class Box:
    """A sound published box of one case, with what was promised when it was cast."""

    papers: tuple[Paper, ...]
    receipts: frozenset[str]

    @property
    def split(self) -> Counter[BallotChoice]:
        return Counter(paper.choice for paper in self.papers if paper.choice is not None)

    def complaints(self, papers: Sequence[Paper], split: Counter[BallotChoice]) -> list[str]:
        """What recount, box hash and members' receipts say of `papers` published in place of these."""
        wrong = recount_case(session=SESSION, case=CASE, papers=papers, due=len(self.receipts), split=split)
        lost = self.receipts - {paper.receipt for paper in papers}
        return [one.en for one in wrong] + [f"a member misses {receipt}" for receipt in sorted(lost)]


def paper(choice: BallotChoice, drawn: str, salt: str = "", case: str = CASE) -> Paper:
    number = number_of(drawn=drawn, salt=salt)
    receipt = receipt_of(session=SESSION, case=case, choice=choice, number=number)
    return Paper(receipt=receipt, choice=choice, number=number)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    choices = draw(st.lists(CHOICES, min_size=1, max_size=22))
    papers = [paper(choice, f"{place:032x}", draw(st.text(max_size=5))) for place, choice in enumerate(choices)]
    return Box(tuple(sorted(papers, key=lambda one: one.receipt)), frozenset(one.receipt for one in papers))


@given(boxes())
def test_a_sound_box_recounts_to_its_tally(box: Box) -> None:
    assert box.complaints(box.papers, box.split) == []
    assert recount_box({CASE: box.papers}, box_of(box.receipts)) == []


@given(boxes(), st.data())
def test_a_paper_changed_after_casting_is_found(box: Box, data: st.DataObject) -> None:
    """Whether the tally follows the change or not, and whether the receipt is made anew or not."""
    place = data.draw(st.integers(0, len(box.papers) - 1))
    was = box.papers[place]
    other = data.draw(st.sampled_from([choice for choice in BallotChoice if choice is not was.choice]))
    assert was.number is not None
    changed = replace(was, choice=other)
    if data.draw(st.booleans()):
        receipt = receipt_of(session=SESSION, case=CASE, choice=other, number=was.number)
        changed = replace(changed, receipt=receipt)
    papers = [*box.papers[:place], changed, *box.papers[place + 1 :]]
    told = Counter(one.choice for one in papers if one.choice) if data.draw(st.booleans()) else box.split

    assert box.complaints(papers, told) != []
    if changed.receipt != was.receipt:
        assert recount_box({CASE: papers}, box_of(box.receipts)) != []


@given(boxes(), st.data())
def test_a_dropped_added_or_doubled_paper_is_found(box: Box, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(box.papers) - 1))
    without = [*box.papers[:place], *box.papers[place + 1 :]]
    added = paper(data.draw(CHOICES), "f" * 32)
    for papers in (without, [*box.papers, added], [*box.papers, box.papers[place]], [*without, added]):
        for told in (box.split, Counter(one.choice for one in papers if one.choice)):
            assert box.complaints(papers, told) != []


@given(boxes(), CHOICES)
def test_a_paper_moved_from_another_case_is_found(box: Box, choice: BallotChoice) -> None:
    moved = [*box.papers[1:], paper(choice, "f" * 32, case="case-2")]
    assert box.complaints(moved, Counter(one.choice for one in moved if one.choice)) != []


@given(st.text(max_size=20), st.text(max_size=20), DRAWN, DRAWN)
def test_two_members_with_own_salts_never_get_one_number(first: str, second: str, one: str, other: str) -> None:
    """Whatever the service draws for them, the same value included."""
    same = number_of(drawn=one, salt=first) == number_of(drawn=other, salt=second)

    assert same == ((one, first) == (other, second))


def test_one_receipt_handed_to_two_members_is_found_only_when_they_compare() -> None:
    """Stated, not hidden: without salts a service may give one paper's receipt twice and add a paper of its own."""
    shared, stuffed = paper(BallotChoice.YES, "0" * 32), paper(BallotChoice.NO, "1" * 32)
    box = Box((shared, stuffed), frozenset({shared.receipt, stuffed.receipt}))
    handed_out = [shared.receipt, shared.receipt]

    assert set(handed_out) <= {one.receipt for one in box.papers}
    assert box.complaints(box.papers, box.split) == []
    assert len(set(handed_out)) < len(handed_out)


@given(boxes())
def test_receipts_tell_no_choice_while_the_split_waits(box: Box) -> None:
    closed = [Paper(receipt=one.receipt) for one in box.papers]

    assert recount_case(session=SESSION, case=CASE, papers=closed, due=len(closed), split=None) == []
    told = recount_case(session=SESSION, case=CASE, papers=box.papers, due=len(closed), split=None)
    assert [one.en for one in told] == ["a paper is open although the split waits"]


@pytest.mark.parametrize("choice", BallotChoice)
def test_formulas_are_what_anybody_computes_from_their_text(choice: BallotChoice) -> None:
    """Computed here as the text says, without the code."""
    drawn, salt = "0" * 32, "muối"
    number = hashlib.sha256(f"vinhdanh ballot number v1\n{drawn}\n{salt}".encode()).hexdigest()
    lines = ("vinhdanh ballot paper v1", SESSION, CASE, choice.value, number)
    receipt = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    box = hashlib.sha256("\n".join(["vinhdanh ballot box v1", *sorted(["b", receipt])]).encode()).hexdigest()

    assert paper(choice, drawn, salt) == Paper(receipt=receipt, choice=choice, number=number)
    assert box_of([receipt, "b"]) == box
    assert all(line in FORMULAS for line in ('"vinhdanh ballot paper v1"', '"vinhdanh ballot number v1"'))
