"""The words of the service network: partners, products, posts, teams, channels, support, coverage (Art. 3, 7-10)."""

from domain.terms import Term


class DatedState(Term):
    """Whether what began on a day still lasts."""

    CURRENT = "CURRENT", "有效", "It began and has not ended."
    ENDED = "ENDED", "已结束", "It ended on a day."
    WITHDRAWN = "WITHDRAWN", "已撤回", "It was entered by mistake and never was so."


class EntryState(Term):
    """Whether a record of something that happened still stands."""

    RECORDED = "RECORDED", "有效", "Counts."
    WITHDRAWN = "WITHDRAWN", "已撤回", "It was entered by mistake."


class ServiceWay(Term):
    """How a partner serves (Art. 3, 7(4))."""

    ONLINE = "ONLINE", "线上", "Over the network."
    OFFLINE = "OFFLINE", "线下", "At a place."
    BOTH = "BOTH", "线上线下结合", "Over the network and at a place."


class PostSource(Term):
    """From where published information comes (Art. 7(2))."""

    UPPER = "UPPER", "上级", "From the city, the province or the state."
    LOCAL = "LOCAL", "当地", "From the district, or the platform itself."


class PostTopic(Term):
    """What published information is about (Art. 7(2), 7(3))."""

    POLICY = "POLICY", "政策法规（解读）", "Policies and regulations, and what they mean."
    ECONOMY = "ECONOMY", "经济动态", "How the economy goes."
    INDUSTRY = "INDUSTRY", "产业信息", "An industry."
    TECHNOLOGY = "TECHNOLOGY", "技术信息", "Technology."
    MARKET = "MARKET", "市场信息", "Markets."
    SERVICE = "SERVICE", "服务信息", "A service or project that enterprises may use (Art. 7(3))."
    OTHER = "OTHER", "其他信息", "Anything else of use to enterprises."


class ChannelKind(Term):
    """Where a platform publishes (Art. 9)."""

    WEBSITE = "WEBSITE", "网站", "A website."
    HALL_SCREEN = "HALL_SCREEN", "服务大厅电子显示屏", "The screen in a service hall."
    SOCIAL_MEDIA = "SOCIAL_MEDIA", "公众号等新媒体", "An account on a social network."
    NOTICE_BOARD = "NOTICE_BOARD", "公告栏", "A notice board."
    OTHER = "OTHER", "其他渠道", "Any other way."


class SupportKind(Term):
    """What was given to a platform (Art. 4, 8)."""

    POLICY = "POLICY", "政策扶持", "A policy in its favour."
    FUNDS = "FUNDS", "资金扶持", "Money, beside the subsidies of Art. 18."
    GUIDANCE = "GUIDANCE", "指导帮助", "Guidance or other help."


class CoverageLevel(Term):
    """Of whom it is told whether a function is covered (Art. 7(4))."""

    PLATFORM = "PLATFORM", "平台", "One platform."
    DISTRICT = "DISTRICT", "县区", "Every platform of one county, district or zone."
    CITY = "CITY", "全市", "Every platform of the city."
