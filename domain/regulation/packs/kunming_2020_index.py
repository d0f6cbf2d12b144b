"""The default evaluation index: every content Art. 16 lists, with weights and methods of ours for a notice to change.

A share is a percentage of the indicator's weight; a target may differ by kind.
"""

from types import MappingProxyType
from typing import Any, Final

from domain.regulation.rulepack import PackIndicator
from domain.terms import Kind

CONSTRUCTION, PERFORMANCE, INNOVATION = "第十六条（一）", "第十六条（二）", "第十六条（三）"
"""“硬件设施、服务规范和内部管理情况,管理制度、服务流程、收费及优惠标准制定情况” (Art. 16(1)).
“服务信息发布、带动服务资源、服务信息上报、企业获得的服务实效等” (Art. 16(2)).
“建立的特色服务功能和核心服务产品的培育,线上线下服务相结合并推广应用的能力” (Art. 16(3)).
"""


def _of(
    code: str, name: str, points: tuple[int, int, int], method: str, basis: str, **parameters: Any
) -> PackIndicator:
    """One indicator; points of centre, platform and base."""
    weights = dict(zip((Kind.SERVICE_CENTER, Kind.DEMO_PLATFORM, Kind.DEMO_BASE), points, strict=True))
    return PackIndicator(code, name, MappingProxyType(weights), method, MappingProxyType(parameters), basis)


INDICATORS: Final[tuple[PackIndicator, ...]] = (
    _of("A1", "服务人员与岗位配置", (6, 5, 5), "TIERED", CONSTRUCTION, tiers=((5, 40), (10, 70), (20, 100))),
    _of("A2", "场地与硬件设施", (4, 4, 10), "TIERED", CONSTRUCTION, tiers=((200, 40), (500, 70), (1000, 100))),
    _of(
        "A3",
        "管理制度与服务规范",
        (5, 4, 5),
        "CHECKLIST",
        CONSTRUCTION,
        items=("管理制度", "服务流程", "收费标准", "优惠标准"),
    ),
    _of(
        "A4",
        "五公开",
        (5, 4, 4),
        "CHECKLIST",
        "第十一条",
        items=("服务内容", "服务流程", "服务标准", "收费标准", "服务时间"),
    ),
    _of("A5", "年度计划与总结", (3, 2, 3), "CHECKLIST", CONSTRUCTION, items=("年度计划", "年度总结")),
    _of("A6", "服务档案完整率", (5, 4, 5), "RATIO", "第十一条"),
    _of("A7", "责任书与变更备案", (2, 2, 3), "DEDUCT", "第十二条", each=50, floor=0),
    _of("B1", "服务活动场次", (7, 7, 5), "LINEAR", PERFORMANCE, target=24),
    _of("B2", "服务企业户数（去重）", (9, 12, 6), "LINEAR", PERFORMANCE, target=150),
    _of("B3", "服务人数", (4, 5, 4), "LINEAR", PERFORMANCE, target=600),
    _of("B4", "服务信息发布", (4, 3, 2), "PER_UNIT_CAP", PERFORMANCE, each=5),
    _of("B5", "带动服务资源", (6, 6, 4), "TIERED", PERFORMANCE, tiers=((1, 40), (3, 70), (5, 100))),
    _of("B6", "信息上报及时、完整", (6, 5, 4), "RATIO", PERFORMANCE, late=10),
    _of("B7", "企业满意度", (5, 6, 5), "TIERED", "第十一条", tiers=((80, 60), (85, 80), (90, 100))),
    _of("B8", "回访率", (3, 3, 2), "RATIO", "第十一条"),
    _of("B9", "公益及优惠服务占比", (3, 5, 2), "LINEAR", "第十条", target=20),
    _of("B10", "入驻（在孵）小微企业", (0, 0, 6), "TIERED", PERFORMANCE, tiers=((10, 40), (30, 70), (60, 100))),
    _of("B11", "企业获得的服务实效", (3, 3, 5), "EXPERT", PERFORMANCE),
    _of("C1", "特色服务功能与核心产品", (8, 8, 8), "EXPERT", INNOVATION),
    _of("C2", "线上线下结合", (6, 6, 6), "EXPERT", INNOVATION),
    _of("C3", "“互联网+”企业服务", (6, 6, 6), "EXPERT", INNOVATION),
)
"""“第十六条 评价内容包括但不限于以下内容。” (Art. 16)."""
