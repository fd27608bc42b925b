-- What the sender of an Idempotency-Key was told, where the filing's row does not know it: state, missing sections and
-- the acts of a wish. Empty for the key of a first filing.
ALTER TABLE business_key ADD COLUMN answer TEXT NOT NULL DEFAULT '';
