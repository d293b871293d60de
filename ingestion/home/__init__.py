"""The one folder of a warehouse, its settings and its two durable stores: raw bytes and ledger."""
