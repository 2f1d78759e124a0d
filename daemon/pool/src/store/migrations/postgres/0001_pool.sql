-- What a pool keeps, in PostgreSQL. No address, no user agent, no time finer than a day, and no number that tells an order of arrival.
-- One row per record for its whole life, so that whatever is asked online is one statement about one row, also on a cluster:
-- a retraction that overtakes its record makes the row, and the record then finds it taken.

CREATE TABLE settings (
    key   text COLLATE "C" PRIMARY KEY,          -- 'name'
    value text NOT NULL
);

CREATE TABLE records (
    record_id      text COLLATE "C" PRIMARY KEY, -- the hash of the record's public key
    bucket         smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255), -- the first byte of that: the unit of release work
    state          text COLLATE "C" NOT NULL CHECK (state IN ('quarantined', 'accepted', 'rejected', 'released', 'retracted')),
    content_sha256 text COLLATE "C",             -- what the receipt was signed for; absent if the retraction came before the record
    reason         text,                         -- why it was rejected, for its contributor
    received_day   text COLLATE "C",
    decided_day    text COLLATE "C",             -- when it was accepted or rejected
    retracted_day  text COLLATE "C",
    first_release  integer,                      -- the first release that held it
    last_release   integer,                      -- the last release that holds it
    cursor         bigint,                       -- of a retraction, for readers of the public list; given when the list is read
    envelope       bytea,                        -- the signed envelope, JSON; a retraction and a rejection empty it
    CHECK ((envelope IS NULL) = (state IN ('rejected', 'retracted')))
);

CREATE INDEX records_by_state ON records (state, record_id);
CREATE INDEX records_by_cursor ON records (cursor) WHERE cursor IS NOT NULL;
CREATE INDEX records_without_cursor ON records (record_id) WHERE state = 'retracted' AND cursor IS NULL;
CREATE INDEX records_by_retraction ON records (retracted_day DESC, record_id) WHERE state = 'retracted';

-- One row: the last number that the public list of retractions gave. Whoever numbers locks it.
CREATE TABLE feed (
    one  integer PRIMARY KEY CHECK (one = 1),
    last bigint NOT NULL
);
INSERT INTO feed (one, last) VALUES (1, 0);

CREATE TABLE releases (
    number  integer PRIMARY KEY,
    day     text COLLATE "C" NOT NULL,
    rows    bigint NOT NULL,
    dropped bigint NOT NULL,                     -- records of the former release that are no longer in this one
    path    text NOT NULL                        -- where it was written, as that machine calls it; never shown in public
);
