"""Pages of items and of the dates that decide them."""
