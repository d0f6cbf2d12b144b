"""13 F1: an article stands beside a refusal or a step only where its text carries it; the words that do stand here.

Whatever the code cites is found in it, so that a new citation without words of the text fails.
"""

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

import pytest

from domain.kernel.acts import Act
from domain.kernel.basis import basis_of
from domain.registry.titles import ELSEWHERE
from domain.regulation.clauses import PARAGRAPHS, clauses
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.reporting.consolidation import WRITES
from domain.rights.authority import GIVEN, GRANTS, who_may

ROOT: Final = Path(__file__).resolve().parents[2]
TEXT: Final = (Path(__file__).parent / "regulation" / "measures-2020.txt").read_bytes()

CARRIED: Final[Mapping[tuple[str, str], str]] = {
    ("NO_CENTRE_HERE", "第二条"): "经市县两级人民政府、各国家级省级开发(度假)区管委会批准成立的中小企业服务中心",
    ("CENTRES_HAVE_NO_TITLE", "第二条"): "批准成立的中小企业服务中心,市级及以上认定的中小企业服务平台",
    ("ONLY_CENTRES_SIGN", "第十二条"): "中小企业服务中心与市中小企业服务中心及辖区主管部门签订建设及运营责任书",
    ("NO_TARGETS", "第十二条"): "根据市工业和信息化局下达的年度工作目标",
    ("NOT_THE_AUTHOR", "第十四条（一）"): "中小企业服务中心汇总辖区内服务平台运营情况",
    ("NOT_THE_AUTHOR", "第十四条（二）"): "由中小企业主管部门每季度最后一个月25日前向市中小企业服务中心报送",
    ("LAW_SETS_THE_DAY", "第十四条（二）"): "每季度最后一个月25日前",
    ("ALREADY_STATED", "第十五条"): "对中小企业服务中心及市级示范平台、示范基地",
    ("KIND_TWICE", "第十五条"): "每年组织",
    ("SCHEME_SECTION", "第十六条"): "评价内容包括但不限于以下内容",
    ("STEP", "第十六条"): "评价内容包括",
    ("NOTHING_REVIEWED", "第十七条（二）"): "经属地中小企业主管部门审核、汇总后报市工业和信息化局",
    ("OPINION_REQUIRED", "第十七条（三）"): "中小企业主管部门审查意见",
    ("STEP", "第十七条（三）"): "组织专家按评价体系标准进行专家评审,确定评价结果",
    ("INVALID", "第十七条（四）"): "评价结果分为优秀、良好、合格、不合格",
    ("STEP", "第十七条（四）"): "评价结果分为优秀、良好、合格、不合格",
    ("WINDOW_TOO_SHORT", "第十七条（四）"): "公示期不少于5个工作日",
    ("STILL_OPEN", "第十七条（四）"): "公示期不少于5个工作日。对评价结果有异议的,由市工业和信息化局组织调查核实",
    ("OPEN_MATTERS", "第十七条（四）"): "对评价结果有异议的,由市工业和信息化局组织调查核实",
    ("NO_EVALUATION", "第十八条"): "根据年度评价结果",
    ("NOT_ALL_FINAL", "第十八条"): "按照“就高不重复”的原则",
    ("NOT_THE_YEAR_BEFORE", "第十八条"): "上年度运营经费补助",
    ("CAP_EXCEEDED", "第十八条"): "累计补助不超过15万元、40万元",
    ("NO_CAP", "第十八条"): "同一示范平台、示范基地累计补助不超过",
    ("STEP", "第十八条"): "给予上年度运营经费补助",
    ("TITLE_REVOKED", "第十九条"): "取消市级示范称号",
    ("STEP", "第十九条"): "取消市级示范称号",
    ("NOT_UNQUALIFIED", "第十九条"): "对未通过绩效评价的,由市工业和信息化局下达整改通知",
    ("INVALID", "第十九条"): "整改不合格或拒不整改的示范平台、示范基地将取消市级示范称号",
    ("NO_RULE_PACK", "第二十一条"): "有效期三年",
}
"""The words that carry a refusal (`STEP`: a step of a derivation), by what is cited."""
PASSED_ON: Final = ("article", "self.basis", "self.basis.under(law)")
"""Citations of others: of the table of rights, which has a test of its own below, and of the refusal or step itself."""


class Cited(NamedTuple):
    """A citation in the code: of which refusal, which article, and where."""

    what: str
    article: str
    place: str


def text_of(clause: str) -> str:
    """The text of an article or of one of its paragraphs, as the Measures have it."""
    article, _, number = clause.partition("（")
    text = TEXT.decode()
    begun = re.search(rf"^{article} ", text, re.MULTILINE)
    assert begun is not None, article
    ended = re.search(r"^(第[一二三四五六七八九十]+[条章]) ", text[begun.end() :], re.MULTILINE)
    body = text[begun.end() : begun.end() + ended.start() if ended else None]
    if not number:
        return body
    [paragraph] = re.findall(rf"^\({number[:-1]}\)(.*)$", body, re.MULTILINE)
    return paragraph


