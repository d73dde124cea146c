import assert from 'node:assert/strict';

import { readPlans } from '../../../../src/plan/readers/readPlans';
import { corpus } from '../corpus';
import { asXml, asYaml } from './printers';

const node = { 'Node Type': 'Seq Scan', 'Relation Name': 't', 'Total Cost': 24.5, Filter: `(b = 'x "q"'::text)` };
const document = [{ Plan: node, 'Planning Time': 0.125, Triggers: [], 'Execution Time': 1.5 }];
const pretty = JSON.stringify(document, undefined, 2);
const minute = JSON.stringify(document);

/** Reads one plan without a word. */
function check(text: string, expected: { statement?: string; line?: number } = {}): void {
  const { plans, problems } = readPlans(text);
  assert.deepEqual(problems, []);
  assert.equal(plans.length, 1, text);
  const [read] = plans;
  assert.deepEqual(read?.problems, [], text);
  assert.equal(read.plan.root.type, 'Seq Scan');
  assert.deepEqual(read.plan.root.conditions, [{ label: 'Filter', text: node.Filter }], text);
  assert.equal(read.plan.executionMs, 1.5);
  assert.equal(read.statement, expected.statement);
  if (expected.line !== undefined) assert.equal(read.line, expected.line);
}

const lines = pretty.split('\n');
const width = Math.max(...lines.map(line => line.length));
const marked = (mark: string, pad = ' ') =>
  lines.map((line, i) => `${pad}${line.padEnd(width)}${i < lines.length - 1 ? mark : ' '}`);

