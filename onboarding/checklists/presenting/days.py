"""Days and moments in words."""

from datetime import date, datetime

from onboarding.lib.dates import zone

# Up to here people count in days, beyond it in months.
_LONGEST_IN_DAYS = 60
_DAYS_IN_MONTH = 30.44


def day_words(day: date, today: date) -> str:
    """`Thu, July 1`, with the year only if it is not the year of `today`."""
    year = "" if day.year == today.year else f", {day.year}"
    return f"{day:%a, %B} {day.day}{year}"


def distance(day: date, today: date) -> str:
    """How far `day` is: `today`, `tomorrow`, `in 12 days`, `3 days ago`."""
    days = (day - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if days in near:
        return near[days]
    return f"in {length(days)}" if days > 0 else f"{length(-days)} ago"


def moment_words(at: datetime, zone_name: str, today: date) -> str:
    """The moment `at` on clocks in `zone_name`: `Tue, May 4, 8:00 PM in Karachi`."""
    local = at.astimezone(zone(zone_name))
    place = zone_name.rpartition("/")[2].replace("_", " ")
    hour = f"{local:%I:%M %p}".lstrip("0")
    return f"{day_words(local.date(), today)}, {hour} in {place}"


def length(days: int) -> str:
    """`1 day`, `12 days`, and from about two months on `3 months`."""
    if days == 1:
        return "1 day"
    if days <= _LONGEST_IN_DAYS:
        return f"{days} days"
    return f"{round(days / _DAYS_IN_MONTH)} months"
