/** Languages whose files are scripts of SQL statements. */
export const scriptLanguages: readonly string[] = ['sql', 'pgsql', 'postgres', 'postgresql', 'plpgsql'];

/** Languages in whose strings SQL is found (`SourceFinder.languages` says which of them are really there). */
export const hostLanguages: readonly string[] = [
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
  'python',
];

export function isScript(languageId: string): boolean {
  return scriptLanguages.includes(languageId);
}
