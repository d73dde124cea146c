import { readFile, stat } from 'node:fs/promises';

import type { Log } from '../../base/log';
import { isDefaultSocketFolder, type Target } from './target';

/** The password that the file has for the target. A file that others may read is passed over, as libpq does. */
export async function passwordFromFile(
  path: string,
  target: Pick<Target, 'host' | 'port' | 'database' | 'user'>,
  log: Log,
): Promise<string | undefined> {
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) return undefined;
  if (!status.isFile()) {
    log.warn(`The password file ${path} is not a plain file and was passed over.`);
    return undefined;
  }
  if (process.platform !== 'win32' && (status.mode & 0o077) !== 0) {
    log.warn(`The password file ${path} can be read by others and was passed over; give it the mode 0600.`);
    return undefined;
  }
  const text = await readFile(path, 'utf8').catch(() => '');
  return findPassword(text, target);
}

/** Lines `host:port:database:user:password`, the first that fits; `*` fits all, `\` escapes `:` and `\`, `#` starts a comment. */
export function findPassword(
  text: string,
  target: Pick<Target, 'host' | 'port' | 'database' | 'user'>,
): string | undefined {
  const host = isDefaultSocketFolder(target.host) ? 'localhost' : target.host;
  const wanted = [host, String(target.port), target.database, target.user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = splitFields(line);
    const password = fields[4];
    if (password === undefined || password.text === '') continue;
    const fits = wanted.every((value, at) => fields[at]?.wildcard === true || fields[at]?.text === value);
    if (fits) return password.text;
  }
  return undefined;
}

interface Field {
  readonly text: string;
  readonly wildcard: boolean;
}

/** At most five: the password is the rest of the line, colons included. */
function splitFields(line: string): readonly Field[] {
  const fields: Field[] = [];
  let text = '';
  let escaped = false;
  const push = () => {
    fields.push({ text, wildcard: text === '*' && !escaped });
    text = '';
    escaped = false;
  };
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '\\' && at + 1 < line.length) {
      escaped = true;
      text += line.charAt(++at);
    } else if (character === ':' && fields.length < 4) {
      push();
    } else {
      text += character;
    }
  }
  push();
  return fields;
}
