-- Ids are 16-byte blobs, times UTC milliseconds, days counted from 1970-01-01.
CREATE TABLE notes (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE areas (
    id BLOB PRIMARY KEY NOT NULL,
    parent BLOB,
    level TEXT NOT NULL,
    area TEXT NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Every area with itself and all above it: what scope is decided by.
CREATE TABLE area_closure (
    ancestor BLOB NOT NULL,
    descendant BLOB NOT NULL,
    PRIMARY KEY (ancestor, descendant)
) WITHOUT ROWID;
CREATE INDEX area_closure_up ON area_closure (descendant, ancestor);

CREATE TABLE accounts (
    id BLOB PRIMARY KEY NOT NULL,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE assignments (
    account BLOB NOT NULL REFERENCES accounts (id),
    area BLOB NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER
);
CREATE INDEX assignments_of ON assignments (account, until);
CREATE INDEX assignments_to ON assignments (area, until);

CREATE TABLE sessions (
    id BLOB PRIMARY KEY NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    account BLOB NOT NULL REFERENCES accounts (id),
    device BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) WITHOUT ROWID;
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- The counter that gives out seq, and the last link of the audit chain.
CREATE TABLE streams (
    stream BLOB PRIMARY KEY NOT NULL,
    seq INTEGER NOT NULL,
    link BLOB NOT NULL
) WITHOUT ROWID;

-- Which areas have events in which stream: a cell that moved has them in two.
CREATE TABLE stream_areas (
    area BLOB NOT NULL,
    stream BLOB NOT NULL,
    PRIMARY KEY (area, stream)
) WITHOUT ROWID;

-- `personal` stands apart, so that it can be erased and the chain still verifies by `digest`.
CREATE TABLE events (
    stream BLOB NOT NULL,
    seq INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    area BLOB NOT NULL,
    envelope TEXT NOT NULL,
    personal TEXT,
    digest BLOB NOT NULL,
    link BLOB NOT NULL,
    received_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX events_in_order ON events (stream, seq);
CREATE INDEX events_of_area ON events (area, stream, seq);

CREATE TABLE quarantine (
    id BLOB PRIMARY KEY NOT NULL,
    envelope TEXT NOT NULL,
    personal TEXT,
    digest BLOB NOT NULL,
    reason TEXT NOT NULL,
    received_at INTEGER NOT NULL
);

-- The ledger: one row a subject, folded from its events.
CREATE TABLE ledger (
    kind TEXT NOT NULL,
    id BLOB NOT NULL,
    area BLOB NOT NULL,
    state TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    premises BLOB,
    actor BLOB,
    level TEXT NOT NULL,
    premises_kind TEXT NOT NULL,
    due_on INTEGER,
    search TEXT NOT NULL,
    since INTEGER NOT NULL,
    entry TEXT NOT NULL
);
CREATE UNIQUE INDEX ledger_subject ON ledger (kind, id);
CREATE INDEX ledger_of_area ON ledger (area, kind, is_open, since);
CREATE INDEX ledger_newest ON ledger (kind, since, id);

CREATE TABLE photo_uploads (
    sha256 BLOB NOT NULL,
    account BLOB NOT NULL,
    uploaded_at INTEGER NOT NULL,
    PRIMARY KEY (sha256, account)
) WITHOUT ROWID;

-- Which photos events name, by whose author and where.
CREATE TABLE event_photos (
    sha256 BLOB NOT NULL,
    actor BLOB NOT NULL,
    area BLOB NOT NULL,
    PRIMARY KEY (sha256, actor, area)
) WITHOUT ROWID;
