#!/usr/bin/env node
// A CommonJS module, as the package.json beside it says: Node needs 10 ms more to load the first ES module.
process.env.NODE_ENV ??= 'production';
require('../dist/start.cjs');
