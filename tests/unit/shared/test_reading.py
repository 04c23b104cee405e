"""The quick way to read events gives what the schemas give, and never more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import shared.topology  # noqa: F401  (importing it fills the catalogue)
from shared.errors import InvalidInput
from shared.events.catalog import CATALOG
from shared.events.codec import _field, from_plain
from shared.events.dossier import Nominee
from shared.events.envelope import decode
from shared.events.reading import reader_for

SAMPLES = sorted((Path(__file__).parents[2] / "contract" / "samples").rglob("*.json"))
NOMINEE = {"key": "k", "kind": "individual", "full_name": "Nguyễn Thị Hương"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_reads_the_same_both_ways(sample: Path) -> None:
    """Equal to what the schema makes of it, for every version that is still the present one."""
    envelope = decode(sample.read_bytes())
    kind = CATALOG[envelope.type]
    if envelope.version != kind.version:
        pytest.skip("an old version is lifted before it is read")

    quick = reader_for(kind.shape)(envelope.data)

    assert quick == _field(kind.shape).deserialize(envelope.data)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": 1}, {"kind": "robot"}, {"full_name": None}, {"is_leader": "perhaps"}, {"birth": 1984}, {"sex": []},
    ],
    ids=str,
)  # fmt: skip
def test_what_the_schema_refuses_is_refused(wrong: dict[str, Any]) -> None:
    """The places named are the schema's."""
    with pytest.raises(InvalidInput) as refused:
        from_plain(Nominee, NOMINEE | wrong)

    assert [place.at for place in refused.value.places] == list(wrong)


def test_unknown_keys_are_ignored_and_missing_ones_refused() -> None:
    """A newer sender may know more; nobody may know less."""
    assert from_plain(Nominee, NOMINEE | {"later": 1}) == from_plain(Nominee, NOMINEE)
    with pytest.raises(InvalidInput):
        from_plain(Nominee, {"key": "k"})
