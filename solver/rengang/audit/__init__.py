"""A result folder opened again: what the judge finds about it, and what its files claim that is not so.

:func:`open_result` reads a folder with the instance that it belongs to, :func:`audit` holds it against the tables.
"""

from rengang.audit.findings import Audit, audit
from rengang.audit.opened import Opened, open_result

__all__ = ["Audit", "Opened", "audit", "open_result"]
