-- Tables that hold rows, of user schemas, with their columns. Works on 12 to 18 and reads pg_catalog alone.
select c.oid::int8::text as oid,
       n.nspname::text as schema,
       c.relname::text as name,
       c.relkind::text as kind,
       c.reltuples::float8 as rows,
       case when c.relkind in ('r', 'm') then pg_catalog.pg_relation_size(c.oid) else 0 end::text as bytes,
       coalesce(a.columns, '[]') as columns
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join (
  select a.attrelid,
         pg_catalog.json_agg(pg_catalog.json_build_object(
           'name', a.attname,
           'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
           'notNull', a.attnotnull) order by a.attnum) as columns
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class t on t.oid = a.attrelid and t.relkind in ('r', 'p', 'm', 'f')
  join pg_catalog.pg_namespace n on n.oid = t.relnamespace
  where a.attnum > 0 and not a.attisdropped
    and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
  group by a.attrelid
) a on a.attrelid = c.oid
where c.relkind in ('r', 'p', 'm', 'f')
  and c.relpersistence <> 't'
  and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
order by n.nspname, c.relname
