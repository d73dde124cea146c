// Lets mocha import `.sql` files as text, as webpack's `asset/source` does.
const { readFileSync } = require('node:fs');

// eslint-disable-next-line @typescript-eslint/no-deprecated -- the only synchronous hook that CommonJS has
require.extensions['.sql'] = (module, filename) => {
  module.exports = { __esModule: true, default: readFileSync(filename, 'utf8') };
};
