-- Keys, each wrapped by the master key. Deleting a content key erases its record for good.

CREATE TABLE content_keys (
    key_id  BLOB PRIMARY KEY,      -- random; a record's key changes with every change of its body
    wrapped BLOB NOT NULL          -- sealed 32 bytes
) STRICT;

CREATE TABLE secrets (
    name    TEXT PRIMARY KEY,      -- seed, client:<id>
    wrapped BLOB NOT NULL          -- sealed 32 bytes
) STRICT;

CREATE TABLE counters (
    name  TEXT PRIMARY KEY,        -- record
    value INTEGER NOT NULL         -- the last one used
) STRICT;
