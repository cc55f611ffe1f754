"""The journal's mirror in S3: another machine goes on with a run from it, and refuses while the first still lives."""
