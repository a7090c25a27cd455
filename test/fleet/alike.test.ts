import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/answers/index.js';
import {type ContainerTop, type Known, known, unknown} from '../../src/answers/index.js';
import {individualNames} from '../../src/facts/configuration-key.js';
import {
	type ContainerFacts,
	configurationKey,
	containerFacts,
	type FactsContext,
	individualFacts,
	type ListeningSocket,
	type ProcessFacts,
	type ProcessTruth,
	processFacts,
} from '../../src/facts/index.js';
import {createAlike} from '../../src/fleet/alike.js';
import {judgeContainer} from '../../src/rules/judge.js';
import type {ContainerScope} from '../../src/rules/rule.js';
import {defaultSettings} from '../../src/rules/rule.js';
import {own} from '../../src/terminal/safe-text.js';
import {recordedFleet} from '../facts/recorded.js';

const fleets = [
	'docker-26.1.5-fleet.json',
	'docker-26.1.5-strict.json',
	'podman-5.4.2-fleet.json',
	'podman-5.4.2-rootless.json',
	'docker-26.1.5-cgroup2.json',
].flatMap(file => {
	const {answers, engine: recorded, images} = recordedFleet(file);
	// SELinux gives each container a category of its own.
	return [recorded, {...recorded, seLinux: true}].map(engine => {
		const inspects = new Map(answers.containers.map(({inspect}) => [inspect.Id, inspect]));
		const context: FactsContext = {
			engine,
			containers: inspects,
			volumes: answers.volumes,
			images: new Map(images.map(image => [image.id, image])),
		};
		const fleet = new Map([...inspects].map(([id, one]) => [id, containerFacts(one, context)]));
		return {context, containers: answers.containers, fleet};
	});
});
const everyContainer = fleets.flatMap(fleet => fleet.containers.map(container => ({fleet, container})));

/** Another container that the same command made: what tells them apart, and at times what happened to it since. */
function replica(inspect: ContainerInspect, number: number, hasFallen: boolean): ContainerInspect {
	const id = number.toString(16).padStart(64, 'e');
	const networks = Object.entries(inspect.NetworkSettings?.Networks ?? {}).map(([name, endpoint]) => [
		name,
		{
			...endpoint,
			EndpointID: id,
			IPAddress: endpoint.IPAddress ? `172.17.${number}.9` : '',
			MacAddress: '',
			Aliases: [id.slice(0, 12)],
		},
	]);
	return {
		...inspect,
		Id: id,
		Name: `/replica-${number}`,
		ProcessLabel: `system_u:system_r:${hasFallen ? 'spc_t' : 'container_t'}:s0:c${number},c${number + 1}`,
		Created: `2026-11-0${1 + (number % 9)}T00:00:00Z`,
		...(hasFallen ? {RestartCount: number, State: {...inspect.State, OOMKilled: true, ExitCode: 137}} : {}),
		...(inspect.State === undefined ? {} : {State: {...inspect.State, Pid: 4000 + number, StartedAt: '2026-11-20T00:00:00Z'}}),
		Config: {
			...inspect.Config,
			...(inspect.Config?.Hostname === inspect.Id.slice(0, 12) ? {Hostname: id.slice(0, 12)} : {}),
			Labels: {
				...inspect.Config?.Labels,
				'com.docker.compose.container-number': String(number),
				...(hasFallen ? {DB_PASSWORD: 'aXb3Zq91'} : {}),
			},
		},
		NetworkSettings: {
			...inspect.NetworkSettings,
			SandboxKey: `/var/run/docker/netns/${number}`,
			Networks: Object.fromEntries(networks),
		},
	};
}

type Chosen = (typeof everyContainer)[number];

/** What the kernel says of a replica: its own ids, and at times something else than of the others. */
function truthOf(number: number, odd: string | null): Known<ProcessTruth> {
	if (odd === 'gone') return unknown('host:/proc', 'the process has ended');
	const ssh: ListeningSocket = {protocol: 'tcp', family: 4, address: own('0.0.0.0'), port: 22, process: own('sshd')};
	const sockets = known(odd === 'listens' ? [ssh] : []);
	return known({
		pid: 4000 + number,
		effective: new Set(odd === 'may' ? (['CHOWN', 'SYS_ADMIN'] as const) : (['CHOWN'] as const)),
		bounding: new Set(['CHOWN', 'SYS_ADMIN'] as const),
		noNewPrivileges: odd !== 'may',
		seccomp: odd === 'free' ? 0 : 2,
		uids: odd === 'other' ? [1000, 1000, 1000, 1000] : [0, 0, 0, 0],
		gids: [0, 0, 0, 0],
		groups: [],
		uidMapIsIdentity: odd === 'other' ? null : true,
		label: odd === 'free' ? own('unconfined') : null,
		listening: sockets,
		inNetwork: sockets,
	});
}

/** The processes that were recorded, under the replica's own ids; one more where it is an odd one. */
function processesOf(top: ContainerTop, number: number, odd: string | null): readonly ProcessFacts[] {
	const processes = processFacts(top).map((one, index) => ({...one, pid: 9000 + 10 * number + index}));
	const [first] = processes;
	if (odd !== 'listens' || first === undefined) return processes;
	return [...processes, {...first, command: own('sshd'), args: own('sshd -D -o Password=hunter2secret'), uid: 0}];
}

