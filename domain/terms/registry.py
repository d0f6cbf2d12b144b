"""The words of the registry, its people and its calendar (Art. 2)."""

from domain.terms import Term


class RegionKind(Term):
    """The kinds of region a platform may lie in."""

    MUNICIPALITY = "MUNICIPALITY", "市", "The city itself."
    DISTRICT = "DISTRICT", "区", "An urban district."
    COUNTY = "COUNTY", "县", "A county or autonomous county."
    CITY = "CITY", "县级市", "A county-level city."
    NEW_AREA = "NEW_AREA", "新区", "A state-level new area."
    DEVELOPMENT_ZONE = "DEVELOPMENT_ZONE", "开发区", "A development zone with a committee of its own."
    RESORT_ZONE = "RESORT_ZONE", "度假区", "A resort or scenic zone with a committee of its own."
    FTZ = "FTZ", "自贸试验（经济合作）区", "A free trade or economic co-operation zone."


class PlatformState(Term):
    """Whether a platform is still in being."""

    OPERATING = "OPERATING", "运营中", "Founded and not abolished; a pause changes nothing."
    ABOLISHED = "ABOLISHED", "已撤销", "Abolished; its history stays."


class Bearing(Term):
    """What an entity is to a platform."""

    HOLDER = "HOLDER", "主体单位", "Bears the platform and is paid its subsidies."
    OPERATOR = "OPERATOR", "运营机构", "Runs it, where that is another than the holder (Art. 19)."


class TitleState(Term):
    """Whether a title was ended by a decision."""

    RECOGNISED = "RECOGNISED", "已认定", "Recognised; it runs until its last day, if it has one."
    ENDED = "ENDED", "已终止", "Ended by a decision before its last day."


class TitleEnd(Term):
    """Why a title was ended before its last day."""

    REVOKED = "REVOKED", "取消称号", "Revoked after a failed or refused rectification (Art. 19)."
    WITHDRAWN = "WITHDRAWN", "主动退出", "Given up by its holder."
    CANCELLED_BY_SUPERIOR = "CANCELLED_BY_SUPERIOR", "上级撤销", "Cancelled by the province or the state."
    PLATFORM_ABOLISHED = "PLATFORM_ABOLISHED", "平台撤销", "The platform itself was abolished."
    CORRECTED = "CORRECTED", "登记更正", "It was entered by mistake."


class SuccessionKind(Term):
    """How one platform follows another."""

    MERGE = "MERGE", "合并", "Goes up in the successor: what both have received counts together."
    SPLIT = "SPLIT", "分立", "The successor came out of it and bears the whole of what it had received."


class UsccClass(Term):
    """The class of body that a unified social credit code names by its first two characters."""

    ENTERPRISE = "ENTERPRISE", "企业", "91: a company or other enterprise."
    SELF_EMPLOYED = "SELF_EMPLOYED", "个体工商户", "92: a self-employed household, not an enterprise in the size rules."
    COOPERATIVE = "COOPERATIVE", "农民专业合作社", "93: a farmers' co-operative."
    STATE_ORGAN = "STATE_ORGAN", "机关", "11: an organ of the state."
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION", "事业单位", "12: a public institution, as most centres are."
    SOCIAL_BODY = "SOCIAL_BODY", "社会组织", "51, 52, 53: a social body, a private non-enterprise unit or a foundation."
    RURAL_COLLECTIVE = "RURAL_COLLECTIVE", "农村集体经济组织", "N1, N2, N3: a rural collective."
    OTHER = "OTHER", "其他", "Any other registering authority."


class SizeClass(Term):
    """The size of an enterprise by the limits of its industry."""

    LARGE = "LARGE", "大型", "Above the limits of medium."
    MEDIUM = "MEDIUM", "中型", "Meets every lower limit of medium."
    SMALL = "SMALL", "小型", "Meets every lower limit of small."
    MICRO = "MICRO", "微型", "Below a lower limit of small."
    NOT_APPLICABLE = "NOT_APPLICABLE", "不适用", "Not covered by the size rules: its industry, or a self-employed household."
    UNKNOWN = "UNKNOWN", "未知", "The figures the rules need are not recorded."


