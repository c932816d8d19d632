"""The chat page in a real browser, as people in a hurry, on old phones or without sight use it."""

import pytest
from playwright.sync_api import CDPSession, Locator, Page, Route, expect

from tests.browser.conftest import NewContext

EMERGENCY = "有人打FaceTime给我妈，说是微信客服，叫她下会议软件共享屏幕，我妈还在照着弄"
SCAM = "客服说我的百万保障到期了，不关每个月扣两千"
ELDER_PIXELS = 60
"""Targets of 长辈版."""


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    """The chat page on a phone with a touch screen."""
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    page.goto("/chat")
    return page


@pytest.fixture
def desk(page: Page) -> Page:
    """The chat page on a desktop."""
    page.goto("/chat")
    return page


def field(page: Page) -> Locator:
    return page.get_by_label("写下谁联系你、要你做什么")


def send(page: Page, text: str) -> Locator:
    """Type and send; the newest answer."""
    answers = page.locator("article.answer")
    before = answers.count()
    field(page).fill(text)
    page.get_by_role("button", name="发送").click()
    expect(answers).to_have_count(before + 1)
    return answers.last


def pixels(locator: Locator, style: str) -> float:
    value: str = locator.evaluate(f"node => getComputedStyle(node).{style}")
    return float(value.removesuffix("px"))


def test_in_an_emergency_the_first_thing_on_the_phone_is_what_to_do_and_whom_to_call(phone: Page) -> None:
    answer = send(phone, EMERGENCY)
    card = answer.locator(".emergency")
    expect(answer.locator(".body > *").first).to_have_class("emergency")
    expect(card).to_contain_text("先看这里")
    for number in ("110", "96110"):
        call = card.locator(".call").filter(has=phone.get_by_text(number, exact=True))
        expect(call).to_be_in_viewport(ratio=1)
        expect(call).to_have_attribute("href", f"tel:{number}")
    expect(card.get_by_role("link", name="拨打 110 报警、止付、人身危险")).to_have_count(1)


def test_in_large_print_nothing_lies_over_the_numbers_to_call(new_context: NewContext) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    page.goto("/chat?elder=1")
    answer = send(page, EMERGENCY)
    for call in answer.locator(".emergency .call").all():
        expect(call).to_be_in_viewport(ratio=1)
    assert page.locator(".composer").evaluate("node => getComputedStyle(node).position") == "static"


def test_the_emergency_is_unmistakable_and_the_explanations_are_folded(phone: Page) -> None:
    answer = send(phone, EMERGENCY)
    first_line = answer.locator(".emergency > p:not(.flag):not(.calls)").first
    plain_line = answer.locator(".advice p").first
    assert pixels(first_line, "fontSize") >= 1.25 * pixels(plain_line, "fontSize")
    colours = [
        answer.locator(part).evaluate("node => getComputedStyle(node).backgroundColor")
        for part in (".emergency", ".headline")
    ]
    assert colours[0] != colours[1]
    assert answer.locator("details.part[open]").count() == 0
    answer.get_by_text("为什么这么说").click()
    assert answer.locator("details.part[open]").count() == 1


def test_a_common_scam_is_tapped_and_its_suggestions_after_it(phone: Page) -> None:
    phone.get_by_role("button", name="公安打来说我涉嫌洗钱").tap()
    expect(phone.locator("article.answer")).to_contain_text("骗")
    expect(phone.locator("article.answer")).to_be_focused()
    phone.locator(".next button").first.tap()
    expect(phone.locator("article.answer")).to_have_count(2)
    expect(phone.locator(".next")).to_have_count(1)
    expect(phone.locator("article.answer").last).to_be_focused()


def test_everything_works_without_a_script(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto("/chat?elder=1")
    field(page).fill(SCAM)
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".said")).to_contain_text(SCAM)
    expect(page.get_by_role("heading", name="百万保障")).to_be_visible()
    expect(page.locator("html")).to_have_class("elder")
    page.get_by_role("button", name="我怎么核实").click()
    expect(page.locator("article.answer")).to_contain_text("客服入口")
    assert [cookie["name"] for cookie in context.cookies()] == ["conversation"]
    page.get_by_role("button", name="有帮助", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("记下了，谢谢")
    page.get_by_role("button", name="重新问一件事").click()
    expect(page.get_by_role("heading", name="最常见的八种")).to_be_visible()
    assert context.cookies() == []
    assert page.locator(".js-only:visible").count() == 0


def test_with_the_keyboard_alone(desk: Page) -> None:
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="跳到正文")).to_be_focused()
    desk.keyboard.press("Enter")
    for _ in range(9):  # the eight chips, then the field
        desk.keyboard.press("Tab")
    expect(field(desk)).to_be_focused()
    desk.keyboard.type("客服说我的百万保障到期了")
    desk.keyboard.press("Shift+Enter")
    desk.keyboard.type("不关每个月扣两千")
    expect(field(desk)).to_have_value("客服说我的百万保障到期了\n不关每个月扣两千")
    desk.keyboard.press("Enter")
    expect(desk.locator("article.answer")).to_be_visible()
    expect(desk.locator(".said p").last).to_have_text("客服说我的百万保障到期了\n不关每个月扣两千")
    expect(field(desk)).to_be_focused()
    expect(field(desk)).to_have_value("")
    desk.keyboard.press("Shift+Tab")
    expect(desk.get_by_role("button", name="没帮助")).to_be_focused()


