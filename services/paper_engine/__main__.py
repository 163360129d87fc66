"""`python -m services.paper_engine`"""

from __future__ import annotations

from services.paper_engine.app import NAME, create_app
from services.paper_engine.settings import Settings
from shared.http.app import serve

if __name__ == "__main__":
    settings = Settings()
    serve(NAME, create_app(settings), settings)
