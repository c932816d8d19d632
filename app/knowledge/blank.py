"""The blank form of a scam entry."""

from datetime import date

BLANK = "待填"
"""Marks what the writer still has to fill in; no published entry may carry it."""

_FORM = """\
# 照着填。每个字段写什么，见 knowledge/README.md。中文里用全角标点。
id: {id}
codes: []
name: 待填：读起来就是骗局的名字
family: other
status: draft
updated: {today}
sources:
  - 待填：从哪里知道的
aliases: []
audience: []
summary: 待填：两句话说清它怎么骗。
how_it_works:
  - 待填：第一步，怎么找上你
  - 待填：接着说什么、发什么
  - 待填：最后怎么把钱拿走
red_flags:
  - 待填：他说的原话、发的东西、要你做的事
  - 待填：第二样
  - 待填：第三样
say_no:
  listen: 不听：待填他说的那句话
  believe: 不信：待填他说的那件事
  transfer: 不转账：待填他要的那笔钱
truth:
  - 待填：一句能点醒人的事实
rebuttals:
  - claim: 待填：骗子或相信他的人会怎么说
    truth: 待填：怎么答
if_paid:
  - 待填：钱已经给了，这一种要特别做什么
verify:
  - 待填：怎么走官方的路去核实
ask:
  question: 待填：一句话，跟相近的骗局分开
  options:
    - 待填：就是这一种
    - 待填：另一种
related: []
utterances: []
# 句子里钱已经给了、码已经念了、正在被指挥，就写到下面对应的处境里（去掉 # 号）：
# utterances_in:
#   money-gone-within-24h:
#     - 待填：例如，我已经把钱转过去了
"""


def blank_scam(entry_id: str, today: date) -> str:
    """The YAML of an empty draft."""
    return _FORM.format(id=entry_id, today=today.isoformat())
