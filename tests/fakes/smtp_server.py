"""A mail server on the loopback that speaks SMTP (RFC 5321) as far as a client needs, and has moods.

Recipients whose address begins with ``refused`` are answered 550, with ``later`` 451; with ``cut`` the connection breaks
off after the last byte of the mail was taken, before the server says so; with ``full`` the mail itself is refused.
"""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy


@dataclass
class Taken:
    """One mail that the server took."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self):
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class Postbox:
    """What a server was given."""

    host: str = "127.0.0.1"
    port: int = 0
    taken: list[Taken] = field(default_factory=list)


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.sender, self.recipients = "", []
        self.say("220 mail.example ready")
        while line := self.rfile.readline().decode("ascii", "replace").strip():
            verb, _, rest = line.partition(" ")
            if not getattr(self, f"on_{verb.lower()}", self.on_other)(rest):
                return

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())
        return True

    def on_ehlo(self, _rest):
        return self.say("250-mail.example") and self.say("250 SIZE 10000000")

    def on_mail(self, rest):
        self.sender, self.recipients = _path(rest), []
        return self.say("250 OK")

    def on_rcpt(self, rest):
        address = _path(rest)
        if address.startswith("refused"):
            return self.say("550 5.1.1 no such mailbox here")
        if address.startswith("later"):
            return self.say("451 4.3.2 too busy, come back later")
        self.recipients.append(address)
        return self.say("250 OK")

    def on_data(self, _rest):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        if any(address.startswith("full") for address in self.recipients):
            return self.say("552 5.2.2 the mailbox is full")
        self.server.postbox.taken.append(Taken(self.sender, self.recipients, b"".join(lines)))
        if any(address.startswith("cut") for address in self.recipients):
            return False
        return self.say("250 OK queued")

    def on_rset(self, _rest):
        return self.say("250 OK")

    def on_quit(self, _rest):
        self.say("221 bye")
        return False

    def on_other(self, _rest):
        return self.say("500 what")


def _path(text):
    return text.partition("<")[2].partition(">")[0]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def smtp_server():
    """A running server; what it took is in the postbox."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.postbox = Postbox(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.postbox
        finally:
            server.shutdown()
            thread.join()
