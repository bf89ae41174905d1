"""How large a file may be, and how much work it may make."""

from dataclasses import dataclass

MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one file. `seconds` and `megabytes` bound what checking it may cost."""

    size: int
    pages: int
    pixels: int
    seconds: int
    megabytes: int = 1_500
