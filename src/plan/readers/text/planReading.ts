import type { Problem } from '../../../base/problem';
import { type Fields } from '../postgresNodes';
import { isExecutionTime, isFact, isMemberOf, readFact, readJitLine, readTrigger } from './facts';
import { putField } from './fieldsOf';
import { type GroupingKey, isGroupingKey, putGroupingKeys } from './groupingKeys';
import { fillImplied } from './implied';
import type { PlanLine } from './lines';
import { readMeasures } from './measures';
import { readNodeName, readTargetTable } from './nodeNames';
import { readProperty, readWorkerLine, splitLabel } from './properties';
import { TreeBuilder, type TreeNode } from './tree';

/** An object that lines further right than `column` belong to. */
interface Sink {
  readonly column: number;
  readonly fields: Fields;
  readonly group?: string;
}

/** Reads the lines of one plan, one after the other. */
export class PlanReading {
  private readonly problems: Problem[] = [];
  private readonly tree: TreeBuilder;
  private readonly top: Fields = {};
  private readonly triggers: Fields[] = [];
  private readonly keys = new Map<Fields, GroupingKey[]>();
  private sinks: Sink[] = [];
  /** Of the node that was read last. */
  private readonly workers = new Map<number, Fields>();
  /** The column of the topmost node's properties and children; what stands left of it is said of the whole plan. */
  private innerColumn: number | undefined;
  private heading: PlanLine | undefined;
  private isBelowTree = false;
  private isExecuted = false;
  private hasDecimalRows = false;
  private lastLine: PlanLine;

  constructor(private readonly first: PlanLine) {
    this.lastLine = first;
    this.tree = new TreeBuilder(this.nodeOf(first));
    this.reportCut(first);
  }

  /** Whether a line belongs to this plan; else the plan ends before it. */
  takes(line: PlanLine, next: PlanLine | undefined): boolean {
    switch (line.kind) {
      case 'root':
        return !this.isOutside(line) && !this.isBelowTree;
      case 'node':
        return !this.isBelowTree || !this.isOutside(line);
      case 'bare':
        return this.heading === undefined && !this.isOutside(line) && next?.kind !== 'other' && !this.isBelowTree;
      case 'target':
        return this.isOpenModify() || (!this.isOutside(line) && !this.isBelowTree);
      case 'heading':
        return next === undefined || next.kind === 'node' || next.kind === 'root';
      case 'end':
        return false;
      case 'label':
        return !this.isExecuted || !this.isOutside(line);
      case 'other':
        return !line.isAfterBlank && !this.isExecuted && !this.isOutside(line);
      default:
        return true;
    }
  }

  read(line: PlanLine): void {
    this.lastLine = line;
    this.reportCut(line);
    const isFirstFact = this.innerColumn === undefined && line.kind === 'property' && isFact(line.label);
    const isTop = isFirstFact || this.isOutside(line) || this.isBelowTree;
    if (line.kind === 'trigger') {
      const trigger = readTrigger(line.content);
      if (trigger !== undefined) this.triggers.push(trigger);
      this.isBelowTree ||= isTop;
      return;
    }
    if (isTop && (line.kind === 'label' || (line.kind === 'property' && this.isOfWholePlan(line)))) {
      this.readTop(line);
      return;
    }
    this.innerColumn ??= line.column;
    switch (line.kind) {
      case 'node':
      case 'root':
      case 'bare':
        this.addNode(line);
        break;
      case 'target':
        this.addTarget(line);
        break;
      case 'heading':
        this.heading = line;
        break;
      case 'property':
      case 'label':
        this.readProperty(line);
        break;
      default:
        this.report(line, 'This line was not understood; it is left out.');
    }
  }

  finish(): {
    readonly fields: unknown;
    readonly firstLine: number;
    readonly lastLine: number;
    readonly problems: readonly Problem[];
  } {
    for (const [fields, keys] of this.keys) putGroupingKeys(keys, fields);
    const oddity = this.tree.finish();
    if (oddity === 'guessed') {
      this.report(this.first, 'The indentation is lost; the tree was made from the kinds of its nodes.');
    } else if (this.heading !== undefined || (oddity === 'short' && !this.isBelowTree)) {
      this.report(this.lastLine, 'The plan breaks off here; what is there was read.');
    } else if (oddity === 'short') this.report(this.first, 'Nodes of the plan are missing.');
    const { top, triggers, hasDecimalRows } = this;
    if (triggers.length > 0 || this.isExecuted) top['Triggers'] = triggers;
    fillImplied({ nodes: this.tree.nodes.map(node => node.fields), top, hasDecimalRows });
    return {
      fields: { Plan: this.tree.root.fields, ...top },
      firstLine: this.first.first,
      lastLine: this.lastLine.last,
      problems: this.problems,
    };
  }

