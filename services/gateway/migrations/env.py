from services.gateway.store import metadata
from shared.db.migrate import environment

environment(metadata, "gateway")
