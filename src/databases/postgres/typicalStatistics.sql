-- $1: JSON array of {"relation": oid as text, "column": text}.
-- The planner's statistics of each column; for a table with children those over all of them, which the planner uses
-- where it reads them all. Autovacuum never analyzes a partitioned parent: then its largest analyzed leaf speaks for it.
with asked as (
  select (r->>'relation')::oid as relation, r->>'column' as name from pg_catalog.json_array_elements($1::json) as r
)
select a.relation::int8::text as relation,
       a.name as column,
       exists (select from pg_catalog.pg_stats o where o.schemaname = n.nspname and o.tablename = c.relname) as analyzed,
       best.*
from asked a
join pg_catalog.pg_class c on c.oid = a.relation
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join lateral (
  select case when s.relation <> a.relation then sc.relname::text end as partition,
         sc.reltuples::float8 as rows,
         st.null_frac::float8 as null_share,
         st.n_distinct::float8 as distinct_values,
         st.most_common_vals::text::text[] as common_values,
         st.most_common_freqs::float8[] as common_shares,
         st.histogram_bounds::text::text[] as bounds,
         st.most_common_elems::text::text[] as elements,
         st.most_common_elem_freqs::float8[] as element_shares
  from (
    select a.relation
    union
    select p.relid::oid from pg_catalog.pg_partition_tree(a.relation) as p where p.isleaf
  ) as s
  join pg_catalog.pg_class sc on sc.oid = s.relation
  join pg_catalog.pg_namespace sn on sn.oid = sc.relnamespace
  join pg_catalog.pg_stats st on st.schemaname = sn.nspname and st.tablename = sc.relname and st.attname = a.name
  order by s.relation = a.relation desc, st.inherited desc, sc.reltuples desc
  limit 1
) as best on true
