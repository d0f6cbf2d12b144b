"""昆明市中小企业服务平台管理及评价办法, issued 2020-03-19: the one place of its figures."""

from datetime import date
from types import MappingProxyType
from typing import Final

from domain.kernel.units import Hundredths, Quarter, WorkingDays, yuan
from domain.regulation.packs.kunming_2020_index import INDICATORS
from domain.regulation.rulepack import (
    Cited,
    DaysSince,
    HighestBy,
    Ours,
    PackBy,
    ReadingOfDay,
    Remainder,
    RulePack,
    Shift,
    Tie,
)
from domain.terms import Grade, Kind, Level

EXCELLENT: Final = Grade("EXCELLENT", "优秀", "The best grade.")
GOOD: Final = Grade("GOOD", "良好", "The second grade.")
QUALIFIED: Final = Grade("QUALIFIED", "合格", "Passed.")
UNQUALIFIED: Final = Grade("UNQUALIFIED", "不合格", "Not passed: rectification follows (Art. 19).", fails=True)

KUNMING_2020: Final = RulePack(
    code="KUNMING_2020",
    title=Cited("昆明市中小企业服务平台管理及评价办法", "印发通知"),
    issuers=Cited(("昆明市工业和信息化局", "昆明市财政局"), "印发通知"),
    superior_documents=Cited(
        (
            "中华人民共和国中小企业促进法",
            "关于促进中小企业健康发展的指导意见",
            "关于推进云南省中小企业服务体系高质量发展的指导意见（企服〔2019〕18号）",
        ),
        "第一条",
    ),
    source_hash=Ours(
        "c32cd358908ddbdf70a68dfabdf56baa6ee925c57dec59de7f3c15f87a353610",
        "所依据文本文件的SHA-256，便于核对文本是否改动",
    ),
    # how long it governs
    in_force_from=Cited(date(2020, 3, 19), "第二十一条"),
    valid_from=Cited(date(2020, 1, 1), "第二十一条"),
    valid_to=Cited(date(2022, 12, 31), "第二十一条"),
    first_quarter=Ours(Quarter("2020Q1"), "有效期写明自2020年1月起，整季度计", "L17"),
    last_quarter=Ours(Quarter("2022Q4"), "有效期止于2022年12月31日，整季度计", "L17"),
    pack_by=Ours(
        PackBy.ROUND_CALLED, "评价是行政行为，依通知下达时有效的办法；有效期内下达的评价，期满后仍依本办法办结", "L17"
    ),
    # change filings
    satisfied_from=Ours(4, "办法只要求建立服务评价制度，按通行的五分制以4分、5分计为满意", "L23"),
    change_filing_days=Cited(WorkingDays(10), "第十二条"),
    # quarterly reports
    department_due_day=Cited(25, "第十四条（二）"),
    due_day_reading=Ours(ReadingOfDay.INCLUSIVE, "“25日前”含25日当日至24时，从宽有利于报送单位", "L7"),
    quarter_deadline_shift=Ours(
        Shift.NEXT, "遇休息日顺延至下一工作日，2020年参照民法总则、2021年起参照民法典第二百零三条", "L8"
    ),
    route_fixed_day=Ours(25, "报送义务和路径以季度最后一个月25日终了时的情况确定", "L9"),
    report_due_day=Ours(15, "办法未定平台报送日期，留出属地中心汇总的时间", "L5"),
    consolidation_due_day=Ours(25, "办法未定汇总报送日期，与未建中心地区的25日一致", "L5"),
    ladder=Ours(
        (-10, -5, -1, 0, 1, 5),
        "办法未定提醒安排；期限前四次使报送单位不致遗忘，逾期后逐级上报，由报送规范另定",
        "L22",
    ),
    transitional_quarters=Ours((Quarter("2020Q1"),), "办法印发至首个25日仅六天，如实显示，迟报不计分", "L17"),
    # evaluation
    evaluated_level=Cited(Level.MUNICIPAL, "第十五条"),
    subject_day=Ours((12, 31), "办法未定基准日，以考核年度12月31日为准，可由通知另定", "L19"),
    grades=Cited((EXCELLENT, GOOD, QUALIFIED, UNQUALIFIED), "第十七条（四）"),
    thresholds=Ours(
        MappingProxyType({EXCELLENT: Hundredths(90_00), GOOD: Hundredths(80_00), QUALIFIED: Hundredths(60_00)}),
        "办法未定分数线，示例通知采用90、80、60分，由当年通知确定",
        "L10",
    ),
    experts_minimum=Ours(3, "办法只写“组织专家”，取能够形成多数意见的最少人数", "L21"),
    publicity_days=Cited(WorkingDays(5), "第十七条（四）"),
    indicators=Ours(INDICATORS, "第十六条列明内容而未定权重，权重与方法为示例，由当年通知的评价体系确定", "L10"),
    # subsidy
    amounts=Cited(
        MappingProxyType(
            {
                Kind.SERVICE_CENTER: MappingProxyType(
                    {EXCELLENT: yuan(500_000), GOOD: yuan(300_000), QUALIFIED: yuan(100_000)}
                ),
                Kind.DEMO_PLATFORM: MappingProxyType({EXCELLENT: yuan(50_000), GOOD: yuan(50_000)}),
                Kind.DEMO_BASE: MappingProxyType({EXCELLENT: yuan(100_000), GOOD: yuan(100_000)}),
            }
        ),
        "第十八条",
    ),
    caps=Cited(MappingProxyType({Kind.DEMO_PLATFORM: yuan(150_000), Kind.DEMO_BASE: yuan(400_000)}), "第十八条"),
    highest_by=Ours(HighestBy.PAYABLE, "“就高不重复”意在避免重复而非使其落空，按扣除上限后的应补金额比较", "L13"),
    tie=Ours(Tie.UNCAPPED_FIRST, "应补金额相同时先用无上限的项目，保留有上限项目的额度", "L13"),
    remainder=Ours(Remainder.PAID, "“累计不超过”限制的是总额，剩余额度仍可补助", "L12"),
    # rectification
    rectification_extensions=Ours(1, "办法未定整改期限，由通知写明，可说明理由延期一次", "L16"),
    # hearing and delivery
    statement_days=Ours(WorkingDays(5), "办法未定陈述申辩期限；追回补助、取消称号前告知，逾期未提出视为放弃", "L55"),
    answer_days=Ours(WorkingDays(5), "办法未定退款期限，由通知写明，送达后至少留五个工作日", "L55"),
    announcement_days=Ours(
        (DaysSince(date(2020, 1, 1), 60), DaysSince(date(2022, 1, 1), 30)),
        "办法未定公告送达，参照民事诉讼法：2021年12月31日以前六十日，2022年1月1日起三十日",
        "L56",
    ),
)
