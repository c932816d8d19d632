"""Plays the platform against a running server: everything it sends, its retries, and what only attackers send."""

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from app.channels.wechat.platform import Call, Mode, Platform, Returned
from app.channels.wechat.protocol import Fields, ProtocolError, render_xml

Send = Callable[[Call], Returned]
PATIENCE = 5.0
"""Seconds the platform waits."""
MOST_BYTES, MOST_BYTES_OF_A_BOT = 1_900, 20_480
TRIES = 3
SAID = "自称公安的人说我涉嫌洗钱，叫我把钱转到安全账户"
_STRANGER = "wxstranger00000001"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one trial went."""

    name: str
    seconds: float
    problem: str
    """Empty if it went as it should."""
    answer: str = ""
    """What the citizen would read."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A message, and whether anything is said to it."""

    name: str
    fields: Fields
    is_answered: bool = True


def simulate(send: Send, platform: Platform) -> Iterator[Finding]:
    """All trials, in order.

    Raises:
        URLError: if the server cannot be reached.

    """
    yield _checked(send, platform)
    for trial in _trials(platform.mode):
        yield _delivered(send, platform, trial)
    yield _repeated(send, platform)
    for name, call in _attacks(platform):
        yield _attacked(send, name, call)


def say(send: Send, platform: Platform, text: str) -> Finding:
    """One text.

    Raises:
        URLError: if the server cannot be reached.

    """
    return _delivered(send, platform, Trial("文字", {"MsgType": "text", "Content": text}))


def over_http(url: str) -> Send:
    """Sends to a server such as `http://127.0.0.1:8000`."""

    def send(call: Call) -> Returned:
        started = time.monotonic()
        request = Request(url.rstrip("/") + call.target, call.body or None, method=call.method)  # noqa: S310  # staff name the server
        try:
            with urlopen(request, timeout=TRIES * PATIENCE) as response:  # noqa: S310  # as above
                status, body = response.status, response.read()
        except HTTPError as error:
            status, body = error.code, error.read()
        except URLError as error:
            if not isinstance(error.reason, ConnectionResetError | BrokenPipeError):
                raise
            status, body = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b""  # hung up on a huge body half-way
        return Returned(status, body, time.monotonic() - started)

    return send


def _checked(send: Send, platform: Platform) -> Finding:
    echo = "7418529630"
    returned = send(platform.check(echo))
    is_right = (returned.status, returned.body) == (HTTPStatus.OK, echo.encode())
    return Finding(
        "校验服务器地址", returned.seconds, "" if is_right else f"没有原样返回（{returned.status}）"
    )


def _delivered(send: Send, platform: Platform, trial: Trial) -> Finding:
    somebody = replace(platform, person=f"oSimulator_{new_id()}")
    returned = send(somebody.deliver({"MsgId": new_id(), **trial.fields}))
    if returned.status != HTTPStatus.OK:
        return Finding(trial.name, returned.seconds, f"返回了 {returned.status}")
    try:
        answer = platform.read(returned)
    except (ProtocolError, KeyError, ValueError):
        return Finding(trial.name, returned.seconds, "平台读不懂回复")
    return Finding(trial.name, returned.seconds, _fault(platform, trial, returned, answer), answer)


def _fault(platform: Platform, trial: Trial, returned: Returned, answer: str) -> str:
    most = MOST_BYTES_OF_A_BOT if platform.mode is Mode.BOT else MOST_BYTES
    if bool(answer) != trial.is_answered:
        return "该回复却没有回复" if trial.is_answered else "不该回复却回复了"
    if len(answer.encode()) > most:
        return f"回复有 {len(answer.encode())} 字节，超过 {most}"
    return f"用了 {returned.seconds:.1f} 秒，平台只等 5 秒" if returned.seconds > PATIENCE else ""


