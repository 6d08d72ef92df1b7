"""A mail server of a few lines: it keeps what it is sent, refuses when told to, and may do something in between."""

import socket
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy


class MailServer:
    """What a server was sent, and how it answers: `answers` by the verb of SMTP, `when` what it does at a point."""

    def __init__(self, port):
        self.port, self.mails, self.answers, self.when = port, [], {}, {}

    @property
    def settings(self):
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.port,
            "EMAIL_TIMEOUT": 10,
        }

    def pass_by(self, point):
        self.when.get(point, lambda: None)()


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        kept = self.server.kept
        kept.pass_by("connected")
        self.say(kept.answers.get("banner", "220 hello"))
        for line in self.rfile:
            verb = line.split()[0].upper().decode() if line.split() else ""
            answer = kept.answers.get(verb, "354 go on" if verb == "DATA" else "250 fine")
            if verb == "QUIT" or answer == "hang up":
                return
            self.say(answer)
            if answer.startswith("354"):
                self.receive(kept)

    def receive(self, kept):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        kept.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        kept.pass_by("received")
        answer = kept.answers.get("message", "250 taken")
        if answer == "hang up":
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self.say(answer)

    def say(self, answer):
        self.wfile.write(f"{answer}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 20

    def handle_error(self, request, client_address):
        """A client that was killed in the middle is what some tests are about."""


@contextmanager
def mail_server():
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.kept = MailServer(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.kept
        server.shutdown()
        thread.join()
