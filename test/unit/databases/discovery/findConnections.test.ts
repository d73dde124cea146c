import assert from 'node:assert/strict';

import type { Files } from '../../../../src/base/files';
import { findConnections } from '../../../../src/databases/discovery/findConnections';

/** Files of a project in memory, `path → text`. */
function inMemory(tree: Readonly<Record<string, string>>): Files {
  const prefix = '/project/';
  return {
    read: path => Promise.resolve(tree[path.slice(prefix.length)]),
    list: folder => {
      const inside = folder === '/project' ? '' : `${folder.slice(prefix.length)}/`;
      const names = new Map<string, 'file' | 'folder'>();
      for (const path of Object.keys(tree).filter(each => each.startsWith(inside))) {
        const rest = path.slice(inside.length);
        const [name = ''] = rest.split('/');
        names.set(name, rest.includes('/') ? 'folder' : 'file');
      }
      return Promise.resolve([...names].map(([name, kind]) => ({ name, kind })));
    },
  };
}

/** One line a connection: `tool file detail → user:password@host:port/database`; `-` where nothing is said. */
async function check(
  tree: Readonly<Record<string, string>>,
  expected: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const found = await findConnections('/project', inMemory(tree), environment);
  const lines = found.map(({ profile, password }) => {
    const { origin } = profile;
    const from = origin.kind === 'found' ? [origin.tool, origin.file?.slice('/project/'.length), origin.detail] : [];
    const { user = '-', host = '-', port = '-', database = '-' } = profile;
    const extra = [profile.tls?.mode, profile.options].filter(part => part !== undefined).map(part => ` ${part}`);
    const address = `${user}:${password ?? '-'}@${host}:${String(port)}/${database}${extra.join('')}`;
    return `${from.filter(part => part !== undefined).join(' ')} → ${address}`;
  });
  assert.deepEqual(lines, expected);
  assert.equal(new Set(found.map(({ profile }) => profile.id)).size, found.length, 'ids are unique');
  for (const { profile, password } of found) {
    if (password !== undefined && password.length > 2)
      assert.ok(!JSON.stringify(profile).includes(password), 'the password leaks');
  }
}

