"""What can be wrong with the knowledge: one stable code for each rule, and a finding of it."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import PurePosixPath


class Severity(StrEnum):
    """An error keeps the knowledge from going live; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Rule(Enum):
    """Every check. The value is (code, severity, what it looks for); codes are never reused."""

    UNREADABLE = ("K101", Severity.ERROR, "文件读不出来：不是 UTF-8、太大，或 YAML 写法有错")
    ALIAS = ("K102", Severity.ERROR, "用了 YAML 的 & * ! 记号，或嵌套太深")
    DUPLICATE_KEY = ("K103", Severity.ERROR, "同一个字段写了两遍，前一遍会丢")
    LOST_TAIL = ("K104", Severity.ERROR, "空格加 # 后面的字会被当成注释丢掉")
    NOT_TEXT = ("K105", Severity.ERROR, "一句话被读成了「键: 值」或列表")
    MISPLACED = ("K106", Severity.ERROR, "文件放错了地方，或后缀不是 .yaml")
    MISSING_FILE = ("K107", Severity.ERROR, "缺少必须有的文件")
    MISSING_FIELD = ("K201", Severity.ERROR, "缺字段")
    UNKNOWN_FIELD = ("K202", Severity.ERROR, "没有这个字段")
    BAD_VALUE = ("K203", Severity.ERROR, "字段的值不合要求")
    WRONG_ID = ("K204", Severity.ERROR, "id 和文件名不一样")
    DUPLICATE_ID = ("K301", Severity.ERROR, "id 或目录编号重复")
    UNKNOWN_REFERENCE = ("K302", Severity.ERROR, "引用的条目、家族或编号不存在")
    HIDDEN_REFERENCE = ("K303", Severity.WARNING, "引用了没有发布的条目")
    DUPLICATE_UTTERANCE = ("K401", Severity.ERROR, "同一句例句出现两次")
    CASE_AS_UTTERANCE = ("K402", Severity.ERROR, "例句和评测句子一样")
    FEW_UTTERANCES = ("K403", Severity.WARNING, "例句太少，认不准")
    NEAR_DUPLICATE = ("K404", Severity.WARNING, "同一个条目里两句例句太像")
    PERSONAL_NUMBER = ("K501", Severity.ERROR, "像真的手机号、身份证号或银行卡号")
    UNKNOWN_HOTLINE = ("K502", Severity.ERROR, "写了 hotlines.yaml 里没有的号码")
    UNVERIFIED_HOTLINE = ("K503", Severity.ERROR, "写了还没核实的号码")
    SAYS_SAFE = ("K504", Severity.ERROR, "像在打包票说安全")
    HALF_WIDTH = ("K505", Severity.WARNING, "中文里用了半角标点")
    LEFT_BLANK = ("K506", Severity.ERROR, "发布了还没填完的条目")
    BAD_TEMPLATE = ("K601", Severity.ERROR, "回答模板缺失或渲染不出来")
    LONG_REPLY = ("K602", Severity.ERROR, "回答超过 1900 字节")

    @property
    def code(self) -> str:
        """Stable code, such as K104."""
        return self.value[0]

    @property
    def severity(self) -> Severity:
        """How bad a finding is."""
        return self.value[1]

    @property
    def title(self) -> str:
        """What the rule looks for, in Chinese."""
        return self.value[2]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding; printed as `文件:行: 代码 说明和改法`."""

    file: str
    line: int
    """Counted from 1."""
    code: str
    message: str
    severity: Severity

    @classmethod
    def of(cls, rule: Rule, file: PurePosixPath, line: int, message: str) -> "Problem":
        """A finding of `rule` at a place."""
        return cls(str(file), line, rule.code, message, rule.severity)

    def __str__(self) -> str:
        mark = "" if self.severity is Severity.ERROR else "（提醒）"
        return f"{self.file}:{self.line}: {self.code} {mark}{self.message}"


class KnowledgeError(Exception):
    """The knowledge has errors and cannot go live."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def errors(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Only what keeps the knowledge from going live."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
