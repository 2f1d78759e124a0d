-- Several pools, and what their releases say about the records that they were given.

ALTER TABLE pools ADD COLUMN added INTEGER NOT NULL DEFAULT 0;  -- 1: the contributor gives to it, beside the first one
ALTER TABLE pools ADD COLUMN consent TEXT;                      -- JSON of the receipt for what was agreed to with this pool
ALTER TABLE pools ADD COLUMN visit INTEGER NOT NULL DEFAULT 0;  -- hold time of the next look at its releases
ALTER TABLE pools ADD COLUMN release_number INTEGER;            -- of the newest release that was believed
ALTER TABLE pools ADD COLUMN release_day TEXT;                  -- its day
ALTER TABLE pools ADD COLUMN manifest TEXT;                     -- digest of its manifest
ALTER TABLE pools ADD COLUMN doubt TEXT;                        -- why what it shows now is not believed

-- What the newest release of a record's pool says about it.
CREATE TABLE checks (
    record_id TEXT PRIMARY KEY,
    outcome   TEXT NOT NULL,       -- proof::Outcome
    release   INTEGER NOT NULL,    -- in which release
    day       TEXT NOT NULL        -- when it was looked at
) STRICT;

-- Records whose key follows from another rule than the usual one: see store::pools.
CREATE TABLE signed (
    record_id TEXT NOT NULL,
    pool_id   TEXT NOT NULL,       -- signed for this pool
    own       INTEGER NOT NULL,    -- 1: with a key for this pool only; 0: with the key of the first pool
    PRIMARY KEY (record_id, pool_id)
) STRICT;

-- Donated records that were changed since: a pool counts the forms of a record from 1.
CREATE TABLE versions (
    record_id TEXT PRIMARY KEY,
    version   INTEGER NOT NULL     -- the form that the pool has
) STRICT;

CREATE INDEX records_by_pool ON records (pool_url) WHERE pool_url IS NOT NULL;

-- The first pool keeps the keys that its records have; so does every record that left before there could be several.
INSERT INTO settings (name, value)
    SELECT 'first_pool', json_quote(p.pool_id) FROM pools p
    JOIN settings s ON s.name = 'pool_url' AND s.value = json_quote(p.url);
INSERT INTO signed (record_id, pool_id, own)
    SELECT r.id, p.pool_id, 0 FROM records r JOIN pools p ON p.url = r.pool_url
    WHERE r.sent = 1 AND json_quote(p.pool_id) IS NOT (SELECT value FROM settings WHERE name = 'first_pool');
