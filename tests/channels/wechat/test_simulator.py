"""The simulator finds nothing wrong with a good server, and the fault in a bad one."""

import json
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from urllib.error import URLError

import pytest

from app.channels.wechat.platform import Call, Mode, Platform, Returned
from app.channels.wechat.simulator import Send, over_http, say, simulate
from tests.channels.wechat.conftest import Server, somebody

SUCCESS = Returned(200, b"success")


@pytest.mark.parametrize("mode", list(Mode))
def test_a_good_server_passes_every_trial(server: Server, mode: Mode) -> None:
    findings = list(simulate(server.send, somebody(mode)))
    assert [(finding.name, finding.problem) for finding in findings if finding.problem] == []
    names = [finding.name for finding in findings]
    assert len(set(names)) == len(names) >= 20
    assert {"校验服务器地址", "同一条发三次", "拒绝：签名不对", "拒绝：1 MB 的请求"} <= set(names)


def test_only_what_a_citizen_would_read_is_shown_as_the_answer(server: Server) -> None:
    answers = {finding.name: finding.answer for finding in simulate(server.send, somebody(Mode.SAFE))}
    assert answers["图片"].startswith("我看不了图片。")
    assert (answers["取消关注"], answers["拒绝：签名不对"], answers["校验服务器地址"]) == ("", "", "")


def problems(send: Send, mode: Mode = Mode.SAFE) -> dict[str, str]:
    return {finding.name: finding.problem for finding in simulate(send, somebody(mode)) if finding.problem}


def test_a_server_that_takes_everything_is_found_out() -> None:
    found = problems(lambda _: SUCCESS)
    assert found["校验服务器地址"] == "没有原样返回（200）"
    assert found["文字"] == "该回复却没有回复"
    assert found["拒绝：签名不对"] == "没有拒绝，返回了 200"
    assert "取消关注" not in found


def test_a_server_that_breaks_on_bad_input_is_found_out(server: Server) -> None:
    def send(call: Call) -> Returned:
        returned = server.send(call)
        return returned if returned.status == 200 else Returned(500, b"Traceback")

    found = problems(send)
    assert found["拒绝：DOCTYPE"] == "没有拒绝，返回了 500"
    assert "文字" not in found


def test_a_slow_an_unreadable_and_an_endless_reply_are_found_out(server: Server) -> None:
    safe = somebody(Mode.SAFE)
    assert say(lambda call: replace(server.send(call), seconds=5.1), safe, "你好").problem == (
        "用了 5.1 秒，平台只等 5 秒"
    )
    assert say(lambda _: Returned(200, b"<html>"), safe, "你好").problem == "平台读不懂回复"
    assert say(lambda _: Returned(200, b"<xml><A>1</A></xml>"), safe, "你好").problem == "平台读不懂回复"
    assert say(lambda _: Returned(502, b""), safe, "你好").problem == "返回了 502"
    plain = somebody(Mode.PLAIN)
    long = f"<xml><Content>{'长' * 640}</Content></xml>".encode()
    assert say(lambda _: Returned(200, long), plain, "你好").problem == "回复有 1920 字节，超过 1900"


def test_answers_that_differ_between_tries_are_found_out() -> None:
    numbers = count()

    def forgetful(_: Call) -> Returned:
        return Returned(200, f"<xml><Content>回答{next(numbers)}</Content></xml>".encode())

    assert problems(forgetful, Mode.PLAIN)["同一条发三次"] == "三次的回复不一样"


def test_a_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises(URLError):
        say(over_http("http://127.0.0.1:9"), somebody(Mode.SAFE), "你好")


class Handler(BaseHTTPRequestHandler):
    """Takes what it should, and hangs up on bodies that are too large."""

    def do_GET(self) -> None:
        self._answer(200, b"7")

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        if length > 2**16:
            self.connection.close()
            return
        body = self.rfile.read(length)
        self._answer(403 if b"forged" in body else 200, body)

    def log_message(self, *_: object) -> None:
        """Nothing on the screen of the tests."""

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_over_http_a_refusal_is_an_answer_and_so_is_being_hung_up_on() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        send = over_http(f"http://127.0.0.1:{listening.server_port}/")
        calls = (Call("GET", "/a"), Call("POST", "/a", b"x"), Call("POST", "/a", b"forged"))
        returned = [send(call) for call in calls]
        hung_up = send(Call("POST", "/a", b" " * 2**22))
        listening.shutdown()
    assert [(one.status, one.body) for one in returned] == [(200, b"7"), (200, b"x"), (403, b"forged")]
    assert hung_up.status == 413


def envelope_of(call: Call) -> str:
    return call.body.decode()


@pytest.mark.parametrize("mode", list(Mode))
def test_the_platform_sends_what_its_mode_promises(mode: Mode) -> None:
    platform: Platform = somebody(mode)
    call = platform.deliver({"MsgType": "text", "Content": "转账七七", "MsgId": "1"})
    body = envelope_of(call)
    assert ("转账七七" in body) == (mode in (Mode.PLAIN, Mode.COMPATIBLE))
    assert ("<Encrypt>" in body) == (mode in (Mode.COMPATIBLE, Mode.SAFE, Mode.WECOM))
    assert ("encrypt_type=aes" in call.target) == (mode is not Mode.PLAIN)
    assert call.target.startswith(f"{mode.path}?")
    if mode is Mode.BOT:
        assert set(json.loads(body)) == {"encrypt"}
