DROP TABLE factor_failures;
DROP TABLE sign_in_tickets;
DROP TABLE recovery_codes;
DROP TABLE totp;
