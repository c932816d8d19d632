"""What docs/deploy/ gives to those who run it: no docker here, so its words and numbers are read."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.cli import FINISH_SECONDS, KEEP_ALIVE_SECONDS
from app.settings import ROOT, Settings

FOLDER = ROOT / "docs" / "deploy"
GUIDE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
NGINX = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
REPLICAS = ("one", "two")
PREFIX = "ANTIFRAUD_"


def seconds(directive: str) -> list[int]:
    return [int(found) for found in re.findall(rf"^\s*{directive} (\d+)s;", NGINX, re.MULTILINE)]


def test_there_are_two_equal_replicas_one_redis_and_one_nginx() -> None:
    assert set(SERVICES) == {*REPLICAS, "redis", "nginx"}
    assert SERVICES["one"] == SERVICES["two"]


def test_every_setting_exists_and_has_a_value_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    environment: dict[str, str] = SERVICES["one"]["environment"]
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    assert {name.removeprefix(PREFIX).lower() for name in given} <= set(Settings.model_fields)
    for name, value in given.items():
        monkeypatch.setenv(name, re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", value))
    monkeypatch.setenv("ANTIFRAUD_SECRET", "sixteen letters!")
    settings = Settings()
    assert (settings.watch, settings.redis_url) == (False, "redis://redis:6379/0")
    assert settings.public_url == "http://127.0.0.1:8080"


@pytest.mark.parametrize("text", [GUIDE, (FOLDER / "compose.yaml").read_text(encoding="utf-8"), NGINX])
def test_every_name_of_a_setting_that_is_mentioned_exists(text: str) -> None:
    mentioned = {name.lower() for name in re.findall(rf"{PREFIX}([A-Z_]+)", text)}
    assert mentioned <= set(Settings.model_fields)


def test_without_a_secret_in_the_environment_nothing_starts() -> None:
    assert SERVICES["one"]["environment"]["ANTIFRAUD_SECRET"].startswith("${ANTIFRAUD_SECRET:?")


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_read_only_without_rights_and_bounded(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "restart", "logging"} <= set(service)


def test_only_nginx_can_be_reached_from_outside() -> None:
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["nginx"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert [name for name in SERVICES if "outside" in SERVICES[name]["networks"]] == ["nginx"]


def test_redis_keeps_its_data_over_a_restart() -> None:
    assert "--appendonly yes" in SERVICES["redis"]["command"]
    assert SERVICES["redis"]["volumes"] == ["redis:/data"]
    assert "redis" in COMPOSE["volumes"]


def test_a_replica_is_not_killed_before_it_has_finished() -> None:
    drain = float(SERVICES["one"]["environment"]["ANTIFRAUD_DRAIN_SECONDS"])
    assert int(SERVICES["one"]["stop_grace_period"].removesuffix("s")) > drain + FINISH_SECONDS


def test_nginx_knows_exactly_the_replicas() -> None:
    assert tuple(re.findall(r"^\s*server (\w+):8000 ", NGINX, re.MULTILINE)) == REPLICAS
    assert "./nginx.conf:/etc/nginx/nginx.conf:ro" in SERVICES["nginx"]["volumes"]
    (port,) = re.findall(r"^\s*listen (\d+);", NGINX, re.MULTILINE)
    assert SERVICES["nginx"]["ports"] == [f"{port}:{port}"]


def test_what_citizens_search_and_where_they_are_is_not_in_the_access_log() -> None:
    (line,) = re.findall(r"log_format words_free([^;]*);", NGINX)
    logged = set(re.findall(r"\$(\w+)", line))
    assert logged.isdisjoint(
        {"request", "request_uri", "args", "query_string", "http_referer", "http_cookie", "remote_addr"}
    )
    assert {"uri", "status", "request_time"} <= logged
    assert re.findall(r"^\s*error_log (.*);", NGINX, re.MULTILINE) == ["stderr emerg"], "it quotes requests"
    assert re.findall(r"^\s*access_log (.*);", NGINX, re.MULTILINE) == ["/dev/stdout words_free"]


def test_the_longest_message_passes_the_body_limit() -> None:
    (size,) = re.findall(r"^\s*client_max_body_size (\d+)k;", NGINX, re.MULTILINE)
    longest = next(
        bound.le
        for bound in Settings.model_fields["max_message_length"].metadata
        if getattr(bound, "le", None)
    )
    assert 12 * longest <= int(size) * 1024, "a character may be written \\ud83d\\ude00 in JSON"


def test_nginx_waits_for_nobody_for_ever_and_hangs_up_before_a_replica_does() -> None:
    for directive in (
        "client_header_timeout",
        "client_body_timeout",
        "send_timeout",
        "proxy_connect_timeout",
    ):
        assert seconds(directive), directive
    assert seconds("proxy_connect_timeout") == [1]
    assert max(seconds("keepalive_timeout")) < KEEP_ALIVE_SECONDS


def test_a_client_cannot_say_where_it_comes_from() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    (trusted,) = [entry["subnet"] for entry in COMPOSE["networks"]["inside"]["ipam"]["config"]]
    assert SERVICES["one"]["environment"]["ANTIFRAUD_TRUSTED_PROXIES"] == trusted


def test_nginx_itself_accepts_the_file(tmp_path: Path) -> None:
    program = shutil.which("nginx")
    if not program:
        assert NGINX.count("{") == NGINX.count("}")
        assert "CI" not in os.environ, "CI has no nginx; .ci/run installs it"
        pytest.skip("no nginx here; only its braces were counted")
    (tmp_path / "mime.types").write_text("types { text/html html; }", encoding="utf-8")
    text = re.sub(r" /tmp/", f" {tmp_path}/", NGINX)
    text = text.replace("/etc/nginx/mime.types", str(tmp_path / "mime.types"))
    text = re.sub(r"server (one|two):8000", "server 127.0.0.1:8000", text)  # there is no name service here
    (tmp_path / "nginx.conf").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [program, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
