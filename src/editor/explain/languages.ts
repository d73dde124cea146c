/** Languages whose files are scripts of SQL statements. */
export const scriptLanguages: readonly string[] = ['sql', 'pgsql', 'postgres', 'postgresql', 'plpgsql'];

/** Languages in whose strings SQL is found; `SourceFinder.languages` says the same, once the engine is loaded. */
export const hostLanguages: readonly string[] = [
  ...['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'python', 'go', 'java', 'kotlin', 'ruby'],
  ...['php', 'csharp', 'rust'],
];

/** Documents that hold SQL by their own structure: mapper XML, Markdown fences. */
export const embeddingLanguages: readonly string[] = ['xml', 'markdown'];

export function isScript(languageId: string): boolean {
  return scriptLanguages.includes(languageId);
}

export function mayHoldSql(languageId: string): boolean {
  return isScript(languageId) || hostLanguages.includes(languageId) || embeddingLanguages.includes(languageId);
}
