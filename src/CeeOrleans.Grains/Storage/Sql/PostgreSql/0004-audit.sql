-- Heads of audit chains as of a moment, kept away from the chains themselves: a chain that was cut or written anew does not fit them.
CREATE TABLE audit_anchor
(
    chain    text NOT NULL,
    sequence bigint NOT NULL,
    hash     text NOT NULL,
    at       bigint NOT NULL, -- UTC seconds
    seal     integer NOT NULL, -- 1 where the record seals a segment
    PRIMARY KEY (chain, sequence)
);
