"""The corpus: documents, requests and what is done to connections, each by name."""

from typing import Final

from tests.api.robust.attack import Attack
from tests.api.robust.documents import documents
from tests.api.robust.lines import LINES
from tests.api.robust.requests import requests
from tests.api.robust.values import values

SENT: Final = (*documents(), *values())
CORPUS: Final[tuple[Attack, ...]] = (*(each.attack for each in SENT), *requests(), *LINES)
