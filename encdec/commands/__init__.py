"""The commands of ``python -m encdec``: one module each, and what they share.

A command module has ``add(commands)``, which describes its options and sets ``run`` to a function
that takes the parsed arguments and returns the exit status.
"""
