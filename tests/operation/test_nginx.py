"""deploy/nginx.conf in a real nginx: TLS outside, limits, and what the service is told of who asks."""

from __future__ import annotations

import grp
import http.client
import json
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.web.test_server import Running, port_of, start

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NAME = "vanthu.example.vn"
AROUND = """
user {user} {group};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/vanthu.conf;
}}
"""


class Telling(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        size = len(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        text = json.dumps({"path": self.path, "size": size, "headers": dict(self.headers.items())}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        self.do_POST()

    def log_message(self, *_arguments):
        """Nothing."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Proxy:
    def __init__(self, folder: Path, upstream: int, old: str = "", new: str = "") -> None:
        self.folder, self.plain, self.tls = folder, free_port(), free_port()
        certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
        certificate += ["-addext", f"subjectAltName=DNS:{NAME}"]
        certificate += ["-keyout", str(folder / "vanthu.key"), "-out", str(folder / "vanthu.crt")]
        subprocess.run(certificate, check=True, capture_output=True)
        text = CONFIGURATION.read_text()
        changes = {
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl;\n": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.tls} ssl;",
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
            "/etc/nginx/tls/": f"{folder}/",
            "/var/log/nginx/vanthu.log": f"{folder}/vanthu.log",
            **({old: new} if old else {}),
        }
        for before, after in changes.items():
            assert before in text, before
            text = text.replace(before, after)
        (folder / "vanthu.conf").write_text(text)
        (folder / "nginx.conf").write_text(
            AROUND.format(folder=folder, user=pwd.getpwuid(os.getuid())[0], group=grp.getgrgid(os.getgid())[0])
        )
        command = [shutil.which("nginx"), "-p", str(folder), "-e", str(folder / "error.log")]
        self.process = subprocess.Popen([*command, "-c", str(folder / "nginx.conf")])
        end = time.monotonic() + 20
        while not (listening(self.plain) and listening(self.tls)):
            assert self.process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict, bytes]:
        """Over TLS, by the name of the certificate."""
        trusting = ssl.create_default_context(cafile=self.folder / "vanthu.crt")
        with (
            socket.create_connection(("127.0.0.1", self.tls)) as plain,
            trusting.wrap_socket(plain, server_hostname=NAME) as safe,
        ):
            connection = http.client.HTTPConnection(NAME)
            connection.sock = safe
            given = {"Host": NAME, **{name.replace("_", "-"): value for name, value in headers.items()}}
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            return answer.status, dict(answer.headers), answer.read()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


@pytest.fixture
def telling() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Telling)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def proxy(tmp_path, telling) -> Iterator[Proxy]:
    running = Proxy(tmp_path, telling)
    yield running
    running.stop()


pytestmark = pytest.mark.needs("nginx", "openssl")


def test_the_service_is_told_who_asks_and_not_what_they_claim(proxy):
    claimed = {"X_Forwarded_For": "10.9.8.7", "X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "http"}
    claimed |= {"Forwarded": "for=10.9.8.7", "X_Forwarded_Prefix": "/evil"}
    status, headers, body = proxy.ask("GET", "/lo?trang=2", **claimed)
    told = json.loads(body)

    assert status == 200
    assert told["path"] == "/lo?trang=2"
    passed = {name: value for name, value in told["headers"].items() if "orward" in name}
    assert passed == {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": NAME}
    assert told["headers"]["Host"] == NAME
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Server"] == "nginx"


def test_without_tls_it_only_leads_there(proxy):
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain)
    connection.request("POST", "/api/v1/checks?kind=titled", b"x", {"Host": NAME})
    answer = connection.getresponse()

    assert (answer.status, answer.headers["Location"]) == (308, f"https://{NAME}/api/v1/checks?kind=titled")
    connection.close()


def test_old_tls_is_refused(proxy):
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", proxy.tls)) as plain, pytest.raises((ssl.SSLError, OSError)):
        old.wrap_socket(plain, server_hostname=NAME)


def test_an_upload_is_passed_on_whole_up_to_the_limit(proxy):
    assert json.loads(proxy.ask("POST", "/lo", b"x" * (5 << 20))[2])["size"] == 5 << 20
    assert proxy.ask("POST", "/lo", Content_Length=str(261 << 20))[0] == 413


def test_the_log_holds_no_query_and_no_referrer(proxy):
    proxy.ask("GET", "/lo?ten=Nguyen", Referer="https://vanthu.example.vn/?ten=Nguyen")
    end = time.monotonic() + 10
    while not (text := (proxy.folder / "vanthu.log").read_text()):
        assert time.monotonic() < end
        time.sleep(0.05)

    assert '"GET /lo" 200' in text
    assert "Nguyen" not in text


def test_below_a_prefix_the_path_is_passed_on_as_it_is(tmp_path, telling):
    running = Proxy(tmp_path, telling, "location / {", "location /van-thu/ {")
    try:
        assert json.loads(running.ask("GET", "/van-thu/lo")[2])["path"] == "/van-thu/lo"
        assert running.ask("GET", "/lo")[0] == 404
    finally:
        running.stop()


def test_behind_it_the_service_asks_who_is_there(tmp_path):
    """What comes by a proxy is never taken for somebody at this very machine."""
    environment = {"DATA_DIR": str(tmp_path / "data"), "ALLOWED_HOSTS": NAME, "TRUSTED_PROXIES": "127.0.0.1"}
    process = start(tmp_path / "messages", "--port", "0", WORKERS="1", BATCH_PROCESSES="1", **environment)
    running = Running(process, port_of(process, tmp_path / "messages"), tmp_path / "messages")
    try:
        proxy = Proxy(tmp_path, running.port)
        try:
            assert proxy.ask("GET", "/healthz")[0] == 200
            status, headers, _ = proxy.ask("GET", "/api/v1/batches")
            assert (status, headers["Content-Type"]) == (401, "application/problem+json")
        finally:
            proxy.stop()
    finally:
        running.stop()
