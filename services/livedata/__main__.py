"""`python -m services.livedata`"""

from __future__ import annotations

from services.livedata.app import NAME, create_app
from services.livedata.settings import Settings
from shared.http.app import serve

if __name__ == "__main__":
    settings = Settings()
    serve(NAME, create_app(settings), settings)