def _trials(mode: Mode) -> Iterator[Trial]:
    for name, text in (
        ("文字", SAID),
        ("表情", "😀🙏"),
        ("怪字", "]]> <xml> {{ 1 }} \u202e"),
        ("超长", "转" * 5000),
    ):
        yield Trial(name, {"MsgType": "text", "Content": text})
    yield Trial("语音，有识别结果", {"MsgType": "voice", "Recognition": SAID})
    yield Trial("语音，没有识别结果", {"MsgType": "voice", "Recognition": ""})
    for name, kind in (("图片", "image"), ("视频", "video"), ("文件", "file"), ("没见过的类型", "hologram")):
        yield Trial(name, {"MsgType": kind})
    yield Trial("关注或进入会话", _event("subscribe", ""))
    if mode is Mode.BOT:
        return
    yield Trial("位置", {"MsgType": "location", "Location_X": "31.2", "Location_Y": "121.5", "Label": "宾馆"})
    yield Trial("链接", {"MsgType": "link", "Title": "退税", "Url": "https://example.com/"})
    yield Trial("点菜单", _event("CLICK", "MONEY_GONE"))
    yield Trial("点没有的菜单", _event("CLICK", "NO_SUCH_KEY"))
    yield Trial("取消关注", _event("unsubscribe", ""), is_answered=False)
    yield Trial("打开网页的菜单", _event("VIEW", "https://example.com/"), is_answered=False)


def _event(event: str, key: str) -> Fields:
    return {"MsgType": "event", "Event": event, "EventKey": key}


def _repeated(send: Send, platform: Platform) -> Finding:
    """The same message three times at once, as when two answers were lost."""
    fields = {"MsgType": "text", "Content": SAID, "MsgId": new_id()}
    calls = [platform.deliver(fields) for _ in range(TRIES)]
    with ThreadPoolExecutor(TRIES) as pool:
        returned = list(pool.map(send, calls))
    try:
        answers = {platform.read(one) for one in returned}
    except (ProtocolError, KeyError, ValueError):
        answers = set()
    problem = "" if len(answers) == 1 else "三次的回复不一样"
    return Finding("同一条发三次", max(one.seconds for one in returned), problem)


def _attacked(send: Send, name: str, call: Call) -> Finding:
    returned = send(call)
    is_refused = HTTPStatus.BAD_REQUEST <= returned.status < HTTPStatus.INTERNAL_SERVER_ERROR
    problem = "" if is_refused else f"没有拒绝，返回了 {returned.status}"
    return Finding(f"拒绝：{name}", returned.seconds, problem)


def _attacks(platform: Platform) -> Iterator[tuple[str, Call]]:
    fields = {"MsgType": "text", "Content": "你好", "MsgId": new_id()}
    codec, inner = platform.codec, render_xml(fields.items())
    yield "签名不对", replace(platform, codec=replace(codec, token=_STRANGER)).deliver(fields)
    yield "时间过期", replace(platform, age=600).deliver(fields)
    yield "时间太早", replace(platform, age=-600).deliver(fields)
    yield "1 MB 的请求", replace(platform.deliver(fields), body=b"<xml>" + b" " * 2**20 + b"</xml>")
    yield "空的请求", replace(platform.deliver(fields), body=b" ")
    yield "不是 UTF-8", replace(platform.deliver(fields), body=b"\xff\xfe<xml/>")
    yield "缺字段", platform.deliver_inner("<xml><MsgType>text</MsgType></xml>")
    if platform.mode is not Mode.BOT:
        yield "DOCTYPE", platform.deliver_inner(f'<!DOCTYPE xml [<!ENTITY a "b">]>{inner}')
        yield "同一个字段两遍", platform.deliver_inner(inner.replace("</xml>", "<MsgType>x</MsgType></xml>"))
    if platform.mode is not Mode.PLAIN:
        yield "收件人不对", replace(platform, codec=replace(codec, receive_id=_STRANGER)).deliver(fields)
        yield "密文不是 base64", platform.deliver_sealed("不是密文")
        yield "密文被截断", platform.deliver_sealed("QUJD" * 10)


def new_id() -> str:
    """A message id nobody has used."""
    return str(secrets.randbits(62))
