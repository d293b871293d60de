"""One class per mart, the query that reads it, and who may see it. No page and no chart."""
