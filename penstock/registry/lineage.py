"""Say what a bundle was made from, in digests alone, so that the same inputs give the same bytes."""

import msgspec

from penstock.registry.bundle import Digest


class Lineage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hold the digests of everything that went into a bundle; contract, plan and model are the bundle's own files.

    `sources` maps each source's name to the digest of the part it gave; `code` covers the stages and the
    libraries they ran on. The champion is no input: with it, the second of two equal runs would differ.
    """

    dataset: Digest
    split: Digest
    settings: Digest
    code: Digest
    sources: dict[str, Digest]

    def encode(self) -> bytes:
        """Return the canonical JSON, the bundle's `lineage.json`."""
        return msgspec.json.encode(self, order="deterministic")
