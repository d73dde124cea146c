import assert from 'node:assert/strict';

import { loadPostgresSql } from '../../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../../src/sql/postgresSql';

let sql: PostgresSql;

function same(...statements: readonly string[]): void {
  for (const statement of statements) assert.equal(sql.shape(statement), sql.shape(statements[0] ?? ''), statement);
}

function differ(...statements: readonly string[]): void {
  assert.equal(
    new Set(statements.map(statement => sql.shape(statement))).size,
    statements.length,
    statements.join(' | '),
  );
}

describe('shape', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  it('is 16 hex digits', () => {
    for (const text of ['', 'select 1', "select 'half", '😀']) assert.match(sql.shape(text), /^[0-9a-f]{16}$/);
  });

  it('does not see literals, case, spacing, comments, placeholder style, quotes that change nothing', () => {
    same(
      'select a from t where b = 1',
      "SELECT a\nFROM t -- x\nWHERE b='x' /* y */;",
      'select "a" from T where b = $1',
      'select a from t where b=?',
    );
    same(
      'select * from t where a = %s',
      'select * from t where a = :name',
      'select * from t where a = %(n)s',
      'select * from t where a=-1.5e3',
    );
    same("select E'\\n'", 'select $$x$$', 'select 1', "select 'a'\n'b'", "select 'it''s'");
    same('select 1 where a != 2', 'select 1 where a <> 2');
    same("select * from t where a like '%%x' and b = %s", "select * from t where a like 'y' and b = $1");
  });

  it('counts a list of values as one value', () => {
    same('select * from t where a in (1)', 'select * from t where a in (1, 2, 3)', 'select * from t where a in (?, ?)');
    same('select * from t where a = any(array[1])', "select * from t where a = any(ARRAY['x','y'])");
    same('insert into t values (1, 2)', 'insert into t values (1, 2), (3, 4), (5, 6)');
    differ('insert into t values (1, 2)', 'insert into t values (1, 2), (3, default)', 'insert into t values (1)');
  });

  it('sees order, names, operators and structure', () => {
    differ('select f(a, b)', 'select f(b, a)', 'select a, b', 'select b, a', 'select a', 'select "A"');
    differ('select * from a, b', 'select * from b, a', 'select * from "select"', 'select * from a');
    differ("select a ? 'x'", "select a ?| 'x'", 'select a - 1', 'select a, -1', 'select a + 1');
    differ('select * from t where a in (1, b)', 'select * from t where a in (1)', 'select * from t where a in (b)');
  });

  it('takes TRUE, FALSE and NULL for constants where they are operands', () => {
    same('select 1', 'select true', 'select FALSE', 'select null');
    same('insert into t values (1, true)', 'insert into t values (1, null), (2, false)', 'insert into t values (?, ?)');
    same('update t set a = null where b = true', 'update t set a = $1 where b = $2');
    same("select json_value(d, '$' default null on empty)", "select json_value(d, '$' default 1 on empty)");
    differ('select a is true', 'select a is false', 'select a is not true', 'select a is null', 'select a is not null');
    differ('select a is distinct from null', 'select a is distinct from 1');
    differ('select a.true from a', 'select a.false from a', 'select 1 as true from a', 'select 1 as null from a');
    differ('create table t (a int null)', 'create table t (a int not null)');
    differ(
      'alter table t add foreign key (a) references u on delete set null',
      'alter table t add foreign key (a) references u',
    );
  });

  it('takes a minus for a part of its number, as PostgreSQL does', () => {
    same('select 5', 'select -5', 'select - - 5', 'select -$1', 'select -?', 'select -%s', 'select /* x */ - -- y\n 5');
    same('select * from t where a =-?', 'select * from t where a = -:x', 'select * from t where a=5');
    same('select a - 5', 'select a - -5', 'select a -5');
    differ('select 5', 'select +5', 'select - a', 'select -5::int', 'select 5::int', "select -'5'");
    same('select a::int - 5', 'select a::int - -5');
    differ('select a::int - 5', 'select a::int + 5', 'select a::int', 'select a::timestamp with time zone - 5');
  });

  it('keeps what is a position and no constant', () => {
    differ('select a, b from t order by 1', 'select a, b from t order by 2', 'select a, b from t order by $1');
    differ('select a, b from t group by 1, 2', 'select a, b from t group by 2, 1');
    differ('select distinct on (1) a, b from t', 'select distinct on (2) a, b from t');
    differ('select a from t group by grouping sets ((1), (2))', 'select a from t group by grouping sets ((2), (1))');
    differ('(select a, b from t) order by 1 desc', '(select a, b from t) order by 2 desc');
    differ('select current_timestamp(1)', 'select current_timestamp(2)');
    same('select a from t order by a + 1 limit 1', 'select a from t order by a + 2 limit 2');
    same('select a from t order by f(1), 1 + a, (select 1)', 'select a from t order by f(2), 2 + a, (select 2)');
    same(
      'select array_agg(a order by 1), rank() over (order by 1)',
      'select array_agg(a order by 2), rank() over (order by 2)',
    );
  });

  it('reads a literal as one however it is written', () => {
    same("select 'a'", "select U&'d!0061' uescape '!'", "select 'a' -- x\n 'b'", "select 'a'\n\n'b'", "select b'1'");
    same("select date '2020-01-01'", 'select DATE $$2020-01-02$$', 'select date $1');
    same('select extract(year from d)', "select extract('day' from d)", 'select extract($1 from d)');
    same('select a from t limit all', 'select a from t limit 5');
    differ('select limit_ from t', 'select all limit_ from t');
  });

  it('folds lists of anything constant', () => {
    same(
      'select a in (1)',
      ...[
        'select a in (1, -2, null)',
        "select a in ('x'::text, 'y'::text)",
        "select a in (date '2020-01-01')",
        'select a in %s',
      ],
      ...[
        "select a in (cast('x' as date), 'y'::numeric(1, 2), 'z'::pg_catalog.\"char\", 'u'::text[])",
        'select a in (:...a)',
      ],
      ...["select a in (interval '1' day, timestamp with time zone 'x', double precision '1')"],
    );
    same('select a = any (array[1])', "select a = any (array[('x'::character varying)::text, ('y')])");
    same('select (a, b) in ((1, 2))', 'select (a, b) in ((1, 2), (3, null))');
    same('select array[[1, 2], [3, 4]]', 'select array[[1]]', "select array[['x'], ['y'], ['z']]");
    same('insert into t values (1, default), (2, 3), (4, 5)', 'insert into t values (1, default), (2, 3)');
    differ(
      'select (a, b) in ((1, 2))',
      'select (a, b) in ((1, 2, 3))',
      'select (a, b) in (select 1, 1)',
      'select (a, b) in (1)',
    );
    differ(
      'select a in (select 1, 1, 1)',
      'select a in (select 1, 1)',
      'select a in ((select 1), 1)',
      'select a in (b)',
    );
    differ(
      "select position('a' in b)",
      "select position('a' in 'b')",
      'select array[a]',
      'select array[a, a]',
      'select array[]',
    );
    same('select a in (b, 1, 2)', 'select a in (b, 3)');
  });

  it('reads doubled percent signs as the driver does', () => {
    same('select a % b from t where c = $1', 'select a %% b from t where c = %s');
    same('select a %> b from t where c = $1', 'select a %%> b from t where c = %s');
  });

  it('stays calm', () => {
    for (const text of [
      'in (',
      'array[',
      'values (',
      '(',
      ')))',
      'in (row(',
      '- ',
      'cast(',
      "in (date 'x'::",
      '::',
      'x in',
    ]) {
      assert.match(sql.shape(text.repeat(200)), /^[0-9a-f]{16}$/);
      sql.normalise(text.repeat(200));
    }
  });
});

