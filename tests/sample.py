"""A small, valid knowledge folder for tests: three scams, one look-alike, and a little of everything else."""

from pathlib import Path

from app.domain.entries import Verdict

SCAMS = {
    "courier-refund": (
        "冒充快递理赔",
        ["快递", "包裹", "物流", "驿站"],
        ["丢了要赔我三倍", "坏了加微信退钱", "理赔要开备用金"],
    ),
    "fake-police": (
        "冒充公安办案",
        ["公安", "警官", "通缉令", "检察院"],
        ["说我洗钱要保密", "叫我转到安全账户", "让我去宾馆做笔录"],
    ),
    "stock-group": (
        "荐股群骗局",
        ["股票群", "老师", "内幕票", "直播间"],
        ["带我入金稳赚", "叫我下软件充值", "提现要先交税"],
    ),
}
SITUATIONS = {
    "just-paid": (
        "P2",
        3,
        "钱刚转走",
        "suspicious",
        ["刚转了", "已经打过去", "刚付了", "汇走了"],
        ["五万", "三千八", "全部积蓄"],
    ),
    "despair": (
        "P11",
        1,
        "撑不住了",
        "",
        ["不想活了", "活着没意思", "想一了百了", "没脸见人"],
        ["怎么办", "对不起孩子", "就这样吧"],
    ),
}


def write_sample(root: Path) -> Path:
    """Write the folder and return it."""
    for name, (title, nouns, verbs) in SCAMS.items():
        _write(root / "scams" / f"{name}.yaml", scam_yaml(name, title, nouns, verbs))
    _write(
        root / "legitimate" / "bank-code.yaml",
        LEGITIMATE
        + _utterances(
            ["银行", "微信", "支付宝", "云闪付软件"],
            ["验证码勿外传", "登录验证码", "付款码限五分"],
        ),
    )
    _write(
        root / "smalltalk" / "greeting.yaml",
        smalltalk_yaml("greeting", Verdict.OUT_OF_SCOPE)
        + _utterances(["你好", "在吗", "早上好", "谢谢"], ["呀", "机器人", "今天真冷"]),
    )
    _write(
        root / "smalltalk" / "question.yaml",
        smalltalk_yaml("question", Verdict.INFORMATION)
        + _utterances(["什么是", "请问", "讲讲", "介绍一下"], ["杀猪盘", "刷单返利", "反诈热线"]),
    )
    for name, (code, priority, title, verdict, subjects, objects) in SITUATIONS.items():
        _write(
            root / "situations" / f"{name}.yaml",
            situation_yaml(name, code, priority, title, verdict) + _utterances(subjects, objects),
        )
    _write(
        root / "techniques" / "screen-share.yaml",
        TECHNIQUE
        + _utterances(
            ["共享屏幕", "会议软件", "屏幕共享", "腾讯会议"], ["让我打开", "他看着我操作", "输会议号"]
        ),
    )
    _write(
        root / "families.yaml",
        "families:\n  - {id: fake-service, name: 冒充客服}\n  - {id: other, name: 其他}\n",
    )
    _write(root / "hotlines.yaml", HOTLINES)
    _write(root / "wording.yaml", "groups:\n  - {canonical: 微信, variants: [v信, 薇❤]}\n")
    _write(root / "events.yaml", EVENTS)
    _write(root / "voices.yaml", VOICES)
    _write(
        root / "followups" / "how-to-check.yaml",
        FOLLOWUP + _utterances(["怎么", "上哪", "去哪里", "如何"], ["核实他", "查一查真假", "问清楚"]),
    )
    _write(root / "cases" / "cases.yaml", CASES)
    return root


def scam_yaml(name: str, title: str, nouns: list[str], verbs: list[str]) -> str:
    """A complete scam entry."""
    return SCAM.format(id=name, name=title, code=f"T{sorted(SCAMS).index(name) + 1}") + _utterances(
        nouns, verbs
    )


def situation_yaml(name: str, code: str, priority: int, title: str, verdict: str) -> str:
    """A situation entry without its utterances."""
    told = f"verdict: {verdict}\n" if verdict else "alone: true\n"
    return SITUATION.format(id=name, code=code, priority=priority, name=title) + told


def smalltalk_yaml(name: str, verdict: Verdict) -> str:
    """A small-talk entry without its utterances."""
    return SMALLTALK.format(id=name, verdict=verdict)


def _utterances(first: list[str], second: list[str]) -> str:
    return "utterances:\n" + "".join(f"  - {a}{b}\n" for a in first for b in second)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


