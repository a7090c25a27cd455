import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../../src/base/answers/index.js';
import {unseenHost} from '../../../src/base/host/unseen-host.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {FleetModel} from '../../../src/judge/inventory/fleet-model.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {writeSnapshot} from '../../../src/judge/snapshot/write-snapshot.js';
import {inspectOf} from '../../support/sample-fleet.js';
import {violations} from '../../support/validate.js';
import {replay} from '../fleet/replayed.js';

const recorded = (name: string) => readFileSync(resolve(import.meta.dirname, '../../recorded', `${name}.json`), 'utf8');
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

describe.each(
	'docker-26.1.5-fleet docker-26.1.5-strict podman-5.4.2-fleet podman-5.4.2-rootless docker-26.1.5-cgroup2'.split(' '),
)('the recorded fleet %s', name => {
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
		...'hunter2-env AKIAABCDEFGHIJKLMNOP hunter2-url hunter2-arg hunter2-word hunter2-label hunter2-log'.split(' '),
		...'hunter2-mount hunter2-probe hunter2-proxy hunter2-plugin'.split(' '),
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

	it('are masked everywhere, and the structure is kept', async () => {
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

describe('the list of images in a snapshot', () => {
	const withList = (imageList: unknown) =>
		JSON.stringify({schema: 'dockscope.snapshot/1', containers: [{inspect: inspectOf({name: 'web'})}], imageList});
	const dangling = {Id: `sha256:${'d'.repeat(64)}`, RepoTags: ['<none>:<none>'], Labels: {token: 'hunter2-label'}};

	it('is written with only ids and names, and says which have none', async () => {
		const written = await writeSnapshot(openSnapshot(withList([dangling]), 'x').reader);
		expect(violations('snapshot', JSON.parse(written))).toEqual([]);
		expect(violations('snapshot', JSON.parse(withList([{RepoTags: []}])))).toHaveLength(1);
		expect((JSON.parse(written) as {imageList: unknown}).imageList).toEqual([
			{Id: dangling.Id, RepoTags: dangling.RepoTags, RepoDigests: null},
		]);
		expect((await openSnapshot(written, 'x').reader.images()).map(({Id}) => Id)).toEqual([dangling.Id]);
	});

	it('is not made up of the images in use where it was not recorded', async () => {
		const {reader} = openSnapshot(withList(undefined), 'x');
		await expect(reader.images()).rejects.toThrow('does not contain /images/json');
	});

	it.each([
		[{Id: 'a', RepoTags: 3}, '[0].RepoTags is a number, not a list'],
		[{Id: 'a', RepoDigests: ['x', 4]}, '[0].RepoDigests[1] is a number, not text'],
		[{RepoTags: []}, '[0].Id is missing'],
	])('rejects a list with %j in it, as an engine would never send it', async (row, words) => {
		await expect(openSnapshot(withList([row]), 'x').reader.images()).rejects.toThrow(
			`snapshot x gave an invalid answer to the list of images: ${words}`,
		);
	});
});

it('keeps the names and ids of a passwd file, which are no secret', async () => {
	const Id = `sha256:${'1'.repeat(64)}`;
	const passwd = 'root:x:0:0:::\napp:x:1000:1000:::\n';
	const text = JSON.stringify({
		schema: 'dockscope.snapshot/1',
		containers: [{inspect: {...inspectOf({name: 'app'}), Image: Id, Config: {User: 'app'}}, top: null}],
		images: [{inspect: {Id}, history: null, passwd}],
	});
	const written: unknown = JSON.parse(await writeSnapshot(openSnapshot(text, 'x').reader));
	expect(written).toMatchObject({images: [{inspect: {Id}, passwd: expect.stringContaining('app:x:1000:1000')}]});
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
	const host = {...unseenHost('not looked at'), unseen: null, socketPath: trusted('/srv/engine.sock')};
	const leadingTo = (target: string | null) => async (paths: readonly string[]) =>
		paths.map(path => ({path, real: path === '/srv/conf' ? target : path, source: null}));
	const of = async (written: string) => {
		const [web] = (await replay(written)).entries;
		const link = web?.assessed?.verdicts.find(({rule}) => rule === 'container-symlink-mount');
		return {badges: web?.assessed?.badges.slice(0, 2).map(({word}) => word), link: link?.verdict};
	};

	it('shows where links lead, and which socket is the engine’s', async () => {
		const {reader} = openSnapshot(text, 'x.json');
		const written = await writeSnapshot(reader, {host, lookAtPaths: leadingTo('/etc')});
		expect(violations('snapshot', JSON.parse(written))).toEqual([]);
		expect(await of(written)).toEqual({badges: ['SOCK', 'MNT!'], link: 'fail'});
	});

	it('keeps which path could not be resolved', async () => {
		const {reader} = openSnapshot(text.replace('/srv/engine.sock', '/srv/data'), 'x.json');
		const written = await writeSnapshot(reader, {host, lookAtPaths: leadingTo(null)});
		expect(violations('snapshot', JSON.parse(written))).toEqual([]);
		const verdicts = (await replay(written)).entries[0]?.assessed?.verdicts ?? [];
		const mounts = ['container-symlink-mount', 'container-sensitive-mount', 'container-runtime-socket'];
		expect(mounts.map(slug => verdicts.find(({rule}) => rule === slug)?.verdict)).toEqual(['unknown', 'unknown', 'unknown']);
	});

	it('is unknown where the links were not followed', async () => {
		const {reader} = openSnapshot(text, 'x.json');
		expect((await of(await writeSnapshot(reader, {host}))).link).toBe('unknown');
		expect((await of(text)).link).toBe('unknown');
	});
});
