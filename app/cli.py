"""The command line: `antifraud …`.

Commands import what they need when they run: loading torch takes seconds, and `check` or `new` do
without it.
"""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.channels.pages.words import PAGES
from app.channels.wechat.words import WECHAT
from app.conversation.rehearsal import rehearse
from app.conversation.reply import ReplyWriter
from app.domain.entries import ENTRY_ID
from app.knowledge.base import knowledge_of, lint
from app.knowledge.blank import blank_scam
from app.knowledge.corpus import read_corpus
from app.knowledge.coverage import coverage
from app.knowledge.problems import KnowledgeError, errors
from app.settings import Settings

if TYPE_CHECKING:
    from app.channels.wechat.simulator import Finding
    from app.conversation.assistant import Assistant
    from app.domain.answer import Answer

KEEP_ALIVE_SECONDS = 75
"""Longer than nginx keeps its connections to us (60), so that it is never the one who is surprised."""
FINISH_SECONDS = 20
"""For requests in flight when the service stops."""
WORKER_SILENT_SECONDS = 60
"""A worker that does not answer its parent for so long is replaced; while learning it may be silent a while."""

app = typer.Typer(help="反诈知识库和问答服务的命令。", no_args_is_help=True, add_completion=False)


def _say(message: str) -> None:
    typer.echo(message, err=True)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="知识文件夹，默认用设置里的")] = None,
    *,
    show_coverage: Annotated[bool, typer.Option("--coverage", help="列出每个条目的字段和例句数")] = False,
) -> None:
    """检查知识文件、回答模板、网页和微信的文字，一次列出全部问题。"""
    settings = Settings()
    root = folder or settings.knowledge_dir
    corpus = read_corpus(root)
    if show_coverage:
        typer.echo("\n".join(coverage(corpus)))
    prompts = settings.prompts_dir
    problems = tuple(sorted((*lint(corpus), *PAGES.check(prompts, corpus), *WECHAT.check(prompts, corpus))))
    if not errors(problems):
        writer = ReplyWriter(settings.prompts_dir, settings.assistant_name)
        problems = tuple(sorted((*problems, *rehearse(knowledge_of(corpus, root), writer))))
    for problem in problems:
        typer.echo(str(problem))
    wrong = len(errors(problems))
    typer.echo(f"{len(corpus.entries)} 个条目，{wrong} 个错误，{len(problems) - wrong} 个提醒")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def build() -> None:
    """从知识里学习，存好结果；已经是最新的就不重做。"""
    _assemble()


@app.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="一句话或一段聊天")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="输出和网页接口一样的 JSON")] = False,
    batch: Annotated[
        tuple[Path, Path] | None, typer.Option(help="逐行读 IN.jsonl，结果写到 OUT.jsonl")
    ] = None,
) -> None:
    """问一句，看读者会看到的回答。"""
    if (text is None) == (batch is None):
        raise typer.BadParameter("写一句话，或者用 --batch IN.jsonl OUT.jsonl，二选一。")
    assistant = _assemble()
    if batch:
        _ask_batch(assistant, *batch)
    elif text is not None:
        _ask_one(assistant, text, as_json=as_json)


def _ask_one(assistant: "Assistant", text: str, *, as_json: bool) -> None:
    from app.channels.schemas import ChatResponse
    from app.domain.reading import Channel, Inquiry

    reading, answer = assistant.answer(Inquiry(text=text, channel=Channel.CLI))
    if as_json:
        response = ChatResponse.of("cli", reading, answer, assistant.knowledge.version)
        typer.echo(response.model_dump_json(indent=2))
        return
    _show(answer)


@app.command()
def talk() -> None:
    """像读者那样一句一句聊，回车两次结束。"""
    from secrets import token_urlsafe

    from app.domain.reading import Channel, Inquiry

    assistant, key = _assemble(), token_urlsafe(24)
    while text := typer.prompt("你", default="", show_default=False):
        _, answer = assistant.answer(Inquiry(text=text, channel=Channel.CLI, conversation_id=key))
        _show(answer)


def _show(answer: "Answer") -> None:
    typer.echo(answer.text)
    for option in answer.suggestions:
        typer.echo(f"〔{option}〕")


def _ask_batch(assistant: "Assistant", source: Path, target: Path) -> None:
    from app.channels.schemas import BatchInput, BatchLine

    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in filter(str.strip, lines):
            asked = BatchInput.model_validate_json(line)
            out.write(BatchLine.of(asked.id, assistant.matcher.read(asked.text)).model_dump_json() + "\n")


