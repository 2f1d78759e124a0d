-- What a pool keeps. No address, no user agent, no time finer than a day, and nothing from which an order of
-- arrival could be read: the tables of records are stored in the order of their (random) ids.

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,      -- 'name'
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
    record_id      TEXT NOT NULL PRIMARY KEY,  -- the hash of the record's public key
    content_sha256 TEXT NOT NULL,              -- what the receipt was signed for
    state          TEXT NOT NULL CHECK (state IN ('quarantined', 'accepted', 'rejected', 'released')),
    reason         TEXT,                       -- why it was rejected, for its contributor
    received_day   TEXT NOT NULL,
    decided_day    TEXT,                       -- when it was accepted or rejected
    first_release  INTEGER,                    -- the first release that held it
    last_release   INTEGER                     -- the last release that holds it
) STRICT, WITHOUT ROWID;

CREATE INDEX records_by_state ON records (state, record_id);

-- The signed envelopes; a retraction and a rejection delete the row.
CREATE TABLE contents (
    record_id TEXT NOT NULL PRIMARY KEY REFERENCES records (record_id) ON DELETE CASCADE,
    envelope  BLOB NOT NULL                    -- the signed envelope, JSON
) STRICT, WITHOUT ROWID;

-- What a retraction leaves; blocks the record from coming back.
CREATE TABLE tombstones (
    cursor         INTEGER PRIMARY KEY AUTOINCREMENT,  -- for readers of the public list; only grows
    record_id      TEXT NOT NULL UNIQUE,
    content_sha256 TEXT,                       -- absent if the retraction came before the record
    day            TEXT NOT NULL,
    first_release  INTEGER,
    last_release   INTEGER
) STRICT;

CREATE TABLE releases (
    number   INTEGER PRIMARY KEY,
    day      TEXT NOT NULL,
    rows     INTEGER NOT NULL,
    dropped  INTEGER NOT NULL,                 -- records of the former release that are no longer in this one
    path     TEXT NOT NULL                     -- where it was written, on this machine; never shown in public
) STRICT;
