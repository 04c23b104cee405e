"""Files handed out: saved under their name, whatever its letters, and shown by no browser.

Owns: the header that names them. Promises: it is ASCII, for no server may send more (RFC 9110), with the name itself
beside it in percent signs (RFC 8187). Leaves to others: the bytes, and who may have them.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Response

# What RFC 8187 lets stand as it is, beside letters and digits.
_PLAIN = "!#$&+-.^_`|~"
# The one letter of ours that is not another with a mark.
_DE = str.maketrans("đĐ", "dD")


def attachment(content: bytes, *, name: str, media_type: str) -> Response:
    """The answer that hands out a file under this name."""
    answer = Response(content, mimetype=media_type)
    plain = _in_ascii(name)
    exact = {} if plain == name else {"filename*": f"UTF-8''{quote(name, safe=_PLAIN)}"}
    answer.headers.set("Content-Disposition", "attachment", filename=plain, **exact)
    return answer


def _in_ascii(name: str) -> str:
    """The name without its marks, for who reads no other; a letter of a foreign script becomes a low line."""
    parts = unicodedata.normalize("NFKD", name.translate(_DE))
    return "".join(one if one.isascii() else "_" for one in parts if not unicodedata.combining(one))
