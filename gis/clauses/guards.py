"""When a word counts: guards that look at the name characters open before a match and at what follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gis.clauses.lexicon import body_length, line_suffix
from gis.clauses.numerals import NUMBER

__all__ = [
    "DIRECTION",
    "REGION",
    "Spot",
    "after_anchor",
    "after_name",
    "always",
    "area",
    "at_start",
    "bare_side",
    "corner_end",
    "crossing",
    "distance",
    "flank",
    "joined",
    "label",
    "named_or_measured",
    "preposition",
    "side",
    "strong_face",
    "subject",
    "up_to",
    "weak_face",
]

DIRECTION = r"(?:正?(?:[东西][南北]?|[南北]))"
REGION = (
    r"(?:区域|地区|地块|范围|地段|地带|用地|街区|水域|陆域|片区|空间|部分|土地|区块|一带"
    r"|住宅区|园区|小区|项目|公园|绿地|街坊|组团|农田|林地)"
)


@dataclass(frozen=True)
class Spot:
    """Where a word would stand.

    `run`: the open run of name characters, without a closing bracket; `bracketed`: it had one; `before`: the kind of
    the last token, empty at the start; `faced`: a 东至 stands before; `faces`: how many items begin like 东至.
    """

    run: str
    before: str
    faced: bool
    bracketed: bool
    faces: int


def always(_spot: Spot, _match: re.Match[str]) -> bool:
    """Wherever the pattern matches."""
    return True


def at_start(spot: Spot, _match: re.Match[str]) -> bool:
    """At the start of a name, not behind 以, 由, 沿."""
    return not spot.run and spot.before != "m"


def after_name(spot: Spot, _match: re.Match[str]) -> bool:
    """Behind a name of two characters and more, or behind an area or an exception."""
    return len(spot.run) > 1 or spot.bracketed or (not spot.run and spot.before in ("g", "v"))


def named_or_measured(spot: Spot, match: re.Match[str]) -> bool:
    """Behind a name or what measures it: 以墙为界, 以墙外推10米为界."""
    return after_name(spot, match) or (not spot.run and spot.before in ("d", "p", "o"))


def up_to(spot: Spot, match: re.Match[str]) -> bool:
    """A路以东至B路; not A路以东至善路以南."""
    rest = re.match(r"[^,、;。以]{2,12}", match.string[match.end() : match.end() + 12])
    if spot.run or rest is None:
        return False
    return spot.before == "d" or (spot.before == "p" and body_length(rest[0]) > 1)


def after_anchor(spot: Spot, _match: re.Match[str]) -> bool:
    """Directly behind a word that ends an item: filler like 区域 begins no name there."""
    return not spot.run and spot.before != "" and spot.before in "pbdexwoikqutzy"


def side(spot: Spot, match: re.Match[str]) -> bool:
    """以东 behind a name, or alone behind a list mark: A路以东、以北."""
    if spot.run or spot.before in ("k", "g"):
        return True
    rest = match.string[match.end() : match.end() + 3]
    return (
        spot.before in ("p", "l", "c", "a")
        and re.match(rf"$|[,、;。及和与]|{REGION}|的|范围|{NUMBER}米", rest) is not None
    )


def flank(spot: Spot, match: re.Match[str]) -> bool:
    """东侧 behind a name; but 某潭南侧田间道路 behind 南至 is one name."""
    if not after_name(spot, match):
        return False
    rest = re.match(r"[^,、;。以至\d]{2,10}(?=[,、;。]|$)", match.string[match.end() : match.end() + 12])
    return not (spot.before == "f" and rest is not None and line_suffix(rest[0]) != "")


def bare_side(spot: Spot, match: re.Match[str]) -> bool:
    """路北, 河东 at the end of an item: only directly behind a line's suffix."""
    return len(spot.run) > 1 and line_suffix(spot.run) != "" and match.start() > 0


def strong_face(spot: Spot, match: re.Match[str]) -> bool:
    """东至, 南起: at the start of a name, or inside a run that is a complete name or a heading."""
    if not spot.run:
        return spot.before != "f"
    if re.match(r"[^,、;。]{1,24}?之间", match.string[match.end() : match.end() + 28]):
        return False  # 甲北侧边界至乙之间
    if spot.bracketed or spot.before == "" or not spot.faced:
        return len(spot.run) > 1
    return len(spot.run) > 1 and (line_suffix(spot.run) == "" or body_length(spot.run) > 0)


_FIGURE = r"[约各\d零一二两三四五六七八九十百千万]"
_SIDE_AHEAD = re.compile(rf"[^,、;。]{{0,20}}?(?:以{DIRECTION}(?!{_FIGURE})|两侧|沿线|交汇|交叉)")
_FLANK_AHEAD = re.compile(rf"[^,、;。]{{0,20}}?{DIRECTION}侧(?!{_FIGURE})")


