import {describe, expect, it, onTestFinished} from 'vitest';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {writeSnapshot} from '../../../src/judge/snapshot/write-snapshot.js';
import {readRecorded} from '../../base/facts/recorded.js';
import {inspectOf} from '../../support/sample-fleet.js';

/* A malformed field costs the rules that read it, a malformed row only what is asked of that row; a second replay says the same. */

const now = () => Date.parse('2026-12-01T00:00:00Z');

async function judged(snapshot: object, again = false) {
	let {reader} = openSnapshot(JSON.stringify(snapshot), 'x.json');
	if (again) reader = openSnapshot(await writeSnapshot(reader), 'again.json').reader;
	const fleet = openFleet(reader, {now, unwatched: true});
	onTestFinished(() => fleet.close());
	await fleet.start();
	const model = fleet.model();
	const verdicts = (name: string) => model.entries.find(entry => entry.name === name)?.assessed?.verdicts ?? [];
	return {model, of: (name: string, rule: string) => verdicts(name).find(verdict => verdict.rule === rule)};
}

const inspects = (host: object) => [inspectOf({name: 'web', host}, 0), inspectOf({name: 'db', host: {Privileged: true}}, 1)];

describe('a malformed field of a container', () => {
	it.each([false, true])('costs the rules that read it, with its path (replayed again: %j)', async again => {
		const {of, model} = await judged(inspects({PidMode: 'host', CapAdd: ['SYS_ADMIN', 5]}), again);
		expect(model.entries.map(({failed}) => failed)).toEqual([null, null]);
		expect(of('web', 'container-host-pid')?.verdict).toBe('fail');
		expect(of('web', 'container-capabilities')).toMatchObject({
			verdict: 'unknown',
			reasons: [
				{
					source: 'inspect:HostConfig.CapAdd',
					reason: "the engine's answer has no readable HostConfig.CapAdd: HostConfig.CapAdd[1] is a number, not text",
				},
			],
		});
		expect(of('db', 'container-privileged')?.verdict).toBe('fail');
	});

	it('passes nothing that may be omitted: it was there and could not be read', async () => {
		const {of} = await judged(inspects({Sysctls: 'net.ipv4.ip_forward=1'}));
		expect(of('web', 'container-sysctls')).toMatchObject({verdict: 'unknown'});
		expect(of('db', 'container-sysctls')?.verdict).toBe('pass');
	});

	it('passes nothing that Podman never reports where the Podman annotation cannot be read', async () => {
		const {of} = await judged(inspects({Annotations: {'io.container.manager': 5}}));
		expect(of('web', 'container-sysctls')?.verdict).toBe('unknown');
	});

	it('refuses only a container without an id', () => {
		expect(() => openSnapshot(JSON.stringify([{...inspectOf({name: 'web'}, 0), Id: 7}]), 'x.json')).toThrow(
			'expected the output',
		);
	});
});

describe('a malformed row', () => {
	const recorded = readRecorded('docker-26.1.5-fleet.json');

	it.each([false, true])('of a network is omitted and named, the others stay (replayed: %j)', async again => {
		const networks = [...recorded.networks, {Id: 'n9', Name: 'odd', Driver: 'bridge', Internal: 'no'}, 7];
		const {model} = await judged({...recorded, schema: 'dockscope.snapshot/1', networks}, again);
		const {networks: known, defaultBridge} = model.engine ?? {};
		expect(known?.known === true ? known.value.length : null).toBe(recorded.networks.length);
		expect(defaultBridge?.known).toBe(true);
		expect(model.blindSpots.filter(({source}) => source.startsWith('engine:/networks'))).toEqual([
			{source: 'engine:/networks/odd', reason: 'the row "odd" is malformed: Internal is a string, not true or false'},
			{source: 'engine:/networks', reason: 'the row without a name is malformed: it is a number, not an object'},
		]);
	});

	it('that may be the default bridge leaves it unknown', async () => {
		const networks = recorded.networks.map(network => (network.Name === 'bridge' ? {...network, Options: {a: 1}} : network));
		const {model} = await judged({...recorded, schema: 'dockscope.snapshot/1', networks});
		expect(model.engine?.defaultBridge).toMatchObject({known: false, reason: {source: 'engine:/networks/bridge'}});
	});

	it('of a volume costs the containers that mount it', async () => {
		const mount = (Name: string) => ({Type: 'volume', Name, Source: `/v/volumes/${Name}/_data`, Destination: '/d', RW: true});
		const [web, db] = inspects({});
		const containers = [{inspect: {...web, Mounts: [mount('good')]}}, {inspect: {...db, Mounts: [mount('bad')]}}];
		const volumes = ['good', 'bad'].map(Name => ({Name, Driver: 'local', Mountpoint: '/v', Options: Name === 'bad' ? 5 : null}));
		const {of} = await judged({...recorded, schema: 'dockscope.snapshot/1', containers, volumes, images: []});
		expect(of('web', 'container-runtime-socket')?.verdict).toBe('pass');
		expect(of('db', 'container-runtime-socket')).toMatchObject({verdict: 'unknown', reasons: [{source: 'engine:/volumes/bad'}]});
	});
});
