"""Fill models: how kind the simulated market is to an order. Named and versioned on receipts.

A specification is a name, and optionally what a taker pays on top of the quote, in percent of
the price: `quote`, `touch`, `strict`, `quote+slippage:0.05`. Change what a model does and its
version grows, so that an old receipt still says which rules made it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from shared.kernel.money import ZERO

_SLIPPAGE = "slippage:"
_SLIPPAGE_PERCENT_MAX = Decimal(10)
_PERCENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class FillModel:
    """What a model allows. The defaults are those of `quote`, the realistic one.

    `sized`: no more fills than the quote displays. `touched_by_last`: the last trade at a
    limit's price fills it, too. `trades_through`: a resting limit fills only once the market
    is beyond it, because at its own price others stand before it. `slippage` is the fraction
    of the price that orders without a limit lose.
    """

    name: str
    version: int
    sized: bool = True
    touched_by_last: bool = False
    trades_through: bool = False
    slippage: Decimal = ZERO


class UnknownFillModel(ValueError):
    def __init__(self, spec: str) -> None:
        known = ", ".join(MODELS)
        super().__init__(
            f"{spec!r} is no fill model: use one of {known}, optionally followed by "
            f"+slippage: and a percentage of at most {_SLIPPAGE_PERCENT_MAX}."
        )


MODELS = {
    model.name: model
    for model in (
        FillModel("quote", 1),
        FillModel("touch", 1, sized=False, touched_by_last=True),
        FillModel("strict", 1, trades_through=True),
    )
}


def fill_model(spec: str) -> FillModel:
    """The model that `spec` names. Raises `UnknownFillModel`."""
    name, plus, extra = spec.partition("+")
    if name not in MODELS or (plus and not extra.startswith(_SLIPPAGE)):
        raise UnknownFillModel(spec)
    if not plus:
        return MODELS[name]
    try:
        percent = Decimal(extra.removeprefix(_SLIPPAGE))
    except InvalidOperation:
        raise UnknownFillModel(spec) from None
    if not (percent.is_finite() and 0 <= percent <= _SLIPPAGE_PERCENT_MAX):
        raise UnknownFillModel(spec)
    return replace(MODELS[name], name=spec, slippage=percent * _PERCENT)
