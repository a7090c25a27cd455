import {expect, it, onTestFinished} from 'vitest';
import {createReader} from '../../../src/base/engine/reader.js';
import {type Replay, startReplayingEngine} from '../../support/replaying-engine.js';

const id = `sha256:${'a'.repeat(64)}`;
const identity = {Pull: [{Repository: 'docker.io/library/nginx'}], Build: [{Ref: 'x', CreatedAt: '2026-11-01T00:00:00Z'}]};

/** @param patience  milliseconds for one record */
async function open(api: string, replay: Replay, patience = 30_000) {
	const engine = await startReplayingEngine(api, replay);
	const reader = createReader({kind: 'unix', socketPath: engine.socketPath}, {timeouts: {identity: patience}});
	onTestFinished(async () => {
		reader.close();
		await engine.stop();
	});
	return {reader, asked: engine.asked};
}

/** As an engine does: the record comes with the versions that have it. */
const replay: Replay = (path, version) => {
	if (path === '/version') return {json: {ApiVersion: '1.54'}};
	if (!path.startsWith('/images/')) return {json: {}};
	const isNew = version === null || Number(version.split('.')[1]) >= 53;
	return {json: {Id: id, RepoDigests: [], ...(isNew ? {Identity: identity} : {})}};
};

it.each([
	['1.53', '1.53'],
	['1.54', '1.54'],
	['1.60', '1.55'],
])(
	'asks an engine of API %s for the origin of an image in version %s, and for the rest in the usual one',
	async (api, newest) => {
		const {reader, asked} = await open(api, replay);
		expect(await reader.identity(id)).toEqual(identity);
		expect(await reader.image(id)).not.toHaveProperty('Identity');
		await reader.info();
		await reader.diskUsage();
		const question = `/images/${id}/json`;
		expect(asked).toEqual([
			'/_ping',
			`/v${newest}${question}`,
			`/v1.51${question}`,
			'/v1.51/info',
			'/v1.51/system/df?type=build-cache',
		]);
	},
);

it('does not ask an older engine, and gives the reason', async () => {
	const {reader, asked} = await open('1.52', replay);
	await expect(reader.identity(id)).rejects.toMatchObject({
		message: expect.stringMatching(/API 1\.53 or newer, and this one speaks 1\.52/),
	});
	expect(asked).toEqual(['/_ping']);
});

it('finds nothing recorded where the engine leaves it out', async () => {
	const {reader} = await open('1.55', () => ({json: {Id: id, RepoDigests: []}}));
	expect(await reader.identity(id)).toBeNull();
});

it('asks the engine for its version where a proxy keeps the ping to itself: an old one would seem to have recorded nothing', async () => {
	const {reader, asked} = await open('', (path, version) =>
		path === '/version' ? {json: {ApiVersion: '1.45'}} : replay(path, version),
	);
	await expect(reader.identity(id)).rejects.toMatchObject({message: expect.stringContaining('this one speaks 1.45')});
	expect(asked).toEqual(['/_ping', '/version']);
	const newer = await open('', replay);
	expect(await newer.reader.identity(id)).toEqual(identity);
});

it('gives up within its own time limit, and still inspects', async () => {
	const {reader} = await open('1.55', (path, version) => (version === '1.55' ? 'hang' : replay(path, version)), 300);
	await expect(reader.identity(id)).rejects.toMatchObject({kind: 'timeout'});
	expect((await reader.image(id)).Id).toBe(id);
});

it('refuses an invalid record', async () => {
	const {reader} = await open('1.55', () => ({json: {Id: id, Identity: {Pull: 'nginx'}}}));
	await expect(reader.identity(id)).rejects.toMatchObject({
		kind: 'invalid-answer',
		message: expect.stringContaining('Identity.Pull'),
	});
});
