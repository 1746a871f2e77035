"""``python -m shnor_lab`` is the command ``shnor-lab``."""

import sys

from .cli import main

sys.exit(main())
