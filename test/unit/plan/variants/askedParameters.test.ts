import assert from 'node:assert/strict';

import { askedParameters } from '../../../../src/plan/variants/askedParameters';
import { loadPostgresSql } from '../../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../../src/sql/postgresSql';

describe('parameters to ask about', () => {
  let sql: PostgresSql;

  before(async () => {
    sql = await loadPostgresSql();
  });

  /** `$1 at >`: what is compared with which column, in order of number. */
  const told = (text: string, count: number) => {
    const { facts } = sql.analyze(text);
    assert.ok(facts, text);
    return askedParameters({ sql: text, facts }, Array<string>(count).fill('text')).map(({ comparison, column }) =>
      column === undefined ? comparison : `${column.name} ${comparison}`,
    );
  };

  const examples: readonly (readonly [text: string, ...told: string[]])[] = [
    ['select * from t where a = $1 and $2 = b', 'a =', 'b ='],
    ['select * from t where at > $1 and at <= ($2)', 'at >', 'at <='],
    ['select * from t where $1 < at and $2::timestamp (3) with time zone >= at', 'at >', 'at <='],
    ['select * from t where at >= cast($1 as date) and cast($2 as numeric(10, 2)) > b', 'at >=', 'b <'],
    ['select * from t where at between $1 and $2 and $3 < b', 'at >=', 'at <=', 'b >'],
    ['select * from t where at between symmetric $1 and /* up to */ $2::date', 'at >=', 'at <='],
    ['select * from t where at between 1 and 5 and ($1 > b)', 'b <'],
    ['select * from t where name like $1 or name ilike $2 or name !~~ $3', 'name like', 'name like', 'name other'],
    ['select * from t where name ~* $1 and tags @> $2 and tags && $3', 'name ~', 'tags @>', 'tags @>'],
    ['select * from t where a in ($1, $2) and b = any($3)', 'a in', 'a in', 'b in'],
    ['select * from t where a <> $1 and lower(a) = $2 limit $3 offset $4', 'a other', 'other', 'limit', 'offset'],
    ['select * from t offset ($2) rows fetch first $1 rows only', 'limit', 'offset'],
    ['update t set a = $1 where id = $2', 'a other', 'id ='],
    ['insert into t (a, b) values ($1, $2)', 'a other', 'b other'],
    ['select * from t where ($1 is null or at < $1)', 'at <'],
    ['select $1::int', 'other'],
  ];
  for (const [text, ...expected] of examples) {
    it(text, () => {
      assert.deepEqual(told(text, expected.length), expected);
    });
  }

  it('name all tables that may have a column, and the one that has it', () => {
    const text =
      'select * from app.orders o join customers c on c.id = o.customer_id where status = $1 and c.name = $2';
    const { facts } = sql.analyze(text);
    assert.ok(facts);
    const [status, name] = askedParameters({ sql: text, facts }, ['text', 'text'], new Map([[2, 'x']]));
    assert.deepEqual(status?.column?.tables, [{ schema: 'app', name: 'orders' }, { name: 'customers' }]);
    assert.deepEqual(name?.column?.tables, [{ name: 'customers' }]);
    assert.deepEqual([status.fixed, name.fixed], [undefined, true]);
  });
});
