"""``csi method import``: a published set of criteria, as a workbook, into a method folder."""
