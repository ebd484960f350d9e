-- The person may know better which kind of server it is.
ALTER TABLE account ADD COLUMN family_forced TEXT NOT NULL DEFAULT '';
