// @ts-check
'use strict';

const path = require('node:path');
const CopyPlugin = require('copy-webpack-plugin');

/** Packages that load WebAssembly or workers beside themselves: shipped as they are, loaded on first use. */
const vendor = (/** @type {string} */ request) => path.dirname(require.resolve(`${request}/package.json`));

/** @type {import('webpack').Configuration} */
const shared = {
  mode: 'production',
  devtool: 'source-map',
  output: { path: path.join(__dirname, 'dist'), filename: '[name].js', chunkFilename: '[name].js' },
  resolve: { extensions: ['.ts', '.js'] },
  module: {
    rules: [
      { test: /\.ts$/, exclude: /node_modules/, loader: 'ts-loader', options: { transpileOnly: true } },
      { test: /\.sql$/, type: 'asset/source' },
    ],
  },
  optimization: { minimize: true },
  performance: { hints: false },
  stats: 'errors-warnings',
};

/** @type {import('webpack').Configuration} */
const node = {
  ...shared,
  target: 'node20',
  output: { ...shared.output, libraryTarget: 'commonjs2' },
  node: { __dirname: false, __filename: false },
};

/** @type {import('webpack').Configuration} */
const extension = {
  ...node,
  name: 'extension',
  entry: { extension: './src/extension.ts' },
  externals: { vscode: 'commonjs vscode', 'pg-native': 'commonjs pg-native' },
};

/** @type {import('webpack').Configuration} */
const cli = {
  ...node,
  name: 'cli',
  entry: { cli: './src/cli.ts' },
  externals: { 'pg-native': 'commonjs pg-native' },
};

/** @type {import('webpack').Configuration} */
const webview = {
  ...shared,
  name: 'webview',
  target: ['web', 'es2022'],
  entry: { panel: './src/webview/panel.ts' },
};

module.exports = [extension, cli, webview];
void CopyPlugin;
void vendor;
