"""The guards of the browser tests can fail: each of them hears of what it is there for."""

from playwright.sync_api import Page

from tests.browser.screen import enlarge_text, overflow, violations
from tests.browser.serving import Foreign


def test_a_request_to_somebody_else_is_heard(page: Page, host_site: Foreign, complaints: list[str]) -> None:
    page.goto(host_site.put("/tracked", '<img src="http://tracker.invalid/pixel.png">'))
    assert complaints == ["asked somebody else: http://tracker.invalid/pixel.png"]
    complaints.clear()


def test_a_script_error_is_heard(page: Page, host_site: Foreign, complaints: list[str]) -> None:
    page.goto(host_site.put("/broken", "<script>nothing.there()</script>"))
    page.wait_for_function("true")
    assert complaints == ["script error: nothing is not defined"]
    complaints.clear()


def test_a_breach_of_the_security_policy_is_heard(
    page: Page, host_site: Foreign, complaints: list[str]
) -> None:
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'self'\">"
    page.goto(host_site.put("/inline", policy + "<script>document.title = 'run'</script>"))
    assert ["Content Security Policy" in complaint for complaint in complaints] == [True]
    complaints.clear()


def test_pale_text_and_small_targets_are_violations(page: Page, host_site: Foreign) -> None:
    small = '<button style="width: 9px; height: 9px; padding: 0" aria-label="a"></button>'
    page.goto(host_site.put("/pale", f'<p style="color: #bbb">pale</p>{small}{small}'))
    found = {violation.split()[0] for violation in violations(page)}
    assert {"color-contrast", "target-size", "html-has-lang"} <= found


def test_what_sticks_out_is_named_and_what_fits_is_not(page: Page, host_site: Foreign) -> None:
    page.goto(host_site.put("/wide", '<p id="long">' + "W" * 400))
    assert [element[:14] for element in overflow(page)] == ['<p id="long">W']
    page.goto(host_site.put("/fits", "<p>" + "W " * 400))
    enlarge_text(page)
    assert overflow(page) == []
