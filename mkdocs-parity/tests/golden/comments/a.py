#!/usr/bin/env python
# -*- coding: utf-8 -*-
import os  # noqa: F401
import sys  # the system  # noqa: F401

# type: ignore
# A comment
# of two lines

# A comment
# ----------
x = 1  # the system
ação = "# not a comment"  # the system
y = f"{x} # not {'# either'} a comment"  # the system
z = """
# not a comment
"""  # the system
call = dict(
    # A comment
    # of two lines
    a=1,  # the system
    b=[
        2,  # the system
    ],  # 1
)  # fmt: skip


def outer():
    # the system
    def inner():
        if x:
            # the system
            return 1  # pragma: no cover
        # A comment
            # of two lines
        return 2

    return inner  #the system


if x:
	# the system
	y = 1	# the system
## the system

#

#: the system

# untranslated words
print("中文", x)  # the system
# encoding: utf-8 is translated down here
