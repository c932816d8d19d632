"""Each message once, in time; what is not ready is fetched with 1; and nothing of it in the log."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.channels.wechat.platform import Mode, Platform
from app.channels.wechat.reception import ANSWER_SECONDS
from app.conversation.memory import ProcessMemory
from app.main import create_app
from app.settings import Settings
from tests.channels.wechat.conftest import Counting, Server, somebody

SCAM = "快递丢了要赔我三倍"
WAITING = "正在看你发来的话。"
Impatient = Callable[[float], None]
every_mode = pytest.mark.parametrize("mode", list(Mode))


def deliver_at_once(server: Server, platform: Platform, fields: dict[str, str], times: int = 3) -> list[str]:
    """The same message, each time signed and sealed anew."""
    calls = [platform.deliver(fields) for _ in range(times)]
    with ThreadPoolExecutor(times) as pool:
        return [platform.read(returned) for returned in pool.map(server.send, calls)]


def test_we_answer_before_the_platform_asks_again() -> None:
    assert ANSWER_SECONDS == 4.5


@every_mode
def test_the_same_message_three_times_in_parallel_is_one_computation_and_one_answer(
    server: Server, counting: Counting, mode: Mode
) -> None:
    counting.delay = 0.2
    answers = deliver_at_once(server, somebody(mode), server.text(SCAM))
    assert len(counting.asked) == 1
    assert len(set(answers)) == 1
    assert "冒充快递理赔" in answers[0]


def test_three_tries_one_after_the_other_are_one_computation_too(server: Server, counting: Counting) -> None:
    citizen, fields = somebody(Mode.SAFE), server.text(SCAM)
    answers = {citizen.read(server.send(citizen.deliver(fields))) for _ in range(3)}
    assert (len(answers), len(counting.asked)) == (1, 1)


def test_the_same_words_under_another_id_and_the_same_id_of_another_person_are_new(
    server: Server, counting: Counting
) -> None:
    citizen, other, fields = somebody(Mode.SAFE), somebody(Mode.SAFE), server.text(SCAM)
    for person, message in ((citizen, fields), (citizen, server.text(SCAM)), (other, fields)):
        server.send(person.deliver(message))
    assert len(counting.asked) == 3


def test_a_text_without_an_id_is_known_by_person_and_time(server: Server, counting: Counting) -> None:
    citizen = somebody(Mode.PLAIN)
    fields = {"MsgType": "text", "Content": SCAM, "CreateTime": "1790000000"}
    for message in (fields, fields, {**fields, "CreateTime": "1790000001"}):
        server.send(citizen.deliver(message))
    assert len(counting.asked) == 2


def test_a_repeated_click_is_answered_once(server: Server, counting: Counting) -> None:
    click = {"MsgType": "event", "Event": "CLICK", "EventKey": "MONEY_GONE", "CreateTime": "1790000000"}
    answers = deliver_at_once(server, somebody(Mode.SAFE), click)
    assert (len(set(answers)), len(counting.asked)) == (1, 1)


@pytest.mark.parametrize("mode", [Mode.PLAIN, Mode.SAFE, Mode.WECOM])
def test_a_slow_answer_is_held_and_fetched_with_1(
    server: Server, counting: Counting, impatient: Impatient, mode: Mode
) -> None:
    citizen, counting.delay = somebody(mode), 0.5
    impatient(0.1)
    started = time.monotonic()
    assert server.say(citizen, SCAM).startswith(WAITING)
    assert time.monotonic() - started < 0.4
    assert server.say(citizen, "1").startswith(WAITING)
    impatient(2.0)
    assert "冒充快递理赔" in server.say(citizen, " １ ")
    assert "冒充快递理赔" in server.say(citizen, "1")
    assert len(counting.asked) == 1


def test_a_retry_of_a_held_message_gets_the_answer_itself(
    server: Server, counting: Counting, impatient: Impatient
) -> None:
    citizen, fields, counting.delay = somebody(Mode.SAFE), server.text(SCAM), 0.3
    impatient(0.05)
    assert citizen.read(server.send(citizen.deliver(fields))).startswith(WAITING)
    impatient(2.0)
    assert "冒充快递理赔" in citizen.read(server.send(citizen.deliver(fields)))
    assert len(counting.asked) == 1


def test_one_person_cannot_fetch_the_answer_of_another(
    server: Server, counting: Counting, impatient: Impatient
) -> None:
    counting.delay = 0.2
    impatient(0.02)
    server.say(somebody(Mode.SAFE), SCAM)
    impatient(2.0)
    assert "冒充快递理赔" not in server.say(somebody(Mode.SAFE), "1")


def test_a_1_that_would_wait_for_itself_does_not(server: Server) -> None:
    """It was begun in a process that died, and comes again to this one."""
    reception = server.client.app.state.reception  # type: ignore[attr-defined]  # an application, to its client a callable
    citizen, fields = somebody(Mode.SAFE), server.text("1")
    names, receiver = reception.pseudonyms, "gh_simulator"
    own = names.of("ticket", "wechat", receiver, f"{citizen.person}|{fields['MsgId']}")
    reception.desk.shelf._waiting[names.of("wechat", receiver, citizen.person)] = own
    answer = citizen.read(server.send(citizen.deliver(fields)))
    assert answer
    assert not answer.startswith(WAITING)


def test_1_is_an_ordinary_text_when_nothing_waits(server: Server, counting: Counting) -> None:
    assert server.say(somebody(Mode.SAFE), "1")
    assert [inquiry.text for inquiry in counting.asked] == ["1"]


def test_the_request_to_wait_is_in_the_citizens_script(
    server: Server, counting: Counting, impatient: Impatient
) -> None:
    counting.delay = 0.2
    impatient(0.02)
    assert server.say(somebody(Mode.SAFE), "警察說我涉嫌洗錢，叫我轉帳").startswith("正在看你發來的話。")


def test_the_fixed_words_are_in_the_script_the_citizen_wrote_before(server: Server) -> None:
    citizen = somebody(Mode.SAFE)
    server.say(citizen, "警察說我涉嫌洗錢，叫我轉帳")
    returned = server.send(citizen.deliver({"MsgType": "image", "MsgId": "1"}))
    assert citizen.read(returned).startswith("我看不了圖片。")


def test_an_answer_in_traditional_has_its_taps_and_link_in_traditional(server: Server) -> None:
    answer = server.say(somebody(Mode.SAFE), "快遞丟了要賠我三倍")
    assert "接著可以點：" in answer
    assert ">這種騙局" in answer
    assert "msgmenucontent=我已經轉錢了" in answer


def test_the_next_message_goes_on_with_the_conversation(server: Server, counting: Counting) -> None:
    citizen = somebody(Mode.SAFE)
    server.say(citizen, SCAM)
    server.say(citizen, "😀")
    first, second = (str(inquiry.conversation_id) for inquiry in counting.asked)
    assert first == second
    assert server.live.assistant.memory.recall(first).card == "courier-refund"


def test_a_failure_is_told_kindly_and_not_what_it_was(
    server: Server, counting: Counting, caplog: pytest.LogCaptureFixture
) -> None:
    counting.error = ValueError("机密七七")
    answer = server.say(somebody(Mode.SAFE), "机密七七")
    assert answer.startswith("我这边出了点毛病")
    assert "110" in answer
    assert "机密七七" not in answer + caplog.text
    assert "微信来的一句没有答成：ValueError" in caplog.text


# Privacy


def test_the_conversation_is_kept_under_a_name_that_is_not_the_openid(
    server: Server, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(ProcessMemory, "keep", lambda _, key, __: kept.append(key))
    citizen = somebody(Mode.SAFE)
    server.say(citizen, SCAM)
    assert [inquiry.conversation_id for inquiry in counting.asked] == kept
    assert len(kept[0]) == 43
    assert citizen.person not in kept[0]


@every_mode
def test_neither_openid_nor_text_reaches_the_log(
    server: Server, counting: Counting, impatient: Impatient, caplog: pytest.LogCaptureFixture, mode: Mode
) -> None:
    citizen = replace(somebody(mode), person="oMarkerPerson88")
    with caplog.at_level(logging.DEBUG):
        server.say(citizen, f"{SCAM} 独一无二八八")
        counting.error = RuntimeError("独一无二八八")
        server.say(citizen, f"{SCAM} 独一无二八八 又一句")
        counting.error, counting.delay = None, 0.1
        impatient(0.01)
        server.say(citizen, f"{SCAM} 独一无二八八 再一句")
        server.send(replace(citizen, age=999).deliver(server.text("独一无二八八")))
    ours = [record for record in caplog.records if record.name != "httpx2"]  # the test's own client
    logged = "".join(f"{record.getMessage()}{record.exc_text or ''}{record.__dict__}" for record in ours)
    assert [word for word in ("独一无二八八", "oMarkerPerson88") if word in logged] == []
    assert ours


# Several processes


@pytest.mark.parametrize("delay", [0.0, 0.3])
def test_two_processes_with_redis_compute_a_message_once_and_both_answer(
    settings: Settings, redis_url: str, delay: float
) -> None:
    shared = settings.model_copy(update={"redis_url": redis_url})
    with TestClient(create_app(shared)) as first, TestClient(create_app(shared)) as second:
        servers = [Server(client, shared, client.app.state.live) for client in (first, second)]  # type: ignore[attr-defined]  # an application, to its client a callable
        counted = [Counting(server.live.assistant) for server in servers]
        for server, counting in zip(servers, counted, strict=True):
            server.live.assistant, counting.delay = counting, delay  # type: ignore[assignment]  # stands in for it
        citizen, fields = somebody(Mode.SAFE), servers[0].text(SCAM)
        with ThreadPoolExecutor(4) as pool:
            returned = list(pool.map(lambda i: servers[i % 2].send(citizen.deliver(fields)), range(4)))
        answers = {citizen.read(one) for one in returned}
    assert len(answers) == 1
    assert "冒充快递理赔" in answers.pop()
    assert sum(len(counting.asked) for counting in counted) == 1


def test_1_fetches_the_answer_that_another_process_computes(settings: Settings, redis_url: str) -> None:
    shared = settings.model_copy(update={"redis_url": redis_url})
    with TestClient(create_app(shared)) as first, TestClient(create_app(shared)) as second:
        here, there = (Server(client, shared, client.app.state.live) for client in (first, second))  # type: ignore[attr-defined]  # as above
        slow = Counting(here.live.assistant)
        here.live.assistant, slow.delay = slow, 0.5  # type: ignore[assignment]  # as above
        state = first.app.state  # type: ignore[attr-defined]  # as above
        state.reception = replace(state.reception, seconds=0.05)
        citizen = somebody(Mode.SAFE)
        assert here.say(citizen, SCAM).startswith(WAITING)
        time.sleep(0.1)
        assert "冒充快递理赔" in there.say(citizen, "1")
