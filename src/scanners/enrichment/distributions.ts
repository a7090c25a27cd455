import {posix} from 'node:path';
import type {ArchiveBudget} from '../../engine/archive-budget.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import {archiveFiles} from '../inventory/container.js';
import {canonical} from './live-files.js';
import type {PackageFiles} from './loaded.js';

/** Packages whose lists are read: each takes a request. */
const atMost = 300;

/**
 * The files of Python packages, as listed by their installer: `RECORD` next to `METADATA` (paths relative to the parent folder), or
 * `installed-files.txt` next to `PKG-INFO` (relative to its own folder). An import's name may differ from the package's (PIL, yaml), so only
 * the list shows which package a file belongs to. @source packaging.python.org, recording installed projects. @throws EngineError
 */
export async function distributionFiles(
	engine: EngineReader,
	containerId: string,
	metadata: Iterable<string>,
	budget: ArchiveBudget,
): Promise<PackageFiles> {
	const found = new Map<string, readonly string[]>();
	for (const path of [...new Set(metadata)].slice(0, atMost)) {
		const folder = posix.dirname(path);
		const [list, base] = path.endsWith('/METADATA') ? ['RECORD', posix.dirname(folder)] : ['installed-files.txt', folder];
		for await (const [, content] of archiveFiles(engine, {id: containerId, path: `${folder}/${list}`}, () => true, budget))
			if (content !== null) found.set(path, filesIn(content.toString('utf8'), base));
	}
	return found;
}

/** The first field of each line, quoted if it contains a comma. */
function filesIn(list: string, base: string): readonly string[] {
	return list.split('\n').flatMap(line => {
		const [, quoted, plain] = /^(?:"((?:[^"]|"")*)"|([^,\r]*))/.exec(line) ?? [];
		const file = quoted?.replaceAll('""', '"') ?? plain ?? '';
		return file === '' ? [] : [canonical(posix.join('/', base, file))];
	});
}
