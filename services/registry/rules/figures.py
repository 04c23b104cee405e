"""Can what a unit states be true? Its figures, the day they were counted, and what it says of itself beside the tree.

Owns: what is refused. Promises: pure; a part is compared with its own whole only where both are stated, a unit with the
tree only where the tree is known. Leaves to others: what the figures count towards (`targets`), rows (`actions*`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.registry.rules.targets import StatedCounts
from shared.errors import Place
from shared.events.terms import Block
from shared.words import Words

_HEADS = Words("tổng số người", "headcount")
_OFFICERS = Words("số cán bộ làm công tác thi đua, khen thưởng", "number of emulation officers")
_PARTS: Mapping[str, tuple[Words, str, Words]] = {
    "persons_with_initiative": (Words("Số người có sáng kiến", "persons with an initiative"), "headcount", _HEADS),
    "persons_registered": (Words("Số người đăng ký", "persons registered"), "headcount", _HEADS),
    "officers_trained": (Words("Số cán bộ được tập huấn", "officers trained"), "officers", _OFFICERS),
    "movements_reviewed": (
        Words("Số phong trào được sơ kết, tổng kết", "movements reviewed"),
        "movements", Words("số phong trào", "number of movements"),
    ),
    "clusters_reviewing": (
        Words("Số khối thi đua được sơ kết, tổng kết", "clusters reviewed"),
        "clusters", Words("số khối thi đua", "number of clusters"),
    ),
}  # fmt: skip
"""Each part with the whole it is taken from; an initiative is no part of the heads, for somebody may have several."""


@dataclass(frozen=True, slots=True)
class InTree:
    """What the tree of units has about one; `block` is told of grassroots unions, and not by every release."""

    is_there: bool
    block: Block | None


def problems_of_figures(stated: StatedCounts, *, snapshot_on: date, today: date) -> list[Place]:
    """Parts larger than their whole, and heads counted on a day that has not come."""
    found = [place for part in _PARTS if (place := _too_large(stated, part)) is not None]
    if snapshot_on > today:
        words = Words("Ngày chốt số liệu ở tương lai.", "The day heads were counted lies in the future.")
        found.append(Place("snapshot_on", words, "date.future"))
    return found


def problems_of_unit(known: InTree | None, block: Block) -> list[Place]:
    """A unit the tree does not have, or one of another block than was stated. `known` None: there is no tree yet."""
    if known is None:
        return []
    if not known.is_there:
        words = Words(
            "Cây đơn vị không có đơn vị này; nếu vừa đăng ký, hãy thử lại sau ít phút.",
            "The tree has no such unit; if it was registered just now, try again in a few minutes.",
        )
        return [Place("unit", words, "registry.unit_unknown")]
    if known.block in (None, block):
        return []
    words = Words("Đơn vị đăng ký ở khối khác.", "The unit is registered with another block.")
    return [Place("block", words, "registry.block_differs")]


def _too_large(stated: StatedCounts, part: str) -> Place | None:
    named, whole, of = _PARTS[part]
    few, many = getattr(stated, part), getattr(stated, whole)
    if few is None or many is None or few <= many:
        return None
    words = Words(f"{named.vi} ({few}) nhiều hơn {of.vi} ({many}).", f"{few} {named.en} exceed the {of.en} of {many}.")
    return Place(part, words, "registry.part_exceeds_whole")
