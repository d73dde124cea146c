import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import * as fc from 'fast-check';

import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { readTextPlans } from '../../../src/plan/readers/textPlan';
import { printTextPlan } from '../../support/textPlanPrinter';
import { toldByText } from '../../support/toldByText';

type Fields = Record<string, unknown>;

const folder = join(__dirname, '../../corpus/plans');
const goldens = ['15', '18'].flatMap(version =>
  readdirSync(join(folder, version))
    .filter(file => file.endsWith('.txt'))
    .map(file => {
      const path = join(folder, version, file);
      const json = JSON.parse(readFileSync(path.replace(/txt$/, 'json'), 'utf8')) as Fields[];
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
      return { name: `${version}/${file}`, version, lines, json: json[0] ?? {}, isRun: file.includes('.analyze.') };
    }),
);

describe('plans in text', () => {
  it('has plans to read', () => {
    assert.ok(goldens.length > 300, String(goldens.length));
  });

  it('gives what JSON gives for every estimate', () => {
    for (const { name, lines, json, isRun } of goldens) {
      if (isRun) continue;
      const isVerbose = lines.some(line => line.includes('Output: '));
      const read = withoutFigures(told(only(lines, name), isVerbose));
      assert.deepEqual(read, withoutFigures(told(json, isVerbose)), name);
    }
  });

  it('gives what JSON gives for what was run: through a printer, since two runs have two times', () => {
    for (const { name, lines, json, isRun, version } of goldens) {
      // The printer leaves to extensions what they print.
      if (!isRun || /foreign|async/.test(name)) continue;
      const options = { verbose: true, decimals: version === '18' };
      const text = lines.join('\n');
      assert.equal(printed(printTextPlan(only(lines, name), options)), printed(text), name);
      const again = only(printTextPlan(json, options).split('\n'), name);
      assert.deepEqual(told(again, true), told(json, true), name);
    }
  });

  const changes: readonly (readonly [what: string, change: (lines: readonly string[]) => readonly string[]])[] = [
    ['shifted to the right', lines => lines.map(line => `        ${line}`)],
    ["psql's column, the first blank trimmed away", lines => lines.join('\n ').split('\n')],
    ['shifted, the first line trimmed', lines => lines.map((line, i) => (i === 0 ? line : `      ${line}`))],
    ['blanks at the ends', lines => lines.map(line => `${line}    `)],
    ['carriage returns', lines => lines.map(line => `${line}\r`)],
    ['empty lines between', lines => lines.flatMap(line => [line, ''])],
    ['tabs of 8', lines => lines.map(line => line.replace(/^ +/, indent => tabbed(indent, 8)))],
    ['tabs of 4', lines => lines.map(line => line.replace(/^ +/, indent => tabbed(indent, 4)))],
    ['the last 4 blanks a tab', lines => lines.map(line => line.replace(/^( *) {4}(?=\S)/, '$1\t'))],
    ['text around', lines => ['Here is it:', '', ...lines, '', 'Why is that so slow?', 'Note: it was fast.']],
    ["psql's timing", lines => [...lines, '(9 rows)', '', 'Time: 1.234 ms']],
  ];
  for (const [what, change] of changes) {
    it(`reads the same: ${what}`, () => {
      for (const { name, lines } of goldens) assert.deepEqual(fieldsOf(change(lines)), fieldsOf(lines), name);
    });
  }

  // A cut does not tell whether a blank stood there: a few lines stay ambiguous, more of them the narrower the page.
  const broken: readonly (readonly [how: string, change: typeof chunks, width: number, ambiguous: number])[] = [
    ['cut', chunks, 60, 12],
    ['cut', chunks, 80, 4],
    ['cut', chunks, 100, 2],
    ['cut', chunks, 132, 0],
    ['wrapped', words, 60, 5],
    ['wrapped', words, 80, 3],
    ['wrapped', words, 100, 3],
    ['wrapped', words, 132, 0],
  ];
  for (const [how, change, width, ambiguous] of broken) {
    it(`joins lines again that were ${how} at ${width} columns`, () => {
      const different = goldens.filter(
        ({ lines }) => !isDeepStrictEqual(fieldsOf(lines.flatMap(line => change(line, width))), fieldsOf(lines)),
      );
      assert.ok(different.length <= ambiguous, different.map(({ name }) => name).join(' '));
    });
  }

  it('reads several plans, one after the other', () => {
    const texts = goldens.slice(0, 40).map(golden => golden.lines);
    const plans = readTextPlans(texts.flat());
    assert.deepEqual(
      plans.map(plan => plan.fields),
      texts.map(lines => fieldsOf(lines)),
    );
    let line = 0;
    for (const [i, plan] of plans.entries()) {
      assert.equal(plan.firstLine, line);
      line += texts[i]?.length ?? 0;
      assert.equal(plan.lastLine, line - 1);
    }
  });

  it('makes the tree from the kinds of the nodes where the indentation is lost', () => {
    const lines = [
      'Hash Join  (cost=1.73..525.68 rows=3200 width=90)',
      'Hash Cond: (p.team = t.id)',
      '->  Nested Loop  (cost=0.00..467.00 rows=20000 width=79)',
      '->  Seq Scan on people p  (cost=0.00..467.00 rows=20000 width=79)',
      '->  Index Scan using a on b  (cost=0.00..1.00 rows=1 width=79)',
      'Index Cond: (x = p.y)',
      '->  Hash  (cost=1.62..1.62 rows=8 width=11)',
      '->  Seq Scan on teams t  (cost=0.00..1.62 rows=8 width=11)',
      'Planning Time: 0.217 ms',
    ];
    const [plan] = readTextPlans(lines);
    assert.equal(shape(plan?.fields), 'Hash Join(Nested Loop(Seq Scan,Index Scan),Hash(Seq Scan))');
    assert.deepEqual(plan?.problems, [
      { message: 'The indentation is lost; the tree was made from the kinds of its nodes.', line: 0 },
    ]);
    assert.equal((plan.fields as Fields)['Planning Time'], 0.217);
  });

  it('says where a plan breaks off', () => {
    const whole = `Sort  (cost=1.00..2.00 rows=3 width=4)
  Sort Key: a
  ->  Hash Join  (cost=1.00..2.00 rows=3 width=4)
        Hash Cond: ((a.x = b.x) AND (a.y = b.y))
        ->  Seq Scan on a  (cost=1.00..2.00 rows=3 width=4)
        ->  Hash  (cost=1.00..2.00 rows=3 width=4)
              ->  Seq Scan on b  (cost=1.00..2.00 rows=3 width=4)`;
    const broken = (text: string) => readTextPlans(text.split('\n')).map(plan => [shape(plan.fields), plan.problems]);
    const at = (line: number) => [{ message: 'The plan breaks off here; what is there was read.', line }];
    assert.deepEqual(broken(whole), [['Sort(Hash Join(Seq Scan,Hash(Seq Scan)))', []]]);
    assert.deepEqual(broken(cutBefore(whole, '\n              ->')), [['Sort(Hash Join(Seq Scan,Hash))', at(5)]]);
    assert.deepEqual(broken(cutBefore(whole, ' AND')), [
      ['Sort(Hash Join)', [{ message: 'The line breaks off; what is there was read.', line: 3 }, ...at(3)]],
    ]);
    assert.deepEqual(broken(cutBefore(whole, ' rows=3 width=4)\n        ->  Hash')), [
      ['Sort(Hash Join(Seq Scan))', [{ message: 'The line breaks off; what is there was read.', line: 4 }, ...at(4)]],
    ]);
  });

  it('reads lines that a tool cut short with three dots', () => {
    const [plan] = readTextPlans([
      'Seq Scan on a_very_long_name_of_a_table  (cost=0.00..12.50 rows=...',
      '  Filter: ((a = 1) AND (b...',
      '  Rows Removed by Filter: 7',
    ]);
    assert.deepEqual(plan?.fields, {
      Plan: {
        'Node Type': 'Seq Scan',
        'Parallel Aware': false,
        'Async Capable': false,
        'Relation Name': 'a_very_long_name_of_a_table',
        Alias: 'a_very_long_name_of_a_table',
        'Startup Cost': 0,
        'Total Cost': 12.5,
        Filter: '((a = 1) AND (b',
        'Rows Removed by Filter': 7,
      },
    });
    assert.deepEqual(
      plan.problems.map(problem => problem.line),
      [0, 1],
    );
  });

  const heads: readonly (readonly [line: string, fields: Fields])[] = [
    [
      'Parallel Index Only Scan Backward using "a on b" on "s.t"."x (y" "z "',
      {
        'Node Type': 'Index Only Scan',
        'Parallel Aware': true,
        'Scan Direction': 'Backward',
        'Index Name': 'a on b',
        Schema: 's.t',
        'Relation Name': 'x (y',
        Alias: 'z ',
      },
    ],
    ['Index Scan using <13543>btree_t_a on t', { 'Index Name': '<13543>btree_t_a', 'Relation Name': 't', Alias: 't' }],
    ['Subquery Scan on "*SELECT* 1"', { Alias: '*SELECT* 1' }],
    ['Values Scan on "*VALUES*"', { Alias: '*VALUES*' }],
    ['Custom Scan (Citus Adaptive)', { 'Node Type': 'Custom Scan', 'Custom Plan Provider': 'Citus Adaptive' }],
    [
      'Custom Scan (ChunkAppend) on m m_1',
      {
        'Node Type': 'Custom Scan',
        'Custom Plan Provider': 'ChunkAppend',
        'Relation Name': 'm',
        Alias: 'm_1',
      },
    ],
    ['Async Foreign Scan on public.f f_1', { 'Node Type': 'Foreign Scan', 'Async Capable': true, Operation: 'Select' }],
    ['Foreign Update on public.f', { 'Node Type': 'Foreign Scan', Operation: 'Update' }],
    ['Merge on t', { 'Node Type': 'ModifyTable', Operation: 'Merge' }],
    ['Merge Right Anti Join', { 'Node Type': 'Merge Join', 'Join Type': 'Right Anti' }],
    ['Hash Right Semi Join', { 'Node Type': 'Hash Join', 'Join Type': 'Right Semi' }],
    ['Nested Loop Left Join', { 'Node Type': 'Nested Loop', 'Join Type': 'Left' }],
    ['HashSetOp Intersect All', { 'Node Type': 'SetOp', Strategy: 'Hashed', Command: 'Intersect All' }],
    ['Partial MixedAggregate', { 'Node Type': 'Aggregate', Strategy: 'Mixed', 'Partial Mode': 'Partial' }],
    ['Gather Motion 3:1', { 'Node Type': 'Gather Motion 3:1' }],
    ['YB Batched Nested Loop Join', { 'Node Type': 'YB Batched Nested Loop Join' }],
    ['LSM Scan on public.t', { 'Node Type': 'LSM Scan', Schema: 'public', 'Relation Name': 't' }],
  ];
  it('tells the parts of a node line', () => {
    for (const [line, fields] of heads) {
      const [plan] = readTextPlans([`${line}  (cost=0.00..1.00 rows=1 width=0)`]);
      const node = (plan?.fields as { Plan: Fields } | undefined)?.Plan ?? {};
      for (const [key, value] of Object.entries(fields)) assert.equal(node[key], value, `${line}: ${key}`);
    }
  });

  it('keeps the lines of extensions under their own labels', () => {
    const [plan] = readTextPlans(
      `Custom Scan (Citus Adaptive)  (cost=0.00..0.00 rows=0 width=0) (actual time=9.125..9.127 rows=1 loops=1)
  Task Count: 4
  Tuple data received from nodes: 8 bytes
  Tasks Shown: One of 4
  ->  Task
        Node: host=localhost port=9701 dbname=postgres
        ->  Aggregate  (cost=25.00..25.02 rows=1 width=8) (actual time=0.1..0.2 rows=1 loops=1)
              ->  Seq Scan on t_102008 t  (cost=0.00..22.00 rows=1200 width=0) (actual time=0.1..0.2 rows=0 loops=1)
            Planning Time: 0.053 ms
            Execution Time: 0.097 ms
Planning Time: 1.200 ms
Execution Time: 9.200 ms`.split('\n'),
    );
    const fields = plan?.fields as { Plan: Fields };
    assert.equal(shape(fields), 'Custom Scan(Task(Aggregate(Seq Scan)))');
    assert.equal(fields.Plan['Task Count'], 4);
    assert.equal(fields.Plan['Tasks Shown'], 'One of 4');
    assert.equal((fields as Fields)['Execution Time'], 9.2);
    assert.deepEqual(plan?.problems, []);
  });

  it('reads what older versions wrote', () => {
    const [plan] = readTextPlans(
      `Sort  (cost=1.00..2.00 rows=3 width=4) (actual time=0.1..0.2 rows=3 loops=1)
  Sort Key: a
  Sort Method: external sort  Disk: 24kB
  Buffers: shared hit=1
  I/O Timings: read=1.5
  ->  Seq Scan on a  (cost=1.00..2.00 rows=3 width=4) (actual time=0.1..0.2 rows=3 loops=1)
Planning time: 0.073 ms
Execution time: 23.826 ms`.split('\n'),
    );
    const fields = plan?.fields as Fields & { Plan: Fields };
    assert.equal(fields['Planning Time'], 0.073);
    assert.equal(fields['Execution Time'], 23.826);
    assert.equal(fields.Plan['Sort Method'], 'external sort');
    assert.equal(fields.Plan['I/O Read Time'], 1.5);
    assert.deepEqual((fields.Plan['Plans'] as Fields[])[0]?.['I/O Read Time'], 0);
    assert.equal(
      (readTextPlans(['Result  (cost=0.00..0.01 rows=1 width=0)', 'Total runtime: 0.080 ms'])[0]?.fields as Fields)[
        'Execution Time'
      ],
      0.08,
    );
  });

  it('keeps constants with line feeds, and labels that are names of prototypes', () => {
    const [plan] = readTextPlans([
      'Seq Scan on t  (cost=0.00..1.00 rows=1 width=0)',
      "  Filter: (a = 'one",
      '',
      "  ->  two'::text)",
      '  constructor: x',
    ]);
    const node = (plan?.fields as { Plan: Fields }).Plan;
    assert.equal(node['Filter'], "(a = 'one\n\n  ->  two'::text)");
    assert.equal(node['constructor'], 'x');
    assert.equal(({} as Fields)['constructor'], Object);
  });

  it('finds no plan where there is none', () => {
    const texts = [
      '',
      'Limit',
      'select 1',
      '[]',
      '{"Plan": {}}',
      'Note: this\nis text',
      'Sort the list on the left\nplease',
    ];
    for (const text of texts.slice(0, 1).concat(texts.slice(2)))
      assert.deepEqual(readTextPlans(text.split('\n')), [], text);
    assert.equal(readTextPlans(['Limit']).length, 1, 'a name of a node alone is what COSTS OFF prints');
  });

  it('never throws, and gives a plan that can be built, whatever is cut, swapped or put in between', () => {
    const junk = [
      '',
      ' ',
      '->',
      '->  ',
      '  "',
      "'",
      '(',
      'Worker 0:  JIT:',
      'CTE x',
      'InitPlan 1',
      'JIT:',
      'Planning:',
      "Settings: a_b = '",
      'Trigger : calls=1',
      '__proto__: 1',
      '\t\t->  Hash',
      'Update on t',
      '…',
      'Sort Key: ',
      '(1 row)',
    ];
    const edit = fc.record({
      at: fc.nat(200),
      kind: fc.constantFrom('drop', 'cut', 'swap', 'junk', 'dedent'),
      n: fc.nat(80),
    });
    fc.assert(
      fc.property(fc.nat(goldens.length - 1), fc.array(edit, { maxLength: 12 }), (which, edits) => {
        const lines = [...(goldens[which]?.lines ?? [])];
        for (const { at, kind, n } of edits) {
          const i = at % Math.max(lines.length, 1);
          const line = lines[i] ?? '';
          if (kind === 'drop') lines.splice(i, 1);
          else if (kind === 'cut') lines[i] = line.slice(0, n);
          else if (kind === 'swap') lines.push(...lines.splice(i, 1));
          else if (kind === 'junk') lines.splice(i, 0, junk[n % junk.length] ?? '');
          else lines[i] = line.trimStart();
        }
        for (const plan of readTextPlans(lines)) {
          assert.ok(plan.firstLine <= plan.lastLine && plan.lastLine < lines.length);
          assert.ok(readPostgresJson(plan.fields).value !== undefined);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('never throws for any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 })), lines => {
        readTextPlans(lines);
      }),
      { numRuns: 300 },
    );
  });

  describe('in time that grows with the input', function () {
    this.timeout(120_000);
    const root = 'Nested Loop  (cost=0.00..1.00 rows=1 width=0)';
    const scan = (indent: number) => `${' '.repeat(indent)}->  Append  (cost=0.00..1.00 rows=1 width=0)`;
    const inputs: Readonly<Record<string, (n: number) => readonly string[]>> = {
      'many children': n => [root, ...Array.from({ length: n }, () => scan(2))],
      'flat names': n => [
        root,
        ...Array.from({ length: n }, () => '->  Materialize  (cost=0.00..1.00 rows=1 width=0)'),
      ],
      headings: n => [root, ...Array.from({ length: n }, (_, i) => (i % 2 === 0 ? `  SubPlan ${i}` : scan(4)))],
      'flat headings': n => [
        root,
        ...Array.from({ length: n }, (_, i) =>
          i % 2 === 0 ? `SubPlan ${i}` : '->  Materialize  (cost=0.00..1.00 rows=1 width=0)',
        ),
      ],
      workers: n => [
        root,
        ...Array.from({ length: n }, (_, i) => `  Worker ${i}:  Sort Method: quicksort  Memory: 25kB`),
      ],
      'one label': n => [root, ...Array.from({ length: n }, () => '  Something: 5')],
      'an open quote': n => [root, "  Filter: '", ...Array.from({ length: n }, () => '  a')],
      'open brackets': n => [root, `  Filter: ${'('.repeat(n)}`, ...Array.from({ length: n }, () => '  (')],
      'plans after each other': n => Array.from({ length: n }, () => root),
      triggers: n => [root, ...Array.from({ length: n }, () => 'Trigger a on b: time=0.1 calls=1')],
      blanks: n => [root, ...Array.from({ length: n }, () => ''), 'x'],
    };
    for (const [what, make] of Object.entries(inputs)) {
      it(what, () => {
        const lines = make(100_000);
        const start = performance.now();
        readTextPlans(lines);
        const ms = performance.now() - start;
        assert.ok(ms < 30_000, `${Math.round(ms)} ms`);
      });
    }

    it('10,000 levels', () => {
      const lines = Array.from({ length: 10_000 }, (_, i) => (i === 0 ? root : scan(i)));
      const [plan] = readTextPlans(lines);
      let depth = 0;
      for (let node = (plan?.fields as { Plan: Fields }).Plan; ; node = (node['Plans'] as Fields[])[0] ?? {}) {
        depth++;
        if ((node['Plans'] as Fields[] | undefined)?.[0] === undefined) break;
      }
      assert.equal(depth, 10_000);
    });

    const size = 2_000_000;
    const long: readonly string[] = [
      'a',
      ' ',
      '(',
      "'",
      '"',
      ', ',
      'a: ',
      '=',
      '.',
      '->  ',
      ' on ',
      'rows=1 ',
      '\t',
      '1',
    ];
    it('a line of 2 MB', () => {
      const times: number[] = [];
      for (const unit of long) {
        const text = unit.repeat(size / unit.length);
        for (const lines of [[text], [root, `  Output: ${text}`], [root, `  ->  Seq Scan on ${text}`]]) {
          const start = performance.now();
          readTextPlans(lines);
          times.push(performance.now() - start);
        }
      }
      assert.ok(Math.max(...times) < 10_000, times.map(Math.round).join(' '));
    });
  });
});

function fieldsOf(lines: readonly string[]): unknown {
  return readTextPlans(lines).map(plan => plan.fields)[0];
}

function only(lines: readonly string[], name: string): Fields {
  const plans = readTextPlans(lines);
  assert.equal(plans.length, 1, `${name}: one plan`);
  assert.deepEqual(plans[0]?.problems, [], name);
  return plans[0].fields as Fields;
}

/** The statistics may have been gathered anew between the two; figures are compared on a live server. */
function withoutFigures(fields: Fields): unknown {
  return JSON.parse(
    JSON.stringify(fields, (key, value: unknown) => (/^(?:Startup Cost|Total Cost|Plan Rows)$/.test(key) ? 0 : value)),
  );
}

function told(fields: Fields, isVerbose: boolean): Fields {
  const { 'Planning Time': _time, 'Query Identifier': _id, ...rest } = toldByText(fields, { isVerbose });
  return rest;
}

/** A count below one half is printed as 0, where 0 is not printed; identifiers have more digits than a number. */
function printed(text: string): string {
  return text.replace(/^Query Identifier: -?\d+$/m, '').replace(/^ +Rows Removed by [\w ]+: 0\n/gm, '');
}

function shape(fields: unknown): string {
  const shapeOf = (node: Fields): string => {
    const children = ((node['Plans'] ?? []) as Fields[]).map(shapeOf).join(',');
    return `${node['Node Type'] as string}${children === '' ? '' : `(${children})`}`;
  };
  return shapeOf((fields as { Plan: Fields }).Plan);
}

function cutBefore(text: string, at: string): string {
  const index = text.indexOf(at);
  assert.notEqual(index, -1);
  return text.slice(0, index);
}

function tabbed(indent: string, width: number): string {
  return '\t'.repeat(Math.floor(indent.length / width)) + ' '.repeat(indent.length % width);
}

/** As a terminal breaks a line: wherever its last column is. */
function chunks(line: string, width: number): readonly string[] {
  return Array.from({ length: Math.ceil(line.length / width) }, (_, i) => line.slice(i * width, (i + 1) * width));
}

/** As a mail does it: at the last blank that fits, the rest of the line at its left edge. */
function words(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const indent = rest.length - rest.trimStart().length;
    const blank = rest.lastIndexOf(' ', width);
    if (blank <= indent) break;
    lines.push(rest.slice(0, blank));
    rest = rest.slice(blank + 1);
  }
  return [...lines, rest];
}
