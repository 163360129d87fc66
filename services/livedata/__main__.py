"""`python -m services.livedata`"""

from __future__ import annotations
