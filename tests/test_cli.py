import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.channels.wechat import simulator
from app.channels.wechat.platform import Returned
from app.cli import app
from app.settings import Settings

runner = CliRunner()


@pytest.fixture(autouse=True)
def environment(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command works on the sample."""
    shutil.copytree(Settings().prompts_dir, tmp_path / "prompts")
    monkeypatch.setenv("ANTIFRAUD_KNOWLEDGE_DIR", str(root))
    monkeypatch.setenv("ANTIFRAUD_PROMPTS_DIR", str(tmp_path / "prompts"))
    monkeypatch.setenv("ANTIFRAUD_ARTIFACT_DIR", str(tmp_path / "artifact"))


def run(*arguments: str) -> tuple[int, str]:
    result = runner.invoke(app, arguments)
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


def test_check_of_clean_knowledge_says_so_exactly() -> None:
    assert run("check") == (0, "10 个条目，0 个错误，0 个提醒\n")


def test_check_prints_every_problem_and_fails(root: Path) -> None:
    path = root / "scams" / "fake-police.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("family: fake-service", "famly: fake-service"),
        encoding="utf-8",
    )
    code, out = run("check")
    assert code == 1
    assert "scams/fake-police.yaml:4: K202 没有「famly」这个字段，是不是想写「family」？" in out
    assert "K201 缺少字段「family」" in out
    assert out.endswith("9 个条目，2 个错误，0 个提醒\n")


def test_check_with_warnings_only_passes(root: Path) -> None:
    path = root / "scams" / "fake-police.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").split("utterances:")[0] + "utterances: [公安来电]\n",
        encoding="utf-8",
    )
    code, out = run("check")
    assert code == 0
    assert "K403 （提醒）只有 1 句例句" in out


def test_check_reports_a_broken_template(tmp_path: Path) -> None:
    (tmp_path / "prompts" / "advice.j2").write_text("第一行\n{% if %}", encoding="utf-8")
    code, out = run("check")
    assert code == 1
    assert "advice.j2:2: K601" in out


def test_check_reports_a_fault_in_the_words_of_the_pages(tmp_path: Path) -> None:
    path = tmp_path / "prompts" / "pages.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    send: 发送\n", "", 1), encoding="utf-8")
    code, out = run("check")
    assert code == 1
    assert "K201 缺少字段「zh.chat.send」" in out


def test_ask_prints_the_answer_and_what_to_tap() -> None:
    code, out = run("ask", "快递丢了要赔我三倍")
    assert code == 0
    assert "\n这很像骗局：冒充快递理赔\n骗子冒充快递理赔，先说好话，再骗走钱。\n" in f"\n{out}"
    assert "〔我已经转钱了〕" in out


def test_ask_as_json_equals_the_web_api() -> None:
    _, out = run("ask", "快递丢了要赔我三倍", "--json")
    body = json.loads(out)
    assert (body["verdict"], body["matches"][0]["id"]) == ("scam", "courier-refund")


def test_ask_in_batches_keeps_ids_and_order(tmp_path: Path) -> None:
    lines = [
        {"id": "b", "text": "快递丢了要赔我三倍"},
        {"id": "a", "text": "刚转了五万"},
        {"id": "c", "text": "😀"},
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    assert run("ask", "--batch", str(source), str(target))[0] == 0
    out = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in out] == ["b", "a", "c"]
    assert set(out[0]) == {"id", "verdict", "matches", "situation", "situations", "techniques"}
    assert set(out[0]["matches"][0]) == {"id", "codes", "score"}
    assert out[1]["situation"] == {"id": "just-paid", "codes": ["P2"]}
    assert out[1]["situations"] == [{"id": "just-paid", "codes": ["P2"]}]
    assert (out[2]["situation"], out[2]["situations"]) == (None, [])


@pytest.mark.parametrize("arguments", [("ask",), ("ask", "一句", "--batch", "a", "b")])
def test_ask_wants_either_a_sentence_or_a_file(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


def test_evaluate_prints_the_figures() -> None:
    code, out = run("evaluate")
    assert code == 0
    assert "第一个就对      1.000（1/1）" in out
    assert "误报            0.000（0/1）" in out
    assert json.loads(run("evaluate", "--json")[1])["first"] == {"count": 1, "of": 1}


def test_new_writes_a_draft_that_checks_and_never_overwrites(root: Path) -> None:
    code, out = run("new", "fake-parking-fine")
    assert code == 0
    assert str(root / "scams" / "fake-parking-fine.yaml") in out
    assert run("check") == (0, "11 个条目，0 个错误，0 个提醒\n")
    assert run("new", "fake-parking-fine")[0] == 2


def test_new_refuses_an_id_that_is_no_id(root: Path) -> None:
    assert run("new", "../../etc/passwd")[0] == 2
    assert not list(root.parent.glob("**/passwd*"))


def test_errors_in_the_knowledge_stop_build(root: Path) -> None:
    (root / "scams" / "fake-police.yaml").unlink()
    result = runner.invoke(app, ["build"])
    assert result.exit_code == 0, "an entry may go"
    (root / "families.yaml").unlink()
    result = runner.invoke(app, ["build"])
    assert result.exit_code == 1
    assert "K302" in result.stderr


def test_check_reports_a_fault_in_the_words_of_wechat(tmp_path: Path) -> None:
    path = tmp_path / "prompts" / "wechat.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("马上打110", "马上打12399"), encoding="utf-8")
    code, out = run("check")
    assert code == 1
    assert "wechat.yaml:" in out
    assert "K502 号码「12399」" in out


def test_the_simulator_without_an_account_says_what_to_set() -> None:
    result = runner.invoke(app, ["wechat-sim", "http://127.0.0.1:9"])
    assert result.exit_code == 2
    assert "没有设好的账号。先设 ANTIFRAUD_WECHAT_TOKEN" in result.stderr


@pytest.mark.parametrize("options", [[], ["--say", "你好"]])
def test_the_simulator_without_a_server_says_so(monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    monkeypatch.setenv("ANTIFRAUD_WECHAT_TOKEN", "trial")
    monkeypatch.setenv("ANTIFRAUD_WECHAT_MODE", "plain")
    result = runner.invoke(app, ["wechat-sim", "http://127.0.0.1:9", *options])
    assert result.exit_code == 2
    assert result.stderr.startswith("没有试成：")


def fake_server(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    """A server in plain mode that answers everything with the same."""
    monkeypatch.setenv("ANTIFRAUD_WECHAT_TOKEN", "trial")
    monkeypatch.setenv("ANTIFRAUD_WECHAT_MODE", "plain")
    monkeypatch.setattr(simulator, "over_http", lambda _: lambda _: Returned(200, body))


def test_the_simulator_shows_the_whole_answer_to_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_server(monkeypatch, "<xml><Content>先挂断。\n打110。</Content></xml>".encode())
    assert run("wechat-sim", "http://x", "--say", "你好") == (0, "✓ 文字  0.00 秒\n先挂断。\n打110。\n")


def test_the_simulator_fails_when_a_trial_does(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_server(monkeypatch, "<xml><Content>先挂断。\n打110。</Content></xml>".encode())
    code, out = run("wechat-sim", "http://x")
    assert code == 1
    assert "✓ 文字  0.00 秒\n    先挂断。 打110。\n" in out
    assert "✗ 拒绝：签名不对  0.00 秒  没有拒绝，返回了 200\n" in out


def test_python_m_app_is_the_same_command() -> None:
    out = subprocess.run([sys.executable, "-m", "app", "check"], capture_output=True, text=True, check=True)
    assert out.stdout == "10 个条目，0 个错误，0 个提醒\n"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What `serve` would have started, in place of starting it."""
    calls: list[dict[str, object]] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **how: calls.append({"app": app, **how}))
    for name in ("SECRET", "REDIS_URL"):
        monkeypatch.delenv(f"ANTIFRAUD_{name}", raising=False)
    return calls


