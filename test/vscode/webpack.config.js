// @ts-check
'use strict';

const { readdirSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '../..');
const suites = readdirSync(path.join(__dirname, 'suites')).filter(name => name.endsWith('.test.ts'));

/** The suites that run in the extension host, each a bundle of its own; mocha and vscode come from outside. */
module.exports = {
  mode: 'development',
  devtool: 'inline-source-map',
  target: 'node20',
  entry: {
    index: path.join(__dirname, 'index.ts'),
    ...Object.fromEntries(
      suites.map(name => [`suites/${path.basename(name, '.ts')}`, path.join(__dirname, 'suites', name)]),
    ),
  },
  output: { path: path.join(root, 'out/vscode'), filename: '[name].js', library: { type: 'commonjs2' }, clean: true },
  node: { __dirname: false, __filename: false },
  externals: { vscode: 'commonjs vscode', mocha: 'commonjs mocha', 'pg-native': 'commonjs pg-native' },
  resolve: { extensions: ['.ts', '.js'] },
  module: {
    rules: [
      {
        test: /\.ts$/,
        exclude: /node_modules/,
        loader: 'ts-loader',
        options: { transpileOnly: true, configFile: path.join(root, 'tsconfig.json') },
      },
      { test: /\.sql$/, type: 'asset/source' },
    ],
  },
  stats: 'errors-warnings',
};