describe('reading plans in JSON from any text', () => {
  const shapes: Readonly<Record<string, string>> = {
    'an array': pretty,
    'in one line': minute,
    'an object': JSON.stringify(document[0]),
    'Windows line ends and a byte order mark': `\uFEFF${pretty.replaceAll('\n', '\r\n')}`,
    'odd blanks': pretty.replaceAll('  ', '\u00A0\u00A0'),
    'text before and behind': `see this [1] plan {here}:\n${pretty}\nand so on { or not`,
    'a log prefix in its line': `2024-01-01 [12] LOG:  ${minute} (1 row)`,
    'a fence': `Look:\n\`\`\`json\n${pretty}\n\`\`\`\nwhy?`,
    'a quotation': lines.map(line => `> ${line}`).join('\n'),
    'a quotation twice': lines.map(line => `>> ${line}`).join('\n'),
    'a CSV field': `"QUERY PLAN"\n"${pretty.replaceAll('"', '""')}"\n`,
    'a JSON string': JSON.stringify(pretty),
    'a JSON string in a JSON string': JSON.stringify(JSON.stringify(pretty)),
    'escapes without marks around': JSON.stringify(pretty).slice(1, -1),
    'rows of a driver': JSON.stringify([{ 'QUERY PLAN': document }]),
    'rows of a driver, as text': JSON.stringify({ rows: [{ 'QUERY PLAN': pretty }] }),
    'psql, border 1': `   QUERY PLAN\n${'-'.repeat(width + 2)}\n${marked('+').join('\n')}\n(1 row)\n\nTime: 1.2 ms\n`,
    'psql, border 1, unicode': `   QUERY PLAN\n${'─'.repeat(width + 2)}\n${marked('↵').join('\n')}\n(1 Zeile)\n`,
    'psql, marks without a table': marked('+').join('\n'),
    'psql, border 2': `+${'-'.repeat(width + 2)}+\n|   QUERY PLAN |\n+----+\n${marked('+|', '| ').join('\n')}|\n+----+\n(1 fila)`,
    'a terminal that broke it': minute.replace('Relation Name', 'Relation\n Name').replace('x \\"q', 'x \n\\"q'),
    'a literal of Python': minute
      .replace('"Plan"', "'Plan'")
      .replace('"Node Type":"Seq Scan"', "'Node Type': 'Seq Scan'"),
    'a literal of Ruby': minute.replaceAll('":', '"=>'),
    'a literal of JavaScript': minute.replace('"Plan":', 'Plan:'),
    'commas too many': minute.replaceAll('}', ',}'),
    indented: lines.map(line => `\t${line}`).join('\n'),
  };
  for (const [name, text] of Object.entries(shapes)) it(`reads ${name}`, () => check(text));

  it('reads a bare plan and a bare node', () => {
    for (const text of [JSON.stringify({ Plan: node }), JSON.stringify(node), JSON.stringify(node, undefined, 2)]) {
      const { plans } = readPlans(text);
      assert.equal(plans[0]?.plan.root.relation, 't');
      assert.deepEqual(plans[0].problems, []);
    }
  });

  it('says where each of several begins', () => {
    const { plans } = readPlans(`first\n${pretty}\n\nsecond: ${minute}\n${JSON.stringify([...document, ...document])}`);
    assert.deepEqual(
      plans.map(({ line }) => line),
      [1, lines.length + 2, lines.length + 3, lines.length + 3],
    );
  });

  it('keeps what was read of JSON that breaks off, and says so', () => {
    for (let length = pretty.indexOf('"Seq Scan"') + 10; length < pretty.length - 1; length++) {
      const { plans, problems } = readPlans(pretty.slice(0, length));
      assert.equal(plans[0]?.plan.root.type, 'Seq Scan', `cut at ${length}`);
      assert.deepEqual(problems, []);
      assert.match(plans[0].problems.at(-1)?.message ?? '', /breaks off/);
    }
  });

  it('ends JSON that breaks off where its table ends', () => {
    const cut = `   QUERY PLAN\n------\n${marked('+').slice(0, 6).join('\n')}\n(1 row)\n\nselect 1;\n${pretty}`;
    const { plans } = readPlans(cut);
    assert.deepEqual(
      plans.map(({ plan, problems }) => [plan.executionMs, problems.length]),
      [
        [undefined, 1],
        [1.5, 0],
      ],
    );
  });

  it('keeps figures that were blotted out as they stand', () => {
    const { plans } = readPlans(pretty.replace('1.5', 'XXX'));
    assert.equal(plans[0]?.plan.executionMs, undefined);
    assert.equal(plans[0]?.plan.details?.['Execution Time'], 'XXX');
    assert.equal(plans[0].problems.length, 1);
  });

  it('takes NaN, Infinity and numbers of 64 bits', () => {
    const { plans } = readPlans(
      '{"Plan": {"Node Type": "Result", "Plan Rows": NaN, "Total Cost": -Infinity}, "Query Identifier": -9007199254740993}',
    );
    assert.deepEqual(plans[0]?.plan.root.details, { 'Plan Rows': 'NaN', 'Total Cost': '-Infinity' });
    assert.deepEqual(plans[0].plan.details, { 'Query Identifier': '-9007199254740993' });
  });

  it('joins the two lists of workers that version 12 prints, and tells of other fields that stand twice', () => {
    const workers = (field: string) => `"Workers": [{"Worker Number": 0, ${field}}]`;
    const { plans } = readPlans(
      `{"Plan": {"Node Type": "Sort", ${workers('"Sort Method": "quicksort"')}, "Alias": "a", "Alias": "b", ${workers('"Actual Loops": 1')}}}`,
    );
    assert.deepEqual(plans[0]?.plan.root.details['Workers'], [
      { 'Worker Number': 0, 'Sort Method': 'quicksort', 'Actual Loops': 1 },
    ]);
    assert.equal(plans[0].plan.root.alias, 'b');
    assert.match(plans[0].problems[0]?.message ?? '', /twice in one object: "Alias"/);
  });

  it('reads counters of MERGE that stand among its target tables', () => {
    const { plans } = readPlans(
      '[{"Plan": {"Node Type": "ModifyTable", "Target Tables": [{"Alias": "p_1"}, {"Alias": "p_2"},\n "Tuples Inserted": 0,\n "Tuples Updated": 2\n], "Plans": [{"Node Type": "Result", "Output": ["a", "b"]}]}}]',
    );
    assert.deepEqual(plans[0]?.plan.root.details, {
      'Target Tables': [{ Alias: 'p_1' }, { Alias: 'p_2' }],
      'Tuples Inserted': 0,
      'Tuples Updated': 2,
    });
    assert.deepEqual(plans[0].plan.root.children[0]?.details['Output'], ['a', 'b']);
    assert.deepEqual(plans[0].problems, [
      { message: 'A field stands in a list, which is not JSON; it was read as one of the node.', line: 1 },
    ]);
  });

  it('does not let a field reach the prototype', () => {
    const { plans } = readPlans('[{"Plan": {"Node Type": "Result", "__proto__": {"type": "x"}, "constructor": 1}}]');
    assert.equal(plans[0]?.plan.root.type, 'Result');
    assert.ok(Object.hasOwn(plans[0].plan.root.details, '__proto__'));
  });
});

