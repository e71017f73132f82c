import datetime as dt

import pytest

from geo.pipeline import Linkage, Trace, trace
from geo.provinces import sketch_boundaries
from geo.registry import DATA_DIR, load_registry
from layers.texts import Language, Texts

AS_OF = dt.date(2025, 6, 1)


@pytest.fixture(scope="session")
def traced() -> Trace:
    registry = load_registry()
    sketch = DATA_DIR / "provinces" / "sketch.yaml"
    return trace(registry, sketch_boundaries(sketch, registry.places))


@pytest.fixture(scope="session")
def linkage(traced: Trace) -> Linkage:
    return traced.at(AS_OF)


@pytest.fixture(params=list(Language))
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts(request.param)


@pytest.fixture
def english() -> Texts:
    return Texts(Language.EN)
