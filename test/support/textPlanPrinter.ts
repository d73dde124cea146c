/**
 * Prints a plan of FORMAT JSON as PostgreSQL 18 prints it as text (src/backend/commands/explain.c). Test only: what the
 * server prints must come out of it letter by letter, so that a plan can go from JSON to text and back.
 */
type Fields = Readonly<Record<string, unknown>>;

export interface PrintOptions {
  readonly verbose: boolean;
  /** Rows with two decimals, as of 18. */
  readonly decimals: boolean;
}

export function printTextPlan(top: Fields, options: PrintOptions): string {
  const printer = new Printer(options);
  printer.printNode(top['Plan'] as Fields);
  printer.printTop(top);
  return printer.lines.join('\n');
}

const joinNames: Readonly<Record<string, string>> = { 'Hash Join': 'Hash', 'Merge Join': 'Merge' };
const aggregateNames: Readonly<Record<string, string>> = {
  Plain: 'Aggregate',
  Sorted: 'GroupAggregate',
  Hashed: 'HashAggregate',
  Mixed: 'MixedAggregate',
};
const objectNames = ['Relation Name', 'Function Name', 'Table Function Name', 'CTE Name', 'Tuplestore Name'];

class Printer {
  readonly lines: string[] = [];
  private indent = 0;

  constructor(private readonly options: PrintOptions) {}

  printNode(node: Fields): void {
    const before = this.indent;
    const subplan = node['Subplan Name'];
    if (typeof subplan === 'string') {
      this.line(subplan);
      this.indent++;
    }
    if (this.indent > 0) {
      this.lines.push(`${' '.repeat(this.indent * 2)}->  ${headOf(node)}${this.measures(node)}`);
      this.indent += 2;
    } else this.lines.push(`${headOf(node)}${this.measures(node)}`);
    this.indent++;
    this.printProperties(node);
    for (const child of listOf(node['Plans'])) this.printNode(child);
    this.indent = before;
  }

  printTop(top: Fields): void {
    const settings = top['Settings'] as Fields | undefined;
    if (settings !== undefined && Object.keys(settings).length > 0) {
      const list = Object.entries(settings).map(([name, value]) =>
        value === null ? `${name} = NULL` : `${name} = '${value as string}'`,
      );
      this.line(`Settings: ${list.join(', ')}`);
    }
    this.plain(top, ['Query Identifier']);
    const planning = top['Planning'] as Fields | undefined;
    if (planning !== undefined) {
      const used = planning['Memory Used'];
      const at = this.lines.length;
      this.line('Planning:');
      this.nested(() => {
        this.usage(planning);
        if (used !== undefined) {
          this.line(`Memory: used=${used as number}kB  allocated=${planning['Memory Allocated'] as number}kB`);
        }
      });
      if (this.lines.length === at + 1) this.lines.pop();
    }
    this.milliseconds(top, 'Planning Time');
    for (const trigger of listOf(top['Triggers'])) this.printTrigger(trigger, listOf(top['Triggers']));
    this.printJit(top);
    const serialization = top['Serialization'] as Fields | undefined;
    if (serialization !== undefined) {
      const time = serialization['Time'] as number | undefined;
      const volume = serialization['Output Volume'] as number;
      const format = serialization['Format'] as string;
      const timed = time === undefined ? '' : `time=${time.toFixed(3)} ms  `;
      this.line(`Serialization: ${timed}output=${volume}kB  format=${format}`);
      this.nested(() => this.usage(serialization));
    }
    this.milliseconds(top, 'Execution Time');
  }

  private printTrigger(trigger: Fields, all: readonly Fields[]): void {
    const name = trigger['Trigger Name'];
    const constraint = trigger['Constraint Name'];
    const relation = trigger['Relation'];
    // Whether the relation is printed depends on how many the statement has; JSON does not tell that.
    const showsRelation = relation !== undefined && all.every(other => other['Relation'] !== undefined);
    let line = 'Trigger';
    if (name !== undefined && (this.options.verbose || constraint === undefined)) line += ` ${name as string}`;
    if (constraint !== undefined) line += ` for constraint ${constraint as string}`;
    if (showsRelation) line += ` on ${relation as string}`;
    const time = trigger['Time'] as number | undefined;
    this.line(`${line}: ${time === undefined ? '' : `time=${time.toFixed(3)} `}calls=${trigger['Calls'] as number}`);
  }

