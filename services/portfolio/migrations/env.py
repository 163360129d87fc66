from services.portfolio.store.tables import metadata
from shared.db.migrate import environment

environment(metadata, "portfolio")
