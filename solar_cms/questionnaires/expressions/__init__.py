"""Expressions of forms: the subset of XLSForm's that server and browser evaluate alike.

`parse` turns what people write into a tree of JSON lists; only the tree is evaluated, here and in
static/questionnaires/expressions.js. docs/questionnaires.md says what may be written.

    ["ref", name]  ["self"]  ["num", "1.5"]  ["str", text]  ["pattern", program]
    [operator, left, right]  (and, or, + take more)  ["neg", tree]  ["call", function, argument…]
"""

from solar_cms.questionnaires.expressions.evaluating import (
    Value,
    evaluate,
    number_said,
    said,
    truth,
)
from solar_cms.questionnaires.expressions.faults import ExpressionFault
from solar_cms.questionnaires.expressions.parsing import FUNCTIONS, parse, references

__all__ = [
    "FUNCTIONS",
    "ExpressionFault",
    "Value",
    "evaluate",
    "number_said",
    "parse",
    "references",
    "said",
    "truth",
]