describe('the statement of a plan', () => {
  it('stands in the session above it', () => {
    const session = (sql: string) => `db=# ${sql}\n     QUERY PLAN\n------------\n${pretty}\n(1 row)\n`;
    for (const [sql, statement] of [
      ['explain (analyze, format json) select * from t where a in (1);', 'select * from t where a in (1)'],
      ['EXPLAIN ANALYZE VERBOSE (select 1) union select 2;', '(select 1) union select 2'],
      [
        'explain (format json) select 1\ndb-# from t -- explain that\ndb-# where b = $$;$$;',
        'select 1\nfrom t -- explain that\nwhere b = $$;$$',
      ],
      [
        'create table t();\nCREATE TABLE\ndb=# explain (format json)\n with x as (select 1) table x;',
        'with x as (select 1) table x',
      ],
    ] as const) {
      check(session(sql), { statement });
    }
  });

  it('is not that of the plan before', () => {
    const { plans } = readPlans(`explain (format json) select 1;\n${pretty}\n${pretty}`);
    assert.deepEqual(
      plans.map(({ statement }) => statement),
      ['select 1', undefined],
    );
  });

  it('may be a field', () => {
    check(JSON.stringify({ 'Query Text': 'select 1', ...document[0] }), { statement: 'select 1' });
    check(JSON.stringify({ query: 'select 2', plan: document }), { statement: 'select 2' });
  });
});

describe('reading plans in YAML and XML', () => {
  for (const [format, print] of [
    ['yaml', asYaml],
    ['xml', asXml],
  ] as const) {
    it(`gives the model of JSON for every golden plan in ${format}`, () => {
      for (const { name, explain, plan } of corpus) {
        const { plans, problems } = readPlans(`some words\n\n${print(explain)}\n(1 row)\n`);
        assert.deepEqual(problems, [], name);
        assert.equal(plans.length, 1, name);
        assert.deepEqual(plans[0]?.problems, [], name);
        assert.deepEqual(plans[0].plan, plan, name);
        assert.equal(plans[0].format, format);
        assert.equal(plans[0].line, format === 'yaml' ? 2 : 3, name);
      }
    });

    it(`keeps what was read of ${format} that breaks off`, () => {
      const text = print(document);
      const from = text.indexOf('Seq Scan') + 'Seq Scan"</Node-Type>'.length;
      for (let length = from; length < text.length; length++) {
        const { plans, problems } = readPlans(text.slice(0, length));
        assert.equal(plans[0]?.plan.root.type, 'Seq Scan', `cut at ${length}`);
        assert.deepEqual(problems, []);
      }
    });
  }

  it('reads YAML that another tool wrote anew', () => {
    const { plans } = readPlans(
      [
        '- Plan:',
        "    Node Type: 'Sort'",
        '    Sort Key: [a, "b, c"]',
        '    Plans:',
        '    - Node Type: Seq Scan',
        '      Relation Name: 1e5',
        '      Plan Rows: 1e5',
        '      Filter: >-',
        '        (a = 1)',
        '        AND (b = 2)',
        '      Output:',
        '      - a',
        '      - b',
        '  Execution Time: 1.5',
      ].join('\n'),
    );
    const root = plans[0]?.plan.root;
    assert.equal(plans[0]?.plan.executionMs, 1.5);
    assert.equal(root?.conditions[0]?.text, 'a, b, c');
    const [scan] = root.children;
    assert.equal(scan?.relation, '1e5');
    assert.equal(scan.estimatedRows, 100_000);
    assert.deepEqual(scan.conditions, [{ label: 'Filter', text: '(a = 1) AND (b = 2)' }]);
    assert.deepEqual(scan.details['Output'], ['a', 'b']);
  });
});

describe('text without a plan', () => {
  for (const text of [
    '',
    '  \n',
    'select 1;',
    '[]',
    '{}',
    '[1, 2]',
    '{"query_block": {"select_id": 1}}',
    '<explain></explain>',
    '{'.repeat(100),
    'null',
  ]) {
    it(`says what to do with ${JSON.stringify(text.slice(0, 40))}`, () => {
      const { plans, problems } = readPlans(text);
      assert.deepEqual(plans, []);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.message ?? '', /Give what EXPLAIN prints/);
      assert.equal(problems[0]?.line, 0);
    });
  }
});
