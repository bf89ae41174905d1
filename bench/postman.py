"""One worker of several: sends the letters it is told to, in a process of its own.

`python -m bench.postman` says `ready`, reads a list of keys and null, or a letter that
is written already, and says `done`.
"""

import json
import sys

import django


def main() -> None:
    """Send one list of letters, in batches as a worker gets them."""
    django.setup()
    from bench import delivering  # noqa: PLC0415 -- needs settings
    from bench.reminding import NOW  # noqa: PLC0415 -- as above

    print("ready", flush=True)
    letters, bare = json.loads(sys.stdin.readline())
    if bare is None:
        delivering.send_in_batches(letters, NOW)
    else:
        delivering.send_bare(delivering.Bare(*bare), letters, is_written_down=True)
    print("done", flush=True)


if __name__ == "__main__":
    main()