describe('normalise', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  const check = (statement: string, expected: string) => {
    assert.equal(sql.normalise(statement), expected);
  };

  it('writes one line, keywords in capitals, names folded, constants and placeholders as ?', () => {
    check(
      'select U.id,"B".x,count( * )as n -- hi\nfrom users u\n\tjoin public . Orders o using(id)where a=-5 and b!=$1 and c=%s;',
      'SELECT u.id, "B".x, count(*) AS n FROM users u JOIN public.orders o USING (id) WHERE a = ? AND b <> ? AND c = ?',
    );
    check("select 'it''s', $$x$$, true, null, 1.5e3, -7, date '2020-01-01'", 'SELECT ?, ?, ?, ?, ?, ?, date ?');
    check(
      'select a is not null, b is true, c is distinct from null',
      'SELECT a IS NOT NULL, b IS TRUE, c IS DISTINCT FROM NULL',
    );
    check('select key, value, "type", t.first, "Name" from kv', 'SELECT key, value, type, t.first, "Name" FROM kv');
    check('', '');
    check("select 'abc", 'SELECT ?');
    check('select "a\nb"', 'SELECT "a b"');
  });

  it('folds lists', () => {
    check('select a from t where a in (1,2,3) or b in (:ids)', 'SELECT a FROM t WHERE a IN (?, …) OR b IN (?, …)');
    check("select * from t where a=any(array['x'::text])", 'SELECT * FROM t WHERE a = ANY(ARRAY[?, …])');
    check('select * from t where (a,b) in ((1,2),(3,4))', 'SELECT * FROM t WHERE (a, b) IN ((?, ?), …)');
    check('insert into T (a,b) values(1,2),(3,4)', 'INSERT INTO t (a, b) VALUES (?, ?)');
    check('select * from t where a in (b, 1)', 'SELECT * FROM t WHERE a IN (b, ?)');
  });

  it('spaces operators, signs, casts, subscripts and JSON', () => {
    check(
      'select -a,a- -b,- (a+b),x::numeric(10,2),arr[1:2],arr[i]',
      'SELECT -a, a - -b, -(a + b), x::numeric(?, ?), arr[?:?], arr[i]',
    );
    check("select d->'a'->>'b',d?'k',d@>'{}' from t", 'SELECT d -> ? ->> ?, d ? ?, d @> ? FROM t');
    check(
      "select json_object('a':1), a::timestamp with time zone",
      'SELECT JSON_OBJECT(?: ?), a::timestamp with time zone',
    );
    check('select a %% b from t where c = %s', 'SELECT a % b FROM t WHERE c = ?');
  });

  it('knows the unreserved keywords by their place', () => {
    check(
      `select sum(a) filter(where b) over w, rank() over (partition by c order by d desc nulls last rows between 1 preceding
       and current row) from t window w as (order by e) order by 1 fetch first 5 rows only`,
      'SELECT sum(a) FILTER (WHERE b) OVER w, rank() OVER (PARTITION BY c ORDER BY d DESC NULLS LAST ROWS BETWEEN ? PRECEDING ' +
        'AND CURRENT ROW) FROM t WINDOW w AS (ORDER BY e) ORDER BY 1 FETCH FIRST ? ROWS ONLY',
    );
    check(
      'insert into t(a) values(1) on conflict(a) do update set a=excluded.a returning *',
      'INSERT INTO t (a) VALUES (?) ON CONFLICT (a) DO UPDATE SET a = excluded.a RETURNING *',
    );
    check(
      'with recursive x as materialized (delete from t returning a) select * from x for no key update of x skip locked',
      'WITH RECURSIVE x AS MATERIALIZED (DELETE FROM t RETURNING a) SELECT * FROM x FOR NO KEY UPDATE OF x SKIP LOCKED',
    );
    check(
      'merge into t using u on a=b when not matched by source then delete when matched then update set a=1',
      'MERGE INTO t USING u ON a = b WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN MATCHED THEN UPDATE SET a = ?',
    );
    check(
      "select left(a,1), extract(year from b), coalesce(c,1), position, position('x' in d) from a left join b on exists(select)",
      'SELECT left(a, ?), EXTRACT(? FROM b), COALESCE(c, ?), position, POSITION(? IN d) FROM a LEFT JOIN b ON EXISTS (SELECT)',
    );
    check(
      'select a, grouping(a) from t group by grouping sets((1),()), rollup(a)',
      'SELECT a, GROUPING(a) FROM t GROUP BY GROUPING SETS ((1), ()), ROLLUP(a)',
    );
  });
});

describe('redact', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  it('replaces every literal and drops comments', () => {
    assert.equal(
      sql.redact("select 'a', 12, E'\\'', $$x$$, $1, U&'x' from t -- secret"),
      'select ?, ?, ?, ?, $1, ? from t',
    );
    assert.equal(
      sql.redact("create user u password 'pw' /* pw */ valid until 'x'"),
      'create user u password ?   valid until ?',
    );
    assert.equal(sql.redact("select 'a%%b', %s"), 'select ?, %s');
    assert.equal(sql.redact("select '1'\n'2', B'01', x'FF', n'x'"), 'select ?, ?, ?, n?');
  });

  it('keeps nothing of what it cannot read', () => {
    for (const text of [
      "select 'pw",
      '\\password x',
      'select $$pw',
      'select 1secret',
      'select "pw',
      'x /* pw',
      '{pw',
    ]) {
      assert.equal(sql.redact(text), '<unreadable SQL>', text);
    }
    assert.equal(sql.redact('select {pw} from #{pw}'), 'select ? from ?');
  });
});
