import assert from 'node:assert/strict';

import type { DialectSql } from '../../../../src/sql/dialects/dialect';
import { loadDialect } from '../../../../src/sql/dialects/loadDialect';
import { told } from './analysis';

describe('MySQL', () => {
  let sql: DialectSql;

  before(async () => {
    sql = await loadDialect('mysql');
  });

  /** `told` says how the second is to be read. */
  function check(statements: readonly (readonly [string, string])[]): void {
    for (const [statement, expected] of statements) assert.equal(told(sql.analyze(statement)), expected, statement);
  }

  it('reads what changes and what reads', () => {
    check([
      [
        'SELECT `u`.`id`, u.name FROM `shop`.`users` AS u WHERE u.email = ? AND u.age >= ? LIMIT 1',
        'select users: shop.users.id output, shop.users.name output, shop.users.email equality, shop.users.age range',
      ],
      [
        'select * from orders where status in (?, ?) and created_at between :from and :to order by created_at desc, id limit 10, 20',
        'select orders: orders.* output, orders.status in, orders.created_at range, orders.created_at order-, orders.id order+',
      ],
      [
        "select o.id, sum(i.price * i.quantity) total from orders o inner join items i on i.order_id = o.id left join users u using (tenant_id) where u.country = 'DE' group by o.id having total > 100 order by total desc",
        'select orders items users: orders.id output, items.price output, items.quantity output, items.order_id join, orders.id join, orders.tenant_id join, items.tenant_id join, users.tenant_id join, users.country equality, orders.id group',
      ],
      [
        "select count(*) from users where name like 'Sm%' and mail not like 'x%' and city like '%burg' and street like ? and zip like concat(?, '%')",
        'select users: users.name prefix, users.mail other, users.city other, users.street other, users.zip other',
      ],
      ['insert into users (name, mail) values (?, ?), (?, ?)', 'insert! users: users.name other, users.mail other'],
      [
        'INSERT INTO counters (day, hits) VALUES (?, 1) ON DUPLICATE KEY UPDATE hits = hits + VALUES(hits), seen = now()',
        'insert! counters: counters.day other, counters.hits other, counters.seen other',
      ],
      [
        'insert into t (a, b) values (1, 2) as new on duplicate key update b = new.b + t.c',
        'insert! t: t.a other, t.b other, t.c other',
      ],
      [
        'insert into archive (id, total) select id, total from orders where created_at < now() - interval 1 year',
        'insert! archive orders: orders.id output, orders.total output, orders.created_at range, archive.id other, archive.total other',
      ],
      ["insert ignore into tags set name = 'x', uses = 0", 'insert! tags: tags.name other, tags.uses other'],
      [
        'replace into sessions (id, data) values (:id, :data)',
        'insert! sessions: sessions.id other, sessions.data other',
      ],
      [
        'UPDATE users SET name = ?, visits = visits + 1 WHERE id = ? ORDER BY id LIMIT 1',
        'update! users: users.name other, users.visits other, users.id equality, users.id order+',
      ],
      [
        'update orders o join users u on o.user_id = u.id set o.country = u.country, o.seen = 1 where u.country is not null',
        'update! orders users: orders.country other, users.country other, orders.seen other, orders.user_id join, users.id join',
      ],
      ['delete from logs where created_at < %s limit 1000', 'delete! logs: logs.created_at range'],
      [
        "delete a, b from orders a join items b on b.order_id = a.id where a.state = 'gone'",
        'delete! orders items: items.order_id join, orders.id join, orders.state equality',
      ],
      [
        'delete from a using orders as a join items as b on b.order_id = a.id',
        'delete! orders items: items.order_id join, orders.id join',
      ],
      [
        'with recursive tree (id, up) as (select id, parent_id from nodes where parent_id is null union all select n.id, n.parent_id from nodes n join tree t on n.parent_id = t.id) select * from tree order by id',
        'select nodes: nodes.id output, nodes.parent_id output, nodes.parent_id other, nodes.parent_id join, nodes.id join, nodes.id order+',
      ],
      [
        'with recent as (select user_id, max(at) as last from visits group by user_id) select u.name, r.last from users u join recent r on r.user_id = u.id where r.last > ?',
        'select visits users: visits.user_id output, visits.at output, visits.user_id group, users.name output, visits.user_id join, users.id join',
      ],
      [
        'select * from (select id, name as title from products where shop_id = ?) p where p.title = ? order by p.id',
        'select products: products.id output, products.name output, products.shop_id equality, products.name equality, products.id order+',
      ],
      [
        'select id from a where exists (select 1 from b where b.a_id = a.id and b.kind = 1) and a.x not in (select x from c)',
        'select a b c: a.id output, b.a_id join, a.id join, b.kind equality, a.x other, c.x output',
      ],
      [
        "select id from jobs where state = 'new' order by priority desc limit 1 for update skip locked",
        'select jobs: jobs.id output, jobs.state equality, jobs.priority order-',
      ],
      [
        'select id from t force index (i_state) where state = ? lock in share mode',
        'select t: t.id output, t.state equality',
      ],
      [
        'select sql_no_cache distinct a from t use index for order by (x) straight_join u on t.id <=> u.id',
        'select t u: ?.a output, t.id join, u.id join',
      ],
      [
        'select id, match(title, body) against (? in boolean mode) score from posts where match(title, body) against (?) order by score desc',
        'select posts: posts.id output, posts.title output, posts.body output, posts.title other, posts.body other',
      ],
      [
        'select row_number() over (partition by shop_id order by price desc rows between 1 preceding and current row) rn from products',
        'select products: products.shop_id group, products.price order-',
      ],
      [
        'select avg(price) over w from products window w as (partition by kind order by price)',
        'select products: products.price output, products.kind group, products.price order+',
      ],
      [
        "select doc->>'$.a' from docs where doc->'$.b' = 1 and cast(doc as char(10)) = 'x' and binary name = 'y' and name collate utf8mb4_bin = 'z'",
        'select docs: docs.doc output, docs.doc other, docs.name equality',
      ],
      [
        "select group_concat(distinct name order by age desc separator ', ') from users group by city with rollup",
        'select users: users.name output, users.age output, users.city group',
      ],
      [
        "select j.id from docs, json_table(docs.body, '$[*]' columns (id int path '$.id')) as j where j.id = 1",
        'select docs: docs.body other',
      ],
      [
        '(select a from t) union all (select b from u where c = 1) order by a limit 3',
        'select t u: t.a output, u.b output, u.c equality, t.a order+',
      ],
      [
        'select t.a from t natural join u left join (v join w on v.id = w.v_id) on v.t_id = t.id',
        'select t u v w: t.a output, v.id join, w.v_id join, v.t_id join, t.id join',
      ],
      ["select \"text\", 'it\\'s', _utf8mb4'x', x'ff', -1 from dual # a comment", 'select'],
      [
        "select a from t where (a, b) in ((1, 2), (3, 4)) and c regexp '^x' and d & 4 = 4 and not (e <> 2 or f is null)",
        'select t: t.a output, t.a other, t.b other, t.c other, t.d other, t.e other, t.f other',
      ],
      [
        'select @row := @row + 1, u.* from users u, (select @row := 0) r order by 2 desc',
        'select users: users.* output',
      ],
      ['select * from ?? where ?? = ? and id = ?', 'select: ?.* output, ?.id equality'],
      ['select * from `%s_users` where id = %s', 'select: ?.* output, ?.id equality'],
      [
        'select * from t where a in ? and b = any (select b from u)',
        'select t u: t.* output, t.a in, t.b in, u.b output',
      ],
      ['select id /*! straight_join */ from t -- trailing', 'select t: t.id output'],
      ['table users', 'select users: users.* output'],
      ['values row(1, 2), row(3, 4)', 'values'],
      [
        'select `order`.`key`, `group` from `order` where `order`.`select` = 1',
        'select order: order.key output, order.group output, order.select equality',
      ],
    ]);
  });

  it('names the tables of utility statements', () => {
    check([
      [
        'create table if not exists `a`.`b` (id int auto_increment primary key, c int references d (id)) engine=InnoDB',
        'utility! b d',
      ],
      ['alter table t add column a int, add index i (a)', 'utility! t'],
      ['create unique index i on t (a, b)', 'utility! t'],
      ['drop table if exists a, b', 'utility! a b'],
      ['truncate table t', 'utility! t'],
      ['rename table a to b', 'utility! a'],
      ['set names utf8mb4', 'utility'],
      ['show columns from t', 'utility t'],
      ['describe t', 'utility t'],
      ['explain select * from t where a = 1', 'utility t'],
      ['explain analyze select * from t', 'utility t'],
      ['use shop', 'utility'],
      ['start transaction', 'utility'],
      ['lock tables a read, b write', 'utility a b'],
      ['call refresh(1)', 'utility!'],
      ["load data infile 'x' into table t", 'utility! t'],
      ['create table copy as select * from t', 'utility! copy t'],
      ['create or replace view v as select * from t join u on t.id = u.id', 'utility! t u'],
    ]);
  });

  it('says where it stopped understanding', () => {
    check([
      ['selec * from t', 'utility! t @0 not understood from "selec" on'],
      ['-- nothing', 'utility @0 no statement'],
      ['/*!40101 SET NAMES utf8 */;', 'utility @0 no statement'],
      ['select * from t where', 'select t @21 statement ends too early'],
      ['select * from where a = 1', 'select @20 not understood from "a" on'],
      ['select a,, b from t', 'select t @9 not understood from "," on'],
      ['select (a from t', 'select t @7 bracket is not closed'],
      ['select a) from t', 'select t @8 not understood from ")" on'],
      ["select 'a from t", 'select @7 unterminated quote'],
      ['select `a from t', 'select @7 unterminated quote'],
      ['select a /* from t', 'select @9 unterminated comment'],
      ['select a from t t2 t3 where a = 1', 'select t @19 not understood from "t3" on'],
      ['update t a = 1', 'update! t @11 not understood from "=" on'],
      ['update t set where a = 1', 'update! t @13 not understood from "where" on'],
      ['update t set a =', 'update! t @16 statement ends too early'],
      ['delete', 'delete! @6 statement ends too early'],
      ['delete from t where a = = 1', 'delete! t @24 not understood from "=" on'],
      ['insert into t (a) valuse (1)', 'insert! t @18 not understood from "valuse" on'],
      ['insert into t (a) values (1,, 2)', 'insert! t @28 not understood from "," on'],
      ['insert into t (a) values 1', 'insert! t @25 not understood from "1" on'],
      ['insert into', 'insert! @11 statement ends too early'],
      ['select 1; select 2', 'select @10 more than one statement'],
      ['insert into t (a) values (?); select last_insert_id()', 'insert! t: t.a other @30 more than one statement'],
      ['with a as (select 1) selec 2', 'utility! @21 not understood from "selec" on'],
      ['select a from t group a', 'select t @22 not understood from "a" on'],
      ['with a as (select 1', 'utility! @10 bracket is not closed'],
    ]);
  });
});
