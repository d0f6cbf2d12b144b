"""A draft successor of the Measures, as a file of `domain/regulation/packs/` would state it; loaded in tests alone.

It pays other amounts, knows five grades, numbers its articles otherwise and has one figure that the first pack lacks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from domain.kernel.units import Hundredths, Quarter, yuan
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.regulation.rulepack import Cited, Figure, Ours, RulePack
from domain.terms import Grade, Kind

EXCELLENT: Final = Grade("EXCELLENT", "优秀", "The best grade.")
GOOD: Final = Grade("GOOD", "良好", "The second grade.")
FAIR: Final = Grade("FAIR", "中等", "The third grade.")
QUALIFIED: Final = Grade("QUALIFIED", "合格", "Passed.")
DEFICIENT: Final = Grade("DEFICIENT", "不达标", "Not passed: rectification follows.", fails=True)
MOVED: Final = {"十五": "十八", "十六": "十九", "十七": "二十", "十八": "二十一", "十九": "二十二", "二十一": "二十四"}
ARTICLES: Final[Mapping[str, str]] = {
    f"第{old}条{part}": f"第{new}条{part}"
    for old, new in MOVED.items()
    for part in ("", *map("（{}）".format, "一二三四"))
}


@dataclass(frozen=True)
class Richer(RulePack):
    """A pack with one figure more."""

    digital_share: Figure[int] | None = None


def successor(of: type[RulePack] = RulePack, **more: Any) -> Any:
    """The draft, as a pack of today or as one with a figure more."""
    stated: dict[str, Any] = {
        "code": "DRAFT_2023",
        "title": Cited("昆明市中小企业服务平台管理及评价办法（修订草案）", "印发通知"),
        "in_force_from": Cited(date(2023, 1, 1), "第二十四条"),
        "valid_from": Cited(date(2023, 1, 1), "第二十四条"),
        "valid_to": Cited(date(2025, 12, 31), "第二十四条"),
        "first_quarter": Ours(Quarter("2023Q1"), "整季度计"),
        "last_quarter": Ours(Quarter("2025Q4"), "整季度计"),
        "grades": Cited((EXCELLENT, GOOD, FAIR, QUALIFIED, DEFICIENT), "第二十条（四）"),
        "thresholds": Cited(
            {
                grade: Hundredths(least)
                for grade, least in ((EXCELLENT, 95_00), (GOOD, 85_00), (FAIR, 75_00), (QUALIFIED, 60_00))
            },
            "第二十条（四）",
        ),
        "amounts": Cited(
            {Kind.DEMO_PLATFORM: {EXCELLENT: yuan(80_000), GOOD: yuan(60_000), FAIR: yuan(20_000)}}, "第二十一条"
        ),
        "caps": Cited({Kind.DEMO_PLATFORM: yuan(200_000)}, "第二十一条"),
        "articles": ARTICLES,
    }
    return of(**{**vars(KUNMING_2020), **stated, **more})


SUCCESSOR: Final[RulePack] = successor()
RICHER: Final[Richer] = successor(Richer, digital_share=Cited(30, "第十九条（四）"))


def earlier(copy: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the first pack as it was kept before grades bore their words, with a figure that is gone since."""
    bare = {**copy["grades"], "value": [each["code"] for each in copy["grades"]["value"]]}
    gone = {"value": True, "article": None, "why": "示例", "reading": None}
    return {**{name: each for name, each in copy.items() if name != "articles"}, "grades": bare, "gone": gone}
