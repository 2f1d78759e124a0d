-- Pools with consent terms of their own, and every text that was agreed to with one.

ALTER TABLE pools ADD COLUMN terms TEXT;  -- JSON: names of the terms of its own that the pool has in force; NULL: the project's

-- Kept when the pool is gone, so that what was agreed to can be read then, too.
CREATE TABLE agreements (
    pool_url     TEXT NOT NULL,   -- with the pool at this address
    terms_sha256 TEXT NOT NULL,   -- of the text
    receipt      TEXT NOT NULL,   -- JSON of the newest receipt for this text
    text         TEXT NOT NULL,   -- Markdown, as it was shown
    PRIMARY KEY (pool_url, terms_sha256)
) STRICT;
