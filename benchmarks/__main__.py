"""``python -m benchmarks``."""

import signal
import sys

from benchmarks.run import main

# a request to end is like Ctrl-C: what runs is ended, what was measured is kept
signal.signal(signal.SIGTERM, signal.default_int_handler)
sys.exit(main())
