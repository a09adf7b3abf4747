"""The words of the grammar, one pattern each, and when a match counts.

A `Word` names the token it makes, the pattern and a guard. The guard (`guards`) sees the `Spot`: the name characters
that stand open before the match and the kind of the last token; so 以南 is a side in 金峰路以南 and no word in
以南塔为基点, and the direction in 西五路 stays part of the name. Patterns are matched on normalised text and are
bounded in length.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from gis.clauses import guards
from gis.clauses.guards import DIRECTION, REGION, Spot
from gis.clauses.numerals import AREA_UNIT, LENGTH_UNIT, NUMBER

__all__ = ["DISTANCE", "WORDS", "Word"]

DISTANCE = (
    r"(?:约为|大约|大致|不少于|不小于|不超过|各|约|近|为|宽度|宽|纵深|范围|距离){0,4}"
    rf"\s{{0,2}}(?P<number>{NUMBER})\s{{0,2}}(?P<unit>{LENGTH_UNIT})"
    r"(?!等高线|高程|高|大道|大街|路|街|[2²口地道])(?:左右|宽)?(?P<within>(?:的)?(?:范围|以|之)?内|的?范围)?(?P<at>处)?"
)
_FIGURE_AHEAD = rf"(?=(?:约为|大约|大致|各|约|近|为){{0,3}}\s{{0,2}}{NUMBER}\s{{0,2}}{LENGTH_UNIT})"
_FACES = (
    rf"(?:{DIRECTION}[侧面边](?:[、和及与]{DIRECTION}[侧面边]){{0,3}}"
    rf"|{DIRECTION}(?:[、和及与]?{DIRECTION}){{0,3}}(?:[两三四]?[侧面边部])?)"
)
_STRONG = (
    r"(?:起自|起于|起|至于|止于|至|到达|到|抵达|抵|达到|达|止"
    r"|延伸至|延伸到|延至|延到|延长至|扩展至|扩至|外延至|外扩至|拓展至)"
)
_WEAK = (
    r"(?:紧临|面临|濒临|毗临|临近|临|紧依|依|紧靠|背靠|靠近|靠|紧邻|毗邻|相邻|邻接|邻近|近邻|邻|毗连|连接|紧接|衔接|接壤|接|连|及|沿|"
    r"傍|隔|与|从|自|由|为|是|:|界至|界|距离|距)"
)
_CROSSING = (
    r"(?:道路|的)?(?:交汇处|交会处|交叉处|交叉路口|交叉口|交叉点|交汇口|交汇点|交汇|交叉|相交处|相交|交接处|交界处|交口|"
    r"十字路口|丁字路口|路口|口)"
)
_HEIGHT = r"(?:等高线|水位线|潮位线|(?:海拔|高程)[约\d.]{1,8}米)$"
_END = r"(?=[,、;:。)和及与]|以及|$)"


@dataclass(frozen=True)
class Word:
    """A word of the grammar: token `kind`, `pattern`, `first` characters it can begin with, `guard`."""

    kind: str
    pattern: re.Pattern[str]
    first: str
    guard: Callable[[Spot, re.Match[str]], bool]
    swallows: bool = False  # takes the open run before it with it


def _word(
    kind: str,
    pattern: str,
    first: str,
    guard: Callable[[Spot, re.Match[str]], bool] = guards.always,
    *,
    swallows: bool = False,
) -> Word:
    return Word(kind, re.compile(pattern), first, guard, swallows)


_DIGITS = "0123456789零〇一二两三四五六七八九十百千万"
_COMPASS = "正东西南北"
# A路以西北京路以南 is 以西 and 北京路: 西北 needs the end of the words behind it.
_AFTER_YI = rf"(?:正?[东西][南北](?={REGION}|[,、;:。)侧方的之内及和与以约各\d]|$)|正?[东西南北])"
_AFTER_OFFSET = rf"(?:各|再|约|至|为)?{_FIGURE_AHEAD}"

# In the order tried. Kinds: see gis.clauses.grammar.
WORDS: tuple[Word, ...] = (
    _word("s", r"[;。\n\r]+", ";。\n\r"),
    _word("s", r"——+", "—", lambda spot, _match: not spot.run),
    _word(
        "j",
        r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.)、](?!\d)|第[一二三四五六七八九十]{1,3}[,、:]|[①-⑳]|[一二三四五六]是",
        "0123456789一二三四五六七八九十第①②③④⑤⑥⑦⑧⑨⑩",
        guards.label,
    ),
    _word(
        "v",
        r"(?:除(?P<but>[^;。]{1,60}?)(?:以外|之外|外(?=[,、的所其]|$))|(?:,?其中)?(?:不含|不包括|不包含|扣除)(?P<not>[^,;。)]{1,40}))(?:的)?",
        "除不扣,其",
    ),
    _word(
        "g",
        r"(?:规划|总|用地|占地|建设|控制|陆域|土地|可|国土|批准|合计){0,4}(?:面积)(?:总计|合计|共计|共|约为|约|为|达到|达|是|:){0,3}"
        rf"\s{{0,2}}(?P<area>{NUMBER})\s{{0,2}}(?P<area_unit>{AREA_UNIT})(?:左右)?",
        "规总用占建控陆土可国批合面",
        guards.area,
    ),
    _word(
        "g",
        rf"(?:约|近)?\s{{0,2}}(?P<area>{NUMBER})\s{{0,2}}(?P<area_unit>{AREA_UNIT})(?:左右)?(?:的)?",
        "约近" + _DIGITS,
        guards.area,
    ),
    _word("q", rf"(?:长度|全长|总长|长)(?:约为|约|为|达)?{NUMBER}{LENGTH_UNIT}", "长全总", swallows=True),
    _word("c", r"[,]", ","),
    _word(
        "y",
        rf"(?:向|往)?(?P<dirs>{_FACES})(?:至|到)?(?:各|外|向外|再){{0,2}}(?:外扩|外延|外推|延伸|扩展|扩|延|推|拓宽|拓)?(?:至|到)?{DISTANCE}",
        "向往" + _COMPASS,
        guards.at_start,
    ),
    _word(
        "f",
        rf"(?:向|往)?(?P<dirs>{_FACES})(?:边界|界线|界)?(?:分别|均|都|大致|基本|大体|现状|各|一侧)?{_STRONG}(?![路街])",
        "向往" + _COMPASS,
        guards.strong_face,
    ),
    _word("f", rf"(?P<dirs>{_FACES})(?:边界|界线|界)?(?:分别|均|都|大致|基本|各)?以(?=.)", _COMPASS, guards.at_start),
    _word("f", rf"(?P<dirs>{_FACES})(?:边界|界线|界)?(?:分别|均|都|大致|基本|现)?{_WEAK}", _COMPASS, guards.weak_face),
    _word(
        "x",
        rf"(?:{_CROSSING})(?:的|以|之|往|向)?(?P<dirs>{DIRECTION})(?![至起到临])(?:角|象限|隅|侧|面|方向|部|边|方)?(?:约?{NUMBER}{LENGTH_UNIT}(?:处)?(?:路|以)?(?P<more>{DIRECTION})?侧?)?",
        "道的交相十丁路口",
        guards.crossing,
    ),
    _word("x", rf"(?:的)?(?P<dirs>{DIRECTION})(?:角|象限|隅)", "的" + _COMPASS, guards.corner_end),
    _word(
        "p",
        rf"以(?P<dirs>{_AFTER_YI}(?:(?:[及和与、,]|以及)?以{_AFTER_YI}|[及和与]{DIRECTION}(?=[,、;。侧]|$)){{0,3}})(?:一侧|方向|侧)?",
        "以",
        guards.side,
    ),
    _word(
        "p",
        rf"(?:的|之)?(?P<dirs>{DIRECTION}(?:侧?[、及和与]{DIRECTION}){{0,3}})(?:一?侧|面|边)(?!边界|红线|边线|界|绿化|用地|道路|人行|河岸|辅|路缘|围墙|墙|岸)",
        "的之" + _COMPASS,
        guards.flank,
    ),
    _word(
        "b",
        r"(?:及其|及|和|与|其|的|之|道路)?(?:沿线|沿岸|沿途|沿街)?(?:的)?(?:[东南]、?[西北]|左右)?(?:两侧|两厢|两旁|两岸(?!堤)|两边|两翼|双侧)(?:分别|均|各|向外|外延|外扩|外侧|延伸){0,3}",
        "及和与其的之道沿东南左两双",
        guards.after_name,
    ),
    _word("b", rf"(?:的)?(?:沿线|沿途|沿岸)|(?:的)?沿街(?={REGION}|两|[,、;。]|$)", "的沿", guards.after_name),
    _word(
        "p",
        rf"(?:向|往)?(?P<dirs>{_FACES})(?:方向)?(?:外扩|外延|外推|延伸|扩展|向外延伸|外)?(?:各|约)?{_FIGURE_AHEAD}",
        "向往" + _COMPASS,
        guards.after_name,
    ),
    _word("p", rf"之(?P<dirs>{DIRECTION}){_END}", "之", guards.after_name),
    _word("p", rf"(?P<dirs>{DIRECTION})(?=区域|地块|地区|范围|[,、;。]|$)", _COMPASS, guards.bare_side),
    _word("d", DISTANCE, "约大不各近为宽纵范距" + _DIGITS, guards.distance),
    _word("r", rf"(?:为)?半径(?:为|约|:)?{_FIGURE_AHEAD}|方圆{_FIGURE_AHEAD}", "为半方"),
    _word("q", r"(?:为|的)半径(?:的圆)?(?:范围|区域)?(?:内)?", "为的", guards.after_anchor),
    _word(
        "o",
        rf"(?:四周|周边|周围|四面|各边|边界|外缘|边缘)?(?:起|分别|均|各|再|同时){{0,2}}(?:向外延伸|向外扩展|向外扩|向外|往外|外扩|外延|外推|外移|以外|之外|外侧|外围|外|延伸|周边|周围|附近|四周){_AFTER_OFFSET}",
        "四周各边外起分均再同向往以之延附",
        guards.after_name,
    ),
    _word("o", rf"(?:外延|外扩|以外|之外)(?={_FACES}|{REGION}|的|[,、;。]|$)", "外以之", guards.after_name),
    _word("i", rf"(?:向内|内缩|内收|内侧|以内|之内|后退|内退|退让){_FIGURE_AHEAD}", "向内以之后退", guards.after_name),
    _word("i", r"(?:以内|之内|以里)(?:的)?", "以之", guards.after_name),
    _word(
        "e",
        r"(?:所|共同|而|之间|合){0,2}(?:围合|合围|围成|环绕|围绕|包围|所围|闭合|圈合|圈定|构成|组成)(?:而成|形成|构成|组成|起来|而)?",
        "所共而之合围环包闭圈构组",
        guards.after_name,
    ),
    _word("q", r"(?:的|之|所)?(?:围合|合围|所围|围成)(?:的)?(?:区域|范围)?(?:内)?", "的之所围合", guards.after_anchor),
    _word("w", r"(?:之间|中间(?=的|区域|地|[,、]|$))(?:的)?", "之中", guards.after_name),
    _word(
        "k",
        r"(?:一线|一带)?(?:为(?:分界线|边界线|边界|界线|界限|界|限|四至)|(?:相邻|相接|相连|接壤|毗邻|为邻|相望|搭界)(?=[,、;。)]|$))",
        "一为相接毗搭",
        guards.named_or_measured,
    ),
    _word("k", r"交界(?=[,、;。)]|$)", "交", lambda spot, match: spot.faced and guards.after_name(spot, match)),
    _word("z", r"(?:为|作为)(?:中心点?|圆心|基点|原点|核心|基准点|中点)", "为作", guards.after_name),
    _word("q", r"(?:为|作为)(?:依托|中轴|轴线|轴|骨架|纽带|载体|主体|基准线?|基线|起点)", "为作"),
    _word("t", r"(?:位于|坐落于|坐落在|地处|选址于|处于)", "位坐地选处"),
    _word(
        "t", r"(?:境内|辖区内|行政区域内|范围内)的?(?=[^,、;。的]{2,20}(?:以|侧|两|至))", "境辖行范", guards.after_name
    ),
    _word(
        "u",
        r"(?:境内|全境|全域|全部区域|全部|所辖(?:行政)?区域|管辖(?:范围|区域)|辖区(?:范围|内)?|行政(?:管辖)?(?:区域|范围|辖区)|区划范围|境域)(?:内|范围)*",
        "境全所管辖行区",
        guards.after_name,
    ),
    _word("m", r"(?:以)(?=[^,;。]{1,40}?为(?:界|边|限|四|中|圆|基|原|核|依|轴))", "以"),
    _word("m", r"距离|以(?!及)|[由从自距沿]", "以由从自距沿", guards.preposition),
    _word("a", r"以及(?!其)|[及和与暨并](?!其)", "以及和与暨并", guards.joined),
    _word(
        "q",
        r"(?:其)?(?:具体|大致|规划|用地|建设|项目|该)?(?:四至|四址|界址|边界)(?:范围|边界|界线|界限|坐标)?"
        rf"(?:分别|大致|具体)?(?:为|是|即|如下)?(?::|(?={_FACES}|[,、;。(]|$))",
        "其具大规用建项该四界边",
        guards.at_start,
    ),
    _word("h", r"(?:为|是|即|系)(?!.{0,2}[路街])|:", "为是即系:", guards.subject, swallows=True),
    _word(
        "q",
        rf"(?:的|之|所)?(?:[^,、;。:()以侧沿至和及与]{{0,10}}?{REGION})(?:[一二三四五六七八九十A-Z\d]{{0,3}})(?:内|以内|之内)?的?(?:全部)?{_END}",
        "",
        guards.after_anchor,
    ),
    _word(
        "q",
        rf"(?:的|之|所)?(?:(?:区域|地块|地区|范围内)(?:[一二三四五六七八九十A-Z\d]{{1,3}}(?={_END}))?的?"
        rf"|(?:{REGION}|内)的?(?={_END}|[(为作由]))",
        "",
        guards.after_anchor,
    ),
    _word("q", rf"(?:的|之)[^,、;。:()以侧沿至]{{1,14}}{_END}", "的之", guards.after_anchor),
    _word(
        "q",
        rf"(?:的|之)[^,、;。:()以侧沿至和及与]{{0,12}}?{REGION}(?:内)?(?=[,、;:。)]|$|[和及与](?!其)|以及)",
        "的之",
        guards.after_name,
    ),
    _word("q", rf"[的内处中](?={_END}|[(])|(?:范围)?以内", "的内处中范以", guards.after_anchor),
    _word("^", r"(?:以上|之上)(?:的)?", "以之", lambda spot, _match: re.search(_HEIGHT, spot.run) is not None),
    _word(">", r"[至到](?=.{2})", "至到", guards.up_to),
    _word("c", r":", ":"),
    _word("l", r"[、/~→]|[—–]{1,3}|(?<![A-Za-z0-9])-|-(?![A-Za-z0-9])", "、/~→—–-"),
)
