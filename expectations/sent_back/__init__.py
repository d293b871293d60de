"""The workbook in which a sender mends what was held."""
