import pytest

from app.channels.pages.dial import dial


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("马上打110报警", ["110"]),
        ("打96110，或打110。", ["96110", "110"]),
        ("110", ["110"]),
        ("转了110元", []),
        ("转了110万", []),
        ("110.5块", []),
        ("一共1100", []),
        ("单号21105", []),
        ("打95588", []),
        ("", []),
    ],
)
def test_only_official_numbers_are_dialled_and_amounts_are_not(text: str, dialled: list[str]) -> None:
    html = dial(text, ("110", "96110"))
    assert [part.split('"')[0] for part in html.split('href="tel:')[1:]] == dialled
    assert html.striptags() == text


def test_everything_else_is_escaped() -> None:
    assert dial("<script>110</script>&", ("110",)) == (
        '&lt;script&gt;<a class="tel" href="tel:110">110</a>&lt;/script&gt;&amp;'
    )


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("吃了药：马上打120，说清人在哪里", ["120"]),
        ("撥120", ["120"]),
        ("铁路12306的官方软件", []),
        ("打1200元", []),
        ("打120元的车", []),
        ("打110，再打120", ["110", "120"]),
    ],
)
def test_other_confirmed_numbers_are_dialled_where_the_text_says_to_call(
    text: str, dialled: list[str]
) -> None:
    html = dial(text, ("110",), ("110", "120", "12306"))
    assert [part.split('"')[0] for part in html.split('href="tel:')[1:]] == dialled


def test_without_numbers_the_text_is_only_escaped() -> None:
    assert dial("<b>110</b>", ()) == "&lt;b&gt;110&lt;/b&gt;"
