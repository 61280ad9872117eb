-- Who is shown a row of `headings`: the rule of domain/access.py once more, for whoever does not own the table.
-- The owner (the projector) writes and is not asked. The viewer's values are settings of the transaction
-- (service/access/reading.py); where nothing is set they are null, and nothing is visible. Each is read once a
-- query, by a sub-select of its own. The look into the gate is a scalar one, so that it is always a look-up by key:
-- the server would turn an EXISTS into a hash of the whole gate wherever it expects many rows.
ALTER TABLE headings ENABLE ROW LEVEL SECURITY;
CREATE POLICY admitted ON headings FOR SELECT USING (
    office = (SELECT current_setting('zhuoluo.office', true)) AND (
    SELECT NOT g.accused && (SELECT nullif(current_setting('zhuoluo.viewer_barring', true), '')::bigint[])
        AND NOT g.recused && (SELECT nullif(current_setting('zhuoluo.viewer_marks', true), '')::bigint[])
        AND (g.involved && (SELECT nullif(current_setting('zhuoluo.viewer_marks', true), '')::bigint[]) OR (
        CASE WHEN g.quarantined THEN (SELECT nullif(current_setting('zhuoluo.viewer_intake', true), '')::boolean)
            ELSE g.level <= (SELECT nullif(current_setting('zhuoluo.viewer_clearance', true), '')::integer) END
        AND ((SELECT nullif(current_setting('zhuoluo.viewer_everywhere', true), '')::boolean)
            OR g.units && (SELECT nullif(current_setting('zhuoluo.viewer_units', true), '')::bigint[]))))
    FROM access_v1.gate g WHERE g.office = headings.office AND g.petition = headings.petition));
-- An auditor reads all of it. Where there is no such role there is none who has it.
CREATE POLICY audited ON headings FOR SELECT USING (
    (SELECT pg_has_role(current_user, to_regrole('zhuoluo_auditor')::oid, 'USAGE')));
