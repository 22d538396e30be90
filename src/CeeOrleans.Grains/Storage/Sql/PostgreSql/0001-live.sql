-- States of grains, and rows derived from them in the same transaction. One statement writes; the unique key is the referee of two
-- first writers, the version of two later ones.
CREATE TABLE grain_state
(
    service text NOT NULL,
    type    text NOT NULL,
    n0      bigint NOT NULL,
    n1      bigint NOT NULL,
    key     text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    payload bytea NULL,
    PRIMARY KEY (service, type, n0, n1, key)
);

-- What the queries of Orleans' storage provider are; it reads them once, by these names.
CREATE TABLE OrleansQuery (QueryKey varchar(64) NOT NULL PRIMARY KEY, QueryText text NOT NULL);

-- A row without a version says that nothing was written: the provider takes silence for success.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('WriteToStorageKey', '
WITH written AS (
    INSERT INTO grain_state AS s (service, type, n0, n1, key, version, payload)
    SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, COALESCE(@GrainIdExtensionString, ''''), 1, @PayloadBinary
    WHERE @GrainStateVersion::integer IS NULL OR EXISTS (SELECT 1 FROM grain_state WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, ''''))
    ON CONFLICT (service, type, n0, n1, key) DO UPDATE SET version = s.version + 1, payload = excluded.payload WHERE s.version = @GrainStateVersion::integer
    RETURNING s.version
)
SELECT version AS NewGrainStateVersion FROM written UNION ALL SELECT NULL::integer WHERE NOT EXISTS (SELECT 1 FROM written)');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadFromStorageKey', '
SELECT payload AS PayloadBinary, version AS Version FROM grain_state
WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, '''')');

-- The version goes on counting over a clear, so that a writer of before it can't win after it.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ClearStorageKey', '
WITH cleared AS (
    UPDATE grain_state SET version = version + 1, payload = NULL
    WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, '''') AND version = @GrainStateVersion::integer
    RETURNING version
)
SELECT version AS NewGrainStateVersion FROM cleared UNION ALL SELECT NULL::integer WHERE NOT EXISTS (SELECT 1 FROM cleared)');

-- Role and rank of each kind of work; a test compares them with the rules.
CREATE TABLE work_kind (kind integer PRIMARY KEY, role integer NOT NULL, rank integer NOT NULL);
INSERT INTO work_kind (kind, role, rank) VALUES
    (1, 2, 1), (2, 1, 1), (3, 1, 1), (4, 2, 2), (5, 1, 2), (6, 1, 2), (7, 1, 2), (8, 1, 2), (9, 1, 2),
    (10, 2, 2), (11, 2, 3), (12, 1, 3), (13, 1, 3), (14, 1, 3), (15, 1, 3), (16, 2, 3), (17, 1, 3), (18, 1, 3),
    (19, 2, 4), (20, 1, 4), (21, 2, 4), (22, 1, 4), (23, 1, 4), (24, 2, 4), (25, 1, 5), (26, 3, 3);

CREATE TABLE account
(
    ior     text COLLATE "C" NOT NULL PRIMARY KEY,
    name    text NOT NULL,
    company text NULL,
    manager text NULL,
    center  text NULL,
    trusted integer NOT NULL,
    opened  bigint NOT NULL,
    version bigint NOT NULL,
    words   tsvector GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED
);
CREATE INDEX account_center ON account (center, ior);
CREATE INDEX account_manager ON account (manager, ior);
CREATE INDEX account_words ON account USING gin (words);

CREATE TABLE open_item
(
    account   text COLLATE "C" NOT NULL,
    number    integer NOT NULL,
    kind      integer NOT NULL,
    role      integer NOT NULL,
    rank      integer NOT NULL,
    state     integer NOT NULL,
    subject   text NOT NULL,
    office    text NOT NULL,
    port      text NOT NULL,
    heading   integer NOT NULL,
    due       bigint NOT NULL,
    expires   bigint NOT NULL,
    answer_by bigint NOT NULL,
    assignee  text NULL,
    PRIMARY KEY (account, number)
);
CREATE INDEX open_item_work ON open_item (office, role, rank, due, account, number) WHERE state <> 3;
CREATE INDEX open_item_due ON open_item (due, account, number) WHERE state <> 3;
CREATE INDEX open_item_expires ON open_item (expires) WHERE state <> 3;
CREATE INDEX open_item_answer ON open_item (answer_by) WHERE answer_by > 0;

CREATE TABLE closed_item
(
    account text COLLATE "C" NOT NULL,
    number  integer NOT NULL,
    kind    integer NOT NULL,
    office  text NOT NULL,
    outcome integer NOT NULL,
    at      bigint NOT NULL,
    actor   text NULL,
    subject text NOT NULL,
    PRIMARY KEY (account, number)
);

-- What happened once, for ever. The key is the referee of two accounts that file one entry number.
CREATE TABLE ledger
(
    kind      integer NOT NULL,
    key       text COLLATE "C" NOT NULL,
    account   text COLLATE "C" NOT NULL,
    at        bigint NOT NULL,
    filed_day integer NOT NULL,
    port      text NOT NULL,
    heading   integer NOT NULL,
    lines     integer NOT NULL,
    cents     bigint NOT NULL,
    number    integer NULL,
    content   text NOT NULL,
    PRIMARY KEY (kind, key)
);

-- Answers by identity of the command, remembered for thirty days.
CREATE TABLE answer
(
    account text COLLATE "C" NOT NULL,
    command text COLLATE "C" NOT NULL,
    refusal integer NOT NULL,
    reason  text NULL,
    version bigint NOT NULL,
    number  integer NULL,
    at      bigint NOT NULL,
    PRIMARY KEY (account, command)
);
CREATE INDEX answer_at ON answer (at);

-- The one place where rows are derived. A write hands in the first line of its payload; deriving all rows anew hands in the
-- second, which has the same members.
CREATE FUNCTION derive_account(head jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO account (ior, name, company, manager, center, trusted, opened, version)
    VALUES (head ->> 'ior', head ->> 'name', head ->> 'company', head ->> 'manager', head ->> 'center', (head ->> 'trusted')::integer, (head ->> 'opened')::bigint, (head ->> 'version')::bigint)
    ON CONFLICT (ior) DO UPDATE SET name = excluded.name, company = excluded.company, manager = excluded.manager, center = excluded.center, trusted = excluded.trusted, version = excluded.version;

    INSERT INTO open_item (account, number, kind, role, rank, state, subject, office, port, heading, due, expires, answer_by, assignee)
    SELECT head ->> 'ior', (r ->> 0)::integer, (r ->> 1)::integer, k.role, k.rank, (r ->> 2)::integer, r ->> 3, r ->> 4, r ->> 5, (r ->> 6)::integer,
        COALESCE((r ->> 7)::bigint + (r ->> 8)::bigint, 9223372036854775807),
        CASE (r ->> 9)::bigint WHEN 0 THEN 9223372036854775807 WHEN 1 THEN (r ->> 7)::bigint + (r ->> 8)::bigint ELSE (r ->> 7)::bigint + (r ->> 9)::bigint - 1 END,
        COALESCE((r ->> 17)::bigint, 0), r ->> 18
    FROM jsonb_array_elements(COALESCE(head -> 'cases', '[]')) AS r LEFT JOIN work_kind AS k ON k.kind = (r ->> 1)::integer
    ON CONFLICT (account, number) DO UPDATE SET kind = excluded.kind, role = excluded.role, rank = excluded.rank, state = excluded.state, subject = excluded.subject, office = excluded.office,
        port = excluded.port, heading = excluded.heading, due = excluded.due, expires = excluded.expires, answer_by = excluded.answer_by, assignee = excluded.assignee;

    DELETE FROM open_item WHERE account = head ->> 'ior' AND number IN (SELECT (r ->> 0)::integer FROM jsonb_array_elements(COALESCE(head -> 'closed', '[]')) AS r);

    INSERT INTO closed_item (account, number, kind, office, outcome, at, actor, subject)
    SELECT head ->> 'ior', (r ->> 0)::integer, (r ->> 1)::integer, r ->> 2, (r ->> 3)::integer, (r ->> 4)::bigint, r ->> 5, r ->> 6 FROM jsonb_array_elements(COALESCE(head -> 'closed', '[]')) AS r;

    INSERT INTO ledger (kind, key, account, at, filed_day, port, heading, lines, cents, number, content)
    SELECT (r ->> 0)::integer, r ->> 1, head ->> 'ior', (r ->> 2)::bigint, (r ->> 3)::integer, r ->> 4, (r ->> 5)::integer, (r ->> 6)::integer, (r ->> 7)::bigint, (r ->> 8)::integer, r ->> 9
    FROM jsonb_array_elements(COALESCE(head -> 'filed', '[]')) AS r;

    INSERT INTO answer (account, command, refusal, reason, version, number, at)
    SELECT head ->> 'ior', r ->> 0, (r ->> 1)::integer, r ->> 2, (r ->> 3)::bigint, (r ->> 4)::integer, (r ->> 5)::bigint FROM jsonb_array_elements(COALESCE(head -> 'answers', '[]')) AS r
    ON CONFLICT (account, command) DO UPDATE SET refusal = excluded.refusal, reason = excluded.reason, version = excluded.version, number = excluded.number, at = excluded.at;
END $$;

CREATE FUNCTION grain_state_derived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.payload IS NULL THEN
        DELETE FROM open_item WHERE account = substr(NEW.key, 6);
        DELETE FROM account WHERE ior = substr(NEW.key, 6);
    ELSE
        PERFORM derive_account(convert_from(substr(NEW.payload, 1, position('\x0A'::bytea in NEW.payload) - 1), 'UTF8')::jsonb);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER grain_state_changed AFTER INSERT OR UPDATE OF payload ON grain_state FOR EACH ROW WHEN (NEW.type = 'account') EXECUTE FUNCTION grain_state_derived();

-- Keys of the API by the SHA-256 of their secret.
CREATE TABLE api_key
(
    hash    bytea NOT NULL PRIMARY KEY,
    id      text NOT NULL UNIQUE,
    name    text NOT NULL,
    role    text NOT NULL,
    scope   text NOT NULL,
    created bigint NOT NULL,
    expires bigint NOT NULL,
    revoked integer NOT NULL DEFAULT 0
);

-- Settings of the store itself: its epoch, made at random when it is first used, tells versions of two stores apart.
CREATE TABLE store_setting (name text NOT NULL PRIMARY KEY, value text NOT NULL);
