-- What the companion knows about records. Bodies are encrypted; their keys lie in keys.db.

CREATE TABLE records (
    id           TEXT PRIMARY KEY,          -- RecordId: the hash of the record's public key
    counter      INTEGER NOT NULL UNIQUE,   -- which key of the seed; never used twice
    conversation TEXT NOT NULL,             -- random id shared with the extension, or keyed hash of an import; never sent
    revision     INTEGER NOT NULL,          -- grows with every newer form of the conversation
    state        TEXT NOT NULL,             -- hold::State
    site         TEXT NOT NULL,             -- site id, never an address
    created_day  TEXT NOT NULL,             -- 2026-11-22
    updated      INTEGER NOT NULL,          -- ms since 1970: last change
    since        INTEGER NOT NULL,          -- hold time at which the window began
    hold_window  INTEGER NOT NULL,          -- its length in ms
    sent         INTEGER NOT NULL,          -- 1 once a delivery was attempted: the pool may have it
    turns        INTEGER NOT NULL,          -- number of messages
    key_id       BLOB,                      -- content key in keys.db; NULL once erased
    body         BLOB,                      -- sealed JSON of record and edits; NULL once erased
    reason       TEXT,                      -- why the pool refused it
    supersedes   TEXT,                      -- the donated record that this one replaces
    consent      TEXT,                      -- JSON of the consent receipt it travels with
    releases     TEXT NOT NULL,             -- JSON array of release numbers
    pool_url     TEXT,                      -- where it was sent
    asked        INTEGER NOT NULL,          -- hold time of the next question to the pool about its status
    look         INTEGER NOT NULL           -- 1: the contributor must look at it before it may leave
) STRICT;
CREATE INDEX records_by_conversation ON records (conversation, counter);
CREATE UNIQUE INDEX records_by_key ON records (key_id);
CREATE INDEX records_by_state ON records (state, counter);

CREATE TABLE outbox (
    record_id  TEXT PRIMARY KEY,   -- what
    verb       TEXT NOT NULL CHECK (verb IN ('donate', 'retract')),
    due        INTEGER NOT NULL,   -- hold time of the next attempt
    attempts   INTEGER NOT NULL,   -- attempts begun so far
    queued_day TEXT NOT NULL       -- the day that the envelope names
) STRICT;
CREATE INDEX outbox_by_due ON outbox (verb, due);

CREATE TABLE receipts (
    record_id TEXT NOT NULL,       -- of this record
    verb      TEXT NOT NULL,       -- donate or retract
    receipt   TEXT NOT NULL,       -- JSON, signed by the pool
    PRIMARY KEY (record_id, verb)
) STRICT;

CREATE TABLE timeline (
    record_id TEXT NOT NULL,       -- of this record
    event     TEXT NOT NULL,       -- held, edited, approved, donated …
    at        INTEGER NOT NULL     -- ms since 1970
) STRICT;
CREATE INDEX timeline_by_record ON timeline (record_id, at);

CREATE TABLE pools (
    url        TEXT PRIMARY KEY,   -- where it answers
    pool_id    TEXT NOT NULL,      -- pinned at first contact
    public_key TEXT NOT NULL,      -- pinned at first contact
    name       TEXT NOT NULL       -- as the pool calls itself
) STRICT;

CREATE TABLE clients (
    id            TEXT PRIMARY KEY,  -- 32 hexadecimal digits; its key lies in keys.db
    browser       TEXT NOT NULL,     -- Chromium, Firefox
    origin        TEXT NOT NULL,     -- the only origin it may speak from
    paired_day    TEXT NOT NULL,     -- 2026-11-22
    last_seen_day TEXT NOT NULL      -- 2026-11-22
) STRICT;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,        -- window, after_window, consent, hold_clock …
    value TEXT NOT NULL            -- JSON
) STRICT;
