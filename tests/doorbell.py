"""A Redis of the tests' own: on a free loopback port, with a password, nothing on disk; may be killed, frozen and started again."""

from __future__ import annotations

import secrets
import shutil
import signal
import socket
import subprocess
import time

__all__ = ["Queue", "program"]


def program() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


class Queue:
    def __init__(self) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.word = secrets.token_hex(8)
        self.url = f"redis://:{self.word}@127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [program(), "--port", str(self.port), "--bind", "127.0.0.1", "--requirepass", self.word, "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < until, "redis-server does not start"
                time.sleep(0.05)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)
