"""Every figure of a published table once more, as it was published, beside what the code says."""

import re
from datetime import date
from typing import Final

import pytest

from domain.registry.enterprise_size import SIZES_2017
from domain.registry.regions import CITY, REGIONS
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.terms import Kind, Level
from domain.terms.registry import Industry, RegionKind

# 国家统计局关于印发《统计上大中小微型企业划分办法（2017）》的通知（国统字〔2017〕213号），附表“统计上大中小微型企业划分标准”。
# Name; 指标名称; 大型; 中型; 小型; 微型.
SIZES: Final = """
农、林、牧、渔业 | 营业收入 | Y≥20000 | 500≤Y<20000 | 50≤Y<500 | Y<50
工业 | 从业人员 | X≥1000 | 300≤X<1000 | 20≤X<300 | X<20
工业 | 营业收入 | Y≥40000 | 2000≤Y<40000 | 300≤Y<2000 | Y<300
建筑业 | 营业收入 | Y≥80000 | 6000≤Y<80000 | 300≤Y<6000 | Y<300
建筑业 | 资产总额 | Z≥80000 | 5000≤Z<80000 | 300≤Z<5000 | Z<300
批发业 | 从业人员 | X≥200 | 20≤X<200 | 5≤X<20 | X<5
批发业 | 营业收入 | Y≥40000 | 5000≤Y<40000 | 1000≤Y<5000 | Y<1000
零售业 | 从业人员 | X≥300 | 50≤X<300 | 10≤X<50 | X<10
零售业 | 营业收入 | Y≥20000 | 500≤Y<20000 | 100≤Y<500 | Y<100
交通运输业 | 从业人员 | X≥1000 | 300≤X<1000 | 20≤X<300 | X<20
交通运输业 | 营业收入 | Y≥30000 | 3000≤Y<30000 | 200≤Y<3000 | Y<200
仓储业 | 从业人员 | X≥200 | 100≤X<200 | 20≤X<100 | X<20
仓储业 | 营业收入 | Y≥30000 | 1000≤Y<30000 | 100≤Y<1000 | Y<100
邮政业 | 从业人员 | X≥1000 | 300≤X<1000 | 20≤X<300 | X<20
邮政业 | 营业收入 | Y≥30000 | 2000≤Y<30000 | 100≤Y<2000 | Y<100
住宿业 | 从业人员 | X≥300 | 100≤X<300 | 10≤X<100 | X<10
住宿业 | 营业收入 | Y≥10000 | 2000≤Y<10000 | 100≤Y<2000 | Y<100
餐饮业 | 从业人员 | X≥300 | 100≤X<300 | 10≤X<100 | X<10
餐饮业 | 营业收入 | Y≥10000 | 2000≤Y<10000 | 100≤Y<2000 | Y<100
信息传输业 | 从业人员 | X≥2000 | 100≤X<2000 | 10≤X<100 | X<10
信息传输业 | 营业收入 | Y≥100000 | 1000≤Y<100000 | 100≤Y<1000 | Y<100
软件和信息技术服务业 | 从业人员 | X≥300 | 100≤X<300 | 10≤X<100 | X<10
软件和信息技术服务业 | 营业收入 | Y≥10000 | 1000≤Y<10000 | 50≤Y<1000 | Y<50
房地产开发经营 | 营业收入 | Y≥200000 | 1000≤Y<200000 | 100≤Y<1000 | Y<100
房地产开发经营 | 资产总额 | Z≥10000 | 5000≤Z<10000 | 2000≤Z<5000 | Z<2000
物业管理 | 从业人员 | X≥1000 | 300≤X<1000 | 100≤X<300 | X<100
物业管理 | 营业收入 | Y≥5000 | 1000≤Y<5000 | 500≤Y<1000 | Y<500
租赁和商务服务业 | 从业人员 | X≥300 | 100≤X<300 | 10≤X<100 | X<10
租赁和商务服务业 | 资产总额 | Z≥120000 | 8000≤Z<120000 | 100≤Z<8000 | Z<100
其他未列明行业 | 从业人员 | X≥300 | 100≤X<300 | 10≤X<100 | X<10
"""
MEASURES: Final = {"从业人员": "staff", "营业收入": "revenue", "资产总额": "assets"}

# GB/T 2260, 昆明市; the zones by the statistical codes of 国家统计局 (统计用区划代码). 14 units of a county's level, 9 zones and areas.
DIVISIONS: Final = """
530102 五华区 | 530103 盘龙区 | 530111 官渡区 | 530112 西山区 | 530113 东川区 | 530114 呈贡区 | 530115 晋宁区
530124 富民县 | 530125 宜良县 | 530126 石林彝族自治县 | 530127 嵩明县 | 530128 禄劝彝族苗族自治县
530129 寻甸回族彝族自治县 | 530181 安宁市
"""
ZONES: Final = {
    "昆明国家高新技术产业开发区": (Level.NATIONAL, "530102401"),
    "昆明经济技术开发区": (Level.NATIONAL, "530111402"),
    "昆明滇池国家旅游度假区": (Level.NATIONAL, "530112403"),
    "昆明阳宗海风景名胜区": (Level.PROVINCIAL, "530125404"),
    "嵩明杨林经济技术开发区": (Level.NATIONAL, "530127401"),
    "禄劝工业园区": (Level.PROVINCIAL, "530128401"),
    "昆明倘甸产业园区轿子山旅游开发区": (Level.MUNICIPAL, "530129405"),
    "云南滇中新区": (Level.NATIONAL, "DIANZHONG"),
    "磨憨": (Level.NATIONAL, "532823106"),
}

