"""Pages of frameworks, assessments and requests."""
