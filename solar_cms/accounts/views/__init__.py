"""Pages of accounts, by what people come for."""

from solar_cms.accounts.views.entry import locked_out

__all__ = ["locked_out"]