@app.command()
def evaluate(
    cases: Annotated[Path | None, typer.Option(help="评测文件或文件夹，默认 knowledge/cases")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """用评测句量一遍：认得准不准，误报多不多。"""
    from app.evaluation.report import as_lines, load_cases
    from app.evaluation.report import evaluate as measure_all

    assistant = _assemble()
    report = measure_all(assistant.matcher, load_cases(cases or Settings().knowledge_dir / "cases"))
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        typer.echo("\n".join(as_lines(report)))


@app.command()
def new(
    entry_id: Annotated[str, typer.Argument(help="新骗局的 id：小写英文加连字符，如 fake-parking-fine")],
) -> None:
    """新建一个骗局条目的样子，照着填。"""
    if not re.fullmatch(ENTRY_ID, entry_id):
        raise typer.BadParameter(
            f"「{entry_id}」不能作 id。只用小写英文、数字和连字符，如 fake-parking-fine。"
        )
    path = Settings().knowledge_dir / "scams" / f"{entry_id}.yaml"
    if path.exists():
        raise typer.BadParameter(f"{path} 已经有了，直接改它。")
    path.write_text(blank_scam(entry_id, date.today()), encoding="utf-8")  # the writer's own day
    typer.echo(f"写好了：{path}\n填完运行 antifraud check，再把 status 改成 published。")


@app.command("wechat-sim")
def wechat_sim(
    url: Annotated[str, typer.Argument(help="运行中的服务，如 http://127.0.0.1:8000")],
    mode: Annotated[
        str, typer.Option(help="plain 明文、compatible 兼容、safe 安全、wecom 企业微信应用、bot 智能机器人")
    ] = "",
    text: Annotated[str, typer.Option("--say", help="只发这一句，看读者会看到的回答")] = "",
) -> None:
    """假装是微信，对运行中的服务把各种消息发一遍；账号用和服务一样的设置。"""
    from app.channels.wechat.simulator import over_http, say, simulate
    from app.channels.wechat.trial_account import platform_of

    try:
        platform, send = platform_of(Settings(), mode), over_http(url)
        findings = [say(send, platform, text)] if text else simulate(send, platform)
        failed = sum([_show_finding(finding, whole=bool(text)) for finding in findings])
    except (ValueError, OSError) as error:
        _say(f"没有试成：{error}")
        raise typer.Exit(2) from None
    raise typer.Exit(1 if failed else 0)


def _show_finding(finding: "Finding", *, whole: bool) -> bool:
    mark = "✗" if finding.problem else "✓"
    typer.echo(f"{mark} {finding.name}  {finding.seconds:.2f} 秒  {finding.problem}".rstrip())
    if finding.answer:
        typer.echo(finding.answer if whole else f"    {' '.join(finding.answer.split())[:60]}")
    return bool(finding.problem)


@app.command()
def serve(
    *, workers: Annotated[int, typer.Option(min=1, max=64, help="开几个进程，每个各占一份内存")] = 1
) -> None:
    """启动服务，打印地址。"""
    import uvicorn

    from app.channels.journal import log_config

    settings = Settings()
    if workers > 1:
        _check_shared(settings, workers)
    _say(f"准备好以后，打开 http://{settings.host}:{settings.port}/chat")
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        workers=workers,
        host=settings.host,
        port=settings.port,
        log_config=log_config(settings),
        access_log=False,
        proxy_headers=False,  # the application has its own list of proxies
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=FINISH_SECONDS,
        timeout_worker_healthcheck=WORKER_SILENT_SECONDS,
    )


def _check_shared(settings: Settings, workers: int) -> None:
    """Several processes sign with the same key, and should remember in the same place."""
    if not settings.secret:
        raise typer.BadParameter(
            f"开 {workers} 个进程要先设 ANTIFRAUD_SECRET，不然换一个进程就认不出读者的对话。生成一个："
            "export ANTIFRAUD_SECRET=\"$(python3 -c 'import secrets; print(secrets.token_urlsafe(32))')\""
        )
    if not settings.redis_url:
        _say(f"提醒：没有设 ANTIFRAUD_REDIS_URL，{workers} 个进程各记各的对话，下一句可能接不上前文。")


def _assemble() -> "Assistant":
    from app.wiring import assemble

    try:
        assistant, artifact = assemble(Settings(), _say)
    except KnowledgeError as error:
        _say(str(error))
        raise typer.Exit(1) from None
    _say(f"知识版本 {artifact.manifest.knowledge_version}，{artifact.manifest.sentences} 句话")
    return assistant
