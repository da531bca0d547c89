"""Hold the declared features against the contract: the columns they drop and the columns their expressions read."""

from penstock.contract.columns import NUMERIC_KINDS, Contract
from penstock.errors import ProjectError
from penstock.features.expression import ColumnName, column_names, fault, parse
from penstock.names import suggest
from penstock.settings import Features


def check_features(features: Features, contract: Contract) -> None:
    """Raise `ProjectError` when a dropped column does not exist, or an expression cannot be read or computed."""
    names = [column.name for column in contract.columns]
    for name in features.drop:
        if name not in names:
            fix = suggest(name, names)
            raise ProjectError(f"there is no column {name!r} to drop", where="features.drop", fix=fix)
        if name == contract.target.name:
            raise ProjectError("the target cannot be dropped", where="features.drop", fix=f"remove {name!r}")
    for name, text in sorted(features.expressions.items()):
        if name in names:
            fix = "give the new column another name"
            raise ProjectError(f"the contract has a column {name!r} already", where=f"features.expressions.{name}", fix=fix)
        check_expression(name, text, contract)


def check_expression(name: str, text: str, contract: Contract) -> tuple[ColumnName, ...]:
    """Return the columns that the expression called `name` reads; raises `ProjectError` naming the character at fault."""
    mentions = column_names(parse(text, name))
    usable = [column.name for column in contract.inputs if column.kind in NUMERIC_KINDS]
    for mention in mentions:
        if mention.name == contract.target.name:
            fault(name, mention.position, f"{mention.name!r} is the target, unknown when predicting", "use other columns")
        if mention.name not in usable:
            fault(name, mention.position, f"{mention.name!r} is not a numeric feature column", suggest(mention.name, usable))
    if not mentions:
        fault(name, 1, "the expression names no column", "use at least one column")
    return mentions
