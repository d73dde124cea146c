import type { Plan, PlanNode } from '../../plan/model';
import { walkPlan } from '../../plan/walk';
import { Lexer } from '../../sql/postgres/lexer';
import type { PlanReport } from './planReport';

const unreadable = '<unreadable SQL>';
/** Literals shorter than this would mask letters of words. */
const shortestLiteral = 3;

/**
 * The report without the literals of the statement and of the plan's expressions: each is a `?`, by PostgreSQL's
 * lexer. A text that ends within a literal is left out. Texts of ours lose the literals that they repeat; facts are
 * the caller's own words and stay.
 */
export function maskReport(report: PlanReport): PlanReport {
  const mask = new Mask();
  const statement = report.statement === undefined ? undefined : mask.text(report.statement);
  const plan = maskPlan(report.plan, mask);
  return {
    ...report,
    plan,
    ...(statement !== undefined && { statement }),
    findings: report.findings.map(finding => ({
      ...finding,
      message: mask.repeated(finding.message),
      remedy: mask.repeated(finding.remedy),
      evidence: mask.fields(finding.evidence),
    })),
  };
}

function maskPlan(plan: Plan, mask: Mask): Plan {
  const visits = walkPlan(plan.root);
  const built = new Map<PlanNode, PlanNode>();
  for (let i = visits.length - 1; i >= 0; i--) {
    const node = visits[i]?.node;
    if (node === undefined) continue;
    built.set(node, {
      ...node,
      conditions: node.conditions.map(({ label, text }) => ({ label, text: mask.text(text) })),
      details: mask.fields(node.details),
      children: node.children.map(child => built.get(child) ?? child),
    });
  }
  return {
    ...plan,
    ...(plan.details !== undefined && { details: mask.fields(plan.details) }),
    root: built.get(plan.root) ?? plan.root,
  };
}

class Mask {
  /** Literals that were masked, as they were written. */
  readonly #seen = new Set<string>();

  text(sql: string): string {
    const lexer = new Lexer(sql);
    let out = '';
    let at = 0;
    while (lexer.next()) {
      const { kind, start, end, unterminated } = lexer;
      if (unterminated) return unreadable;
      if (kind !== 'string' && kind !== 'number' && kind !== 'comment') continue;
      out += sql.slice(at, start) + (kind === 'comment' ? ' ' : '?');
      if (kind === 'string') this.#seen.add(sql.slice(start, end));
      at = end;
    }
    return out + sql.slice(at);
  }

  repeated(text: string): string {
    let masked = text;
    for (const literal of this.#seen) {
      if (literal.length >= shortestLiteral) masked = masked.replaceAll(literal, '?');
    }
    return masked;
  }

  /** Texts at any depth; numbers are figures of the plan, no literals. */
  fields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const copy: Record<string, unknown> = { ...fields };
    const open: { readonly holder: Record<string, unknown> | unknown[]; readonly key: string | number }[] = [];
    const look = (holder: Record<string, unknown> | unknown[]) => {
      for (const key of Object.keys(holder)) open.push({ holder, key });
    };
    look(copy);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const holder = next.holder as Record<string, unknown>;
      const value = holder[next.key];
      if (typeof value === 'string') holder[next.key] = names.has(String(next.key)) ? value : this.text(value);
      else if (Array.isArray(value)) look((holder[next.key] = [...(value as readonly unknown[])] as never));
      else if (typeof value === 'object' && value !== null) look((holder[next.key] = { ...value } as never));
    }
    return copy;
  }
}

/** Fields whose texts are PostgreSQL's own words, some of which no lexer of SQL reads. */
const names = new Set([
  'Sort Method',
  'Sort Space Type',
  'Partial Mode',
  'Parent Relationship',
  'Operation',
  'Command',
  'Cache Mode',
  'CTE Name',
]);
