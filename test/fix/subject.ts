import {type ContainerInspect, known, unknown} from '../../src/base/answers/index.js';
import {containerFacts} from '../../src/base/facts/container-facts.js';
import {engineFacts} from '../../src/base/facts/engine.js';
import type {ProcessFacts} from '../../src/base/facts/index.js';
import {portReach} from '../../src/base/facts/port-reach.js';
import {outsideReach} from '../../src/base/facts/reach.js';
import {sanitise} from '../../src/base/text/safe-text.js';
import type {HardeningEvidence} from '../../src/fix/evidence/evidence.js';
import type {AssessedContainer} from '../../src/judge/risk/assessment.js';
import {dangerTable} from '../../src/judge/rules/dangers/index.js';

/** An inspect of a plain running container, with parts laid over it. */
export function inspectOf({HostConfig, Config, ...more}: Partial<ContainerInspect> = {}): ContainerInspect {
	return {
		Id: 'ab12'.padEnd(64, '0'),
		Name: '/web',
		Image: `sha256:${'1'.repeat(64)}`,
		State: {Status: 'running', Running: true, Pid: 4711},
		Mounts: [],
		NetworkSettings: {Networks: {bridge: {}}},
		...more,
		Config: {
			Hostname: 'ab1200000000',
			Image: 'shop/web:1',
			User: '',
			Env: [],
			Cmd: null,
			Entrypoint: null,
			Labels: {},
			...Config,
		},
		HostConfig: {
			NetworkMode: 'bridge',
			IpcMode: 'private',
			CgroupnsMode: 'private',
			LogConfig: {Type: 'json-file', Config: {}},
			RestartPolicy: {Name: 'no', MaximumRetryCount: 0},
			Runtime: 'runc',
			ShmSize: 67_108_864,
			...HostConfig,
		},
	};
}

/** The same, as far as the plan looks at what was assessed. */
export function assessedOf(parts: Partial<ContainerInspect> = {}): AssessedContainer {
	const engine = engineFacts({version: {Version: '26.1.5'}, info: {LoggingDriver: 'json-file', CgroupVersion: '2'}});
	const facts = containerFacts(inspectOf(parts), {engine});
	return {
		facts,
		image: null,
		verdicts: [],
		hidden: {disabled: [], lowered: []},
		risk: {score: 40, sum: 40, grade: 'C', isLowerBound: false, factors: [], mitigations: []},
		badges: [],
		attackPaths: [],
		reach: portReach(facts, null),
		outside: outsideReach(facts, null),
		dangers: dangerTable({container: facts, engine, host: null}).all(),
		blindSpots: [],
	};
}

export const processOf = (command: string, uid: number): ProcessFacts => ({
	pid: 1,
	parent: 0,
	uid,
	gid: uid,
	user: sanitise(String(uid)),
	groups: null,
	command: sanitise(command),
	args: sanitise(command),
});

/** Evidence that is unknown except for what a test lays over it. */
export function evidenceOf(seen: Partial<HardeningEvidence> = {}): HardeningEvidence {
	const blind = unknown('test', 'not looked at');
	return {
		processes: blind,
		changes: blind,
		unrecorded: null,
		directories: new Map(),
		peaks: blind,
		sizes: new Map(),
		listening: blind,
		trace: blind,
		setuidPrograms: blind,
		privilegedPrograms: blind,
		programs: blind,
		startScripts: blind,
		portStart: known(0),
		chrooted: known(false),
		rawSockets: known(false),
		hostUse: blind,
		below: new Map(),
		runningFor: null,
		observation: null,
		entrypoint: known([]),
		...seen,
	};
}
