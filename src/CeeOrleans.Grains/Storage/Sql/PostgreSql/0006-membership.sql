-- The silos of a cluster. The version of the table is the referee: whoever writes names the version it read, one of many writers
-- wins, and a write happens with its step of the version or not at all, because both are one statement.
CREATE TABLE cluster_version
(
    cluster text COLLATE "C" NOT NULL PRIMARY KEY,
    version integer NOT NULL
);

CREATE TABLE cluster_silo
(
    cluster    text COLLATE "C" NOT NULL REFERENCES cluster_version (cluster),
    address    text COLLATE "C" NOT NULL,
    port       integer NOT NULL,
    generation integer NOT NULL,
    name       text NOT NULL,
    host       text NOT NULL,
    status     integer NOT NULL,
    gateway    integer NOT NULL,
    suspects   text NULL,
    started    timestamptz NOT NULL,
    alive      timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipVersionKey', '
WITH made AS (INSERT INTO cluster_version (cluster, version) VALUES (@DeploymentId, 0) ON CONFLICT (cluster) DO NOTHING RETURNING 1)
SELECT count(*) FROM made');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipKey', '
WITH step AS (
    UPDATE cluster_version SET version = version + 1
    WHERE cluster = @DeploymentId AND version = @Version
        AND NOT EXISTS (SELECT 1 FROM cluster_silo WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1
), made AS (
    INSERT INTO cluster_silo (cluster, address, port, generation, name, host, status, gateway, started, alive)
    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM step
    RETURNING 1
)
SELECT count(*) FROM made');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateMembershipKey', '
WITH step AS (
    UPDATE cluster_version SET version = version + 1
    WHERE cluster = @DeploymentId AND version = @Version
        AND EXISTS (SELECT 1 FROM cluster_silo WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1
), changed AS (
    UPDATE cluster_silo SET status = @Status, suspects = @SuspectTimes, alive = GREATEST(alive, @IAmAliveTime)
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND EXISTS (SELECT 1 FROM step)
    RETURNING 1
)
SELECT count(*) FROM changed');

-- A sign of life is no change of the membership: it takes no version, and never goes back.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateIAmAlivetimeKey', '
UPDATE cluster_silo SET alive = GREATEST(alive, @IAmAliveTime)
WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation');

-- Silos and version by one statement: never a list of one version under the number of another.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadAllKey', '
SELECT s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName, s.host AS HostName, s.status AS Status, s.gateway AS ProxyPort,
    s.suspects AS SuspectTimes, s.started AS StartTime, s.alive AS IAmAliveTime, v.version AS Version
FROM cluster_version AS v LEFT JOIN cluster_silo AS s ON s.cluster = v.cluster
WHERE v.cluster = @DeploymentId');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadRowKey', '
SELECT s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName, s.host AS HostName, s.status AS Status, s.gateway AS ProxyPort,
    s.suspects AS SuspectTimes, s.started AS StartTime, s.alive AS IAmAliveTime, v.version AS Version
FROM cluster_version AS v LEFT JOIN cluster_silo AS s ON s.cluster = v.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE v.cluster = @DeploymentId');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('GatewaysQueryKey', '
SELECT address AS Address, gateway AS ProxyPort, generation AS Generation FROM cluster_silo WHERE cluster = @DeploymentId AND status = @Status AND gateway > 0');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteMembershipTableEntriesKey', '
WITH gone AS (DELETE FROM cluster_silo WHERE cluster = @DeploymentId RETURNING 1)
UPDATE cluster_version SET version = version + 1 WHERE cluster = @DeploymentId');

-- Only the dead (6) are forgotten, and only when they have been silent since.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('CleanupDefunctSiloEntriesKey', '
DELETE FROM cluster_silo WHERE cluster = @DeploymentId AND status = 6 AND alive < @IAmAliveTime AND started < @IAmAliveTime');
