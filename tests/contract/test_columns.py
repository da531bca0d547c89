"""A contract is one document: equal contents give equal digests, and contradictions are refused."""

import pytest

from penstock.contract.columns import Column, Contract, decode_contract
from penstock.errors import ContractError

PRICE = Column(name="price", kind="number", role="target")
AREA = Column(name="area", kind="number", unit="m2", minimum=10.0, maximum=900.0)


def test_a_contract_survives_its_json_with_the_same_digest() -> None:
    contract = Contract(task="regression", columns=(AREA, PRICE))
    again = decode_contract(contract.encode())
    assert again == contract
    assert again.digest == contract.digest


def test_any_change_changes_the_digest() -> None:
    wider = Column(name="area", kind="number", unit="m2", minimum=10.0, maximum=901.0)
    assert Contract(task="regression", columns=(AREA, PRICE)).digest != Contract(task="regression", columns=(wider, PRICE)).digest


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ((AREA,), "no column has the role 'target'"),
        ((AREA, AREA, PRICE), "column 'area' stands twice"),
        ((PRICE, Column(name="rent", kind="number", role="target")), "two columns have the role 'target'"),
    ],
)
def test_a_contradiction_is_refused_by_name(columns: tuple[Column, ...], message: str) -> None:
    with pytest.raises(ContractError, match=message):
        Contract(task="regression", columns=columns)


@pytest.mark.parametrize("document", ["{", '{"task": "regression"}', '{"task": "clustering", "columns": []}', '{"colour": 1}'])
def test_a_document_that_is_no_contract_says_what_to_do(document: str) -> None:
    with pytest.raises(ContractError) as caught:
        decode_contract(document)
    assert "penstock init" in caught.value.fix
