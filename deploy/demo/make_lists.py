"""`python -m deploy.demo.make_lists`: write the lists of all campaigns and what must come of them.

Owns: `lists/<plan>/<unit>.xlsx` and `expected.json`, which are committed. Promises: the same campaigns give the same
bytes. Leaves to others: who stands where (`casting`), how it is typed (`sheets`), the numbers (`expectations`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from deploy.demo.casting import cast
from deploy.demo.expectations import expected
from deploy.demo.sheets import workbook
from deploy.demo.story import HERE, read_campaigns

EXPECTED = HERE / "expected.json"


def path_of_list(plan: str, unit: str) -> Path:
    return HERE / "lists" / plan / f"{unit}.xlsx"


def files() -> Iterator[tuple[Path, bytes]]:
    """Every file as it should stand in the repository."""
    campaigns = read_campaigns()
    for campaign in campaigns:
        for list_ in cast(campaign):
            yield path_of_list(campaign.plan, list_.union.id), workbook(campaign, list_)
    told = json.dumps(expected(campaigns), ensure_ascii=False, indent=2, sort_keys=True)
    yield EXPECTED, f"{told}\n".encode()


def main() -> None:
    for path, content in files():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(path.relative_to(HERE))


if __name__ == "__main__":
    main()
