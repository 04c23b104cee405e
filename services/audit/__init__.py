"""The witness: hears every event of every service, keeps it in a Merkle tree, tells the story of a case."""
