-- What is kept of tips apart from the ledger: by what the reporter asks for the answer, who reported, sealed by a key
-- that is no part of the file, who may open it, and who did.
CREATE TABLE tips (
    tip BLOB PRIMARY KEY NOT NULL,
    area BLOB NOT NULL,
    number TEXT NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL,
    sealed BLOB
) WITHOUT ROWID;

-- 举报专员: of one sub-district, from when to when.
CREATE TABLE keepers (
    account BLOB NOT NULL,
    area BLOB NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER
);
CREATE INDEX keepers_of ON keepers (account, until);

-- Every opening of a sealed reporter, by whom and why.
CREATE TABLE openings (
    tip BLOB NOT NULL,
    account BLOB NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX openings_of ON openings (tip, at);
