-- An owner who migrates and a user who may only read and write rows. Run in the shop's own database as a superuser or as
-- whoever owns it, before the first migration; running it again changes nothing. Passwords are set apart from it:
-- ALTER ROLE zehmo_user PASSWORD '…'. (MySQL's FLUSH PRIVILEGES has no equivalent: grants count at once.)
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'zehmo_owner') THEN
        CREATE ROLE zehmo_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'zehmo_user') THEN
        CREATE ROLE zehmo_user LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO zehmo_owner, zehmo_user', current_database());
END;
$$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO zehmo_owner;
GRANT USAGE ON SCHEMA public TO zehmo_user;
-- Every table that the owner makes; the migrations take changes of the journal away again.
ALTER DEFAULT PRIVILEGES FOR ROLE zehmo_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO zehmo_user;
ALTER DEFAULT PRIVILEGES FOR ROLE zehmo_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO zehmo_user;
