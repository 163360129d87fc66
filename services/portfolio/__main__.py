"""`python -m services.portfolio`: run the service."""

from __future__ import annotations

from services.portfolio.app import NAME, create_app
from services.portfolio.settings import Settings
from shared.http.app import serve


def main() -> None:
    settings = Settings()
    serve(NAME, create_app(settings), settings)


if __name__ == "__main__":
    main()