  private printJit(owner: Fields): void {
    const jit = owner['JIT'] as Fields | undefined;
    if (jit === undefined) return;
    this.line('JIT:');
    this.nested(() => {
      this.plain(jit, ['Functions']);
      const flags = Object.entries(jit['Options'] as Fields).map(([name, value]) => `${name} ${String(value)}`);
      this.line(`Options: ${flags.join(', ')}`);
      const timing = jit['Timing'] as Readonly<Record<string, number | Fields>> | undefined;
      if (timing === undefined) return;
      const times = Object.entries(timing).map(([name, value]) => {
        if (typeof value === 'number') return `${name} ${value.toFixed(3)} ms`;
        const [total, deform] = [value['Total'] as number, value['Deform'] as number];
        return `${name} ${total.toFixed(3)} ms (Deform ${deform.toFixed(3)} ms)`;
      });
      this.line(`Timing: ${times.join(', ')}`);
    });
  }

  private measures(node: Fields): string {
    let text = '';
    const [startup, total] = [node['Startup Cost'] as number | undefined, node['Total Cost'] as number | undefined];
    if (startup !== undefined && total !== undefined) {
      const [rows, width] = [node['Plan Rows'] as number, node['Plan Width'] as number];
      text += `  (cost=${startup.toFixed(2)}..${total.toFixed(2)} rows=${rows} width=${width})`;
    }
    const loops = node['Actual Loops'];
    if (loops === 0) text += ' (never executed)';
    else if (loops !== undefined) text += ` (${this.actual(node)})`;
    return text;
  }

  private actual(fields: Fields): string {
    const [startup, total] = [fields['Actual Startup Time'], fields['Actual Total Time']] as (number | undefined)[];
    const time = startup === undefined ? '' : `time=${startup.toFixed(3)}..${(total ?? 0).toFixed(3)} `;
    const rows = (fields['Actual Rows'] as number).toFixed(this.options.decimals ? 2 : 0);
    return `actual ${time}rows=${rows} loops=${fields['Actual Loops'] as number}`;
  }

  private printProperties(node: Fields): void {
    const type = node['Node Type'] as string;
    if (node['Disabled'] === true) this.line('Disabled: true');
    this.list(node, 'Output');
    if (node['Inner Unique'] === true && this.options.verbose) this.line('Inner Unique: true');
    if (node['Sampling Method'] !== undefined) {
      const parameters = (node['Sampling Parameters'] as string[]).join(', ');
      const seed = node['Repeatable Seed'] as string | undefined;
      const repeatable = seed === undefined ? '' : ` REPEATABLE (${seed})`;
      this.line(`Sampling: ${node['Sampling Method'] as string} (${parameters})${repeatable}`);
    }
    this.plain(node, ['Function Call', 'Table Function Call', 'Hash Cond', 'Merge Cond', 'TID Cond', 'Index Cond']);
    this.plain(node, ['Recheck Cond'], ['Rows Removed by Index Recheck']);
    this.plain(node, ['Order By', 'Join Filter'], ['Rows Removed by Join Filter']);
    for (const target of listOf(node['Target Tables'])) {
      this.line(`${node['Operation'] as string}${targetOf(target)}`);
    }
    this.plain(node, ['One-Time Filter', 'Cache Key', 'Cache Mode', 'Conflict Resolution']);
    this.list(node, 'Conflict Arbiter Indexes');
    this.plain(node, ['Conflict Filter'], ['Rows Removed by Conflict Filter']);
    if (node['Conflict Resolution'] !== undefined) this.plain(node, ['Tuples Inserted', 'Conflicting Tuples']);
    if (node['Operation'] === 'Merge') {
      this.pairs(node, 'Tuples', ['Tuples Inserted', 'Tuples Updated', 'Tuples Deleted', 'Tuples Skipped'], 1);
    }
    this.printKeys(node);
    this.plain(node, ['Window', 'Run Condition', 'Filter']);
    if (type !== 'Aggregate') this.plain(node, [], ['Rows Removed by Filter']);
    this.plain(node, ['Heap Fetches', 'Index Searches', 'Workers Planned']);
    this.list(node, 'Params Evaluated');
    this.plain(node, ['Workers Launched']);
    if (node['Single Copy'] === true) this.line('Single Copy: true');
    this.printStatistics(node, type);
    if (type === 'Aggregate') this.plain(node, [], ['Rows Removed by Filter']);
    this.usage(node);
    for (const worker of listOf(node['Workers'])) this.printWorker(worker, type);
    this.plain(node, [], ['Subplans Removed']);
  }

