-- One row that is written to see whether the database takes writes.
CREATE TABLE probes (id BIGINT PRIMARY KEY, at BIGINT NOT NULL);
