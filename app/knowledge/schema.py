"""Plain values → entries. Turns what pydantic says into Chinese with the line and the remedy."""

import json
import re
from difflib import get_close_matches
from functools import cache
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.knowledge.problems import Problem, Rule
from app.knowledge.source import MOST_PROBLEMS, Plain, Source, Where

ModelT = TypeVar("ModelT", bound=BaseModel)

MOST_SHOWN = 60
"""Characters of a field's name."""

_ADVICE = {
    "string_too_short": "不能空着，写上内容。",
    "string_too_long": "太长，最多 {max_length} 个字，请拆成短句。",
    "string_pattern_mismatch": "格式不对，要符合 {pattern}。",
    "tuple_type": "要写成列表，每行用「- 」开头。",
    "too_short": "至少要 {min_length} 项。",
    "too_long": "最多 {max_length} 项。",
    "enum": "只能写 {expected}。",
    "date_from_datetime_parsing": "日期写成 2026-01-31 这样。",
    "date_from_datetime_inexact": "日期写成 2026-01-31 这样。",
    "date_type": "日期写成 2026-01-31 这样。",
    "int_parsing": "要写一个整数。",
    "int_parsing_size": "数太大。",
    "int_type": "要写一个整数。",
    "bool_parsing": "只能写 true 或 false。",
    "bool_type": "只能写 true 或 false。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "model_type": "这里要分成几个字段来写。",
}


def validate(model: type[ModelT], source: Source) -> tuple[ModelT | None, list[Problem]]:
    """Build `model` from a file; without a value, the problems name every field that is wrong."""
    try:
        return model.model_validate(source.data), []
    except ValidationError as error:
        first = error.errors(include_url=False)[:MOST_PROBLEMS]
        return None, [_problem(model, source, detail) for detail in first]


def _problem(model: type[BaseModel], source: Source, detail: ErrorDetails) -> Problem:
    where: Where = detail["loc"]
    field = ".".join(str(part + 1) if isinstance(part, int) else part for part in where) or "整个文件"
    field = field if len(field) <= MOST_SHOWN else f"{field[:MOST_SHOWN]}…"
    rule, message = _explain(model, detail, field)
    return Problem.of(rule, source.path, source.line(where), message)


def _explain(model: type[BaseModel], detail: ErrorDetails, field: str) -> tuple[Rule, str]:
    kind, value = detail["type"], detail["input"]
    if kind == "missing":
        return Rule.MISSING_FIELD, f"缺少字段「{field}」。照 knowledge/README.md 的字段表补上。"
    if kind == "extra_forbidden":
        near = get_close_matches(str(detail["loc"][-1]), _field_names(model), n=1)
        return Rule.UNKNOWN_FIELD, f"没有「{field}」这个字段" + (
            f"，是不是想写「{near[0]}」？" if near else "，请删掉或改名。"
        )
    if kind == "string_type" and isinstance(value, dict | list):
        return (
            Rule.NOT_TEXT,
            f"「{field}」应是一句话，却被读成了 {_shown(value)}。把半角冒号改成全角「：」，或给整句加上英文双引号。",
        )
    advice = _ADVICE.get(kind, detail["msg"]).format(**detail.get("ctx", {}))
    return Rule.BAD_VALUE, f"「{field}」的值 {_shown(value)} 不行：{advice}"


@cache
def _field_names(model: type[BaseModel]) -> tuple[str, ...]:
    """Fields of the model, and of all models inside it."""
    return tuple(sorted(re.findall(r'"([a-z_0-9]+)": \{', json.dumps(model.model_json_schema()))))


def _shown(value: Plain) -> str:
    text = value if isinstance(value, str) else repr(value)
    return f"「{text[:30]}…」" if len(text) > 30 else f"「{text}」"
