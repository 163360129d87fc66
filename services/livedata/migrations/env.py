from services.livedata.store.instruments import metadata
from shared.db.migrate import environment

environment(metadata, "livedata")
