"""Why a file is not taken: each reason once, in a sentence that says what to do."""

from collections.abc import Mapping
from enum import StrEnum

from django.core.exceptions import ValidationError


class Reason(StrEnum):
    """A reason, as it is logged; the sentence for it stands in SENTENCES."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_NAME = "wrong_name"
    NAMES_A_VISA_PAPER = "names_a_visa_paper"
    NUMBER_IN_NAME = "number_in_name"
    NUMBER_IN_TEXT = "number_in_text"
    OFFICE = "office"
    HEIC = "heic"
    OTHER_PICTURE = "other_picture"
    WEB_PAGE = "web_page"
    ARCHIVE = "archive"
    PROGRAM = "program"
    UNKNOWN = "unknown"
    DAMAGED = "damaged"
    SECOND_FILE = "second_file"
    LOCKED = "locked"
    ACTIVE = "active"
    ATTACHMENTS = "attachments"
    ADOBE_FORM = "adobe_form"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MUCH_WORK = "too_much_work"
    VIRUS = "virus"
    SCANNER_AWAY = "scanner_away"


SENTENCES: Mapping[Reason, str] = {
    Reason.EMPTY: (
        "This file is empty. Wait until it is on your device, then choose it again."
    ),
    Reason.TOO_LARGE: (
        "This file has more than {limit} MB. Scan it again with a lower quality, or"
        " send only the pages that are needed."
    ),
    Reason.WRONG_NAME: (
        "The name of this file ends with “{ending}”, but inside it is a {kind}. "
        "Save it again as a PDF and send that one."
    ),
    Reason.NAMES_A_VISA_PAPER: (
        "The name of this file says that it is a passport, a visa paper or a Social"
        " Security card. We must not keep a copy of those: show the paper itself to"
        " who needs to see it."
    ),
    Reason.NUMBER_IN_NAME: (
        "There is a private number in the name of this file. Give it a plain name, "
        "for example contract.pdf, and choose it again."
    ),
    Reason.NUMBER_IN_TEXT: (
        "There is a number in this PDF that looks like a Social Security, passport "
        "or visa number. We must not keep it: cover it and scan the page again, or "
        "hand the paper over in person."
    ),
    Reason.OFFICE: (
        "This is a Word, Excel or PowerPoint file. Save it as a PDF and send that one."
    ),
    Reason.HEIC: (
        "This photo has the HEIC format, which many devices cannot show. Share it "
        "as a JPEG, or take a screenshot of it and send that."
    ),
    Reason.OTHER_PICTURE: (
        "We cannot take this kind of picture. Send a PDF, a JPEG or a PNG."
    ),
    Reason.WEB_PAGE: (
        "This is a web page or a drawing that can carry a program. Print it to a "
        "new PDF and send that one."
    ),
    Reason.ARCHIVE: (
        "This is an archive of files. Take out the one that is needed and send it "
        "as a PDF, a JPEG or a PNG."
    ),
    Reason.PROGRAM: (
        "This is a program, and we never take those. Send a PDF, a JPEG or a PNG."
    ),
    Reason.UNKNOWN: (
        "We cannot tell what kind of file this is. Send a PDF, a JPEG or a PNG."
    ),
    Reason.DAMAGED: (
        "This file is damaged or not complete. Open it on your device to see "
        "whether it is whole, then send it again."
    ),
    Reason.SECOND_FILE: (
        "There is a second file hidden in this one. Print it to a new PDF and send "
        "that one."
    ),
    Reason.LOCKED: (
        "This PDF is locked with a password or against changes. Print it to a new "
        "PDF and send that one."
    ),
    Reason.ACTIVE: (
        "This PDF carries a program or starts something when it is opened. Print it"
        " to a new PDF and send that one."
    ),
    Reason.ATTACHMENTS: (
        "This PDF has other files, films or sounds inside. Print it to a new PDF "
        "and send that one."
    ),
    Reason.ADOBE_FORM: (
        "This PDF is a form that only one program can show. Print it to a new PDF "
        "and send that one."
    ),
    Reason.TOO_MANY_PAGES: (
        "This PDF has more than {limit} pages. Send only the pages that are needed."
    ),
    Reason.TOO_MANY_PIXELS: (
        "A picture in this file has more than {limit} million dots. Scan it again "
        "with a lower quality."
    ),
    Reason.TOO_MUCH_WORK: (
        "This file is built so that checking it takes too long. Print it to a new "
        "PDF and send that one."
    ),
    Reason.VIRUS: (
        "The virus scanner found something harmful in this file, so we did not keep"
        " it. Have your device checked before you send another one."
    ),
    Reason.SCANNER_AWAY: (
        "We cannot look for viruses right now, so we cannot take this file. Nothing"
        " is lost: try again in some minutes, or go on without the file."
    ),
}


class RefusedUploadError(ValidationError):
    """A file that is not taken; the message is for the person who sent it."""

    def __init__(self, reason: Reason, **facts: str | int) -> None:
        super().__init__(SENTENCES[reason].format(**facts), code=reason)
        self.reason, self.facts = reason, facts
