from shared.bus.tables import metadata
from shared.db.migrate import environment

environment(metadata, "bus")
