"""Result folders, forms and the HTML report."""

from rengang.report.digest import instance_sha256
from rengang.report.folder import FILES, OPTIONAL, check_target, write_folder
from rengang.report.result_folder import ResultFolder, read_folder
from rengang.report.sections.reading import ReadSections
from rengang.report.summary import summary_document

__all__ = [
    "FILES",
    "OPTIONAL",
    "ReadSections",
    "ResultFolder",
    "check_target",
    "instance_sha256",
    "read_folder",
    "summary_document",
    "write_folder",
]
