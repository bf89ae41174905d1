"""Pictures: decoded, and written anew with nothing but their pixels.

Runs in the inspector's process (inspector.py), never in that of the web server.
"""

from io import BytesIO

from PIL import Image, ImageOps

from onboarding.lib.uploads.kinds import Kind
from onboarding.lib.uploads.limits import MEGA, Limits
from onboarding.lib.uploads.refusals import Reason, RefusedUploadError
from onboarding.lib.uploads.second_files import (
    end_of_jpeg,
    end_of_png,
    refuse_second_file_in_picture,
)

# Letters stay sharp, and the file stays about as large as the camera made it.
_QUALITY = 88
_ENDS = {Kind.JPEG: end_of_jpeg, Kind.PNG: end_of_png}


def written_anew(content: bytes, kind: Kind, limits: Limits) -> bytes:
    """The picture alone: no place, no camera, no second picture, no comment."""
    # Our own limit, below, is asked before a single pixel is decoded.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(BytesIO(content), formats=[kind.upper()]) as picture:
        if picture.width * picture.height > limits.pixels:
            raise RefusedUploadError(
                Reason.TOO_MANY_PIXELS, limit=limits.pixels // MEGA
            )
        refuse_second_file_in_picture(content, _ENDS[kind](content))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    plain = upright.convert(_mode_of(upright, kind))
    # Pillow would write comments and profiles again from here.
    plain.info = {}
    out = BytesIO()
    if kind == Kind.JPEG:
        plain.save(out, "JPEG", quality=_QUALITY)
    else:
        plain.save(out, "PNG")
    return out.getvalue()


def _mode_of(picture: Image.Image, kind: Kind) -> str:
    """Gray, color, or color with transparency."""
    if picture.mode in {"1", "L"}:
        return "L"
    is_transparent = picture.mode in {"LA", "PA", "RGBA"} or (
        "transparency" in picture.info
    )
    return "RGBA" if is_transparent and kind == Kind.PNG else "RGB"