/** What is asked for on demand besides: files that changed, and commands that were run in it. */
function askedOf(number: number, odd: string | null): Pick<ContainerFacts, 'changes' | 'execs'> {
	if (odd === 'gone') return {changes: unknown('engine:/changes', 'no such container'), execs: known([])};
	const execs = [number, number + 1].map(each => ({
		id: each.toString(16).padStart(64, 'f'),
		running: odd !== 'listens',
		privileged: odd === 'may' && each === number,
		user: own(odd === 'other' ? '1000' : 'root'),
		isRoot: odd !== 'other',
		pid: null,
		command: own('bash'),
		isHealthcheck: odd === 'free',
	}));
	return {
		changes: known({
			systemPaths: odd === 'may' ? [own('/usr/bin/ls')] : [],
			executables: odd === 'listens' ? [own('/tmp/miner'), own('/usr/local/bin/nc')] : [],
			total: number,
		}),
		execs: known(execs),
	};
}

function scopeOf({fleet: {context, fleet}}: Chosen, container: ContainerScope['container']): ContainerScope {
	const image = context.images?.get(container.imageId) ?? null;
	return {container, image, engine: context.engine, host: null, fleet, settings: defaultSettings};
}

describe('containers that are alike', () => {
	it('are judged as each would be by itself, in whatever order they come and whatever is known of them', () => {
		const member = fc.record({
			which: fc.nat({max: everyContainer.length - 1}),
			copies: fc.array(
				fc.record({
					hasFallen: fc.boolean(),
					asked: fc.boolean(),
					odd: fc.constantFrom(null, null, null, 'gone', 'listens', 'may', 'free', 'other'),
				}),
				{minLength: 1, maxLength: 5},
			),
		});
		fc.assert(
			fc.property(fc.array(member, {minLength: 1, maxLength: 5}), members => {
				const alike = createAlike();
				let number = 0;
				for (const {which, copies} of members) {
					const chosen = everyContainer[which] as Chosen;
					const {context} = chosen.fleet;
					for (const {hasFallen, asked, odd} of copies) {
						number += 1;
						const inspect = replica(chosen.container.inspect, number, hasFallen);
						const {top} = chosen.container;
						const extras =
							asked && top !== null
								? {processes: known(processesOf(top, number, odd)), truth: truthOf(number, odd), ...askedOf(number, odd)}
								: {};
						const facts = {...alike.facts(inspect, context), ...extras};
						expect(facts).toEqual({...containerFacts(inspect, context), ...extras});
						const scope = scopeOf(chosen, facts);
						expect(alike.verdicts(scope)).toEqual(judgeContainer(scope));
					}
				}
			}),
			{numRuns: 120},
		);
	});

	it('share what was said of the second', () => {
		const alike = createAlike();
		const chosen = everyContainer.find(({container}) => configurationKey(container.inspect) !== null) as Chosen;
		const judged = [1, 2, 3].map(number => {
			const facts = alike.facts(replica(chosen.container.inspect, number, false), chosen.fleet.context);
			return alike.verdicts(scopeOf(chosen, facts));
		});
		const [, second, third] = judged;
		const shared = second?.filter(
			(verdict, index) => verdict.evidence.length > 0 && verdict.evidence === third?.[index]?.evidence,
		);
		expect(shared?.length).toBeGreaterThan(40);
	});

	it('are few where one joins another, or holds a field that cannot be read', () => {
		const {inspect} = everyContainer[0]?.container ?? {};
		if (inspect === undefined) throw new Error('nothing is recorded');
		expect(configurationKey(inspect)).not.toBeNull();
		expect(configurationKey({...inspect, HostConfig: {...inspect.HostConfig, PidMode: 'container:web'}})).toBeNull();
		expect(configurationKey(JSON.parse(JSON.stringify({...inspect, Mounts: 7})))).toBeNull();
		// Of a known configuration, what the key does not hold.
		const known = () => true;
		expect(configurationKey(inspect, known)).toBe(configurationKey(inspect));
		const {Config: config, NetworkSettings: network} = inspect;
		for (const damaged of [
			{...inspect, Config: {...config, Labels: {maintainer: 7}}},
			{...inspect, NetworkSettings: {...network, Networks: {bridge: {NetworkID: 7}}}},
		])
			expect(configurationKey(JSON.parse(JSON.stringify(damaged)), known)).toBeNull();
	});

	it('differ by name in the very facts that are made for each', () => {
		const {fleet, container} = everyContainer[0] as Chosen;
		expect(Object.keys(individualFacts(container.inspect, fleet.context)).sort()).toEqual([...individualNames].sort());
	});

	it('have another key with any word of what made them', () => {
		const changes: ((inspect: ContainerInspect) => ContainerInspect)[] = [
			one => ({...one, Image: 'sha256:0'}),
			one => ({...one, HostConfig: {...one.HostConfig, Privileged: one.HostConfig?.Privileged !== true}}),
			one => ({...one, Config: {...one.Config, Env: [...(one.Config?.Env ?? []), 'MORE=1']}}),
			one => ({...one, Config: {...one.Config, Hostname: 'chosen'}}),
			one => ({...one, State: {...one.State, Paused: true}}),
			one => ({...one, State: {...one.State, Health: {Status: 'unhealthy'}}}),
			one => ({...one, NetworkSettings: {...one.NetworkSettings, Ports: {'80/tcp': [{HostIp: '', HostPort: '80'}]}}}),
		];
		for (const {container} of everyContainer) {
			const key = configurationKey(container.inspect);
			if (key === null) continue;
			for (const change of changes) expect(configurationKey(change(container.inspect))).not.toBe(key);
		}
	});
});
