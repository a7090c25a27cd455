import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

const script = [
	'echo new > /new; mkdir -p /made/deep; echo text > /made/deep/file',
	'rm /etc/group; echo more >> /etc/passwd; chmod 700 /etc',
	'rm -r /replaced; mkdir /replaced; echo other > /replaced/other; ln -s /etc/passwd /link; mkfifo /pipe',
].join('; ');
const files = {'etc/passwd': 'root:x:0:0::/:/bin/sh\n', 'etc/group': 'root:x:0:\n', 'replaced/old': 'old', 'kept/file': 'kept'};

const stores = {
	overlay2: {},
	"containerd's image store": {daemonJson: {features: {'containerd-snapshotter': true}}},
} as const;

describe.skipIf(await whyNoEngine())('what a container has changed, seen in its layers', () => {
	describe.each(Object.entries(stores))('with %s', (store, options) => {
		let engine: PrivateEngine;
		let reader: EngineReader;
		beforeAll(async () => {
			engine = await startPrivateEngine(options);
			reader = createReader({kind: 'unix', socketPath: engine.socketPath});
			const image = await busyboxImage(engine, {name: 'changes:1', files});
			for (const name of ['running', 'stopped']) {
				await engine.docker('run', '--detach', '--name', name, '--volume', 'data:/mounted/x', image, 'sleep', '100000');
				await engine.docker('exec', name, 'sh', '-c', script);
			}
			await engine.docker('kill', 'stopped');
		});
		afterAll(async () => {
			reader?.close();
			await engine?.stop();
		});

		const asTheEngineSays = async (name: string) =>
			((await reader.changes(name)) ?? []).map(({Path, Kind}) => `${['modified', 'added', 'deleted'][Kind]} ${Path}`).toSorted();

		it.each(['running', 'stopped'])('is what the engine says of a %s one', async name => {
			const seen = await localHost().changedPaths(await reader.inspect(name));
			if (store !== 'overlay2' && name === 'stopped') {
				// Nothing tells where its layers are.
				expect(seen.known).toBe(false);
				return;
			}
			const ours = seen.known ? seen.value.map(({path, kind}) => `${kind} ${path}`).toSorted() : [seen.reason.reason];
			const theirs = await asTheEngineSays(name);
			// A directory that was replaced hides what was in it by a mark that is not seen: its files are not known to be gone.
			expect(ours).toEqual(theirs.filter(one => one !== 'deleted /replaced/old'));
			expect(theirs).toEqual(expect.arrayContaining(['added /new', 'deleted /etc/group', 'modified /etc/passwd']));
		});
	});
});
