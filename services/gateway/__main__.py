"""`python -m services.gateway`."""

from __future__ import annotations

from services.gateway.app import create_app
from services.gateway.settings import Settings
from shared.http.app import serve

if __name__ == "__main__":
    settings = Settings()
    serve("gateway", create_app(settings), settings)
