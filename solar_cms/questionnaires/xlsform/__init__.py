"""Forms as XLSForm workbooks, in and out."""

from solar_cms.questionnaires.xlsform.mapping import Parsed, read_xlsform
from solar_cms.questionnaires.xlsform.writing import write_xlsform

__all__ = ["Parsed", "read_xlsform", "write_xlsform"]
