import {PassThrough} from 'node:stream';
import {pack} from 'tar-stream';
import {expect, it} from 'vitest';
import {directoryEvidence} from '../../src/hardening/evidence/directories.js';

/** The archive of a directory as the engine sends it: itself first, then what is in it by name. */
function archived(files: readonly string[]) {
	const tar = pack();
	tar.entry({name: 'lib/', type: 'directory', mode: 0o755});
	for (const file of files) tar.entry({name: `lib/${file}`, mode: 0o644}, 'x');
	tar.finalize();
	return {archive: async () => tar.pipe(new PassThrough())};
}

const image = (count: number): string[] => Array.from({length: count}, (_, index) => `dpkg/${index}`);
const left = [{path: '/var/lib/late/state', kind: 'added'}] as const;

it('counts the files that the container left, and says so when it did not read them all', async () => {
	const small = await directoryEvidence(archived([...image(5), 'late/state']), 'id', '/var/lib', left);
	expect(small).toMatchObject({files: 1, complete: true, shipsContent: true});
	const large = await directoryEvidence(archived([...image(3000), 'late/state']), 'id', '/var/lib', left);
	expect(large).toMatchObject({files: 0, complete: false, shipsContent: true});
});
