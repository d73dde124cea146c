/** A program of about `lines` lines with `queries` queries in it, the same for the same seed. */
export function program(lines: number, queries: number, seed: number): string {
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const names = ['orders', 'customers', 'items', 'products', 'invoices', 'visits', 'vehicles', 'tickets'];
  const out: string[] = [
    "import { Pool } from 'pg';",
    '',
    "const columns = 'id, name, created_at';",
    'const pool = new Pool();',
    '',
  ];
  const each = Math.max(8, Math.floor(lines / queries));
  for (let i = 0; i < queries; i++) {
    const table = names[random(names.length)] ?? 'orders';
    const other = names[random(names.length)] ?? 'items';
    const query = [
      `\`SELECT \${columns} FROM ${table} WHERE id = $1 AND state = '\${state}' ORDER BY created_at DESC LIMIT 20\``,
      `'SELECT a.id, b.name FROM ${table} AS a JOIN ${other} AS b ON b.id = a.other_id WHERE id = $1 AND a.total > 10'`,
      `\`\n      UPDATE ${table}\n      SET name = $2, updated_at = now()\n      WHERE id = $1\n      RETURNING *\n    \``,
      `'INSERT INTO ${table} (id, name) ' + 'VALUES ($1, $2) ' + 'ON CONFLICT (id) DO NOTHING'`,
    ][i % 4];
    out.push(
      `// note ${i}: keeps ${table} and ${other} apart`,
      `export async function handle${i}(id: number, state: string): Promise<unknown> {`,
      `  logger.info('handling ${table} number %d', id);`,
      `  const { rows } = await pool.query(`,
      `    ${query ?? ''},`,
      `    [id, state],`,
      `  );`,
      `  if (rows.length === 0) throw new Error('nothing selected from ${table}');`,
    );
    for (let line = 10; line < each; line++)
      out.push(`  const value${line} = compute(rows, 'key-${line}', { label: 'text ${random(1000)}' });`);
    out.push('  return rows;', '}');
  }
  return `${out.join('\n')}\n`;
}
