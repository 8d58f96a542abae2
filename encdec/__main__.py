"""Run ``python -m encdec``."""

import sys

from encdec.cli import main

sys.exit(main())
