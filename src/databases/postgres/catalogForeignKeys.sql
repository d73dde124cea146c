-- Foreign keys of the tables in catalogTables.sql; those that partitioning made of a parent's are left out.
select k.conrelid::int8::text as table_oid,
       k.conname::text as name,
       n.nspname::text as referenced_schema,
       r.relname::text as referenced_table,
       (select pg_catalog.json_agg(a.attname order by u.position)
          from pg_catalog.unnest(k.conkey) with ordinality as u(attnum, position)
          join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum) as columns,
       (select pg_catalog.json_agg(a.attname order by u.position)
          from pg_catalog.unnest(k.confkey) with ordinality as u(attnum, position)
          join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.attnum) as referenced_columns
from pg_catalog.pg_constraint k
join pg_catalog.pg_class r on r.oid = k.confrelid
join pg_catalog.pg_namespace n on n.oid = r.relnamespace
join pg_catalog.pg_class t on t.oid = k.conrelid
join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
where k.contype = 'f' and k.conparentid = 0
  and tn.nspname <> 'information_schema' and tn.nspname !~ '^pg_'
order by k.conrelid, k.conname
