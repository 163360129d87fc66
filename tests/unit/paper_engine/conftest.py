"""Orders under other fill models than the default."""

from __future__ import annotations

import pytest

from services.paper_engine.domain.order import WorkingOrder
from shared.kernel.enums import OrderType, Side
from shared.kernel.fill_model import fill_model
from tests.support.paper_engine import an_order


@pytest.fixture
def strict() -> WorkingOrder:
    model = fill_model("strict")
    return an_order(Side.BUY, OrderType.LIMIT, limit="100", fill_model=model)


@pytest.fixture
def touch() -> WorkingOrder:
    model = fill_model("touch")
    return an_order(Side.BUY, OrderType.LIMIT, limit="100", fill_model=model)


@pytest.fixture
def slipping() -> WorkingOrder:
    return an_order(Side.BUY, fill_model=fill_model("quote+slippage:0.1"))
