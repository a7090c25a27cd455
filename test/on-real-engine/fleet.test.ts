import {request} from 'node:http';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {parseAddress} from '../../src/base/engine/endpoint/address.js';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {notStarted} from '../../src/base/host/container-on-host.js';
import {type HostAccess, localHost} from '../../src/base/host/local-host.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {Fleet, FleetEntry, FleetModel} from '../../src/judge/inventory/fleet-model.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';
import {writeSnapshot} from '../../src/judge/snapshot/write-snapshot.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {type Misbehaviour, type RecordingProxy, startRecordingProxy} from '../support/recording-proxy.js';

const deadline = 90_000;
const readerOf = (host: string) => createReader(parseAddress(host, trusted('the test'), null));

describe.skipIf((await whyNoEngine()) !== null)('a fleet of a real engine', () => {
	let engine: PrivateEngine;
	let proxy: RecordingProxy;
	let image = '';
	const open: Fleet[] = [];
	const misbehaving: (() => void)[] = [];

	beforeAll(async () => {
		engine = await startPrivateEngine();
		proxy = await startRecordingProxy(engine.socketPath);
		image = await busyboxImage(engine);
		await tidy();
	});
	afterEach(async () => {
		for (const fleet of open.splice(0)) fleet.close();
		for (const behave of misbehaving.splice(0)) behave();
		await tidy();
		proxy.forget();
	});
	afterAll(async () => {
		await proxy?.stop();
		await engine?.stop();
	});

	const start = (name: string, ...flags: string[]) =>
		engine.docker('run', '-d', '--name', name, '--stop-signal', 'KILL', ...flags, image, 'sleep', '86400');

	const given: Readonly<Record<string, readonly string[]>> = {
		web: ['-p', '8080:80', '-e', 'DB_PASSWORD=correct-horse-7'],
		ci: ['--privileged'],
		quiet: ['--network', 'none', '--cap-drop', 'ALL', '--user', '1000:1000'],
	};

	/** The three containers run, and nothing is left of a test that ended half-way: it would be in the way of the next try. */
	async function tidy(): Promise<void> {
		const rows = (await engine.docker('ps', '-a', '--format', '{{.Names}} {{.State}}')).split('\n').filter(row => row !== '');
		const states = new Map(rows.map(row => row.split(' ') as [string, string]));
		const others = [...states.keys()].filter(name => !(name in given));
		if (others.length > 0) await engine.docker('rm', '-f', ...others);
		for (const [name, flags] of Object.entries(given)) {
			const state = states.get(name);
			if (state === undefined) await start(name, ...flags);
			else if (state === 'paused') await engine.docker('unpause', name);
			else if (state !== 'running') await engine.docker('start', name);
		}
	}

	/** Until the end of the test. */
	const misbehave = (match: RegExp, how: Misbehaviour) => misbehaving.push(proxy.misbehave(match, how));

	/** A fleet through the proxy; started, and closed after the test. */
	async function watch(through: string = proxy.host): Promise<Fleet> {
		const fleet = openFleet(readerOf(through));
		open.push(fleet);
		await fleet.start();
		return fleet;
	}

	async function until<T>(fleet: Fleet, what: (model: FleetModel) => T | null | undefined | false): Promise<T> {
		const end = Date.now() + deadline;
		for (;;) {
			const found = what(fleet.model());
			if (found !== null && found !== undefined && found !== false) return found;
			if (Date.now() > end) throw new Error(`it did not come: ${JSON.stringify(summary(fleet.model()))}`);
			await new Promise(resolve => setTimeout(resolve, 20));
		}
	}

	const summary = ({entries, connection}: FleetModel) => ({
		connection,
		entries: entries.map(({name, state}) => `${name} ${state}`),
	});
	const named = ({entries}: FleetModel, name: string): FleetEntry | undefined => entries.find(entry => entry.name === name);
	const words = (entry: FleetEntry | undefined) => entry?.assessed?.badges.map(({word}) => `${word}`) ?? [];
	const inspects = (id = '') =>
		proxy.requests.filter(
			({path}) => path.includes(`/containers/${id}`) && path.endsWith('/json') && !path.endsWith('/containers/json'),
		);

	it('shows every row before the first inspect has answered, then judges each', async () => {
		const fleet = openFleet(readerOf(proxy.host));
		open.push(fleet);
		const first = new Promise<FleetModel>(resolve => fleet.subscribe(() => resolve(fleet.model())));
		misbehave(/GET .*\/containers\/[0-9a-f]+\/json/, {delayMs: 300});
		const started = fleet.start();
		const rows = await first;
		expect(rows.entries.map(({name}) => name).sort()).toEqual(['ci', 'quiet', 'web']);
		expect(rows.loading).toEqual({done: 0, total: 3, complete: false});
		await started;
		const model = fleet.model();
		expect(model.connection).toEqual({state: 'connected'});
		expect(model.loading).toEqual({done: 3, total: 3, complete: true});
		expect(words(named(model, 'ci'))[0]).toBe('PRIV');
		expect(words(named(model, 'web'))).toEqual(expect.arrayContaining(['*:8080?', 'ROOT', 'SECRET']));
		expect(words(named(model, 'quiet'))).not.toContain('ROOT');
		expect(model.engine?.kind).toBe('docker');
		expect(model.verdicts.some(({target}) => target.kind === 'engine')).toBe(true);
		expect(model.verdicts.some(({target}) => target.kind === 'image')).toBe(true);
	});

	it('shows containers that are listed and cannot be found, and judges them when they can', async () => {
		const lost = {answer: {status: 404, body: '{"message":"No such container: x"}'}};
		const behave = proxy.misbehave(/GET .*\/containers\/[0-9a-f]+\/json/, lost);
		const fleet = await watch();
		expect(
			fleet
				.model()
				.entries.map(({name, failed}) => `${name} ${failed?.reason.includes('No such container')}`)
				.sort(),
		).toEqual(['ci true', 'quiet true', 'web true']);
		behave();
		await fleet.refresh();
		expect(fleet.model().entries.filter(({assessed}) => assessed !== null).length).toBe(3);
	});

	it('finds a container again that something in between had lost for a while', async () => {
		const fleet = openFleet(readerOf(proxy.host), {reconcileEvery: 100});
		open.push(fleet);
		await fleet.start();
		const behave = proxy.misbehave(/GET .*\/containers\/json/, {answer: {status: 200, body: '[]'}});
		await until(fleet, ({entries}) => entries.length === 0);
		behave();
		await until(fleet, ({entries}) => entries.filter(({assessed}) => assessed !== null).length === 3);
	});

	it('sends GET and HEAD alone, each question once, and none that is slow', async () => {
		const fleet = await watch();
		expect(inspects().length).toBe(3);
		for (const what of ['processes', 'changes', 'execs', 'image', 'history', 'os'] as const) {
			await fleet.ask(named(fleet.model(), 'web')?.id ?? '', what);
		}
		expect(proxy.requests.filter(({method}) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
		// Once for the commands that run now. The image has neither of the two files that name its system: for each it is asked whether the
		// container still stands.
		expect(inspects().length).toBe(6);
		const paths = proxy.requests.map(({path}) => path.replace(/^\/v[\d.]+/, ''));
		expect(paths.filter(path => /size=(1|true)|\/stats|\/exec\b/.test(path))).toEqual([]);
		expect(paths.filter(path => path.includes('/top'))).toHaveLength(1);
		expect(paths.filter(path => path.includes('/changes'))).toHaveLength(1);
		const facts = named(fleet.model(), 'web')?.assessed?.facts;
		expect(facts?.processes).toMatchObject({known: true, value: [{uid: 0, command: 'sleep'}]});
		expect(facts?.changes).toMatchObject({known: true});
		expect(named(fleet.model(), 'web')?.assessed?.image?.history.known).toBe(true);
	});

	it('follows what happens, and leaves the other entries as they are', async () => {
		const fleet = await watch();
		const before = fleet.model();
		await engine.docker('pause', 'web');
		const paused = await until(fleet, model => named(model, 'web')?.state === 'paused' && named(model, 'web'));
		expect(paused.changedAt).toBeGreaterThan(0);
		expect(named(fleet.model(), 'quiet')).toBe(named(before, 'quiet'));
		await engine.docker('unpause', 'web');
		await until(fleet, model => named(model, 'web')?.state === 'running');

		await start('later', '--pid', 'host');
		const later = await until(fleet, model => named(model, 'later')?.assessed && named(model, 'later'));
		expect(words(later)).toContain('HPID');
		await engine.docker('rename', 'later', 'renamed');
		await until(fleet, model => named(model, 'renamed'));
		await engine.docker('rm', '-f', 'renamed');
		await until(fleet, model => named(model, 'renamed') === undefined);
		expect(fleet.model().loading).toEqual({done: 3, total: 3, complete: true});
	});

	it('looks at a storm of events in few batches, and is right at its end', async () => {
		const fleet = await watch();
		await start('stormy');
		const id = await until(fleet, model => named(model, 'stormy')?.assessed && named(model, 'stormy')?.id);
		proxy.forget();
		const began = performance.now();
		for (let turn = 0; turn < 300; turn += 1) await rename(engine.socketPath, id, `stormy-${turn}`);
		await until(fleet, model => named(model, 'stormy-299')?.assessed);
		// A batch begins thirty milliseconds after a change at the soonest: the slower the machine, the longer the storm lasts.
		expect(inspects(id).length).toBeLessThanOrEqual((performance.now() - began) / 25 + 5);
		await engine.docker('rm', '-f', 'stormy-299');
	});

	it('forgets a container that is gone between the list and its inspect', async () => {
		const id = await start('brief');
		misbehave(new RegExp(`/containers/${id}/json`), {delayMs: 1500});
		const fleet = openFleet(readerOf(proxy.host));
		open.push(fleet);
		const started = fleet.start();
		await until(fleet, model => named(model, 'brief'));
		await engine.docker('rm', '-f', 'brief');
		await started;
		expect(
			fleet
				.model()
				.entries.map(({name}) => name)
				.sort(),
		).toEqual(['ci', 'quiet', 'web']);
		expect(fleet.model().loading).toEqual({done: 3, total: 3, complete: true});
		expect(fleet.model().blindSpots).toEqual([]);
	});

	/** A fleet whose reader answers in the way of the real one, but for what is given; started, and closed after the test. */
	async function watchWith(changed: (reader: EngineReader) => Partial<EngineReader>): Promise<Fleet> {
		const reader = readerOf(proxy.host);
		const fleet = openFleet({...reader, ...changed(reader)});
		open.push(fleet);
		await fleet.start();
		return fleet;
	}

	/** Keeps one real answer back until it is let go, when others have long come. */
	function holdBack() {
		let letGo: () => void = () => undefined;
		const gone = new Promise<void>(resolve => {
			letGo = resolve;
		});
		const state = {wanted: false, held: false};
		return {
			state,
			letGo: () => letGo(),
			async pass<T>(answer: T): Promise<T> {
				if (!state.wanted || state.held) return answer;
				state.held = true;
				await gone;
				return answer;
			},
		};
	}

	it('is not set back by an answer that was asked for earlier and comes later', async () => {
		const back = holdBack();
		const quiet = (await engine.docker('inspect', '-f', '{{.Id}}', 'quiet')).trim();
		const fleet = await watchWith(reader => ({
			inspect: async (id, signal) => {
				const answer = await reader.inspect(id, signal);
				return id === quiet ? back.pass(answer) : answer;
			},
		}));
		back.state.wanted = true;
		const refreshed = fleet.refresh();
		await until(fleet, () => back.state.held);
		await engine.docker('pause', 'quiet');
		await until(fleet, model => named(model, 'quiet')?.state === 'paused');
		back.letGo();
		await refreshed;
		expect(named(fleet.model(), 'quiet')?.state).toBe('paused');
		await engine.docker('unpause', 'quiet');
		await until(fleet, model => named(model, 'quiet')?.state === 'running');
	});

	it('takes the processes of an earlier start for none of the container’s', async () => {
		const back = holdBack();
		const fleet = await watchWith(reader => ({top: async (id, signal) => back.pass(await reader.top(id, signal))}));
		const factsOf = () => named(fleet.model(), 'ci')?.assessed?.facts;
		const {id = '', startedAt} = factsOf() ?? {};
		back.state.wanted = true;
		const asked = fleet.ask(id, 'processes');
		await until(fleet, () => back.state.held);
		await engine.docker('restart', 'ci');
		await until(fleet, () => factsOf()?.pid !== null && factsOf()?.startedAt !== startedAt);
		back.letGo();
		await asked;
		expect(factsOf()?.processes.known).toBe(false);
		await fleet.ask(id, 'processes');
		expect(factsOf()?.processes).toMatchObject({known: true, value: [{pid: factsOf()?.pid}]});
	});

	it('forgets an image that was removed after its last container', async () => {
		await engine.docker('commit', 'web', 'other:1');
		const made = (await engine.docker('inspect', '-f', '{{.Id}}', 'other:1')).trim();
		await engine.docker('run', '-d', '--name', 'short', '--stop-signal', 'KILL', 'other:1', 'sleep', '86400');
		const fleet = await watch();
		expect(fleet.model().images.has(made)).toBe(true);
		await engine.docker('rm', '-f', 'short');
		await engine.docker('rmi', 'other:1');
		await until(fleet, model => named(model, 'short') === undefined && !model.images.has(made));
		await until(fleet, ({verdicts}) => !verdicts.some(({target}) => target.id === made));
	});

	it('misses no image that went with its container while it was asked for', async () => {
		await engine.docker('commit', 'web', 'other:1');
		const made = (await engine.docker('inspect', '-f', '{{.Id}}', 'other:1')).trim();
		await engine.docker('run', '-d', '--name', 'short', '--stop-signal', 'KILL', 'other:1', 'sleep', '86400');
		let removed: Promise<unknown> | null = null;
		const remove = async () => {
			await engine.docker('rm', '-f', 'short');
			await engine.docker('rmi', 'other:1');
		};
		const fleet = await watchWith(reader => ({
			async image(id, signal) {
				removed ??= id === made ? remove() : null;
				await removed;
				return reader.image(id, signal);
			},
		}));
		await until(fleet, model => named(model, 'short') === undefined);
		expect(fleet.model().blindSpots).toEqual([]);
	});

	it('asks another container who a user is, when the first one is gone', async () => {
		await engine.docker('commit', 'web', 'named:1');
		const startNamed = (name: string) =>
			engine.docker('run', '-d', '--name', name, '--user', 'nobody', '--stop-signal', 'KILL', 'named:1', 'sleep', '86400');
		await startNamed('first');
		await startNamed('second');
		let asked = 0;
		const fleet = await watchWith(reader => ({
			async archive(id, path, signal) {
				asked += 1;
				if (asked === 1) await engine.docker('rm', '-f', id);
				return reader.archive(id, path, signal);
			},
		}));
		const left = await until(fleet, ({entries}) => {
			const [one, another] = entries.filter(({name}) => name === 'first' || name === 'second');
			return another === undefined && one?.assessed?.facts.user.uid !== null && one;
		});
		expect(left.assessed?.facts.user).toMatchObject({configured: 'nobody', uid: 65_534, isRoot: false});
		await engine.docker('rm', '-f', left.name);
		await engine.docker('rmi', 'named:1');
	});

	it('says what a proxy refuses, and judges the rest', async () => {
		const refused = (await engine.docker('inspect', '-f', '{{.Id}}', 'quiet')).trim();
		misbehave(new RegExp(`/containers/${refused}/json|/info|/events|/volumes|/plugins`), {
			answer: {status: 403, body: 'Forbidden', contentType: 'text/plain'},
		});
		const fleet = await watch();
		const model = await until(fleet, now => now.blindSpots.some(({source}) => source === 'engine:/events') && now);
		expect(model.blindSpots.map(({source}) => source).sort()).toEqual([
			'engine:/containers/json',
			'engine:/events',
			'engine:/info',
			'engine:/plugins',
			'engine:/volumes',
		]);
		expect(named(model, 'quiet')).toMatchObject({assessed: null, failed: {source: 'engine:/containers/json'}});
		expect(words(named(model, 'ci'))[0]).toBe('PRIV');
		const unknown = named(model, 'ci')?.assessed?.verdicts.filter(({verdict}) => verdict === 'unknown') ?? [];
		expect(unknown.length).toBeGreaterThan(0);
		expect(unknown.every(({reasons}) => reasons.length > 0)).toBe(true);
	});

	it('does not take a path that a proxy does not serve for containers that are gone', async () => {
		misbehave(/containers\/[0-9a-f]{64}\/json/, {answer: {status: 404, body: '404 page not found', contentType: 'text/plain'}});
		const {entries, blindSpots} = (await watch()).model();
		expect(entries.map(({failed}) => failed?.source)).toEqual(Array(3).fill('engine:/containers/json'));
		expect(blindSpots.map(({source}) => source)).toContain('engine:/containers/json');
	});

	it('asks ever less often for events that something in between does not serve', async () => {
		misbehave(/GET .*\/events/, {answer: {status: 200, body: 'null'}});
		const began = performance.now();
		await watch();
		await new Promise(resolve => setTimeout(resolve, 8_000));
		// Never sooner; where the machine stood still, later.
		const allowed = [0, 0.25, 0.75, 1.75, 3.75, 7.75, 15.75, 31.75, 63.75].filter(at => at * 1000 <= performance.now() - began);
		expect(allowed.length).toBeGreaterThanOrEqual(6);
		expect(proxy.requests.filter(({path}) => path.includes('/events')).length).toBeLessThanOrEqual(allowed.length);
	});

	it('does not wait for a slow /info, and judges again when it is there', async () => {
		misbehave(/GET .*\/info$/, {delayMs: 3000});
		const fleet = openFleet(readerOf(proxy.host));
		open.push(fleet);
		const started = fleet.start();
		const early = await until(fleet, model => (words(named(model, 'ci')).length > 0 ? model : null));
		expect(early.engine?.rootless).toBeNull();
		expect(words(named(early, 'ci'))[0]).toBe('PRIV');
		await started;
		expect(fleet.model().engine?.rootless).toBe(false);
		expect(fleet.model().engine?.name).not.toBe('');
	});

	it('says that an engine hangs, and is right again when it answers', async () => {
		const reader = createReader(parseAddress(proxy.host, trusted('the test'), null), {
			timeouts: {usual: 1000, ping: 1000, slow: 1000},
		});
		const fleet = openFleet(reader, {reconcileEvery: 200});
		open.push(fleet);
		await fleet.start();
		const behave = proxy.misbehave(/GET /, {hang: true});
		const lost = await until(fleet, ({connection}) => connection.state === 'lost' && connection);
		expect(lost.message).toMatch(/answer/);
		await engine.docker('pause', 'quiet');
		behave();
		await until(fleet, model => model.connection.state === 'connected' && named(model, 'quiet')?.state === 'paused');
		await engine.docker('unpause', 'quiet');
	});

	it('notices without an event stream that the engine is gone, and what happened meanwhile', async () => {
		misbehave(/GET .*\/events/, {answer: {status: 403, body: 'Forbidden', contentType: 'text/plain'}});
		const fleet = openFleet(readerOf(proxy.host), {reconcileEvery: 200});
		open.push(fleet);
		await fleet.start();
		await until(fleet, ({blindSpots}) => blindSpots.some(({source}) => source === 'engine:/events'));
		const behave = proxy.misbehave(/GET .*\/containers/, {reset: true});
		await until(fleet, ({connection}) => connection.state === 'lost');
		await engine.docker('pause', 'quiet');
		behave();
		await until(fleet, model => model.connection.state === 'connected' && named(model, 'quiet')?.state === 'paused');
		await engine.docker('unpause', 'quiet');
	});

	it('judges a snapshot of itself as it judges the engine', async () => {
		const fleet = await watch();
		const text = await writeSnapshot(readerOf(proxy.host));
		expect(text).not.toContain('correct-horse-7');
		const replay = openFleet(openSnapshot(text, 'live.json').reader);
		open.push(replay);
		await replay.start();
		const judged = ({entries}: FleetModel) =>
			entries.map(({name, assessed}) => [
				name,
				assessed?.risk.score,
				assessed?.verdicts.map(({rule, verdict, severity}) => `${rule} ${verdict} ${severity}`),
			]);
		expect(judged(replay.model())).toEqual(judged(fleet.model()));
		expect(replay.model().connection).toEqual({state: 'replayed'});
	});

	it('compares with what /proc shows, of an engine on this machine', async () => {
		const fleet = openFleet(readerOf(engine.host), {host: localHost()});
		open.push(fleet);
		await fleet.start();
		const model = fleet.model();
		expect(model.engine?.local).toBe(true);
		expect(named(model, 'quiet')?.assessed?.facts.truth).toMatchObject({known: true, value: {seccomp: 2}});
		expect(model.verdicts.some(({target}) => target.kind === 'host')).toBe(true);
	});

	it('supposes the same of a container with the configuration that it has, next to one that every network reaches', async () => {
		await engine.docker(
			...['run', '-d', '--name', 'front', '--stop-signal', 'KILL', '-p', '8085:80', image, 'httpd', '-f', '-p', '80'],
		);
		try {
			const fleet = openFleet(readerOf(engine.host), {host: localHost()});
			open.push(fleet);
			await fleet.start();
			const said = (assessed: FleetModel['entries'][number]['assessed']) =>
				assessed && {
					paths: assessed.attackPaths,
					risk: assessed.risk,
					found: assessed.verdicts.filter(({verdict}) => verdict === 'fail'),
				};
			const {entries} = fleet.model();
			expect(entries.map(({assessed}) => said(assessed))).toEqual(
				entries.map(({id, assessed}) => said(assessed && fleet.assessHypothetical(id, assessed.facts.raw))),
			);
			// Nothing listens in it.
			expect(named(fleet.model(), 'ci')?.assessed?.attackPaths).not.toContainEqual(
				expect.objectContaining({id: expect.stringMatching(/^peer:/)}),
			);
			expect(named(fleet.model(), 'front')?.assessed?.reach[0]).toMatchObject({from: 'any-network'});
		} finally {
			await engine.docker('rm', '-f', 'front');
		}
	});

	it('looks again at a container whose program had not begun', async () => {
		const host = localHost();
		const quiet = (await engine.docker('inspect', '-f', '{{.Id}}', 'quiet')).trim();
		let looks = 0;
		const early: HostAccess = {
			...host,
			async readContainer(pid, id) {
				const seen = await host.readContainer(pid, id);
				if (id === quiet) looks += 1;
				return id === quiet && looks < 3 ? {...notStarted(pid), begun: false} : seen;
			},
		};
		const fleet = openFleet(readerOf(engine.host), {host: early});
		open.push(fleet);
		await fleet.start();
		await until(fleet, model => named(model, 'quiet')?.assessed?.facts.truth.known);
		expect(looks).toBe(3);
		expect(named(fleet.model(), 'quiet')?.assessed?.facts.processes).toMatchObject({known: true, value: [{command: 'sleep'}]});
	});

	it('supposes a container with other flags without changing anything', async () => {
		const fleet = await watch();
		const ci = named(fleet.model(), 'ci');
		const raw = ci?.assessed?.facts.raw;
		if (ci === undefined || raw === undefined) throw new Error('not judged');
		const supposed = fleet.assessHypothetical(ci.id, {
			...raw,
			HostConfig: {...raw.HostConfig, Privileged: false, CapDrop: ['ALL']},
		});
		expect(supposed?.badges.map(({word}) => word)).not.toContain('PRIV');
		expect(supposed?.risk.score).toBeLessThan(ci.assessed?.risk.score ?? 0);
		expect(named(fleet.model(), 'ci')).toBe(ci);
	});

	it('survives the death of the engine, and is right again after its restart', async () => {
		const fleet = await watch(engine.host);
		await engine.kill9();
		const lost = await until(fleet, ({connection}) => connection.state === 'lost' && connection);
		expect(lost.message).toContain(engine.socketPath);
		expect(named(fleet.model(), 'ci')?.assessed).not.toBeNull();
		await engine.restart();
		await engine.docker('rm', '-f', 'web', 'ci', 'quiet');
		await start('after', '--uts', 'host');
		const model = await until(
			fleet,
			now => now.connection.state === 'connected' && named(now, 'after')?.assessed && now.entries.length === 1 && now,
		);
		expect(words(named(model, 'after'))).toContain('HUTS');
	});
});

describe('an engine that is not there', () => {
	it('is said at the start', async () => {
		const fleet = openFleet(readerOf('unix:///nonexistent/docker.sock'));
		await expect(fleet.start()).rejects.toMatchObject({name: 'EngineError', kind: 'unreachable'});
	});
});

/** Through the API: the CLI takes longer than the storm may. */
function rename(socketPath: string, id: string, name: string): Promise<void> {
	return new Promise((resolve, reject) => {
		request({socketPath, method: 'POST', path: `/containers/${id}/rename?name=${name}`}, answer => {
			answer.resume();
			answer.once('end', () => (answer.statusCode === 204 ? resolve() : reject(new Error(`rename: ${answer.statusCode}`))));
		})
			.once('error', reject)
			.end();
	});
}
