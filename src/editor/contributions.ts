/**
 * Every identifier that the manifest contributes, once. `test/unit/editor/contributions.test.ts` holds them against
 * `package.json` and `package.nls.json` in both directions.
 */
export const commandIds = {
  selectConnection: 'backendOptimizer.selectConnection',
  addConnection: 'backendOptimizer.addConnection',
  editConnection: 'backendOptimizer.editConnection',
  forgetConnection: 'backendOptimizer.forgetConnection',
  useConnection: 'backendOptimizer.useConnection',
  connect: 'backendOptimizer.connect',
  disconnect: 'backendOptimizer.disconnect',
  reconnect: 'backendOptimizer.reconnect',
  markProduction: 'backendOptimizer.markProduction',
  markDevelopment: 'backendOptimizer.markDevelopment',
  copyRoleSql: 'backendOptimizer.copyRoleSql',
  findConnections: 'backendOptimizer.findConnections',
  startDemo: 'backendOptimizer.startDemo',
  stopDemo: 'backendOptimizer.stopDemo',
  copyDiagnostics: 'backendOptimizer.copyDiagnostics',
  showLog: 'backendOptimizer.showLog',
  explain: 'backendOptimizer.explain',
  explainAnalyze: 'backendOptimizer.explainAnalyze',
  explainTypical: 'backendOptimizer.explainTypical',
  forgetValues: 'backendOptimizer.forgetValues',
  tryIndex: 'backendOptimizer.tryIndex',
  measureIndex: 'backendOptimizer.measureIndex',
  createIndex: 'backendOptimizer.createIndex',
  undoIndex: 'backendOptimizer.undoIndex',
  dismissAdvice: 'backendOptimizer.dismissAdvice',
  auditIndexes: 'backendOptimizer.auditIndexes',
  underlineStatement: 'backendOptimizer.underlineStatement',
  scanQueries: 'backendOptimizer.scanQueries',
  groupQueriesByTable: 'backendOptimizer.groupQueriesByTable',
  groupQueriesByFile: 'backendOptimizer.groupQueriesByFile',
  explainQuery: 'backendOptimizer.explainQuery',
  openPlan: 'backendOptimizer.openPlan',
  openPlanFromClipboard: 'backendOptimizer.openPlanFromClipboard',
  openPlanFromEditor: 'backendOptimizer.openPlanFromEditor',
  exportPlan: 'backendOptimizer.exportPlan',
  comparePlan: 'backendOptimizer.comparePlan',
  clearPlanHistory: 'backendOptimizer.clearPlanHistory',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Full names; `section` is what `workspace.getConfiguration` takes. */
export const settings = {
  section: 'backendOptimizer',
  connection: 'backendOptimizer.connection',
  connectTimeout: 'backendOptimizer.connectTimeout',
  statementTimeout: 'backendOptimizer.statementTimeout',
  lockTimeout: 'backendOptimizer.lockTimeout',
  explainLens: 'backendOptimizer.lens.explain',
  hints: 'backendOptimizer.hints.enabled',
  hintsMinimumRows: 'backendOptimizer.hints.minimumRows',
  verifyAdvice: 'backendOptimizer.advice.verify',
  queriesCallees: 'backendOptimizer.queries.callees',
  queriesMaximumFileSize: 'backendOptimizer.queries.maximumFileSize',
} as const;

export const viewContainers = { backendOptimizer: 'backendOptimizer' } as const;

export const views = { connections: 'backendOptimizer.connections', queries: 'backendOptimizer.queries' } as const;

/** Keys set with `setContext`. */
export const contextKeys = {
  demoRunning: 'backendOptimizer.demoRunning',
  /** The panel shows a plan. */
  planShown: 'backendOptimizer.planShown',
  /** The panel shows advice or a candidate, or the active file has one. */
  adviceShown: 'backendOptimizer.adviceShown',
  /** An index was created that can be undone. */
  indexApplied: 'backendOptimizer.indexApplied',
  /** `table` or `file`. */
  queriesGrouping: 'backendOptimizer.queriesGrouping',
  queriesScanned: 'backendOptimizer.queriesScanned',
} as const;

export const walkthroughs = { start: 'backendOptimizer.start' } as const;
