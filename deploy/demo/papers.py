"""Small real PDFs for the dossiers: one page, one or two lines, nothing but what the format needs.

Owns: writing them. Promises: valid PDF 1.4, the same bytes for the same words. Leaves to others: which paper says what.
"""

from __future__ import annotations

from shared.names import fold


def pdf(title: str, *lines: str) -> bytes:
    """One page; the page shows words without marks (its font has none), the metadata the words as they are."""
    shown = " ".join(f"({_plain(line)}) Tj 0 -18 Td" for line in (title, *lines))
    stream = f"BT /F1 12 Tf 60 780 Td {shown} ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Title <FEFF%s> >>" % title.encode("utf-16-be").hex().upper().encode("ascii"),
    ]
    return _bound(objects)


def _bound(objects: list[bytes]) -> bytes:
    """Objects with their cross-reference table; the first is the root, the last the information."""
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
        + b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
        + b"startxref\n%d\n%%%%EOF\n" % len(body)
    )


def _plain(text: str) -> str:
    kept = fold(text).encode("ascii", "replace").decode("ascii")
    return kept.replace("\\", "/").replace("(", "[").replace(")", "]")
