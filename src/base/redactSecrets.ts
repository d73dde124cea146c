/**
 * Takes secrets out of a text before it is shown, logged or copied: passwords inside connection URLs, `password=…`
 * in key-value connection strings and in environment assignments, and every secret that the caller knows.
 */
export function redactSecrets(text: string, known: Iterable<string | undefined> = []): string {
  let redacted = text;
  for (const secret of known) {
    if (secret !== undefined && secret.length >= 3) redacted = redacted.replaceAll(secret, '***');
  }
  return (
    redacted
      // RFC 3986 userinfo; greedy up to the last `@` before the path, because passwords are often left unescaped.
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/]*@/gi, '$1:***@')
      // `password=secret`, `PGPASSWORD='a b'`, `"password": "secret"`, `sslpassword = x`.
      .replace(
        /(pass(?:word|wd|phrase)?|pwd|secret|token)(["']?\s*[=:]\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&"']+)/gi,
        '$1$2***',
      )
  );
}
