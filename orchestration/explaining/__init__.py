"""``csi explain`` and ``csi trend``: where a figure comes from, what it moves, and how it
developed."""
