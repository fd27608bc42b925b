-- Receipts as they really are: a number is learned from the newest answer that gives it, whatever came first; what matches
-- nothing says what it named; what cannot be read is counted and listed.
ALTER TABLE document ADD COLUMN pre_no_time INTEGER NOT NULL DEFAULT 0;     -- time of the answer that gave pre_no
ALTER TABLE document ADD COLUMN invt_no_time INTEGER NOT NULL DEFAULT 0;    -- time of the answer that gave invt_no: customs' number of the document
ALTER TABLE business_key ADD COLUMN learned_at INTEGER NOT NULL DEFAULT 0;  -- of numbers that the e-port and customs give: time of that answer
ALTER TABLE answer ADD COLUMN numbers TEXT NOT NULL DEFAULT '';             -- named by an answer whose document is not known

CREATE INDEX raw_receipt_unreadable ON raw_receipt (tenant_id, id) WHERE state = 2;
CREATE INDEX statement_id ON statement (tenant_id, id);
