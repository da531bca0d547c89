"""Secrets are told from what only looks like them: placeholders, references, numbers, tokens of a language."""

import pytest

from pipelines.lint.tokens import is_secret, shape_of

# In pieces, so that no scanner takes this file for a leak.
LEAKS = {
    "an AWS access key": ["AKI" + "A" + "Q3EGJ5XYZ7ABCDEF", "ASI" + "A" + "Q3EGJ5XYZ7ABCDEF"],
    "a GitHub token": ["gh" + "p_" + "a1B2" * 9, "github" + "_pat_" + "a1B2_" * 13],
    "a GitLab token": ["glp" + "at-" + "a1B2-" * 4],
    "a Slack token": ["xox" + "b-" + "123456789012-abcdefgh"],
    "a Slack webhook": ["https://hooks.slack.com/" + "services/T0AB1CD2E/B0AB1CD2E/" + "a1B2" * 6],
    "a Google API key": ["AI" + "za" + "a1B2_" * 7],
    "a Google access token": ["ya" + "29." + "a1B2_" * 8],
    "a Hugging Face token": ["h" + "f_" + "a1" * 17],
    "an API key": ["s" + "k-proj-" + "a1B2" * 10, "s" + "k-" + "a1B2" * 12],
    "a Stripe key": ["sk_" + "live_" + "a1B2" * 6],
    "an npm token": ["np" + "m_" + "a1B2" * 9],
    "a package index token": ["py" + "pi-AgEIcHl" + "a1B2" * 16],
    "a Docker Hub token": ["dck" + "r_pat_" + "a1B2" * 7],
    "a SendGrid key": ["S" + "G." + "a1" * 11 + "." + "a1" * 21 + "b"],
    "an Azure storage key": ["DefaultEndpointsProtocol=https;Account" + "Key=" + "a1" * 43 + "=="],
    "a JSON web token": ["ey" + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "a1B2" * 10],
    "a private key": ["-----BEGIN " + key + "PRIVATE KEY-----" for key in ("", "RSA ", "OPENSSH ", "EC ", "ENCRYPTED ")],
    "an address with a password": ["postgresql://reader:correct-horse@db.example:5432/x", "redis://:hunter2@cache:6379"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in LEAKS.items() for text in texts])
def test_a_well_known_shape_is_found_alone_and_in_a_text(kind: str, text: str) -> None:
    assert shape_of(text) == kind
    assert shape_of(f"def train():\n    key = {text!r}\n") == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.com/a:b@c",
        "https://me@example.com/",
        "postgresql://{user}:{password}@{host}/db",
        "postgresql://$USER:$PASSWORD@db/x",
        "postgresql://user:password@db/x",
        "mysql://reader:***@db/x",
        "postgresql://reader:<password>@db/x",
        "registry.example.com/app@sha256:" + "3f8a" * 16,
        "sk-learn-and-a-long-name",
        "gh" + "p_short",
        "task-" + "sk-" * 3,
        "XAKI" + "A" + "Q3EGJ5XYZ7ABCDEF",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----",
        "a private key: PRIVATE KEY",
        "s3://bucket/key",
        "{{$.inputs.parameters['token']}}",
    ],
)
def test_what_only_resembles_a_secret_is_none(text: str) -> None:
    assert shape_of(text) == ""


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "dbPassword",
        "DB_PASSWORD",
        "PGPASSWORD",
        "db-password-2",
        "api_key",
        "apiKey",
        "OPENAI_API_KEY",
        "aws_secret_access_key",
        "AWS_SECRET_ACCESS_KEY",
        "secret_key",
        "private-key",
        "hf_token",
        "HFToken",
        "token",
        "accessToken",
        "passphrase",
        "client_secret",
        "credentials",
        "connection_string",
    ],
)
def test_a_value_under_the_name_of_a_secret_is_one(name: str) -> None:
    assert is_secret(name, "Correct-Horse!")


@pytest.mark.parametrize(
    "name",
    [
        "password_file",
        "password_secret_name",
        "secret_name",
        "token_url",
        "max_token",
        "max_tokens",
        "tokenizer",
        "num_tokens",
        "pad_token",
        "eosToken",
        "next_page_token",
        "token_count",
        "api_key_id",
        "key",
        "primary_key",
        "keyword",
        "secretary",
        "passenger",
        "bypass",
        "author",
        "credentials_path",
        "",
        "123",
    ],
)
def test_a_value_under_another_name_is_none(name: str) -> None:
    assert not is_secret(name, "Correct-Horse!")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "12345",
        "0.5",
        "true",
        "None",
        "{{$.inputs.parameters['p']}}",
        "$(DB_PASSWORD)",
        "${DB_PASSWORD}",
        "/secrets/password",
        "gs://bucket/key.json",
        "vault:kv/db",
        "env:DB_PASSWORD",
        "projects/1/secrets/db/versions/2",
        "arn:aws:secretsmanager:eu-west-1:1:secret:db",
        "<password>",
        "********",
        "xxxx",
        "your-api-key",
    ],
)
def test_a_reference_or_a_placeholder_is_no_secret(value: str) -> None:
    assert not is_secret("password", value)


def test_the_name_of_an_object_that_holds_a_secret_is_none() -> None:
    assert not is_secret("db_secret", "warehouse-credentials")
    assert not is_secret("credentials", "warehouse.reader")
    assert is_secret("db_secret", "Correct Horse")
    assert is_secret("db_password", "correct-horse")


def test_a_long_hostile_text_takes_no_time_out_of_proportion() -> None:
    for text in (
        "://" + "a" * 300_000,
        "eyJ" + "a" * 300_000,
        "://a:" * 60_000,
        "-eyJ" * 20_000,
        "-----BEGIN " * 30_000,
    ):
        assert shape_of(text) == ""
