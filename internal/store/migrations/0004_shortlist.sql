ALTER TABLE searches ADD COLUMN image TEXT NOT NULL DEFAULT '';
ALTER TABLE searches ADD COLUMN took BIGINT NOT NULL DEFAULT 0;
ALTER TABLE searches ADD COLUMN problem TEXT NOT NULL DEFAULT '';

ALTER TABLE cards ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE cards ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE cards ADD COLUMN offer TEXT NOT NULL DEFAULT '';

CREATE TABLE shortlist (
	chat_id   TEXT   NOT NULL,
	offer_id  TEXT   NOT NULL,
	offer     TEXT   NOT NULL,
	person    TEXT   NOT NULL,
	search_id TEXT   NOT NULL,
	keywords  TEXT   NOT NULL,
	filters   TEXT   NOT NULL,
	collected BIGINT NOT NULL,
	PRIMARY KEY (chat_id, offer_id)
);
CREATE INDEX shortlist_collected ON shortlist (chat_id, collected, offer_id);

CREATE TABLE spends (
	id       TEXT   PRIMARY KEY,
	person   TEXT   NOT NULL,
	at       BIGINT NOT NULL,
	refunded BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX spends_person ON spends (person, at);
CREATE INDEX spends_at ON spends (at);

CREATE TABLE clicks (
	id TEXT   PRIMARY KEY,
	at BIGINT NOT NULL
);
CREATE INDEX clicks_at ON clicks (at);

CREATE TABLE direct_chats (
	person  TEXT PRIMARY KEY,
	chat_id TEXT NOT NULL
);
