"""One worker of several: sends the letters it is told to, in a process of its own.

`python -m bench.postman` says `ready`, reads a list of keys, and says `done`.
"""

import json
import sys

import django


def main() -> None:
    """Send one list of letters, in batches as a worker gets them."""
    django.setup()
    from bench.delivering import send_in_batches  # noqa: PLC0415 -- needs settings
    from bench.reminding import NOW  # noqa: PLC0415 -- as above

    print("ready", flush=True)
    send_in_batches(json.loads(sys.stdin.readline()), NOW)
    print("done", flush=True)


if __name__ == "__main__":
    main()
