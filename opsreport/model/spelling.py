"""What two spellings of one text share: names and headers without width, case, spaces and brackets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# what brackets hold, brackets in them too: 收入（万元（含税））
_BRACKETS = re.compile(r"[(（\[【]((?:[^()（）\[\]【】]|[(（\[【][^()（）\[\]【】]*[)）\]】])*)[)）\]】]")
# a unit as headers, names and banners write it: 万元, 人次, 千, k, %
_SCALE = r"(?:[十百千]?万|[十百千万]?亿|[百千]|(?:kw|[wk])(?![a-z]))"
_BASE_WORDS = (
    "人民币", "元", "块", "rmb", "cny", "¥", "人次", "人数", "人", "名", "位", "次数", "次", "单", "笔", "条", "篇",
    "件", "个", "场", "分钟", "分", "秒", "小时", "天", "百分点", "百分比", "%", "‰", "pp", "倍",
)  # fmt: skip
_BASE = rf"(?:{'|'.join(_BASE_WORDS)})"
_UNIT = rf"(?:{_SCALE}?{_BASE}|{_SCALE})"
# what no text ends in that ends in a unit is told by its last letter alone
_UNIT_ENDS = frozenset(word[-1] for word in (*_BASE_WORDS, *"十百千万亿wk"))
# what is counted in words that a review does not print; told as units in brackets alone
COUNTERS = (
    "间夜", "平米", "公斤",
    *"套户家台盒瓶袋箱张款辆页期座节本份支只把双颗册吨斤杯碗粒枚首部幅棵株栋幢间票桶股亩趟桌艘",
)  # fmt: skip
_SAYS = re.compile(rf"(?:(?:金额|货币)?单位 ?[:：]? ?)?({_UNIT}|{_SCALE}?(?:{'|'.join(COUNTERS)}))", re.IGNORECASE)
# ￥万, RMB千: 万元, 千元; 仟, 拾 as on cheques
_YUAN = r"(?:¥|rmb|cny|人民币)"
_SPELT_YUAN = re.compile(rf"(?:{_YUAN} ?({_SCALE})元?|({_SCALE})元? ?{_YUAN})(?![a-z])", re.IGNORECASE)
# what brackets behind a unit of money say beside it
_ASIDE = re.compile(rf"[不未]?含税价?|税[前后]|{_YUAN}", re.IGNORECASE)
_HELD = re.compile(r"([^()]+)\(([^()]+)\)")
_FORMAL = str.maketrans("拾佰仟", "十百千")
# a unit at the end of a name, behind a mark: GMV/亿元, 客单价·元; % and money with a scale behind the name itself, if
# not of so much (客单价超百元)
_TAIL = re.compile(
    rf"(?!(?:金额|货币)?单位)(?!{_UNIT}\Z)"
    r"(.*?[^\s/_|:：,、·・\-—–])(?!\s+[人次]数\Z)"
    rf"(?:[\s/_|:：,、·・\-—–]+(?:单位)?[:：]? *|单位[:：]? *|(?=%)|(?<![超过满达破上近逾足于\d])(?={_SCALE}元))"
    rf"({_UNIT})",
    re.IGNORECASE | re.DOTALL,
)
_THOUSANDS = re.compile(r"(?<!\d)0{3}s?(?!\d)|\b\d+k\b|\b(?:mn|bn|thousand|million|billion)s?\b", re.IGNORECASE)
_LONGEST = 200  # no header or name is longer
_BETWEEN_HAN = re.compile(r"(?<=[一-龥])\s+(?=[一-龥])")
_BREAK = re.compile(r"\s*\n\s*")
_COMMAS = re.compile(r"[,，、;；]")
_LISTED = re.compile(r"[\s,，、;；/|和及]+")
# the traditional characters of what headers, names and remarks of such sheets say
_TRADITIONAL = str.maketrans(
    "來信息資訊訪問數據報標題稱類型單價實際達級環總營業務費預計劃額錢產銷線渠專員負責說備註記錄開結東內發佈佔時間點讚評論轉讀閱載視頻圖號門戶會員購買訂項狀態風險應對響權動績變歷軟體區場層關鍵詞獲裝啟運廣節優見議無較"
    "個雙幣萬億筆條週頁載複選擇從邊淨過還進遠連續續綜統經維護處務調編制審導驗冊賣獎補貼與舉離臺雲紅書頭愛藝貓寶團華為聯尋陽網鏈臉樂騰檔廠顧潛餘織組義證舊損虧遞輸鐘錯誤滿歡嚴範圍轄領師傳廳構築規則試測兩麼於眾倉傾儲兌"
    "寫決況凍準減幾憑擊創別辦勢協醫盧壓參後喚嗶圓壞塊聲夠學寧屆屬崗島帶並慶庫廢異張棄歸當徑執揚擔掛換擱斷晉暫機極樣檢歐匯漢沒滬瀏潤漲滲灣潰滯熱牽獨獻現電畫監蓋盤著礎確禮種積競簽係糾約納紛練細終紹給緩縮繳職肅腳脫蘇薦"
    "觀覽觸認訓講設訴診話該詳請課誰貢財敗賬帳貨質貶貴賽躍蹤車輕輛遼這違遲適郵釋裡裏鑽鉑銅銖銀鋪鎊長閃閉隊階陝韓順須頓顆饋駁駛駐騎驟魚鯨黃龍稅絡復絲溫潔濟燈爾爐牆礦穩糧罰聽臨藍藥蝦談諮譜販賞賺趕農鋼鎖鏡陰陸隱隨難顏飛"
    "館騙齊齡歲嬰飲飾鮮譯擴擁擬攝暢榮樓橋橫氣滾漸盡碼籤綁緊緣縫繪聞膚膠蘭虛衛褲襪製誠諾謝識貸賠贈贊贏辭鄰銳錦鐵閑頂顯養餅掃撥攔濾纖",
    "来信息资讯访问数据报标题称类型单价实际达级环总营业务费预计划额钱产销线渠专员负责说备注记录开结东内发布占时间点赞评论转读阅载视频图号门户会员购买订项状态风险应对响权动绩变历软体区场层关键词获装启运广节优见议无较"
    "个双币万亿笔条周页载复选择从边净过还进远连续续综统经维护处务调编制审导验册卖奖补贴与举离台云红书头爱艺猫宝团华为联寻阳网链脸乐腾档厂顾潜余织组义证旧损亏递输钟错误满欢严范围辖领师传厅构筑规则试测两么于众仓倾储兑"
    "写决况冻准减几凭击创别办势协医卢压参后唤哔圆坏块声够学宁届属岗岛带并庆库废异张弃归当径执扬担挂换搁断晋暂机极样检欧汇汉没沪浏润涨渗湾溃滞热牵独献现电画监盖盘着础确礼种积竞签系纠约纳纷练细终绍给缓缩缴职肃脚脱苏荐"
    "观览触认训讲设诉诊话该详请课谁贡财败账账货质贬贵赛跃踪车轻辆辽这违迟适邮释里里钻铂铜铢银铺镑长闪闭队阶陕韩顺须顿颗馈驳驶驻骑骤鱼鲸黄龙税络复丝温洁济灯尔炉墙矿稳粮罚听临蓝药虾谈咨谱贩赏赚赶农钢锁镜阴陆隐随难颜飞"
    "馆骗齐龄岁婴饮饰鲜译扩拥拟摄畅荣楼桥横气滚渐尽码签绑紧缘缝绘闻肤胶兰虚卫裤袜制诚诺谢识贷赔赠赞赢辞邻锐锦铁闲顶显养饼扫拨拦滤纤",
)
_NOISE = re.compile(r"[\s*_·:：/\\,，、.。\-—–()\[\]【】]+")

# no spelling changes it, and it changes none
_BETWEEN = "\0"


def plain(text: str) -> str:
    """The text in half width without outer spaces."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """What two spellings of one name share: no width, case, spaces, breaks, punctuation, traditional characters."""
    return _keyed(text)


def unbroken(text: str) -> str:
    """The text without spaces and line breaks between Chinese characters: 低⏎频."""
    return _BETWEEN_HAN.sub("", text)


def name_keys(texts: Sequence[str]) -> list[str]:
    """The same of many texts at once, none of which is asked for again."""
    keys = _keyed(_BETWEEN.join(texts)).split(_BETWEEN) if texts else []
    return keys if len(keys) == len(texts) else [name_key(text) for text in texts]  # a text holds the mark itself


def _keyed(text: str) -> str:
    return _NOISE.sub("", simplified(plain(text)).casefold())


def simplified(text: str) -> str:
    """The text in simplified characters, as far as headers need them."""
    return text.translate(_TRADITIONAL)


@lru_cache(maxsize=4096)
def header_parts(text: str) -> tuple[str, str]:
    """The key of a header without unit, brackets and ＊, and its unit: 费用（万元）＊, 费用/万元 → ("费用", "万元").

    Brackets that name no unit are what they say: 费用（含税） → ("费用", "含税").
    """
    half = plain(text)
    if len(half) > _LONGEST:
        return name_key(half), ""
    inside = [simplified(_BREAK.sub("", found.strip())) for found in _BRACKETS.findall(half)]
    unit = next((unit for one in inside if (unit := _unit_in(one))), "")
    body = _BRACKETS.sub("", half).strip(" *")
    may_end = not unit and simplified(body[-1:]).casefold() in _UNIT_ENDS
    tail = _TAIL.fullmatch(simplified(body)) if may_end else None
    if tail:
        return name_key(body[: tail.end(1)]), tail[2]
    return name_key(body), unit or (inside[0] if inside else "")


@lru_cache(maxsize=4096)
def name_without_unit(text: str) -> str:
    """A name as typed without the unit that it says: GMV（亿元） → GMV, 营收（含税，万元） → 营收（含税）."""
    if len(text) > _LONGEST:
        return text
    bare = _BRACKETS.sub(_without_unit, text)
    tail = _TAIL.fullmatch(simplified(plain(bare))) if bare == text else None
    return (plain(bare)[: tail.end(1)] if tail else bare).strip()


def _without_unit(found: re.Match[str]) -> str:
    """What stays of a bracket without the units that it lists."""
    if not _unit_in(simplified(found[1])):
        return found[0]
    rest = [part.strip() for part in _COMMAS.split(found[1]) if not _unit_in(simplified(part))]
    return f"（{'，'.join(rest)}）" if rest else ""


@lru_cache(maxsize=4096)
def qualifiers_in(name: str) -> tuple[str, ...]:
    """What the brackets of a name list beside units: 新增用户（线上，万人） → 线上."""
    inside = _BRACKETS.findall(plain(name_without_unit(name)))
    return tuple(part.strip() for text in inside for part in _COMMAS.split(text) if part.strip())


_SPAN = re.compile(
    r"(?:20\d\d年)?(?:截[至止]?)?(?:(?P<first>\d{1,2})月?[-~–—至到])?(?:(?P<last>\d{1,2})月|(?P<half>上半年)|[本当]?年度?|全年)?"
    r"(?P<word>累计|合计|总计|小计|汇总|ytd|)(?:值|数)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def span_said(text: str) -> tuple[int, int] | None:
    """The first and last month of the year that a total speaks of: 1-6月累计 → (1, 6), 累计, YTD → (1, 0 for now).

    None for what is no total of a span: 合计, 6月合计.
    """
    found = _SPAN.fullmatch(_BRACKETS.sub("", simplified(plain(text)).replace(" ", "")))
    if found is None or not (found["first"] or found["half"] or found["word"].casefold() in ("累计", "ytd")):
        return None
    first, last = int(found["first"] or 1), 6 if found["half"] else int(found["last"] or 0)
    return (first, last) if first <= 12 and (not last or first <= last <= 12) else None


_PART_OF_YEAR = re.compile(
    r"(?:20\d\d年?|\d\d年)?(?:(?P<first>上半年|h1)|(?P<second>下半年|h2)|q(?P<quarter>[1-4])|第?(?P<han>[一二三四1-4])季度?)"
    r"(?:累计|合计|总计|小计|汇总|ytd|值|数)*",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def part_of_year(text: str) -> tuple[int, int] | None:
    """The first and last month of the quarter or half year that a text says: Q1, 一季度合计 → (1, 3); else None."""
    found = _PART_OF_YEAR.fullmatch(_BRACKETS.sub("", simplified(plain(text)).replace(" ", "")))
    if found is None:
        return None
    if found["first"] or found["second"]:
        return (1, 6) if found["first"] else (7, 12)
    said = found["quarter"] or found["han"]
    last = 3 * (int(said) if said.isdecimal() else "〇一二三四".index(said))
    return last - 2, last


@lru_cache(maxsize=4096)
def unit_word(text: str) -> str:
    """A unit as it is mostly written: ￥万, 人民币 万元, 萬元（含税） → 万元; 仟元 → 千元; others in half width."""
    half = simplified(plain(text)).translate(_FORMAL)
    if found := _HELD.fullmatch(half):
        named, aside = (found[2], found[1]) if re.fullmatch(_YUAN, found[1], re.IGNORECASE) else (found[1], found[2])
        half = named.strip() if _ASIDE.fullmatch(aside.strip()) else half
    found = _SPELT_YUAN.fullmatch(half)
    return f"{found[1] or found[2]}元" if found else half


def with_plain_yuan(text: str) -> str:
    """A text in half width whose units of yuan are as they are mostly written: 单位：RMB万 → 单位：万元."""
    return _SPELT_YUAN.sub(lambda found: f"{found[1] or found[2]}元", text)


def _unit_in(text: str) -> str:
    """The unit among what brackets list: 含税，万元 → 万元; of 元/人 the first; "" for none, and for RMB '000."""
    if _THOUSANDS.search(text):
        return ""
    parts = [unit_word(part) for part in _LISTED.split(text)]
    units = [found[1] for part in parts if (found := _SAYS.fullmatch(part))]
    return next((unit for unit in units if not re.fullmatch(_YUAN, unit, re.IGNORECASE)), units[0] if units else "")
