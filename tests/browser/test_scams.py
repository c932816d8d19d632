"""The handbook in a real browser: searched, read, printed, with and without a script."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.conversation.assistant import Assistant
from tests.browser.conftest import NewContext

CARD = "/scams/million-protection-expiry"


def test_a_search_works_without_a_script(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/scams")
    page.get_by_role("searchbox", name="找一种骗局").fill("有人让我共享屏幕")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="百万保障到期骗局").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("百万保障到期骗局")
    for name in ("打印", "发给家里人"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_role("link", name="做成海报").click()
    expect(page.get_by_role("img", name="扫一扫，看全部")).to_be_visible()


def test_a_search_goes_on_in_the_chat(page: Page) -> None:
    page.goto("/scams?q=有人让我共享屏幕")
    page.get_by_role("button", name="拿这句话去问一问").click()
    expect(page.locator(".said")).to_contain_text("有人让我共享屏幕")
    expect(page.locator("article.answer")).to_be_visible()


def test_a_need_typed_into_the_search_is_answered_on_the_first_screen_of_a_phone(
    new_context: NewContext,
) -> None:
    page = new_context(viewport={"width": 360, "height": 640}).new_page()
    page.goto("/scams")
    page.get_by_role("searchbox").fill("我刚转了五万给骗子")
    page.keyboard.press("Enter")
    call = page.locator(".emergency a.call[href='tel:110']")
    expect(call).to_be_in_viewport(ratio=1)


def test_the_keyboard_is_enough(page: Page) -> None:
    page.goto("/scams")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
    page.keyboard.type("百万保障")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?q="))
    link = page.get_by_role("link", name="百万保障到期骗局")
    tab_until_focused(page, "百万保障到期骗局")
    assert outline_of(page) >= 2, "the focus must be seen"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("百万保障到期骗局")
    expect(link).to_have_count(0)
    tab_until_focused(page, "钱已经给了，这样做")
    page.keyboard.press("Enter")
    expect(page.locator("#paid")).to_be_in_viewport()


def tab_until_focused(page: Page, text: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == text:
            return
    pytest.fail(f"the keyboard does not reach {text}")


def outline_of(page: Page) -> float:
    """Width in pixels of the line around what has the focus."""
    return float(page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)"))


def test_the_print_button_prints(page: Page) -> None:
    page.add_init_script("window.print = () => { document.title = 'printed'; }")
    page.goto(CARD)
    page.get_by_role("button", name="打印").click()
    expect(page).to_have_title("printed")


def test_the_address_of_a_card_is_sent_on(new_context: NewContext, url: str) -> None:
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{CARD}?elder=1")
    page.get_by_role("button", name="发给家里人").click()
    expect(page.get_by_role("status")).to_have_text("网址已复制，贴到家人群里")
    assert page.evaluate("navigator.clipboard.readText()") == url + CARD


def test_where_there_is_a_share_sheet_it_is_used(page: Page, url: str) -> None:
    page.add_init_script("navigator.share = async ({title, url}) => { document.title = title + ' ' + url; };")
    page.goto(CARD)
    page.get_by_role("button", name="发给家里人").click()
    expect(page).to_have_title(f"百万保障到期骗局 {url}{CARD}")


def test_on_paper_there_are_only_the_card_and_its_address(page: Page, url: str) -> None:
    page.goto(CARD)
    page.emulate_media(media="print")
    for hidden in ("header.top", ".actions", ".skip"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.get_by_text(url + CARD)).to_be_visible()
    expect(page.get_by_role("heading", name="听到、看到这些就停")).to_be_visible()


@pytest.mark.parametrize(
    "path", [CARD, f"{CARD}?theme=dark", f"{CARD}?theme=dark&elder=1", "/chat?theme=dark"]
)
def test_paper_is_white_also_for_readers_of_dark_pages(new_context: NewContext, path: str) -> None:
    page = new_context(color_scheme="dark").new_page()
    page.goto(path)
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_the_fullest_posters_fit_one_sheet_of_a4(page: Page, real_assistant: Assistant) -> None:
    def length(card_id: str) -> int:
        card = real_assistant.knowledge.scam(card_id)
        assert card
        no = card.say_no
        shown = (card.name * 3, card.summary, *card.red_flags[:4], no.listen, no.believe, no.transfer)
        return len("".join(shown))

    fullest = sorted((card.id for card in real_assistant.knowledge.scams), key=length)[-5:]
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print")
    for card_id in fullest:
        page.goto(f"/scams/{card_id}/poster")
        assert bottom_of(page, ".sheet > :last-child") <= bottom_of(page, ".sheet"), card_id
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
        assert len(pages) == 1, card_id


def bottom_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box
    return box["y"] + box["height"]


def test_a_reader_of_traditional_script_keeps_it_from_page_to_page(new_context: NewContext) -> None:
    page = new_context(locale="zh-TW").new_page()
    page.goto("/scams")
    expect(page.get_by_role("heading", level=1)).to_have_text("騙局圖冊")
    page.get_by_role("link", name="百萬保障到期騙局").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-TW")
    expect(page.locator(".now a[href='tel:165']")).to_be_visible()
