import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {textsOf} from '../../../src/base/archives/archive-files.js';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';

describe('the texts of a folder in the archive of an engine', () => {
	let root: string;

	beforeAll(() => {
		root = mkdtempSync(join(tmpdir(), 'dockscope-archive-'));
		for (const folder of ['plain/more', 'linked']) mkdirSync(join(root, folder), {recursive: true});
		for (const file of ['plain/b.conf', 'plain/a.conf', 'plain/more/c.conf', 'linked/a.conf'])
			writeFileSync(join(root, file), file);
		symlinkSync('/etc/elsewhere.conf', join(root, 'linked/z.conf'));
		symlinkSync('plain', join(root, 'other-name'));
	});
	afterAll(() => rmSync(root, {recursive: true, force: true}));

	/** What an engine sends: the last name of the path, links as they are. */
	const archived = (path: string) => {
		const at = join(root, path);
		return Readable.from([execFileSync('tar', ['-cf', '-', '-C', dirname(at), basename(at)])]);
	};
	const textsAt = (path: string) =>
		textsOf({archive: async (_: string, asked: string) => archived(asked)} as unknown as EngineReader, 'id', path);

	it('are those of its files, in order of their names, also through a link to the folder', async () => {
		for (const path of ['/plain', '/other-name'])
			expect(await textsAt(path)).toEqual([
				{path: `${path}/a.conf`, text: 'plain/a.conf'},
				{path: `${path}/b.conf`, text: 'plain/b.conf'},
			]);
	});

	it('are refused where one of them is a link: what it leads to may decide', async () => {
		await expect(textsAt('/linked')).rejects.toThrow('/linked has a symbolic link, z.conf, which is not followed');
	});
});
