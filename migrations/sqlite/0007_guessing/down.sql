ALTER TABLE user_codes DROP COLUMN kind;
ALTER TABLE instance DROP COLUMN alarm_until;
DROP TABLE failure_hours;
DROP TABLE shut_addresses;
DROP TABLE guessed_names;
