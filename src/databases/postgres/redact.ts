/**
 * Takes passwords out of a text before it is shown or logged: those given, the password part of URLs, and
 * `password=` in keyword strings and queries.
 */
export function redactSecrets(text: string, secrets: readonly (string | undefined)[] = []): string {
  let clean = text
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s]*@/gi, '$1:***@')
    .replace(/\b(password|passwd|pwd|sslpassword)(\s*[=:]\s*)('(?:[^'\\]|\\.)*'|"[^"]*"|[^\s&;,]+)/gi, '$1$2***');
  for (const secret of secrets) {
    if (secret !== undefined && secret.length >= 3) clean = clean.split(secret).join('***');
  }
  return clean;
}
