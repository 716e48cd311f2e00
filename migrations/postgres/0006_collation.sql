-- Text compares by code point, as SQLite compares it: the same order and the same indexes on both databases.
ALTER TABLE user_account
    ALTER COLUMN email_fold TYPE TEXT COLLATE "C", ALTER COLUMN email_key TYPE TEXT COLLATE "C", ALTER COLUMN name_fold TYPE TEXT COLLATE "C",
    ALTER COLUMN role TYPE TEXT COLLATE "C";
ALTER TABLE candidate
    ALTER COLUMN firstname_fold TYPE TEXT COLLATE "C", ALTER COLUMN lastname_fold TYPE TEXT COLLATE "C",
    ALTER COLUMN email_fold TYPE TEXT COLLATE "C", ALTER COLUMN email_key TYPE TEXT COLLATE "C",
    ALTER COLUMN phone_number_fold TYPE TEXT COLLATE "C", ALTER COLUMN source_fold TYPE TEXT COLLATE "C",
    ALTER COLUMN location_fold TYPE TEXT COLLATE "C", ALTER COLUMN position_fold TYPE TEXT COLLATE "C",
    ALTER COLUMN linkedin_profile_fold TYPE TEXT COLLATE "C", ALTER COLUMN visibility TYPE TEXT COLLATE "C",
    ALTER COLUMN lifecycle TYPE TEXT COLLATE "C";
ALTER TABLE candidate_note
    ALTER COLUMN content_fold TYPE TEXT COLLATE "C", ALTER COLUMN kind TYPE TEXT COLLATE "C", ALTER COLUMN visibility TYPE TEXT COLLATE "C";
ALTER TABLE search_typo ALTER COLUMN rest TYPE TEXT COLLATE "C", ALTER COLUMN word TYPE TEXT COLLATE "C";