def weak_face(spot: Spot, match: re.Match[str]) -> bool:
    """东临, 北接: only at the start of a name, and not where a side behind it makes a name of it (北临江路以南)."""
    complete = spot.faced and line_suffix(spot.run) != "" and body_length(spot.run) > 0 and match[0][-1] in "临接靠邻连"
    if not (complete or at_start(spot, match)) or (not spot.run and spot.before == "f"):
        return False
    ahead = match.string[match.end() : match.end() + 30]
    if ahead[:1] in ("", "路", "街", "道") or ahead[:2] in ("大道", "大街") or _SIDE_AHEAD.match(ahead):
        return False
    return spot.faces > 1 or _FLANK_AHEAD.match(ahead) is None


def distance(spot: Spot, match: re.Match[str]) -> bool:
    """Not the digits of a road number (G105), nor a height (海拔200米)."""
    last = spot.run[-1:]
    if last.isascii() and last.isalnum() and match[0][0].isascii():
        return False
    return last not in ("第", "经", "纬") and not spot.run.endswith(("海拔", "高程"))


def area(spot: Spot, match: re.Match[str]) -> bool:
    """Not 万亩 of 万亩荷塘: an area of Chinese numerals and 亩 needs the word 面积."""
    last = spot.run[-1:]
    if last.isascii() and last.isalnum() and match[0][0].isdigit():
        return False
    return "面积" in match[0] or match["area_unit"] != "亩" or match["area"][0].isascii()


_JOINT = re.compile(r"[^,、;。]{1,10}?(?:分水岭|交界线|之间)")
_COMPLETE = re.compile(r"[区镇乡村县市段界山桥岸墙口站所院厂校园场馆塔寺庙]$")
_HARMONY = re.compile(r"和[平谐睦顺畅兴美泰悦瑞园田静润][一二三四五六七八九十东西南北]?(?:路|街|大道|大街|巷|里|村|苑)")


def joined(spot: Spot, match: re.Match[str]) -> bool:
    """和 joins only behind a complete name; 与 not inside 甲河与乙河分水岭."""
    word, text, start = match[0], match.string, match.start()
    if not spot.run:
        return _joins_on(spot, match)
    if len(spot.run) < 2 or match.end() >= len(text):
        return False
    if word in ("与", "和") and re.search(r"[河江溪]$", spot.run) and _JOINT.match(text, match.end()):
        return False
    complete = spot.bracketed or line_suffix(spot.run) != "" or _COMPLETE.search(spot.run) is not None
    return word != "和" or (complete and _HARMONY.match(text, start) is None)


def _joins_on(spot: Spot, match: re.Match[str]) -> bool:
    """A join at the start of a name (… 区域及 …), not the first character of 及第路, 并州路, 和平路."""
    word, text = match[0], match.string
    if word == "和" and _HARMONY.match(text, match.start()):
        return False
    rest = re.match(r"[^,、;。以与和及侧—-]{0,12}", text[match.end() : match.end() + 12])
    if word != "以及" and rest is not None and line_suffix(rest[0]) and body_length(rest[0]) < 2:
        return False
    return spot.before not in ("", "s", "m", "f") or word in ("与", "以及")


def preposition(spot: Spot, match: re.Match[str]) -> bool:
    """由, 沿, 距: at the start of a name, unless a road is called so (沿河路, 由义街)."""
    if spot.run or spot.before == "m":
        return False
    rest = re.match(r"[^,、;。以与和—-]{1,12}", match.string[match.end() : match.end() + 12])
    if rest is None:
        return False
    if match[0] == "自" and rest[0].startswith("由"):
        return False
    if match[0] == "沿":
        return re.match(r"[海江河湖街线山渠](?!.{1,3}[路道街河江]以)", rest[0]) is None and body_length(rest[0]) > 1
    return body_length(rest[0]) > 1


def subject(spot: Spot, match: re.Match[str]) -> bool:
    """X为, X: where X is a heading: 保护范围为, 四至范围:, A地块:."""
    if match[0] in ("为", "是") and not re.search(
        r"(?:区域|范围|四至|[区带界块园城核线段址地]|边界|面积|用地)$", spot.run
    ):
        return False
    return len(spot.run) > 1


def corner_end(spot: Spot, _match: re.Match[str]) -> bool:
    """Behind a complete line name: 东北角 in 甲路与乙路东北角."""
    return spot.bracketed or line_suffix(spot.run) != ""


def crossing(spot: Spot, match: re.Match[str]) -> bool:
    """交汇处东北角 behind a name; 路口 only behind the whole name of a line."""
    if match[0].startswith(("路口", "口")):
        return corner_end(spot, match)
    return after_name(spot, match)


def label(spot: Spot, _match: re.Match[str]) -> bool:
    """1、, (一), 第一: at the start of an item."""
    return not spot.run and spot.before in ("", "s", "c", "h")
