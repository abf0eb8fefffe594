"""Lines that say the unit of the figures around them: 单位：万元、人, 除客单价外，金额均以万元计, a 万元 alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from opsreport.model.spelling import COUNTERS, plain, simplified, unit_word, with_plain_yuan

_LONGEST, _TITLE = 200, 40  # no line of a unit is longer; no title with one in brackets
_MOST_IN_A_LINE = 2
_MOST_ALONE = 16  # no unit by itself is longer
_MONEY = r"(?:(?:[十百千]?万|[十百千万]?亿|[百千]|(?<![a-z])[wk])?(?:元|块)|人民币|rmb|cny|¥)"
_SCALE = r"(?:[十百千]?万|[十百千万]?亿|千)"
_COUNT = rf"(?:人次|人数|人|名|位|次数|次|单|笔|条|篇|件|个|场|{'|'.join(COUNTERS)})"
_OTHER = rf"(?:{_SCALE}?{_COUNT}|分钟|分|秒|小时|天|个?百分点|百分比|%|‰|pp|倍)"
_UNIT = rf"(?:{_MONEY}|{_OTHER}|{_SCALE}|百万)"

# what stands before a statement and says nothing of units
_LEAD = re.compile(
    r"(?:[*※•·▪\-—#]+|\(?\d{1,2}[).、．]|\d{1,2}[:：.]|\(?[一二三四五六七八九十]{1,3}[)、.]|[①-⑩]|"
    r"(?:附注|备注|注释|注|说明|提示|口径)\d{0,2}[:、.]?)+"
)
_MARKS = re.compile(r"[\s\"'“”‘’「」]+")
_ENDS = "。.;；!！"
_APART = re.compile(r",?除了?([^,;。]{1,40}?)(?:以外|之外|外),?")
_NOTED = re.compile(r"注明|说明|标注|标明|指明|列明|备注|注$")
_NOTED_BEHIND = re.compile(
    r"[,(]*(?:如|若|除)?(?:特别|另有|单独|已|有|个别|特殊|其他)*(?:注明|标注|标明|说明)(?:的|者|除外|外)+\)?$"
)
_CLAUSES = re.compile(r"[,;]")
_BESIDE = re.compile(
    r"(?:数据|统计)?(?:来源|来自|取自|口径|截至|截止|更新|统计).*|(?:不|未)?含税|人民币|下同|如下|"
    r"[如若]?[无未](?:有)?(?:特别|特殊|另行|单独|其他|另)*(?:说明|注明|标注)(?:的|者)?"
)
_SCOPE = (
    r"(?:本次|本期|本月|本|以上|以下|上述|下述|上表|下表|表[中格内]?|报[表告]|月报|文中|各|所有|全部|全|工作簿|文件|"
    r"数据|统计|经营|[中内里的])*"
)
_WHAT = r"(?:金额|货币|价格|人民币|币种|计价|计量|财务)?(?:类|型|及|和)?"
_NOUN = r"(?:指标|数据|数字|数值|列|字段|栏|单位|口径|项|说明)*"
_VERB = r"(?:均|都|统一|一律|全部|默认|皆|全|已|为|是|以|按照|按|用|采用|使用|换算[为成]|折算[为成]|=|:)*"
_YUAN = r"(?:\(?(?:人民币|rmb|cny)\)?)?"
_TAIL = r"(?:为?(?:记账|计量)?单位|计算|计量|计价|计|填写|填报|填|列示|列报|表示|展示|呈现|统计|口径|的)*"
_CLAUSE = re.compile(
    rf"(?P<head>{_SCOPE}{_NOUN}[:=])?(?P<what>{_SCOPE}{_WHAT}{_NOUN})(?P<verb>{_VERB})"
    rf"(?P<unit>{_YUAN}\(?(?P<word>{_UNIT})\)?{_YUAN})(?P<more>(?:[、/和及]+{_UNIT})*)(?P<tail>{_TAIL})",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"单位|币种")
_OTHER_CLAUSE = re.compile(rf"[^\d:=]{{1,12}}?(?P<verb>{_VERB})(?P<word>{_OTHER})(?P<tail>{_TAIL})", re.IGNORECASE)
_BARE = re.compile(rf"(?P<word>{_UNIT})", re.IGNORECASE)
_CURRENCY = ("人民币", "rmb", "cny", "¥")
_IN_MONEY = re.compile(_MONEY, re.IGNORECASE)
_LISTED = re.compile(r"[\s,，、;；/|和及]+")
_STATED = re.compile(r"(?:(?:金额|货币)?单位|金额|货币)(?:均|都|统一)?[为是]?\s*[:：]?\s*([^\s。;；:：()（）]+)")
_BRACKETS = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_ALONE = re.compile(rf"[(\[]?(?:人民币)?({_MONEY})(?:人民币)?[)\]]?", re.IGNORECASE)
_SCALED = re.compile(r"[十百千万亿wk]", re.IGNORECASE)


class Statement(NamedTuple):
    """A line that does nothing but state units: their words, and what it says they do not hold for (除客单价外)."""

    units: tuple[str, ...]
    apart: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def statement(text: str) -> Statement | None:
    """What a text states that speaks of nothing but units, whatever it is numbered with; None for any other.

    注：本报表金额除特别注明外均为万元 → 万元; 金额：万元；人数：人 → 万元, 人; 花费3万元 and 收入（万元） → None.
    """
    half = simplified(plain(text))
    if not half or len(half) > _LONGEST or "\n" in half.strip():
        return None
    body = with_plain_yuan(_MARKS.sub("", half).casefold()).strip(_ENDS)
    body = _LEAD.sub("", body, count=1) if (found := _LEAD.match(body)) and found.end() < len(body) else body
    apart = tuple(part for found in _APART.findall(body) for part in _LISTED.split(found) if part)
    body = _NOTED_BEHIND.sub("", _APART.sub("", body)).strip(_ENDS + ",")
    units = _units_of(body)
    return Statement(units, tuple(one for one in apart if not _NOTED.search(one))) if units else None


def _units_of(body: str) -> tuple[str, ...]:
    """The units that all clauses of a statement give; () where one of them says anything else."""
    units: list[str] = []
    is_said = False
    for clause in filter(None, map(_bare, _CLAUSES.split(body))):
        found = _CLAUSE.fullmatch(clause)
        if found and _says(found):
            is_said = True
            units += [found["word"], *filter(None, _LISTED.split(found["more"]))]
        elif found := _OTHER_CLAUSE.fullmatch(clause):
            is_said |= bool(found["verb"] and (found["tail"] or "单位" in clause))
            units.append(found["word"])
        elif is_said and (found := _BARE.fullmatch(clause)):
            units.append(found["word"])
        elif not _BESIDE.fullmatch(clause):
            return ()
    named = [unit for unit in units if unit not in _CURRENCY] or units
    return tuple(dict.fromkeys(named)) if is_said else ()


def _bare(clause: str) -> str:
    """A clause without brackets around the whole of it."""
    return clause[1:-1] if clause[:1] == "(" and clause[-1:] == ")" else clause


def _says(clause: re.Match[str]) -> bool:
    """Whether a clause states its unit: 单位万元, 金额为万元, 以万元计; not a header, 金额（万元）, nor 单位人次."""
    named = (clause["head"] or "") + clause["what"]
    is_linked = bool(clause["verb"] or clause["head"])
    is_money = _IN_MONEY.fullmatch(clause["word"]) is not None
    return (is_linked and bool(named or clause["tail"])) or (is_money and bool(_SUBJECT.search(named)))


def money_in(text: str) -> tuple[str, ...]:
    """The units of money that a text says where it does nothing but say units, in any of these ways; else ().

    万元, 人民币（万元）, 万元、人, 金额万元, 金额：万元；人数：人.
    """
    said = statement(text) or statement(f"单位：{text}")
    if said is None or said.apart:
        return ()
    return tuple(unit for unit in said.units if _IN_MONEY.fullmatch(unit))


def is_labelled(label: str, text: str) -> bool:
    """Whether a label and the text beside it state a unit together, a remark on it aside: 单位 | 千元（流水）."""
    return any(statement(f"{label}：{said}") is not None for said in (text, _BRACKETS.sub("", text)))


def one_unit(text: str) -> str:
    """The unit that a text states where it states one and nothing else: 单位万元, 以万元计 → 万元; "" for any other."""
    found = statement(text) if len(text) < _MOST_ALONE else None
    return found.units[0] if found and len(found.units) == 1 and not found.apart else ""


def unit_alone(text: str) -> str:
    """The unit of more money than 元 that a text is and nothing else: （万元）, 人民币万元 → 万元; "" for any other."""
    found = _ALONE.fullmatch(_MARKS.sub("", simplified(plain(text)))) if len(text) < _MOST_ALONE else None
    return found[1] if found and _SCALED.search(found[1]) else ""


@lru_cache(maxsize=4096)
def units_said(text: str) -> tuple[str, ...]:
    """The words that a line of text gives as units: 单位：万元、人 and （万元） → 万元, 人; for the caller to know."""
    if found := statement(text):
        return found.units
    if alone := unit_alone(text):
        return (alone,)
    half = simplified(plain(text))[:_LONGEST]
    told = [word for found in _STATED.finditer(half) for word in _LISTED.split(found[1])]
    brackets = _BRACKETS.findall(half) if len(half) <= _TITLE else ()  # a longer line explains its columns
    held = [word for found in brackets for word in _LISTED.split(found)]
    return tuple(dict.fromkeys(unit_word(word) for word in (*told, *held) if word.strip()))


def apart_said(text: str) -> tuple[str, ...]:
    """What a line says that its unit does not hold for: 除客单价、人效外，金额均以万元计 → 客单价, 人效."""
    found = statement(text)
    return found.apart if found else ()


def speaks_for_all(texts: Sequence[str], *, has_numbers: bool) -> tuple[str, ...]:
    """Those of a row's texts that may state a unit for what is around it: of data and headers 单位：… alone.

    A 万元 with nothing else around is one; beside another text it may be of what is below it alone.
    """
    is_line = not has_numbers and len(texts) <= _MOST_IN_A_LINE
    is_single = is_line and len(texts) == 1
    return tuple(text for text in texts if _may_speak(text, is_line=is_line, is_single=is_single))


def _may_speak(text: str, *, is_line: bool, is_single: bool) -> bool:
    if unit_alone(text):
        return is_single
    return is_line or statement(text) is not None or bool(_STATED.search(plain(text)[:_LONGEST]))


class Telling(NamedTuple):
    """The units of money, and those that scale counts, that a text says; whether for what is around it, as a whole."""

    units: tuple[str, ...]
    is_stated: bool
    is_whole: bool


@lru_cache(maxsize=4096)
def tells_units(text: str) -> Telling | None:
    """What a text anywhere says of units: 单位：万元, 收入（万元）, 财务口径，万元; None for none.

    An amount (65万元) and a remark on one (超百万元) say none; 元 and 人 only count where they are stated for others.
    """
    if not any(sign in text for sign in _SIGNS):
        return None
    said = statement(text)
    half = with_plain_yuan(_MARKS.sub("", simplified(plain(text))).casefold()[:_LONGEST])
    found = list(_MENTIONED.finditer(half))
    is_stated = said is not None or bool(unit_alone(text)) or any(_is_stated(half, one) for one in found)
    units = said.units if said else tuple(one[1] for one in found)
    telling = tuple(dict.fromkeys(unit for unit in units if _is_telling(unit, is_stated=is_stated)))
    return Telling(telling, is_stated, said is not None) if telling else None


def _is_telling(unit: str, *, is_stated: bool) -> bool:
    return unit not in _CURRENCY and bool(_SCALED.match(unit) or (is_stated and _IN_MONEY.fullmatch(unit)))


def _is_stated(text: str, found: re.Match[str]) -> bool:
    """Whether a unit in a text is stated for others: 金额单位万元, 均为万元, 按万元计; not 收入（万元）."""
    return bool(_BEFORE.search(text[: found.start(1)]) or _BEHIND.match(text[found.end(1) :]))


_SIGNS = ("元", "万", "亿", "千", "百", "块")
_MENTIONED = re.compile(
    rf"(?:^|(?<=[(\[,、:/为是按以用=_\-位额币税])|(?<=rmb))((?:{_MONEY}|{_SCALE}{_COUNT}|{_SCALE}))"
    r"(?=$|[()\],。;、/计为填列])"
)
_BEFORE = re.compile(
    r"(?:单位|金额|币种|货币|计价)[^\d,。;()]{0,8}$|(?:均|都|统一|一律|默认)[为是以按用]$|单位.{0,3}[(:]$"
)
_BEHIND = re.compile(r"计|为单位|填写|列示|列报")
