"""Identifiers, each its own type so that one cannot be passed for another."""

from __future__ import annotations

from typing import NewType
from uuid import UUID

UserId = NewType("UserId", UUID)
AccountId = NewType("AccountId", UUID)
OrderId = NewType("OrderId", UUID)
ExecutionId = NewType("ExecutionId", UUID)
Symbol = NewType("Symbol", str)
