// @ts-check
import { builtinModules } from 'node:module';

import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Who may import whom; ARCHITECTURE.md tells why. A layer always may import itself. */
const below = ['base', 'sql', 'catalog'];
const middle = [...below, 'plan', 'source', 'workload'];
const upper = [...middle, 'advisor', 'measure', 'migration'];
const engine = [...upper, 'audit', 'report'];
/** @type {Readonly<Record<string, readonly string[]>>} */
const mayImport = {
  base: [],
  sql: ['base'],
  catalog: ['base'],
  plan: below,
  source: below,
  workload: [...below, 'source'],
  advisor: middle,
  measure: middle,
  migration: [...middle, 'advisor'],
  audit: upper,
  report: [...upper, 'audit'],
  databases: [...middle, 'advisor', 'measure'],
  workspace: [...below, 'source'],
  protocol: ['base', 'plan', 'advisor', 'measure'],
  app: [...engine, 'databases', 'workspace'],
  cli: [...engine, 'app', 'workspace'],
  editor: [...engine, 'app', 'protocol'],
  entry: ['base', 'app', 'editor'],
  webview: ['protocol'],
};
/** Layers of which the webview sees the types alone: none of their code enters its bundle. */
const webviewTypes = ['base', 'plan', 'advisor', 'measure'];

const files = {
  app: ['src/app.ts'],
  cli: ['src/cli.ts', 'src/cli/**'],
  entry: ['src/extension.ts'],
};
const layers = Object.keys(mayImport).map(category => ({
  category,
  pattern: category in files ? files[/** @type {keyof typeof files} */ (category)] : [`src/${category}/**`],
}));

const nodeModules = {
  group: ['node:*', ...builtinModules],
  message: 'Node belongs in databases/, app.ts and the command line.',
};
const editorModule = { group: ['vscode'], message: 'vscode belongs in src/editor and src/extension.ts.' };

export default defineConfig(
  globalIgnores([
    'dist/',
    'out/',
    'artefacts/',
    '.vscode-test/',
    '.cache/',
    'examples/',
    'node_modules/',
    'test/corpus/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      // `import('x').Y` names the types of a module that is loaded lazily.
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Numbers and booleans read well in templates; objects still may not slip in.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `return this.fail()` in a function that gives nothing, and `() => set.delete(x)` as a listener, read well.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true },
      ],
      // An async method that implements a port need not await.
      '@typescript-eslint/require-await': 'off',
      // Type literals and interfaces are both used on purpose: unions of literals read better as types.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // `while (true)` with a return inside is the plainest form of some loops.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // Plans and environments are records: a key that is computed may have to go.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // `() => void f()` as a listener, whether `f` gives something or not.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // TypeScript knows which names exist.
      'no-undef': 'off',
      // Properties from an index signature are read with brackets (noPropertyAccessFromIndexSignature).
      '@typescript-eslint/dot-notation': 'off',
      // An unused parameter that a signature demands is named with an underscore.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true },
      ],
      // A stream that behaves as a socket may stand for one.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    name: 'layers',
    files: ['src/**/*.ts'],
    ignores: ['src/**/*.d.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/files': layers,
      'boundaries/include': ['src/**/*'],
      'import/resolver': { node: { extensions: ['.ts', '.js', '.mjs', '.json'] } },
    },
    rules: {
      'boundaries/no-unknown-files': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          message:
            '{{from.file.categories}} may not import {{to.file.categories}} (ARCHITECTURE.md, "Who may import whom").',
          policies: [
            ...Object.entries(mayImport).map(([layer, imports]) => ({
              from: { file: { categories: layer } },
              allow: { to: { file: { categories: { anyOf: [layer, ...imports] } } } },
            })),
            {
              from: { file: { categories: 'webview' } },
              allow: { to: { file: { categories: { anyOf: webviewTypes } } }, dependency: { kind: 'type' } },
            },
          ],
        },
      ],
    },
  },
  {
    name: 'pure modules',
    files: ['src/**/*.ts'],
    ignores: [
      'src/databases/**',
      'src/workspace/**',
      'src/app.ts',
      'src/cli.ts',
      'src/cli/**',
      'src/editor/**',
      'src/extension.ts',
    ],
    rules: { 'no-restricted-imports': ['error', { patterns: [nodeModules, editorModule] }] },
  },
  {
    name: 'adapters and the command line',
    files: ['src/databases/**', 'src/workspace/**', 'src/app.ts', 'src/cli.ts', 'src/cli/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [editorModule] }] },
  },
  {
    name: "the editor's face",
    files: ['src/editor/**', 'src/extension.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [nodeModules] }] },
  },
  {
    name: 'tests',
    files: ['test/**', 'bench/**'],
    rules: {
      // mocha's `this` and its callbacks are typed for any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    name: 'programs and tests print',
    files: ['scripts/**', 'bench/**', 'test/**'],
    rules: { 'no-console': 'off' },
  },
  {
    name: 'plain JavaScript',
    files: ['**/*.js', '**/*.cjs', '**/*.mjs'],
    rules: {
      // Types come from JSDoc and from packages without types, playwright-core among them.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-type-assertion': 'off',
    },
  },
  {
    name: 'CommonJS',
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
