-- $1: JSON array of {"number": int, "type": text, "column": text or absent, "tables": [{"schema": text or absent, "name": text}]}.
-- One row for each parameter: the one column that is meant, how its type and the parameter's relate, and what may be
-- read of it. Names without a schema are looked for as the server looks for them, by search_path.
with asked as (
  select (r->>'number')::int as number,
         pg_catalog.to_regtype(r->>'type')::oid as type,
         r->>'column' as name,
         r->'tables' as tables
  from pg_catalog.json_array_elements($1::json) as r
), place as (
  select distinct a.number, c.oid as relation, at.attnum
  from asked a
  cross join lateral pg_catalog.json_array_elements(a.tables) as t
  join pg_catalog.pg_class c on c.oid = pg_catalog.to_regclass(
    case when t->>'schema' is null then pg_catalog.quote_ident(t->>'name')
         else pg_catalog.quote_ident(t->>'schema') || '.' || pg_catalog.quote_ident(t->>'name') end)::oid
  join pg_catalog.pg_attribute at on at.attrelid = c.oid and at.attname = a.name and at.attnum > 0 and not at.attisdropped
), found as (
  select number, pg_catalog.count(*)::int as places, pg_catalog.min(relation) as relation, pg_catalog.min(attnum) as attnum
  from place group by number
)
select a.number,
       coalesce(f.places, 0) as places,
       c.oid::int8::text as relation,
       n.nspname::text as schema,
       c.relname::text as "table",
       at.attname::text as name,
       c.relkind::text as kind,
       c.reltuples::float8 as rows,
       pg_catalog.has_column_privilege(c.oid, at.attnum, 'select') as may_read,
       c.relrowsecurity and pg_catalog.row_security_active(c.oid) as row_security,
       pg_catalog.format_type(base.oid, null) as type,
       base.typcategory::text as category,
       element.typcategory::text as element_category,
       base.oid = p.oid as same_type,
       coalesce(base.oid = parameter_element.oid, false) as list_of_type,
       coalesce(element.oid = p.oid, false) as element_type,
       p.typcategory::text as parameter_category,
       parameter_element.typcategory::text as parameter_element_category,
       case when at.attcollation <> coalesce(base.typcollation, 0)
            then (select pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(l.collname)
                  from pg_catalog.pg_collation l join pg_catalog.pg_namespace cn on cn.oid = l.collnamespace
                  where l.oid = at.attcollation) end as collation,
       (select l.enumlabel::text from pg_catalog.pg_enum l where l.enumtypid = p.oid order by l.enumsortorder limit 1) as label
from asked a
left join found f on f.number = a.number and f.places = 1
left join pg_catalog.pg_class c on c.oid = f.relation
left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute at on at.attrelid = c.oid and at.attnum = f.attnum
left join pg_catalog.pg_type own on own.oid = at.atttypid
left join pg_catalog.pg_type base on base.oid = case when own.typtype = 'd' then own.typbasetype else own.oid end
left join pg_catalog.pg_type element on element.oid = base.typelem and base.typcategory = 'A'
left join pg_catalog.pg_type p on p.oid = a.type
left join pg_catalog.pg_type parameter_element on parameter_element.oid = p.typelem and p.typcategory = 'A'
order by a.number
