"""Setting up a host repository politely: what is laid out, and how it is taken away again.

What belongs to the host is never overwritten. What is put in is marked or recorded, so that
uninstalling leaves the bytes that were there before.
"""
