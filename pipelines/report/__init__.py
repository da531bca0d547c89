"""One self-contained page a run: what it did, on what data, how good the candidate is, and why it was taken or refused."""
