CREATE TABLE seen_pictures (
	message_id TEXT   NOT NULL,
	n          BIGINT NOT NULL,
	chat_id    TEXT   NOT NULL,
	person     TEXT   NOT NULL,
	image_key  TEXT   NOT NULL,
	is_file    BIGINT NOT NULL,
	sent       BIGINT NOT NULL,
	answered   BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (message_id, n)
);
CREATE INDEX seen_pictures_person ON seen_pictures (chat_id, person, sent);
CREATE INDEX seen_pictures_sent ON seen_pictures (sent);

CREATE TABLE last_searches (
	chat_id   TEXT   NOT NULL,
	person    TEXT   NOT NULL,
	search_id TEXT   NOT NULL,
	asked     BIGINT NOT NULL,
	PRIMARY KEY (chat_id, person)
);

CREATE TABLE waiting_terms (
	chat_id    TEXT   NOT NULL,
	person     TEXT   NOT NULL,
	message_id TEXT   NOT NULL,
	text       TEXT   NOT NULL,
	sent       BIGINT NOT NULL,
	noted      BIGINT NOT NULL,
	taken_by   TEXT   NOT NULL DEFAULT '',
	PRIMARY KEY (chat_id, person)
);

CREATE TABLE defaults (
	chat_id TEXT   PRIMARY KEY,
	terms   TEXT   NOT NULL
);

CREATE TABLE greeted (
	chat_id TEXT   PRIMARY KEY,
	at      BIGINT NOT NULL
);

CREATE TABLE recalled (
	message_id TEXT   PRIMARY KEY,
	at         BIGINT NOT NULL
);
CREATE INDEX recalled_at ON recalled (at);
