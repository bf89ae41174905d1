"""What pages say about items and dates: words for people, no decisions."""