def test_every_stop_of_the_tab_key_is_seen(new_context: NewContext) -> None:
    page = new_context(reduced_motion="reduce").new_page()  # nothing is still moving when we look
    page.goto("/chat")
    send(page, EMERGENCY)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    for _ in range(40):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const node = document.activeElement;
              if (node === document.body) return "";
              const box = node.getBoundingClientRect();
              const top = document.elementFromPoint(box.left + Math.min(box.width, 20) / 2, box.top + box.height / 2);
              return node.contains(top) || top?.contains(node) ? "" : node.outerHTML.slice(0, 120);
            }"""
        )
        assert hidden == ""


def composed(page: Page) -> CDPSession:
    """The field with an unfinished word of an input method in it."""
    field(page).focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "zhuanzhang", "selectionStart": 10, "selectionEnd": 10})
    return session


def test_enter_that_ends_a_composition_does_not_send(desk: Page) -> None:
    session = composed(desk)
    desk.evaluate("document.addEventListener('keydown', event => { window.composing = event.isComposing; })")
    desk.keyboard.press("Enter")
    assert desk.evaluate("window.composing") is True
    expect(desk.locator(".said")).to_have_count(0)
    session.send("Input.insertText", {"text": "转账"})
    desk.keyboard.press("Enter")
    expect(desk.locator(".said p")).to_contain_text("转账")


def test_the_enter_of_safari_that_comes_after_a_composition_does_not_send(desk: Page) -> None:
    field(desk).fill("转账")
    field(desk).evaluate(
        "node => node.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true}))"
    )
    expect(desk.locator(".said")).to_have_count(0)
    expect(field(desk)).to_have_value("转账")


def test_offline_nothing_typed_is_lost_and_it_can_be_sent_again(phone: Page) -> None:
    phone.context.set_offline(True)
    field(phone).fill(SCAM)
    phone.get_by_role("button", name="发送").tap()
    notice = phone.get_by_role("alert")
    expect(notice).to_contain_text("现在连不上网")
    expect(notice.get_by_role("link", name="110", exact=True)).to_have_attribute("href", "tel:110")
    expect(field(phone)).to_have_value(SCAM)
    expect(phone.locator(".said")).to_have_count(0)
    phone.context.set_offline(False)
    phone.get_by_role("button", name="再发一次").tap()
    expect(phone.locator("article.answer")).to_contain_text("百万保障")
    expect(field(phone)).to_have_value("")
    expect(notice).to_be_empty()


def test_a_failing_server_loses_neither_what_was_sent_nor_what_was_typed_meanwhile(desk: Page) -> None:
    held: list[Route] = []
    desk.route("**/chat", lambda route: held.append(route))  # Playwright wraps no built-in functions
    field(desk).fill(SCAM)
    desk.keyboard.press("Enter")
    expect(desk.locator(".waiting")).to_be_visible()
    desk.keyboard.type("他还在催")
    desk.wait_for_timeout(50)
    held[0].fulfill(status=500, body="")
    expect(desk.get_by_role("alert")).to_contain_text("没有发出去")
    expect(field(desk)).to_have_value(f"{SCAM}\n他还在催")


def test_while_an_answer_is_on_its_way_the_next_message_waits_in_the_field(desk: Page) -> None:
    held: list[Route] = []
    desk.route("**/chat", lambda route: held.append(route))  # Playwright wraps no built-in functions
    field(desk).fill(SCAM)
    desk.keyboard.press("Enter")
    expect(desk.locator(".waiting")).to_be_visible()
    desk.keyboard.type("他还在催")
    desk.keyboard.press("Enter")
    desk.wait_for_timeout(100)
    assert len(held) == 1
    held[0].continue_()
    expect(desk.locator("article.answer")).to_have_count(1)
    expect(field(desk)).to_have_value("他还在催")


def test_what_is_too_long_stays_in_the_field_with_the_reason(desk: Page) -> None:
    field(desk).fill("转" * 4001)
    desk.get_by_role("button", name="发送").click()
    expect(desk.get_by_role("alert")).to_contain_text("最多 4000 字")
    assert len(field(desk).input_value()) == 4001


def test_what_a_citizen_pastes_is_shown_and_never_run(desk: Page) -> None:
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}]]>"
    send(desk, nasty)
    expect(desk.locator(".said p")).to_have_text(nasty)
    assert desk.locator("#log img, #log script").count() == 0


def test_screen_readers_hear_one_finished_answer(desk: Page) -> None:
    live = desk.get_by_role("status")
    assert desk.locator("[role=log] [role=status]").count() == 0
    expect(desk.get_by_role("log")).to_have_attribute("aria-live", "off")
    send(desk, EMERGENCY)
    expect(live).to_contain_text("马上挂断")
    expect(live).not_to_contain_text("复制回答")


def test_the_large_print_changes_in_place_and_is_remembered(phone: Page) -> None:
    send(phone, SCAM)
    phone.get_by_role("link", name="长辈版").tap()
    expect(phone.locator("article.answer")).to_have_count(1)
    expect(phone.get_by_role("link", name="标准版")).to_be_focused()
    assert pixels(phone.locator("body"), "fontSize") >= 20
    for button in (phone.get_by_role("button", name="发送"), phone.locator(".next button").first):
        box = button.bounding_box()
        assert box
        assert box["height"] >= ELDER_PIXELS
    assert "elder=1" in phone.url
    expect(phone.get_by_role("link", name="骗局图册")).to_have_attribute("href", "/scams?elder=1")
    phone.goto("/chat")
    expect(phone.locator("html")).to_have_class("js elder")


def test_dark_and_light_can_be_chosen_against_the_device(new_context: NewContext) -> None:
    page = new_context(color_scheme="dark").new_page()
    page.goto("/chat")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.get_by_role("link", name="浅色").click()
    assert page.evaluate(background) != dark
    page.get_by_role("link", name="深色").click()
    assert page.evaluate(background) == dark


def test_a_browser_without_storage_is_no_obstacle(desk: Page) -> None:
    desk.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    desk.goto("/chat")
    desk.get_by_role("link", name="长辈版").click()
    expect(desk.locator("html")).to_have_class("js elder")
    send(desk, SCAM)


def test_an_opinion_is_thanked_in_its_place(desk: Page) -> None:
    answer = send(desk, SCAM)
    answer.get_by_role("button", name="没帮助").click()
    expect(answer.locator(".helpful")).to_have_text("记下了，谢谢。只记这一下点选，不记你写的话。")
    expect(answer.locator(".helpful")).to_be_focused()


def test_the_card_for_the_family_is_copied_as_plain_text(new_context: NewContext) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto("/chat")
    answer = send(page, f"{SCAM}，我昨晚转了八千四")
    answer.get_by_text("转发给家人").first.click()
    answer.get_by_role("button", name="复制这段").click()
    expect(answer.get_by_role("button", name="已复制")).to_be_visible()
    card: str = page.evaluate("navigator.clipboard.readText()")
    assert card.startswith("【反诈提醒】\n这很像骗局：百万保障到期骗局")
    assert card.endswith("/scams/million-protection-expiry")
    assert "八千四" not in card


def test_where_the_clipboard_is_locked_copying_still_works(desk: Page) -> None:
    desk.add_init_script(
        """Object.defineProperty(navigator, 'clipboard', { value: undefined });
        document.addEventListener('copy', () => { window.copied = document.activeElement.value; });"""
    )
    desk.goto("/chat")
    answer = send(desk, SCAM)
    answer.get_by_role("button", name="复制回答").click()
    assert desk.evaluate("window.copied").startswith("这很像骗局：百万保障到期骗局")
    expect(answer.get_by_role("button", name="已复制")).to_be_focused()
    expect(answer.get_by_role("button", name="复制回答")).to_be_visible()


def test_the_share_sheet_is_offered_where_there_is_one(desk: Page) -> None:
    assert send(desk, SCAM).get_by_role("button", name="用手机分享").count() == 0
    desk.add_init_script("navigator.share = async data => { window.shared = data.text; };")
    desk.goto("/chat")
    answer = send(desk, SCAM)
    answer.get_by_text("转发给家人").first.click()
    answer.get_by_role("button", name="用手机分享").click()
    assert desk.evaluate("window.shared").startswith("【反诈提醒】")


def test_on_paper_the_answer_is_unfolded_and_the_buttons_are_gone(desk: Page) -> None:
    answer = send(desk, EMERGENCY)
    desk.evaluate("dispatchEvent(new Event('beforeprint'))")
    desk.emulate_media(media="print")
    expect(answer.locator(".reasons ul")).to_be_visible()
    expect(answer.locator(".emergency")).to_be_visible()
    for gone in ("#ask", ".next", ".helpful", "header.top"):
        expect(desk.locator(gone)).to_be_hidden()


def test_in_forced_colours_the_emergency_keeps_its_frame(new_context: NewContext) -> None:
    page = new_context(forced_colors="active").new_page()
    page.goto("/chat")
    assert pixels(send(page, EMERGENCY).locator(".emergency"), "borderTopWidth") >= 4


def test_who_wants_no_motion_gets_none(new_context: NewContext) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    page.goto("/chat")
    page.evaluate("Element.prototype.scrollIntoView = function (how) { window.how = how?.behavior; }")
    send(page, SCAM)
    assert page.evaluate("window.how") == "auto"


def test_the_page_is_ready_one_round_trip_after_its_html(page: Page) -> None:
    page.goto("/chat")
    page.wait_for_function("document.documentElement.classList.contains('js')")
    resources: list[list[str]] = page.evaluate(
        "performance.getEntriesByType('resource').map(each => [each.name.split('/').pop(), each.initiatorType])"
    )
    assert {name for name, _ in resources} <= {"site.css", "chat.js", "icon.svg"}
    assert {kind for _, kind in resources} <= {"link", "script", "other"}  # asked for by the HTML itself
