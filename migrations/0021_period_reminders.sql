-- Reminders of what a schedule of the rulebook owes for a period: reports, and checks of a day. Beside jobs.reminder, whose
-- rows name a duty of a petition. A new table only, so nothing that is there changes; like the rest of the schema it holds
-- no truth and may be dropped. Written by service/jobs, read by service/readmodels.

-- Names of officers, ids of the rulebook and days only. What is owed for a period, with this end and by this holder, is
-- reminded of once for each tier and recipient. `goes_out_at` lies in the hours of the office.
CREATE TABLE jobs.period_reminder (
    office       text COLLATE "C" NOT NULL,
    recipient    text COLLATE "C" NOT NULL,
    schedule     text COLLATE "C" NOT NULL,
    period       text COLLATE "C" NOT NULL,
    due_on       date NOT NULL,
    holder       text COLLATE "C" NOT NULL,
    why          text NOT NULL CHECK (why IN ('due-soon', 'overdue')),
    tier         integer NOT NULL,
    goes_out_at  timestamptz NOT NULL,
    PRIMARY KEY (office, schedule, period, due_on, holder, why, tier, recipient)
);
