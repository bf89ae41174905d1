"""Photos of papers in the demo: drawn when needed, invented like the people."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from onboarding.accounts.models import User
from onboarding.checklists import actions
from onboarding.checklists.evidence_files import check, stored
from onboarding.checklists.models import Event, Item
from onboarding.checklists.words import ACTIONABLE
from onboarding.residents.models import Resident

_CARDS = "hold-life-support-cards"
_REASON = "The end date is cut off. Please photograph the whole card."
_PAPER, _INK, _RED, _GRAY = (
    (252, 251, 247),
    (40, 44, 46),
    (155, 44, 32),
    (130, 130, 130),
)
_SIZE = (856, 540)


def send_photos(
    residents: Iterable[Resident], *, coordinator: User, now: datetime
) -> None:
    """Let each send a photo of their cards, get it back, and send a better one."""
    for resident in residents:
        items = Item.objects.filter(resident=resident, slug=_CARDS)
        item = items.filter(state__in=ACTIONABLE).with_story().first()
        if item is None:
            continue
        first_at = max(_last_at(resident), now - timedelta(days=2))
        pause = (now - first_at) / 3
        try:
            _send(item, first_at, is_whole=False)
        except actions.RefusedError:
            continue  # their contract is not signed yet
        back_at = first_at + pause
        actions.send_back(item, by=coordinator, now=back_at, reason=_REASON)
        _send(item, back_at + pause, is_whole=True)


def _last_at(resident: Resident) -> datetime:
    """When something last happened to their plan."""
    return Event.objects.filter(resident=resident).latest("sequence").at


def _send(item: Item, at: datetime, *, is_whole: bool) -> None:
    """The resident's act, with a file that is checked like everybody's."""
    until = date(at.year + 2, at.month, 1)
    card = _card(item.resident, until, is_whole=is_whole)
    with stored(check(card)) as file:
        proof = actions.Proof(on=until, file=file)
        actions.complete(item, by=item.resident.user, now=at, proof=proof)


def _card(resident: Resident, until: date, *, is_whole: bool) -> SimpleUploadedFile:
    page = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, _SIZE[0], 90), _RED)
    _write(draw, (40, 26), "Basic and advanced life support", _PAPER, 30)
    rows = (
        f"{resident.given_name} {resident.family_name}",
        "has completed both courses.",
        f"Renew by {until:%B %Y}",
    )
    for number, row in enumerate(rows):
        _write(draw, (40, 150 + 60 * number), row, _INK, 28)
    sample = "Sample. Made up for a demonstration."
    _write(draw, (40, _SIZE[1] - 50), sample, _GRAY, 16)
    shown = page if is_whole else page.crop((0, 0, _SIZE[0], 250))
    out = BytesIO()
    shown.save(out, "JPEG")
    return SimpleUploadedFile("card.jpg", out.getvalue())


def _write(
    draw: ImageDraw.ImageDraw,
    at: tuple[int, int],
    words: str,
    ink: tuple[int, int, int],
    size: int,
) -> None:
    draw.text(at, words, ink, ImageFont.load_default(size))
