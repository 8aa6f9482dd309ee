DROP TABLE waiting_terms;
CREATE TABLE waiting_terms (
	message_id TEXT   PRIMARY KEY,
	chat_id    TEXT   NOT NULL,
	person     TEXT   NOT NULL,
	text       TEXT   NOT NULL,
	sent       BIGINT NOT NULL,
	noted      BIGINT NOT NULL,
	taken_by   TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX waiting_terms_person ON waiting_terms (chat_id, person, sent);
CREATE INDEX waiting_terms_sent ON waiting_terms (sent);
