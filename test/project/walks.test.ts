import {readFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {press} from '../../components/input.js';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {demoFleet} from '../../src/cli/demo/demo-fleet.js';
import {openCase, viewCase} from '../../src/fix/hardening-case.js';
import {enabledBy} from '../../src/fix/plan/index.js';
import {hardeningOutput} from '../../src/fix/render/fix-output.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {Fleet} from '../../src/judge/inventory/fleet-model.js';
import {pageOf} from '../../src/tui/store/page-of.js';
import {executedFiles} from '../support/executed-files.js';
import {type ReplayingEngine, startReplayingEngine} from '../support/replaying-engine.js';
import {shop} from '../support/sample-fleet.js';
import {sampleTui} from '../support/sample-tui.js';

/** The rooms with a file for each rule or fact, of which many run, and the table that rules read; the doors, which pass on; and a look every four seconds, where the walk takes longer. */
const aside = /^src\/(judge\/rules|judge\/survive|base\/facts)\/|\/index\.ts$|^src\/base\/engine\/watch-silence\.ts$/;
/** Only ever lower it. */
const MAX_FILES_TO_A_BADGE = 45;

const page = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');
/** The files that the page names on a way. */
function namedOn(way: string): readonly string[] {
	const section = page.split(/^#+ /m).find(text => text.startsWith(`${way}\n`)) ?? '';
	return [...section.matchAll(/`((?:src|components)\/[\w./-]+\.tsx?)`/g)].map(([, path = '']) => path);
}

const demo = JSON.parse(demoFleet());
const containers = new Map<string, {Id: string; HostConfig: {Privileged: boolean}}>(
	demo.containers.map(({inspect}: {inspect: {Id: string}}) => [inspect.Id, inspect]),
);
const images = new Map<string, {Id: string}>(demo.images.map(({inspect}: {inspect: {Id: string}}) => [inspect.Id, inspect]));
const [changed = ''] = containers.keys();

let engine: ReplayingEngine;
let reader: ReturnType<typeof createReader>;
let fleet: Fleet;

const lists: Readonly<Record<string, unknown>> = {
	'/version': demo.version,
	'/info': demo.info,
	'/containers/json': demo.containers.map(({inspect}: {inspect: Record<string, unknown>}) => ({
		...{
			Id: inspect['Id'],
			Names: [inspect['Name']],
			ImageID: inspect['Image'],
			Image: 'x',
			State: 'running',
			Status: 'Up',
			Labels: {},
		},
	})),
	'/images/json': [...images.values()].map(({Id}) => ({Id, RepoTags: []})),
	'/networks': demo.networks,
	'/volumes': {Volumes: demo.volumes},
};

beforeAll(async () => {
	engine = await startReplayingEngine('1.45', path => {
		if (path === '/events') return 'stream';
		const [, kind = '', id = ''] = /^\/(containers|images)\/(.+)\/json$/.exec(path) ?? [];
		const json = lists[path] ?? (kind === 'containers' ? containers : images).get(decodeURIComponent(id));
		return json === undefined ? {status: 404, message: 'no such thing'} : {json};
	});
	reader = createReader({kind: 'unix', socketPath: engine.socketPath});
	fleet = openFleet(reader);
	await fleet.start();
	await changeContainer();
});
afterAll(async () => {
	fleet.close();
	reader.close();
	await engine.stop();
});

const entry = () => fleet.model().entries.find(({id}) => id === changed);

/** Ends when its badges are in the model. */
async function changeContainer(): Promise<void> {
	const before = entry()?.assessed;
	const inspect = containers.get(changed);
	if (inspect === undefined) throw new Error('the demo has no container');
	inspect.HostConfig.Privileged = !inspect.HostConfig.Privileged;
	const now = Date.now();
	const actor = {ID: changed, Attributes: {name: 'x'}};
	engine.send({
		Type: 'container',
		Action: 'update',
		Actor: actor,
		scope: 'local',
		time: Math.floor(now / 1000),
		timeNano: now * 1e6,
	});
	while (entry()?.assessed === before || !fleet.model().settled) await pause(20);
}

describe('docs/architecture.md names files that run', () => {
	it('from a change of a container to its badge', async () => {
		const run = await executedFiles(changeContainer);
		const named = namedOn('From a change of a container to its badge');
		expect(named.length).toBeGreaterThan(15);
		expect(named.filter(file => !run.has(file))).toEqual([]);
		const walked = [...run].filter(file => !aside.test(file)).toSorted();
		expect(walked.length, walked.join('\n')).toBeLessThanOrEqual(MAX_FILES_TO_A_BADGE);
	});

	it('from a key to a frame', async () => {
		const {tui} = sampleTui(shop);
		const named = namedOn('From a key to a frame');
		const work = async () => {
			for (const key of ['j', 'Enter', 'j', 'Esc']) {
				press(key, tui);
				pageOf(tui.store.getState());
			}
		};
		await work();
		const run = await executedFiles(work);
		expect(named.length).toBeGreaterThan(5);
		expect(named.filter(file => !run.has(file))).toEqual([]);
		tui.close();
	});

	it('from a container to its fix', async () => {
		const assessed = entry()?.assessed;
		if (!assessed) throw new Error('the container was not judged');
		const work = async () => {
			const opened = await openCase({reader, fleet, host: localHost()}, assessed);
			const view = viewCase(opened, opened.plan, enabledBy(opened.plan, 'least'), fleet);
			expect(hardeningOutput('run', view, opened.image).text).toContain('docker run');
		};
		await work();
		const run = await executedFiles(work);
		const named = namedOn('From a container to its fix');
		expect(named.length).toBeGreaterThan(7);
		expect(named.filter(file => !run.has(file))).toEqual([]);
	});
});