class Industry(Term):
    """The industries for which the size rules set limits (GB/T 4754-2017 divisions)."""

    AGRICULTURE = "AGRICULTURE", "农、林、牧、渔业", "Section A."
    INDUSTRY = "INDUSTRY", "工业", "Sections B, C, D."
    CONSTRUCTION = "CONSTRUCTION", "建筑业", "Section E."
    WHOLESALE = "WHOLESALE", "批发业", "Division 51."
    RETAIL = "RETAIL", "零售业", "Division 52."
    TRANSPORT = "TRANSPORT", "交通运输业", "Divisions 54 to 58, without railways."
    STORAGE = "STORAGE", "仓储业", "Division 59."
    POST = "POST", "邮政业", "Division 60."
    LODGING = "LODGING", "住宿业", "Division 61."
    CATERING = "CATERING", "餐饮业", "Division 62."
    INFO_TRANSMISSION = "INFO_TRANSMISSION", "信息传输业", "Divisions 63 and 64."
    SOFTWARE = "SOFTWARE", "软件和信息技术服务业", "Division 65."
    REAL_ESTATE_DEV = "REAL_ESTATE_DEV", "房地产开发经营", "Group 701."
    PROPERTY_MGMT = "PROPERTY_MGMT", "物业管理", "Group 702."
    LEASING_BUSINESS = "LEASING_BUSINESS", "租赁和商务服务业", "Section L."
    OTHER = "OTHER", "其他未列明行业", "Sections M, N, O, R, division 85, groups 703 and 709."
    NOT_COVERED = "NOT_COVERED", "划型标准未涵盖的行业", "Finance, education, health, public administration, railways, own property."


class AccountState(Term):
    """Whether an account may sign in."""

    ACTIVE = "ACTIVE", "正常", "May sign in."
    DISABLED = "DISABLED", "停用", "May not sign in."


class OfficeState(Term):
    """Whether an appointment took effect; how long it then runs is told by its days."""

    PROPOSED = "PROPOSED", "待确认", "Nobody acts in it before a second administrator confirms."
    CONFIRMED = "CONFIRMED", "已生效", "It is held on the days of its period."


class DayBasis(Term):
    """Where a due day comes from."""

    LAW = "LAW", "办法规定", "The Measures name it."
    NORM = "NORM", "报送规范", "The municipal centre's reporting norm sets it."
    NOTICE = "NOTICE", "通知规定", "A notice sets it."


# change filings (Art. 12)


class ChangeKind(Term):
    """The major changes that are filed (Art. 12); the list is open."""

    HOLDER = "HOLDER", "主体单位变更", "Another legal person bears it."
    OPERATOR = "OPERATOR", "运营机构变更", "Another body runs it."
    NAME = "NAME", "名称变更", "The unit bears another name (ours: a change of the subject)."
    ADDRESS = "ADDRESS", "地址变更", "It is to be found elsewhere, or another region answers for it."
    LEGAL_REPRESENTATIVE = "LEGAL_REPRESENTATIVE", "法定代表人变更", "The unit has another legal representative."
    RESTRUCTURING = "RESTRUCTURING", "重组", "It merged, split or was made over."
    OTHER = "OTHER", "其他重大调整", "Another major change; `subject` says which."


class FilingRecipient(Term):
    """Whom a change filing goes to (Art. 12)."""

    DEPARTMENT = "DEPARTMENT", "属地主管部门", "The department of the region that answered for it when the change was completed."
    MUNICIPAL_CENTER = "MUNICIPAL_CENTER", "市中小企业服务中心", "The municipal centre."
    MUNICIPAL_BUREAU = "MUNICIPAL_BUREAU", "市工业和信息化局", "The bureau, for the city's own centre, which has no department but it (ours)."
    NEW_DEPARTMENT = "NEW_DEPARTMENT", "迁入地主管部门", "The department of the region it moved to: it gets a copy, which decides nothing about time (ours)."


class FilingState(Term):
    """Where a change filing stands."""

    OPEN = "OPEN", "待备案", "Not yet sent to everybody the Measures name."
    FILED = "FILED", "已备案", "Sent to everybody the Measures name: it is on record."
    WITHDRAWN = "WITHDRAWN", "已撤回", "It was entered by mistake."


class FilingCopyState(Term):
    """Where the copy of a change filing for one recipient stands."""

    UNSENT = "UNSENT", "未送", "The operator has not sent it yet."
    SENT = "SENT", "已送", "The recipient has it."
    INCOMPLETE = "INCOMPLETE", "待补正", "The recipient asks for what is missing; the first time of sending counts."
    ACKNOWLEDGED = "ACKNOWLEDGED", "已签收", "The recipient acknowledged it."
