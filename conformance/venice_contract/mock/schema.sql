-- State of the mock. Moments are milliseconds since 1970 (UTC); spendings are millionths.
CREATE TABLE keys (
    row INTEGER PRIMARY KEY,              -- in the order of creation
    record TEXT NOT NULL                  -- JSON of `records.Key`, its digest in base64
);
CREATE TABLE spendings (
    row INTEGER NOT NULL REFERENCES keys(row) ON DELETE CASCADE,
    at_ms INTEGER NOT NULL,
    usd INTEGER NOT NULL,
    diem INTEGER NOT NULL,
    vcu INTEGER NOT NULL
);
CREATE INDEX spendings_by_key ON spendings(row, at_ms);
CREATE TABLE account (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    usd INTEGER NOT NULL,
    diem INTEGER NOT NULL,
    signing_key BLOB NOT NULL             -- signs the wallet tokens
);
CREATE TABLE wallets (address TEXT PRIMARY KEY, staked INTEGER NOT NULL);
CREATE TABLE exceeded (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at_ms INTEGER NOT NULL
);
