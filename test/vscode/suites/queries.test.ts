import assert from 'node:assert/strict';

import { commands, Position, Range, type TextEditor, Uri, window, workspace, WorkspaceEdit } from 'vscode';

import { commandIds } from '../../../src/editor/contributions';
import type { QueryNode } from '../../../src/editor/queries/queryTree';
import { answering, closeEditors, connect, explainPlan, openAtCursor, shell } from '../explainSupport';
import { openFile, openText, screenshot, until, workspaceFolder } from '../support';

const programs: readonly (readonly [language: string, marked: string])[] = [
  ['go', 'package a\n\nfunc f() { db.QueryRow("SELECT total FROM orders WHERE |customer_id = $1", id) }\n'],
  ['java', 'class A { void f() { jdbc.query("SELECT total FROM orders " + "WHERE |customer_id = ?", m); } }\n'],
  [
    'kotlin',
    'fun f() = jdbc.query("""\n    SELECT total FROM orders\n    WHERE |customer_id = :id\n""".trimIndent(), m)\n',
  ],
  ['ruby', 'Order.find_by_sql(<<~SQL)\n  SELECT total FROM orders\n  WHERE |customer_id = 1\nSQL\n'],
  ['php', '<?php\n$pdo->prepare("SELECT total FROM orders WHERE |customer_id = :id");\n'],
  ['csharp', 'class A { void F() { c.Query<int>(@"SELECT total FROM orders WHERE |customer_id = @id"); } }\n'],
  ['rust', 'fn f() { sqlx::query!(r#"SELECT total FROM orders WHERE |customer_id = $1"#, id); }\n'],
  ['python', 'def f():\n    cur.execute(f"SELECT total FROM orders WHERE |customer_id = %s ORDER BY {column}", [1])\n'],
  ['javascript', 'db.query("SELECT total FROM orders WHERE |customer_id = ?", [1]);\n'],
  [
    'xml',
    '<mapper namespace="a"><select id="f">SELECT total FROM orders <where>AND |customer_id = #{id}</where></select></mapper>\n',
  ],
  ['markdown', '# A\n\n```sql\nSELECT total FROM orders WHERE |customer_id = 1;\n```\n'],
];

describe('queries in programs', () => {
  before(async () => {
    await connect('test database');
    answering(undefined, false);
  });
  afterEach(closeEditors);

  for (const [language, marked] of programs) {
    it(`explains the query at the cursor in ${language}`, async () => {
      await openAtCursor(language, marked);
      const state = await explainPlan();
      assert.match(state.statement ?? '', /FROM orders\s+WHERE customer_id = /);
      assert.equal(
        state.plan.root.type === 'Sort' ? state.plan.root.children[0]?.type : state.plan.root.type,
        'Seq Scan',
      );
    });
  }

  it('takes an interpolated table and column from the catalogue, and says so', async () => {
    await openAtCursor(
      'typescript',
      'db.query(`SELECT id, total FROM ${table} WHERE |customer_id = ${id} AND ${condition} ORDER BY ${column} DESC`);\n',
    );
    const state = await explainPlan();
    assert.match(state.statement ?? '', /FROM "orders" WHERE customer_id = \$1 AND TRUE/);
    assert.ok(
      state.notes.some(note => note.includes('table was taken for the table orders')),
      state.notes.join('\n'),
    );
    assert.ok(
      state.notes.some(note => note.includes('condition was taken for TRUE')),
      state.notes.join('\n'),
    );
    assert.deepEqual(
      state.parameters.map(({ name }) => name),
      ['${id}'],
    );
    await screenshot('assumed-names');
  });

  it('explains a constant where it is used', async () => {
    await openAtCursor('typescript', "const open = 'SELECT id FROM orders WHERE total > 5';\ndb.query(op|en);\n");
    assert.equal((await explainPlan()).statement, 'SELECT id FROM orders WHERE total > 5');
  });

  it('follows what is typed, several cursors at once too', async () => {
    const editor = await openText(
      'typescript',
      "db.query('SELECT id FROM orders');\ndb.query('SELECT total FROM orders');\n",
    );
    const { document } = editor;
    const { documents } = shell().context;
    assert.equal((await documents.queries(document)).length, 2);
    const edit = new WorkspaceEdit();
    edit.insert(document.uri, new Position(0, 31), ' WHERE id = 1');
    edit.insert(document.uri, new Position(1, 34), ' WHERE id = 2');
    edit.insert(document.uri, new Position(0, 0), '// above\n');
    await workspace.applyEdit(edit);
    assert.deepEqual(
      (await documents.queries(document)).map(({ sql, startOffset }) => [sql, document.positionAt(startOffset).line]),
      [
        ['SELECT id FROM orders WHERE id = 1', 1],
        ['SELECT total FROM orders WHERE id = 2', 2],
      ],
    );
    const at = await documents.at(document, document.offsetAt(new Position(2, 20)));
    assert.equal(at?.sql, 'SELECT total FROM orders WHERE id = 2');
  });

  it('underlines the statement at the cursor on demand', async () => {
    await openAtCursor('python', 'cur.execute("SELECT id "\n            "FROM |orders WHERE id = 1")\n');
    await commands.executeCommand(commandIds.underlineStatement);
    await screenshot('underlined');
    await commands.executeCommand(commandIds.underlineStatement);
  });
});

