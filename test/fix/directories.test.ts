import {Readable} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {pack} from 'tar-stream';
import {describe, expect, it} from 'vitest';
import {directoryEvidence} from '../../src/fix/evidence/directories.js';

/** A directory of the image with a program behind what the container wrote. */
async function archive(): Promise<Buffer> {
	const tar = pack();
	tar.entry({name: 'cache/', type: 'directory', mode: 0o755});
	tar.entry({name: 'cache/log', mode: 0o644}, 'x'.repeat(600));
	tar.entry({name: 'cache/tool', mode: 0o755}, '#!/bin/sh\n');
	tar.finalize();
	return buffer(tar);
}

const evidenceOf = (tar: Buffer) =>
	directoryEvidence({archive: async () => Readable.from([tar])}, 'a1'.repeat(32), '/var/cache', [
		{path: '/var/cache/log', kind: 'added'},
	]);

describe('the evidence of a directory', () => {
	it('is what its archive holds', async () => {
		expect(await evidenceOf(await archive())).toMatchObject({shipsContent: true, executes: true, files: 1});
	});

	it.each([
		['in a file', 1_300],
		['before the first header is whole', 300],
	])('is rejected for an archive that is truncated %s', async (_, bytes) => {
		const cut = (await archive()).subarray(0, bytes);
		await expect(evidenceOf(cut)).rejects.toMatchObject({name: 'EngineError', message: expect.stringContaining('was cut short')});
	});
});
