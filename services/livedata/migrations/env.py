from services.livedata.store import bars, instruments
from shared.db.migrate import environment

assert bars.TABLES  # so that they are in the metadata, too
environment(instruments.metadata, "livedata")
