-- $1: JSON array of {"schema": text or absent, "name": text, "target": boolean, "defaults": boolean}:
-- relations that a statement names.
-- One row for each of them and for each relation behind a view, with the expressions and triggers that run unseen.
with recursive named as (
  select pg_catalog.to_regclass(
           case when r->>'schema' is null then pg_catalog.quote_ident(r->>'name')
                else pg_catalog.quote_ident(r->>'schema') || '.' || pg_catalog.quote_ident(r->>'name') end)::oid as oid,
         (r->>'target')::bool as target,
         (r->>'defaults')::bool as defaults
  from pg_catalog.json_array_elements($1::json) as r
), reached(oid, target, defaults) as (
  select oid, target, defaults from named where oid is not null
  union
  select d.refobjid, n.target, n.defaults
  from reached n
  join pg_catalog.pg_class v on v.oid = n.oid and v.relkind = 'v'
  join pg_catalog.pg_rewrite w on w.ev_class = v.oid
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = w.oid
   and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid <> v.oid
), relation as (
  select oid, pg_catalog.bool_or(target) as target, pg_catalog.bool_or(defaults) as defaults from reached group by oid
)
select c.oid::regclass::text as name,
       c.relkind::text as kind,
       s.srvname::text as server,
       case when c.relkind = 'v' then pg_catalog.pg_get_viewdef(c.oid) end as definition,
       r.target,
       case when r.defaults then coalesce((
         select pg_catalog.json_agg(pg_catalog.pg_get_expr(a.adbin, a.adrelid))
         from pg_catalog.pg_attrdef a where a.adrelid = c.oid), '[]') else '[]' end as defaults,
       r.defaults and exists (
         select from pg_catalog.pg_attribute a
         where a.attrelid = c.oid and a.attidentity <> '' and not a.attisdropped) as identity,
       coalesce((
         select pg_catalog.json_agg(pg_catalog.pg_get_expr(p.polqual, p.polrelid))
         from pg_catalog.pg_policy p where p.polrelid = c.oid and p.polqual is not null), '[]') as policies,
       case when r.target then coalesce((
         select pg_catalog.json_agg(t.tgname order by t.tgname)
         from pg_catalog.pg_trigger t
         where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D' and not t.tginitdeferred), '[]')
         else '[]' end as triggers,
       r.target and exists (
         select from pg_catalog.pg_trigger t
         where t.tgrelid = c.oid and t.tginitdeferred and t.tgenabled <> 'D') as deferred
from relation r
join pg_catalog.pg_class c on c.oid = r.oid
left join pg_catalog.pg_foreign_table f on f.ftrelid = c.oid
left join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
order by 1