def citations() -> Iterator[Cited]:
    """Whatever refusals and steps of the code cite."""
    for folder in ("domain", "resolvers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            module = importlib.import_module(name)
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    yield from cited(node, module, f"{name}:{node.lineno}")


def cited(call: ast.Call, module: ModuleType, place: str) -> Iterator[Cited]:
    """What a call cites, if it makes a refusal or a step."""
    assert isinstance(call.func, ast.Name)
    given = {each.arg: each.value for each in call.keywords}
    match call.func.id:
        case "Violation":
            what = ast.unparse(call.args[0]).removeprefix("Code.")
            cites = call.args[1] if len(call.args) > 1 else given.get("cites")
        case "DerivationStep":
            what, cites = "STEP", call.args[0]
        case _:
            return
    for article in articles(cites, module):
        yield Cited(what, article, place)


def articles(cites: ast.expr | None, module: ModuleType) -> list[str]:
    """The articles that an expression may come to, names of functions' own read as what they stand for in this test."""
    expression = "None" if cites is None else ast.unparse(cites)
    if expression in PASSED_ON:
        return []
    if by_pack := re.fullmatch(r"(?:\w+\.)*pack\.basis\((.*)\)", expression):
        expression = f"pack.basis({by_pack[1]})"
    known: dict[str, Any] = {"pack": KUNMING_2020, "basis": KUNMING_2020.basis(KUNMING_2020.amounts)}
    several = {"WRITES[author]": list(WRITES.values()), "cites": [cites for cites, *_ in ELSEWHERE.values()]}
    found = several.get(expression) or [eval(expression, {**vars(module), **known})]
    return [basis.article for each in found if (basis := basis_of(each)).article is not None]


def test_the_text_is_the_one_that_the_pack_rests_on() -> None:
    assert sha256(TEXT).hexdigest() == KUNMING_2020.source_hash.value


@pytest.mark.parametrize("clause", clauses())
def test_every_clause_has_its_text(clause: str) -> None:
    assert len(text_of(clause)) > 10
    assert PARAGRAPHS


def test_what_the_code_cites_is_carried_by_the_text() -> None:
    bare = [each for each in citations() if (each.what, each.article) not in CARRIED]

    assert bare == []


def test_the_words_stand_in_the_text_and_nothing_stands_here_in_vain() -> None:
    wrong = [key for key, words in CARRIED.items() if words not in text_of(key[1])]
    cited = {(each.what, each.article) for each in citations()}

    assert wrong == []
    assert set(CARRIED) - cited == set()


GIVEN_BY: Final[Mapping[Act, str]] = {
    Act.SUBMIT_REPORT: "各服务平台按季度在线向属地中小企业服务中心报送",
    Act.SUBMIT_CONSOLIDATION: "中小企业服务中心汇总辖区内服务平台运营情况",
    Act.PASS_CONSOLIDATION: "经属地中小企业主管部门审核后报市中小企业服务中心",
    Act.RECEIVE_CONSOLIDATION: "报市中小企业服务中心",
    Act.SET_REPORTING_NORM: "市中小企业服务中心负责建立信息上报规范化制度",
    Act.FILE_CHANGE: "运营单位发生主体变更、地址或法定代表人变更、重组等重大调整事项的",
    Act.SET_TARGET: "根据市工业和信息化局下达的年度工作目标",
    Act.SIGN_RESPONSIBILITY_LETTER: "中小企业服务中心与市中小企业服务中心及辖区主管部门签订",
    Act.COUNTERSIGN_RESPONSIBILITY_LETTER: "与市中小企业服务中心及辖区主管部门签订",
    Act.CALL_ROUND: "市工业和信息化局根据本办法相关规定,每年组织",
    Act.SUBMIT_EVALUATION: "各评价对象按照当年绩效评价通知,严格按要求准备年度绩效评价材料",
    Act.REVIEW_EVALUATION: "经属地中小企业主管部门审核",
    Act.HAND_IN_DISTRICT: "中小企业主管部门审核、汇总后报市工业和信息化局",
    Act.ASSIGN_PANEL: "市工业和信息化局根据各县(市)区、开发(度假)区中小企业主管部门审查意见及提交的绩效评价材料,组织专家",
    Act.DECIDE_EVALUATION: "确定评价结果",
    Act.PUBLISH_NOTICE: "通过市工业和信息化局门户网站向社会进行公示",
    Act.INVESTIGATE_OBJECTION: "由市工业和信息化局组织调查核实",
    Act.DECIDE_OBJECTION: "由市工业和信息化局组织调查核实",
    Act.ISSUE_RECTIFICATION: "由市工业和信息化局下达整改通知",
    Act.CLOSE_RECTIFICATION: "将通报属地政府或开发区管委会",
    Act.PLAN_INSPECTION: "市中小企业服务中心建立日常工作协调、保障和监督机制",
    Act.PUBLISH_CIRCULAR: "通报全市中小企业服务活动开展情况",
    Act.RESOLVE_DIFFICULTY: "协调解决服务平台、服务网络日常运营中的困难和问题",
    Act.ISSUE_TASK: "安排有关工作,下达目标任务",
}
"""The words that give an act to those who may do it."""


@pytest.mark.parametrize("act", sorted(GIVEN, key=str))
def test_the_article_of_who_may_gives_them_the_act(act: Act) -> None:
    cited = {grant.article for grant in GRANTS if grant.act is act and who_may(act, grant.noun)[1] == grant.article}

    assert any(article and GIVEN_BY[act] in text_of(article) for article in cited), cited


def test_who_may_do_what_the_text_does_not_say_is_ours() -> None:
    ours = [each for each in Act if each not in GIVEN]

    assert {who_may(act, "")[1] for act in ours} == {None}