def test_one_process_needs_neither_a_secret_nor_redis(started: list[dict[str, object]]) -> None:
    assert run("serve")[0] == 0
    assert (started[0]["app"], started[0]["workers"]) == ("app.main:create_app", 1)
    assert started[0]["timeout_graceful_shutdown"] == 20


def test_several_processes_are_not_started_without_a_common_secret(started: list[dict[str, object]]) -> None:
    result = runner.invoke(app, ["serve", "--workers", "2"], env={"COLUMNS": "500", "NO_COLOR": "1"})
    assert result.exit_code == 2
    assert "开 2 个进程要先设 ANTIFRAUD_SECRET" in result.stderr
    assert started == []


def test_several_processes_without_redis_are_started_with_a_warning(
    started: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTIFRAUD_SECRET", "sixteen letters!")
    warned = runner.invoke(app, ["serve", "--workers", "2"])
    assert "没有设 ANTIFRAUD_REDIS_URL，2 个进程各记各的对话" in warned.stderr
    monkeypatch.setenv("ANTIFRAUD_REDIS_URL", "redis://127.0.0.1:1/0")
    assert "ANTIFRAUD_REDIS_URL" not in runner.invoke(app, ["serve", "--workers", "2"]).stderr
    assert [call["workers"] for call in started] == [2, 2]


@pytest.mark.parametrize("number", ["0", "65", "-1", "two"])
def test_a_number_of_processes_that_makes_no_sense_is_refused(
    started: list[dict[str, object]], number: str
) -> None:
    assert run("serve", "--workers", number)[0] == 2
    assert started == []
