-- What version 1 wrote, as SQL: a held, a donated and a revoked record; the master key is 32 sevens.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE content_keys (
    key_id  BLOB PRIMARY KEY,      -- random; a record's key changes with every change of its body
    wrapped BLOB NOT NULL          -- sealed 32 bytes
) STRICT;
INSERT INTO content_keys VALUES(X'6a9c8acb8628b9e59cd2b00679c504d3',X'9915c793565cf1262168a7dd2a8c8acd8843435d43ab4c989b568828aeb587fadce5e695fcbbfff02d5f48597a65bb2f85fdb156531668bf238da76f14c8bc6ec3ac0a2e9c428609');
INSERT INTO content_keys VALUES(X'b98f5d3df721c2328aa56bc0bd5b0640',X'8915c1c05a0e7ffa419a03fa0338a62ba872b66f84b032b261cbda2baa2e8ac0a196a59a194aea11024714d3c6036b1ca324fecc94e6ba8389fbb8a9e2a0a29a6235cdaac66c4343');
CREATE TABLE secrets (
    name    TEXT PRIMARY KEY,      -- seed, client:<id>
    wrapped BLOB NOT NULL          -- sealed 32 bytes
) STRICT;
INSERT INTO secrets VALUES('seed',X'f85aa5a4ad3c2ffe35602aa20de3bcdabffdfecaf83a6c3574556bb0a71340484ef3f7f8a6772f4f2d288c02e302ebe72226ea11008c2f1bd3ff41259089122d7f808aec7fab6ebe');
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,        -- record
    value INTEGER NOT NULL         -- the last one used
) STRICT;
INSERT INTO counters VALUES('record',9);
COMMIT;
PRAGMA application_id = 1416784226; PRAGMA user_version = 1;