describe('finding connections', () => {
  it('finds nothing in nothing', () => check({ 'README.md': 'postgres://a@b/c' }, []));

  describe('the environment', () => {
    it('DATABASE_URL and PG*', () =>
      check({}, ['Environment DATABASE_URL → me:pw@db:5433/shop', 'Environment PGHOST → u:-@h:-/d'], {
        DATABASE_URL: 'postgres://me:pw@db:5433/shop',
        PGHOST: 'h',
        PGUSER: 'u',
        PGDATABASE: 'd',
      }));
    it('ignores other engines', () => check({}, [], { DATABASE_URL: 'mysql://root@localhost/shop' }));
  });

  describe('.env', () => {
    it('reads quotes, export, comments, expansion, and passwords with #', () =>
      check(
        {
          '.env': `# c
export DB_USER_NAME='me'
SECRET="p\\"q#r" # comment
PLAIN=a#b # comment
DATABASE_URL="postgresql://\${DB_USER_NAME}:\${PLAIN}@localhost:5432/shop?schema=sales"
OTHER_URL=postgres://x:y@\${HOST:-fallback}/z
LITERAL='postgres://lit:$notexpanded@l/l'
MULTI="one
DATABASE_URL=postgres://no:no@no/no
"
`,
        },
        [
          '.env .env DATABASE_URL → me:a#b@localhost:5432/shop -c search_path=sales',
          '.env .env OTHER_URL → x:y@fallback:-/z',
          '.env .env LITERAL → lit:$notexpanded@l:-/l',
        ],
      ));
    it('Laravel, and only when it says PostgreSQL', async () => {
      const rest = 'DB_HOST=127.0.0.1\nDB_PORT=5433\nDB_DATABASE=shop\nDB_USERNAME=me\nDB_PASSWORD=pw\n';
      await check({ '.env': `DB_CONNECTION=pgsql\n${rest}` }, ['.env .env DB_HOST → me:pw@127.0.0.1:5433/shop']);
      await check({ '.env': `DB_CONNECTION=mysql\n${rest}` }, []);
    });
    it('POSTGRES_*', () =>
      check({ '.env': 'POSTGRES_HOST=h\nPOSTGRES_USER=u\nPOSTGRES_PASSWORD=p\nPOSTGRES_DB=d' }, [
        '.env .env POSTGRES_HOST → u:p@h:-/d',
      ]));
    it('takes the example only when there is nothing else', async () => {
      const example = { '.env.example': 'DATABASE_URL=postgres://e@h/e' };
      await check(example, ['.env .env.example DATABASE_URL → e:-@h:-/e']);
      await check({ ...example, '.env.production': 'DATABASE_URL=postgres://p@h/p' }, [
        '.env .env.production DATABASE_URL → p:-@h:-/p',
      ]);
    });
    it('survives placeholders and nonsense', () =>
      check({ '.env': 'DATABASE_URL=postgres://USER:PASSWORD@HOST:PORT/DB\nX=postgres://%zz@h/d\n=\n"""\n' }, []));
  });

  describe('Docker Compose', () => {
    it('reads maps, lists, defaults, interpolation and env_file', () =>
      check(
        {
          '.env': 'PG_PORT=5440\nPG_PASS=sesame',
          'db.env': 'POSTGRES_PASSWORD=fromfile',
          'docker-compose.yml': `
x-base: &base { image: "postgres:16" }
services:
  one:
    <<: *base
    ports: ["\${PG_PORT:-5432}:5432"]
    environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: "\${PG_PASS}", POSTGRES_DB: "\${PG_DB:-shopdb}" }
  two:
    image: pgvector/pgvector:pg17
    ports: [ "127.0.0.1:5441:5432/tcp" ]
    environment: [ "POSTGRES_PASSWORD=p=w", POSTGRES_USER=u ]
  three:
    image: docker.io/timescale/timescaledb-ha:pg16
    env_file: ./db.env
    ports: [ { target: 5432, published: "5442" } ]
  hidden: { image: postgres }
  random: { image: postgres, ports: ["5432"] }
  exporter: { image: prometheuscommunity/postgres-exporter, ports: ["9187:9187"] }
  mysql: { image: mysql, ports: ["3306:3306"] }
`,
        },
        [
          'Docker Compose docker-compose.yml one → shop:sesame@localhost:5440/shopdb',
          'Docker Compose docker-compose.yml two → u:p=w@localhost:5441/u',
          'Docker Compose docker-compose.yml three → postgres:fromfile@localhost:5442/postgres',
        ],
      ));
    it('survives half-written YAML', () => check({ 'compose.yaml': 'services:\n  db: [image: {' }, []));
  });

  describe('Prisma', () => {
    const schema = (url: string) => `// c
generator client { provider = "prisma-client-js" }
datasource db {
  provider = "postgresql"
  url      = ${url}
}
model A { id Int @id @default(autoincrement()) }`;
    it('reads env() and literals', async () => {
      await check({ 'prisma/schema.prisma': schema('env("DB")'), '.env.local': 'DB=postgresql://a:b@h/d' }, [
        '.env .env.local DB → a:b@h:-/d',
      ]);
      await check({ 'prisma/schema.prisma': schema('"postgresql://a:b@h/d?schema=s"') }, [
        'Prisma prisma/schema.prisma db → a:b@h:-/d -c search_path=s',
      ]);
      await check(
        { 'prisma/schema.prisma': schema('env("DB")') },
        ['Prisma prisma/schema.prisma db → v:-@h:-/w'].slice(1),
      );
    });
    it('reads prisma.config.ts', () =>
      check(
        {
          'prisma.config.ts': `export default defineConfig({ schema: 'x', datasource: { url: env("DB") } })`,
          'sub/.env': 'DB=no',
        },
        ['Environment DB → a:-@h:-/d'],
        { DB: 'postgres://a@h/d' },
      ));
    it('ignores MySQL', () =>
      check({ 'prisma/schema.prisma': schema('"mysql://a@h/d"').replace('postgresql', 'mysql') }, []));
  });

  describe('Django', () => {
    it('reads a literal with os.environ, getenv, decouple and neighbours', () =>
      check(
        {
          'web/shop/settings.py': `
import os  # 'quote
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("DB_NAME_X", "shop"),
        "USER": os.getenv('DB_USER_X', default='me'),
        'PASSWORD': config('DB_PASS_X'),
        'HOST': 'local' 'host',
        'PORT': int(os.environ.get('DB_PORT_X', 5433)),
        'OPTIONS': {'sslmode': 'require', 'x': [1, (2, 3)]},
    },
    'lite': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': BASE_DIR / 'db.sqlite3'},
    **OTHERS,
}
`,
          'web/.env': 'DB_PASS_X=sesame',
        },
        ['Django web/shop/settings.py default → me:sesame@localhost:5433/shop'],
      ));
    it('reads environ and dj_database_url', () =>
      check(
        {
          'a/settings/base.py': `DATABASES = {'default': env.db('X_URL', default='postgres://u:p@h/d')}`,
          'b/settings.py': `DATABASES = {}\nDATABASES["default"] = dj_database_url.config(conn_max_age=600, default="postgis://b@h/b")\n`,
          'c/settings.py': `DATABASES = {"default": dj_database_url.parse(f"postgres://{x}@h/c")}`,
        },
        ['Django b/settings.py default → b:-@h:-/b', 'Django a/settings/base.py default → u:p@h:-/d'],
      ));
    it('survives half-typed Python', () =>
      check({ 'settings.py': `DATABASES = {'default': {'ENGINE': 'postgresql', 'NAME': "x` }, [
        'Django settings.py default → -:-@-:-/x',
      ]));
  });

  it('Rails', () =>
    check(
      {
        'config/database.yml': `
default: &default
  adapter: postgresql
  encoding: unicode
  pool: <%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>
<% if true %>
<% end %>
development:
  <<: *default
  database: shop_<%= ENV['BRANCH'] %>dev
  host: <%= ENV.fetch("PG_HOST") { "db.local" } %>
  password: "<%= ENV['PG_PASS'] || 'fallback' %>"
test:
  <<: *default
  database: shop_test
production:
  primary:
    <<: *default
    url: <%= ENV["SHOP_URL"] %>
  replica: { adapter: mysql2, database: x }
`,
        '.env': 'SHOP_URL_BASE=1',
      },
      [
        'Environment SHOP_URL → r:s@prod.example.com:-/shop',
        'Rails config/database.yml development → -:fallback@db.local:-/shop_dev',
      ],
      { SHOP_URL: 'postgres://r:s@prod.example.com/shop' },
    ));

  it('Spring', () =>
    check(
      {
        'src/main/resources/application.properties': `# c
spring.datasource.url=jdbc:postgresql://\${DB_H:localhost}:5433/shop?sslmode=require&currentSchema=sales
spring.datasource.username=\${DB_U:me}
spring.datasource.password = se\\:same
`,
        'api/src/main/resources/application-dev.yml': `
spring:
  datasource: { url: "jdbc:postgresql://h/one", username: u, password: p }
---
spring.config.activate.on-profile: prod
spring.r2dbc.url: r2dbc:postgresql://h/two
spring.datasource.url: jdbc:mysql://h/three
`,
      },
      [
        'Spring src/main/resources/application.properties spring.datasource → me:se:same@localhost:5433/shop require -c search_path=sales',
        'Spring api/src/main/resources/application-dev.yml spring.datasource → u:p@h:-/one',
        'Spring api/src/main/resources/application-dev.yml spring.r2dbc (document 2) → -:-@h:-/two',
      ],
    ));

  it('Laravel, its default connection alone', async () => {
    const php = `<?php
use Illuminate\\Support\\Str; // 'c
return [
    'default' => env('DB_CONNECTION', 'pgsql'),
    'connections' => [
        'mysql' => ['driver' => 'mysql', 'host' => env('DB_HOST', '127.0.0.1')],
        'pgsql' => [
            'driver' => 'pgsql',
            'url' => env('DB_URL'),
            'host' => env('DB_HOST', '127.0.0.1'),
            'port' => env('DB_PORT', '5432'),
            'database' => env('DB_DATABASE', 'laravel'),
            'username' => env('DB_USERNAME', 'root'),
            'password' => env('DB_PASSWORD', ''),
            'prefix' => Str::slug(env('APP', 'x'), '_').'-db',
        ],
    ],
];`;
    await check({ 'config/database.php': php }, ['Laravel config/database.php pgsql → root:-@127.0.0.1:5432/laravel']);
    await check({ 'config/database.php': php, '.env': 'DB_CONNECTION=mysql' }, []);
  });

  describe('JavaScript', () => {
    it('Knex', () =>
      check(
        {
          'knexfile.ts': `import type { Knex } from 'knex';
/* { client: 'pg', connection: 'postgres://no@no/no' } */
const config: { [key: string]: Knex.Config } = {
  development: { client: 'postgresql', connection: { host: process.env.H ?? 'localhost', port: Number(process.env.P || 5433), database: 'dev', user: \`u\`, password: process.env['W']! }, pool: { min: 2 } },
  staging: { client: "pg", connection: process.env.STAGING_URL },
  literal: { client: "pg", connection: 'postgres://l@h/l' },
  lite: { client: 'sqlite3', connection: { filename: './x' } },
};
export default config;`,
        },
        ['Knex knexfile.ts development → u:-@localhost:5433/dev', 'Knex knexfile.ts literal → l:-@h:-/l'],
      ));
    it('TypeORM', () =>
      check(
        {
          'api/src/data-source.ts': `export const AppDataSource = new DataSource({
  type: "postgres", host: "h", port: +(process.env.P ?? 5434), username: "u", password: "p" as string, database: "d",
  entities: [User, \`\${__dirname}/x\`], ssl: flag ? { rejectUnauthorized: false } : false, logging: a > b,
});`,
          'ormconfig.json': '[{"type": "postgres", "url": "postgres://o@h/o"}, {"type": "mysql", "host": "x"}]',
        },
        ['TypeORM ormconfig.json 1 → o:-@h:-/o', 'TypeORM api/src/data-source.ts 1 → u:p@h:5434/d'],
      ));
    it('survives half-typed code', () =>
      check({ 'knexfile.js': "module.exports = { client: 'pg', connection: { host: 'h', database: 'd'" }, [
        'Knex knexfile.js 1 → -:-@h:-/d',
      ]));
  });

  it('names a target once, the first finder first, with the password that any of them knows', () =>
    check(
      {
        '.env': 'DATABASE_URL=postgres://me@127.0.0.1/shop',
        'knexfile.js': "module.exports = { client: 'pg', connection: 'postgres://me:pw@localhost:5432/shop' }",
      },
      ['.env .env DATABASE_URL → me:pw@127.0.0.1:-/shop'],
    ));

  it('looks below, but not into what others wrote', () =>
    check(
      {
        'apps/api/.env': 'DATABASE_URL=postgres://a@h/a',
        'node_modules/x/.env': 'DATABASE_URL=postgres://b@h/b',
        'vendor/.env': 'DATABASE_URL=postgres://c@h/c',
        '.git/.env': 'DATABASE_URL=postgres://d@h/d',
        'a/b/c/.env': 'DATABASE_URL=postgres://three@h/three',
        'a/b/c/d/.env': 'DATABASE_URL=postgres://four@h/four',
      },
      ['.env apps/api/.env DATABASE_URL → a:-@h:-/a', '.env a/b/c/.env DATABASE_URL → three:-@h:-/three'],
    ));

  it('does not choke on anything', async () => {
    const names = [
      '.env',
      'docker-compose.yml',
      'prisma/schema.prisma',
      'prisma.config.ts',
      'settings.py',
      'config/database.yml',
      'application.yml',
      'application.properties',
      'config/database.php',
      'knexfile.ts',
      'ormconfig.json',
      'data-source.ts',
    ];
    const texts = [
      '',
      '\u0000\ufeff',
      '{'.repeat(1000),
      '['.repeat(5000),
      '"',
      "'''",
      '`${',
      '<%= ENV[ %>',
      '${',
      '${A:-${B:-',
      'DATABASES = ',
      'datasource',
      'datasource db {',
      'return',
      'a: &a [*a]',
      'a: *b',
      '- - - -',
      'services: null',
      'services: {a: null}',
      'DATABASES = {' + "'a': (".repeat(150),
      'x'.repeat(300_000),
      '\\\n'.repeat(1000),
      'DATABASES["x"',
      'true',
      '{client: {client: {client: "pg"}}}',
    ];
    for (const text of texts) {
      for (const name of names) await findConnections('/project', inMemory({ [name]: text }), {});
    }
  });
});
