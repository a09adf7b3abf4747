"""The words of boundary clauses: directions, the kind a name's suffix tells, and the form words are matched in.

Names are opaque: only suffixes are known here (路, 河, 村 ...), never a street. Matching is done on a copy of the text
with half-width marks and simplified characters, of the same length, so every match can be cut from the text itself.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "DIRECTIONS",
    "LINE_KINDS",
    "body_length",
    "direction",
    "is_unit",
    "kind_of",
    "line_suffix",
    "normalise",
]

DIRECTIONS = {
    "东": "E", "西": "W", "南": "S", "北": "N",
    "东南": "SE", "东北": "NE", "西南": "SW", "西北": "NW",
}  # fmt: skip
LINE_KINDS = frozenset({"road", "river", "rail", "coast"})

# Traditional and simplified forms of the characters that occur in words of this package.
_TRADITIONAL = (
    "東區圍範為爲與內側兩處匯會積約達鄰臨濱瀕連邊鎮鄉縣莊橋壩庫溝灣島嶺崗陸佔遺墻牆廣場園廠學業團體廂徑寬"
    "擴長總頃畝萬條號後從點間環繞屬轄涇瀆閘門軌際輕縱緣紅綠帶級隣裡裏塊劃規設現狀舊開發產經緯濟嶼灘礦隄脈"
    "雙麓腳頂車機農擬鐵國線築樓鋪營電氣醫館診構組鐘個礎準軸併沖離圓劃區無應貨運專廟書館隧幹龍屆還沒時將僅"
    "際鹽雲陽馬華歸壘遠過進轉折環繞護選項標舉據佈劉廬閉貫聯啟動網絡"
)
_SIMPLIFIED = (
    "东区围范为为与内侧两处汇会积约达邻临滨濒连边镇乡县庄桥坝库沟湾岛岭岗陆占遗墙墙广场园厂学业团体厢径宽"
    "扩长总顷亩万条号后从点间环绕属辖泾渎闸门轨际轻纵缘红绿带级邻里里块划规设现状旧开发产经纬济屿滩矿堤脉"
    "双麓脚顶车机农拟铁国线筑楼铺营电气医馆诊构组钟个础准轴并冲离圆划区无应货运专庙书馆隧干龙届还没时将仅"
    "际盐云阳马华归垒远过进转折环绕护选项标举据布刘庐闭贯联启动网络"
)
_FORMS = dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)) | {"【": "(", "】": ")", "〔": "(", "〕": ")"}

# Longest suffix wins. A modifier says nothing of its own unless nothing known stands before it.
_SUFFIXES = {
    "road": (
        "路 街 道 巷 弄 胡同 里弄 条 高速 高速公路 国道 省道 县道 乡道 村道 公路 快速路 快速 "
        "环线 环 环路 隧道 通道 绿道 支路 立交 立交桥 高架 高架桥 高架路 线 匝道 辅道 辅路 道路 "
        "车道 步道 古道 便道 街巷 马路 主干道 次干道 干道 大街"
    ),
    "rail": (
        "铁路 铁路线 铁路线路 铁道 高铁 轻轨 地铁 轨道 号线 专用线 客运专线 客专 城际 铁路专用线 轨道线 "
        "联络线 有轨电车"
    ),
    "river": (
        "河 江 湖 渠 沟 涌 溪 浜 浦 泾 港 塘 潭 淀 水库 水系 水道 航道 河道 渠道 运河 干渠 支渠 "
        "明渠 水渠 排水沟 沟渠 河流 湿地 水域 水面 池 池塘 河堤 大堤 堤 河堤路堤 江堤 堤防 川 "
        "河岸 湖岸 江岸 沿湖 沿江 沿河 泄洪道 溪流 河口 支流 渎 港汊 海子"
    ),
    "coast": (
        "海 海塘 海岸 海岸线 岸线 海域 海堤 滩涂 海湾 海滩 海滨 沿海 大海 潮位线 海边"
    ),
    "boundary": (
        "界 边界 界线 分界 分界线 交界 交界线 边界线 地界线 控制线 保护线 红线 蓝线 绿线 黄线 "
        "紫线 区界 镇界 县界 市界 省界 村界 镇 乡 区 县 市 省 街道 街道办 街道办事处 办事处 旗 "
        "开发区 新区 片区 行政区 保护区 保护范围 控制地带 控制范围 规划范围 建成区 城区 市区 "
        "核心区 控制区 管理区 管委会 东界 南界 西界 北界 行政区划 保护地带 范围线 用地界 自治县 "
        "自治州 州"
    ),
    "village": (
        "村 庄 屯 寨 坞 社区 营 集 堡 自然村 居委会 村委会 新村 家园 居 坪 坨 圩 疃 夼 宅基地 组 "
        "村庄"
    ),
    "mountain": (
        "东麓 西麓 南麓 北麓 山 岭 峰 坡 脊 岗 崖 丘 山脚 山麓 山脊 山体 山坡 分水岭 等高线 坡脚 山脚线 山脊线 峪 谷 "
        "山谷 山梁 山顶 第一重山脊"
    ),
    "plot": (
        "粮库 园区 工业园 工业园区 产业园 科技园 物流园 公园 园 小区 厂 厂区 厂房 校 校区 学校 大学 "
        "学院 中学 小学 党校 幼儿园 医院 公司 集团 广场 机场 码头 煤矿 矿 矿区 矿山 墙 围墙 院墙 "
        "墙体 墙基 墙根 房 正房 厢房 院 院落 墓 墓地 场 市场 花园 大厦 基地 仓库 变电站 项目 "
        "用地 地块 宅 住宅 住宅区 楼 库房 遗址 占地范围 占地 作业区 启动区 景区 风景区 街区 库区 "
        "组团 陆域 电气 化工 药业 制药 股份 酒店 宾馆 绿地 林地 农田 耕地 田地 电厂 水厂 "
        "污水处理厂 加油站 公墓 陵园 苗圃 林场 农场 养殖场 停车场 体育场 操场 地 空地 局 所 馆 "
        "寺 庙 祠 商城 城 苑 府 湾区 民居 民房 房屋 台基 基址 本体 建筑 建筑物 山庄 别墅 电子 "
        "机械 纺织 科技 建材 城墙"
    ),
    "other": (
        "桥 大桥 坝 大坝 水坝 闸 水闸 分水闸 泉 站 车站 火车站 地铁站 站点 塔 中心 门 大门 "
        "高压线 电力线 走廊 管线 输电线 口 点 处 亭 井 码头桥"
    ),
}  # fmt: skip
_KINDS = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
# Words behind a name that leave the kind to what stands before them; by the kind where that tells nothing.
_MODIFIERS = {
    "road": (
        "段 路段 东段 西段 南段 北段 中段 道路红线 中心线 中线 延长线 延伸线 延伸段 延伸 东延 西延 南延 北延 "
        "路口 交叉口 沿线 线位 路缘石 路堤坡脚 路堤"
    ),
    "river": "岸 东岸 西岸 南岸 北岸 左岸 右岸 两岸 东岸线 西岸线 南岸线 北岸线 故道 汇合口 支流",
    "coast": "出海口 入海口",
    "plot": "绿化带 防护绿带 绿带 防护林带 挡墙 墙",
    "boundary": "红线 边线",
    "other": "交汇处 侧 东侧 西侧 南侧 北侧 外侧 内侧 边缘 桥 大桥 入口 出入口",
}
_MODIFIER_KINDS = {word: kind for kind, words in _MODIFIERS.items() for word in words.split()}
_TAKES_ONLY = {"墙": "rail", "桥": "rail", "大桥": "rail", "入口": "road", "出入口": "road"}
_LONGEST = max(map(len, _KINDS | _MODIFIER_KINDS))
_CODE = re.compile(r"(?:[GSXYCZ]\d{1,4}|\d{1,4}[国省县乡]道|[国省县乡]道\d{1,4})(?:线|段)?$", re.ASCII)
_PARENT = re.compile(r".[镇乡].{2}")
_HEIGHT = re.compile(r"(?:海拔|高程)[约\d.]{1,8}米$")
_SCHOOL = re.compile(r"[一二三四五六七八九十]{1,2}[中小]$")
_LINE_SUFFIX = re.compile(
    r"(?:高速公路|快速路|高速|国道|省道|县道|公路|铁路|大道|大街|胡同|干道|运河|水库|干渠|环线|[路街道巷弄线河江湖渠沟涌溪浜塘港环])$"
)
_UNIT = re.compile(r"(?:镇|乡|街道|街道办事处|办事处|县|市|省|旗|(?<![小厂校街景宅业动矿库域])区|村|社区|管委会)$")
_RING = re.compile(r"[一二三四五六]环[路线]?$|[内外]环[路线]?$|绕城(?:高速|公路)?$")
_BODY_NOISE = re.compile(r"[东西南北中一二三四五六七八九十\d]")


def normalise(text: str) -> str:
    """The text for matching: half-width, simplified, of the same length, so positions agree with the text."""
    narrow = []
    for character in text:
        form = unicodedata.normalize("NFKC", character) if character > "\x7f" else character
        narrow.append(_FORMS.get(form, form) if len(form) == 1 else character)
    return "".join(narrow)


def direction(word: str) -> str:
    """N … NW for 北 … 西北, in a normalised text; 正东 is 东."""
    return DIRECTIONS[word.removeprefix("正")]


def kind_of(name: str) -> str:
    """The kind of a normalised name, told by its longest known suffix; "other" where none is known."""
    fallback, only = "", ""
    for _ in range(6):
        if _CODE.search(name):
            return "road"
        suffix = _longest_suffix(name)
        if suffix in _MODIFIER_KINDS:
            fallback = fallback or _MODIFIER_KINDS[suffix]
            only = only or _TAKES_ONLY.get(suffix, "")
            name = name[: -len(suffix)]
            continue
        kind = _KINDS.get(suffix, "plot" if _SCHOOL.search(name) else "mountain" if _HEIGHT.search(name) else "")
        if not fallback:
            return kind or ("village" if _PARENT.search(name) else "other")
        return kind if kind and only in ("", kind) else fallback
    return fallback or "other"


def _longest_suffix(name: str) -> str:
    for length in range(min(_LONGEST, len(name)), 0, -1):
        suffix = name[-length:]
        if suffix in _MODIFIER_KINDS or suffix in _KINDS:
            return suffix
    return ""


def is_unit(name: str) -> bool:
    """Whether a normalised name is that of an administrative or planning unit (镇, 街道, 区, 村 ...)."""
    return _UNIT.search(name) is not None


def line_suffix(name: str) -> str:
    """The suffix that makes a normalised name a line (路, 高速 ...), or the road code; empty where there is none."""
    match = _LINE_SUFFIX.search(name) or _CODE.search(name)
    return match[0] if match else ""


def body_length(name: str) -> int:
    """How many characters of a line's name are its own: 2 for 利红街, 0 for 南路 and 中路, 3 for road codes."""
    if _CODE.search(name):
        return 3
    if _RING.search(name):
        return 2
    body = name.removesuffix(line_suffix(name))
    return len(_BODY_NOISE.sub("", body))
