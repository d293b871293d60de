"""Bytes kept and receipted before anybody reads them. Nothing is opened here but the lists that say
what others are: deliveries and the register of agencies.
"""
