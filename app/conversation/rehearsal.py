"""Renders every answer that the cards can give, so that no template fails in front of a citizen."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from jinja2 import TemplateSyntaxError

from app.conversation.plan import FAMILY, MONEY_GONE, Plan
from app.conversation.reply import REPLY_BYTES, ReplyWriter
from app.domain.conversation import Told
from app.domain.entries import (
    Entry,
    Followup,
    LegitimateCase,
    ScamType,
    Situation,
    Smalltalk,
    Technique,
    Verdict,
    Written,
)
from app.domain.hotlines import Region
from app.knowledge.base import KnowledgeBase
from app.knowledge.content import shown_texts
from app.knowledge.corpus import ENTRY_FOLDERS
from app.knowledge.problems import Problem, Rule

WrittenT = TypeVar("WrittenT", bound=Written)


def rehearse(knowledge: KnowledgeBase, writer: ReplyWriter) -> Iterator[Problem]:
    """Every entry in every answer it can speak in, and every answer without one."""
    try:
        writer.check()
    except Exception as error:  # whatever is wrong with a template, staff are told
        yield _template_problem(error)
        return
    failures: set[Problem] = set()
    blank = _blank(knowledge)
    failures |= _rehearse(None, _with_verdicts(blank), writer)
    for entry in knowledge.entries.values():
        failures |= _rehearse(entry, _plans(entry, knowledge, blank), writer)
    yield from sorted(failures)


def _blank(knowledge: KnowledgeBase) -> Plan:
    """A plan without a card, with the longest of everything that can stand beside one."""
    return Plan(
        Verdict.UNCLEAR,
        knowledge.hotlines_for(Region.SHANGHAI),
        voice=max(knowledge.voices, key=lambda voice: len(voice.before + voice.after), default=None),
        told=Told(amounts=("两万八千八百块",) * 4, times=("昨天晚上十点半",) * 4, ways=("支付宝",) * 4),
        asks=True,
        money_gone=knowledge.situation_of(MONEY_GONE),
        family=knowledge.situation_of(FAMILY),
    )


def _rehearse(entry: Entry | None, plans: Iterable[Plan], writer: ReplyWriter) -> set[Problem]:
    for plan in plans:
        try:
            size = max(len(writer.write(plan).text.encode()), len(writer.write_english(plan).text.encode()))
        except Exception as error:  # as above
            return {_template_problem(error)}
        if entry and size > REPLY_BYTES:
            message = f"「{entry.id}」的回答有 {size} 字节，上限 {REPLY_BYTES}。把卡片里的句子改短。"
            return {Problem.of(Rule.LONG_REPLY, _file(entry), 1, message)}
    return set()


def _file(entry: Entry) -> PurePosixPath:
    folder = next(folder for folder, kind in ENTRY_FOLDERS.items() if isinstance(entry, kind))
    return PurePosixPath(folder, f"{entry.id}.yaml")


def _template_problem(error: Exception) -> Problem:
    name, line = _place(error)
    message = f"模板渲染不出来（{type(error).__name__}：{error}）。对照 git 里的旧版改回来。"
    return Problem.of(Rule.BAD_TEMPLATE, PurePosixPath(name), line, message)


def _place(error: Exception) -> tuple[str, int]:
    """Template and line of a fault; jinja2 rewrites the traceback so that its frames name the template."""
    if isinstance(error, TemplateSyntaxError):
        return error.name or "prompts", error.lineno
    place, frame = ("prompts", 1), error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename.endswith(".j2"):
            place = PurePosixPath(frame.tb_frame.f_code.co_filename).name, frame.tb_lineno
        frame = frame.tb_next
    return place


def _plans(entry: Entry, knowledge: KnowledgeBase, blank: Plan) -> Iterator[Plan]:
    """The answers an entry takes part in, beside the longest cards that can stand next to it."""
    situation = _longest(item for item in knowledge.situations if not item.alone)
    technique = _longest(knowledge.techniques)
    match entry:
        case ScamType():
            alone = replace(blank, scam=entry, red_flags=entry.red_flags)
            yield from _with_verdicts(alone)
            yield from _with_verdicts(replace(alone, situation=situation, technique=technique))
            asked = replace(
                alone, verdict=Verdict.SCAM, situation=situation, rebuttal=_longest(entry.rebuttals)
            )
            yield from (replace(asked, followup=followup) for followup in knowledge.followups)
        case LegitimateCase():
            said = replace(blank, verdict=Verdict.LEGITIMATE_LIKE, legitimate=entry)
            yield replace(said, situation=situation)
            yield from (replace(said, followup=followup) for followup in knowledge.followups)
        case Situation():
            yield from _with_verdicts(replace(blank, situation=entry, also=_others(entry, knowledge)))
            yield replace(blank, situation=entry, brief=True)
        case Technique():
            yield replace(blank, verdict=Verdict.SCAM, technique=entry, situation=situation)
        case Followup():
            yield replace(blank, followup=entry)
            yield replace(blank, followup=entry, situation=situation)
        case Smalltalk():
            said = replace(blank, verdict=entry.verdict, smalltalk=entry)
            yield from (replace(said, variant=variant) for variant in range(len(entry.replies)))


def _others(entry: Situation, knowledge: KnowledgeBase) -> tuple[Situation, ...]:
    return tuple(item for item in knowledge.situations if item != entry and not item.alone)


def _with_verdicts(plan: Plan) -> Iterator[Plan]:
    for verdict in Verdict:
        yield replace(plan, verdict=verdict)


def _longest(entries: Iterable[WrittenT]) -> WrittenT | None:
    return max(entries, key=lambda entry: sum(len(text) for _, text in shown_texts(entry)), default=None)
