-- What a pool knows of chat sites: the adapters it publishes, and how pages are built that no adapter fits.

CREATE TABLE adapters (
    site TEXT NOT NULL PRIMARY KEY,       -- the adapter's own name for it
    text TEXT NOT NULL                    -- the file, word for word
) STRICT, WITHOUT ROWID;

-- One row, once something was published.
CREATE TABLE adapter_list (
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    sequence INTEGER NOT NULL,            -- only grows, also when an adapter is withdrawn
    issued   TEXT NOT NULL                -- the day of the last change
) STRICT;

CREATE TABLE site_reports (
    digest       TEXT NOT NULL PRIMARY KEY,  -- of the report, so that the same one is kept once
    received_day TEXT NOT NULL,
    times        INTEGER NOT NULL,           -- how often it came
    report       BLOB NOT NULL               -- JSON: names that programs gave to parts of a page, and no text
) STRICT, WITHOUT ROWID;
