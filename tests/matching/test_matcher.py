import pytest

from app.conversation.assistant import Assistant
from app.domain.entries import Verdict
from app.domain.reading import Reading
from app.knowledge.base import KnowledgeBase
from app.matching.artifact import Artifact
from app.matching.matcher import MOST_MATCHES, Matcher


@pytest.fixture(scope="module")
def matcher(real_assistant: Assistant) -> Matcher:
    return real_assistant.matcher


def first(reading: Reading) -> str:
    return reading.scams[0].entry.id


@pytest.mark.parametrize(
    "text",
    [
        "微信客服打来说百万保障到期 每月扣两千 要我共享屏幕关掉",
        "微信客服打來說百萬保障到期，每月扣兩千，要我共享螢幕關掉",
        "Ｖ信客服打来说百\u200b万保障到期　每月扣２０００　要我共享平幕关掉",
        "薇❤客付打来说百万保障到期每月扣两千要我共享屏幕关掉",
    ],
)
def test_script_width_hidden_characters_and_spelling_do_not_change_the_type(
    matcher: Matcher, text: str
) -> None:
    reading = matcher.read(text)
    assert (first(reading), reading.verdict.is_alarm) == ("million-protection-expiry", True)
    assert "screen-share-or-meeting-app" in [match.entry.id for match in reading.techniques]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("什么是杀猪盘", Verdict.INFORMATION),
        ("今天天气怎么样", Verdict.OUT_OF_SCOPE),
        ("怎么做红烧肉", Verdict.OUT_OF_SCOPE),
        ("你好", Verdict.OUT_OF_SCOPE),
        ("有个人加我", Verdict.UNCLEAR),
        ("😀😀😀", Verdict.UNCLEAR),
        ("\u200b\u200b", Verdict.UNCLEAR),
        ("取件码3-2-1008，包裹已到小区驿站，请凭码领取", Verdict.LEGITIMATE_LIKE),
    ],
)
def test_what_is_no_report_of_a_scam_gets_no_alarm(matcher: Matcher, text: str, verdict: Verdict) -> None:
    assert matcher.read(text).verdict is verdict


def test_money_just_gone_is_an_alarm_whatever_the_type(matcher: Matcher) -> None:
    reading = matcher.read("我刚转了五万给骗子，怎么办")
    assert reading.verdict.is_alarm
    assert reading.situation is not None
    assert reading.situation.entry.id == "money-gone-within-24h"


def test_the_clue_at_the_end_of_4000_characters_is_found(matcher: Matcher) -> None:
    rambling = "昨天下午去菜场买了点葱，回来洗衣服，晚上陪孩子写作业。" * 140
    text = (
        rambling[:3900] + "后来来了个电话说是公安局的，说我涉嫌洗钱，要我把钱转到安全账户，不许告诉家里人。"
    )
    assert "fake-police-money-laundering" in [match.entry.id for match in matcher.read(text).scams[:3]]


def test_matches_are_sorted_scored_and_carry_a_sentence_of_their_entry(matcher: Matcher) -> None:
    reading = matcher.read("群里老师带我炒股，下了个软件，要交税才能提现")
    scores = [match.score for match in reading.scams]
    assert scores == sorted(scores, reverse=True)
    assert 1 <= len(scores) <= MOST_MATCHES
    assert all(0 <= score <= 1 for score in scores)
    assert all(match.evidence for match in reading.scams)


def test_red_flags_are_those_of_the_first_type_the_nearest_first(matcher: Matcher) -> None:
    reading = matcher.read("他叫我共享屏幕")
    assert set(reading.red_flags) == set(reading.scams[0].entry.red_flags)
    assert reading.red_flags != reading.scams[0].entry.red_flags or len(reading.red_flags) < 3


def test_the_evidence_is_the_very_sentence_of_the_knowledge(
    sample: KnowledgeBase, sample_artifact: Artifact
) -> None:
    reading = Matcher(sample, sample_artifact).read("公安说我洗钱要保密")
    assert (first(reading), reading.scams[0].evidence) == ("fake-police", "公安说我洗钱要保密")
    assert reading.scams[0].score > 0.9
