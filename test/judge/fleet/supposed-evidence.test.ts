import {describe, expect, it} from 'vitest';
import {known, unknown} from '../../../src/base/answers/index.js';
import {ALL_CAPABILITIES} from '../../../src/base/facts/capabilities.js';
import {changeFacts} from '../../../src/base/facts/changes.js';
import type {Capability, LiveState, SocketFacts} from '../../../src/base/facts/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {supposedEvidence} from '../../../src/judge/fleet/supposed-evidence.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {exampleExec, exampleLiveState, exampleProcess, rootProcess} from '../../../src/judge/rules/shared/examples.js';
import {containerScope} from '../../support/example-scope.js';

type Configuration = Pick<ContainerExample, 'HostConfig' | 'Config' | 'AppArmorProfile' | 'engineInfo'>;
const factsOf = (configuration: Configuration) => containerScope({State: {Pid: 42}, ...configuration}).container;

/** What is supposed of what was seen of a container, once it is made with another configuration. */
const supposed = (seen: Parameters<typeof supposedEvidence>[0], before: Configuration, after: Configuration) =>
	supposedEvidence(seen, factsOf(before), factsOf(after));

const sockets: SocketFacts = {
	own: known([]),
	inNetwork: known([{protocol: 'tcp', family: 4, address: trusted('0.0.0.0'), port: 80, process: trusted('nginx')}]),
};
const unseen = unknown('host:/proc/net', 'what listens in another network namespace is not known');

describe('the sockets of a supposed container', () => {
	it.each<[string, Configuration, Configuration]>([
		['without privileges', {HostConfig: {Privileged: true}}, {HostConfig: {CapDrop: ['ALL']}}],
		['as another user', {}, {Config: {User: '1000:1000'}}],
		['published elsewhere', {}, {HostConfig: {PortBindings: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '80'}]}}}],
		['on another bridge', {HostConfig: {NetworkMode: 'bridge'}}, {HostConfig: {NetworkMode: 'shop'}}],
	])('stay %s', (_, before, after) => expect(supposed({sockets}, before, after).sockets).toEqual(sockets));

	it('are not known in another network namespace', () => {
		const after = {HostConfig: {NetworkMode: 'bridge'}};
		expect(supposed({sockets}, {HostConfig: {NetworkMode: 'host'}}, after).sockets).toEqual({
			own: unseen,
			inNetwork: unseen,
		});
	});
});

describe('the first process of a supposed container', () => {
	const privileged = {HostConfig: {Privileged: true}};
	const narrow = {HostConfig: {CapDrop: ['ALL'], CapAdd: ['CHOWN'], SecurityOpt: ['no-new-privileges']}};
	const root = {effective: ALL_CAPABILITIES, bounding: ALL_CAPABILITIES, permitted: ALL_CAPABILITIES, seccomp: 0};
	/** What /proc would show; capabilities as lists. */
	const process = (changes: Partial<LiveState>, before: Configuration, after: Configuration) => {
		const {truth} = supposed({truth: exampleLiveState(changes)}, before, after);
		if (truth?.known !== true) return truth?.reason.reason;
		const {bounding, effective, permitted, noNewPrivileges, seccomp, uids, label} = truth.value;
		return {bounding: [...bounding], effective: [...effective], permitted: [...permitted], noNewPrivileges, seccomp, uids, label};
	};

	it('as root has what the configuration grants', () => {
		expect(process(root, privileged, narrow)).toMatchObject({
			...{bounding: ['CHOWN'], effective: ['CHOWN'], permitted: ['CHOWN']},
			...{noNewPrivileges: true, seccomp: 2, uids: [0, 0, 0, 0]},
		});
	});

	it('stays who it has become itself, and gets nothing back', () => {
		const none = new Set<Capability>();
		const dropped = {...root, effective: none, permitted: none, uids: [999, 999, 999, 999]};
		expect(process(dropped, privileged, narrow)).toMatchObject({effective: [], permitted: [], uids: [999, 999, 999, 999]});
	});

	it('keeps what differs from its configuration already', () => {
		const withheld = new Set([...ALL_CAPABILITIES].filter(one => one !== 'SYS_MODULE' && one !== 'CHOWN'));
		expect(process({...root, bounding: withheld}, privileged, narrow)).toMatchObject({bounding: []});
		const more = new Set<Capability>(['CHOWN', 'SYS_ADMIN']);
		expect(process({bounding: more}, narrow, narrow)).toMatchObject({bounding: ['CHOWN', 'SYS_ADMIN'], noNewPrivileges: false});
	});

	it('has a label that is not known once its confinement changes', () => {
		const label = trusted('docker-default (enforce)');
		expect(process({label}, narrow, narrow)).toMatchObject({label});
		const confinedBy = (AppArmorProfile: string) => ({AppArmorProfile, engineInfo: {SecurityOptions: ['name=apparmor']}});
		expect(process({label}, confinedBy('docker-default'), confinedBy('strict'))).toMatchObject({label: null});
	});

	it.each<[string, Configuration]>([
		['another user', {Config: {User: '1000'}}],
		['another group', {HostConfig: {GroupAdd: ['998']}}],
		['another user namespace', {HostConfig: {UsernsMode: 'private'}}],
	])('is not known with %s', (_, after) => expect(process({}, {}, after)).toBe('it would run as another user'));
});

describe('the processes of a supposed container', () => {
	const rows = [
		rootProcess('nginx', {pid: 42, parent: 1}),
		exampleProcess('worker', {pid: 43, parent: 42}),
		rootProcess('bash', {pid: 50, parent: 7}),
	];
	const processes = known(rows);

	it('are those that its program starts: no exec session', () => {
		expect(supposed({processes, execs: known([exampleExec({})])}, {}, {HostConfig: {CapDrop: ['ALL']}})).toMatchObject({
			processes: known(rows.slice(0, 2)),
			execs: known([]),
		});
	});

	it('have no known user once the configured one changes', () => {
		const {processes: found} = supposed({processes}, {}, {Config: {User: '1000'}});
		expect(found?.known && found.value.map(({command, uid, user, gid}) => [command, uid, user, gid])).toEqual([
			['nginx', null, '', null],
			['worker', null, '', null],
		]);
	});

	it('stay unknown with their reason', () => {
		expect(supposed({processes: unknown('engine:/top', 'refused')}, {}, {}).processes).toBeUndefined();
	});
});

it('starts without the changes of the container before it', () => {
	const changes = known(changeFacts([{Path: '/etc/passwd', Kind: 0}], null));
	expect(supposed({changes}, {}, {}).changes).toMatchObject({known: false});
});
