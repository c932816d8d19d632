"""The widget on a page of somebody else, in a real browser."""

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.conftest import NewContext
from tests.browser.serving import Foreign

SCAM = "客服说我的百万保障到期了，不关每个月扣两千"
TITLE = "碰到可疑的事，问一问"


def host_page(url: str, data: str = "", policy: str = "") -> str:
    """A page of the police station, with styles that would spoil a widget without protection."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    return (
        f'<!doctype html><html lang="zh-Hans"><head><title>派出所</title>{meta}</head><body>'
        f'<h1>社区派出所</h1><a href="#">办事指南</a><script src="{url}/embed.js" {data}></script></body></html>'
    )


@pytest.fixture
def host(page: Page, url: str, host_site: Foreign) -> Page:
    """Such a page, opened on an allowed site."""
    page.goto(host_site.put("/", host_page(url)))
    return page


def launcher(page: Page, name: str = TITLE) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def ask(page: Page, text: str) -> Locator:
    """Ask in the frame; the newest answer."""
    answers = frame(page).locator("article.answer")
    before = answers.count()
    frame(page).locator("#text").fill(text)
    frame(page).locator(".send").click()
    expect(answers).to_have_count(before + 1)
    return answers.last


def test_it_never_opens_by_itself_and_loads_nothing_before_it_is_tapped(
    page: Page, url: str, host_site: Foreign
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(host_site.put("/", host_page(url)))
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(300)
    assert [address for address in asked if address.startswith(url)] == [f"{url}/embed.js"]
    assert page.locator("iframe").count() == 0


def test_a_citizen_asks_on_a_foreign_site_without_any_cookie(host: Page) -> None:
    launcher(host).click()
    expect(launcher(host)).to_have_attribute("aria-expanded", "true")
    expect(ask(host, SCAM)).to_contain_text("百万保障")
    expect(ask(host, "怎么核实")).to_contain_text("客服入口")  # goes on with the same conversation
    assert host.context.cookies() == []


def test_the_frame_works_without_a_script_of_its_own(
    new_context: NewContext, url: str, host_site: Foreign
) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host_site.put("/plain", f'<iframe src="{url}/embed" title="问一问" width="400" height="600">'))
    expect(ask(page, SCAM)).to_contain_text("百万保障")
    frame(page).get_by_role("button", name="我怎么核实").click()
    expect(frame(page).locator("article.answer")).to_contain_text("客服入口")
    assert context.cookies() == []


def test_escape_in_the_frame_closes_it_and_returns_the_focus(host: Page) -> None:
    launcher(host).click()
    frame(host).locator("#text").press("Escape")
    expect(host.locator("iframe")).to_be_hidden()
    expect(launcher(host)).to_have_attribute("aria-expanded", "false")
    expect(launcher(host)).to_be_focused()


def test_with_the_keyboard_alone(host: Page) -> None:
    for _ in range(2):  # the link of the page, then the launcher
        host.keyboard.press("Tab")
    expect(launcher(host)).to_be_focused()
    host.keyboard.press("Enter")
    assert host.locator("iframe").evaluate("node => node.getRootNode().activeElement === node")
    expect(frame(host).locator("h1")).to_be_visible()
    host.keyboard.press("Shift+Tab")
    expect(host.get_by_role("button", name="关闭")).to_be_focused()
    host.keyboard.press("Escape")
    expect(launcher(host)).to_be_focused()
    host.keyboard.press("Enter")
    host.get_by_role("button", name="关闭").press("Enter")
    expect(host.locator("iframe")).to_be_hidden()
    expect(launcher(host)).to_be_focused()


def test_what_was_asked_is_still_there_when_it_is_opened_again(host: Page) -> None:
    launcher(host).click()
    ask(host, SCAM)
    host.get_by_role("button", name="关闭").click()
    launcher(host).click()
    expect(frame(host).locator("article.answer")).to_have_count(1)


def test_a_site_that_is_not_allowed_gets_a_link_instead_of_the_frame(
    page: Page, url: str, stranger_site: Foreign, complaints: list[str]
) -> None:
    page.goto(stranger_site.put("/", host_page(url)))
    launcher(page).click()
    link = page.get_by_role("link", name="打不开的话，点这里到新页面去问")
    expect(link).to_have_attribute("href", f"{url}/chat")
    page.wait_for_timeout(300)
    expect(link).to_be_visible()
    assert any("frame-ancestors" in complaint for complaint in complaints)
    complaints.clear()


def test_on_an_allowed_site_the_link_is_gone_once_the_frame_works(host: Page) -> None:
    launcher(host).click()
    expect(frame(host).locator("h1")).to_be_visible()
    expect(host.get_by_role("link", name="打不开的话，点这里到新页面去问")).to_have_count(0)


def test_the_page_says_language_place_colour_title_and_region(
    page: Page, url: str, host_site: Foreign
) -> None:
    data = 'data-lang="en" data-position="left" data-color="#ffdd00" data-title="Ask us" data-region="taiwan"'
    page.goto(host_site.put("/configured", host_page(url, data)))
    button = launcher(page, "Ask us")
    box = button.bounding_box()
    assert box
    assert box["x"] < 100
    style = button.evaluate("node => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color]")
    assert style == ["rgb(255, 221, 0)", "rgb(0, 0, 0)"]  # readable on a light colour
    button.click()
    expect(page.locator("iframe")).to_have_attribute("title", "Ask us")
    expect(frame(page).get_by_role("heading", name="Ask about a scam")).to_be_visible()
    expect(frame(page).locator('a[href="tel:165"]').first).to_be_visible()


@pytest.mark.parametrize("colour", ["red; position: static", "#12", "url(//evil.example/x)", "var(--x)"])
def test_a_colour_that_is_none_is_passed_over(page: Page, url: str, host_site: Foreign, colour: str) -> None:
    page.goto(host_site.put("/colour", host_page(url, f'data-color="{colour}"')))
    background = launcher(page).evaluate("node => getComputedStyle(node).backgroundColor")
    assert background == "rgb(11, 92, 74)"


def test_a_strict_security_policy_of_the_page_is_enough(page: Page, url: str, host_site: Foreign) -> None:
    policy = f"default-src 'none'; script-src {url}; frame-src {url}"
    page.goto(host_site.put("/strict", host_page(url, policy=policy)))
    launcher(page).click()
    expect(frame(page).locator("h1")).to_be_visible()


def test_the_styles_of_the_page_do_not_reach_the_widget(page: Page, url: str, host_site: Foreign) -> None:
    spoiled = host_page(url).replace("<h1>", "<style>button { display: none; outline: 0 }</style><h1>")
    page.goto(host_site.put("/spoiled", spoiled))
    expect(launcher(page)).to_be_visible()


def test_a_message_from_anybody_else_does_nothing(host: Page) -> None:
    launcher(host).click()
    expect(frame(host).locator("h1")).to_be_visible()
    host.evaluate("window.postMessage('antifraud:close', '*')")
    host.wait_for_timeout(200)
    expect(host.locator("iframe")).to_be_visible()


def test_the_frame_speaks_to_its_host_only(page: Page, url: str, host_site: Foreign) -> None:
    lied = f"{url}/embed?host=https%3A%2F%2Fevil.example"
    heard = "window.heard = []; addEventListener('message', event => heard.push(event.data))"
    page.goto(host_site.put("/liar", f"<script>{heard}</script><iframe src='{lied}' title='x'></iframe>"))
    expect(frame(page).locator("h1")).to_be_visible()
    frame(page).locator("#text").press("Escape")
    page.wait_for_timeout(200)
    assert page.evaluate("window.heard") == []


def test_the_demo_page_shows_the_widget(page: Page) -> None:
    page.goto("/demo")
    expect(page.locator("iframe")).to_have_count(0)
    launcher(page).click()
    expect(ask(page, SCAM)).to_contain_text("百万保障")


def test_the_demo_page_works_on_another_origin(page: Page, url: str, host_site: Foreign) -> None:
    html = page.request.get(f"{url}/demo").text()
    page.goto(host_site.put("/demo", html.replace('="/', f'="{url}/')))
    launcher(page).click()
    expect(ask(page, SCAM)).to_contain_text("百万保障")
    assert page.context.cookies() == []
