-- Distinct values of the columns that the role may read; negative: a share of the rows.
select c.oid::int8::text as table_oid,
       pg_catalog.json_object_agg(s.attname, s.n_distinct) as counts
from pg_catalog.pg_stats s
join pg_catalog.pg_namespace n on n.nspname = s.schemaname
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = s.tablename
where not s.inherited and s.n_distinct <> 0
  and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
group by c.oid
