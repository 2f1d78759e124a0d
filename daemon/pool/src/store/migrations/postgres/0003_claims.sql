-- Which worker writes which bucket of the release that is being built.

CREATE TABLE claims (
    release  integer NOT NULL,
    bucket   smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    worker   text,                           -- who has it; a name that a worker made up for itself
    until_ms bigint NOT NULL DEFAULT 0,      -- when others may take it
    outcome  text,                           -- what was written, JSON; present when it is finished
    PRIMARY KEY (release, bucket)
);
