-- Which worker writes which bucket of the release that is being built.

CREATE TABLE claims (
    release  INTEGER NOT NULL,
    bucket   INTEGER NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    worker   TEXT,                         -- who has it; a name that a worker made up for itself
    until_ms INTEGER NOT NULL DEFAULT 0,   -- when others may take it
    outcome  TEXT,                         -- what was written, JSON; present when it is finished
    PRIMARY KEY (release, bucket)
) STRICT, WITHOUT ROWID;