SCAM = """\
id: {id}
codes: [{code}]
name: {name}
family: fake-service
status: published
updated: 2026-01-31
aliases: [{name}的别名]
summary: 骗子{name}，先说好话，再骗走钱。
how_it_works: [{name}先打电话, {name}再加好友, {name}最后要钱]
red_flags: [「{name}，马上办」, {name}催你转钱, {name}叫你别挂]
say_no: {{listen: 不听：{name}的话, believe: 不信：{name}的证件, transfer: 不转账：{name}要的钱}}
truth: [{name}不归他管]
rebuttals: [{{claim: 「{name}是真的」, truth: 自己去问就知道}}]
if_paid: [{name}的记录别删]
verify: [到官方软件里查{name}]
ask: {{question: 他是{name}吗？, options: [是{name}, 不是]}}
related: []
"""
LEGITIMATE = """\
id: bank-code
codes: [O1]
name: 自己操作时的验证码
status: published
updated: 2026-01-31
looks_like: [courier-refund]
summary: 自己登录时收到几位数字。
genuine: [刚点了登录就到, 写明用在哪里]
becomes_scam_when: [有人来电要你念, 你没操作也来码]
verify: [打开银行自己的软件看]
reply: 这更像你自己操作收到的验证码。有人要你念出来，就是诈骗。
"""
SMALLTALK = """\
id: {id}
name: 闲聊{id}
status: published
updated: 2026-01-31
verdict: {verdict}
replies: [我在，讲讲碰到的事。, 你说，我听着。]
"""
SITUATION = """\
id: {id}
codes: [{code}]
name: {name}
status: published
updated: 2026-01-31
priority: {priority}
first_lines: [先停下手, 马上打110]
steps: [第一步打110, 第二步找银行, 第三步留证据]
care: 你能来问，已经很好。
"""
TECHNIQUE = """\
id: screen-share
codes: [N1]
name: 共享屏幕
status: published
updated: 2026-01-31
act_now: [退出会议, 开飞行模式]
why: 他看得见你的密码。
legitimate_use: 单位开会也会共享。
signs: [「点一下共享屏幕」, 「输我给你的会议号」]
"""
HOTLINES = """\
hotlines:
  - {region: mainland, number: 110, purpose: 报警, status: confirmed, source: 公安, in_reply: true}
  - {region: mainland, number: 12356, purpose: 心理援助, status: to_verify, source: 待核实, in_reply: true}
  - {region: shanghai, number: 962110, purpose: 劝阻电话, status: confirmed, source: 上海, in_reply: true}
  - {region: taiwan, number: 165, purpose: 反詐騙, status: confirmed, source: 台灣, in_reply: true}
"""
FOLLOWUP = """\
id: how-to-check
name: 怎么核实
status: published
updated: 2026-01-31
answers_with: verify
lead: 自己找路去核实。
"""
EVENTS = """\
aspect: [了, 过去, 出去, 完]
money: [钱, 款, 押金]
marks:
  denied: [没, 没有, 还没, 差点]
  asked: [让, 叫, 要求, 说要]
  intended: [准备, 打算, 想, 要]
  said: [说]
  supposed: [如果, 要是, 万一]
  heard: [听说, 新闻]
  conditional: [才能, 才给, 就能]
  own_will: [我就, 已经]
  incoming: [给我, 退我]
actors:
  family: [我妈, 我爸]
  self: [我, 自己]
  other: [他, 对方, 客服]
times:
  now: [现在, 正在]
  today: [刚, 今天]
  long_ago: [上周, 去年]
ways:
  - {name: 扫码付款, words: [扫码]}
ignored: [打电话, 没想到]
events:
  - {id: paid, name: 钱给出去了, verbs: [转, 付], light: [打, 给], phrases: [把钱…给]}
  - {id: told, name: 码给出去了, verbs: [念, 报], objects: [验证码, 密码]}
  - {id: ended, name: 已经断开, phrases: [我挂了]}
"""
VOICES = """\
voices:
  - {id: elder, name: 老人, polite: true, words: [我孙子], before: 慢慢来，先挂断。, after: 不怪你，请人帮着打110。}
  - {id: child, name: 孩子, words: [我上…年级], before: 去告诉大人。, after: 现在就去告诉大人。}
"""
CASES = """\
cases:
  - {id: t-1, text: 有人说我的包裹在路上丢了 要三倍赔给我, expect: scam, types: [T1], situation: P2}
  - {id: t-2, text: 早上好呀朋友, expect: offtopic}
"""
