"""Renders every answer that the cards can give, so that no template fails in front of a citizen."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from jinja2 import TemplateError, TemplateSyntaxError

from app.conversation.plan import Plan
from app.conversation.reply import REPLY_BYTES, ReplyWriter
from app.domain.entries import (
    Entry,
    LegitimateCase,
    Region,
    ScamType,
    Situation,
    Smalltalk,
    Technique,
    Verdict,
)
from app.knowledge.base import KnowledgeBase
from app.knowledge.problems import Problem, Rule


def rehearse(knowledge: KnowledgeBase, writer: ReplyWriter) -> Iterator[Problem]:
    """Every entry in every answer it can speak in; one finding for each entry and rule at the most."""
    try:
        writer.check()
    except TemplateError as error:
        yield _template_problem(error)
        return
    for entry in knowledge.entries.values():
        for plan in _plans(entry, knowledge):
            if problem := _rehearse(entry, plan, writer):
                yield problem
                break


def _rehearse(entry: Entry, plan: Plan, writer: ReplyWriter) -> Problem | None:
    try:
        answer = writer.write(plan)
    except TemplateError as error:
        return _template_problem(error)
    size = len(answer.text.encode())
    if size > REPLY_BYTES:
        message = f"「{entry.id}」的回答有 {size} 字节，上限 {REPLY_BYTES}。把卡片里的句子改短。"
        return Problem.of(Rule.LONG_REPLY, PurePosixPath(entry.id), 1, message)
    return None


def _template_problem(error: TemplateError) -> Problem:
    name, line = "prompts", 1
    if isinstance(error, TemplateSyntaxError):
        name, line = error.name or name, error.lineno
    message = f"模板渲染不出来（{type(error).__name__}：{error.message or error}）。对照 git 里的旧版改回来。"
    return Problem.of(Rule.BAD_TEMPLATE, PurePosixPath(name), line, message)


def _plans(entry: Entry, knowledge: KnowledgeBase) -> Iterator[Plan]:
    """The answers an entry takes part in; scams with the situation whose card is longest."""
    blank = Plan(
        Verdict.UNCLEAR, None, None, (), (), None, None, None, knowledge.hotlines_for(Region.SHANGHAI), 0
    )
    longest = max(knowledge.situations, key=lambda item: len(str(item)), default=None)
    technique = max(knowledge.techniques, key=lambda item: len(str(item)), default=None)
    if isinstance(entry, ScamType):
        for verdict in (Verdict.SCAM, Verdict.SUSPICIOUS, Verdict.INFORMATION):
            yield _with(blank, verdict, scam=entry, situation=longest, technique=technique)
    elif isinstance(entry, LegitimateCase):
        yield _with(blank, Verdict.LEGITIMATE_LIKE, legitimate=entry, situation=longest)
    elif isinstance(entry, Situation):
        yield _with(blank, Verdict.UNCLEAR, situation=entry)
    elif isinstance(entry, Technique):
        scam = max(knowledge.scams, key=lambda item: len(str(item)), default=None)
        yield _with(blank, Verdict.SCAM, scam=scam, technique=entry)
    elif isinstance(entry, Smalltalk):
        for variant in range(len(entry.replies)):
            yield _with(blank, entry.verdict, smalltalk=entry, variant=variant)


def _with(
    plan: Plan,
    verdict: Verdict,
    *,
    situation: Situation | None = None,
    scam: ScamType | None = None,
    legitimate: LegitimateCase | None = None,
    smalltalk: Smalltalk | None = None,
    technique: Technique | None = None,
    variant: int = 0,
) -> Plan:
    red_flags = scam.red_flags if scam else ()
    return Plan(
        verdict, situation, scam, (), red_flags, legitimate, smalltalk, technique, plan.hotlines, variant
    )
