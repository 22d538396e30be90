-- Cases and totals of a large account, in parts: a write hands in the parts that it changed and no others. A read gives state and
-- parts by one statement, so that nobody sees the parts of another write.
CREATE TABLE account_part
(
    account text COLLATE "C" NOT NULL,
    kind    integer NOT NULL,
    number  integer NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (account, kind, number)
);

UPDATE OrleansQuery SET QueryText = '
SELECT CASE WHEN type = ''account''
    THEN payload || COALESCE((SELECT convert_to(string_agg(chr(10) || ''['' || kind || '','' || number || '','' || content || '']'', ''''), ''UTF8'') FROM account_part WHERE account = substr(grain_state.key, 6)), ''''::bytea)
    ELSE payload END AS PayloadBinary, version AS Version
FROM grain_state
WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND key = COALESCE(@GrainIdExtensionString, '''')'
WHERE QueryKey = 'ReadFromStorageKey';

-- An account that is written whole has no parts any more; a part without content is gone.
CREATE FUNCTION derive_parts(head jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF head ? 'whole' THEN
        DELETE FROM account_part WHERE account = head ->> 'ior';
    END IF;

    IF head ? 'parts' THEN
        DELETE FROM account_part WHERE account = head ->> 'ior'
            AND (kind, number) IN (SELECT (r ->> 0)::integer, (r ->> 1)::integer FROM jsonb_array_elements(head -> 'parts') AS r WHERE r ->> 2 IS NULL);

        INSERT INTO account_part (account, kind, number, content)
        SELECT head ->> 'ior', (r ->> 0)::integer, (r ->> 1)::integer, (r -> 2)::text FROM jsonb_array_elements(head -> 'parts') AS r WHERE r ->> 2 IS NOT NULL
        ON CONFLICT (account, kind, number) DO UPDATE SET content = excluded.content;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION grain_state_derived() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head jsonb;
BEGIN
    IF NEW.payload IS NULL THEN
        DELETE FROM open_item WHERE account = substr(NEW.key, 6);
        DELETE FROM account_part WHERE account = substr(NEW.key, 6);
        DELETE FROM account WHERE ior = substr(NEW.key, 6);
    ELSE
        head := convert_from(substr(NEW.payload, 1, position('\x0A'::bytea in NEW.payload) - 1), 'UTF8')::jsonb;
        PERFORM derive_account(head);
        PERFORM derive_parts(head);
    END IF;
    RETURN NULL;
END $$;
