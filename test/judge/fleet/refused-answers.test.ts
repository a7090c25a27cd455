import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {EngineError} from '../../../src/base/engine/engine-error.js';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import type {Risk} from '../../../src/judge/risk/assessment.js';
import type {ContainerVerdict} from '../../../src/judge/rules/verdict.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {inspectOf} from '../../support/sample-fleet.js';

/* A proxy that refuses a question hides what its answer would show: nothing that failed with it may pass, or not apply, without it. */

const refuse = () => Promise.reject(new EngineError('forbidden', trusted('a socket proxy refuses it'), 403));
const refusals = {
	'/images': {images: refuse, image: refuse, history: refuse},
	'/volumes': {volumes: refuse},
	'/info': {info: refuse},
	'/version': {version: refuse},
	'/networks': {networks: refuse},
} satisfies Record<string, Partial<EngineReader>>;

/** A network may publish on loopback by default; where it was not seen, the port counts as published on all interfaces. */
const isWorseElsewhere = (about: string, now: ReadonlyMap<string, ContainerVerdict>): boolean =>
	now.get(about.replace('container-loopback-reach', 'container-wildcard-publish'))?.verdict === 'fail';

const typedKeys = <T extends object>(table: T) => Object.keys(table) as (keyof T)[];

const policy = {...builtInPolicy, settings: {...builtInPolicy.settings, allowedRegistries: ['docker.io']}};

type Judged = {
	/** By what they are about and their rule. */
	readonly verdicts: ReadonlyMap<string, ContainerVerdict>;
	/** By the name of the container. */
	readonly risks: ReadonlyMap<string, Risk>;
};

async function judged(text: string, change: Partial<EngineReader> = {}): Promise<Judged> {
	const {reader, host} = openSnapshot(text, 'x.json');
	const now = () => Date.parse('2026-12-01T00:00:00Z');
	const options = {unwatched: true, withHistories: true, recordedHost: host, policy, now};
	const fleet = openFleet({...reader, ...change}, options);
	await fleet.start();
	const {entries, verdicts} = fleet.model();
	fleet.close();
	const ofContainers = entries.flatMap(({name, assessed}) =>
		(assessed?.verdicts ?? []).map(verdict => [`${name} ${verdict.rule}`, verdict] as const),
	);
	return {
		verdicts: new Map([
			...ofContainers,
			...verdicts.map(one => [`${one.target.kind} ${one.target.id} ${one.rule}`, one] as const),
		]),
		risks: new Map(entries.flatMap(({name, assessed}) => (assessed === null ? [] : [[name, assessed.risk]]))),
	};
}

const volume = (Name: string, type: string, device: string, o = '') => ({
	Name,
	Driver: 'local',
	Mountpoint: `/var/lib/docker/volumes/${Name}/_data`,
	Options: {type, device, o},
});
const volumes = [
	volume('socket', 'none', '/var/run/docker.sock', 'bind'),
	volume('etc', 'none', '/etc', 'bind'),
	volume('root', 'none', '/', 'bind'),
	// Named by hand as the engine names those that it makes itself.
	volume('f'.repeat(64), 'none', '/', 'bind'),
	volume('proc', 'proc', 'proc'),
	volume('share', 'cifs', '//nas/backup', 'username=u,password=hunter2'),
];
const members = volumes.flatMap(({Name, Mountpoint}, index) => {
	const Mounts = [{Type: 'volume', Name, Source: Mountpoint, Destination: '/x', RW: true, Propagation: ''}];
	const at = (number: number) => index * 4 + number;
	return [
		inspectOf({name: `by-name-${index}`, host: {Binds: [`${Name}:/x`]}, Mounts}, at(0)),
		inspectOf({name: `inherited-${index}`, host: {VolumesFrom: [`by-name-${index}`]}, Mounts}, at(1)),
		inspectOf(
			{
				name: `proxy-${index}`,
				host: {Binds: [`${Name}:/x`]},
				config: {Image: 'tecnativa/docker-socket-proxy:1', Env: ['POST=1']},
				Mounts,
			},
			at(2),
		),
		inspectOf(
			{
				name: `user-${index}`,
				host: {Binds: [`${Name}:/x`], GroupAdd: ['docker']},
				config: {Image: 'containrrr/watchtower:1', User: '1000'},
				Mounts,
			},
			at(3),
		),
	];
});
const hiding = JSON.stringify({
	schema: 'dockscope.snapshot/1',
	version: {Version: '26.1.5', ApiVersion: '1.45'},
	info: {DriverStatus: null, SecurityOptions: [], DockerRootDir: '/var/lib/docker'},
	containers: members.map(inspect => ({inspect, top: null})),
	images: [
		{inspect: {Id: members[0]?.Image, RepoTags: [], RepoDigests: [], Config: {ExposedPorts: {'80/tcp': {}}}}, history: []},
	],
	...{networks: [], volumes, plugins: [], swarm: null, host: null, scans: [], imageList: []},
});
const recorded = readdirSync('test/recorded')
	.filter(file => file.endsWith('.json'))
	.map(file => [file, readFileSync(`test/recorded/${file}`, 'utf8')] as const);

describe.each([['volumes that hide binds', hiding] as const, ...recorded])('of %s', (name, text) => {
	it.each(['/images', '/volumes', '/networks'] as const)('%s refused turns nothing into what seems harmless', async refused => {
		const [{verdicts: full}, {verdicts: partial}] = [await judged(text), await judged(text, refusals[refused])];
		const better = [...full].filter(([about, {verdict}]) => {
			const now = partial.get(about)?.verdict;
			return now !== undefined && now !== verdict && now !== 'unknown' && now !== 'fail' && !isWorseElsewhere(about, partial);
		});
		expect(better.map(([about]) => about)).toEqual([]);
		const lost = [...full].filter(([about, {verdict}]) => verdict === 'fail' && partial.get(about)?.verdict === 'unknown');
		if (name === 'volumes that hide binds' && refused !== '/networks') expect(lost.length).toBeGreaterThan(5);
	});

	it.each(typedKeys(refusals))('a grade that gets better because %s is refused is marked', async refused => {
		const [full, partial] = [await judged(text), await judged(text, refusals[refused])];
		const unmarked = [...full.risks].filter(([about, {grade}]) => {
			const now = partial.risks.get(about);
			return now !== undefined && now.grade < grade && !now.isLowerBound;
		});
		expect(unmarked.map(([about, {grade}]) => `${about}: ${grade} → ${partial.risks.get(about)?.grade}`)).toEqual([]);
	});
});

it('gives the reason of the engine for what depends on an image', async () => {
	const {verdicts} = await judged(hiding, refusals['/images']);
	for (const rule of ['container-image-drift', 'container-registry', 'container-vulnerable-packages'])
		expect(verdicts.get(`by-name-0 ${rule}`)).toMatchObject({
			verdict: 'unknown',
			reasons: [{source: 'engine:/images/json', reason: 'a socket proxy refuses it'}],
		});
});
