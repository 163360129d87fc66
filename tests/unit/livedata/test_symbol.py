"""How others write the symbols that ThinkOrSwim writes."""

from __future__ import annotations

import pytest

from services.livedata.domain.symbol import osi_symbol, without_exchange


@pytest.mark.parametrize(
    ("symbol", "theirs"),
    [
        (".SPY180119C250", "SPY   180119C00250000"),
        (".SPXW261218P6012.5", "SPXW  261218P06012500"),
        (".F261218C0.505", "F     261218C00000505"),
        (".BRKB261218C500", "BRKB  261218C00500000"),
        (".SPY1261218C250", "SPY1  261218C00250000"),  # adjusted
        (".SPY261218C250.0005", None),
        (".SPY261218C100000", None),
        ("./ESZ26C6000", None),
        (".SPY", None),
        ("SPY", None),
    ],
)
def test_an_option_in_the_spelling_of_the_exchanges(symbol: str, theirs: str | None) -> None:
    assert osi_symbol(symbol) == theirs


def test_a_future_without_its_exchange() -> None:
    assert [without_exchange(each) for each in ("/ES:XCME", "/ESZ26")] == ["/ES", "/ESZ26"]
