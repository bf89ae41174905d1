"""Boxes that forms of several apps show."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own calendar; without one, a box for 2027-07-01."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
