-- What a pool knows of chat sites: the adapters it publishes, and how pages are built that no adapter fits.

CREATE TABLE adapters (
    site text COLLATE "C" PRIMARY KEY,       -- the adapter's own name for it
    text text NOT NULL                       -- the file, word for word
);

-- One row; the number is 0 before anything was published.
CREATE TABLE adapter_list (
    one      integer PRIMARY KEY CHECK (one = 1),
    sequence bigint NOT NULL,                -- only grows, also when an adapter is withdrawn
    issued   text COLLATE "C"                -- the day of the last change
);
INSERT INTO adapter_list (one, sequence, issued) VALUES (1, 0, NULL);

CREATE TABLE site_reports (
    digest       text COLLATE "C" PRIMARY KEY, -- of the report, so that the same one is kept once
    received_day text COLLATE "C" NOT NULL,
    times        bigint NOT NULL,            -- how often it came
    report       bytea NOT NULL              -- JSON: names that programs gave to parts of a page, and no text
);
