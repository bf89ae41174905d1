"""Editions in use: comparing them, giving them to people, and taking them back."""
