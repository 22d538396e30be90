-- Heads of audit chains as of a moment, kept away from the chains themselves: a chain that was cut or written anew does not fit them.
CREATE TABLE audit_anchor
(
    chain    TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    hash     TEXT NOT NULL,
    at       INTEGER NOT NULL, -- UTC seconds
    seal     INTEGER NOT NULL, -- 1 where the record seals a segment
    PRIMARY KEY (chain, sequence)
) STRICT, WITHOUT ROWID;
