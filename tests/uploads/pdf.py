"""PDFs written by hand, so that a test can have any object it wants in them."""

import zlib


def make(*texts, catalog=b"", page=b"", extra=(), info=b"", content=None, tail=b"\n"):
    """A PDF with one page per text; `extra` objects are numbered from 10.

    `catalog` and `page` are added to those dictionaries, `info` is the description.
    """
    texts = texts or ("Appointment contract",)
    numbers = [100 + 2 * at for at in range(len(texts))]
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(texts)),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        4: b"<< " + info + b" >>",
    }
    for number, text in zip(numbers, texts, strict=True):
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R " % (number + 1)
        ) + (page + b" >>")
        objects[number + 1] = content or stream(_shown(text))
    objects |= dict(enumerate(extra, start=10))
    return assemble(objects) + tail


def stream(data, entries=b"", *, is_packed=False):
    """A stream object."""
    if is_packed:
        data, entries = zlib.compress(data, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def assemble(objects):
    """The file with a table of `objects`, numbers to bytes."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(places) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n" % size
    return bytes(out + b"startxref\n%d\n%%%%EOF" % start)


def with_packed_object(body):
    """A PDF whose object 10 stands in a compressed stream of objects."""
    plain = make()
    start = plain.index(b"xref\n")
    head = plain[:start]
    packed = stream(b"10 0 " + body, b"/Type /ObjStm /N 1 /First 5", is_packed=True)
    out = bytearray(head)
    at_stream = len(out)
    out += b"11 0 obj\n%s\nendobj\n" % packed
    at_table = len(out)
    places = {n: head.index(b"\n%d 0 obj" % n) + 1 for n in (1, 2, 3, 4, 100, 101)}
    rows = {
        n: b"\x01" + place.to_bytes(4, "big") + b"\0" for n, place in places.items()
    }
    rows |= {
        10: b"\x02" + (11).to_bytes(4, "big") + b"\0",
        11: b"\x01" + at_stream.to_bytes(4, "big") + b"\0",
        12: b"\x01" + at_table.to_bytes(4, "big") + b"\0",
    }
    index = b" ".join(b"%d 1" % number for number in sorted(rows))
    table = stream(
        b"".join(rows[number] for number in sorted(rows)),
        b"/Type /XRef /Size 102 /Root 1 0 R /W [1 4 1] /Index [%s]" % index,
        is_packed=True,
    )
    out += b"12 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, at_table)
    return bytes(out)


def _shown(text):
    lines = b"".join(b"(%s) Tj 0 -16 Td " % line.encode() for line in text.split("\n"))
    return b"BT /F1 12 Tf 72 720 Td " + lines + b"ET"
