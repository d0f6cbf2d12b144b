"""Every refusal by regulation, form or rights, as data.

A rule raises `Violation`; it is caught once, under the verbs, and shown as a `Problem`.
Messages are templates over the violation's `facts`, in Chinese for people and in English by request.
"""

from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field

from domain.kernel.basis import Basis, Cites, Law, basis_of
from domain.terms import Term


class Code(Term):
    """The kind of a refusal: stable, for machines. Label: the Chinese message; `says`: the English one."""

    # the door
    NOT_FOUND = "NOT_FOUND", "没有找到这条记录。", "There is no such record."
    FORBIDDEN = "FORBIDDEN", "您的身份不能办理此事项。", "Your office may not do this."
    NOT_SIGNED_IN = "NOT_SIGNED_IN", "请先登录。", "Sign in first."
    SIGN_IN_FAILED = "SIGN_IN_FAILED", "用户名、密码或任职不正确。", "User name, password or office is wrong."
    LOCKED_OUT = "LOCKED_OUT", "登录失败次数过多，请于{minutes}分钟后重试。", "Too many failed attempts; try again in {minutes} minutes."
    TOO_OFTEN = "TOO_OFTEN", "操作过于频繁，请于{minutes}分钟后再试。", "Too many in a short time; try again in {minutes} minutes."
    SECOND_FACTOR = "SECOND_FACTOR", "请输入动态口令或备用码。", "Tell a code of your second factor, or a recovery code."
    WRONG_FACTOR = "WRONG_FACTOR", "动态口令或备用码不正确，或已用过。", "The code is wrong or was used already."
    FACTOR_FIRST = "FACTOR_FIRST", "请先启用动态口令。", "Set up a second factor before anything else."
    PASSWORD_FIRST = "PASSWORD_FIRST", "请先修改初始密码。", "Change your first password before anything else."
    TOKEN_OVER = "TOKEN_OVER", "令牌已过期或已更换。", "This token is over, or another took its place."
    CLIENT_REVOKED = "CLIENT_REVOKED", "该客户端已撤销。", "This client was revoked."
    ADDRESS_REFUSED = "ADDRESS_REFUSED", "该客户端不能从此地址调用。", "This client may not call from this address."
    SCOPE_PROPOSED = "SCOPE_PROPOSED", "该客户端尚无已确认的权限。", "Nothing that this client is proposed for is confirmed."
    SIGNATURE_REQUIRED = "SIGNATURE_REQUIRED", "该客户端的请求须签名。", "Requests of this client must be signed."
    SIGNATURE_WRONG = "SIGNATURE_WRONG", "请求签名不正确。", "The signature does not fit the request."
    SIGNATURE_STALE = "SIGNATURE_STALE", "请求时间与服务器相差超过{minutes}分钟。", "The request's time differs from the server's by more than {minutes} minutes."
    NONCE_USED = "NONCE_USED", "该请求已经收到过。", "This request came before."
    CLOCK_BACK = "CLOCK_BACK", "城市时间只能向前推进。", "The city's clock only moves on."
    CLOCK_FIXED = "CLOCK_FIXED", "正式运行时不能推进时间。", "The clock moves in the demonstration city only."
    CONFLICT = "CONFLICT", "这条记录已被他人修改（当前版本 {version}），请刷新后重试。", "Somebody changed this record (now version {version_en}); read it again."
    KEY_REUSED = "KEY_REUSED", "同一幂等键已用于不同内容。", "This idempotency key was used with other content."
    BUSY = "BUSY", "系统繁忙，请稍后重试。", "The system is busy; try again shortly."

    EXPORT_RUNNING = "EXPORT_RUNNING", "您的上一份审计导出尚未完成，请稍后再试，最长{minutes}分钟。", "An export of yours is still on its way; try again when it has ended, in {minutes} minutes at most."
    NOT_YET_SIGNED = "NOT_YET_SIGNED", "这条记录尚未签入检查点，请于几分钟后再试。", "No checkpoint was signed since this record; try again in some minutes."

    # the form
    INVALID = "INVALID", "“{field}”填写有误：{why}", "{field_en} is not valid: {why_en}"
    REQUIRED = "REQUIRED", "请填写“{field}”。", "{field_en} is required."
    TOO_LONG = "TOO_LONG", "“{field}”不能超过{limit}字。", "{field_en} may not exceed {limit} characters."
    TWICE = "TWICE", "“{what}”重复出现。", "{what} stands twice."
    TOO_MANY = "TOO_MANY", "一次不能超过{limit}项。", "At most {limit} at a time."
    NEGATIVE = "NEGATIVE", "“{field}”不能为负数。", "{field_en} may not be negative."
    REASON_REQUIRED = "REASON_REQUIRED", "请写明理由。", "A reason is required."

    # lives
    WRONG_STATE = "WRONG_STATE", "当前状态为“{state}”，不能进行此操作。", "Not possible while {state_en}."
    ALREADY_EXISTS = "ALREADY_EXISTS", "已有相同的记录。", "The same record exists already."
    IN_USE = "IN_USE", "已被其他记录引用，不能删除。", "Other records rest on it: it cannot be removed."

    # quarterly reporting (Art. 14)
    NOT_THE_AUTHOR = "NOT_THE_AUTHOR", "本地区的季度汇总由{author}编报。", "This district's consolidation is written by {author_en}."
    TAKEN_IN = "TAKEN_IN", "该报告已汇总并报主管部门审核，不能撤回。", "The department is reviewing the consolidation that took it in: it cannot be recalled."
    NOT_AN_AMENDMENT = "NOT_AN_AMENDMENT", "尚无已接收的版本，不能放弃。", "Nothing is in force yet: there is no amendment to give up."
    MUST_CORRECT = "MUST_CORRECT", "接收后被退回的报告须更正后重新报送。", "A report sent back after acceptance must be corrected and handed in again."
    ITEM_REASONS_REQUIRED = "ITEM_REASONS_REQUIRED", "退回须逐项写明理由。", "Say what is wrong with which item."
    UNKNOWN_ITEM = "UNKNOWN_ITEM", "没有“{item}”这一项。", "There is no item {item}."
    REVIEW_CLOSED = "REVIEW_CLOSED", "该版本的审核已经办结。", "This review is closed; a further version gets a new one."
    NOT_OWED = "NOT_OWED", "这项报送任务不属于{kind}。", "This obligation is not owed as {kind_en}."
    DAY_OVER = "DAY_OVER", "报送期限{due}已过，不能延期或者免报。", "Its day, {due}, is over: it is neither extended nor exempted any more."
    LAW_SETS_THE_DAY = "LAW_SETS_THE_DAY", "该日期由办法规定，不能延期或者免报。", "The Measures set this day: it is neither extended nor exempted."
    OWN_ACT = "OWN_ACT", "{kind}另有专门办理事项。", "What is owed as {kind_en} has acts of its own."
    TOO_FAR = "TOO_FAR", "{day}过远，不能晚于{latest}。", "{day} is too far away; at the latest {latest}."
    NOT_THIS_FAULT = "NOT_THIS_FAULT", "当前结果为“{outcome}”，不能因“{cause}”更正为“{to}”。", "What is {outcome_en} does not become {to_en} for a fault of {cause_en}."
    PROPOSED_ALREADY = "PROPOSED_ALREADY", "已有一项更正待复核。", "A correction waits for another person already."
    ANOTHER_PERSON = "ANOTHER_PERSON", "须由提出更正以外的人复核。", "Whoever proposed it does not decide on it."

    # the rule pack (Art. 21)
    NO_RULE_PACK = "NO_RULE_PACK", "{what}不在现行办法的有效期内。", "No regulation in force covers {what_en}."
    NOT_THE_YEAR_BEFORE = "NOT_THE_YEAR_BEFORE", "评价的是上年度，应为{year}年。", "A round grades the year before its call, {year}."

    # money (Art. 18)
    NOT_ALL_FINAL = "NOT_ALL_FINAL", "该单位{year}年度还有{open}项评价结果未生效。", "{open} evaluation(s) of this holder for {year} are not final."
    ON_HOLD = "ON_HOLD", "该单位本年度有评价结果正在复查，暂停办理。", "An evaluation of this holder's year is open again; nothing goes out until it is final."
    NO_EVALUATION = "NO_EVALUATION", "该单位没有{year}年度的评价。", "This holder was not evaluated for {year}."
    NOTHING_CHANGED = "NOTHING_CHANGED", "核算结果与现有补助一致，无需重新核算。", "The calculation comes to what stands already."
    STALE_CALCULATION = "STALE_CALCULATION", "核算后情况有变：现应补{due}元，原核算{amount}元，请重新核算。", "Things changed since: {due} yuan is due now, {amount} was calculated; calculate anew."
    CAP_EXCEEDED = "CAP_EXCEEDED", "累计上限余额{headroom}。", "The lifetime cap leaves {headroom_en}."
    NO_CAP = "NO_CAP", "服务中心没有累计补助上限。", "A service centre has no lifetime cap."
    ALREADY_OPENED = "ALREADY_OPENED", "期初余额已经登记。", "The opening balance is recorded already."
    SAME_PERSON = "SAME_PERSON", "审定与确认不能是同一人。", "Who approved it may not confirm it."
    DECISION_REQUIRED = "DECISION_REQUIRED", "补差须先登记决定。", "A supplement needs its recorded decision first."
    NOT_A_SUPPLEMENT = "NOT_A_SUPPLEMENT", "只有补差需要登记决定。", "Only a supplement rests on a recorded decision."
    TITLE_REVOKED = "TITLE_REVOKED", "市级称号已取消，不再拨付。", "The municipal title is revoked; nothing is paid."
    INSTRUCTION_USED = "INSTRUCTION_USED", "该拨付凭证号已经用过。", "This number of a payment instruction was used before."
    VOUCHER_USED = "VOUCHER_USED", "该退款凭证号已经用过。", "This number of a return voucher was used before."
    PAYMENT_UNSETTLED = "PAYMENT_UNSETTLED", "还有拨付或退款未办结。", "A payment or a recovery is still open."
    TOO_MUCH = "TOO_MUCH", "金额不能超过{limit}元。", "At most {limit} yuan."
    TOTAL_DIFFERS = "TOTAL_DIFFERS", "合计{total}元与明细之和{sum}元不符，相差{difference}元。", "The total of {total} yuan is not the sum of its parts, {sum} yuan: {difference} yuan apart."
    NOT_POSITIVE = "NOT_POSITIVE", "金额必须大于零。", "The amount must be more than zero."
    NOT_OVERPAID = "NOT_OVERPAID", "按已生效的评价结果，该项补助没有多付。", "By the final grades this subsidy was not paid too much."
    OTHER_DIFFERENCE = "OTHER_DIFFERENCE", "按已生效的评价结果应追回{due}元，与填写的{amount}元不符。", "By the final grades {due} yuan are to come back, not {amount}."
    STALE_RECOVERY = "STALE_RECOVERY", "情况有变：现应追回{due}元，原拟追回{amount}元，请终止后重新提出。", "Things changed since: {due} yuan are to come back now, {amount} were proposed; drop it and propose anew."
    HEARING_FIRST = "HEARING_FIRST", "作出决定前须书面告知事实、理由和依据，听取陈述申辩。", "The holder must be told of facts, reasons and basis first, and be heard."
    STILL_HEARD = "STILL_HEARD", "陈述申辩期限至{until}届满，届满后方可决定。", "A statement may be made until {until}; nothing is decided before."
    ANSWER_REQUIRED = "ANSWER_REQUIRED", "当事人已作陈述申辩，请写明采纳情况和理由。", "A statement was made: say what of it is followed, and why."
    TOO_SOON = "TOO_SOON", "{day}过近，应不早于{earliest}。", "{day} is too soon; {earliest} at the earliest."
    ANNOUNCED_LAST = "ANNOUNCED_LAST", "其他方式无法送达的才可公告送达，请写明已用的方式和未能送达的原因。", "An announcement comes only where every other way failed: say which were tried, and why they failed."
    ANNOUNCEMENT_RUNS = "ANNOUNCEMENT_RUNS", "公告期至{until}届满，届满后视为送达，请届满后登记。", "The announcement runs until {until}; record it once that day is over."

    # rectification (Art. 19)
    NOT_UNQUALIFIED = "NOT_UNQUALIFIED", "只有已生效的不合格结果才下达整改通知。", "Only a final result of unqualified is followed by rectification."
    NO_MUNICIPAL_TITLE = "NO_MUNICIPAL_TITLE", "评价对象认定日既不是在运营的中小企业服务中心、也没有市级称号的，不下达整改通知。", "No rectification follows where the platform was neither a centre in operation nor had a municipal title on the subject day."
    PROOF_REQUIRED = "PROOF_REQUIRED", "请写明送达凭证。", "The proof of delivery is required."
    DUE_DAY_PASSED = "DUE_DAY_PASSED", "期限须晚于今天。", "The due day must be later than today."
    NOT_LATER = "NOT_LATER", "新期限须晚于原期限{due}。", "The new due day must be later than {due}."
    ALREADY_EXTENDED = "ALREADY_EXTENDED", "整改期限已延长过，不能再延长。", "The due day was extended already; it cannot be extended again."
    GRADE_UNCHANGED = "GRADE_UNCHANGED", "评价结果仍为不合格。", "The grade is still unqualified."

    # registry (Art. 2, 12), ledger (Art. 11), people
    BAD_CREDIT_CODE = "BAD_CREDIT_CODE", "统一社会信用代码有误：{why}", "The unified social credit code is not valid: {why_en}"
    NOT_A_DISTRICT = "NOT_A_DISTRICT", "{region}不是县（市）区或开发（度假）区。", "{region} is no county, district or zone."
    NO_CENTRE_HERE = "NO_CENTRE_HERE", "{region}属{level}开发（度假）区，只有市县两级人民政府和国家级、省级开发（度假）区管委会可以批准成立服务中心。", "{region} is a municipal zone; only the city, county governments and committees of national or provincial zones found centres."
    REGION_ENDED = "REGION_ENDED", "{region}在{day}不存在。", "{region} does not exist on {day}."
    CENTRE_EXISTS = "CENTRE_EXISTS", "{region}已有服务中心。", "{region_en} has a centre already."
    LIKE_ANOTHER = "LIKE_ANOTHER", "{what}与登记簿中的“{name}”（{state}）相同；如确非同一平台，请说明理由。", "{what_en} is that of {name} in the registry; say why it is another platform, where it is."
    REGION_HAS_NO_CENTRE = "REGION_HAS_NO_CENTRE", "{region}尚未建成服务中心。", "{region} has no centre."
    CENTRE_STAYS = "CENTRE_STAYS", "服务中心由其政府或管委会批准成立，不能变更属地。", "A centre belongs to the government that founded it and cannot move."
    CENTRES_HAVE_NO_TITLE = "CENTRES_HAVE_NO_TITLE", "服务中心由批准成立，不授予示范称号。", "A centre is founded, not recognised: it has no title."
    FUTURE_DAY = "FUTURE_DAY", "{day}尚未到来。", "{day} has not come yet."
    BEFORE_FOUNDING = "BEFORE_FOUNDING", "{day}早于平台开始服务的{founded}。", "{day} is before the platform's service began on {founded}."
    AFTER_ABOLITION = "AFTER_ABOLITION", "平台已于{abolished}撤销。", "The platform was abolished on {abolished}."
    PERIODS_OVERLAP = "PERIODS_OVERLAP", "与已有的时段（自{since}起）重叠。", "Overlaps the period that began on {since}."
    EMPTY_PERIOD = "EMPTY_PERIOD", "结束日期应晚于开始日期。", "The end must lie after the beginning."
    SAME_AS_BEFORE = "SAME_AS_BEFORE", "与现有登记相同，无需变更。", "It is so already."
    OPERATOR_IS_HOLDER = "OPERATOR_IS_HOLDER", "主体单位自行运营时无需登记运营机构。", "Where the holder runs it itself there is no operator to record."
    KINDS_DIFFER = "KINDS_DIFFER", "承继双方应为同一类平台。", "Only platforms of one kind follow each other."
    GOES_IN_CIRCLES = "GOES_IN_CIRCLES", "承继关系不能首尾相接。", "Successions cannot run in a circle."
    NOT_YOUR_PLATFORM = "NOT_YOUR_PLATFORM", "只能使用或更正同一平台的记录。", "It belongs to another platform."
    QUARTER_RUNS = "QUARTER_RUNS", "{quarter}季度尚未结束，暂不能发布通报。", "Quarter {quarter} still runs: no circular on it is published yet."
    QUARTER_BEGUN = "QUARTER_BEGUN", "{quarter}季度已开始，报送规范从下一季度起调整。", "Quarter {quarter} has begun; the norm changes from a later quarter on."
    OFFICE_ANCHOR = "OFFICE_ANCHOR", "{role}的任职应指明：{anchor}。", "An office of {role_en} names {anchor_en}."
    OFFICES_CLASH = "OFFICES_CLASH", "同一账户不能兼任{role}和{other}。", "One account cannot be {role_en} and {other_en}."
    SECOND_PERSON = "SECOND_PERSON", "须由提出任职者以外、另一类管理员确认。", "An administrator of another kind than proposed it confirms it."
    MACHINES_HOLD_NO_OFFICE = "MACHINES_HOLD_NO_OFFICE", "这是客户端的账号，不能任职。", "This is a machine's account, which holds no office."
    LAST_ADMINISTRATOR = "LAST_ADMINISTRATOR", "这是最后一位在任的{role}。", "This is the last {role_en} who is left."
    PASSWORD_EXPIRED = "PASSWORD_EXPIRED", "初始密码或一次性密码已过期。", "The first or one-time password has expired."
    PASSWORD_USED = "PASSWORD_USED", "不能再用最近{count}次用过的密码。", "It is one of the last {count} passwords of this account."
    WEAK_PASSWORD = "WEAK_PASSWORD", "密码不符合要求：{why}", "The password is too weak: {why_en}"
    LETTER_ALWAYS = "LETTER_ALWAYS", "“{event}”须以单独邮件告知，不能关闭或仅汇总。", "{event_en} is always told by a mail of its own."
    # evidence (Art. 11)
    FILE_EMPTY = "FILE_EMPTY", "文件为空。", "The file is empty."
    FILE_TOO_LARGE = "FILE_TOO_LARGE", "文件不能超过{limit}。", "A file has at most {limit}."
    FILE_KIND = "FILE_KIND", "不接受这种文件：{why}", "This kind of file is not taken: {why_en}"
    FILE_BROKEN = "FILE_BROKEN", "文件已损坏或不完整：{why}", "The file is damaged or not whole: {why_en}"
    FILE_SUSPECT = "FILE_SUSPECT", "文件不安全：{why}", "The file is not safe: {why_en}"
    FILE_ELSEWHERE = "FILE_ELSEWHERE", "该文件属于另一平台。", "The file is of another platform."
    FILLS_ANOTHER_SLOT = "FILLS_ANOTHER_SLOT", "同一份文件已作为本次活动的“{slot}”归档，不能再充当另一项材料。", "The same file is this activity's {slot_en} already; it cannot be another of the five as well."
    NOT_A_PHOTO = "NOT_A_PHOTO", "现场照片须为图片或视频。", "A photo is a picture or a video."
    LINK_OVER = "LINK_OVER", "链接已失效，请重新打开文件。", "This link is over; open the file again."

    SHOWN_ONCE = "SHOWN_ONCE", "此事项已办理；其中的密码只显示一次，不再显示。", "It was done already; its secret was shown once and is not shown again."
    OWN_ACCOUNT = "OWN_ACCOUNT", "不能对本人的账户办理此事项。", "Nobody does this to an account of one's own."
    WRONG_PASSWORD = "WRONG_PASSWORD", "原密码不正确。", "The present password is wrong."

    # demands, follow-ups (Art. 7(3), 11)
    NOT_FINANCING = "NOT_FINANCING", "{function}需求的对接不登记融资金额。", "A match of {function_en} brings no financing."
    NOT_SERVED = "NOT_SERVED", "平台没有服务过该企业，不能登记回访。", "The platform has not served this enterprise: there is nothing to follow up."
    # change filings (Art. 12)
    FILING_DIFFERS = "FILING_DIFFERS", "该备案与本平台的“{kind}”不符。", "It is no filing of this platform for {kind_en}, or was withdrawn."
    CHANGE_UNFILED = "CHANGE_UNFILED", "“{platform}”自{day}起的“{kind}”尚未备案，备案前暂停拨付。", "{platform} has not filed its change {kind_en} of {day}; nothing is paid until it is."

    # the yearly round (Art. 15-17)
    SCHEME_SUM = "SCHEME_SUM", "{kind}各指标权重合计{sum}分，应为100分。", "The weights of {kind_en} sum to {sum}, not to 100."
    SCHEME_SECTION = "SCHEME_SECTION", "{kind}缺少“{section}”类指标。", "{kind_en} has no indicator of {section_en}."
    SCHEME_LINE = "SCHEME_LINE", "指标{code}有误：{why}", "Indicator {code} is not valid: {why_en}"
    SCHEME_LACKS_KIND = "SCHEME_LACKS_KIND", "评价体系没有{kind}的指标。", "The scheme has no indicators for {kind_en}."
    NOTHING_TO_SCORE = "NOTHING_TO_SCORE", "没有一项指标适用。", "No indicator applies."
    CUT_OFFS = "CUT_OFFS", "分数线须逐级递减，且在0至100分之间。", "Cut-offs go down from grade to grade, between 0 and 100."
    DATES_ORDER = "DATES_ORDER", "“{later}”不能早于“{earlier}”。", "{later_en} may not be before {earlier_en}."
    SUBJECT_DAY_YEAR = "SUBJECT_DAY_YEAR", "基准日应在考核年度或次年，且不晚于通知下达日。", "The subject day lies in the graded year or the next, not after the call."
    KIND_TWICE = "KIND_TWICE", "{year}年度已有一次对{kind}的评价。", "{kind_en} is already evaluated for {year}."
    NO_KINDS = "NO_KINDS", "请至少选择一类评价对象。", "Choose at least one kind."
    NO_SUBJECTS = "NO_SUBJECTS", "没有符合条件的评价对象。", "Nothing is to be evaluated."
    NO_HOLDER = "NO_HOLDER", "{name}在基准日没有登记主体单位。", "{name} has no holder on record on the subject day."
    NOT_OF_THE_KINDS = "NOT_OF_THE_KINDS", "本次评价不包括{kind}。", "This round does not evaluate {kind_en}."
    ALREADY_STATED = "ALREADY_STATED", "{name}依第十五条已是评价对象。", "{name} is a subject by Art. 15 already."
    NOT_STATED = "NOT_STATED", "{name}不是评价对象，无需剔除。", "{name} is not a subject; there is nothing to strike."
    NOTICE_NUMBER = "NOTICE_NUMBER", "下达前须填写通知文号。", "The notice needs its document number before it goes out."
    NO_EXPERTS_GRADE = "NO_EXPERTS_GRADE", "没有专家评分，只能评为不合格。", "Without experts' scores the grade can only be UNQUALIFIED."
    ALREADY_DECIDED = "ALREADY_DECIDED", "已有评价结果评定，不能撤回。", "A result is decided already; it cannot be withdrawn."
    NOT_YOUR_DESK = "NOT_YOUR_DESK", "目前由{desk}办理。", "It is on the desk of {desk_en}."
    OWN_CAUSE = "OWN_CAUSE", "不能办理涉及本单位的事项。", "Nobody decides in their own cause."
    OWN_FILING = "OWN_FILING", "报送人不能审核自己报送的材料。", "Nobody reviews what they handed in themselves."
    OPINION_REQUIRED = "OPINION_REQUIRED", "审核意见不能为空。", "An opinion is required."
    STILL_IN_TIME = "STILL_IN_TIME", "截止日{due}尚未过，不能办理。", "The due day {due} is not over."
    NO_PROVEN_REMINDER = "NO_PROVEN_REMINDER", "没有留有凭证的催报记录，不能认定未报送。", "No reminder with proof is recorded: it cannot be decided as missing."
    NOTHING_REVIEWED = "NOTHING_REVIEWED", "没有已审核、待上报的评价材料。", "Nothing is reviewed and waiting to be handed in."
    NO_GAP = "NO_GAP", "{name}不属于本次未上报的评价对象，无需说明。", "{name} is no evaluation of the district that is not handed in."
    GAP_UNNAMED = "GAP_UNNAMED", "{name}未在本次上报，请说明原因。", "{name} is not handed in: say why."
    NOT_DECLARED = "NOT_DECLARED", "指标{code}不由自评申报。", "Indicator {code} is not declared."
    NOT_ITS_MEASURE = "NOT_ITS_MEASURE", "指标{code}的计分方法为“{method}”，不能这样填写。", "{code} is counted by {method_en}: this is no input of it."
    NOT_ON_THE_LIST = "NOT_ON_THE_LIST", "“{item}”不在指标{code}的清单内。", "{item} is not on the checklist of {code}."
    MORE_THAN_WHOLE = "MORE_THAN_WHOLE", "指标{code}的部分数大于总数。", "The part exceeds the whole in {code}."
    TOO_FEW_EXPERTS = "TOO_FEW_EXPERTS", "专家不得少于{least}人。", "At least {least} experts."
    CONFLICT_OF_INTEREST = "CONFLICT_OF_INTEREST", "专家{expert}与{interest}“{party}”存在利益关系，须回避。", "{expert} has a conflict of interest with {party}, {interest_en}."
    EXPERT_TWICE = "EXPERT_TWICE", "专家{expert}已在或曾在本评审组。", "{expert} has, or had, a seat on this panel."
    EXPERT_RETIRED = "EXPERT_RETIRED", "专家{expert}已退库。", "{expert} is no longer seated."
    NOT_YOUR_SEAT = "NOT_YOUR_SEAT", "只能办理自己的席位。", "It is another expert's seat."
    SCORE_RANGE = "SCORE_RANGE", "指标{code}的分数应在0至{most}之间。", "The score of {code} lies between 0 and {most}."
    NOT_SCORED_BY_EXPERTS = "NOT_SCORED_BY_EXPERTS", "指标{code}不由专家评分。", "Experts do not score {code}."
    SCORES_INCOMPLETE = "SCORES_INCOMPLETE", "指标{code}尚未评分。", "{code} is not scored yet."
    NOT_IN_NOTICE = "NOT_IN_NOTICE", "本次评价通知没有规定{what}。", "This round's notice has no {what_en}."
    NOTHING_DECIDED = "NOTHING_DECIDED", "没有待公示的结果。", "Nothing decided is waiting to be published."
    NOT_ALL_DECIDED = "NOT_ALL_DECIDED", "还有{open}项评价未评定。", "{open} evaluation(s) are not decided."
    OPEN_MATTERS = "OPEN_MATTERS", "{name}还有异议或重新调查未办结。", "Something is still open about {name}."
    WINDOW_TOO_SHORT = "WINDOW_TOO_SHORT", "公示期仅{days}个工作日（不含发布当日），不少于{least}个；最早可截止于{earliest}。", "The window has {days} full working day(s) after the day of posting; at least {least}: it may end on {earliest} at the earliest."
    STILL_OPEN = "STILL_OPEN", "公示期或异议尚未办结。", "The window or a matter is still open."
    NOT_REOPENED = "NOT_REOPENED", "没有正在进行的重新调查。", "No reopening is under way."
    NOT_UPHELD = "NOT_UPHELD", "异议不成立时不能改变评价等次。", "The grade does not change with an objection rejected."
    NOT_PUBLISHED = "NOT_PUBLISHED", "该结果尚未公示。", "That result is not published."

    # targets, letters of responsibility (Art. 12)
    ONLY_CENTRES_SIGN = "ONLY_CENTRES_SIGN", "责任书由县（市）区、开发（度假）区中小企业服务中心签订，{name}不签订责任书。", "Only a district's centre signs a letter of responsibility; {name} does not."
    NO_TARGETS = "NO_TARGETS", "该地区尚未下达{year}年度目标任务。", "The district has no target of {year} yet."
    CENTRE_SIGNS_FIRST = "CENTRE_SIGNS_FIRST", "请待县区服务中心签署后再会签。", "The district's centre signs first."
    SIGNED_ALREADY = "SIGNED_ALREADY", "您或您的单位已经签署，不能重复签署。", "You or your office signed it already; nobody signs twice."
    # supervision (Art. 4-6, 13)
    FIGURES_CHANGED = "FIGURES_CHANGED", "起草后本季度报送情况有变，请重新保存并核对正文。", "The quarter's records changed since it was written: save it anew and check its text."


