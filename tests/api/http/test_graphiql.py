"""GraphiQL at `/`, in a real Chromium: it asks nobody but this server, signs people in, and walks the tour."""

import json
import os
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

import dev
from api.http import graphiql
from api.http.tour import TOUR, in_turn, operations
from api.settings import Settings
from tests.api.browser import Visit, visiting
from tests.api.client import PASSWORD, Client, serving
from tests.api.factors import enrolled
from tests.api.hiring import hired

STEPS: Final = list(in_turn(operations(TOUR.read_text("utf-8"))))
ACCEPTED: Final = next(n for n, (_, operation) in enumerate(STEPS, 1) if "acceptReport" in operation.document)
WALKED: Final = len(STEPS) if os.environ.get("DIANCHI_LONG") else ACCEPTED
AXE: Final = Path(__file__).resolve().parents[3] / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
async def visit(anyone: Client) -> AsyncGenerator[Visit]:
    """A visit to the small simulated city's page, after which nothing may have been complained of."""
    async with visiting(str(anyone.http.base_url)) as visit:
        yield visit
        assert visit.complaints == []


async def test_the_page_asks_nobody_but_this_server(visit: Visit, anyone: Client) -> None:
    await visit.page.locator(".graphiql-query-editor .view-line").first.click()
    await visit.page.keyboard.press("Control+Space")  # the workers of the editor answer
    await visit.page.locator(".suggest-widget.visible").wait_for()

    kinds = [urlsplit(url) for url in visit.requests]

    assert {url.netloc for url in kinds if url.scheme != "data"} == {anyone.http.base_url.netloc.decode()}
    assert {"/", "/graphiql.json", "/graphql"} < {url.path for url in kinds}
    assert {url.path.split("-")[0] for url in kinds} >= {"/assets/page", "/assets/editor", "/assets/graphql"}


async def test_examples_run_as_the_role_they_are_of_and_show_rows(visit: Visit) -> None:
    for step, who, rows in (
        ("WhatThePublicReads", "社会公众", "notices"),
        ("WhatIOwe", "平台运营单位", "obligations"),
        ("WhatTheDistrictOwes", "县区服务中心", "obligations"),
        ("TheDraft", "市工业和信息化局", "rounds"),
    ):
        await visit.open_step(step)
        answer = await visit.run()

        assert who in await visit.page.get_by_role("status").inner_text()
        assert answer["data"][rows]["nodes"]


async def test_the_tour_is_walked_by_its_next_step_alone(visit: Visit, anyone: Client) -> None:
    for account, operation in STEPS[:WALKED]:
        next_step = visit.button("下一步")
        name = (await next_step.inner_text()).removeprefix("下一步：")
        assert name in operation.document
        await next_step.click()
        await visit.opened(name)
        answer = await visit.run()
        codes = {each["code"] for payload in answer["data"].values() if payload for each in payload.get("problems", ())}
        assert codes <= operation.refused, (account, operation.document, answer)

    center = await anyone.signed_in("530102-center")
    accepted = '{ reports(filter: { state: { eq: ACCEPTED }, quarter: { eq: "2022Q4" } }) { totalCount } }'
    assert (await center.query(accepted))["reports"]["totalCount"] == 1


async def test_signing_in_shows_who_it_is_offers_the_offices_and_leaves_no_token_behind(visit: Visit) -> None:
    status, box = visit.page.get_by_role("status"), visit.page.get_by_role("form", name="登录")
    await visit.button("登录").click()
    await box.get_by_label("账号", exact=True).fill("530102-center")
    await box.get_by_label("密码").fill("wrong")
    await box.get_by_role("button", name="登录").click()
    await expect(box.get_by_role("alert")).to_contain_text("密码")

    await box.get_by_label("密码").fill("dianchi-demo")
    await box.get_by_role("button", name="登录").click()
    await visit.page.get_by_role("group", name="几个职务").get_by_role("button", name="平台运营单位").click()
    await visit.page.get_by_role("group", name="几个职务").wait_for(state="detached")
    assert "平台运营单位" in await status.inner_text()
    stored = await visit.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "eyJ" not in stored

    await visit.button("换职务").click()
    await visit.page.get_by_role("group", name="几个职务").get_by_role("button", name="服务中心").click()
    await visit.page.get_by_role("group", name="几个职务").wait_for(state="detached")
    await expect(status).to_contain_text("服务中心")

    await visit.button("退出").click()
    assert await status.inner_text() == "未登录 · 社会公众"


async def test_the_code_of_a_second_factor_is_asked_for_once_the_password_is_right(
    visit: Visit, anyone: Client
) -> None:
    factor = await enrolled(await anyone.signed_in("finance"))
    box = visit.page.get_by_role("form", name="登录")
    await visit.button("登录").click()
    await box.get_by_label("账号", exact=True).fill("finance")
    await box.get_by_label("密码").fill(PASSWORD)
    assert await box.get_by_label("动态口令").count() == 0
    await box.get_by_role("button", name="登录").click()
    for code in ("000000", factor.code(1)):
        await box.get_by_label("动态口令").fill(code)
        await box.get_by_role("button", name="登录").click()
        if code == "000000":
            await expect(box.get_by_role("alert")).to_contain_text("不正确")

    await expect(visit.page.get_by_role("status")).to_contain_text("市财政局")
    await box.wait_for(state="detached")