  private printWorker(worker: Fields, type: string): void {
    const at = this.lines.length;
    this.nested(() => {
      if (worker['Actual Loops'] !== undefined) this.line(this.actual(worker));
      this.printStatistics(worker, type);
      this.printJit(worker);
      this.usage(worker);
    });
    const first = this.lines[at];
    if (first === undefined) return;
    const head = `${'  '.repeat(this.indent)}Worker ${worker['Worker Number'] as number}:  `;
    this.lines[at] = head + first.trimStart();
  }

  private printStatistics(node: Fields, type: string): void {
    const number = (label: string) => node[label] as number;
    if (node['Sort Space Type'] !== undefined) {
      const method = node['Sort Method'] as string;
      this.line(`Sort Method: ${method}  ${node['Sort Space Type'] as string}: ${number('Sort Space Used')}kB`);
    }
    for (const label of ['Full-sort Groups', 'Pre-sorted Groups']) this.printSortGroups(node, label);
    if (node['Hash Batches'] !== undefined) {
      const isAsPlanned =
        node['Hash Batches'] === node['Original Hash Batches'] &&
        node['Hash Buckets'] === node['Original Hash Buckets'];
      const [buckets, batches] = ['Hash Buckets', 'Hash Batches'].map(label =>
        isAsPlanned ? number(label) : `${number(label)} (originally ${number(`Original ${label}`)})`,
      );
      this.line(`Buckets: ${buckets ?? ''}  Batches: ${batches ?? ''}  Memory Usage: ${number('Peak Memory Usage')}kB`);
    }
    const parts: string[] = [];
    if (number('Planned Partitions') > 0) parts.push(`Planned Partitions: ${number('Planned Partitions')}`);
    if (node['HashAgg Batches'] !== undefined) {
      parts.push(`Batches: ${number('HashAgg Batches')}`, `Memory Usage: ${number('Peak Memory Usage')}kB`);
      if (number('HashAgg Batches') > 1) parts.push(`Disk Usage: ${number('Disk Usage')}kB`);
    }
    if (parts.length > 0) this.line(parts.join('  '));
    if (node['Cache Misses'] !== undefined) {
      const counts = ['Hits', 'Misses', 'Evictions', 'Overflows'].map(name => `${name}: ${number(`Cache ${name}`)}`);
      this.line(`${counts.join('  ')}  Memory Usage: ${number('Peak Memory Usage')}kB`);
    }
    if (node['Storage'] !== undefined) {
      this.line(`Storage: ${node['Storage'] as string}  Maximum Storage: ${number('Maximum Storage')}kB`);
    }
    if (type === 'Bitmap Heap Scan') {
      this.pairs(node, 'Heap Blocks', ['Exact Heap Blocks', 'Lossy Heap Blocks'], 0);
    }
  }

  private printSortGroups(node: Fields, label: string): void {
    const groups = node[label] as Fields | undefined;
    if (groups === undefined) return;
    const methods = groups['Sort Methods Used'] as string[];
    let line = `${label}: ${groups['Group Count'] as number}  Sort Method${methods.length > 1 ? 's' : ''}: ${methods.join(', ')}`;
    for (const kind of ['Memory', 'Disk']) {
      const space = groups[`Sort Space ${kind}`] as Readonly<Record<string, number>> | undefined;
      if (space === undefined) continue;
      line += `  Average ${kind}: ${space['Average Sort Space Used']}kB  Peak ${kind}: ${space['Peak Sort Space Used']}kB`;
    }
    this.line(line);
  }

  private printKeys(node: Fields): void {
    for (const label of ['Sort Key', 'Presorted Key', 'Group Key']) this.list(node, label);
    for (const set of listOf(node['Grouping Sets'])) {
      this.list(set, 'Sort Key');
      const print = () => {
        for (const [label, keys] of Object.entries(set)) {
          if (label === 'Sort Key') continue;
          for (const key of keys as string[][]) {
            this.line(`${label.slice(0, -1)}: ${key.length === 0 ? '()' : key.join(', ')}`);
          }
        }
      };
      if (set['Sort Key'] === undefined) print();
      else this.nested(print);
    }
  }

