-- States of grains, and rows derived from them in the same transaction. One statement writes; the unique key is the referee of two
-- first writers, the version of two later ones.
CREATE TABLE grain_state
(
    id      INTEGER PRIMARY KEY,
    service TEXT NOT NULL,
    type    TEXT NOT NULL,
    n0      INTEGER NOT NULL,
    n1      INTEGER NOT NULL,
    key     TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload BLOB NULL,
    UNIQUE (service, type, n0, n1, key)
) STRICT;

-- What the queries of Orleans' storage provider are; it reads them once, by these names.
CREATE TABLE OrleansQuery (QueryKey TEXT NOT NULL PRIMARY KEY, QueryText TEXT NOT NULL) STRICT;

-- The second statement says that nothing was written: the provider takes silence for success.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('WriteToStorageKey', '
INSERT INTO grain_state (service, type, n0, n1, key, version, payload)
SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, COALESCE(@GrainIdExtensionString, ''''), 1, @PayloadBinary
WHERE @GrainStateVersion IS NULL OR EXISTS (SELECT 1 FROM grain_state WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, ''''))
ON CONFLICT (service, type, n0, n1, key) DO UPDATE SET version = grain_state.version + 1, payload = excluded.payload WHERE grain_state.version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion;
SELECT NULL AS NewGrainStateVersion WHERE changes() = 0;');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadFromStorageKey', '
SELECT payload AS PayloadBinary, version AS Version FROM grain_state
WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, '''');');

-- The version goes on counting over a clear, so that a writer of before it can't win after it.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ClearStorageKey', '
UPDATE grain_state SET version = version + 1, payload = NULL
WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, '''') AND version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion;
SELECT NULL AS NewGrainStateVersion WHERE changes() = 0;');

-- Role and rank of each kind of work; a test compares them with the rules.
CREATE TABLE work_kind (kind INTEGER PRIMARY KEY, role INTEGER NOT NULL, rank INTEGER NOT NULL) STRICT;
INSERT INTO work_kind (kind, role, rank) VALUES
    (1, 2, 1), (2, 1, 1), (3, 1, 1), (4, 2, 2), (5, 1, 2), (6, 1, 2), (7, 1, 2), (8, 1, 2), (9, 1, 2),
    (10, 2, 2), (11, 2, 3), (12, 1, 3), (13, 1, 3), (14, 1, 3), (15, 1, 3), (16, 2, 3), (17, 1, 3), (18, 1, 3),
    (19, 2, 4), (20, 1, 4), (21, 2, 4), (22, 1, 4), (23, 1, 4), (24, 2, 4), (25, 1, 5), (26, 3, 3);

CREATE TABLE account
(
    id      INTEGER PRIMARY KEY,
    ior     TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    company TEXT NULL,
    manager TEXT NULL,
    center  TEXT NULL,
    trusted INTEGER NOT NULL,
    opened  INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX account_center ON account (center, ior);
CREATE INDEX account_manager ON account (manager, ior);

CREATE VIRTUAL TABLE account_name USING fts5(name, content = 'account', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER account_name_added AFTER INSERT ON account BEGIN
    INSERT INTO account_name (rowid, name) VALUES (NEW.id, NEW.name);
END;
CREATE TRIGGER account_name_changed AFTER UPDATE OF name ON account WHEN OLD.name <> NEW.name BEGIN
    INSERT INTO account_name (account_name, rowid, name) VALUES ('delete', OLD.id, OLD.name);
    INSERT INTO account_name (rowid, name) VALUES (NEW.id, NEW.name);
END;
CREATE TRIGGER account_name_removed AFTER DELETE ON account BEGIN
    INSERT INTO account_name (account_name, rowid, name) VALUES ('delete', OLD.id, OLD.name);
END;

CREATE TABLE open_item
(
    account   TEXT NOT NULL,
    number    INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    role      INTEGER NOT NULL,
    rank      INTEGER NOT NULL,
    state     INTEGER NOT NULL,
    subject   TEXT NOT NULL,
    office    TEXT NOT NULL,
    port      TEXT NOT NULL,
    heading   INTEGER NOT NULL,
    due       INTEGER NOT NULL,
    expires   INTEGER NOT NULL,
    answer_by INTEGER NOT NULL,
    assignee  TEXT NULL,
    PRIMARY KEY (account, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX open_item_work ON open_item (office, role, rank, due, account, number) WHERE state <> 3;
CREATE INDEX open_item_due ON open_item (due, account, number) WHERE state <> 3;
CREATE INDEX open_item_expires ON open_item (expires) WHERE state <> 3;
CREATE INDEX open_item_answer ON open_item (answer_by) WHERE answer_by > 0;

CREATE TABLE closed_item
(
    account TEXT NOT NULL,
    number  INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    office  TEXT NOT NULL,
    outcome INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    actor   TEXT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (account, number)
) STRICT, WITHOUT ROWID;

-- What happened once, for ever. The key is the referee of two accounts that file one entry number.
CREATE TABLE ledger
(
    kind      INTEGER NOT NULL,
    key       TEXT NOT NULL,
    account   TEXT NOT NULL,
    at        INTEGER NOT NULL,
    filed_day INTEGER NOT NULL,
    port      TEXT NOT NULL,
    heading   INTEGER NOT NULL,
    lines     INTEGER NOT NULL,
    cents     INTEGER NOT NULL,
    number    INTEGER NULL,
    content   TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- Answers by identity of the command, remembered for thirty days.
CREATE TABLE answer
(
    account TEXT NOT NULL,
    command TEXT NOT NULL,
    refusal INTEGER NOT NULL,
    reason  TEXT NULL,
    version INTEGER NOT NULL,
    number  INTEGER NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (account, command)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_at ON answer (at);

-- The one place where rows are derived. A write hands in the first line of its payload; deriving all rows anew hands in the
-- second, which has the same members.
CREATE VIEW account_change AS SELECT '' AS head;
CREATE TRIGGER account_derived INSTEAD OF INSERT ON account_change BEGIN
    INSERT INTO account (ior, name, company, manager, center, trusted, opened, version)
    VALUES (json_extract(NEW.head, '$.ior'), json_extract(NEW.head, '$.name'), json_extract(NEW.head, '$.company'), json_extract(NEW.head, '$.manager'), json_extract(NEW.head, '$.center'),
        json_extract(NEW.head, '$.trusted'), json_extract(NEW.head, '$.opened'), json_extract(NEW.head, '$.version'))
    ON CONFLICT (ior) DO UPDATE SET name = excluded.name, company = excluded.company, manager = excluded.manager, center = excluded.center, trusted = excluded.trusted, version = excluded.version;

    INSERT INTO open_item (account, number, kind, role, rank, state, subject, office, port, heading, due, expires, answer_by, assignee)
    SELECT json_extract(NEW.head, '$.ior'), r.value ->> 0, r.value ->> 1, k.role, k.rank, r.value ->> 2, r.value ->> 3, r.value ->> 4, r.value ->> 5, r.value ->> 6,
        COALESCE((r.value ->> 7) + (r.value ->> 8), 9223372036854775807),
        CASE r.value ->> 9 WHEN 0 THEN 9223372036854775807 WHEN 1 THEN (r.value ->> 7) + (r.value ->> 8) ELSE (r.value ->> 7) + (r.value ->> 9) - 1 END,
        COALESCE(r.value ->> 17, 0), r.value ->> 18
    FROM json_each(NEW.head, '$.cases') AS r LEFT JOIN work_kind AS k ON k.kind = r.value ->> 1
    WHERE true
    ON CONFLICT (account, number) DO UPDATE SET kind = excluded.kind, role = excluded.role, rank = excluded.rank, state = excluded.state, subject = excluded.subject, office = excluded.office,
        port = excluded.port, heading = excluded.heading, due = excluded.due, expires = excluded.expires, answer_by = excluded.answer_by, assignee = excluded.assignee;

    DELETE FROM open_item WHERE account = json_extract(NEW.head, '$.ior') AND number IN (SELECT value ->> 0 FROM json_each(NEW.head, '$.closed'));

    INSERT INTO closed_item (account, number, kind, office, outcome, at, actor, subject)
    SELECT json_extract(NEW.head, '$.ior'), value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 FROM json_each(NEW.head, '$.closed');

    INSERT INTO ledger (kind, key, account, at, filed_day, port, heading, lines, cents, number, content)
    SELECT value ->> 0, value ->> 1, json_extract(NEW.head, '$.ior'), value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9 FROM json_each(NEW.head, '$.filed');

    INSERT INTO answer (account, command, refusal, reason, version, number, at)
    SELECT json_extract(NEW.head, '$.ior'), value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(NEW.head, '$.answers')
    WHERE true
    ON CONFLICT (account, command) DO UPDATE SET refusal = excluded.refusal, reason = excluded.reason, version = excluded.version, number = excluded.number, at = excluded.at;
END;

CREATE TRIGGER grain_state_added AFTER INSERT ON grain_state WHEN NEW.type = 'account' AND NEW.payload IS NOT NULL BEGIN
    INSERT INTO account_change (head) VALUES (CAST(substr(NEW.payload, 1, instr(NEW.payload, x'0A') - 1) AS TEXT));
END;
CREATE TRIGGER grain_state_changed AFTER UPDATE OF payload ON grain_state WHEN NEW.type = 'account' AND NEW.payload IS NOT NULL BEGIN
    INSERT INTO account_change (head) VALUES (CAST(substr(NEW.payload, 1, instr(NEW.payload, x'0A') - 1) AS TEXT));
END;
CREATE TRIGGER grain_state_cleared AFTER UPDATE OF payload ON grain_state WHEN NEW.type = 'account' AND NEW.payload IS NULL BEGIN
    DELETE FROM open_item WHERE account = substr(NEW.key, 6);
    DELETE FROM account WHERE ior = substr(NEW.key, 6);
END;

-- Keys of the API by the SHA-256 of their secret.
CREATE TABLE api_key
(
    hash    BLOB NOT NULL PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    role    TEXT NOT NULL,
    scope   TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Settings of the store itself: its epoch, made at random when it is first used, tells versions of two stores apart.
CREATE TABLE store_setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
