"""What two records of a review say differently: inputs, rules, project, findings, tables, rulings, each by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shapely.geometry import shape as shape_of

from gis.errors import in_language
from gis.review.closeness import NEAR_M, hausdorff_m, same_shape, same_value
from gis.review.outline_changes import vertex_changes
from gis.review.record_titles import title_of

__all__ = ["Difference", "Group", "differences"]

Group = Literal["record", "inputs", "rules", "project", "settings", "findings", "tables", "rulings"]
_RULE_KEYS_OF_PACK = ("title", "version", "districts", "source", "slivers")
_OF_LAYERS = ("title", "title_en", "features")
_TOP = ("yitu", "date", "district", "ellipsoidal")
_LONG = 120  # letters of a value that are shown


@dataclass(frozen=True)
class Difference:
    """One thing told differently. `path`: where in the record; `was`, `now`: plain values, None for absent.

    `text`: "中文 / English", names the finding, rule, file or part by its title.
    """

    path: str
    was: Any
    now: Any
    text: str
    group: Group


def differences(
    record: Mapping[str, Any], other: Mapping[str, Any], *, tolerance: float = 1e-9
) -> tuple[Difference, ...]:
    """What `other` says differently from `record`, in the order: inputs, rules, project, settings, findings, tables.

    Numbers are the same to `tolerance` of the greater, lengths and areas also within 1e-6 (m, m2); coordinates within a
    micron; everything else exactly. Where files lie (`path`) does not count, nor do the seals: `own_faults` is of them.
    """
    found = [*_inputs(record, other), *_rules(record, other), *_project(record, other, tolerance)]
    found += _fields(record, other, _TOP, at="", about=("", ""), group="settings", tolerance=tolerance)
    found += _settings(record, other)
    found += _findings(record, other, tolerance)
    found += _tables(record, other, tolerance)
    found += _rulings(record, other)
    return tuple(found)


def _inputs(record: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    """Files by role and name, then layers by name: a layer that is among the files on both sides is told once."""
    ones, others = (_numbered(side["inputs"], lambda one: (one["role"], one["name"])) for side in (record, other))
    names = ("digest", "version", "basis")
    yield from _matched(ones, others, at="inputs", titled=_of_input, group="inputs", names=names)
    layers, rest = ({layer["name"]: layer for layer in side["layers"]} for side in (record, other))
    for name in dict.fromkeys((*layers, *rest)):
        told = f"layer {name}" in ones or f"layer {name}" in others
        if told and (name in layers) != (name in rest):
            continue
        sides = ({name: side[name]} if name in side else {} for side in (layers, rest))
        fields = _OF_LAYERS if told else (*names, *_OF_LAYERS)
        yield from _matched(*sides, at="layers", titled=_of_input, group="inputs", names=fields)


def _rules(record: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    """Packs by id, their rules by id, every rule by its innermost keys."""
    if sorted(record["pack_names"]) != sorted(other["pack_names"]):
        yield _difference("pack_names", record["pack_names"], other["pack_names"], ("规则包", "rule packs"), "rules")
    if not record["packs"] or not other["packs"]:
        return  # one of them was made without the rules: the digests of the files, among the inputs, must do
    ones, others = ({pack["id"]: pack for pack in side["packs"]} for side in (record, other))
    yield from _matched(ones, others, at="packs", titled=_of_pack, group="rules", names=_RULE_KEYS_OF_PACK)
    for name in ones.keys() & others.keys():
        yield from _rules_of(ones[name], others[name])


def _rules_of(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    ones, others = ({rule["id"]: rule for rule in pack["rules"]} for pack in (one, other))
    at = f"packs.{one['id']}"
    found = list(_matched(ones, others, at=at, titled=_of_rule, group="rules", names=()))
    for name in [name for name in ones if name in others]:
        was, now = dict(_leaves(ones[name])), dict(_leaves(others[name]))
        for key in dict.fromkeys((*was, *now)):
            if (key in was) != (key in now) or not _exactly(was.get(key), now.get(key)):
                zh, en = _of_rule(ones[name])
                about = f"{zh} {key}", f"{en}, {key}"
                found.append(_difference(f"{at}.{name}.{key}", was.get(key), now.get(key), about, "rules"))
    if [*ones] != [*others] and ones.keys() == others.keys():
        found.append(_difference(at, [*ones], [*others], ("规则的次序", "order of the rules"), "rules"))
    if not found and one["digest"] != other["digest"]:
        zh, en = _of_pack(one)
        about = f"{zh}的文件(规则未变)", f"the file of {en} (its rules are the same)"
        found.append(_difference(f"{at}.digest", one["digest"], other["digest"], about, "rules"))
    yield from found


def _project(record: Mapping[str, Any], other: Mapping[str, Any], tolerance: float) -> Iterator[Difference]:
    was, now = record["project"], other["project"]
    about = ("项目", "project")
    options: dict[str, Any] = {"group": "project", "tolerance": tolerance}
    yield from _fields(was, now, ("name", "crs"), at="project", about=about, **options)
    facts = [*dict.fromkeys((*was["facts"], *now["facts"]))]
    yield from _fields(was["facts"], now["facts"], facts, at="project.facts", about=about, **options)
    ones, others = ({part["id"]: part for part in side["parts"]} for side in (was, now))
    yield from _matched(ones, others, at="project.parts", titled=_of_part, group="project", names=())
    for name in [name for name in ones if name in others]:
        one, another, at = ones[name], others[name], f"project.parts.{name}"
        columns = [*dict.fromkeys((*one["columns"], *another["columns"]))]
        yield from _fields(one["columns"], another["columns"], columns, at=at, about=_of_part(one), **options)
        for place, before, after, words in vertex_changes(one["geometry"], another["geometry"]):
            zh, en = _told_of(_of_part(one), words)
            yield Difference(f"{at}.{place}", before, after, f"{zh} / {en}", "project")
    yield from _fields(was, now, ("area_m2", "repairs", "notes"), at="project", about=about, **options)


def _settings(record: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    ones, others = (_numbered(side["settings"], lambda one: (one[0],)) for side in (record, other))
    for name in dict.fromkeys((*ones, *others)):
        was, now = (side[name][1] if name in side else None for side in (ones, others))
        if was != now:
            titles = in_language(name, "zh"), in_language(name, "en")
            about = f"设置 {titles[0]}", f"setting {titles[1]}"
            yield _difference(f"settings.{name}", was, now, about, "settings")


def _findings(record: Mapping[str, Any], other: Mapping[str, Any], tolerance: float) -> Iterator[Difference]:
    ones, others = ({one["id"]: one for one in side["findings"]} for side in (record, other))
    yield from _matched(ones, others, at="findings", titled=_of_finding, group="findings", names=())
    for name in [name for name in ones if name in others]:
        one, another, at = ones[name], others[name], f"findings.{name}"
        names = [key for key in dict.fromkeys((*one, *another)) if key not in ("patches", "digest", "facts")]
        options: dict[str, Any] = {"about": _of_finding(one), "group": "findings", "tolerance": tolerance}
        yield from _fields(one, another, names, at=at, **options)
        facts = [*dict.fromkeys((*one["facts"], *another["facts"]))]
        yield from _fields(one["facts"], another["facts"], facts, at=f"{at}.facts", **options)
        yield from _patches(one, another, tolerance)
    order = [[name for name in side if name in ones and name in others] for side in (ones, others)]
    if order[0] != order[1]:
        yield _difference("findings", order[0], order[1], ("结论的次序", "order of the findings"), "findings")


def _patches(one: Mapping[str, Any], other: Mapping[str, Any], tolerance: float) -> Iterator[Difference]:
    """Patches by part and feature: every field, and the ground by the farthest corner."""
    at, (zh, en) = f"findings.{one['id']}.patches", _of_finding(one)
    ones, others = (
        _numbered(side["patches"], lambda patch: (patch["part"], patch["feature"])) for side in (one, other)
    )

    def _titled(patch: Mapping[str, Any]) -> tuple[str, str]:
        where = f"{patch['part']} × {patch['name'] or patch['feature'] or '—'}"
        return f"{zh}的图斑 {where}", f"patch {where} of {en}"

    yield from _matched(ones, others, at=at, titled=_titled, group="findings", names=())
    for key in [key for key in ones if key in others]:
        was, now = ones[key], others[key]
        names = [name for name in was if name != "geometry"]
        options: dict[str, Any] = {"about": _titled(was), "group": "findings", "tolerance": tolerance}
        yield from _fields(was, now, names, at=f"{at}.{key}", **options)
        shapes = shape_of(was["geometry"]), shape_of(now["geometry"])
        if not same_shape(*shapes):
            moved_m = hausdorff_m(*shapes)
            words = [word.replace(" / ", "/") for word in _told_of(_titled(was), _OFF)]
            text = " / ".join(f"{word} {moved_m:.6g} m" for word in words)
            yield Difference(f"{at}.{key}.geometry", was["geometry"], now["geometry"], text, "findings")


_MEASURED = {"value", "limit", "before", "after", "now", "with_pipeline", "with_both", "target"}
_OFF = ("图形不同,最大偏离", "another shape, off by up to")


def _tables(record: Mapping[str, Any], other: Mapping[str, Any], tolerance: float) -> Iterator[Difference]:
    """Zones, land-use conversion and corner tables."""
    for key, names, title in (
        ("zones", ("zone",), ("分区", "zone")),
        ("conversion", ("code",), ("现状地类", "present land use")),
        ("effects", ("goal", "measure", "zone"), ("影响", "effect")),
        ("together", ("goal", "measure", "zone"), ("累计影响", "cumulative effect")),
    ):

        def _key(row: Mapping[str, Any], names: Sequence[str] = names) -> tuple[Any, ...]:
            return tuple(row[name] for name in names)

        ones, others = (_numbered(side[key] or [], _key) for side in (record, other))
        if (record[key] is None) != (other[key] is None):
            sides = [None if side[key] is None else len(side[key]) for side in (record, other)]
            yield _difference(key, sides[0], sides[1], (f"{title[0]}表", f"table of {title[1]}s"), "tables")

        def _titled(row: Mapping[str, Any], title: tuple[str, str] = title) -> tuple[str, str]:
            text = str(row["name"] if "name" in row else row["title"])
            return f"{title[0]} {in_language(text, 'zh')}", f"{title[1]} {in_language(text, 'en')}"

        columns = [column for row in (*ones.values(), *others.values()) for column in row]
        options: dict[str, Any] = {"titled": _titled, "group": "tables", "tolerance": tolerance}
        yield from _matched(ones, others, at=key, names=[*dict.fromkeys(columns)], **options)
    yield from _corners(record["coordinates"], other["coordinates"])


def _corners(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    """Corner tables by part: labels exactly, coordinates and distances within a micron, bearings to as much aside."""
    ones, others = ({part["part"]: part for part in side["parts"]} for side in (one, other))
    for name in dict.fromkeys((*ones, *others)):
        was, now = (side[name]["corners"] if name in side else None for side in (ones, others))
        if was is None or now is None or len(was) != len(now):
            sides = [None if side is None else len(side) for side in (was, now)]
            about = f"地块 {name} 的界址点数", f"number of corners of part {name}"
            yield _difference(f"coordinates.{name}", sides[0], sides[1], about, "tables")
            continue
        reasons = ones[name]["reason"], others[name]["reason"]
        if reasons[0] != reasons[1]:
            about = f"地块 {name} 没有界址点的原因", f"why part {name} has no corners"
            yield _difference(f"coordinates.{name}.reason", *reasons, about, "tables")
        for row, (before, after) in enumerate(zip(was, now, strict=True), 1):
            if before != after and not _same_corner(before, after):
                about = f"地块 {name} 的界址点 {before[0]}", f"corner {before[0]} of part {name}"
                yield _difference(f"coordinates.{name}[{row}]", before, after, about, "tables")


def _same_corner(one: Sequence[Any], other: Sequence[Any]) -> bool:
    (*named, north_m, east_m, bearing_deg, distance_m, to), (*names, north, east, bearing, distance, another) = (
        one,
        other,
    )
    if [*named, to] != [*names, another]:
        return False
    aside_m = abs((bearing_deg - bearing + 180.0) % 360.0 - 180.0) / 57.3 * distance_m
    off_m = max(abs(north_m - north), abs(east_m - east), abs(distance_m - distance) / 2.0, aside_m / 2.0)
    return bool(off_m <= NEAR_M)


def _rulings(record: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    """Rulings one after another; a log that only grew is told entry by entry as well."""
    was, now = record["rulings"]["entries"], other["rulings"]["entries"]
    for number in range(max(len(was), len(now))):
        before, after = (side[number] if number < len(side) else None for side in (was, now))
        if before is None or after is None:
            about = f"第 {number + 1} 条裁定", f"ruling {number + 1}"
            yield _difference(f"rulings[{number + 1}]", before, after, about, "rulings")
        else:
            about = f"第 {number + 1} 条裁定", f"ruling {number + 1}"
            yield from _fields(before, after, [*before], at=f"rulings[{number + 1}]", about=about, group="rulings")


def _matched(
    ones: Mapping[Any, Any], others: Mapping[Any, Any], *, at: str, names: Sequence[str], **options: Any
) -> Iterator[Difference]:
    """What stands on one side only, and the fields `names` of what stands on both."""
    titled, group, tolerance = options["titled"], options["group"], options.get("tolerance", 1e-9)
    for key in dict.fromkeys((*ones, *others)):
        place = f"{at}.{key}"
        if key in ones and key in others:
            about = titled(ones[key])
            yield from _fields(ones[key], others[key], names, at=place, about=about, group=group, tolerance=tolerance)
            continue
        only = ones.get(key) or others.get(key)
        zh, en = titled(only)
        word = ("缺少", "missing:") if key in ones else ("多出", "additional:")
        text = f"{word[0]}{zh} / {word[1]} {en}"
        yield Difference(place, only if key in ones else None, only if key in others else None, text, group)


def _fields(
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    names: Sequence[str],
    *,
    at: str,
    about: tuple[str, str],
    **options: Any,
) -> Iterator[Difference]:
    """Fields that differ, each told with its title."""
    unit = str(one.get("unit", ""))
    for name in names:
        was, now = one.get(name), other.get(name)
        measured = unit if name in _MEASURED else ""
        same = same_value(was, now, name=name, unit=measured, tolerance=options.get("tolerance", 1e-9))
        if not same or (name in one) != (name in other):
            yield _difference(f"{at}.{name}".lstrip("."), was, now, _told_of(about, title_of(name)), options["group"])


def _difference(path: str, was: Any, now: Any, about: tuple[str, str], group: Group) -> Difference:
    """A difference with both values in its text, in each language its own half of them."""
    halves = []
    for lang, title, none in (("zh", about[0], "无"), ("en", about[1], "none")):
        before, after = (_shown(value, lang, none) for value in (was, now))
        if before == after and isinstance(was, float) and isinstance(now, float):
            before, after = repr(was), repr(now)
        halves.append(f"{title.replace(' / ', '/')} {before} → {after}")
    return Difference(path, was, now, " / ".join(halves), group)


def _told_of(about: tuple[str, str], words: tuple[str, str]) -> tuple[str, str]:
    """Words about something, in both languages; the words alone where it has no name."""
    zh, en = about
    return (f"{zh}:{words[0]}" if zh else words[0], f"{en}: {words[1]}" if en else words[1])


def _shown(value: Any, lang: str, none: str) -> str:
    if value is None:
        return none
    if isinstance(value, float):
        return f"{value:.12g}"
    text = in_language(str(value), lang).replace(" / ", "/")
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def _leaves(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """The innermost values of a rule with their keys; a list counts as one value."""
    if not isinstance(value, Mapping):
        yield at, value
        return
    for key, entry in value.items():
        yield from _leaves(entry, f"{at}.{key}".lstrip("."))


def _exactly(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _numbered(rows: Sequence[Any], key: Any) -> dict[str, Any]:
    """Rows by their key as text; what repeats is numbered."""
    found: dict[str, Any] = {}
    for row in rows:
        name = base = " ".join(str(part) for part in key(row))
        number = 1
        while name in found:
            number += 1
            name = f"{base} #{number}"
        found[name] = row
    return found


def _of_input(one: Mapping[str, Any]) -> tuple[str, str]:
    return f"输入 {one['name']}", f"input {one['name']}"


def _of_pack(one: Mapping[str, Any]) -> tuple[str, str]:
    zh, en = (in_language(one["title"], lang) for lang in ("zh", "en"))
    return f"规则包“{zh}”({one['id']})", f"rule pack “{en}” ({one['id']})"


def _of_rule(one: Mapping[str, Any]) -> tuple[str, str]:
    zh, en = (in_language(one["title"], lang) for lang in ("zh", "en"))
    return f"规则“{zh}”({one['id']})", f"rule “{en}” ({one['id']})"


def _of_part(one: Mapping[str, Any]) -> tuple[str, str]:
    return f"地块 {one['id']}", f"part {one['id']}"


def _of_finding(one: Mapping[str, Any]) -> tuple[str, str]:
    zh, en = (in_language(one["title"], lang) for lang in ("zh", "en"))
    return f"结论“{zh}”", f"finding “{en}”"
