"""Check what a project asks for when parts become one dataset, before there are any."""

from penstock.contract.columns import Contract
from penstock.errors import ContractError, ProjectError
from penstock.settings import Dataset


def check_shares(settings: Dataset) -> None:
    """Raise `ProjectError` when the shares of test and validation leave nothing to train on."""
    if settings.test_share + settings.validation_share >= 1.0:
        raise ProjectError(
            "test_share and validation_share leave nothing to train on", where="dataset", fix="make their sum less than 1"
        )


def check_winner(settings: Dataset, contract: Contract) -> None:
    """Raise `ContractError` when the latest row is to win but no column says when a row happened."""
    if settings.winner == "latest" and contract.time is None:
        raise ContractError(
            "the latest row cannot win: no column has the role 'time'",
            where="dataset.winner",
            fix='set winner = "last", or give a column the role time',
        )
