import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/answers/index.js';
import {openFleet} from '../../src/fleet/fleet.js';
import type {FleetModel} from '../../src/fleet/fleet-model.js';
import {openSnapshot} from '../../src/fleet/open-snapshot.js';
import {SnapshotError} from '../../src/fleet/snapshot-error.js';
import {writeSnapshot} from '../../src/fleet/write-snapshot.js';
import {unseenHost} from '../../src/host/unseen-host.js';
import {own} from '../../src/terminal/safe-text.js';
import {inspectOf} from '../support/sample-fleet.js';
import {violations} from '../support/validate.js';

const recorded = (name: string) => readFileSync(resolve(import.meta.dirname, '../recorded', `${name}.json`), 'utf8');
const now = () => Date.parse('2026-12-01T00:00:00Z');

async function replay(text: string): Promise<FleetModel> {
	const {reader, host} = openSnapshot(text, 'x.json');
	const fleet = openFleet(reader, {now, recordedHost: host});
	await fleet.start();
	const model = fleet.model();
	fleet.close();
	return model;
}

const judged = ({entries, verdicts}: FleetModel) => ({
	containers: entries.map(({name, state, assessed}) => ({
		name,
		state,
		grade: assessed?.risk.grade,
		badges: assessed?.badges.map(({word}) => word),
		paths: assessed?.attackPaths.map(({id}) => id),
		verdicts: assessed?.verdicts.map(({rule, verdict, severity}) => `${rule} ${verdict} ${severity}`),
	})),
	verdicts: verdicts.map(({rule, verdict, target}) => `${rule} ${verdict} ${target.id}`),
});

describe.each([
	'docker-26.1.5-fleet',
	'docker-26.1.5-strict',
	'podman-5.4.2-fleet',
	'podman-5.4.2-rootless',
	'docker-26.1.5-cgroup2',
])('the recorded fleet %s', name => {
	it('is judged whole', async () => {
		const model = await replay(recorded(name));
		expect(model.connection).toEqual({state: 'replayed'});
		expect(model.loading).toEqual({done: model.entries.length, total: model.entries.length, complete: true});
		expect(model.entries.length).toBeGreaterThan(0);
		expect(model.entries.filter(({assessed}) => assessed === null)).toEqual([]);
		expect(model.verdicts.length).toBeGreaterThan(0);
	});

	it('is judged alike from a snapshot of itself, which holds no secret', async () => {
		const written = await writeSnapshot(openSnapshot(recorded(name), 'x.json').reader, {include: {top: true, changes: true}});
		expect(violations('snapshot', JSON.parse(written))).toEqual([]);
		expect(judged(await replay(written))).toEqual(judged(await replay(recorded(name))));
		expect(await writeSnapshot(openSnapshot(written, 'x.json').reader, {include: {top: true, changes: true}})).toBe(written);
	});
});

