"""A believable program with invented people; its dates are relative to today."""
