"""The Measures clause by clause, each with its rules and their tests, or with the reason for having none.

Names are kept as text, so that nothing here depends on a chapter; `python3 dev.py api law` prints it all and fails on
a name that is not there, on a clause that nothing answers, and on a citation of a clause that does not exist.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Clause:
    """A clause is an article or one of its numbered paragraphs; `open` is the reason for a missing rule."""

    number: str
    title: str
    rules: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    open: str | None = None


NUMERALS: Final = "一二三四五六七八九十"
ARTICLES: Final = 21
PARAGRAPHS: Final = {7: 4, 14: 2, 16: 3, 17: 4}
"""The articles that have numbered paragraphs, and how many."""
ELSEWHERE: Final = ("第二百零三条",)
"""What is cited of other laws: 民法总则 and from 2021 on 民法典 on how days are counted."""


def numeral(number: int) -> str:
    """Write a number up to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    return (NUMERALS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")


def clauses() -> list[str]:
    """Number every article and paragraph of the Measures, in order."""
    names = {article: f"第{numeral(article)}条" for article in range(1, ARTICLES + 1)}
    return [
        number
        for article, name in names.items()
        for number in (name, *(f"{name}（{numeral(n)}）" for n in range(1, PARAGRAPHS.get(article, 0) + 1)))
    ]


CLAUSES: Final[tuple[Clause, ...]] = (
    Clause(
        "第一条",
        "目的和依据",
        ("domain.regulation.rulepack.RulePack",),
        ("domain/regulation/test_rulepack.py::test_every_figure_cites_its_article_or_says_why_it_is_ours",),
    ),
    Clause(
        "第二条",
        "服务平台的范围",
        (
            "domain.terms.Kind",
            "domain.terms.Level",
            "domain.registry.registry.founds_centres",
            "domain.registry.titles.recognise",
        ),
        (
            "domain/registry/test_registry.py::test_only_governments_and_committees_of_national_or_provincial_zones_found_centres",
            "domain/registry/test_titles.py::test_centres_and_what_is_abolished_get_no_title",
        ),
    ),
    Clause(
        "第三条",
        "服务体系",
        ("domain.network.partner.join",),
        (
            "domain/network/test_partner.py::test_one_organisation_is_a_partner_once_at_a_time",
            "resolvers/network/test_network.py::test_a_partner_is_recorded_with_its_functions_and_ends",
        ),
    ),
    Clause(
        "第四条",
        "主管部门职责",
        (
            "domain.terms.Role",
            "domain.rights.authority.GRANTS",
            "domain.supervision.task.issue",
            "domain.targets.target.set_target",
            "domain.targets.assessment.record",
        ),
        (
            "domain/people/test_people.py::test_every_role_is_given_with_its_own_anchor",
            "domain/supervision/test_task.py::test_who_may_give_a_task_to_whom",
            "resolvers/targets/test_targets.py::test_the_bureau_sets_the_districts_and_the_district_its_platforms",
            "domain/targets/test_target.py::test_an_assessment_is_a_result_with_its_reason_and_no_grade",
        ),
    ),
    Clause(
        "第五条",
        "市、县区中心职责",
        (
            "domain.rights.authority.GRANTS",
            "domain.reporting.consolidation.submit",
            "domain.reporting.consolidation.receive",
            "domain.supervision.inspection.plan",
            "domain.supervision.difficulty.assign",
            "domain.supervision.circular.figures",
        ),
        (
            "domain/registry/test_registry.py::test_only_the_citys_own_centre_is_municipal",
            "domain/supervision/test_inspection.py::test_who_inspects_whom",
            "domain/supervision/test_difficulty.py::test_only_the_three_coordinate",
            "domain/supervision/test_circular.py::test_an_enterprise_counts_once_in_each_district_and_once_in_the_city",
        ),
    ),
    Clause(
        "第六条",
        "运营单位职责",
        (
            "domain.reporting.report.submit",
            "domain.services.activity.record",
            "domain.supervision.task.report",
            "domain.supervision.inspection.reply",
        ),
        (
            "domain/services/test_activity.py::test_an_entry_carries_its_quarter_its_region_and_whom_it_served",
            "domain/supervision/test_task.py::test_a_task_is_taken_up_reported_returned_and_closed",
            "domain/supervision/test_inspection.py::test_a_reply_may_be_asked_for_again_by_a_day_ahead",
        ),
    ),
    Clause("第七条", "服务职责", open="各项见分款。"),
    Clause(
        "第七条（一）",
        "开放服务，不得歧视",
        (
            "domain.services.activity.ServedEnterprise",
            "domain.demands.complaint.raised",
            "domain.demands.complaint.answer",
        ),
        (
            "domain/reporting/test_form.py::test_the_ledger_is_counted",
            "domain/demands/test_complaint.py::test_who_reads_a_complaint",
            "resolvers/demands/test_demands.py::test_anyone_complains_and_the_department_answers",
        ),
    ),
    Clause(
        "第七条（二）",
        "发布政策信息",
        ("domain.network.post.record", "domain.reporting.figures.figures_of"),
        (
            "domain/network/test_post.py::test_posts_that_are_refused",
            "domain/reporting/test_figures.py::test_posts_are_counted_by_what_they_are_about",
            "resolvers/network/test_network.py::test_posts_are_dated_counted_and_tell_their_source",
        ),
    ),
    Clause(
        "第七条（三）",
        "需求对接",
        (
            "domain.demands.demand.record",
            "domain.demands.demand.match",
            "domain.demands.demand.conclude",
            "domain.demands.demand.figures_of",
        ),
        (
            "domain/demands/test_demand.py::test_a_quarter_counts_each_step_on_its_own_day",
            "resolvers/demands/test_demands.py::test_a_demand_is_followed_from_survey_to_result_and_counted_on_the_way",
            "resolvers/demands/test_demands.py::test_a_demand_is_matched_with_a_partner_of_the_platforms_own",
        ),
    ),
    Clause(
        "第七条（四）",
        "十一类服务功能",
        (
            "domain.terms.reporting.ServiceFunction",
            "domain.network.partner.join",
            "schema.network.coverage.CoverageRow",
        ),
        (
            "domain/services/test_activity.py::test_there_are_exactly_the_eleven_functions_of_the_text",
            "resolvers/network/test_network.py::test_each_platform_and_function_is_covered_or_a_gap",
        ),
    ),
    Clause(
        "第八条",
        "主管部门扶持引导",
        ("domain.network.support.record",),
        (
            "domain/network/test_support.py::test_money_has_an_amount_and_nothing_else_has",
            "resolvers/network/test_network.py::test_each_level_records_what_it_gave_and_the_operator_is_told",
        ),
    ),
    Clause(
        "第九条",
        "中心组建团队、宣传服务",
        ("domain.network.partner.begin", "domain.regulation.packs.kunming_2020_index.INDICATORS"),
        (
            "domain/evaluation/test_scoring.py::test_countables_come_from_the_records",
            "resolvers/network/test_network.py::test_a_centre_keeps_its_team_and_its_channels",
        ),
    ),
    Clause(
        "第十条",
        "公益优先、兼顾市场",
        (
            "domain.services.activity.Entry",
            "domain.network.partner.provides",
            "domain.regulation.packs.kunming_2020_index.INDICATORS",
        ),
        (
            "domain/services/test_activity.py::test_entries_that_are_refused",
            "resolvers/network/test_network.py::test_a_product_says_its_nature_and_what_it_costs",
        ),
    ),
    Clause(
        "第十一条",
        "五公开、档案、回访",
        (
            "domain.services.activity.record",
            "domain.services.disclosure.publish",
            "domain.regulation.packs.kunming_2020_index.INDICATORS",
            "domain.demands.follow_up.record",
            "domain.demands.follow_up.figures_of",
            "domain.services.archive.attach",
            "domain.services.archive.repeated",
        ),
        (
            "domain/services/test_activity.py::test_a_correction_is_a_new_entry_and_the_old_one_only_says_so",
            "domain/services/test_disclosure.py::test_there_are_the_five_of_the_text",
            "resolvers/registry/test_change_filings.py::test_each_item_is_in_force_expired_or_missing",
            "domain/demands/test_follow_up.py::test_only_an_enterprise_served_is_followed_up",
            "domain/services/test_archive.py::test_an_archive_is_complete_once_its_five_slots_are_filled",
            "api/files/test_archives.py::test_a_correction_takes_the_archive_over",
        ),
    ),
    Clause(
        "第十二条",
        "责任书和变更备案",
        (
            "domain.registry.registry.succeed",
            "domain.money.cap.transferred",
            "domain.registry.change_filing.due_of",
            "domain.registry.change_filing.file",
            "domain.registry.change_filing.send",
            "domain.registry.registry_change.noted",
            "domain.targets.responsibility_letter.offer",
            "domain.targets.responsibility_letter.sign",
            "domain.targets.responsibility_letter.countersign",
        ),
        (
            "domain/registry/test_change_filing.py::test_ten_working_days_after_the_formalities_the_day_itself_not_counted",
            "domain/registry/test_change_filing.py::test_it_is_on_time_only_if_both_were_sent_in_time",
            "resolvers/registry/test_change_filings.py::test_a_change_of_the_registry_that_nobody_filed_is_flagged_once_its_day_is_over",
            "domain/money/test_cap.py::test_a_merger_adds_up_what_both_received",
            "domain/money/test_cap.py::test_a_split_burdens_each_successor_with_the_whole",
            "domain/targets/test_target.py::test_platforms_and_bases_sign_no_letter",
            "domain/targets/test_target.py::test_the_centre_signs_first_and_the_third_signature_puts_it_in_force",
            "resolvers/targets/test_targets.py::test_progress_is_what_the_ledger_tells_quarter_by_quarter",
            "api/files/test_letter_pdf.py::test_a_signed_letter_says_who_undertakes_what_and_who_signed_when",
        ),
    ),
    Clause(
        "第十三条",
        "检查指导和经费监督",
        (
            "domain.rights.table.money.AWARDED",
            "domain.terms.Role",
            "domain.money.fund_use.record",
            "domain.demands.complaint.raised",
            "domain.supervision.inspection.carry_out",
        ),
        (
            "domain/money/test_subsidy.py::test_every_act_of_the_life_is_an_act_somebody_may_do",
            "domain/money/test_fund_use.py::test_parts_that_do_not_come_to_the_total_are_refused_with_both_and_the_difference",
            "domain/demands/test_complaint.py::test_oversight_hears_of_how_funds_are_used_and_of_nothing_else",
            "domain/supervision/test_inspection.py::test_findings_are_numbered_and_go_to_the_operator",
        ),
    ),
    Clause(
        "第十四条",
        "信息上报规范化",
        ("domain.reporting.reporting_norm.set_norm", "domain.rectification.delivery.reminded"),
        ("domain/registry/test_bodies.py::test_a_norm_governs_from_the_first_day_of_a_quarter_that_has_not_begun",),
    ),
    Clause(
        "第十四条（一）",
        "平台按季报送，中心汇总，主管部门审核",
        (
            "domain.reporting.report.submit",
            "domain.reporting.consolidation.pass_on",
            "domain.reporting.obligation.route_of",
        ),
        (
            "domain/registry/test_registry.py::test_the_reporting_set_is_every_centre_but_the_citys_and_every_running_title",
            "domain/reporting/test_obligation.py::test_a_first_submission_settles_district_and_route",
        ),
    ),
    Clause(
        "第十四条（二）",
        "未建中心的由主管部门25日前报送",
        ("domain.reporting.obligation.owed", "domain.calendar.due"),
        (
            "domain/test_calendar.py::test_the_25th_moves_to_the_next_working_day_where_it_is_a_rest_day",
            "domain/test_calendar.py::test_the_25th_lasts_to_its_end_in_kunming",
        ),
    ),
    Clause(
        "第十五条",
        "每年组织绩效评价",
        ("domain.evaluation.round.subjects", "domain.evaluation.round.call"),
        ("domain/regulation/test_rulepack.py::test_a_round_grades_the_year_before",),
    ),
    Clause(
        "第十六条",
        "评价内容",
        (
            "domain.evaluation.scheme.check",
            "domain.regulation.packs.kunming_2020_index.INDICATORS",
            "domain.evaluation.year_records.year_of",
            "domain.evaluation.scoring.MEASURES",
        ),
        (
            "domain/regulation/test_rulepack.py::test_the_default_index_weighs_one_hundred",
            "domain/evaluation/test_year_records.py::test_a_year_is_counted",
            "domain/evaluation/test_evaluation.py::test_what_records_tell_is_not_declared",
        ),
    ),
    Clause(
        "第十六条（一）",
        "建设及运营管理",
        ("domain.regulation.packs.kunming_2020_index.CONSTRUCTION",),
        ("test_law.py::test_every_paragraph_of_article_16_has_its_indicators",),
    ),
    Clause(
        "第十六条（二）",
        "服务业绩",
        ("domain.regulation.packs.kunming_2020_index.PERFORMANCE",),
        ("test_law.py::test_every_paragraph_of_article_16_has_its_indicators",),
    ),
    Clause(
        "第十六条（三）",
        "创新服务与特色服务",
        ("domain.regulation.packs.kunming_2020_index.INNOVATION",),
        ("test_law.py::test_every_paragraph_of_article_16_has_its_indicators",),
    ),
    Clause("第十七条", "评价程序及方式", open="各步见分款。"),
    Clause(
        "第十七条（一）",
        "市工业和信息化局组织",
        ("domain.evaluation.round.call",),
        ("domain/regulation/test_rulepack.py::test_by_default_the_day_of_the_call_decides",),
    ),
    Clause(
        "第十七条（二）",
        "材料经属地审核汇总",
        (
            "domain.evaluation.materials.submit",
            "domain.evaluation.materials.review",
            "domain.evaluation.evaluation.hand_in",
        ),
        ("resolvers/money/test_money.py::test_a_proven_reminder_is_noted_on_the_evaluation",),
    ),
    Clause(
        "第十七条（三）",
        "专家评审，市局确定结果",
        (
            "domain.evaluation.panel.assign",
            "domain.evaluation.panel.conflict",
            "domain.evaluation.scoring.tally",
            "domain.evaluation.result.decide",
        ),
        ("test_law.py::test_the_pack_names_the_four_grades_of_article_17",),
    ),
    Clause(
        "第十七条（四）",
        "等次、公示和异议",
        (
            "domain.evaluation.notice.window",
            "domain.evaluation.notice.kept_open",
            "domain.evaluation.notice.raised",
            "domain.evaluation.result.finalise",
        ),
        (
            "domain/test_calendar.py::test_five_full_working_days_of_publicity",
            "domain/reporting/test_reckoning.py::test_whatever_is_declared_a_running_window_has_five_full_working_days_and_is_not_cut",
        ),
    ),
    Clause(
        "第十八条",
        "补助标准、累计上限、就高不重复",
        (
            "domain.money.award.subsidy_for",
            "domain.money.cap.taken",
            "domain.money.subsidy.calculate",
            "domain.money.payment.pay",
            "domain.money.payment.record_return",
            "domain.money.fund_use.record",
        ),
        (
            "domain/money/test_award.py::test_what_a_grade_alone_earns",
            "domain/money/test_award.py::test_the_highest_is_awarded_and_never_more",
            "domain/money/test_money_history.py::test_two_readings_of_article_18_agree_to_the_fen",
            "domain/money/test_fund_use.py::test_other_uses_always_raise_a_finding_and_only_they",
        ),
    ),
    Clause(
        "第十九条",
        "整改、通报和取消称号",
        (
            "domain.rectification.rectification.issue",
            "domain.rectification.rectification.close",
            "domain.rectification.rectification.effect_of",
            "domain.registry.titles.end",
            "domain.registry.titles.restore",
        ),
        (
            "domain/rectification/test_rectification.py::test_the_effect_fits_the_kind",
            "domain/rectification/test_rectification.py::test_silence_is_a_refusal_only_after_the_due_day",
        ),
    ),
    Clause(
        "第二十条",
        "解释",
        ("domain.regulation.rulepack.Ours",),
        ("domain/regulation/test_rulepack.py::test_every_figure_cites_its_article_or_says_why_it_is_ours",),
        "两局联合解释的登记随后续办法一期建设。",
    ),
    Clause(
        "第二十一条",
        "施行和有效期",
        ("domain.regulation.rulepack.pack_for_quarter", "domain.regulation.rulepack.pack_for_round"),
        ("domain/regulation/test_rulepack.py::test_outside_it_the_refusal_says_what_to_load",),
    ),
)
