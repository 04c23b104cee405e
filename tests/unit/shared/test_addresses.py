"""An e-mail address is one address and nothing else, and its mask tells who it is to nobody."""

from __future__ import annotations

import pytest

from shared.addresses import AddressRefused, masked, read_address

HOSTILE = [
    "huong@minhanh.example\r\nBcc: all@example.org", "huong@minhanh.example\n", "\nhuong@minhanh.example", "huong",
    "a b@x.example", "a..b@x.example", ".a@x.example", "hương@x.example", "huong@minhánh.example", "a@-x.example",
    "a@x", "<a@x.example>", "a@x.example, b@x.example", "a@x.example;b@x.example", "a" * 65 + "@x.example",
    "a@" + "x" * 250 + ".example", "a@x.example\u2028b@x.example", "huong\u200b@x.example", "", "mailto:a@x.example",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_could_be_more_than_an_address_is_refused_and_not_repeated(typed: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        read_address(typed)
    said = refused.value.said
    assert said == AddressRefused.words
    if typed.strip():
        assert typed not in said.vi + said.en


def test_blanks_around_an_address_are_none_of_it() -> None:
    assert read_address("  Huong.May3@MinhAnh.example\u00a0") == "Huong.May3@MinhAnh.example"


def test_a_mask_leaves_a_letter_and_the_house() -> None:
    assert masked("huong.nguyen@minhanh.example") == "h…@minhanh.example"
