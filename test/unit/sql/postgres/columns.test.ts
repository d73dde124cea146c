import assert from 'node:assert/strict';

import { loadPostgresSql } from '../../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../../src/sql/postgresSql';

let sql: PostgresSql;

function columns(text: string): string {
  const { facts, error } = sql.analyze(text);
  assert.equal(error, undefined, text);
  const told = (facts?.columns ?? []).map(
    ({ table, column, role, direction }) =>
      `${table === undefined ? '' : `${table}.`}${column} ${role}${direction === 'descending' ? ' desc' : ''}`,
  );
  return told.sort().join('; ');
}

function parameters(text: string): string {
  const { facts } = sql.analyze(text);
  return (facts?.parameters ?? [])
    .map(({ number, table, column, role }) => `$${number} ${table ?? '?'}.${column} ${role}`)
    .join('; ');
}

describe('columns by role', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  it('tells equality, range, list, prefix and what is none of them', () => {
    assert.equal(columns('select from t where a = 1'), 't.a equality');
    assert.equal(columns('select from t where a > 1 and b between 2 and 3'), 't.a range; t.b range');
    assert.equal(columns('select from t where a in (1, 2) and b = any($1)'), 't.a in; t.b in');
    assert.equal(
      columns("select from t where a like 'x%' and b like '%x' and c ilike 'x%'"),
      't.a prefix; t.b other; t.c other',
    );
    assert.equal(columns('select from t where a is null or b'), 't.a other; t.b other');
    assert.equal(columns('select from t where lower(a) = $1 and b::date = $2'), 't.a other; t.b other');
    assert.equal(columns('select from t where a in (select b from u)'), 't.a in; u.b output');
  });

  it('resolves aliases, joins both ways, USING and subqueries', () => {
    assert.equal(
      columns('select o.id from orders o join customers c on c.id = o.customer_id where c.country = $1'),
      'customers.country equality; customers.id join; orders.customer_id join; orders.id output',
    );
    assert.equal(columns('select from a join b using (id)'), 'a.id join; b.id join');
    assert.equal(
      columns('select x.n from (select name as n from t) x where x.n = 1'),
      't.name equality; t.name output',
    );
    assert.equal(columns('select from a where exists (select from b where b.a_id = a.id)'), 'a.id join; b.a_id join');
    assert.equal(columns('select id from a, b'), 'id output');
    assert.equal(columns('select from s.t where s.t.a = 1'), 't.a equality');
    assert.equal(
      columns('select from a, lateral (select b.x from b where b.y = a.z) l where l.x = 1'),
      'a.z join; b.x equality; b.x output; b.y join',
    );
  });

  it('looks through WITH queries, recursive ones too', () => {
    assert.equal(
      columns('with x as (select id, name from t) select id from x where name = 1'),
      't.id output; t.name equality; t.name output',
    );
    assert.equal(
      columns('with x (n) as (select name from t) select from x where n = 1'),
      't.name equality; t.name output',
    );
    assert.equal(
      columns(
        'with recursive r as (select id, parent from t where id = 1 union all select t.id, t.parent from t join r on t.parent = r.id) select * from r',
      ),
      't.id equality; t.id join; t.id output; t.parent join; t.parent output',
    );
  });

  it('tells sorts with their direction and groups, by number and by output name', () => {
    assert.equal(columns('select a, b from t order by a desc, 2'), 't.a order desc; t.a output; t.b order; t.b output');
    assert.equal(columns('select a as x, count(*) from t group by x order by 2'), 't.a group; t.a output');
    assert.equal(columns('select rank() over (partition by a order by b desc) from t'), 't.a group; t.b order desc');
  });

  it('tells what is written', () => {
    assert.equal(columns('update t set a = $1 where b = $2'), 't.a other; t.b equality');
    assert.equal(columns('insert into t (a, b) values ($1, $2) returning id'), 't.a other; t.b other; t.id output');
    assert.equal(columns('delete from t using u where u.id = t.u_id'), 't.u_id join; u.id join');
  });

  it('ties parameters to columns', () => {
    assert.equal(
      parameters('select from t where a = $1 and b > $2::int and c in ($3, $4)'),
      '$1 t.a equality; $2 t.b range; $3 t.c in; $4 t.c in',
    );
    assert.equal(parameters('update t set a = $1 where b = any($2)'), '$1 t.a other; $2 t.b in');
    assert.equal(
      parameters('insert into t (a, b) values ($1, $2), ($3, $4)'),
      '$1 t.a other; $2 t.b other; $3 t.a other; $4 t.b other',
    );
    assert.equal(parameters('select from t where $1 = a limit $2'), '$1 t.a equality');
    assert.equal(sql.analyze('select $1::uuid, $2::int[]').facts?.parameterTypes.get(1), 'uuid');
    assert.equal(sql.analyze('select $1::uuid, $2::int[]').facts?.parameterTypes.get(2), 'int4[]');
  });

  it('knows whole rows and limits', () => {
    assert.deepEqual(sql.analyze('select u from users u').facts?.wholeRows, ['u']);
    assert.equal(sql.analyze('select 1 limit 3').facts?.limited, true);
    assert.equal(sql.analyze('select 1').facts?.limited, false);
  });
});
