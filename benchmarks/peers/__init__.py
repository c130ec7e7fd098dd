"""Other people's programs, each in an environment of its own, so that none limits our versions or another's.

:func:`run` hands a market or an assignment problem (written by :mod:`benchmarks.peers.problems`) to a peer and
returns its record. ``python -m benchmarks.peers`` lists the peers and makes their environments.
"""

from benchmarks.peers.compiler import c_compiler
from benchmarks.peers.problems import write_assignment, write_market
from benchmarks.peers.run import run

__all__ = ["c_compiler", "run", "write_assignment", "write_market"]
