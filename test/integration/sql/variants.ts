/**
 * Writes a statement in other ways: other literals of the same type, other letter case, white space and comments. It
 * knows nothing of `src`: its own few tokens suffice for the statements that it is given.
 */
type Random = (below: number) => number;

/** mulberry32 (https://github.com/bryc/code/blob/master/jshash/PRNGs.md): the same numbers in every run. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** As the template has it, with one plain literal a slot. */
export function plain(template: string): string {
  return template.replace(slotPattern, (_, __, type: string, many: string) => {
    const literal = plainLiterals[type] ?? '1';
    return many === '+' ? `${literal}, ${literal}` : literal;
  });
}

/** With placeholders from `write`, which is given a running number; what cannot be one stays a literal. */
export function withPlaceholders(template: string, write: (number: number) => string): string {
  let number = 0;
  return plain(template.replace(slotPattern, (slot, fixed: string) => (fixed === '=' ? slot : write(++number))));
}

/** With lists of that many literals. */
export function withLists(template: string, length: number): string {
  return plain(
    template.replace(slotPattern, (slot, _, type: string, many: string) =>
      many === '+' ? Array.from({ length }, () => `{${type}}`).join(', ') : slot,
    ),
  );
}

export function variant(template: string, random: Random): string {
  const tokens = tokensOf(template).map(token => written(token, random));
  let out = random(4) === 0 ? gap(' ', random) : '';
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1];
    if (before !== undefined) out += between(before, token, random);
    out += token;
  }
  return out + (endings[random(endings.length)] ?? '');
}

const slotPattern = /\{(=?)([a-z]+)([+?]?)\}/g;
const tokenPattern = /\{=?[a-z]+[+?]?\}|"[^"]*"|'[^']*'|[A-Za-z_]\w*|\d+|::|=>|[-+*/<>=~!@#%^&|?]+|[(),.;[\]:]/g;

function tokensOf(template: string): readonly string[] {
  return (template.match(tokenPattern) ?? []).flatMap(token => {
    const list = /^\{=?([a-z]+)\+\}$/.exec(token);
    return list ? [`{${list[1]}+}`] : [token];
  });
}

function written(token: string, random: Random): string {
  const slot = /^\{=?([a-z]+)([+?]?)\}$/.exec(token);
  if (slot) {
    const [, type = '', many] = slot;
    if (many === '+') {
      return Array.from({ length: 2 + random(4) }, () => literal(type, random)).join(random(2) === 0 ? ', ' : ' ,\n');
    }
    return many === '?' && random(5) === 0 ? recased('null', random) : literal(type, random);
  }
  return /^[A-Za-z_]/.test(token) ? recased(token, random) : token;
}

function recased(word: string, random: Random): string {
  switch (random(4)) {
    case 0:
      return word.toUpperCase();
    case 1:
      return word.toLowerCase();
    case 2:
      return word.replace(/./g, letter => (random(2) === 0 ? letter.toUpperCase() : letter.toLowerCase()));
    default:
      return word;
  }
}

function between(before: string, after: string, random: Random): string {
  const needed = needsSpace(before, after);
  if (random(3) > 0) return needed || random(3) > 0 ? ' ' : '';
  return gap(needed ? ' ' : '', random);
}

