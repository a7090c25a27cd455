import {expect, it, onTestFinished} from 'vitest';
import {createReader} from '../../../src/base/engine/reader.js';
import {startReplayingEngine} from '../../support/replaying-engine.js';

const id = 'a'.repeat(64);

/** The mounts of a container whose inspect gives these. */
async function mountsOf(mounts: unknown) {
	const engine = await startReplayingEngine('1.45', () => ({json: {Id: id, Name: '/web', Mounts: mounts}}));
	const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
	onTestFinished(async () => {
		reader.close();
		await engine.stop();
	});
	const {Name, Mounts} = await reader.inspect(id);
	expect(Name).toBe('/web');
	return Mounts;
}

const at = (Destination: string) => ({Destination});

it.each([
	[
		[at('/mnt/b'), at('/data'), at('/mnt/a')],
		[at('/data'), at('/mnt/a'), at('/mnt/b')],
	],
	[
		[at('/b'), 7, {}, at('/a')],
		[{}, at('/a'), at('/b')],
	],
	[[], []],
	[null, null],
	[{}, undefined],
])('sorts the mounts %j of an inspect: Docker returns them in a different order each time', async (mounts, sorted) =>
	expect(await mountsOf(mounts)).toEqual(sorted),
);
