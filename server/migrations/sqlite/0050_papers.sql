-- What the desk keeps beside the ledger, each with its area: imports, blank forms, the yearly figures of investment,
-- and the log of exports in full. `facts` is JSON; `content` is bytes (a form's file, an import's list).
CREATE TABLE papers (
    kind TEXT NOT NULL,
    id BLOB NOT NULL,
    area BLOB NOT NULL,
    author BLOB NOT NULL,
    at INTEGER NOT NULL,
    facts TEXT NOT NULL,
    content BLOB
);
CREATE UNIQUE INDEX papers_by_id ON papers (kind, id);
CREATE INDEX papers_of_area ON papers (area, kind, at);
