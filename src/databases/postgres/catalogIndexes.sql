-- Indexes of the tables in catalogTables.sql, their keys in order.
select i.indexrelid::int8::text as oid,
       i.indrelid::int8::text as table_oid,
       n.nspname::text as schema,
       c.relname::text as name,
       m.amname::text as method,
       coalesce(k.keys, '[]') as keys,
       coalesce(k.included, '[]') as included,
       i.indisunique as is_unique,
       i.indisprimary as is_primary,
       i.indisreplident or i.indisexclusion or exists (
         select from pg_catalog.pg_constraint x
         where x.conindid = i.indexrelid and x.contype in ('p', 'u', 'x')
       ) or exists (
         select from pg_catalog.pg_constraint x
         where x.conindid = i.indexrelid and x.contype = 'f'
       ) as backs_constraint,
       i.indisvalid and i.indisready as is_valid,
       c.relispartition as attached,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate,
       pg_catalog.pg_get_indexdef(i.indexrelid) as definition,
       pg_catalog.pg_get_expr(i.indexprs, i.indrelid) as expressions,
       i.indclass::text as operator_classes,
       i.indcollation::text as collations,
       i.indoption::text as options,
       case when c.relkind = 'i' then pg_catalog.pg_relation_size(c.oid) else 0 end::text as bytes,
       s.idx_scan::text as scans
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_class t on t.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_am m on m.oid = c.relam
left join pg_catalog.pg_stat_all_indexes s on s.indexrelid = i.indexrelid
left join lateral (
  select pg_catalog.json_agg(a.attname order by u.position) filter (where u.position <= i.indnkeyatts) as keys,
         pg_catalog.json_agg(a.attname order by u.position) filter (where u.position > i.indnkeyatts) as included
  from pg_catalog.unnest(i.indkey::int2[]) with ordinality as u(attnum, position)
  left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.attnum and u.attnum <> 0
) k on true
where t.relkind in ('r', 'p', 'm') and t.relpersistence <> 't'
  and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
order by i.indexrelid
