import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import type {HardeningCase} from '../../src/fix/hardening-case.js';
import {enabledBy, hardened, type Plan} from '../../src/fix/plan/index.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {oneLine} from '../../src/fix/render/docker-run.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {AssessedContainer} from '../../src/judge/risk/assessment.js';
import {inShell} from '../support/advised.js';
import {busyboxImage} from '../support/images.js';
import {withOpenCase} from '../support/open-case.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

/** Containers that publish in every way, with a database that asks nobody for a password. */
const redis = ['sh', '-c', 'httpd -p 6379; sleep 86400; exec redis-server --protected-mode no'];
type Trial = {
	readonly flags: readonly string[];
	readonly command?: readonly string[];
	/** Its program does something at its start, before which it is not what it stays. */
	readonly prepares?: true;
};
const trials: Readonly<Record<string, Trial>> = {
	redis: {flags: ['-p', '6379:6379'], command: redis, prepares: true},
	'redis-v6': {flags: ['-p', '[::]:6380:6379'], command: redis, prepares: true},
	'redis-address': {flags: ['-p', '0.0.0.0:6381:6379', '-p', '127.0.0.1:6382:6379'], command: redis, prepares: true},
	'redis-all': {flags: ['-P', '--expose', '6379'], command: redis, prepares: true},
	range: {flags: ['-p', '7000-7004:7000-7004', '-p', '7010:7010/udp']},
	'any-port': {flags: ['-p', '80', '-p', '127.0.0.1::81']},
	'on-host': {flags: ['--network', 'host']},
	wide: {flags: ['--privileged', '--pid', 'host', '-v', '/etc:/host/etc', '-p', '8080:80', '--restart', 'always']},
	capable: {flags: ['--cap-add', 'SYS_ADMIN', '--cap-add', 'NET_ADMIN', '--security-opt', 'seccomp=unconfined', '-u', '0']},
	// What decides between rungs: written files, and nothing but a user.
	ordinary: {flags: ['-u', '1000:1000', '-p', '127.0.0.1:8090:80']},
	// Beside the published web server, on its bridge: whether something of it listens decides whether that one leads here.
	sleeper: {flags: ['--privileged']},
	listener: {flags: ['--privileged'], command: ['httpd', '-f', '-p', '6379'], prepares: true},
	sidecar: {flags: ['--privileged', '--network', 'container:front'], command: ['httpd', '-f', '-p', '8000'], prepares: true},
	'listens-on-host': {
		flags: ['--network', 'host', '--cap-add', 'SYS_ADMIN'],
		command: ['httpd', '-f', '-p', '8095'],
		prepares: true,
	},
	// Who acts in it is not the configured root.
	'drops-root': {
		flags: ['-v', '/etc:/host/etc', '--cap-add', 'DAC_READ_SEARCH'],
		// It must run as another user too: in a container that has stopped no setuid program is searched for.
		command: ['sh', '-c', '[ "$(id -u)" = 0 ] || exec sleep 86400; exec su -s /bin/sh nobody -c "exec sleep 86400"'],
		prepares: true,
	},
	'root-master': {
		flags: ['-v', '/etc:/host/etc', '-p', '8096:80'],
		command: ['sh', '-c', 'su -s /bin/sh nobody -c "exec sleep 86400" & exec httpd -f -p 80'],
		prepares: true,
	},
	// What it wrote, and what was started in it by exec, ends with it.
	writes: {
		flags: ['-v', '/etc:/host/etc'],
		command: ['sh', '-c', 'mkdir -p /data && echo x > /data/x && exec sleep 86400'],
		prepares: true,
	},
};
/** Only these, by name, separated by spaces. */
const chosen = process.env['DOCKSCOPE_TEST_SUPPOSED']?.split(' ');
const containers = Object.fromEntries(Object.entries(trials).filter(([name]) => chosen?.includes(name) ?? true));
/** Always there, and never changed: every network reaches it. */
const front = ['-p', '8085:80', 'busybox:1', 'httpd', '-f', '-p', '80'];
/** Milliseconds until a program has prepared itself. */
const preparation = 1500;

/** All that is said of a container and follows from its configuration. */
function sayings(assessed: AssessedContainer | null | undefined) {
	if (!assessed) return null;
	const {risk, attackPaths, verdicts, reach, badges, facts} = assessed;
	return {
		...{grade: risk.grade, sum: risk.sum, badges: distinct(badges.map(({word}) => withoutPicked(String(word))))},
		ports: facts.ports.map(({port, protocol, published, reach: at}) => ({
			...{port, protocol, at},
			// The engine picks a number for a port that was not given one.
			published: published.map(({address}) => address).toSorted(),
		})),
		paths: attackPaths.map(({hops}) => hops.map(({label}) => withoutPicked(String(label))).join(' → ')).toSorted(),
		reach: reach.map(({port, at}) => `${port} ${at === null ? 'unpublished' : at.address}`).toSorted(),
		verdicts: verdicts.flatMap(({rule, verdict, severity}) => (verdict === 'fail' ? [`${rule} ${severity}`] : [])).toSorted(),
	};
}

