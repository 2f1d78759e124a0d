-- What is known of a record beside its content. With the row of the record, so that a retraction erases it too.
ALTER TABLE records ADD COLUMN bands BLOB;      -- twelve numbers of the text, for finding others like it; they depend on nothing else
ALTER TABLE records ADD COLUMN notices TEXT;    -- what a reviewer should look at: codes
ALTER TABLE records ADD COLUMN votes TEXT;      -- reviewers who would accept it, as in the dossier
ALTER TABLE records ADD COLUMN waits INTEGER NOT NULL DEFAULT 0; -- 1: its contributor waits for an answer
ALTER TABLE records ADD COLUMN dossier BLOB;    -- JSON: versions, decisions, objections

CREATE INDEX records_that_wait ON records (record_id) WHERE waits = 1;

-- How many decisions of each kind there were in each month; names no record.
CREATE TABLE rulings (
    month   TEXT NOT NULL,
    verdict TEXT NOT NULL,
    code    TEXT NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (month, verdict, code)
) STRICT, WITHOUT ROWID;
