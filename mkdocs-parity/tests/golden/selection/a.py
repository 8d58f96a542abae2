import os
import sys

# --8<-- [start:outer]
def f():
    if os:
        # --8<-- [start:inner]
        x = 1

        return x  # the value
        # --8<-- [end:inner]
    return sys
# --8<-- [end:outer]
y = 2
