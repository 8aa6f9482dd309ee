CREATE TABLE pictures (
	id      TEXT   PRIMARY KEY,
	look    TEXT   NOT NULL,
	coarse  BIGINT NOT NULL,
	created BIGINT NOT NULL
);
CREATE INDEX pictures_coarse ON pictures (coarse);

CREATE TABLE picture_sums (
	sum        TEXT   PRIMARY KEY,
	picture_id TEXT   NOT NULL,
	created    BIGINT NOT NULL
);

CREATE TABLE answers (
	id         TEXT   PRIMARY KEY,
	question   TEXT   NOT NULL,
	body       TEXT   NOT NULL,
	fetched    BIGINT NOT NULL
);
CREATE INDEX answers_question ON answers (question, fetched);
CREATE INDEX answers_fetched ON answers (fetched);

CREATE TABLE searches (
	id         TEXT   PRIMARY KEY,
	chat_id    TEXT   NOT NULL,
	person     TEXT   NOT NULL,
	asked      TEXT   NOT NULL,
	source     TEXT   NOT NULL,
	label      TEXT   NOT NULL,
	terms      TEXT   NOT NULL,
	notes      TEXT   NOT NULL,
	fresh      BIGINT NOT NULL,
	picture_id TEXT   NOT NULL,
	answer_id  TEXT   NOT NULL,
	origin     TEXT   NOT NULL,
	created    BIGINT NOT NULL
);
CREATE INDEX searches_person ON searches (chat_id, person, created);
CREATE INDEX searches_created ON searches (created);

CREATE TABLE cards (
	id         TEXT   PRIMARY KEY,
	message_id TEXT   UNIQUE,
	chat_id    TEXT   NOT NULL,
	search_id  TEXT   NOT NULL,
	view       TEXT   NOT NULL,
	version    BIGINT NOT NULL,
	created    BIGINT NOT NULL
);
CREATE INDEX cards_created ON cards (created);

CREATE TABLE image_keys (
	address   TEXT   PRIMARY KEY,
	image_key TEXT   NOT NULL,
	created   BIGINT NOT NULL
);
CREATE INDEX image_keys_created ON image_keys (created);
