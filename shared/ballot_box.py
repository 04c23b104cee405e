"""The box of a secret vote as it is published: commitments, what opens them, and counting all of it again.

Owns: the formulas (`FORMULAS`), what may be wrong with a box. Promises: pure; SHA-256 and nothing else, so that anybody
recounts with any tool. Leaves to others: drawing numbers, keeping papers (review), telling the world (events).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.canonical import sha256_hex
from shared.events.terms import BallotChoice
from shared.words import Words

PAPER, NUMBER, BOX = "vinhdanh ballot paper v1", "vinhdanh ballot number v1", "vinhdanh ballot box v1"

FORMULAS = f"""\
receipt = SHA-256 of five lines joined by one line feed, as lower-case hex:
          "{PAPER}", session, case, choice (yes, no or abstain), number
number  = SHA-256 of three lines joined by one line feed: "{NUMBER}", drawn, salt
          drawn: what the service drew for this paper; salt: what the member sent, empty where nothing was sent
box     = SHA-256 of lines joined by one line feed: "{BOX}", then every receipt of the session, sorted
A box is sound when every published paper hashes to its receipt, no receipt and no number stands twice, each case has
one paper for every member who voted and was not recused from it, the choices add up to the tally, and the receipts of
all cases hash to the box.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A published paper: the receipt its member holds, and what opens it. Both are None while the split waits."""

    receipt: str
    choice: BallotChoice | None = None
    number: str | None = None


def receipt_of(*, session: str, case: str, choice: BallotChoice, number: str) -> str:
    """The commitment to one paper: it binds session, case and choice, and tells none of them without the number."""
    return _hashed(PAPER, session, case, choice.value, number)


def number_of(*, drawn: str, salt: str) -> str:
    """The secret number of a paper. With a salt of the member's own no service can give two members the same one."""
    return _hashed(NUMBER, drawn, salt)


def box_of(receipts: Iterable[str]) -> str:
    """One hash for all papers of a session, whatever their order."""
    return _hashed(BOX, *sorted(receipts))


def _hashed(*lines: str) -> str:
    return sha256_hex("\n".join(lines).encode())


def recount_case(
    *, session: str, case: str, papers: Sequence[Paper], due: int, split: Mapping[BallotChoice, int] | None
) -> list[Words]:
    """What is wrong with the papers of one case; empty when they are sound.

    `due`: members who voted and were not recused from the case. `split` None: it waits, nothing may be opened yet.
    """
    wrong = []
    if len(papers) != due:
        wrong.append(Words(f"có {len(papers)} phiếu, lẽ ra {due}", f"{len(papers)} papers where {due} were cast"))
    wrong += _doubled(papers)
    if split is None:
        if any(paper.choice is not None or paper.number is not None for paper in papers):
            wrong.append(Words("phiếu đã mở dù tỷ lệ còn chờ", "a paper is open although the split waits"))
        return wrong
    changed = [paper.receipt[:12] for paper in papers if not _opens(session, case, paper)]
    wrong += [Words(f"phiếu {one} không khớp biên nhận", f"paper {one} is not what it commits to") for one in changed]
    counted = Counter(paper.choice for paper in papers if paper.choice is not None)
    if any(counted[choice] != split.get(choice, 0) for choice in BallotChoice):
        told = {choice.value: split.get(choice, 0) for choice in BallotChoice}
        found = {choice.value: counted[choice] for choice in BallotChoice}
        wrong.append(Words(f"công bố {told}, đếm lại {found}", f"the tally says {told}, the papers {found}"))
    return wrong


def _opens(session: str, case: str, paper: Paper) -> bool:
    if paper.choice is None or paper.number is None:
        return False
    return paper.receipt == receipt_of(session=session, case=case, choice=paper.choice, number=paper.number)


def _doubled(papers: Sequence[Paper]) -> list[Words]:
    numbers = [paper.number for paper in papers if paper.number is not None]
    if len({paper.receipt for paper in papers}) == len(papers) and len(set(numbers)) == len(numbers):
        return []
    return [Words("có phiếu hai lần", "a paper stands twice")]


def recount_box(papers: Mapping[str, Sequence[Paper]], box: str) -> list[Words]:
    """What is wrong with a session's papers taken together, by case id, against the hash said at closing."""
    everything = [paper for of_case in papers.values() for paper in of_case]
    wrong = _doubled(everything)
    if box_of(paper.receipt for paper in everything) != box:
        wrong.append(Words("thùng phiếu không khớp mã công bố", "the box is not the one published at closing"))
    return wrong
