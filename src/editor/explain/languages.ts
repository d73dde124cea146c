/** Languages whose files are scripts of SQL statements. */
const scripts = new Set(['sql', 'pgsql', 'postgres', 'postgresql', 'plpgsql']);

/** Languages whose files hold logs, or notes with a statement in them. */
const texts = new Set(['log', 'plaintext', 'markdown']);

export function isScript(languageId: string): boolean {
  return scripts.has(languageId);
}

export function isText(languageId: string): boolean {
  return texts.has(languageId);
}
