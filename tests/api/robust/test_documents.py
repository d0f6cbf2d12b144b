"""What a document may cost: the corpus is refused or answered, each for little."""

import asyncio
import re
import time

import httpx

from tests.api.client import Client
from tests.api.robust.corpus import DOCUMENTS
from tests.pace import paced


def code(answer: httpx.Response) -> str | None:
    errors = answer.json().get("errors")
    return errors and errors[0]["extensions"]["code"]


async def test_each_document_is_refused_or_answered_for_little(anyone: Client) -> None:
    await anyone.query("{ clock { today } }")
    wrong = list[tuple[str, str]]()
    for sent in DOCUMENTS:
        taken, answers = list[float](), list[httpx.Response]()
        for _ in range(2):
            begun = time.process_time()
            answers.append(await anyone.raw(sent.query, sent.variables))
            taken.append(time.process_time() - begun)
        if answers[0].status_code >= 500 or (sent.code != "ANY" and code(answers[0]) != sent.code):
            wrong.append((sent.name, answers[0].text[:200]))
        if min(taken) > paced(0.1):
            wrong.append((sent.name, f"{min(taken):.3f} s"))

    assert wrong == []


async def test_a_bystander_waits_little_while_the_schema_is_told(anyone: Client) -> None:
    whole = next(each for each in DOCUMENTS if each.name == "the whole schema under name 0").query
    waits = list[float]()
    asked = asyncio.gather(
        *(anyone.raw(re.sub(r"\bdescription\b", f"d{n}: description", whole, count=n + 1)) for n in range(10))
    )
    while not asked.done():
        begun = time.perf_counter()
        assert (await anyone.http.get("/healthz")).status_code == 200
        waits.append(time.perf_counter() - begun)

    assert {answer.status_code for answer in await asked} == {200}
    assert sorted(waits)[int(len(waits) * 0.95)] < paced(0.25)