@dataclass(eq=False)  # not frozen: what passes an exception on writes its traceback
class Violation(Exception):
    """One refusal. `facts` fill the message; `path` names the input field; `cites` what it rests on.

    `others` are wrong beside it: a form tells all that is wrong with it at once.
    """

    code: Code
    cites: InitVar[Cites] = None
    path: tuple[str, ...] = ()
    facts: dict[str, object] = field(default_factory=dict)
    hint: str | tuple[str, str] | None = None
    """An act that helps, or advice in Chinese and in English."""
    others: tuple["Violation", ...] = ()

    basis: Basis = field(init=False)

    def __post_init__(self, cites: Cites) -> None:
        self.basis = basis_of(cites)

    @property
    def article(self) -> str | None:
        """The article that the refusal rests on."""
        return self.basis.article

    def under(self, law: Law) -> "Violation":
        """The refusal, and those beside it, under the governing regulation."""
        for each in (self, *self.others):
            each.basis = each.basis.under(law)
        return self

    def below(self, *path: str) -> "Violation":
        """The same refusal, of one entry of a list."""
        return Violation(self.code, self.basis, (*path, *self.path), self.facts, self.hint)

    def message(self, language: str = "zh") -> str:
        """The message tells a person the refusal, in simplified Chinese or English."""
        template = self.code.says if language == "en" else self.code.label
        named = {"field_en": self.path[-1].replace("_", " ")} if self.path else {}
        return template.format_map(_Facts(named | self.facts))

    def advice(self, language: str = "zh") -> str | None:
        """The advice names the next step, in simplified Chinese or English."""
        return self.hint[language == "en"] if isinstance(self.hint, tuple) else self.hint

    def __str__(self) -> str:
        return f"{self.code.value}: {self.message('en')}"


def refuse_all(violations: Iterable[Violation]) -> None:
    """All violations refuse together, one for each field; an empty list refuses nothing."""
    by_field: dict[tuple[str, ...], Violation] = {}
    for each in violations:
        by_field.setdefault(each.path, each)
    if by_field:
        first, *others = by_field.values()
        first.others = tuple(others)
        raise first


class _Facts(dict[str, object]):
    """Template facts: a missing `x_en` falls back to `x`."""

    def __missing__(self, key: str) -> object:
        return self.get(key.removesuffix("_en"), "…")
