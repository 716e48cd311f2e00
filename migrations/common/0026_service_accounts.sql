-- Accounts of programs: nobody signs in with one, only its tokens do.
ALTER TABLE user_account ADD COLUMN service BOOLEAN NOT NULL DEFAULT FALSE;
