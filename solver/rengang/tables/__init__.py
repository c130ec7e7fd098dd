"""Carriers and headings: read, check and write instances, and the template that an office fills in."""

# Bound after their modules of the same name are imported, so that the functions win.
from rengang.tables.blank.template import template
from rengang.tables.carriers.write import write
from rengang.tables.load import Loaded, check, load, read
from rengang.tables.locate import locate

__all__ = ["Loaded", "check", "load", "locate", "read", "template", "write"]
