"""Titles of the content: subjects with the trouble they answer, and the forms a title takes by tag.

A subject is of the kind HOME (looking after things), BUY (choosing things) or
LIFE (doing things); a form belongs to one kind, and some to video or text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

HOME, BUY, LIFE = "home", "buy", "life"
HOT, PAIN, PRACTICAL, STORY, FRESH = "热点", "痛点", "干货", "故事", "创新形式"
TAGS = (HOT, PAIN, PRACTICAL, STORY, FRESH)
VIDEO, READ = "video", "read"

SUBJECTS: tuple[tuple[str, str, str], ...] = (
    ("冰箱收纳", HOME, "食材总放到过期"),
    ("阳台种菜", LIFE, "菜苗长得又细又黄"),
    ("凉席", BUY, "凉席夹头发又粘皮肤"),
    ("玄关收纳", HOME, "玄关一回家就乱"),
    ("油皮护肤", LIFE, "下午两点必脱妆"),
    ("护眼灯", BUY, "晚上看书眼睛酸"),
    ("空调清洗", HOME, "一开空调就有味道"),
    ("一人食晚餐", LIFE, "下班没力气做饭"),
    ("香氛", BUY, "买香全靠盲选"),
    ("厨房去油", HOME, "油烟机擦不干净"),
    ("便当搭配", LIFE, "午饭翻来覆去那几样"),
    ("床垫", BUY, "床垫软硬只能靠猜"),
    ("浴室除霉", HOME, "瓷砖缝反复发黑"),
    ("手冲咖啡", LIFE, "咖啡冲出来又酸又涩"),
    ("婴儿睡袋", BUY, "宝宝半夜踢被子"),
    ("衣物防潮", HOME, "换季衣服有霉味"),
    ("周末徒步", LIFE, "下山时膝盖疼"),
    ("露营装备", BUY, "装备买了只用过一次"),
    ("床品清洗", HOME, "床单越洗越硬"),
    ("亲子手工", LIFE, "周末带娃没创意"),
    ("遛狗装备", BUY, "狗狗一出门就爆冲"),
    ("水杯清洁", HOME, "杯盖胶圈发黑"),
    ("亲子阅读", LIFE, "孩子听两页就坐不住"),
    ("爸妈的夏季用品", BUY, "给爸妈买东西总踩雷"),
    ("锅具保养", HOME, "不粘锅半年就粘"),
    ("猫咪护理", LIFE, "猫毛粘满沙发"),
    ("待产包", BUY, "待产包不知道买多少"),
    ("调料收纳", HOME, "瓶瓶罐罐摆满台面"),
    ("睡眠改善", LIFE, "躺下一小时睡不着"),
    ("通勤包", BUY, "包里的东西总要翻半天"),
    ("玩具收纳", HOME, "玩具收好十分钟又满地"),
    ("通勤穿搭", LIFE, "早上不知道穿什么"),
    ("防晒霜", BUY, "防晒霜总是搓泥"),
    ("书桌整理", HOME, "线缆缠成一团"),
    ("儿童餐", LIFE, "孩子挑食不吃菜"),
    ("行李箱", BUY, "出差行李箱总关不上"),
    ("白衣清洗", HOME, "白衬衫越洗越黄"),
    ("减糖烘焙", LIFE, "蛋糕一出炉就回缩"),
    ("雨具", BUY, "雨伞收进包里全湿了"),
    ("药箱整理", HOME, "药品过期了才发现"),
    ("居家健身", LIFE, "瑜伽垫买来就落灰"),
    ("家庭驱蚊", HOME, "蚊子专挑一个人咬"),
    ("肩颈放松", LIFE, "久坐一天脖子僵"),
    ("鲜花养护", HOME, "鲜花三天就蔫"),
    ("旅行拍照", LIFE, "旅行照片千篇一律"),
    ("绿植换盆", HOME, "叶子发黄找不到原因"),
    ("周末骑行", LIFE, "骑半小时就腰酸"),
    ("闲置整理", HOME, "闲置堆着舍不得扔"),
    ("快手早餐", LIFE, "早上只有十分钟"),
    ("自制气泡水", LIFE, "自己调的饮料总差点味道"),
    ("低卡夜宵", LIFE, "晚上十点准时饿"),
    ("家务分工", LIFE, "家务总落在一个人身上"),
    ("家庭记账", LIFE, "月底不知道钱花哪了"),
)
# Days of the month on which a title may speak of the season.
SEASONS = {
    "五一": (1, 6),
    "母亲节": (1, 11),
    "立夏": (3, 9),
    "520": (12, 20),
    "小满": (18, 24),
    "端午": (1, 2),
    "高考": (9, 15),
    "618": (1, 18),
    "最后几天": (14, 18),
    "毕业季": (5, 30),
    "入梅": (10, 30),
    "梅雨": (10, 30),
    "夏至": (19, 23),
    "暑假": (15, 30),
}
Forms = dict[str, tuple[str, ...]]
HOT_FORMS: dict[str, Forms] = {
    "2025-05": {
        HOME: ("五一假期回来，{s}先做这三件事", "立夏之后，{s}多久做一次", "小满时节的{s}", "换季第一周，{s}要跟上"),
        BUY: ("母亲节特辑：{s}怎么选", "520礼物清单：{s}", "立夏换新，{s}按预算挑", "热搜上的{s}，我们试了一遍"),
        LIFE: ("五一长假，试试{s}", "立夏特辑：{s}", "初夏周末，从{s}开始", "热搜上的{s}，我们试了一遍"),
    },
    "2025-06": {
        HOME: (
            "入梅之后，{s}要多做这一步",
            "毕业季搬家，{s}别漏了",
            "入夏清单：{s}别拖到七月",
            "暑假前做完{s}，省心两个月",
        ),
        BUY: (
            "618怎么买{s}：三档预算清单",
            "618最后几天，{s}怎么挑",
            "夏至特辑：{s}怎么选",
            "热搜上的{s}，我们试了一遍",
        ),
        LIFE: (
            "端午三天假，试试{s}",
            "高考结束第一周，从{s}开始",
            "热搜上的{s}，我们试了一遍",
            "暑假倒计时：{s}计划表",
        ),
    },
}
HOT_PRACTICAL: dict[str, Forms] = {
    "2025-05": {
        HOME: ("立夏{s}教程：分三步做", "五一{s}全流程：半天做完", "初夏{s}教程：分三步做"),
        BUY: ("母亲节{s}对照表：参数一次看懂", "五一{s}攻略：先做功课再下单", "热搜同款{s}：参数一次看懂"),
        LIFE: ("五一{s}全攻略：半天准备好", "立夏{s}清单，照着做就行", "初夏{s}清单，照着做就行"),
    },
    "2025-06": {
        HOME: ("入夏{s}教程：分三步做", "梅雨季{s}对照表，建议收藏", "毕业季{s}全流程：半天做完"),
        BUY: ("618{s}攻略：先做功课再下单", "618{s}对照表：参数一次看懂", "热搜同款{s}：参数一次看懂"),
        LIFE: ("端午{s}全攻略：半天准备好", "入夏{s}教程：分三步做", "夏至{s}清单，照着做就行"),
    },
}
PAINS = (
    "{p}？先看这一篇",
    "{p}？问题可能出在这里",
    "{p}，后来我们换了个办法",
    "后台留言精选：{p}",
    "被问最多的一条：{p}",
    "{p}？三位用户的解法",
    "{p}？编辑部替你试了",
)
PAIN_FORMS: Forms = dict.fromkeys((HOME, BUY, LIFE), PAINS)
PAIN_PRACTICAL: Forms = {
    HOME: ("{p}？{s}三步法照着做", "{p}？一张图看懂{s}"),
    BUY: ("{p}？{s}先看这5个参数", "{p}？6款{s}横评"),
    LIFE: ("{p}？{s}老手的5条经验", "{p}？一张图看懂{s}"),
}
PRACTICAL_FORMS: Forms = {
    HOME: (
        "{s}全流程，照着做就行",
        "一张图讲清{s}的正确顺序",
        "{s}的7个细节，第4个最容易忽略",
        "10分钟学会{s}",
        "{s}常见误区，一次说清",
        "编辑部实测：{s}哪种方法更省心",
    ),
    BUY: (
        "{s}避坑指南，少花冤枉钱",
        "{s}怎么选：先看这5个参数",
        "编辑部实测：6款{s}横评",
        "{s}对照表，建议收藏",
        "{s}问答：大家最关心的6个问题",
    ),
    LIFE: (
        "{s}新手指南：从这五步开始",
        "坚持三年总结的{s}心得",
        "{s}的7个细节，第4个最容易忽略",
        "{s}常见误区，一次说清",
        "{s}一周计划表",
        "{s}问答：大家最关心的6个问题",
    ),
}
STORY_FORMS: Forms = {
    HOME: (
        "搬了五次家，我终于弄懂{s}",
        "合租室友教会我的{s}",
        "爸妈家的{s}，我们花了一个下午",
        "从嫌麻烦到离不开：我的{s}这一年",
    ),
    BUY: ("选{s}这件事，我们聊了三个家庭", "第一次给家里买{s}", "关于{s}，一位会员写来的信"),
    LIFE: (
        "在成都，她用{s}换回一个轻松的周末",
        "从嫌麻烦到离不开：我的{s}这一年",
        "朋友带我入门的{s}",
        "两个人的小家，从{s}开始",
        "我们跟拍了杭州一家三口的{s}",
    ),
}
FRESH_FORMS: dict[str, Forms] = {
    VIDEO: {
        HOME: ("一镜到底：跟着镜头看{s}全过程", "30秒快剪：{s}前后对比", "弹幕提问，编辑现场演示{s}"),
        BUY: ("盲测挑战：{s}贵的真的更好吗", "弹幕提问：{s}怎么选", "开箱三连：{s}同价位对比"),
        LIFE: ("一镜到底：跟着镜头看{s}全过程", "30秒快剪：一天里的{s}", "弹幕提问，编辑现场演示{s}"),
    },
    READ: {
        HOME: ("互动测试：你家的{s}能打几分", "可以点的长图：{s}一步步来"),
        BUY: ("互动测试：哪款{s}适合你", "投票：{s}你站哪一派", "可以点的长图：{s}选择路径"),
        LIFE: ("互动测试：你的{s}能打几分", "投票：{s}你站哪一派", "可以点的长图：{s}一步步来"),
    },
}
PLAIN_FORMS: Forms = {
    HOME: ("家政师推荐：{s}用品组合", "{s}用品会员价更新"),
    BUY: ("本周上新：{s}", "用户评分榜：{s}前五名"),
    LIFE: ("云杉精选：{s}专题", "会员投稿：我的{s}"),
}


class Titles:
    """Titles, none twice: subjects and forms in turn, so that neighbours differ."""

    def __init__(self, chance: Random) -> None:
        self._subjects = list(SUBJECTS)
        chance.shuffle(self._subjects)
        self._turns: dict[tuple[str, ...], int] = {}
        self._used: set[str] = set()
        self._next = 0

    def title(self, moment: datetime, tags: Sequence[str], medium: str) -> str:
        """A title in a form that suits the day, the tags and the medium (VIDEO or READ)."""
        forms = _forms(f"{moment:%Y-%m}", tags, medium)
        while True:
            title = self._tried(forms, moment.day)
            if title not in self._used:
                self._used.add(title)
                return title

    def _tried(self, forms: Forms, day: int) -> str:
        subject, kind, trouble = self._subjects[self._next % len(self._subjects)]
        timely = tuple(form for form in forms[kind] if _is_timely(form, day))
        turn = self._turns.get(timely, 0)
        self._next, self._turns[timely] = self._next + 1, turn + 1
        return timely[turn % len(timely)].format(s=subject, p=trouble)


def _is_timely(form: str, day: int) -> bool:
    return all(first <= day <= last for word, (first, last) in SEASONS.items() if word in form)


def _forms(month: str, tags: Sequence[str], medium: str) -> Forms:
    if HOT in tags:
        return (HOT_PRACTICAL if PRACTICAL in tags else HOT_FORMS)[month]
    if FRESH in tags:
        return FRESH_FORMS[medium]
    if PAIN in tags:
        return PAIN_PRACTICAL if PRACTICAL in tags else PAIN_FORMS
    if STORY in tags:
        return STORY_FORMS
    return PRACTICAL_FORMS if PRACTICAL in tags else PLAIN_FORMS
