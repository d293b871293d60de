"""Held submissions go back to their senders as workbooks that can be mended and sent again."""
