"""Mistakes in the project file and in the contract."""

import shutil

from penstock.errors import ContractError, DataError, ProjectError
from tests.faults.case import Case
from tests.faults.mistake import Mistake


def absent_contract_column(case: Case) -> None:
    """Declare a column that the table does not have."""
    case.contract(lambda columns: columns.insert(2, {"name": "garden", "kind": "boolean"}))


def contract_of_another_kind(case: Case) -> None:
    """Misspell the kind of a column."""
    case.contract(lambda columns: columns[2].update(kind="integr"))


def contract_with_an_unknown_setting(case: Case) -> None:
    """Misspell a setting of a column."""
    case.contract(lambda columns: columns[2].update(minimun=3))


def pasted_secret(case: Case) -> None:
    """Write the secret itself where its reference belongs."""
    case.hidden.append("hunter2-open-sesame")
    case.source('secret = "hunter2-open-sesame"')


def project_file_in_another_encoding(case: Case) -> None:
    """Save the project file as some editors do."""
    file = case.project / "penstock.toml"
    file.write_text(file.read_text(), encoding="utf-16")


def project_file_is_a_folder(case: Case) -> None:
    """Put a folder in the project file's place."""
    (case.project / "penstock.toml").unlink()
    (case.project / "penstock.toml").mkdir()


def segment_gate_without_segments(case: Case) -> None:
    """Ask for a worst segment and declare none."""
    case.replace('segments = ["district"]\n', "")
    case.add("[gate]\nworst_segment = 2.0\n")


def misspelt_hyper_parameter(case: Case) -> None:
    """Misspell a parameter of the estimator."""
    case.replace('estimator = "linear"', 'estimator = "random_forest"\nparameters = { max_deph = 4 }')


def refused_hyper_parameter(case: Case) -> None:
    """Give a parameter a value that the estimator refuses."""
    case.replace('estimator = "linear"', 'estimator = "random_forest"\nparameters = { max_depth = -4 }')


def no_feature_left(case: Case) -> None:
    """Drop every column that could tell something."""
    case.add('[features]\ndrop = ["district", "rooms", "area_m2"]\n')


def source_twice(case: Case) -> None:
    """Give two sources one name."""
    case.replace("[dataset]", '[[sources]]\nname = "homes"\nkind = "csv"\npath = "data/homes.csv"\n\n[dataset]')


def low_above_high(case: Case) -> None:
    """Turn a range of the search round."""
    case.add('[tuning.space.alpha]\nkind = "float"\nlow = 10.0\nhigh = 0.1\n')


def misspelt_search_parameter(case: Case) -> None:
    """Search a parameter that the estimator does not have."""
    case.add('[tuning.space.alhpa]\nkind = "float"\nlow = 0.1\nhigh = 10.0\n')


def unreadable_expression(case: Case) -> None:
    """Leave a parenthesis open."""
    case.add('[features.expressions]\na_room = "area_m2 / (rooms"\n')


def expression_of_an_unknown_column(case: Case) -> None:
    """Name a column as the source spells it."""
    case.add('[features.expressions]\na_room = "area / rooms"\n')


def target_among_the_features(case: Case) -> None:
    """Compute a feature from the target."""
    case.add('[features.expressions]\na_metre = "price / area_m2"\n')


MISTAKES = (
    Mistake("no_feature_left", DataError, no_feature_left, "run"),
    Mistake("refused_hyper_parameter", ProjectError, refused_hyper_parameter, "run"),
    Mistake("absent_project_file", ProjectError, lambda case: (case.project / "penstock.toml").unlink(), "run"),
    Mistake("absent_project_folder", ProjectError, lambda case: shutil.rmtree(case.project), "models", champion=False),
    Mistake("empty_project_file", ProjectError, lambda case: (case.project / "penstock.toml").write_text("")),
    Mistake("project_file_in_another_encoding", ProjectError, project_file_in_another_encoding),
    Mistake("project_file_is_a_folder", ProjectError, project_file_is_a_folder, "models"),
    Mistake("malformed_toml", ProjectError, lambda case: case.replace("trials = 0", "trials ="), "run"),
    Mistake("unknown_setting", ProjectError, lambda case: case.replace("winner", "winer"), "run"),
    Mistake("setting_of_another_type", ProjectError, lambda case: case.replace("trials = 0", 'trials = "many"')),
    Mistake("setting_out_of_range", ProjectError, lambda case: case.replace("bootstrap = 50", "bootstrap = 5"), "models"),
    Mistake("unknown_kind_of_source", ProjectError, lambda case: case.replace('kind = "csv"', 'kind = "cvs"')),
    Mistake("project_name_with_a_space", ProjectError, lambda case: case.replace('name = "homes"\n\n', 'name = "My homes"\n\n')),
    Mistake("unreadable_amount_of_memory", ProjectError, lambda case: case.add('split = { memory = "4 gigs" }\n'), "compile"),
    Mistake("limits_of_an_unknown_stage", ProjectError, lambda case: case.add("trian = { retries = 0 }\n"), "compile"),
    Mistake("source_twice", ProjectError, source_twice),
    Mistake("misspelt_contract_column", ProjectError, lambda case: case.replace("area_m2 =", "aera_m2 =")),
    Mistake("pasted_secret", ProjectError, pasted_secret, "run"),
    Mistake("unknown_unit", ContractError, lambda case: case.source('units = { area_m2 = "sqfeet" }')),
    Mistake("incompatible_unit", ContractError, lambda case: case.source('units = { area_m2 = "kg" }')),
    Mistake("shares_above_one", ProjectError, lambda case: case.replace('winner = "last"', "test_share = 0.9")),
    Mistake("latest_row_without_a_time", ContractError, lambda case: case.replace('"last"', '"latest"')),
    Mistake("expression_of_an_unknown_column", ProjectError, expression_of_an_unknown_column),
    Mistake("unreadable_expression", ProjectError, unreadable_expression),
    Mistake("target_among_the_features", ProjectError, target_among_the_features),
    Mistake("low_above_high", ProjectError, low_above_high),
    Mistake("misspelt_search_parameter", ProjectError, misspelt_search_parameter),
    Mistake("unknown_estimator", ProjectError, lambda case: case.replace('"linear"', '"liner"')),
    Mistake("estimator_of_another_task", ProjectError, lambda case: case.replace('"linear"', '"sklearn.svm.SVC"')),
    Mistake("estimator_of_a_strange_package", ProjectError, lambda case: case.replace('"linear"', '"catboost.CatBoost"')),
    Mistake("misspelt_hyper_parameter", ProjectError, misspelt_hyper_parameter, "compile"),
    Mistake("metric_of_another_task", ProjectError, lambda case: case.replace("bootstrap", 'metric = "auc"\nbootstrap')),
    Mistake("limit_on_an_unknown_metric", ProjectError, lambda case: case.add("[gate.limits]\nmea = 3.0\n")),
    Mistake("unknown_segment", ProjectError, lambda case: case.replace('["district"]', '["distrct"]')),
    Mistake("segment_gate_without_segments", ProjectError, segment_gate_without_segments),
    Mistake("absent_contract", ProjectError, lambda case: (case.project / "contract.json").unlink()),
    Mistake("contract_not_json", ContractError, lambda case: (case.project / "contract.json").write_text('{"task": "binary",')),
    Mistake("contract_without_a_target", ContractError, lambda case: case.contract(lambda columns: columns.pop())),
    Mistake("contract_of_another_kind", ContractError, contract_of_another_kind),
    Mistake("contract_with_an_unknown_setting", ContractError, contract_with_an_unknown_setting),
    Mistake("absent_contract_column", ContractError, absent_contract_column),
)
