import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {expect, it} from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Paths between backticks, with a slash and an ending, from the root of the repository, from `src` or from the folder of the page. */
function missingIn(page: string): readonly string[] {
	const named = readFileSync(resolve(root, page), 'utf8').matchAll(/`([a-z][\w.-]*(?:\/[\w.-]+)+\.(?:ts|tsx|mjs|md|json))`/g);
	return [...named].flatMap(([, path = '']) =>
		['', 'src', dirname(page)].some(base => existsSync(resolve(root, base, path))) ? [] : [path],
	);
}

const houses = readdirSync(resolve(root, 'src')).map(house => `src/${house}/README.md`);

it.each(['docs/architecture.md', 'CONTRIBUTING.md', ...houses])('%s names only files that exist', page =>
	expect(missingIn(page)).toEqual([]),
);
