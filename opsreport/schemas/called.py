"""What one channel, or one platform, is called by different people."""

from __future__ import annotations

# Names of one channel: the one months are joined under, then what other months may call it.
CHANNEL_NAMES: tuple[tuple[str, ...], ...] = (
    ("搜索引擎广告", "SEM", "搜索广告", "付费搜索", "搜索推广", "搜索竞价", "Search ads", "Paid search"),
    ("自然搜索", "SEO", "搜索引擎优化", "Organic search"),
    ("直接访问", "直接流量", "直访", "Direct"),
    ("社交裂变", "裂变", "邀请裂变", "分享裂变", "Referral"),
    ("信息流广告", "信息流", "Feed ads", "Feeds"),
    ("联盟营销", "联盟", "联盟推广", "CPS联盟", "Affiliate"),
    ("邮件营销", "EDM", "邮件", "Email"),
    ("私域社群", "私域", "企微社群", "企业微信社群", "Private domain"),
    ("直播电商", "直播", "直播带货", "Live commerce"),
    ("合作伙伴", "合作渠道", "渠道合作", "异业合作", "Partners", "Partner"),
    ("线下地推", "地推", "线下推广", "Offline"),
    ("短视频平台", "短视频", "Short video"),
)

# What stands for the platform of an article that none is written for.
NO_PLATFORM = "未注明"
# Names of one platform that content is published on, the one it is known by first.
PLATFORM_NAMES: tuple[tuple[str, ...], ...] = (
    ("公众号", "微信公众号", "公众平台", "微信公众平台"),
    ("服务号",),
    ("订阅号",),
    ("小红书", "小红薯", "红书", "xiaohongshu"),
    ("抖音", "抖音号", "douyin"),
    ("视频号", "微信视频号"),
    ("快手", "快手号"),
    ("B站", "哔哩哔哩", "bilibili", "b 站"),
    ("微博", "新浪微博", "weibo"),
    ("知乎", "zhihu"),
    ("今日头条", "头条号", "头条"),
    ("百家号",),
)
