-- Reports as they were filed, returned and filed again. Nothing here is ever changed: what is shown is the last of an
-- area and period. `hash` covers the body and the hash before it in the same area, so that no version can be slipped in.
CREATE TABLE reports (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    area BLOB NOT NULL,
    period TEXT NOT NULL,
    version INTEGER NOT NULL,
    action TEXT NOT NULL,
    actor BLOB NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL
);
CREATE UNIQUE INDEX reports_of ON reports (area, period, version, action);
CREATE TRIGGER reports_stay BEFORE UPDATE ON reports BEGIN SELECT RAISE(ABORT, 'a report is never changed'); END;
CREATE TRIGGER reports_remain BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'a report is never deleted'); END;
