"""The main charts as files for a report or a slide: PNG, SVG and PDF, drawn without a browser.

A picture is a function of what everybody may see, so that it can be passed on; there is one copy,
which all pages lead to. Its sheet is as wide as the text of an A4 page.
"""
