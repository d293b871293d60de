"""What a form asks, and by when: contracts, periods, obligations, the raw tables they promise.
Nothing about files.
"""
