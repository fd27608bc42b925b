-- Where the goods of a filing are: the point of its place (loctNo), and the place where bonded stock lies when that is
-- another one. Empty when neither is known.
ALTER TABLE filing ADD COLUMN point TEXT NOT NULL DEFAULT '';
ALTER TABLE filing ADD COLUMN stock_at TEXT NOT NULL DEFAULT '';
