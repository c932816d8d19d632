"""Real servers for the browser: the application itself, and web sites of somebody else."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import uvicorn
from fastapi import FastAPI

START_SECONDS = 180
"""An artifact may have to be built first."""


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application on a free port of 127.0.0.1, in a thread; yields its origin."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="warning", access_log=False, ws="none", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            _wait_for(server, thread)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        assert thread.is_alive(), "the application did not start; see its log above"
        assert time.monotonic() < deadline, f"the application did not start within {START_SECONDS} s"
        time.sleep(0.05)


@dataclass(frozen=True)
class Foreign:
    """A web site on another origin, such as that of a police station: `pages` by path."""

    origin: str
    pages: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, html: str) -> str:
        """Publish a page and return its address."""
        self.pages[path] = html
        return self.origin + path


@contextmanager
def foreign() -> Iterator[Foreign]:
    """Such a site on `localhost`, which to a browser is neither the origin nor the site of 127.0.0.1."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that http.server asks for
            page = pages.get(self.path)
            self.send_response(HTTPStatus.NOT_FOUND if page is None else HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Foreign(f"http://localhost:{server.server_address[1]}", pages)
        finally:
            server.shutdown()
            thread.join()