describe('the Queries view', () => {
  const created = (name: string): Uri => Uri.joinPath(workspaceFolder(), name);
  const write = (name: string, text: string) => workspace.fs.writeFile(created(name), new TextEncoder().encode(text));
  const names = (nodes: readonly QueryNode[]) =>
    nodes.map(node => (node.kind === 'group' ? node.name : node.query.found.sql));

  before(async () => {
    await write('app.go', 'package a\n\nfunc f() { db.Query("SELECT id FROM customers WHERE country = $1", c) }\n');
    await write('hidden.py', 'cur.execute("SELECT 1 FROM hidden")\n');
    await write('.gitignore', 'hidden.py\n');
    await commands.executeCommand('workbench.view.extension.backendOptimizer');
    await commands.executeCommand(commandIds.scanQueries);
  });

  after(async () => {
    for (const name of ['app.go', 'hidden.py', '.gitignore']) await workspace.fs.delete(created(name));
    await closeEditors();
  });

  it('lists the tables of the workspace with their queries, and what git ignores not', () => {
    const { tree, index } = shell().queries;
    assert.equal(index.state.kind, 'ready');
    const groups = tree.getChildren();
    assert.ok(names(groups).includes('customers') && names(groups).includes('orders'), names(groups).join());
    assert.ok(!names(groups).includes('hidden'));
    const customers = groups.find(node => node.kind === 'group' && node.name === 'customers');
    assert.equal(names(tree.getChildren(customers))[0], 'SELECT id FROM customers WHERE country = $1');
  });

  it('groups by file', async () => {
    const { tree } = shell().queries;
    await commands.executeCommand(commandIds.groupQueriesByFile);
    assert.deepEqual(names(tree.getChildren()), ['app.go', 'orders.sql']);
    await screenshot('queries-by-file');
    await commands.executeCommand(commandIds.groupQueriesByTable);
    await screenshot('queries-by-table');
  });

  it('opens a query at its place, and explains it', async () => {
    const { tree } = shell().queries;
    const group = tree.getChildren().find(node => node.kind === 'group' && node.name === 'customers');
    const [node] = tree.getChildren(group);
    assert.ok(node);
    const { command } = tree.getTreeItem(node);
    assert.ok(command);
    await commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
    const editor = await until('the editor', () => active('app.go'));
    assert.equal(editor.document.getText(editor.selection), 'SELECT id FROM customers WHERE country = $1');
    await connect('test database');
    await commands.executeCommand(commandIds.explainQuery, node);
    assert.match(shell().explain.explainer.current?.statement.sql ?? '', /FROM customers/);
  });

  it('is kept fresh: a change that is not saved, one that is, a file that goes', async () => {
    const { index } = shell().queries;
    const path = created('app.go').fsPath;
    const sqlOf = () =>
      index.files
        .get(path)
        ?.map(({ sql }) => sql)
        .join();
    const { document } = await openFile('app.go');
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(2, 0, 3, 0), 'func f() { db.Query("SELECT name FROM customers") }\n');
    await workspace.applyEdit(edit);
    await until('the unsaved query', () => (sqlOf() === 'SELECT name FROM customers' ? true : undefined));
    await document.save();
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await workspace.fs.delete(created('app.go'));
    await until('the file to go', () => (sqlOf() === undefined ? true : undefined));
    await write('app.go', 'package a\n');
  });
});

function active(name: string): TextEditor | undefined {
  const editor = window.activeTextEditor;
  return editor?.document.uri.path.endsWith(name) === true ? editor : undefined;
}
