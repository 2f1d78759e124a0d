-- What is known of a record beside its content. With the row of the record, so that a retraction erases it too.
ALTER TABLE records ADD COLUMN bands bytea;      -- twelve numbers of the text, for finding others like it; they depend on nothing else
ALTER TABLE records ADD COLUMN notices text;     -- what a reviewer should look at: codes
ALTER TABLE records ADD COLUMN votes text;       -- reviewers who would accept it, as in the dossier
ALTER TABLE records ADD COLUMN waits boolean NOT NULL DEFAULT false; -- its contributor waits for an answer
ALTER TABLE records ADD COLUMN dossier bytea;    -- JSON: versions, decisions, objections

CREATE INDEX records_that_wait ON records (record_id) WHERE waits;

-- How many decisions of each kind there were in each month; names no record.
CREATE TABLE rulings (
    month   text COLLATE "C" NOT NULL,
    verdict text COLLATE "C" NOT NULL,
    code    text COLLATE "C" NOT NULL,
    count   bigint NOT NULL,
    PRIMARY KEY (month, verdict, code)
);
