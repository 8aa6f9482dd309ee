CREATE TABLE details (
	offer_id TEXT   PRIMARY KEY,
	body     TEXT   NOT NULL,
	fetched  BIGINT NOT NULL
);
CREATE INDEX details_fetched ON details (fetched);
