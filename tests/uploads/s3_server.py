"""A bucket on this machine: the few words of S3's protocol that a storage needs."""

import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class _Bucket(BaseHTTPRequestHandler):
    """PUT, GET, HEAD and DELETE of one object, and the list of a folder."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.objects[self._key()] = body
        self.server.headers[self._key()] = dict(self.headers)
        self._answer(200)

    def do_GET(self):
        if not self._key():
            self._list()
        elif self._key() in self.server.objects:
            self._answer(200, self.server.objects[self._key()])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self):
        self._answer(200 if self._key() in self.server.objects else 404)

    def do_DELETE(self):
        self.server.objects.pop(self._key(), None)
        self._answer(204)

    def log_message(self, *_words):
        """Say nothing: the tests have their own words."""

    def _key(self):
        path = unquote(urlsplit(self.path).path)
        return path.partition("/papers/")[2]

    def _list(self):
        prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
        keys = [key for key in self.server.objects if key.startswith(prefix)]
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>1</Size>"
            f"<LastModified>{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            "</Contents>"
            for key in keys
        )
        self._answer(
            200,
            f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}"
            "</ListBucketResult>".encode(),
        )

    def _answer(self, status, body=b""):
        self.send_response(status)
        length = len(self.server.objects.get(self._key(), b""))
        is_head = self.command == "HEAD"
        self.send_header("Content-Length", str(length if is_head else len(body)))
        self.send_header(
            "Last-Modified", format_datetime(datetime.now(UTC), usegmt=True)
        )
        self.send_header("ETag", '"0"')
        self.end_headers()
        if not is_head:
            self.wfile.write(body)


def start():
    """A running server; `server.objects` has what was put, by key."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bucket)
    server.daemon_threads = True
    server.objects, server.headers = {}, {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