  /** Left of the tree; where all indentation is lost, nothing can be told from it. */
  private isOutside(line: PlanLine): boolean {
    const inner = this.innerColumn;
    return inner === undefined ? line.column <= this.first.column : line.column < inner || inner <= this.first.column;
  }

  private isOfWholePlan(line: PlanLine): boolean {
    return isFact(line.label) || this.isBelowTree;
  }

  private isOpenModify(): boolean {
    return this.tree.last.fields['Node Type'] === 'ModifyTable' && this.tree.last.children.length === 0;
  }

  private nodeOf(line: PlanLine): TreeNode {
    const { head, fields } = readMeasures(line.content);
    this.hasDecimalRows ||= /rows=\d+\.\d\d loops=\d+\)$/.test(line.content.slice(-60));
    const all = { ...readNodeName(head).fields, ...fields };
    const heading = this.heading?.content;
    return {
      fields: all,
      column: line.column,
      line: line.first,
      children: [],
      ...(heading !== undefined && { heading }),
    };
  }

  private addNode(line: PlanLine): void {
    this.tree.add(this.nodeOf(line), this.heading?.column);
    this.heading = undefined;
    this.sinks = [];
    this.workers.clear();
  }

  private addTarget(line: PlanLine): void {
    const target = readTargetTable(line.content);
    if (target === undefined || !this.isOpenModify()) {
      this.report(line, 'This line was not understood; it is left out.');
      return;
    }
    appendTo(this.tree.last.fields, 'Target Tables', target);
    this.sinks = [{ column: line.column, fields: target }];
  }

  private readProperty(line: PlanLine): void {
    const node = this.tree.last.fields;
    while ((this.sinks.at(-1)?.column ?? -1) >= line.column) this.sinks.pop();
    const sink = this.sinks.at(-1);
    const [, number] = /^Worker (\d+)$/.exec(line.label) ?? [];
    const [, jitWorker] = /^JIT for worker (\d+)$/.exec(line.label) ?? [];
    if (number !== undefined) {
      const worker = this.workerOf(Number(number));
      this.sinks.push({ column: line.column, fields: worker });
      if (line.value === 'JIT:') this.openJit(line.column + 1, worker);
      else readWorkerLine(line.value, worker, node);
    } else if (jitWorker !== undefined) this.openJit(line.column, this.workerOf(Number(jitWorker)));
    else if (line.label === 'JIT') this.openJit(line.column, sink?.fields ?? node);
    else if (sink?.group === 'JIT') readJitLine(line.label, line.value, sink.fields);
    else if (sink === undefined && node['Node Type'] === 'Aggregate' && isGroupingKey(line.label)) {
      const keys = this.keys.get(node) ?? [];
      keys.push({ label: line.label, text: line.value });
      this.keys.set(node, keys);
    } else
      readProperty(
        line.label === '' ? (splitLabel(line.content)?.label ?? '') : line.label,
        line.value,
        sink?.fields ?? node,
        node,
      );
  }

  private openJit(column: number, owner: Fields): void {
    const jit: Fields = {};
    putField(owner, 'JIT', jit);
    this.sinks.push({ column, fields: jit, group: 'JIT' });
  }

  private readTop(line: PlanLine): void {
    const group = this.isBelowTree ? this.sinks.at(-1) : undefined;
    this.isBelowTree = true;
    const isMember = group?.group !== undefined && (line.column > group.column || isMemberOf(group.group, line.label));
    if (isMember) {
      if (group.group === 'JIT') readJitLine(line.label, line.value, group.fields);
      else readProperty(line.label, line.value, group.fields, {});
      return;
    }
    this.sinks = [];
    const fields = readFact(line.label, line.value, this.top);
    if (fields !== undefined) this.sinks.push({ column: line.column, fields, group: line.label });
    this.isExecuted ||= isExecutionTime(line.label);
  }

  private workerOf(number: number): Fields {
    const known = this.workers.get(number);
    if (known !== undefined) return known;
    const worker: Fields = { 'Worker Number': number };
    this.workers.set(number, worker);
    appendTo(this.tree.last.fields, 'Workers', worker);
    return worker;
  }

  private reportCut(line: PlanLine): void {
    if (line.isCut) this.report(line, 'The line breaks off; what is there was read.');
  }

  private report(line: PlanLine, message: string): void {
    this.problems.push({ message, line: line.first });
  }
}

function appendTo(fields: Fields, label: string, item: Fields): void {
  const list = fields[label];
  if (Array.isArray(list)) list.push(item);
  else fields[label] = [item];
}
