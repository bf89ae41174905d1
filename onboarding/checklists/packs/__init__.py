"""Pack folders (interfaces §6): read, checked as a whole, then loaded or refused."""