/** The engine picks other numbers for each container, and not always the same for both wildcards. */
const withoutPicked = (label: string): string =>
	label.replaceAll(/\b(?:3[2-9]|[45]\d|6[0-5])\d{3}\b/g, 'PORT').replaceAll(/(?:0\.0\.0\.0|\[::\]):PORT(?:,PORT)?/g, '*:PORT');
const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted();

describe.skipIf((await whyNoEngine()) !== null)('what is said of a change before it is made', () => {
	let engine: PrivateEngine;
	/** `redis: publish` → what was said before, what of the change, and what of the container made with it. */
	const results = new Map<string, {readonly before: unknown; readonly supposed: unknown; readonly made: unknown}>();
	const failures: string[] = [];

	const started = async (name: string): Promise<AssessedContainer> => {
		const fleet = openFleet(createReader({kind: 'unix', socketPath: engine.socketPath}), {unwatched: true, host: localHost()});
		try {
			await fleet.start();
			const found = (): AssessedContainer | null | undefined =>
				fleet.model().entries.find(entry => String(entry.name) === name)?.assessed;
			// A plan is made with it.
			await fleet.ask(found()?.facts.id ?? '', 'programs');
			const assessed = found();
			if (!assessed) throw new Error(`no container ${name}`);
			return assessed;
		} finally {
			fleet.close();
		}
	};

	async function tryEach(name: string): Promise<void> {
		try {
			await withOpenCase(engine, name, async (opened, {fleet}) => {
				const {assessed} = opened;
				// All at once: later the container is another one.
				const all = setsOf(opened.plan).map(([what, enabled]) => {
					const inspect = hardened(opened.plan, enabled);
					return {what, enabled, inspect, supposed: sayings(fleet.assessHypothetical(assessed.facts.id, inspect))};
				});
				for (const {what, enabled, inspect, supposed} of all) {
					await recreate(name, opened, inspect, enabled);
					if (containers[name]?.prepares) await sleep(preparation);
					results.set(`${name}: ${what}`, {before: sayings(assessed), supposed, made: sayings(await started(name))});
				}
			});
		} catch (error) {
			failures.push(`${name}: ${String(error)}`);
		}
	}

	/** Each change that can be made alone, where no other container had it, and both rungs; publishing is different for each. */
	const setsOf = (plan: Plan): [string, ReadonlySet<string>][] => [
		...plan.changes
			.filter(({slug}) => slug === 'publish' || ![...results.keys()].some(key => key.endsWith(`: ${slug}`)))
			.map(({slug}): [string, ReadonlySet<string>] => [slug, new Set([slug])]),
		['safe', enabledBy(plan, 'safe')],
		['least', enabledBy(plan, 'least')],
	];

	async function recreate(
		name: string,
		{image, defaults}: HardeningCase,
		inspect: ContainerInspect,
		enabled: ReadonlySet<string>,
	) {
		await engine.docker('rm', '--force', '--volumes', name);
		const {command} = reconstruct(inspect, image, defaults);
		const failed = await inShell(engine, oneLine(command));
		if (failed !== null) throw new Error(`${[...enabled].join(' ')}: ${failed}: ${oneLine(command)}`);
	}

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		await engine.docker('run', '-d', '--name', 'front', '--stop-signal', 'KILL', ...front);
		for (const [name, {flags, command = ['sleep', '86400']}] of Object.entries(containers))
			await engine.docker('run', '-d', '--name', name, '--stop-signal', 'KILL', ...flags, 'busybox:1', ...command);
		if ('writes' in containers) await engine.docker('exec', '-d', 'writes', 'sh', '-c', 'exec sleep 86400');
		await sleep(preparation);
		for (const name of Object.keys(containers)) await tryEach(name);
	}, 1_800_000);
	afterAll(async () => {
		await engine?.stop();
	}, 120_000);

	it('is tried with every kind of change', () => {
		expect(failures).toEqual([]);
		const slugs = new Set([...results.keys()].map(key => key.split(': ')[1]));
		for (const slug of chosen !== undefined
			? []
			: ['publish', 'capabilities', 'no-new-privileges', 'read-only', 'network', 'privileged', 'safe', 'least'])
			expect([...slugs]).toContain(slug);
	});

	it('is what is said of the container that was made with it', () => {
		const both = (which: 'supposed' | 'made') => Object.fromEntries([...results].map(([key, one]) => [key, one[which]]));
		expect(both('supposed')).toEqual(both('made'));
	});

	it.each(Object.keys(containers).filter(name => name.startsWith('redis')))(
		'publishing %s on loopback cuts the path and changes the grade',
		name => {
			const {before, made} = results.get(`${name}: publish`) as {before: Said; made: Said};
			expect(before.paths.length).toBeGreaterThan(made.paths.length);
			expect(made.sum).toBeLessThan(before.sum);
			expect(made.reach.every(place => !/0\.0\.0\.0|::$/.test(place))).toBe(true);
		},
	);
});

type Said = NonNullable<ReturnType<typeof sayings>>;
