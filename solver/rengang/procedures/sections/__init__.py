"""The section selection (科室双向选择): who works in which section of a bureau."""

from rengang.procedures.sections.participants import has_sections
from rengang.procedures.sections.select import select_sections

__all__ = ["has_sections", "select_sections"]
