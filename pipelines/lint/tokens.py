"""Tells what in a text is a secret: by the shape of well-known tokens, or by the name that a value stands under."""

import re
from itertools import pairwise

_NOT_INSIDE = r"(?<![A-Za-z0-9])"
# The text that must be there, what it is called, and its shape. Searching for the first is much faster than for the last.
_SHAPES = tuple(
    (mark, kind, re.compile(shape))
    for mark, kind, shape in (
        ("AKIA", "an AWS access key", _NOT_INSIDE + r"AKIA[A-Z2-7]{16}(?![A-Za-z0-9])"),
        ("ASIA", "an AWS access key", _NOT_INSIDE + r"ASIA[A-Z2-7]{16}(?![A-Za-z0-9])"),
        ("github_pat_", "a GitHub token", r"github_pat_\w{60}"),
        ("gh", "a GitHub token", _NOT_INSIDE + r"gh[pousr]_[A-Za-z0-9]{36}"),
        ("glpat-", "a GitLab token", _NOT_INSIDE + r"glpat-[\w-]{20}"),
        ("xox", "a Slack token", _NOT_INSIDE + r"xox[abeoprs]-[A-Za-z0-9-]{20}"),
        ("hooks.slack.com/", "a Slack webhook", r"hooks\.slack\.com/services/T\w{1,20}/B\w{1,20}/\w{16}"),
        ("AIza", "a Google API key", _NOT_INSIDE + r"AIza[\w-]{35}"),
        ("ya29.", "a Google access token", _NOT_INSIDE + r"ya29\.[\w-]{30}"),
        ("hf_", "a Hugging Face token", r"(?<!\w)hf_[A-Za-z0-9]{34}(?!\w)"),
        ("sk-", "an API key", r"(?<![\w-])sk-(?:proj-|ant-|svcacct-)?[\w-]{32}"),
        ("k_live_", "a Stripe key", _NOT_INSIDE + r"[sr]k_live_[A-Za-z0-9]{20}"),
        ("npm_", "an npm token", _NOT_INSIDE + r"npm_[A-Za-z0-9]{36}"),
        ("pypi-", "a package index token", _NOT_INSIDE + r"pypi-AgE[\w-]{50}"),
        ("dckr_pat_", "a Docker Hub token", r"dckr_pat_[\w-]{24}"),
        ("SG.", "a SendGrid key", _NOT_INSIDE + r"SG\.[\w-]{22}\.[\w-]{43}"),
        ("AccountKey=", "an Azure storage key", r"AccountKey=[A-Za-z0-9+/]{86}=="),
        ("eyJ", "a JSON web token", _NOT_INSIDE + r"eyJ[\w-]{10,300}\.eyJ[\w-]{10,4000}\.[\w-]{10}"),
        ("PRIVATE KEY", "a private key", r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----"),
        (
            "://",
            "an address with a password",
            r"://(?!user(?:name)?:pass(?:word)?@)[^/\s:@'\"{}<>$%]{0,200}:(?!\*+@)[^/\s@'\"{}<>$]{1,200}@[\w\[]",
        ),
    )
)
_SECRET_WORDS = re.compile(r"\w*(?:password|passwd|passphrase)|pwd|\w*(?:api|access|secret|private)key")
_SECRET_PAIRS = re.compile(r"(?:api|access|secret|private|auth|account|signing|encryption|master) key|connection string")
# These words name the secret itself, or the object that holds it.
_HOLDER_WORDS = re.compile(r"secrets?|credentials?")
_OF_LANGUAGE = re.compile(r"pad|eos|bos|unk|mask|cls|sep|special|start|end|stop|next|page|continuation|separator|max|min")
# A name that ends so is of something about a secret, not of the secret.
_ABOUT = re.compile(
    r"names?|paths?|file|filename|dir|directory|folder|ids?|ref|reference|url|uri|endpoint|count|length|len|size|limit"
    r"|type|kind|field|columns?|env|var|variable|version|ttl|expiry|expiration|seconds|minutes|hours|days|enabled|required"
    r"|policy|provider|namespace|manager|store|engine|scope|audience|issuer|format"
)
# Where the secret is, or that there is none yet.
_REFERENCE = re.compile(
    r"\$|/|\./|~|[a-z][a-z0-9+.-]*:/|(?:env|file|vault|secret|projects|arn|ref)[:/]|<.*>$|\*+$|x+$|your[-_ ]", re.IGNORECASE
)
_OBJECT_NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_NO_SECRETS = frozenset({"true", "false", "none", "null", "yes", "no", "on", "off"})


def shape_of(text: str) -> str:
    """Return what kind of secret stands somewhere in `text`, or nothing."""
    return next((kind for mark, kind, shape in _SHAPES if mark in text and shape.search(text)), "")


def is_secret(name: str, value: str) -> bool:
    """Tell whether a `value` that stands under `name` is a secret: not a reference to one, not a number, not a placeholder."""
    value = value.strip()
    if not value or "{{" in value or _REFERENCE.match(value) or value.lower() in _NO_SECRETS or _is_number(value):
        return False
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]
    while words and words[-1].isdigit():
        words.pop()
    if not words or _ABOUT.fullmatch(words[-1]):
        return False
    if _names_secret(words):
        return True
    return any(_HOLDER_WORDS.fullmatch(word) for word in words) and not _OBJECT_NAME.fullmatch(value)


def _names_secret(words: list[str]) -> bool:
    if any(_SECRET_PAIRS.fullmatch(f"{first} {second}") for first, second in pairwise(words)):
        return True
    if any(_SECRET_WORDS.fullmatch(word) for word in words):
        return True
    return words[-1].endswith("token") and not (len(words) > 1 and _OF_LANGUAGE.fullmatch(words[-2]))


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
