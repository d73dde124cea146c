/** What Explain and Analyze must do with a statement, with writes allowed. */
export interface SafetyCase {
  readonly sql: string;
  readonly values?: readonly string[];
  /** `ran`, or the id of the failure. */
  readonly outcome: string;
  /** Sequences that a rollback cannot set back, and the words that announced it. */
  readonly sequences?: readonly string[];
  readonly announced?: RegExp;
  /** Only on servers from this version on. */
  readonly since?: number;
  /** Sent without consent to write. */
  readonly withoutConsent?: boolean;
  /** The user was asked about the effects announced, and went on. */
  readonly effectsAccepted?: boolean;
}

const advances = /Advances a sequence/;

export const safetyCases: readonly SafetyCase[] = [
  // What reads.
  { sql: 'select * from shop.orders where customer_id = 7', outcome: 'ran' },
  { sql: 'select * from shop.orders where customer_id = $1 and amount > $2', values: ['7', '10'], outcome: 'ran' },
  { sql: 'values (1, 2), (3, 4)', outcome: 'ran' },
  { sql: 'table shop.product', outcome: 'ran' },
  {
    sql: 'with recent as (select * from shop.orders where amount > 90) select c.name, count(*) from recent r join shop.customer c on c.id = r.customer_id group by 1',
    outcome: 'ran',
  },
  {
    sql: 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 50) select sum(i) from n',
    outcome: 'ran',
  },
  { sql: 'select id, rank() over (partition by customer_id order by amount desc) from shop.orders', outcome: 'ran' },
  {
    sql: 'select c.name, o.amount from shop.customer c cross join lateral (select amount from shop.orders where customer_id = c.id order by amount desc limit 2) o',
    outcome: 'ran',
  },
  { sql: 'select customer_id from shop.orders union select id from shop.customer except select 5', outcome: 'ran' },
  { sql: 'select * from shop.big_orders order by amount limit 5', outcome: 'ran' },
  { sql: "select count(*) from shop.measurement where day < '2024-03-01'", outcome: 'ran' },
  { sql: 'select random(), now(), gen_random_uuid()', outcome: 'ran' },
  { sql: "select '; drop table shop.audit; --' as text", outcome: 'ran' },
  { sql: 'select * from shop.orders where id = 1 for update', outcome: 'ran', announced: /Locks the rows/ },
  { sql: 'select * from shop.customer for share skip locked', outcome: 'ran', announced: /Locks the rows/ },
  // What writes.
  { sql: "insert into shop.audit values (1, 'x')", outcome: 'ran', announced: /dead rows/ },
  {
    sql: "insert into shop.customer (name) values ('new')",
    outcome: 'ran',
    sequences: ['shop.customer_id_seq'],
    announced: advances,
  },
  {
    sql: "insert into shop.product (name) values ('new') returning id",
    outcome: 'ran',
    sequences: ['shop.product_id_seq'],
    announced: advances,
  },
  {
    sql: 'insert into shop.orders (customer_id, product_id) values (1, 1) returning *',
    outcome: 'ran',
    sequences: ['shop.orders_id_seq', 'shop.hidden'],
    announced: /order_noted on shop\.orders/,
  },
  {
    sql: 'insert into shop.orders (customer_id, product_id) values (1, 999999)',
    outcome: 'ran',
    sequences: ['shop.orders_id_seq', 'shop.hidden'],
    announced: /Deferred constraints/,
  },
  {
    sql: 'insert into shop.orders (customer_id) values (999999)',
    outcome: 'server-error',
    sequences: ['shop.orders_id_seq'],
  },
  {
    sql: "insert into shop.counter values ('visits', 1) on conflict (name) do update set value = counter.value + 1",
    outcome: 'ran',
  },
  { sql: 'insert into shop.audit select id, name from shop.customer', outcome: 'ran' },
  { sql: 'update shop.orders set amount = amount + 1', outcome: 'ran' },
  {
    sql: 'update shop.orders o set note = c.name from shop.customer c where c.id = o.customer_id returning o.id',
    outcome: 'ran',
  },
  { sql: 'update shop.product set price = -1', outcome: 'server-error' },
  { sql: "update shop.measurement set value = 0 where day = '2024-02-02'", outcome: 'ran' },
  { sql: 'delete from shop.orders where amount < 10 returning id', outcome: 'ran' },
  { sql: 'delete from shop.customer', outcome: 'server-error' },
  { sql: 'with gone as (delete from shop.audit returning *) select count(*) from gone', outcome: 'ran' },
  {
    sql: 'with moved as (update shop.orders set amount = 0 where id < 10 returning id) insert into shop.audit select id, $1 from moved',
    values: ['moved'],
    outcome: 'ran',
  },
  {
    sql: "merge into shop.counter c using (values ('visits', 5), ('sales', 1)) as s(name, value) on c.name = s.name when matched then update set value = s.value when not matched then insert values (s.name, s.value)",
    outcome: 'ran',
  },
  {
    sql: 'merge into shop.counter c using shop.customer s on c.name = s.name when not matched then insert values (s.name, 1) returning *',
    outcome: 'ran',
    since: 17,
  },
  { sql: 'select * into shop.copied from shop.orders', outcome: 'ran' },
  // What reads and does something beside.
  { sql: "select nextval('shop.ticket')", outcome: 'ran', sequences: ['shop.ticket'], announced: advances },
  {
    sql: "select setval('shop.ticket', 500)",
    outcome: 'ran',
    sequences: ['shop.ticket'],
    announced: /Sets a sequence/,
  },
  { sql: 'select * from shop.next_ticket', outcome: 'ran', sequences: ['shop.ticket'], announced: advances },
  { sql: "select shop.log_it('x') from shop.product", outcome: 'ran', announced: /shop\.log_it\(\)/ },
  {
    sql: 'select shop.hidden_number()',
    outcome: 'ran',
    sequences: ['shop.hidden'],
    announced: /shop\.hidden_number\(\): sequences/,
  },
  { sql: 'select shop.make_table()', outcome: 'ran', announced: /shop\.make_table\(\)/ },
  { sql: 'select shop.commits()', outcome: 'server-error' },
  { sql: 'select pg_advisory_lock(5), pg_advisory_lock_shared(6)', outcome: 'ran', announced: /advisory locks/ },
  { sql: 'select shop.locks_forever()', outcome: 'ran', announced: /shop\.locks_forever\(\)/ },
  {
    sql: 'select pg_advisory_lock(8), 1 / (select 0 from shop.counter)',
    outcome: 'server-error',
    announced: /advisory locks/,
  },
  { sql: "select pg_notify('channel', 'text')", outcome: 'ran', announced: /notification/ },
  { sql: "select set_config('work_mem', '1MB', false)", outcome: 'ran', announced: /setting/ },
  { sql: "select lo_create(0), lo_from_bytea(0, 'x')", outcome: 'ran' },
  { sql: 'select pg_terminate_backend(0)', outcome: 'ran', announced: /other sessions/ },
  { sql: 'select pg_stat_reset()', outcome: 'ran', announced: /statistics/ },
  // What reads, without consent to write.
  { sql: "select shop.log_it('x')", outcome: 'effects-need-consent', withoutConsent: true },
  { sql: "select nextval('shop.ticket')", outcome: 'effects-need-consent', withoutConsent: true },
  { sql: 'select pg_stat_reset()', outcome: 'effects-need-consent', withoutConsent: true },
  { sql: "select pg_create_physical_replication_slot('x')", outcome: 'effects-need-consent', withoutConsent: true },
  { sql: "select shop.log_it('x')", outcome: 'read-only', withoutConsent: true, effectsAccepted: true },
  { sql: "select nextval('shop.ticket')", outcome: 'read-only', withoutConsent: true, effectsAccepted: true },
  { sql: 'delete from shop.orders where id = 1', outcome: 'ran', announced: /^(?![^]*Advances a sequence)/ },
  { sql: 'delete from shop.audit', outcome: 'writes-need-consent', withoutConsent: true },
  {
    sql: 'with gone as (delete from shop.audit returning *) select * from gone',
    outcome: 'writes-need-consent',
    withoutConsent: true,
  },
  { sql: 'select * into shop.copied from shop.orders', outcome: 'writes-need-consent', withoutConsent: true },
  // What has no plan, and must not be sent.
  ...[
    "do $$ begin delete from shop.audit; perform nextval('shop.ticket'); end $$",
    'call shop.wipe()',
    'prepare p as delete from shop.audit',
    'execute p',
    'deallocate all',
    'explain analyze delete from shop.audit',
    'declare c cursor for select * from shop.orders',
    'begin',
    'commit',
    'rollback',
    'savepoint s',
    'set session characteristics as transaction read only',
    'set work_mem = 64',
    'reset all',
    'lock table shop.orders',
    'listen channel',
    "notify channel, 'x'",
    "copy shop.audit to '/tmp/audit.txt'",
    "copy (delete from shop.audit returning *) to program 'cat'",
    'truncate shop.audit',
    'drop table shop.audit',
    'alter table shop.audit add column y int',
    'create table shop.t (id int)',
    'create index on shop.orders (amount)',
    'create index concurrently on shop.orders (amount)',
    'refresh materialized view shop.totals',
    'vacuum full shop.orders',
    'analyze shop.orders',
    'reindex table shop.orders',
    'cluster shop.orders using orders_customer',
    'grant all on shop.audit to public',
    'create role intruder',
    'checkpoint',
    'discard all',
    'alter system set work_mem = 64',
    "comment on table shop.audit is 'x'",
  ].map(sql => ({ sql, outcome: 'not-explainable' })),
  // What is not one statement.
  ...[
    'select 1; commit; delete from shop.audit',
    'delete from shop.audit; commit',
    'select 1; select 2',
    '',
    '-- nothing',
    ';',
  ].map(sql => ({ sql, outcome: 'not-one-statement' })),
  // What the server would read otherwise than the parser, were it sent.
  { sql: 'select 1\0; delete from shop.audit', outcome: 'syntax-error' },
  { sql: "select E'\\'; commit; delete from shop.audit; --'", outcome: 'ran' },
  { sql: 'selec 1', outcome: 'syntax-error' },
];
