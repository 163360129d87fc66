"""Words that clients send: short, and of characters that every table takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

SymbolText = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[!-~]{1,32}$")
]
Tag = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
Note = Annotated[
    str, StringConstraints(max_length=4000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")
]
"""Several lines; no other control characters."""