  private usage(fields: Fields): void {
    const groups = (
      list: readonly string[],
      names: readonly string[],
      label: (group: string, name: string) => string,
    ) =>
      list.flatMap(group => {
        const counts = names.flatMap(name => {
          const value = fields[label(group, name)] as number | undefined;
          if (value === undefined || value === 0) return [];
          return [`${name.toLowerCase()}=${names.includes('Hit') ? value : value.toFixed(3)}`];
        });
        return counts.length === 0 ? [] : [`${group.toLowerCase()} ${counts.join(' ')}`.trim()];
      });
    const kinds = ['Shared', 'Local', 'Temp'];
    const buffers = groups(kinds, ['Hit', 'Read', 'Dirtied', 'Written'], (kind, name) => `${kind} ${name} Blocks`);
    if (buffers.length > 0) this.line(`Buffers: ${buffers.join(', ')}`);
    const timings = groups(['', ...kinds], ['Read', 'Write'], (kind, name) => `${kind} I/O ${name} Time`.trim());
    if (timings.length > 0) this.line(`I/O Timings: ${timings.join(', ')}`);
    const wal = [
      ['records', 'WAL Records'],
      ['fpi', 'WAL FPI'],
      ['bytes', 'WAL Bytes'],
      ['buffers full', 'WAL Buffers Full'],
    ].flatMap(([name = '', label = '']) => {
      const value = fields[label] as number | undefined;
      return value === undefined || value === 0 ? [] : [`${name}=${value}`];
    });
    if (wal.length > 0) this.line(`WAL: ${wal.join(' ')}`);
  }

  private pairs(node: Fields, title: string, labels: readonly string[], word: 0 | 1): void {
    const counts = labels.flatMap(label => {
      const value = node[label] as number | undefined;
      return value === undefined || value === 0 ? [] : [`${(label.split(' ')[word] ?? '').toLowerCase()}=${value}`];
    });
    if (counts.length > 0) this.line(`${title}: ${counts.join(' ')}`);
  }

  /** Each of the fields that is there, and of the counters that are not zero. */
  private plain(fields: Fields, labels: readonly string[], counters: readonly string[] = []): void {
    for (const label of labels) {
      const value = fields[label] as string | number | undefined;
      if (value !== undefined) this.line(`${label}: ${value}`);
    }
    for (const label of counters) {
      const value = fields[label] as number | undefined;
      if (value !== undefined && value !== 0) this.line(`${label}: ${value}`);
    }
  }

  private list(fields: Fields, label: string): void {
    const items = fields[label] as string[] | undefined;
    if (items !== undefined) this.line(`${label}: ${items.join(', ')}`);
  }

  private milliseconds(fields: Fields, label: string): void {
    const value = fields[label] as number | undefined;
    if (value !== undefined) this.line(`${label}: ${value.toFixed(3)} ms`);
  }

  private nested(print: () => void): void {
    this.indent++;
    print();
    this.indent--;
  }

  private line(text: string): void {
    this.lines.push('  '.repeat(this.indent) + text);
  }
}

function headOf(node: Fields): string {
  const type = node['Node Type'] as string;
  const prefix = `${node['Parallel Aware'] === true ? 'Parallel ' : ''}${node['Async Capable'] === true ? 'Async ' : ''}`;
  const joinType = node['Join Type'] as string | undefined;
  let name = type;
  if (joinType !== undefined) {
    const base = joinNames[type] ?? type;
    if (joinType !== 'Inner') name = `${base} ${joinType} Join`;
    else name = type;
  } else if (type === 'Aggregate') {
    const mode = node['Partial Mode'] as string;
    name = `${mode === 'Simple' ? '' : `${mode} `}${aggregateNames[node['Strategy'] as string] ?? ''}`;
  } else if (type === 'SetOp') {
    name = `${node['Strategy'] === 'Hashed' ? 'Hash' : ''}SetOp ${node['Command'] as string}`;
  } else if (type === 'ModifyTable') name = node['Operation'] as string;
  const index = node['Index Name'] as string | undefined;
  if (type === 'Bitmap Index Scan') return `${prefix}${name} on ${quoted(index ?? '')}`;
  if (index !== undefined) {
    name += `${node['Scan Direction'] === 'Backward' ? ' Backward' : ''} using ${quoted(index)}`;
  }
  return `${prefix}${name}${targetOf(node)}`;
}

function targetOf(node: Fields): string {
  const alias = node['Alias'] as string | undefined;
  if (alias === undefined) return '';
  const object = objectNames.map(label => node[label]).find(value => value !== undefined) as string | undefined;
  const schema = node['Schema'] as string | undefined;
  const named = object === undefined ? '' : ` ${schema === undefined ? '' : `${quoted(schema)}.`}${quoted(object)}`;
  return ` on${named}${alias === object ? '' : ` ${quoted(alias)}`}`;
}

/** Words that quote_identifier quotes for being keywords, of those that the tests name things by. */
const keywords = new Set(['order', 'select', 'table', 'json_table', 'user', 'values', 'xmltable']);

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !keywords.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}
