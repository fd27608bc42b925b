-- The first form of the store.
--
-- Tenant first in every key. Ids grow with time, so every table and index is appended to; business_key alone covers text
-- that a sender chose. What belongs together is listed in the row that owns it (filing.documents and .bodies,
-- message.documents, raw_receipt.documents: ids of eight bytes, big end first), which saves an index per relation. Rows that change are
-- small; what is large and never changes lies in content, under the id of its owner.

CREATE TABLE lane (
    tenant_id      INTEGER NOT NULL,
    id             INTEGER NOT NULL,
    signer         TEXT    NOT NULL,
    place          TEXT    NOT NULL,
    message_number INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Raw body of an order (id of the filing) or of a supplement (id of its own), document (its id), message (its id), raw receipt (its id).
CREATE TABLE content (
    tenant_id INTEGER NOT NULL,
    owner_id  INTEGER NOT NULL,
    bytes     BLOB    NOT NULL,
    PRIMARY KEY (tenant_id, owner_id)
) STRICT;

CREATE TABLE filing (
    tenant_id     INTEGER NOT NULL,
    id            INTEGER NOT NULL,
    state         INTEGER NOT NULL,
    missing       INTEGER NOT NULL, -- bit per kind of document
    missing_first INTEGER NOT NULL, -- as answered to the sender
    direction     INTEGER NOT NULL,
    procedure     TEXT    NOT NULL,
    zone          TEXT    NOT NULL,
    place         TEXT    NOT NULL,
    order_no      TEXT    NOT NULL,
    logistics_no  TEXT    NOT NULL,
    cop_no        TEXT    NOT NULL,
    invt_no       TEXT    NOT NULL,
    parties       TEXT    NOT NULL, -- |code|code|: enterprises that may see it
    replaces      INTEGER NOT NULL, -- rejected filing whose number this one took over, or 0
    updated_at    INTEGER NOT NULL,
    documents     BLOB    NOT NULL,
    bodies        BLOB    NOT NULL, -- owners of the raw bodies in content: the filing, then one per supplement
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- A document waits (message_id 0) or shares the fate of its message.
CREATE TABLE document (
    tenant_id      INTEGER NOT NULL,
    id             INTEGER NOT NULL,
    filing_id      INTEGER NOT NULL,
    lane_id        INTEGER NOT NULL,
    message_number INTEGER NOT NULL,
    message_id     INTEGER NOT NULL,
    status         INTEGER NOT NULL, -- standing: what customs last said
    status_time    INTEGER NOT NULL,
    guid           TEXT    NOT NULL,
    pre_no         TEXT    NOT NULL,
    invt_no        TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX document_waiting ON document (tenant_id, lane_id, id) WHERE message_id = 0;

-- Uniqueness and look-up in one entry: the number first, then U+001F and the code of who issued it.
-- kind: 1 order, 2 payment, 3 waybill, 4 inventory (copNo), 5 preNo, 6 invtNo, 7 and 8 idempotency keys.
CREATE TABLE business_key (
    tenant_id   INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    value       TEXT    NOT NULL,
    filing_id   INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    body_digest BLOB,
    PRIMARY KEY (tenant_id, kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    tenant_id       INTEGER NOT NULL,
    id              INTEGER NOT NULL, -- as text: the transport id of every attempt
    lane_id         INTEGER NOT NULL,
    state           INTEGER NOT NULL,
    attempts        INTEGER NOT NULL, -- begun
    next_attempt_at INTEGER NOT NULL,
    sealed_at       INTEGER NOT NULL,
    delivered_at    INTEGER NOT NULL, -- 0: not yet
    sender_dxp_id   TEXT    NOT NULL,
    answer_code     TEXT    NOT NULL,
    answer_text     TEXT    NOT NULL,
    documents       BLOB    NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- leaving, resting, unknown
CREATE INDEX message_open ON message (tenant_id, lane_id, next_attempt_at, id) WHERE state IN (0, 1, 3);

-- The house's inbox: answers come for a channel, not for a tenant, so tenant_id is 0.
CREATE TABLE raw_receipt (
    tenant_id   INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    state       INTEGER NOT NULL, -- 0 unread, 1 read, 2 unreadable
    received_at INTEGER NOT NULL,
    place       TEXT    NOT NULL,
    channel     TEXT    NOT NULL,
    handle      TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    digest      BLOB    NOT NULL, -- SHA-256 of the bytes
    documents   BLOB    NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX raw_receipt_unread ON raw_receipt (tenant_id, id) WHERE state = 0;

-- By document, because that is how answers are read; an answer whose document is not known has tenant 0 and document 0.
CREATE TABLE answer (
    tenant_id       INTEGER NOT NULL,
    document_id     INTEGER NOT NULL,
    raw_id          INTEGER NOT NULL,
    n               INTEGER NOT NULL,
    message_number  INTEGER NOT NULL,
    status          INTEGER NOT NULL, -- 0: not a number
    returned_status TEXT    NOT NULL,
    return_time     INTEGER NOT NULL, -- 0: not readable
    received_at     INTEGER NOT NULL,
    info            TEXT    NOT NULL,
    applied         INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, document_id, raw_id, n)
) STRICT, WITHOUT ROWID;

-- Appended only. subject_id: the filing, message or raw receipt that it is about, or 0.
CREATE TABLE audit (
    tenant_id  INTEGER NOT NULL,
    id         INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    actor      TEXT    NOT NULL,
    event      TEXT    NOT NULL,
    detail     TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_subject ON audit (tenant_id, subject_id, id) WHERE subject_id <> 0;