describe('secrets', () => {
	const secrets = [
		'hunter2-env',
		'AKIAABCDEFGHIJKLMNOP',
		'hunter2-url',
		'hunter2-arg',
		'hunter2-word',
		'hunter2-label',
		'hunter2-log',
		'hunter2-mount',
		'hunter2-probe',
		'hunter2-proxy',
		'hunter2-plugin',
	];
	const inspect: ContainerInspect = inspectOf({
		name: 'web',
		Path: 'server',
		Args: ['--password=hunter2-arg', '--token', 'hunter2-word'],
		config: {
			Image: 'x',
			Env: [
				'DB_PASSWORD=hunter2-env',
				'AWS=AKIAABCDEFGHIJKLMNOP',
				'DATABASE_URL=postgres://u:hunter2-url@db/x',
				'MODE=production',
			],
			Cmd: ['--password=hunter2-arg', '--token', 'hunter2-word', '--port', '80'],
			Labels: {'app.secret': 'hunter2-label', team: 'shop'},
			Healthcheck: {Test: ['CMD', 'probe', '--password', 'hunter2-probe']},
		},
		host: {
			LogConfig: {Type: 'splunk', Config: {'splunk-token': 'hunter2-log'}},
			Mounts: [
				{
					Type: 'volume',
					Source: 'v',
					Target: '/v',
					VolumeOptions: {DriverConfig: {Name: 'local', Options: {o: 'username=u,password=hunter2-mount', type: 'cifs'}}},
				},
			],
		},
	});
	const text = JSON.stringify({
		schema: 'dockscope.snapshot/1',
		info: {HttpProxy: 'http://u:hunter2-proxy@proxy:3128'},
		plugins: [{Name: 'x', Settings: {Env: ['PASSWORD=hunter2-plugin']}}],
		containers: [{inspect, top: {Titles: ['PID', 'CMD'], Processes: [['1', 'server --password=hunter2-arg']]}}],
		images: [
			{
				inspect: {Id: inspect.Image, Config: {Env: ['API_KEY=hunter2-env']}},
				history: [
					{CreatedBy: '|1 TOKEN=hunter2-arg /bin/sh -c make'},
					{CreatedBy: '/bin/sh -c #(nop)  ENV PASSWORD=hunter2-env and hunter2-word'},
				],
			},
		],
		volumes: [{Name: 'v', Options: {o: 'username=u,password=hunter2-mount', device: '//nas/x', type: 'cifs'}}],
	});

	it('are masked wherever they stand, and the structure stays', async () => {
		const written = await writeSnapshot(openSnapshot(text, 'x').reader, {include: {top: true}});
		expect(secrets.filter(secret => written.includes(secret))).toEqual([]);
		const snapshot = JSON.parse(written) as {containers: {inspect: ContainerInspect}[]; images: {history: unknown}[]};
		const {Config, HostConfig} = snapshot.containers[0]?.inspect ?? {};
		expect(Config).toEqual({
			Image: 'x',
			Env: ['DB_PASSWORD=********', 'AWS=********', 'DATABASE_URL=postgres://u:********@db/x', 'MODE=production'],
			Cmd: ['--password=********', '--token', '********', '--port', '80'],
			Labels: {'app.secret': '********', team: 'shop'},
			Healthcheck: {Test: ['CMD', 'probe', '--password', '********']},
		});
		expect(HostConfig?.Mounts?.[0]?.VolumeOptions?.DriverConfig?.Options).toEqual({
			o: 'username=u,password=********',
			type: 'cifs',
		});
		expect(snapshot.images[0]?.history).toEqual([
			{CreatedBy: '|1 TOKEN=******** /bin/sh -c make'},
			{CreatedBy: '/bin/sh -c #(nop)  ENV PASSWORD=********'},
		]);
	});

	it('are found in the masked snapshot as they were before', async () => {
		const written = await writeSnapshot(openSnapshot(text, 'x').reader, {include: {top: true}});
		const facts = async (from: string) => (await replay(from)).entries[0]?.assessed?.facts;
		const [before, after] = [await facts(text), await facts(written)];
		expect(after?.secrets.map(({path, name}) => `${path} ${name}`)).toEqual(
			before?.secrets.map(({path, name}) => `${path} ${name}`),
		);
		expect(after?.secrets.length).toBeGreaterThanOrEqual(6);
		expect(after?.env).toEqual(before?.env);
		expect(after?.commandLine).toBe(before?.commandLine);
	});
});

describe('the host of a snapshot', () => {
	const linked = inspectOf({
		name: 'web',
		Mounts: [
			{Type: 'bind', Source: '/srv/conf', Destination: '/conf', RW: true},
			{Type: 'bind', Source: '/srv/engine.sock', Destination: '/engine.sock', RW: true},
		],
	});
	const text = JSON.stringify({schema: 'dockscope.snapshot/1', containers: [{inspect: linked}]});
	const host = {...unseenHost('not looked at'), unseen: null, socketPath: own('/srv/engine.sock')};
	const of = async (written: string) => {
		const [web] = (await replay(written)).entries;
		const link = web?.assessed?.verdicts.find(({rule}) => rule === 'container-symlink-mount');
		return {badges: web?.assessed?.badges.slice(0, 2).map(({word}) => word), link: link?.verdict};
	};

	it('tells where links lead, and which socket is the engine', async () => {
		const {reader} = openSnapshot(text, 'x.json');
		const written = await writeSnapshot(reader, {host, realPath: path => (path === '/srv/conf' ? '/etc' : path)});
		expect(violations('snapshot', JSON.parse(written))).toEqual([]);
		expect(await of(written)).toEqual({badges: ['SOCK', 'MNT!'], link: 'fail'});
	});

	it('says that it does not know where nobody followed the links', async () => {
		const {reader} = openSnapshot(text, 'x.json');
		expect((await of(await writeSnapshot(reader, {host}))).link).toBe('unknown');
		expect((await of(text)).link).toBe('unknown');
	});
});

