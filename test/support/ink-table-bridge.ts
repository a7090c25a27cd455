import {createRequire} from 'node:module';
import * as ink from 'ink';

/**
 * ink-table is CommonJS and requires Ink, which is ESM with a top-level await: Node refuses that. The bundle has no such trouble; where
 * nothing is bundled, Ink is put into the cache of modules before ink-table asks for it. Every unit test gets this first, since whoever imports
 * the door of the views imports the table too.
 */
const require = createRequire(import.meta.url);
const file = createRequire(require.resolve('ink-table')).resolve('ink');
require.cache[file] ??= Object.assign(Object.create(null), {
	id: file,
	filename: file,
	loaded: true,
	exports: ink,
	children: [],
	paths: [],
});
