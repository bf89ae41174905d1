"""Files from outside: what they are by their content, and whether they are harmless.

Nothing is believed: neither the name, nor what the browser says, nor the file itself.
"""
