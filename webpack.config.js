// @ts-check
'use strict';

const { readdirSync, rmSync } = require('node:fs');
const path = require('node:path');
const CopyPlugin = require('copy-webpack-plugin');
const { BannerPlugin } = require('webpack');

const dist = path.join(__dirname, 'dist');
const modules = path.join(__dirname, 'node_modules');
const grammars = ['typescript', 'tsx', 'javascript', 'python', 'go', 'java', 'ruby', 'php', 'c-sharp', 'rust'];

/**
 * Three bundles: the extension (with the demo database's worker), the command line, the webview. What loads WebAssembly
 * finds it beside the bundle. Everything heavy is imported dynamically and lies in chunks of its own.
 * @param {Record<string, unknown>} _environment
 * @param {{ mode?: string, watch?: boolean }} options
 * @returns {import('webpack').Configuration[]}
 */
module.exports = (_environment, { mode, watch }) => {
  const production = mode === 'production';
  if (production && watch !== true) rmSync(dist, { recursive: true, force: true });

  /** @type {(project: string) => import('webpack').Configuration} */
  const shared = project => ({
    mode: production ? 'production' : 'development',
    devtool: production ? false : 'source-map',
    resolve: { extensions: ['.ts', '.js'] },
    module: {
      rules: [
        {
          test: /\.ts$/,
          exclude: /node_modules/,
          loader: 'ts-loader',
          options: { transpileOnly: true, instance: project, configFile: path.join(__dirname, project) },
        },
        { test: /\.sql$/, type: 'asset/source' },
      ],
    },
    performance: { hints: false },
    stats: 'errors-warnings',
  });

  /** @type {(name: string, entry: Record<string, string>) => import('webpack').Configuration} */
  const node = (name, entry) => ({
    ...shared('tsconfig.json'),
    name,
    entry,
    target: 'node20',
    // `__dirname` stays the folder of the bundle: libpg-query looks there for its WebAssembly.
    node: { __dirname: false, __filename: false },
    output: {
      path: dist,
      filename: '[name].js',
      chunkFilename: `${name}.[name].js`,
      assetModuleFilename: '[name][ext]',
      library: { type: 'commonjs2' },
    },
    resolve: {
      extensions: ['.ts', '.js'],
      // Their ES modules find files by `import.meta.url`, which a CommonJS bundle does not have.
      alias: {
        '@electric-sql/pglite$': path.join(modules, '@electric-sql/pglite/dist/index.cjs'),
        'libpg-query$': path.join(modules, 'libpg-query/wasm/index.cjs'),
        'web-tree-sitter$': path.join(modules, 'web-tree-sitter/web-tree-sitter.cjs'),
      },
    },
    // pg asks for its native sibling and lives without it.
    externals: { vscode: 'commonjs vscode', 'pg-native': 'commonjs pg-native' },
    optimization: {
      chunkIds: 'named',
      // Names of classes stand in logged stacks.
      minimizer: ['...'],
    },
  });

  /** @type {import('webpack').Configuration} */
  const extension = {
    ...node('extension', { extension: './src/extension.ts', ...workers() }),
    plugins: [
      new CopyPlugin({
        patterns: [
          { from: path.join(modules, 'libpg-query/wasm/libpg-query.wasm') },
          { from: path.join(modules, 'web-tree-sitter/web-tree-sitter.wasm'), to: 'grammars' },
          ...grammars.map(name => ({
            from: path.join(modules, `@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`),
            to: 'grammars',
          })),
          {
            from: path.join(modules, '@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm'),
            to: 'grammars',
          },
          ...['pglite.wasm', 'pglite.data', 'initdb.wasm'].map(name => ({
            from: path.join(modules, '@electric-sql/pglite/dist', name),
            to: 'demo/pglite',
          })),
          { from: '*.sql', context: path.join(__dirname, 'examples/shop'), to: 'demo' },
          { from: path.join(__dirname, 'media/panel.css') },
          { from: path.join(modules, '@vscode/codicons/dist/codicon.css') },
          { from: path.join(modules, '@vscode/codicons/dist/codicon.ttf') },
        ],
      }),
    ],
  };

  const cli = {
    ...node('cli', { cli: './src/cli.ts' }),
    plugins: [new BannerPlugin({ banner: '#!/usr/bin/env node', raw: true, include: /^cli\.js$/ })],
  };

  /** @type {import('webpack').Configuration} */
  const webview = {
    ...shared('src/webview/tsconfig.json'),
    name: 'webview',
    target: ['web', 'es2022'],
    entry: { panel: './src/webview/panel.ts', connectionForm: './src/webview/connectionForm.ts' },
    output: { path: dist, filename: '[name].js' },
  };

  return [extension, cli, webview];
};

/** Files named `*Worker.ts` in the adapters run in worker threads, each a bundle of its own. */
function workers() {
  /** @type {Record<string, string>} */
  const found = {};
  const databases = readdirSync(path.join(__dirname, 'src/databases')).map(adapter => `src/databases/${adapter}`);
  for (const folder of [...databases, 'src/workspace']) {
    for (const file of readdirSync(path.join(__dirname, folder))) {
      if (file.endsWith('Worker.ts')) found[path.basename(file, '.ts')] = `./${folder}/${file}`;
    }
  }
  return found;
}
