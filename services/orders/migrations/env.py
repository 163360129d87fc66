from services.orders.store.tables import metadata
from shared.db.migrate import environment

environment(metadata, "orders")
