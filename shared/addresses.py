"""E-mail addresses: one stored form, and what shows of one to who need not know it.

Owns: what counts as an address. Promises: pure; plain ASCII without blanks or line breaks, so that it cannot be another
header or a second recipient; what is refused is not repeated. Leaves to others: writing to it (`notification`).
"""

from __future__ import annotations

import re

from shared.errors import InvalidInput
from shared.words import Words

LONGEST = 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


class AddressRefused(InvalidInput):
    """Not the words as they were typed: a fault is shown in reports and logs."""

    code = "address.refused"
    words = Words(
        "Địa chỉ thư điện tử chưa đúng; ghi một địa chỉ, không dấu, dạng ten@donvi.vn.",
        "This is no e-mail address; write one address in plain letters, like name@office.vn.",
    )


def is_address(text: str) -> bool:
    return len(text) <= LONGEST and _ADDRESS.fullmatch(text) is not None


def read_address(text: str) -> str:
    """The stored form of an address as people type it; `AddressRefused`."""
    # Blanks only: a line break at either end is none of an address.
    found = text.strip(" \u00a0")
    if not is_address(found):
        raise AddressRefused()
    return found


def masked(address: str) -> str:
    """What somebody sees who need not write to it: h…@minhanh.example."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
