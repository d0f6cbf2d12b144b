"""Names of the simulated city: invented bodies, persons and places, no real company, person or telephone among them."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Final

from domain.registry.credit_code import check_character, organ_check_character
from domain.terms import Kind
from domain.terms.registry import Industry
from resolvers.work.pinyin import sort_key

FIRST: Final = [
    "滇云",
    "翠湖",
    "金碧",
    "春融",
    "海埂",
    "西翥",
    "螳川",
    "盘江",
    "云岭",
    "彩云",
    "茶马",
    "聚贤",
    "星耀",
    "启航",
    "致远",
    "鼎新",
    "汇智",
    "明德",
    "恒信",
    "博远",
    "瑞丰",
    "晟通",
    "华杉",
    "蓝桉",
    "景行",
    "朗星",
    "青禾",
    "沃野",
    "凌云",
    "嘉木",
    "润泽",
    "卓越",
]
SECOND: Final = [
    "智造",
    "数字",
    "创联",
    "优服",
    "众创",
    "联创",
    "汇企",
    "融通",
    "领航",
    "同创",
    "智汇",
    "新聚",
    "合众",
    "拓新",
    "科创",
    "云服",
]
TRADES: Final = {
    Industry.INDUSTRY: ["机械制造", "精密铸造", "生物制药", "食品加工", "包装印刷", "新型建材"],
    Industry.SOFTWARE: ["软件", "信息技术", "数字科技", "网络科技"],
    Industry.WHOLESALE: ["花卉贸易", "农产品贸易", "五金贸易"],
    Industry.RETAIL: ["超市", "便利店", "文具"],
    Industry.CATERING: ["餐饮管理", "米线馆"],
    Industry.AGRICULTURE: ["种植", "花卉园艺", "生态养殖"],
    Industry.CONSTRUCTION: ["建筑工程", "装饰工程"],
    Industry.TRANSPORT: ["物流", "冷链运输"],
    Industry.LEASING_BUSINESS: ["企业管理咨询", "会展服务", "广告传媒"],
    Industry.OTHER: ["检测技术", "环保科技", "文化创意"],
}
SURNAMES: Final = [
    "赵",
    "钱",
    "孙",
    "李",
    "周",
    "吴",
    "郑",
    "王",
    "冯",
    "陈",
    "褚",
    "卫",
    "蒋",
    "沈",
    "韩",
    "杨",
    "朱",
    "秦",
    "尤",
    "许",
    "何",
    "吕",
    "施",
    "张",
    "孔",
    "曹",
    "严",
    "华",
    "金",
    "魏",
]
GIVEN_NAMES: Final = [
    "云生",
    "晓岚",
    "志远",
    "雅琴",
    "建国",
    "文静",
    "海波",
    "丽华",
    "嘉宁",
    "思远",
    "春燕",
    "立新",
    "若溪",
    "明轩",
    "慧敏",
    "国栋",
    "佳怡",
    "子涵",
    "永昌",
    "秋实",
]
PLATFORM_TRADES: Final = [
    "先进装备",
    "生物医药",
    "花卉产业",
    "新材料",
    "数字经济",
    "文化创意",
    "现代物流",
    "绿色食品",
    "检验检测",
    "知识产权",
    "创业投资",
    "工业设计",
    "跨境电商",
    "节能环保",
]
SUBJECTS: Final = (
    "惠企政策宣讲会",
    "银企对接沙龙",
    "财税合规实务培训",
    "知识产权托管咨询",
    "智能制造诊断进企业",
    "创业导师面对面",
    "专精特新申报辅导",
    "劳动用工法律讲座",
    "电商直播技能培训",
    "产品检测服务周",
    "数字化转型诊断",
    "市场开拓与展会对接",
    "科技成果对接会",
    "生产管理现场辅导",
)
ROADS: Final = ["人民路", "翠云路", "春城路", "金江路", "兴业路", "科创路", "聚贤街", "昌宏路"]
HOUSEHOLDS: Final = ["商行", "小吃店", "花店", "修理部", "茶室"]
CHANNELS: Final = ["平台直播间", "视频会议", "在线课堂"]


class Names:
    """Makes names and codes, none of them twice."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.taken: set[str] = set()
        self.bodies = 0
        self.served = 0

    def _unused(self, make: str, number: int) -> str:
        name = make if make not in self.taken else f"{make}（{number}）"
        self.taken.add(name)
        return name

    def uscc(self, leading: str, region: str) -> str:
        """A made-up credit code that passes both checks; the organisation codes begin with DC, which none issued does."""
        self.bodies += 1
        body = f"DC{self.bodies:06d}"
        first = f"{leading}{region[:6] if region[:6].isdigit() else '530100'}{body}{organ_check_character(body)}"
        return first + check_character(first)

    def person(self) -> str:
        """A person's name."""
        return self.random.choice(SURNAMES) + self.random.choice(GIVEN_NAMES)

    def phone(self) -> str:
        """A telephone of a kind that is never given out."""
        return f"0871-0000{self.random.randrange(10000):04d}"

    def address(self, region: str) -> str:
        """A place."""
        return f"{region}{self.random.choice(ROADS)}{self.random.randrange(1, 300)}号"

    def entity(self, kind: Kind, short: str) -> str:
        """A legal person that bears a platform."""
        number = self.bodies + 1
        words = f"{self.random.choice(FIRST)}{self.random.choice(SECOND)}"
        ending = {
            Kind.SERVICE_CENTER: "中小企业服务有限公司",
            Kind.DEMO_PLATFORM: "企业服务有限公司",
            Kind.DEMO_BASE: "产业园运营有限公司",
        }[kind]
        return self._unused(f"{short}{words}{ending}", number)

    def platform(self, kind: Kind, entity: str, short: str) -> str:
        """A platform or base."""
        core = entity.removeprefix(short)[:4]
        if core.startswith("中小"):
            core = self.random.choice(FIRST) + self.random.choice(SECOND)
        trade = self.random.choice(PLATFORM_TRADES)
        ending = "中小企业公共服务平台" if kind is Kind.DEMO_PLATFORM else "小微企业创业创新基地"
        return self._unused(f"{short}{core}{trade}{ending}", self.bodies)

    def enterprise(self, industry: Industry) -> tuple[str, str]:
        """An enterprise served, and the key its name sorts by."""
        words = (
            self.random.choice(FIRST),
            self.random.choice(SECOND),
            self.random.choice(TRADES[industry]),
            "有限公司",
        )
        return self._served(words)

    def household(self) -> tuple[str, str]:
        """A self-employed household, and the key its name sorts by."""
        words = (self.random.choice(FIRST), self.random.choice(GIVEN_NAMES), self.random.choice(HOUSEHOLDS))
        return self._served(words)

    def _served(self, words: tuple[str, ...]) -> tuple[str, str]:
        self.served += 1
        name = self._unused("".join(words), self.served)
        return name, f"{spelled(*words).rsplit(' ', 1)[0]} {name}"


@cache
def _spelling(word: str) -> str:
    return sort_key(word).rsplit(" ", 1)[0]


def spelled(*words: str) -> str:
    """The key a name of several words sorts by, each word spelled once."""
    return f"{' '.join(_spelling(word) for word in words)} {''.join(words)}"


def short_of(region: str) -> str:
    """A region's short name, as people use it."""
    for long, short in (
        ("昆明国家高新技术产业开发区", "昆明高新区"),
        ("昆明经济技术开发区", "昆明经开区"),
        ("昆明滇池国家旅游度假区", "滇池度假区"),
        ("昆明阳宗海风景名胜区", "阳宗海"),
        ("嵩明杨林经济技术开发区", "杨林经开区"),
        ("昆明倘甸产业园区轿子山旅游开发区", "倘甸轿子山"),
        ("云南滇中新区", "滇中新区"),
    ):
        if region == long:
            return short
    return region.replace("彝族苗族自治县", "").replace("回族彝族自治县", "").replace("彝族自治县", "")