describe('docker inspect', () => {
	it('is read one container a line too', async () => {
		const lines = ['web', 'db'].map((name, index) => JSON.stringify(inspectOf({name}, index)));
		expect((await replay(`${lines.join('\r\n')}\r\n`)).entries).toHaveLength(2);
	});

	it('is read like a snapshot, and what it lacks is a blind spot', async () => {
		const model = await replay(JSON.stringify([inspectOf({name: 'web', host: {Privileged: true}})]));
		expect(model.entries[0]?.assessed?.badges[0]?.word).toBe('PRIV');
		expect(model.blindSpots.map(({source}) => source).sort()).toEqual([
			'engine:/images/json',
			'engine:/info',
			'engine:/networks',
			'engine:/plugins',
			'engine:/system/df',
			'engine:/version',
			'engine:/volumes',
		]);
		expect(model.blindSpots[0]?.reason).toBe('snapshot x.json does not hold /version');
	});

	it('of one container without the list around it is read too', async () => {
		expect((await replay(JSON.stringify(inspectOf({name: 'web'})))).entries).toHaveLength(1);
	});

	it('may hold images', async () => {
		const container = inspectOf({name: 'web'});
		const model = await replay(JSON.stringify([container, {Id: container.Image, RepoTags: ['nginx:1.27'], Config: {}}]));
		expect(model.entries[0]?.assessed?.image?.tags).toEqual(['nginx:1.27']);
	});
});

describe('what is no snapshot', () => {
	it.each([
		['', 'x.json:1:1: the file is empty'],
		['[{"Id": "a"', 'x.json:1:12: the JSON ends too early: the file is cut short'],
		['{"a": 1}\n{"b": 2', 'x.json:2:1: this is no JSON'],
		['{"a": 1}\n{"b": 2}', 'x.json: [0] is an object without an "Id"'],
		['hello', 'x.json: this is no JSON'],
		['3', 'x.json: expected a snapshot (an object) or the output of docker inspect (a list)'],
		['{}', 'x.json: it has no "schema"; this version of dockscope reads "dockscope.snapshot/1" and the output of docker inspect'],
		['{"schema": "dockscope.snapshot/9"}', 'x.json: "schema" is "dockscope.snapshot/9"; this version of dockscope reads'],
		['{"schema": "dockscope.snapshot/1"}', 'x.json: "containers" is missing'],
		['{"schema": "dockscope.snapshot/1", "containers": {}}', 'x.json: "containers" must be a list or null, not an object'],
		['{"schema": "dockscope.snapshot/1", "containers": [3]}', 'x.json: containers[0] must be an object, not a number'],
		[
			'{"schema": "dockscope.snapshot/1", "containers": [{}]}',
			'x.json: containers[0].inspect must be an object with the "Id" of a container',
		],
		['{"schema": "dockscope.snapshot/1", "containers": [], "info": []}', 'x.json: "info" must be an object or null, not a list'],
		['[{"Id": "a", "Driver": "bridge"}]', 'x.json: [0] is neither a container, an image, a network nor a volume'],
		['[{"Id": "a", "Driver": "bridge", "IPAM": {}}]', 'x.json: it holds no container and no image'],
		['[{"Id": "a", "State": "running", "Image": "x"}]', 'x.json: [0] is a row of a list, or a pod'],
		['[]', 'x.json: the list is empty: docker inspect has found nothing'],
		['[3]', 'x.json: [0] is a number; expected the output of docker inspect'],
		['[{"Id": "a", "State": {}}, {"Id": "a", "State": {}}]', 'x.json: the container a stands there twice'],
		['{"schema": "\\u001b[31m"}', 'x.json: "schema" is ""; this version'],
	])('%j is refused in one line that says where', (text, message) => {
		const error = refusal(text);
		expect(error).toContain(message);
		expect(error).not.toMatch(/[\n\u001b]/);
	});

	function refusal(text: string): string {
		try {
			openSnapshot(text, 'x.json');
		} catch (error) {
			if (error instanceof SnapshotError) return error.message;
			throw error;
		}
		return 'nothing';
	}
});

describe('answers of an odd shape', () => {
	it.each(['State', 'Config', 'HostConfig', 'NetworkSettings', 'Mounts', 'Image', 'Name', 'ExecIDs', 'Created'])(
		'%s may be anything',
		async field => {
			for (const value of [null, 3, 'x', [], {}, [null], undefined]) {
				const inspect = {...inspectOf({name: 'web'}), Config: {Image: 'x'}, [field]: value};
				const model = await replay(JSON.stringify({schema: 'dockscope.snapshot/1', containers: [{inspect}]}));
				expect(model.entries[0]?.assessed).not.toBeNull();
			}
		},
	);
});
