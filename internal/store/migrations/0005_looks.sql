-- Looks are found by the mark of package picture: a cell, and terms that lie
-- between two bounds. The index holds all of it, so that only candidates' rows
-- are read. Looks of the form before stay without a mark and are found no more;
-- their ids live on in picture_sums.
DROP INDEX pictures_coarse;
ALTER TABLE pictures DROP COLUMN coarse;
ALTER TABLE pictures ADD COLUMN cell BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN term0 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN term1 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN term2 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN term3 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN term4 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN term5 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN term6 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN term7 BIGINT NOT NULL DEFAULT 0;
CREATE INDEX pictures_mark ON pictures (cell, term2, term3, term4, term5, term6, term7, term0, term1);
CREATE INDEX pictures_created ON pictures (created);
CREATE INDEX picture_sums_created ON picture_sums (created);
