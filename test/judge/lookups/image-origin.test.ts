import {expect, it, onTestFinished} from 'vitest';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import {createReader} from '../../../src/base/engine/reader.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {writeSnapshot} from '../../../src/judge/snapshot/write-snapshot.js';
import {type Replay, type ReplayedAnswer, startReplayingEngine} from '../../support/replaying-engine.js';
import {inspectOf} from '../../support/sample-fleet.js';

const containerd = {DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']], SecurityOptions: []};
const ids = Array.from({length: 12}, (_, index) => `sha256:${index.toString(16).repeat(64).slice(0, 64)}`);
const containers = ids.map((Image, index) => inspectOf({name: `c${index}`, Image}, index));

/** An engine with twelve containers, each of its own image; `newer` answers image inspects of API 1.53 and newer. */
function engineOf(info: object, newer: (id: string) => ReplayedAnswer): Replay {
	return (path, version) => {
		const [, kind, id = ''] = /^\/(containers|images)\/(.*)\/json$/.exec(path) ?? [];
		if (path === '/containers/json') return {json: containers.map(({Id, Image}) => ({Id, ImageID: Image}))};
		if (kind === 'containers') return {json: containers.find(({Id}) => Id === id)};
		if (kind === 'images' && version !== null && version >= '1.53') return newer(id);
		if (kind === 'images') return {json: {Id: id, RepoTags: ['nginx:1.27'], RepoDigests: [`nginx@${id}`], Config: {}}};
		if (path === '/events') return 'hang';
		if (path === '/info') return {json: info};
		if (path === '/version') return {json: {Version: '29.6.0', ApiVersion: '1.55'}};
		return path === '/volumes' ? {json: {Volumes: []}} : {json: path === '/system/df' ? {BuildCache: []} : []};
	};
}

const recorded = (id: string): ReplayedAnswer => ({
	json: {Id: id, RepoDigests: [], Identity: {Pull: [{Repository: 'docker.io/library/nginx'}]}},
});

/** @param patience  milliseconds for one record */
async function open(api: string, replay: Replay, patience = 30_000) {
	const engine = await startReplayingEngine(api, replay);
	onTestFinished(() => engine.stop());
	const asked = () => engine.asked.filter(path => /^\/v1\.5[3-9]/.test(path));
	const reader = () => createReader({kind: 'unix', socketPath: engine.socketPath}, {timeouts: {identity: patience}});
	return {reader, asked};
}

/** The verdicts of some rules on every image. */
async function judged(reader: EngineReader, ...rules: readonly string[]) {
	const fleet = openFleet(reader, {unwatched: true});
	await fleet.start();
	const {verdicts} = fleet.model();
	fleet.close();
	return verdicts.filter(({rule}) => rules.includes(rule));
}

const rule = 'image-unverified';

/** A snapshot of the engine, as an engine. */
const replayed = async (reader: EngineReader): Promise<EngineReader> => {
	const text = await writeSnapshot(reader);
	reader.close();
	return openSnapshot(text, 'x.json').reader;
};

it('is requested for each image of a containerd store, and decides', async () => {
	const {reader, asked} = await open('1.55', engineOf(containerd, recorded));
	const verdicts = await judged(reader(), rule);
	expect(verdicts).toHaveLength(ids.length);
	expect(verdicts.map(({verdict}) => verdict)).toEqual(ids.map(() => 'pass'));
	expect(asked().sort()).toEqual(ids.map(id => `/v1.55/images/${id}/json`).sort());
});

it('is asked in the background where the fleet is shown, and judged when it comes', async () => {
	const {reader} = await open('1.55', engineOf(containerd, recorded));
	const fleet = openFleet(reader());
	onTestFinished(() => fleet.close());
	await fleet.start();
	expect(fleet.model().verdicts.flatMap(one => (one.rule === rule ? one.verdict : []))).toEqual(ids.map(() => 'pass'));
});

it('is requested again with the page of the image, as after a push', async () => {
	let isPushed = false;
	const pushed = (id: string): ReplayedAnswer => (isPushed ? recorded(id) : {json: {Id: id, RepoDigests: []}});
	const {reader} = await open('1.55', engineOf(containerd, pushed));
	const fleet = openFleet(reader());
	onTestFinished(() => fleet.close());
	await fleet.start();
	const [id = ''] = fleet.model().entries.map(entry => entry.id);
	const ofFirst = () => fleet.model().verdicts.find(one => one.rule === rule && one.target.id === ids[0])?.verdict;
	expect(ofFirst()).toBe('fail');
	isPushed = true;
	await fleet.ask(id, 'image');
	expect(ofFirst()).toBe('pass');
});

it('is not requested from an engine with a storage driver: its digests show it', async () => {
	const {reader, asked} = await open(
		'1.55',
		engineOf({...containerd, DriverStatus: [['Backing Filesystem', 'extfs']]}, recorded),
	);
	expect((await judged(reader(), rule)).map(({verdict}) => verdict)).toEqual(ids.map(() => 'pass'));
	expect(asked()).toEqual([]);
});

it('is unknown below API 1.53, with one plain reason', async () => {
	const {reader, asked} = await open('1.52', engineOf(containerd, recorded));
	for (const verdict of await judged(reader(), rule))
		expect(verdict).toMatchObject({
			verdict: 'unknown',
			reasons: [
				{
					reason: expect.stringMatching(
						/^with the containerd image store, digests are computed.*1\.53 or newer, and this one speaks 1\.52$/,
					),
				},
			],
		});
	expect(asked()).toEqual([]);
});

it('that the engine does not give in time is unknown, is waited for once, and costs nothing else', async () => {
	const {reader, asked} = await open(
		'1.55',
		engineOf(containerd, () => 'hang'),
		200,
	);
	const verdicts = await judged(reader(), rule, 'image-healthcheck');
	const late = verdicts.filter(verdict => verdict.rule === rule);
	expect(late).toHaveLength(ids.length);
	for (const verdict of late)
		expect(verdict).toMatchObject({verdict: 'unknown', reasons: [{reason: expect.stringContaining('did not answer')}]});
	expect(verdicts.filter(({verdict}) => verdict === 'fail')).toHaveLength(ids.length);
	// As many as are asked at once.
	expect(asked().length).toBeLessThanOrEqual(4);
});

it('is in a snapshot, also where nothing was recorded', async () => {
	const nothing = (id: string): ReplayedAnswer => (id === ids[0] ? {json: {Id: id, RepoDigests: []}} : recorded(id));
	const {reader} = await open('1.55', engineOf(containerd, nothing));
	const live = await judged(reader(), rule);
	const again = await judged(await replayed(reader()), rule);
	expect(again.map(({verdict}) => verdict)).toEqual(live.map(({verdict}) => verdict));
	expect(new Set(live.map(({verdict}) => verdict))).toEqual(new Set(['fail', 'pass']));
});

it('that a snapshot does not hold is unknown in its replay', async () => {
	const {reader} = await open('1.52', engineOf(containerd, recorded));
	for (const verdict of await judged(await replayed(reader()), rule))
		expect(verdict).toMatchObject({verdict: 'unknown', reasons: [{reason: expect.stringContaining('x.json does not contain')}]});
});
