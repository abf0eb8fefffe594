"""What the name of an unknown metric betrays: what it counts, whether it adds up, and whether less of it is better."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from opsreport.model.spelling import header_parts, name_key
from opsreport.model.unit import BARE, ORDERS, TIMES, Unit

# money, money a head, a rate, a number of people or things, a time, a score; "" where the name does not tell
Sort = Literal["", "money", "a_head", "rate", "count", "time", "score"]

_ENDS: Mapping[Sort, str] = {
    "money": """
        收入 营收 营业额 销售额 成交额 交易额 客单额 金额 总额 净额 额 费 费用 成本 利润 毛利 净利 支出 花费 消耗 投入
        预算 款 流水 余额 资金 房租 租金 工资 薪酬 佣金 补贴 奖金 产值 充值 储值 gmv gtv revenue sales income cost costs
        spend fee fees profit budget amount expense expenses
    """,
    "a_head": "单价 均价 客单价 arpu arppu aov",
    "rate": "率 占比 比例 比重 百分比 份额 渗透 rate share ratio percentage",
    "count": """
        数 数量 量 人数 次数 人次 件数 笔数 用户 会员 粉丝 客户 访客 顾客 学员 线索 商机 订单 单数 名额 uv pv dau wau
        mau users orders visits visitors members customers leads count number downloads
        频次 场次 台次 班次 车次 架次 趟次 桌次 课次 节次 批次 户次 到店 到访 到诊 进店 进厂 建档 报名
    """,
    "time": "时长 时效 周期 时间 天数 小时数 分钟数 秒数 耗时 hours minutes days duration",
    "score": "分 得分 评分 分数 指数 系数 满意度 好评度 活跃度 排名 名次 nps csat score index rank",
}
# ends with a word of another sort, and may as well be money
_OPEN = ["交易量", "成交量", "总量", "体量", "规模", "差额", "付费", "免费", "消费"]
_SORTS: Mapping[str, Sort] = {
    **{name_key(word): sort for sort, words in _ENDS.items() for word in words.split()},
    **dict.fromkeys(_OPEN, ""),
}
_LONGEST_END = max(map(len, _SORTS))
_A_HEAD = re.compile(
    r"人均|单均|户均|笔均|件均|客均|平均|每(?!月|日|天|周|店|场)|单客|单个|单位|per(?:head|user|order)"
)

# who or what is counted where a name says which of them: 新增卖家, 在营门店; 门店 alone may head rows
_COUNTED = re.compile(
    r"^(?:净?新增|净增|新签|新开|新入驻|入驻|活跃|在营|在册|在职|动销|有效|流失|签约|合作).*"
    r"(?:卖家|买家|商家|商户|店铺|门店|网点|主播|达人|团长|骑手|司机|医生|教练|讲师|老师|学生|员工|好友|社群|设备|车辆|房源|企业|家庭|车主|患者)$"
)

# what is better less of, unless it is what is mended (投诉解决率), prevented (零投诉门店) or earned (退货险收入)
_LESS = re.compile(
    "退(?![休役伍税热烧])|漏(?!斗)|误(?!餐|区)|损(?!益|害险)|错(?!峰|题|觉)|失(?!物)|弃|拒|逾期|超期|过期|超时|延期|延误|延迟|"
    "迟到|拖欠|[欠死呆坏][款费租缴薪账]|滞|积压|[丢输废撤跳飞掉刷差死坏]单|丢[件包客]|掉粉|死粉|空[置驶载房床座租铺仓岗柜]|"
    "闲置率|断[码货保缴约供档更]|脱[落保销岗]|缺(?!口)|停[机工课产服运播诊业售卡保]|旷|辍|请假|离职|人员流动|员工流动|"
    "投诉|客诉|差评|举报|纠纷|争议|处罚|罚[款金]|扣分|赔[付款偿]|返[修工厂]|次品|残次|瑕疵|报废|废品|不良|空场|爽约|解约|违约|违规|"
    "取消|取关|注销|拉黑|屏蔽|沉默|沉睡|卸载|流出|挂[断科]|漏洞|故障|事故(?!车)|宕机|崩溃|卡顿|报错|告警|慢查询|白屏率|风险|作弊|虚假|"
    "无效|僵尸|盘亏|亏损|负债|波动率|偏差率|耗[电油水气时损]|[能油电水气物]耗|死亡率|感染率|并发症|再入院|复发率|库龄|临期率|"
    "成本|排名|名次|(?:未|不)(?:支付|付款|到店|到诊|解决|处理|完成|达标|接通|签收|回款|交付|续费|合格|满意|动销|达成|激活)|"
    "售后(?:率|单|订单|工单|申请)|房租|水电费|讲师费|佣金(?:率|支出|占比|费)|(?:渠道|平台|分销|达人|团长)佣金|费用率?$|(?<!消)费销?比$|(?:支出|开支|开销)$|"
    "(?:推广|营销|销售|投放|投流|市场|渠道|管理|履约|物流|仓储|获客|财务|运营|人力|人工)费(?:用|用?率|$)|"
    "(?:快递|包装|差旅|招待|场地|物料|印刷|外包|劳务|办公|维修|材料|食材)费(?:用|率|$)|"
    "(?:响应|处[理置]|等待|等候|等位|排队|候诊|候餐|成交|回款|首响|解决|交付|发货|配送|送达|揽收|加载|首屏|启动|审核|审批|到账|放款|周转|接单|接听|修复|"
    "恢复|出餐|上菜|制作|履约|报销|理赔|出库|入库|分拣|拣货|换线|换型|住院|滞留|招聘|回复)(?:时长|时间|时效|时延|周期|天数|分钟数|小时数|秒数|耗时|用时|日$)|平均等[待候]$|"
    "(?:生产|研发|采购|供货|交货|项目|销售|回本)周期|时延|丢包|"
    "complaint|refund|churn|bounce|cancel|failure|error|delay|downtime|uninstall|defect|cost|latency|crash|bug|^cp[a-z]$"
)
_MENDED = re.compile(
    "(?<![未不待])(?:解决|挽回|挽留|召回|恢复|修复|关闭|处理|满意|达标|及时|准时|成功|回收|追回|催回|防|拦截|改善|降低|下降|节约|节省|减少|响应|回复|"
    "补货)(?:率|数|量|额|金额|人数|$)|唤醒|(?<!未)激活(?!成本)|赢回|"
    "(?<![不未])(?:满意|达标率|及时率|准时率|合格率|正确率)|准确率|识别率|覆盖率|达成率|排查|整改|准备金|保险|退货险|(?:成本|费用)(?:利润|收益|产出)"
)
_EARNED = re.compile("(?:收入|营收|产值|利润|毛利|净利|销量|销售额|成交额|交易额|保费|保费额|流水)$")
# of what there is none, or less than there was: 零投诉门店, 连续无事故天数
_PREVENTED = frozenset("无零免防反抗减降控")
_SAID_LESS = re.compile("越[低小少]越好|反向指标|逆向指标|负向指标")
# what everybody wants more of; of other names that is only taken so
_MORE = re.compile(
    "收入|营收|营业额|销售|成交|交易额|gmv|利润|毛利|净利|回款|充值|储值|销量|订单|单量|单数|新增|注册|激活|活跃|[dmw]au|用户|会员|粉丝|"
    "客户|顾客|访客|学员|人次|人数|人效|坪效|到店|到访|到诊|到课|报名|线索|商机|签约|下载|安装|阅读|播放|观看|曝光|点击|浏览|访问|转化|"
    "留存|复购|复诊|接诊|新客|客流|[笔件次]数|[场频台桌]次|参与率|完播|续报|流水|合同|间夜|在线|收益|revpar|[ma]rr$|[加涨]粉|"
    "续[费约卡保签租课]|渗透|覆盖|满意|好评|nps|csat|评分|得分|达成|完成|完课|达标|及时|准时|准点|合格|正确|准确|成功|通过|"
    "解决|修复|出勤|上座|入住|出租|利用率|使用率|效率|产[值能量]|roi|投产|增长|增速|增幅|份额|市占|收缴|签收|妥投|点赞|收藏|转发|评论|分享|互动|"
    "(?:在线|学习|停留|使用|直播|营业)时长|[客笔件]单价|连带|arp|开播|好友|推荐|翻台|动销|唤醒|召回|挽回|"
    "revenue|sales|users|orders|profit|income|visits|conversion|retention|growth|active"
)
_GROWTH = re.compile("环比|同比|增长|增幅|增速|涨幅|变化率|变动率|较上|growth|mom|yoy|change")

# what happens anew each month, unless it is what there is by then (累计注册用户, 余额), a part, a mean or a price
_FLOWS = re.compile(
    "新增|净增|新签|新开|人次|次数|注册|成交|签约|[单件笔颗]数|单量|件量|订单|销量|下载|激活|进店|到店|到诊|报名|线索|流失|"
    "发货|交付|发卡|开卡|放款|出票|票房|流水|带货|上新|拉新|[增涨掉]粉|场次|间夜|"
    "(?:曝光|点击|播放|阅读|访问|浏览|互动|分享|转发|评论|点赞|收藏)(?:量|数|次)|"
    "^new|visits|orders|signups|downloads|leads"
)
_NO_FLOWS = re.compile(
    "累计|在手|未|待|剩余|总用户|总会员|存量|余额|结余|结存|库存|期末|月末|年末|保有|规模|资产|负债|应收|应付|押金|保证金|资金|"
    "在[册库约营职租贷途架售]|人均|日均|平均|均|每(?!月)|率|比|占|时长|目标|预算|[人坪时]效|价$|average|mean|total|balance"
)
# of one shop, machine or parcel: 单店收入, 单票成本; not 单月收入
_OF_ONE = re.compile("^单(?![月季年周日品项独据向边])[一-龥](?![数量])")
# what one of them cost, mostly: 线索成本
_COST_OF_ONE = re.compile(
    "(?:线索|获线|留资|表单|商机|注册|激活|下载|安装|试用|获客|拉新|新客|[加涨吸增]粉|关注|点击|转化|首单|首购|下单|成单|到[店访课诊]|进店|进[群线]|报名|邀约)"
    "(?:单价|成本)$"
)


@lru_cache(maxsize=4096)
def sort_in(name: str) -> Sort:
    """What the numbers of a metric of that name are, by how it ends; "" where it does not tell."""
    key = header_parts(name)[0]
    ends = (key[-size:] for size in range(min(_LONGEST_END, len(key)), 0, -1))
    sort: Sort = next((_SORTS[end] for end in ends if end in _SORTS), "")
    if not sort and _COUNTED.search(key):
        return "count"
    if sort != "money":
        return sort
    return "a_head" if _A_HEAD.search(key) or _COST_OF_ONE.search(key) else "" if _OF_ONE.search(key) else sort


def is_bare(name: str) -> bool:
    """Whether a name is no more than such an ending, 用户 or 费用, as headings are."""
    return name_key(name) in _SORTS


@lru_cache(maxsize=4096)
def is_better_less(name: str) -> bool:
    """Whether a name is of what people mostly want less of: 客诉率, 退货数, 响应时长; not 投诉解决率."""
    key = name_key(name)
    if _SAID_LESS.search(key):
        return True
    if _MENDED.search(key) or _EARNED.search(key):
        return False
    return any(key[max(one.start() - 1, 0) : one.start()] not in _PREVENTED for one in _LESS.finditer(key))


@lru_cache(maxsize=4096)
def is_better_more(name: str) -> bool:
    """Whether a name is of what people surely want more of: 新增会员, 完课率; of 讲师费 or 日均通话 they may not."""
    return bool(_MORE.search(name_key(name))) and not is_better_less(name)


@lru_cache(maxsize=4096)
def is_growth(name: str) -> bool:
    """Whether a rate is by how much something grew, which may be any: 48 % one month and 0.5 % the next."""
    return bool(_GROWTH.search(name_key(name)))


@lru_cache(maxsize=4096)
def is_flow(name: str, unit: Unit = BARE) -> bool:
    """Whether the name, of numbers in that unit, is of what adds up over months: 新增会员, 直播收入, 到店人次.

    Not 累计注册, 到店率, 人均次数, 平均票价, 贷款余额; nor what the name leaves open, but for times and orders.
    """
    key = header_parts(name)[0]
    if _NO_FLOWS.search(key) or _OF_ONE.search(key):
        return False
    sort, flows = sort_in(name), bool(_FLOWS.search(key))
    if unit.kind == "money":
        return sort == "money" or flows
    return unit in (TIMES, ORDERS) or (flows and sort in ("", "count")) or (unit == BARE and sort == "money")
