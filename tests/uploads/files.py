"""Files made in code: pictures, PDFs and archives, and all that are good."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter

from onboarding.lib.uploads.refusals import Reason
from tests.uploads import pdf

SECRET = "41.40338, 2.17403"


@dataclass(frozen=True)
class Sent:
    """One file as a browser sends it; `reason` is None if it is good."""

    label: str
    name: str
    content: bytes
    reason: Reason | None = None

    def __str__(self):
        return self.label


# -- Pictures --------------------------------------------------------------------------


def picture(form="JPEG", mode="RGB", size=(60, 40), **options):
    """A picture with something on it."""
    color = {"RGB": (200, 30, 40), "RGBA": (1, 2, 3, 90), "CMYK": (9, 9, 9, 9)}
    image = Image.new(mode, size, color.get(mode, 1))
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photo_with_place():
    """A photo turned by its camera, with the place, a comment and a maker's note."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825)[29] = SECRET
    return picture(exif=exif, comment=SECRET.encode(), quality=90)


def png_with_words():
    """A PNG with texts beside its pixels."""
    words = PngInfo()
    words.add_text("Comment", SECRET)
    words.add_itxt("XML:com.adobe.xmp", SECRET, zip=True)
    return picture("PNG", "RGBA", pnginfo=words)


def png_chunk(name, data):
    """One chunk of a PNG with its check sum."""
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def png_of(width, height, *, before=b"", data=b""):
    """A PNG that says it is so large, whatever its pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", head)
        + before
        + png_chunk(b"IDAT", data or zlib.compress(bytes(height)))
        + png_chunk(b"IEND", b"")
    )


def zipped(**files):
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


# -- PDFs ------------------------------------------------------------------------------


def locked_pdf(**options):
    """A PDF that asks for a password, or only forbids changes."""
    writer = PdfWriter(PdfReader(io.BytesIO(pdf.make())))
    writer.encrypt(algorithm="RC4-128", **options)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def scanned_pdf():
    """A PDF that is nothing but a picture, as scanners make it."""
    return picture("PDF", size=(850, 1100))


def updated_pdf():
    """A PDF with a second part behind its first end, as signing programs leave it."""
    first = pdf.make(tail=b"\n")
    start = len(first)
    second = b"4 0 obj\n<< /Title (Contract) >>\nendobj\n"
    table = b"xref\n4 1\n%010d 00000 n \n" % start
    before = first[: first.rindex(b"startxref")].rindex(b"xref")
    return (
        first
        + second
        + table
        + b"trailer\n<< /Size 102 /Root 1 0 R /Info 4 0 R /Prev %d >>\n" % before
        + b"startxref\n%d\n%%%%EOF\n" % (start + len(second))
    )


# -- The good ones ---------------------------------------------------------------------

GOOD = [
    Sent("one page", "contract.pdf", pdf.make()),
    Sent("three pages", "Contract (final).PDF", pdf.make("one", "two", "three")),
    Sent("scan", "scan.v2.pdf", scanned_pdf()),
    Sent("signed later", "signed.pdf", updated_pdf()),
    Sent(
        "a link and a start page",
        "card.pdf",
        pdf.make(
            catalog=b"/OpenAction [100 0 R /Fit]",
            page=b"/Annots [10 0 R]",
            extra=[
                b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] "
                b"/A << /S /URI /URI (https://heart.example) >> >>"
            ],
        ),
    ),
    Sent("packed objects", "new.pdf", pdf.with_packed_object(b"<< /A /B >>")),
    Sent("no ending", "contract", pdf.make()),
    Sent("photo with its place", "IMG_20270504.jpg", photo_with_place()),
    Sent("gray photo", "card.jpeg", picture(mode="L")),
    Sent("photo for print", "card.jpg", picture(mode="CMYK")),
    Sent("progressive photo", "card.jpg", picture(progressive=True)),
    Sent("photo with a maker's tail", "card.jpg", picture() + b"SEFT" + bytes(90)),
    Sent("screenshot", "Screenshot 2027-05-04.png", picture("PNG")),
    Sent("picture with words", "card.png", png_with_words()),
    Sent("few colors", "card.png", picture("PNG", "P")),
]
