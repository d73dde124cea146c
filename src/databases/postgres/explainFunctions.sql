-- $1: JSON array of function names as a statement writes them, folded: "f" or "schema.f".
-- One row for each name: what the functions are that it may mean, whichever arguments they take.
select n.name,
       pg_catalog.bool_or(p.provolatile = 'v') as volatile,
       pg_catalog.bool_or(p.pronamespace <> 'pg_catalog'::regnamespace) as foreign_code,
       pg_catalog.bool_and(p.provolatile = 'i') as immutable,
       pg_catalog.bool_or(p.prokind = 'a' or p.prokind = 'w') as aggregate
from (
  select e.value as name,
         case when pg_catalog.strpos(e.value, '.') > 0
           then pg_catalog.substr(e.value, pg_catalog.strpos(e.value, '.') + 1) else e.value end as proname,
         case when pg_catalog.strpos(e.value, '.') > 0
           then pg_catalog.substr(e.value, 1, pg_catalog.strpos(e.value, '.') - 1) end as nspname
  from pg_catalog.json_array_elements_text($1::json) as e(value)
) n
join pg_catalog.pg_proc p on p.proname = n.proname
join pg_catalog.pg_namespace s on s.oid = p.pronamespace
where case when n.nspname is null then s.nspname = any (pg_catalog.current_schemas(true)) else s.nspname = n.nspname end
group by n.name
order by n.name
