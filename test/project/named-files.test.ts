import {existsSync, readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {expect, it} from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Paths between backticks, with a slash and an ending, from the root of the repository or from `src`. */
function missingIn(page: string): readonly string[] {
	const named = readFileSync(resolve(root, page), 'utf8').matchAll(/`([a-z][\w.-]*(?:\/[\w.-]+)+\.(?:ts|tsx|mjs|md|json))`/g);
	return [...named].flatMap(([, path = '']) => (['', 'src'].some(base => existsSync(resolve(root, base, path))) ? [] : [path]));
}

it.each(['docs/architecture.md', 'CONTRIBUTING.md'])('%s names only files that exist', page =>
	expect(missingIn(page)).toEqual([]),
);
