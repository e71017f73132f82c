import datetime as dt

import pytest

from geo.pipeline import Linkage, Trace
from layers.texts import Language, Texts
from tests.geo.traces import sketch_trace

AS_OF = dt.date(2025, 6, 1)


@pytest.fixture(scope="session")
def traced() -> Trace:
    return sketch_trace()


@pytest.fixture(scope="session")
def linkage(traced: Trace) -> Linkage:
    return traced.at(AS_OF)


@pytest.fixture(params=list(Language))
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts(request.param)


@pytest.fixture
def english() -> Texts:
    return Texts(Language.EN)