@pytest.mark.parametrize("by_hand", [False, True], ids=["by the box", "by the editor"])
async def test_a_first_password_is_changed_in_the_box_and_it_goes_on_from_there(
    visit: Visit, anyone: Client, by_hand: bool
) -> None:
    new, own = "Given-2022-10", "Own-2022-10-own"
    await hired(await anyone.signed_in("system"), await anyone.signed_in("security"), "newcomer", "FINANCE_BUREAU", new)
    status, form = visit.page.get_by_role("status"), visit.page.get_by_role("form", name="修改初始密码")

    if by_hand:
        await visit.page.locator(".graphiql-query-editor .view-line").first.click()
        await visit.page.keyboard.press("Control+A")
        asked = f'mutation In {{ signIn(input: {{ username: "newcomer", password: "{new}" }}) {{ token }} }}\n# keep token = signIn.token'
        await visit.page.keyboard.insert_text(asked)
        await visit.page.get_by_role("tab", name="In").wait_for()  # the page has read what was written
        await visit.button("运行操作").click()
        await form.get_by_label("原密码").fill(new)
    else:
        await visit.button("登录").click()
        box = visit.page.get_by_role("form", name="登录")
        await box.get_by_label("账号", exact=True).fill("newcomer")
        await box.get_by_label("密码").fill(new)
        await box.get_by_role("button", name="登录").click()
    await form.get_by_label("新密码").fill("weak")
    await form.get_by_role("button", name="修改并登录").click()
    await expect(form.get_by_role("alert")).to_contain_text("密码")
    assert await status.inner_text() == "未登录 · 社会公众"

    await form.get_by_label("新密码").fill(own)
    await form.get_by_role("button", name="修改并登录").click()
    await expect(status).to_contain_text("新人（newcomer）市财政局")
    await form.wait_for(state="detached")
    assert await (await anyone.signed_in("newcomer", own)).query("{ viewer { username mustChangePassword } }") == {
        "viewer": {"username": "newcomer", "mustChangePassword": False}
    }


async def test_the_demonstrations_accounts_are_a_pick_away(visit: Visit) -> None:
    await visit.button("登录").click()
    await visit.page.get_by_label("演示账号").select_option("finance")
    await visit.button("退出").wait_for()

    assert "市财政局" in await visit.page.get_by_role("status").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_whoever_reads_with_other_means_reads_it_too(anyone: Client, scheme: str) -> None:
    async with visiting(str(anyone.http.base_url), scheme=scheme) as visit:
        await visit.button("登录").click()
        await visit.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = await visit.page.evaluate("axe.run({ include: ['.top', '.tour'] })")

    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert len(found["passes"]) > 10


async def test_a_narrow_screen_shows_it_all_without_scrolling_sideways(anyone: Client) -> None:
    async with visiting(str(anyone.http.base_url), width=360) as visit:
        await visit.open_step("WhatThePublicReads")
        await visit.run()
        wide = await visit.page.evaluate("""[...document.querySelectorAll("header *, main section, main button")]
            .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth)
            .map((each) => each.outerHTML.slice(0, 80))""")

        assert wide == []
        assert await visit.page.evaluate("document.documentElement.scrollWidth") <= 360


# what the server says


async def test_nothing_foreign_may_run_and_files_named_by_their_content_are_kept(anyone: Client) -> None:
    page = await anyone.http.get("/")
    [script] = [part for part in page.text.split('"') if part.endswith(".js")]
    file = await anyone.http.get(script)

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy
    assert page.headers["cache-control"] == "no-cache"
    assert "immutable" in file.headers["cache-control"]
    assert file.headers["content-type"].startswith("text/javascript")


async def test_elsewhere_than_in_the_demonstration_there_is_no_page_and_no_password_is_told(settings: Settings) -> None:
    async with serving(settings) as anyone:
        assert [(await anyone.http.get(path)).status_code for path in ("/", "/graphiql.json")] == [404, 404]
    async with serving(settings.model_copy(update={"graphiql": True})) as anyone:
        told = (await anyone.http.get("/graphiql.json")).json()
    assert (told["accounts"], told["password"]) == ([], None)
    assert len(told["steps"]) == len(STEPS)


def test_a_page_that_could_not_ask_for_the_schema_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="DIANCHI_INTROSPECTION"):
        Settings(graphiql=True, introspection=False)
    assert not Settings(demo=True, introspection=False).shows_graphiql


async def test_where_the_page_was_not_built_it_says_what_to_do(
    anyone: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(graphiql, "BUILT", tmp_path)

    answer = await anyone.http.get("/")

    assert answer.status_code == 503
    assert "python3 dev.py run" in answer.text


def test_without_npm_the_rest_goes_on_and_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in (".npmrc", "package.json", "package-lock.json"):
        (tmp_path / name).write_bytes((dev.WEB / name).read_bytes())
    monkeypatch.setattr(dev, "WEB", tmp_path)
    monkeypatch.setattr(dev, "PAGE", tmp_path / "dist")
    nowhere = {"npm_config_registry": "http://127.0.0.1:9", "npm_config_cache": str(tmp_path / "cache")}
    monkeypatch.setattr(dev, "ENVIRONMENT", {**dev.ENVIRONMENT, **nowhere})

    dev.page()

    assert capfd.readouterr().err.splitlines() == [
        "dev: building GraphiQL",
        "dev: no GraphiQL at /: npm's registry was not reached; what else is asked for goes on without it",
    ]


def test_the_lock_names_no_registry_and_says_what_each_package_hashes_to() -> None:
    packages = json.loads((dev.WEB / "package-lock.json").read_text("utf-8"))["packages"]

    assert {name for name, each in packages.items() if name and "integrity" not in each} == set()
    assert "http" not in "".join(each.get("resolved", "") for each in packages.values())