# The demonstration's index (ours): code; points of centre, platform, base; what its method goes by.
INDEX: Final = """
A1 服务人员与岗位配置 6 5 5 TIERED 5:40 10:70 20:100
A2 场地与硬件设施 4 4 10 TIERED 200:40 500:70 1000:100
A3 管理制度与服务规范 5 4 5 CHECKLIST 4
A4 五公开 5 4 4 CHECKLIST 5
A5 年度计划与总结 3 2 3 CHECKLIST 2
A6 服务档案完整率 5 4 5 RATIO
A7 责任书与变更备案 2 2 3 DEDUCT each:50 floor:0
B1 服务活动场次 7 7 5 LINEAR target:24
B2 服务企业户数（去重） 9 12 6 LINEAR target:150
B3 服务人数 4 5 4 LINEAR target:600
B4 服务信息发布 4 3 2 PER_UNIT_CAP each:5
B5 带动服务资源 6 6 4 TIERED 1:40 3:70 5:100
B6 信息上报及时、完整 6 5 4 RATIO late:10
B7 企业满意度 5 6 5 TIERED 80:60 85:80 90:100
B8 回访率 3 3 2 RATIO
B9 公益及优惠服务占比 3 5 2 LINEAR target:20
B10 入驻（在孵）小微企业 0 0 6 TIERED 10:40 30:70 60:100
B11 企业获得的服务实效 3 3 5 EXPERT
C1 特色服务功能与核心产品 8 8 8 EXPERT
C2 线上线下结合 6 6 6 EXPERT
C3 “互联网+”企业服务 6 6 6 EXPERT
"""


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def test_the_size_classes_are_those_of_2017() -> None:
    published = dict[tuple[str, str], tuple[int, ...]]()
    for industry, measure, *classes in cells(SIZES):
        numbers = [[int(each) for each in re.findall(r"\d+", one)] for one in classes]
        large, (medium, below_large), (small, below_medium), (below_small,) = numbers
        assert (large, below_medium, below_small) == ([below_large], medium, small)
        published[industry, MEASURES[measure]] = (*large, medium, small)

    stated = {
        (industry.label, measure): limits
        for industry, measures in SIZES_2017.limits.items()
        for measure, limits in vars(measures).items()
        if limits is not None
    }
    assert stated == published
    assert {*Industry} - {*SIZES_2017.limits} == {Industry.NOT_COVERED}
    assert SIZES_2017.valid_from == date(2017, 12, 28)


def test_the_districts_are_those_of_the_national_standard() -> None:
    published = dict(cell.split() for line in cells(DIVISIONS) for cell in line)
    districts = [each for each in REGIONS if each.zone_level is None]

    assert {each.code: each.name for each in districts} == published
    assert [each.code for each in districts] == sorted(published)
    assert all(each.founder == f"{each.name}人民政府" for each in (CITY, *districts))
    kinds = {"区": RegionKind.DISTRICT, "县": RegionKind.COUNTY, "市": RegionKind.CITY}
    assert all(each.kind is kinds[each.name[-1]] for each in districts)
    assert {each.code: each.former_codes for each in districts if each.former_codes} == {
        "530114": ("530121",),
        "530115": ("530122",),
    }


def test_the_zones_have_their_level_and_committee() -> None:
    zones = [each for each in REGIONS if each.zone_level is not None]

    assert {each.name: (each.zone_level, each.code) for each in zones} == ZONES
    assert all(each.founder.endswith("管理委员会") for each in zones)


@pytest.mark.parametrize("line", INDEX.strip().splitlines(), ids=lambda line: line.split()[0])
def test_each_indicator_has_its_points_and_its_measure(line: str) -> None:
    code, name, centre, platform, base, method, *figures = line.split()
    indicator = next(each for each in KUNMING_2020.indicators.value if each.code == code)

    assert (indicator.name, indicator.method) == (name, method)
    weights = {Kind.SERVICE_CENTER: int(centre), Kind.DEMO_PLATFORM: int(platform), Kind.DEMO_BASE: int(base)}
    assert dict(indicator.weights) == weights
    parameters = dict(indicator.parameters)
    if method == "TIERED":
        assert parameters == {"tiers": tuple(tuple(map(int, each.split(":"))) for each in figures)}
    elif method == "CHECKLIST":
        assert [len(items) for items in parameters.values()] == [int(each) for each in figures]
    else:
        assert parameters == {key: int(value) for key, value in (each.split(":") for each in figures)}


def test_no_indicator_is_left_out() -> None:
    assert [line.split()[0] for line in INDEX.strip().splitlines()] == [
        each.code for each in KUNMING_2020.indicators.value
    ]