/** Whether the two would be read as one token, or otherwise, without a space between them. */
function needsSpace(before: string, after: string): boolean {
  const mark = /^(?:[(),.;[\]:]|::)$/;
  if (mark.test(before) || mark.test(after)) return before === ':' || after === ':' || /^\d/.test(before + after);
  const operator = /^[-+*/<>=~!@#%^&|?]+$/;
  // `a %b` may be a placeholder of Python's, `@b` one of SQL Server's, `?1` one of JPA's.
  const open = (token: string): boolean => operator.test(token) && /[%@?#&|~^]/.test(token);
  if (operator.test(before)) {
    if (open(before)) return !after.startsWith("'");
    return operator.test(after) || (after.startsWith('-') && before.endsWith('-')) || before.endsWith('/');
  }
  return !operator.test(after) || after === '%';
}

function gap(least: string, random: Random): string {
  const parts = Array.from({ length: 1 + random(2) }, () => gaps[random(gaps.length)] ?? ' ');
  const text = parts.join('');
  return /^\s/.test(text) || text.startsWith('/*') ? text : least + text;
}

const endings = ['', '', ';', ' ;', ' -- end', '\n', '/* end */', ' ; -- end\n'];
const gaps: readonly string[] = [
  ...[' ', '  ', '\n', '\t', '\r\n', '\n\n    ', '\f', ' /* c */ ', '/**/', ' -- c\n', '\n--\n', ' /* a /* b */ c */ '],
  ...[
    ` -- it's "not" $1 ? :a %s @b {c}; SELECT 1\n`,
    ' /* "it\'s" $$ ? :a %s %(b)s -- ; */ ',
    ' /*+ SeqScan(users) */ ',
  ],
];

const plainLiterals: Readonly<Record<string, string>> = {
  ...{
    int: '1',
    pos: '1',
    big: '3000000000',
    num: '1.5',
    bool: 'TRUE',
    text: "'x'",
    char: "'x'",
    date: "'2020-01-01'",
  },
  ...{ ts: "'2020-01-01 10:00'", interval: "'1 day'", digits: "'3'", unit: "'day'", zone: "'UTC'", json: `'{"a": 1}'` },
  ...{ jsonpath: "'$.a'", array: "'{a,b}'", ints: "'{1,2}'", uuid: "'00000000-0000-0000-0000-000000000001'" },
  ...{ inet: "'10.0.0.0/8'", bits: "B'0101'", share: '0.5' },
};

function literal(type: string, random: Random): string {
  const one = (...choices: readonly string[]): string => choices[random(choices.length)] ?? '';
  const positive = (): string => {
    const number = random(30_000) + 1;
    return one(
      ...[String(number), String(number), String(number), `0x${number.toString(16)}`, `0X${number.toString(16)}`],
      ...[`0b${number.toString(2)}`, `0o${number.toString(8)}`, '1_000', '2147483647'],
    );
  };
  switch (type) {
    case 'pos':
      return positive();
    case 'small':
      return one('', '- ') + String(random(1000));
    case 'int':
      return one('', '', '', '-', '- ', '-\n', '- /* minus */ ') + positive();
    case 'big':
      return one('', '-') + String(3_000_000_000 + random(1e9));
    case 'num':
      return (
        one('', '', '-') + one('1.5', '.25', '3.', '1e3', '2.5E-2', '1_0.5', '99999999999999999999', `${random(100)}.0`)
      );
    case 'bool':
      return recased(one('true', 'false'), random);
    case 'share':
      return one('0.5', '.25', '1e-1');
    case 'bits':
      return one("B'0101'", "b'1111'", "X'f'", "x'A'");
    default:
      return spelled(textOf(type, random), random);
  }
}

function textOf(type: string, random: Random): string {
  const one = (...choices: readonly string[]): string => choices[random(choices.length)] ?? '';
  const digits = (length: number): string => Array.from({ length }, () => String(random(10))).join('');
  const day = (): string => `${1990 + random(40)}-0${1 + random(9)}-1${random(10)}`;
  switch (type) {
    case 'char':
      return one('!', '#', 'x', '?');
    case 'date':
      return day();
    case 'ts':
      return `${day()} 1${random(10)}:30`;
    case 'interval':
      return one('1 day', '2 hours', '3 mons 4 days', 'P1Y', '-5 minutes');
    case 'digits':
      return String(1 + random(50));
    case 'unit':
      return one('day', 'month', 'year', 'hour');
    case 'zone':
      return one('UTC', 'Europe/Berlin', 'America/New_York');
    case 'json':
      return one('{"a": 1}', '[]', '{"k": [true, null, "it\'s"]}', '3', '"?"');
    case 'jsonpath':
      return one('$.a', '$.b[0]', '$."c d"', 'lax $.x ? (@ > 1)');
    case 'array':
      return one('{a,b}', '{}', '{"x y"}');
    case 'ints':
      return one('{1,2}', '{}', '{3}');
    case 'uuid':
      return `${digits(8)}-${digits(4)}-4${digits(3)}-8${digits(3)}-${digits(12)}`;
    case 'inet':
      return `10.${random(256)}.0.0/16`;
    default:
      return one(
        '',
        'x',
        "it's",
        '100%',
        'a -- b',
        '/* c */',
        '$1 ? :x',
        'Ünï😀',
        '\\n',
        'SELECT',
        '""',
        '%s',
        '; --',
        '$$',
      );
  }
}

/** A text in one of the ways that PostgreSQL knows to write it. */
function spelled(text: string, random: Random): string {
  const doubled = text.replaceAll("'", "''");
  switch (random(8)) {
    case 0:
      return `E'${doubled.replaceAll('\\', '\\\\')}'`;
    case 1:
      return `e'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    case 2:
      return text.includes('$') ? `$q$${text}$q$` : `$$${text}$$`;
    case 3:
      return `$Tag_1$${text}$Tag_1$`;
    case 4:
      return `U&'${doubled.replaceAll('\\', '\\\\').replace(/[a-z]/g, c => `\\00${hex(c)}`)}'`;
    case 5:
      return /^[\w ,{}:-]*$/.test(text)
        ? `u&'${text.replace(/[a-z]/g, c => `!00${hex(c)}`)}' uescape '!'`
        : `'${doubled}'`;
    case 6:
      return `'${doubled}'\n  ''`;
    default:
      return `'${doubled}'`;
  }
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16);
}
