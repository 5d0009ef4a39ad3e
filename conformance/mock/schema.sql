-- State of the mock. Moments are milliseconds since 1970 (UTC); spendings are millionths.
CREATE TABLE keys (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    digest BLOB NOT NULL UNIQUE,          -- SHA-256 of the secret; the secret itself is nowhere
    last_six TEXT NOT NULL,
    api_key_type TEXT,
    description TEXT,
    limits TEXT NOT NULL,                 -- JSON object, the amounts as they were given
    limit_period TEXT,
    model_privacy TEXT,
    expires_at TEXT,                      -- as it was sent
    expires_ms INTEGER,                   -- NULL: never
    created_ms INTEGER NOT NULL,
    last_used_ms INTEGER,
    extras TEXT NOT NULL,                 -- JSON object, fields known only by name and shape
    bootstrap INTEGER NOT NULL,           -- 1 for the first admin key
    spent_usd INTEGER NOT NULL DEFAULT 0, -- since the beginning, for LIFETIME
    spent_diem INTEGER NOT NULL DEFAULT 0,
    spent_vcu INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE spendings (
    id TEXT NOT NULL REFERENCES keys(id) ON DELETE CASCADE,
    at_ms INTEGER NOT NULL,
    usd INTEGER NOT NULL,
    diem INTEGER NOT NULL,
    vcu INTEGER NOT NULL
);
CREATE INDEX spendings_by_key ON spendings(id, at_ms);
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
