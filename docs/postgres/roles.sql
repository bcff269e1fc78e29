-- Three roles for one database, none of which may more than it needs:
--   waypost_owner  owns the tables and changes them: only ./waypost migrate uses it
--   waypost        what the node runs as: reads and writes rows, makes and drops nothing
--   waypost_audit  reads only: ./waypost audit
-- Run it once, in the new database, as somebody who may create roles, then give out passwords:
--   createdb waypost
--   psql -v ON_ERROR_STOP=1 -v database=waypost -d waypost -f roles.sql
--   psql -d waypost -c '\password waypost_owner' -c '\password waypost' -c '\password waypost_audit'
\set ON_ERROR_STOP on

CREATE ROLE waypost_owner LOGIN;
CREATE ROLE waypost LOGIN;
CREATE ROLE waypost_audit LOGIN;

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO waypost_owner, waypost, waypost_audit;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO waypost_owner;
GRANT USAGE ON SCHEMA public TO waypost, waypost_audit;

-- Of what the owner will make.
ALTER DEFAULT PRIVILEGES FOR ROLE waypost_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO waypost;
ALTER DEFAULT PRIVILEGES FOR ROLE waypost_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO waypost;
ALTER DEFAULT PRIVILEGES FOR ROLE waypost_owner IN SCHEMA public
  GRANT SELECT ON TABLES TO waypost_audit;
