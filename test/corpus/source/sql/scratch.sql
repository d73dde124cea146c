-- What the desk asked for this week.

-- @sql tables=appointments
select * from appointments where starts_at > now() order by starts_at limit 5;

-- @sql tables=patients params=value
select id, last_name from patients where born between :from_day and date '2000-01-01';

-- @sql complete=false
SELECT p.id, p.last_name FROM patients p WHERE ;

-- @sql complete=false
UPDATE appointments SET ;

-- @no
-- select later from this list: rooms, doctors
;
;

-- @sql tables=doctors,rooms
SELECT d.name /* the ; is a part of the remark */, r.label || ';' AS "label;"
FROM doctors d JOIN rooms r ON r.id = d.room_id;

-- @sql tables=doctors writes=true
MERGE INTO doctors AS d
USING (VALUES (1, 'Ward A'), (2, 'Ward B')) AS v (id, ward)
ON d.id = v.id
WHEN MATCHED THEN UPDATE SET ward = v.ward
WHEN NOT MATCHED THEN INSERT (id, ward) VALUES (v.id, v.ward);

-- @sql
EXPLAIN (ANALYZE, BUFFERS) SELECT count(*) FROM appointments;

-- @sql complete=false
SELECT d.id, d.name
FROM doctors d
JOIN
