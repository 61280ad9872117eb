-- Work that is done beside the requests: jobs, taken with FOR UPDATE SKIP LOCKED, and the reminders that they write.
-- Nothing here is the truth about a petition: what a job decides about one is an event in the ledger. Dropping it loses
-- which jobs were done and who was reminded. Written and read by service/jobs, reminders read by service/readmodels.

CREATE SCHEMA jobs;

CREATE TABLE jobs.job (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text COLLATE "C" NOT NULL,
    office       text COLLATE "C" NOT NULL,
    key          text COLLATE "C" NOT NULL,
    payload      jsonb NOT NULL DEFAULT '{}',
    run_after    timestamptz NOT NULL,
    last_error   text,
    enqueued_at  timestamptz NOT NULL,
    finished_at  timestamptz,
    failed_at    timestamptz,
    UNIQUE (office, kind, key),
    CHECK (finished_at IS NULL OR failed_at IS NULL)
);
CREATE INDEX job_waiting ON jobs.job (run_after, id) WHERE finished_at IS NULL AND failed_at IS NULL;
CREATE INDEX job_failed ON jobs.job (failed_at, id) WHERE failed_at IS NOT NULL;

-- How often each job was begun: beside the job, whose row is locked from then on until its transaction ends.
CREATE TABLE jobs.attempt (
    job    bigint PRIMARY KEY,
    times  integer NOT NULL CHECK (times > 0)
);

-- Ids, days and names of officers only. A duty (petition, entry, discriminator, act) with this end is reminded of once
-- for each tier and recipient; only who left owes without an end. `goes_out_at` lies in the hours of the office.
CREATE TABLE jobs.reminder (
    office         text COLLATE "C" NOT NULL,
    recipient      text COLLATE "C" NOT NULL,
    petition       uuid NOT NULL,
    entry          text COLLATE "C" NOT NULL,
    discriminator  text COLLATE "C" NOT NULL,
    act            integer NOT NULL,
    why            text NOT NULL CHECK (why IN ('due-soon', 'overdue', 'orphaned')),
    tier           integer NOT NULL,
    holder         text COLLATE "C" NOT NULL,
    due_on         date,
    goes_out_at    timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (office, petition, entry, discriminator, act, holder, due_on, why, tier, recipient)
);
