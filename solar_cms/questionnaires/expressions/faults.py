"""What is wrong with an expression, and where."""

from __future__ import annotations


class ExpressionFault(ValueError):
    """message: for people, in their language. column: from 1, in the expression's text."""

    def __init__(self, message: str, column: int) -> None:
        self.message, self.column = message, column
        super().__init__(f"{column}: {message}")
