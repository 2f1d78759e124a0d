-- What version 1 wrote, as SQL: a held, a donated and a revoked record; the master key is 32 sevens.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
INSERT INTO records VALUES('sfk3ggqlnd4hxm2jcsum7z7z45',1,'b45015ff4086483244d06c34a7297a8d',1,'held','unknown','2026-11-22',1795339500730,5,86400000,0,2,X'6a9c8acb8628b9e59cd2b00679c504d3',X'38b8849ef261f37dbd05d8778c5bc5aa9ba90804b027c5b381ad21e860350dc7a244845db9b08ed673576b7a09c9356b21fb7db4ccb8243a272d70a32b99d37fe976c95501b4a7fd002d2e0a374fd286de57521754b2ae606a1773e979425d229ef9ec67990c3e0030dd4b380ddba9945904648d6f474deef0925baef48e7fb995248a997ef9089490ea26ed7ebb672f24570e10c5292c0b329ffbf6d86a4170b528fe48944fc976cb7016d1feb5ffee2f3d2f24d6f30722c227341953a41968c32900c1a9447566beefc62de32630958c78df6dfc3af02e0823447f8eff380b17a957a6e54347c709875fb8b540a791e7832ac0a394006e7c8586c40c4c3fc98f90937867d901efbe99a38fdc52d16b4b9df28635087214d8ee04bfac0f34f591cdae3e22d53887b3d95e192ed26431b81f00e33c5da342eaa623998a73b0e1ec02fbd0b0a517f45cc2713d3f8fac297c0f438cf098acefd005a56a498ea32243579813da836e8b2f859b6c75e6fa525bc81d1ef66b6172dd512a9d63aec946c2d729e22a9990842f5b94d97beaf0aa233bf920aae4dfebfafa80afd530fb814cb32d3ad237acb6807a2e58d11b25e530d1205c2b5e7cae5b2871a9d5049eab805dfd7daad8086a0bbdc179c9a255c6a48bbcecda9d6887964b976117df540da402f445417916985ab8feafc0451bc824fdd3919b0aeba475591a43988a282689fad7b5392c72332adc65311c4194d6cb742e8c2f5522af9251aa5fdc1b44a66b2077ea5b5d650068a41712e4e0066b8a26906d27efceca866c2b6b08bd409ccb0660c4c603d9bd9698fc3b3c49375ada9f9670334f9c',NULL,NULL,NULL,'[]',NULL,0,0);
INSERT INTO records VALUES('k4fsfd7jyzxoc5l65xtprj6kf6',2,'f14ba7b0820cb6af78c8b46ae7d952e1',1,'donated','unknown','2026-11-22',1795339500730,5,86400000,1,2,X'b98f5d3df721c2328aa56bc0bd5b0640',X'55371e188a0a4875cb3af8e93b25df66dd91f3e4e0f44adea392f244c924ddf0e1da429a5195a38e416b912cce89255fd55b166b1656ce69d13c3dc5bf9f21837cf29bb2a515b7fed7f5254a7999b6b43485384a9de7a4b49bd4367c3b330dbf8323b325637617e2d611b18b1c4d6529c46d061f0ca16421935e406559fb667b6c8d035482b2ee0006e52fd4670e9fbb37c2c4d2e4a387a6fc2a3570e4bc11f55d58adc17190ddc54737874f5f441fa3117ec6e0e81caf6843c5af87a3b3bc0b78e77037638afca7c8010e1fa1f7ce22ec66364263f7116feed0ccca61529f0ebb0bf01f09bb094156f3815c716e79ee63ff8f9daf61456ede07e97bb5cbabc1cbab5a71b3c5528903cd64acd1ff2f16e2acf4255866dd79b2454176cf04d7c5b512e4ed64cc766894c8b87f4470d61b9af08ce20c4be27ef7158ec8f2c2fa523fa634ef0e3c6815ee26d2f8a22ce93e305e7a7efc3218b52844531683ba5316ab239292d9fe5ea52b075d828e291f570166f4fef729f3eef310e94c506a8d79eb5642ddea85c4db6f21e87ed91ca22c8ab2858ce33b3b782afda43ec98d167eaf9cfd2bd131367b235a174e7b94bc8e22abf025d9f9ac49480b6a7b77f10d3587807b03f0d87bd59f1e0c59c3e7c203ee182a0332407b5ef481f241a82c2e9c0b679b10676f8d018c441dcff1e349cc5be15eebc49a182e88912570a25cd53a73f84daad626175c2f847bc045467eebbb7e549355002fbff7063c993be447bd941940b8dd72929c487f245b95e373f3a99eef0abab09b86cd2f3d4fdc826bffd74acb5523ad7a31fa32c7b78cf506e407795e21fc88b4',NULL,NULL,NULL,'[]','https://pool.example.org',0,0);
INSERT INTO records VALUES('azxmu43ex7nxgoarbl6qi7canq',3,'51b059b5d451fcb08208c8f22a652159',1,'revoked','unknown','2026-11-22',1795339508796,5,86400000,0,2,NULL,NULL,NULL,NULL,NULL,'[]',NULL,0,0);
CREATE TABLE outbox (
    record_id  TEXT PRIMARY KEY,   -- what
    verb       TEXT NOT NULL CHECK (verb IN ('donate', 'retract')),
    due        INTEGER NOT NULL,   -- hold time of the next attempt
    attempts   INTEGER NOT NULL,   -- attempts begun so far
    queued_day TEXT NOT NULL       -- the day that the envelope names
) STRICT;
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
INSERT INTO timeline VALUES('sfk3ggqlnd4hxm2jcsum7z7z45','held',1795339500730);
INSERT INTO timeline VALUES('k4fsfd7jyzxoc5l65xtprj6kf6','held',1795339500730);
INSERT INTO timeline VALUES('azxmu43ex7nxgoarbl6qi7canq','held',1795339500730);
INSERT INTO timeline VALUES('azxmu43ex7nxgoarbl6qi7canq','revoked',1795339508796);
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
INSERT INTO settings VALUES('hold_clock','{"now":8052,"at":{"wall":1795339508777,"boot":29116621,"boot_id":"a8df1f7f-1f7a-4342-9599-77d46cec5c19"}}');
INSERT INTO settings VALUES('window','3600000');
CREATE INDEX records_by_conversation ON records (conversation, counter);
CREATE UNIQUE INDEX records_by_key ON records (key_id);
CREATE INDEX records_by_state ON records (state, counter);
CREATE INDEX outbox_by_due ON outbox (verb, due);
CREATE INDEX timeline_by_record ON timeline (record_id, at);
COMMIT;
PRAGMA application_id = 1416784226; PRAGMA user_version = 1;
