"""Values masked or dropped: years, dates, percentages, amounts, counts, names, quotations."""

from __future__ import annotations

from random import Random

from planting import Edit, Kind, Plant, places, replaced

CHINESE = ("clean-zh-laws", "clean-zh-essays", "clean-zh-lctt")
ENGLISH = ("clean-en-anarchism",)
SIGNS = "xX×*"
_PLACES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|广州|深圳|杭州|宁波|南京|苏州|无锡|徐州|武汉|成都|西安|郑州|济南|青岛|大连|沈阳|长春|合肥|福州|厦门|南昌|长沙|昆明|贵阳"
    "|南宁|海口|太原|兰州|西宁|银川|拉萨|汕头|珠海|淄博|洛阳|唐山|邯郸|鞍山|抚顺|本溪|吉安|新余"
)
_BODIES = "公司|大学|学院|中学|小学|医院|银行|电视台|教育局|公安局|出版社|研究所|协会|中心"
_TITLES = "同志|老师|先生|女士|主任|教授|校长|书记|局长|经理"
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_UNITS = "个|名|人|次|家|项|篇|件|户|所|台|套|亩|公里|米|页|倍|岁|天|小时|分钟|平方米"
_MONEY = r"(?:百|千|万|亿){0,2}(?:美元|元)"
_NUMBER = r"(?<![第\d.A-Za-z-])\d{1,9}(?:\.\d{1,4})?"
_NUMERAL = "[一二三四五六七八九十百千]"
_QUOTED = r"(?<=“)[\u4e00-\u9fff]{2,15}(?=”)"


def _value(sign: str, chance: Random) -> str:
    """A masked number: one to three signs, or signs on both sides of a point."""
    if chance.random() < 0.25:
        return sign * 2 + "." + sign * chance.choice((1, 2))
    return sign * chance.choice((1, 2, 2, 3))


def _masked_years(text: str, chance: Random) -> list[Edit]:
    sign = chance.choice(SIGNS)  # one for a whole document, as one hand masks it
    form = chance.choice(("20" + sign * 2, sign * 4, sign * 2))
    return replaced(places(text, r"(?<!\d)(?:19|20)\d\d(?=年)", chance), lambda _: form, after=1)


def _masked_years_english(text: str, chance: Random) -> list[Edit]:
    sign = chance.choice("xX*")
    return replaced(places(text, r"(?<=\bin )(?:19|20)\d\d(?=[ ,.;)])", chance), lambda m: m[0][:2] + sign * 2)


def _masked_dates(text: str, chance: Random) -> list[Edit]:
    signs = chance.choice(SIGNS) * chance.choice((1, 2))
    return replaced(places(text, r"(?<!\d)\d{1,2}月\d{1,2}日", chance), lambda _: f"{signs}月{signs}日")


def _masked(pattern: str, signs: str = SIGNS) -> Plant:
    """Numbers that the pattern finds, masked; the unit behind them belongs to the place."""

    def plant(text: str, chance: Random) -> list[Edit]:
        sign = chance.choice(signs)
        return replaced(places(text, pattern, chance), lambda _: _value(sign, chance), before=1, after=1)

    return plant


def _masked_names(pattern: str, most: int) -> Plant:
    """Names that the pattern finds, masked with at most so many signs; what they name belongs to the place."""

    def plant(text: str, chance: Random) -> list[Edit]:
        sign = chance.choice(SIGNS)
        signs = sign * chance.randint(2 if sign == "*" else 1, most)
        return replaced(places(text, pattern, chance), lambda _: signs, after=1)

    return plant


def _dropped(pattern: str, after: int) -> Plant:
    """What the pattern finds, gone; characters after the gap belong to the place."""

    def plant(text: str, chance: Random) -> list[Edit]:
        return replaced(places(text, pattern, chance), lambda _: "", before=2, after=after)

    return plant


def _dropped_dates(text: str, chance: Random) -> list[Edit]:
    pattern = r"(?<!\d)(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日"
    return replaced(places(text, pattern, chance), lambda m: "".join(c for c in m[0] if not c.isdigit()), 1, 1)


def _mask(name: str, sources: tuple[str, ...], plant: Plant) -> Kind:
    return Kind(f"masked {name}", sources, ("placeholder",), plant)


def _drop(name: str, sources: tuple[str, ...], pattern: str, after: int) -> Kind:
    return Kind(f"dropped {name}", sources, ("missing",), _dropped(pattern, after))


KINDS = (
    _mask("year", CHINESE, _masked_years),
    _mask("date", CHINESE, _masked_dates),
    _mask("percentage", CHINESE, _masked(_NUMBER + "(?=[%％])")),
    _mask("amount", CHINESE, _masked(f"(?:{_NUMBER}|{_NUMERAL}{{1,5}})(?={_MONEY})")),
    _mask("count", CHINESE, _masked(f"{_NUMBER}(?={_UNITS})")),
    _mask("place", CHINESE, _masked_names(f"(?:{_PLACES})(?=[省市县区])", 2)),
    _mask(
        "organisation", CHINESE, _masked_names(rf"(?<=[，。、：“在由向到是为《])[\u4e00-\u9fff]{{2,5}}(?={_BODIES})", 3)
    ),
    _mask("person", CHINESE, _masked_names(rf"[{_FAMILY}][\u4e00-\u9fff]{{0,2}}(?={_TITLES})", 3)),
    _mask("year, English", ENGLISH, _masked_years_english),
    _mask("percentage, English", ENGLISH, _masked(_NUMBER + "(?=%| per ?cent)", "xX*")),
    _mask("amount, English", ENGLISH, _masked(r"(?<=[$£])\d[\d,.]{0,9}\d", "xX*")),
    Kind("dropped date", CHINESE, ("missing",), _dropped_dates),
    _drop("year", CHINESE, r"(?<=[于在至从到自])(?:19|20)\d\d(?=年[^\d])", 1),
    _drop("percentage", CHINESE, _NUMBER + "(?=[%％])", 1),
    _drop("amount", CHINESE, f"(?:{_NUMBER}|{_NUMERAL}{{1,5}})(?={_MONEY})", 2),
    _drop("count", CHINESE, f"(?:{_NUMBER}|{_NUMERAL}{{2,5}})(?={_UNITS})", 2),
    _drop("ordinal", CHINESE, rf"(?<=第)(?:\d{{1,3}}|{_NUMERAL}{{1,4}})(?=届|次|批|期|季度)", 1),
    _drop("percentage, English", ENGLISH, _NUMBER + "(?=%| per ?cent)", 2),
    _drop("amount, English", ENGLISH, r"(?<=[$£])\d[\d,.]{0,9}(?= (?:million|billion|trillion|a |per ))", 2),
    _drop("year, English", ENGLISH, r"(?<=\bin )(?:19|20)\d\d(?=[,.;)])", 1),
    _drop("quotation", CHINESE, _QUOTED, 1),
    _drop("title in 《》", CHINESE, r"(?<=《)[\u4e00-\u9fff]{2,25}(?=》)", 1),
)
