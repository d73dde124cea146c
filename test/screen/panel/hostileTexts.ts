import type { Finding } from '../../../src/plan/finding';
import type { PlanNode } from '../../../src/plan/model';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import type { PanelState } from '../../../src/protocol/messages';
import { viewOf } from './states';

/** What a name, a condition, a setting or a query could hold to do harm, by what it tries. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'image with a handler': '<img src=x onerror="window.__xss=1">',
  'end of a script': '</script><script>window.__xss=1</script>',
  'end of an attribute': '" onmouseover="window.__xss=1" onfocus="window.__xss=1" autofocus x="',
  'end of an attribute in single quotes': "' onclick='window.__xss=1' style='position:fixed;inset:0' x='",
  'script address': 'javascript:window.__xss=1',
  'data address': 'data:text/html,<script>parent.__xss=1</script>',
  'drawing with a script': '<svg onload=window.__xss=1><script>window.__xss=1</script><a xlink:href="javascript:1">',
  frame: '<iframe srcdoc="<script>parent.__xss=1</script>"></iframe><object data="/evil"></object><embed src="/evil">',
  form: '<form action="/evil"><button formaction="javascript:window.__xss=1">x</button></form><base href="//evil/">',
  'style sheet':
    '</style><style>*{display:none!important}@import url(/evil.css);</style><link rel=stylesheet href=/evil>',
  'declaration of CSS': 'red;background:url(/evil);position:fixed;inset:0;z-index:9999;}*{display:none',
  'template of JavaScript': '${window.__xss=1}`;window.__xss=1//',
  'template of frameworks': '{{constructor.constructor("window.__xss=1")()}} <%= 1 %> #{1}',
  'markers of Lit': '<!--lit-part--><?lit$0000$><!--?lit$1$--><!--/lit-part-->{{lit-0000}}',
  comment: '<!-- --!> <![CDATA[ ]]> <?php ?>',
  'separators of lines': 'a\u2028b\u2029c\u0085d\r\ne\u000bf',
  'turned around': '\u202e\u2066gnp.exe\u2069\u202d\u200f\u061c',
  'NUL and controls': 'a\u0000b\u0001\u001b[31m\u007f\ufeff\ufffe',
  'half of a pair': '\ud800 x \udc00',
  'many marks on a letter': `Z${'\u0334\u0351\u0320'.repeat(60)}`,
  'name of a prototype': '__proto__',
  'unbroken name': 'x'.repeat(5_000),
  'unbroken wide letters': '\u{1f469}\u200d\u{1f680}'.repeat(400),
  'many lines': 'line\n'.repeat(3_000),
};

/** The text in every place that a plan, a server, a file name or a rule can fill. */
export function hostileState(text: string): PanelState {
  const fields = [
    ...['Relation Name', 'Alias', 'Schema', 'Index Name', 'Subplan Name', 'Join Type', 'Strategy', 'Scan Direction'],
    ...['Parent Relationship', 'CTE Name', 'Function Name', 'Custom Plan Provider', 'Operation', 'Command'],
    ...['Filter', 'Index Cond', 'Hash Cond', 'Recheck Cond', 'Join Filter', 'Remote SQL', 'Function Call'],
    ...['Sort Method', 'Sort Space Type', 'Partial Mode', 'Tuplestore Name'],
  ];
  const all = Object.fromEntries(fields.map(field => [field, text]));
  const lists = { 'Sort Key': [text, text], 'Group Key': [text], Output: [text, text] };
  const node = (type: string, plans: readonly unknown[] = []) => ({
    ...all,
    ...lists,
    'Node Type': type,
    'Total Cost': 10,
    'Plan Rows': 1,
    'Actual Rows': 900,
    'Actual Loops': 1,
    'Actual Total Time': 5,
    [text]: text,
    More: { [text]: [text, { [text]: text }] },
    Plans: plans,
  });
  const kinds = ['Seq Scan', 'Sort', 'Custom Scan', 'ModifyTable', 'Foreign Scan', 'Hash Join', 'Aggregate', 'SetOp'];
  const { value } = readPostgresJson([
    {
      Plan: node(text, [...kinds.map(kind => node(kind)), node(text)]),
      Settings: { [text]: text },
      Triggers: [{ 'Trigger Name': text, 'Constraint Name': text, Relation: text, Time: 1, Calls: 1 }],
      JIT: { [text]: text, Options: { [text]: text } },
      Planning: { [text]: text },
      'Execution Time': 9,
      [text]: text,
    },
  ]);
  if (value === undefined) throw new Error('no plan');
  const statement = `SELECT '${text}' AS "${text}" -- ${text}`;
  const findings = [value.root, ...value.root.children].map(node => findingOf(text, node));
  const side = { medianMs: 2, runsMs: [1, 2, 3], plan: value, findings };
  return {
    ...viewOf('seq-scan'),
    statement,
    plan: value,
    rawJson: text,
    explainSql: text,
    findings,
    connection: { name: text, serverVersion: text, production: true },
    parameters: [{ name: text, type: text, value: text }],
    time: text,
    origin: text,
    notes: [text],
    candidate: { title: text },
    marks: [value.root, ...value.root.children].map(({ id }, i) => ({
      nodeId: id,
      ranges: [{ start: i, end: Math.min(statement.length, i + 9) }],
    })),
    measurement: { before: side, after: side, sameResult: false },
    variants: {
      selected: 'generic',
      summary: text,
      flips: true,
      measured: false,
      cards: [
        { kind: 'generic', figure: text, values: [] },
        {
          kind: 'rare',
          figure: text,
          values: [{ name: text, value: text, note: text, title: text }],
          difference: { short: text, text },
        },
      ],
    },
  };
}

function findingOf(text: string, node: PlanNode): Finding {
  return {
    rule: text,
    severity: 'error',
    message: text,
    nodeId: node.id,
    share: 0.5,
    evidence: { [text]: text },
    remedy: text,
    docs: text,
  };
}
