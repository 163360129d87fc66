"""What fields of request bodies may hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# Wide enough for every number that somebody may mean, so that a refusal can name what is wrong
# with it; what does not fit is not a number of shares or dollars at all.
Figure = Annotated[Decimal, Field(max_digits=38, decimal_places=18)]
SymbolText = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[!-~]{1,32}$")
]
ClientOrderId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]
AccountName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
HoldSeconds = Annotated[int, Field(ge=0, le=300)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
