-- Cases and totals of a large account, in parts: a write hands in the parts that it changed and no others. A read gives state and
-- parts by one statement, so that nobody sees the parts of another write.
CREATE TABLE account_part
(
    id      INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    kind    INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (account, kind, number)
) STRICT;

UPDATE OrleansQuery SET QueryText = '
SELECT CASE WHEN type = ''account'' AND payload IS NOT NULL AND EXISTS (SELECT 1 FROM account_part WHERE account = substr(grain_state.key, 6))
    THEN CAST(payload || (SELECT group_concat(char(10) || ''['' || kind || '','' || number || '','' || content || '']'', '''') FROM account_part WHERE account = substr(grain_state.key, 6)) AS BLOB)
    ELSE payload END AS PayloadBinary, version AS Version
FROM grain_state
WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, '''');'
WHERE QueryKey = 'ReadFromStorageKey';

-- An account that is written whole has no parts any more; a part without content is gone.
CREATE TRIGGER account_parts_derived INSTEAD OF INSERT ON account_change BEGIN
    DELETE FROM account_part WHERE account = json_extract(NEW.head, '$.ior') AND json_extract(NEW.head, '$.whole') = 1;

    DELETE FROM account_part WHERE account = json_extract(NEW.head, '$.ior')
        AND (kind, number) IN (SELECT value ->> 0, value ->> 1 FROM json_each(NEW.head, '$.parts') WHERE value ->> 2 IS NULL);

    INSERT INTO account_part (account, kind, number, content)
    SELECT json_extract(NEW.head, '$.ior'), value ->> 0, value ->> 1, value -> 2 FROM json_each(NEW.head, '$.parts') WHERE value ->> 2 IS NOT NULL
    ON CONFLICT (account, kind, number) DO UPDATE SET content = excluded.content;
END;

CREATE TRIGGER account_parts_cleared AFTER UPDATE OF payload ON grain_state WHEN NEW.type = 'account' AND NEW.payload IS NULL BEGIN
    DELETE FROM account_part WHERE account = substr(NEW.key, 6);
END;
