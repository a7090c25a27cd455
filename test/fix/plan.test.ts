import {describe, expect, it} from 'vitest';
import {type ContainerInspect, known} from '../../src/base/answers/index.js';
import type {Capability, FileCapability} from '../../src/base/facts/index.js';
import {type ImageStore, imageFacts} from '../../src/base/facts/index.js';
import {trusted} from '../../src/base/text/safe-text.js';
import type {
	DirectoryEvidence,
	HardeningEvidence,
	Observation,
	ObservedUse,
	PathChange,
} from '../../src/fix/evidence/evidence.js';
import type {ProgramTraits} from '../../src/fix/evidence/program-traits.js';
import {enabledBy, hardened, planHardening} from '../../src/fix/plan/index.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {oneLine} from '../../src/fix/render/docker-run.js';
import {flagsOf} from '../../src/judge/changes/change.js';
import {plainDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import {nothingWords} from '../../src/tui/pages/fix-page.js';
import {assessedOf, evidenceOf, processOf} from './subject.js';

const plan = (parts: Partial<ContainerInspect> = {}, seen: Partial<HardeningEvidence> = {}) =>
	planHardening(assessedOf(parts), evidenceOf(seen));
/** With its options as people type them. */
function changeOf(made: ReturnType<typeof plan>, slug: string) {
	const found = made.changes.find(change => change.slug === slug);
	return found === undefined ? undefined : {...found, ...flagsOf(found)};
}
const added = (path: string): PathChange => ({path, kind: 'added'});
const modified = (path: string): PathChange => ({path, kind: 'modified'});
const owned = {foreignOwner: false, executes: false, skeleton: []};
const directory = (path: string, more: Partial<DirectoryEvidence> = {}): [string, DirectoryEvidence] => [
	path,
	{path, mode: 0o755, uid: 0, gid: 0, shipsContent: false, files: 0, complete: true, bytes: 0, ...owned, ...more},
];
const plainTraits: ProgramTraits = {chroot: [], audit: [], kept: [], rawTools: [], reducesBounding: []};
/** Everything was looked at, and shows no need. */
const seenWhole: Partial<HardeningEvidence> = {
	programs: known(plainTraits),
	privilegedPrograms: known({setuid: [], setgid: [], capable: []}),
	startScripts: known([]),
	processes: known([processOf('web', 0)]),
	changes: known([]),
	listening: known([]),
};
const defaults = [...assessedOf().facts.capabilities.default].toSorted();
const forAnyRoot = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID'];
const capable = (path: string, ...names: readonly Capability[]): FileCapability => ({
	...{path: trusted(path), uid: 0, gid: 0, mode: 0o755, effective: true, rootid: null},
	permitted: new Set(names),
});
const listeningOn = (port: number) => ({
	...{protocol: 'tcp' as const, family: 4 as const, address: processOf('', 0).user, process: null},
	port,
});
const used = (...names: readonly Capability[]): ObservedUse[] =>
	names.map(capability => ({capability, by: ['web'], when: 'start', count: 1, first: 1, last: 1, onlyByExec: false}));
const observed: Observation = {
	...{seconds: 600, connections: 1204, requests: null, traced: true, capabilities: [], programs: [], written: []},
	...{peaks: null, lastNew: null, missed: [], recording: null},
};
/** What a rung leaves of the capabilities, by name. */
function kept(made: ReturnType<typeof plan>, rung: 'safe' | 'least'): string[] {
	const {CapAdd, CapDrop} = hardened(made, enabledBy(made, rung)).HostConfig ?? {};
	// Where it keeps all of them, there is nothing to change.
	if (CapDrop === undefined || CapDrop === null) return [...(made.inspect.HostConfig?.CapAdd ?? []), ...defaults].toSorted();
	expect(CapDrop).toEqual(['ALL']);
	return (CapAdd ?? []).toSorted();
}
const command = (made: ReturnType<typeof plan>, also: readonly string[] = []): string =>
	oneLine(reconstruct(hardened(made, new Set([...enabledBy(made, 'least'), ...also])), null, plainDefaults).command);

it('tells a source that gives several things, and could not be had, once', () => {
	expect(plan().blindSpots).toEqual([{source: 'test', reason: 'not looked at'}]);
});

describe('capabilities', () => {
	it('keep on the safe rung whatever root may need, and on the least one what a typical start does', () => {
		expect(kept(plan({}, seenWhole), 'safe')).toEqual(forAnyRoot);
		// What cannot be seen is kept.
		expect(kept(plan(), 'safe')).toEqual(defaults);
		expect(kept(plan(), 'least')).toEqual(['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']);
	});

	it('are dropped safely where the container has no part in what they allow', () => {
		expect(kept(plan({}, seenWhole), 'safe')).toEqual(forAnyRoot);
	});

	it.each([
		['SYS_CHROOT', {programs: known({...plainTraits, chroot: ['haproxy']})}],
		['SYS_CHROOT', {chrooted: known(true)}],
		['AUDIT_WRITE', {programs: known({...plainTraits, audit: ['crond']})}],
		['SETPCAP', {programs: known({...plainTraits, reducesBounding: ['init']})}],
		['NET_RAW', {rawSockets: known(true)}],
		['NET_RAW', {processes: known([processOf('fping', 0)])}],
		['NET_RAW', {privilegedPrograms: known({setuid: [], setgid: [], capable: [capable('/usr/bin/ping', 'NET_RAW')]})}],
		['NET_RAW', {programs: known({...plainTraits, rawTools: ['fping']})}],
		['NET_BIND_SERVICE', {programs: known({...plainTraits, kept: ['NET_BIND_SERVICE' as const]})}],
		['AUDIT_WRITE', {startScripts: known([{capability: 'AUDIT_WRITE' as const, command: 'su', where: '/entry.sh'}])}],
		[
			'SETFCAP',
			{
				changes: known([added('/usr/bin/vault')]),
				privilegedPrograms: known({setuid: [], setgid: [], capable: [capable('/usr/bin/vault', 'IPC_LOCK')]}),
			},
		],
		['NET_RAW', {privilegedPrograms: known({setuid: [trusted('/opt/own-helper')], setgid: [], capable: []})}],
		['AUDIT_WRITE', {privilegedPrograms: known({setuid: [trusted('/usr/bin/sudo')], setgid: [], capable: []})}],
		['MKNOD', {changes: known([{path: '/srv/jail/dev/null', kind: 'added' as const, isDevice: true}])}],
		['SETFCAP', {processes: known([processOf('dpkg', 0)])}],
		['NET_BIND_SERVICE', {portStart: known(1024), listening: known([listeningOn(80)])}],
	] as const)('keep %s where something shows that it may be used', (capability, seen) => {
		expect(kept(plan({}, {...seenWhole, ...seen}), 'safe')).toContain(capability);
	});

	it('are all dropped safely only where no process can have or get one', () => {
		const parts = {Config: {User: '1000'}};
		const others = known([processOf('node', 1000)]);
		expect(kept(plan(parts, {...seenWhole, processes: others}), 'safe')).toEqual([]);
		const su = known({setuid: [trusted('/usr/bin/su')], setgid: [], capable: []});
		expect(kept(plan(parts, {...seenWhole, processes: others, privilegedPrograms: su}), 'safe')).toEqual(forAnyRoot);
		expect(
			kept(
				plan(
					{...parts, HostConfig: {SecurityOpt: ['no-new-privileges']}},
					{...seenWhole, processes: others, privilegedPrograms: su},
				),
				'safe',
			),
		).toEqual([]);
		expect(kept(plan(parts, {...seenWhole, processes: known([processOf('helper', 0)])}), 'safe')).toEqual(forAnyRoot);
	});

	it('keep what files that run or may be executed carry, with no-new-privileges too', () => {
		const caddy = known({setuid: [], setgid: [], capable: [capable('/usr/bin/caddy', 'NET_BIND_SERVICE')]});
		const seen = {...seenWhole, privilegedPrograms: caddy, processes: known([processOf('caddy', 1000)])};
		const parts = {Config: {User: '1000'}, HostConfig: {SecurityOpt: ['no-new-privileges']}};
		expect(kept(plan(parts, seen), 'safe')).toEqual(['NET_BIND_SERVICE']);
		expect(kept(plan(parts, seen), 'least')).toEqual(['NET_BIND_SERVICE']);
		expect(kept(plan({}, {...seen, processes: known([processOf('caddy', 0)])}), 'least')).toContain('NET_BIND_SERVICE');
		expect(changeOf(plan({Config: {User: '1000'}}, seen), 'no-new-privileges')).toMatchObject({rung: 'choice'});
		const idle = {...seen, processes: known([processOf('sh', 1000)])};
		expect(kept(plan(parts, idle), 'least')).toEqual([]);
		const programs = [
			{
				path: '/usr/bin/caddy',
				uids: [1000],
				raises: 'file capabilities' as const,
				count: 1,
				first: 1,
				onlyByExec: false,
				startedBy: [],
			},
		];
		expect(kept(plan(parts, {...idle, observation: {...observed, programs}}), 'least')).toEqual(['NET_BIND_SERVICE']);
	});

	it('are not said to be unused by an observation that could not see them', () => {
		const observation = {...observed, traced: false};
		const sentences = plan({HostConfig: {CapAdd: ['SYS_PTRACE']}}, {...seenWhole, observation}).changes.map(({why}) => why);
		expect(sentences.join('\n')).not.toMatch(/not used while|to run while/);
	});

	it('stay where its owner named them, whatever a twin showed', () => {
		const parts = {HostConfig: {CapDrop: ['ALL'], CapAdd: ['MKNOD', 'NET_RAW', 'CHOWN']}};
		expect(kept(plan(parts, {...seenWhole, trace: known([])}), 'safe')).toEqual(['CHOWN', 'MKNOD', 'NET_RAW']);
	});

	it('are none for an ordinary user on the least rung', () => {
		expect(kept(plan({Config: {User: '1000'}}), 'least')).toEqual([]);
	});

	it('are those of the trace, without FSETID and SETPCAP, which are asked for and not needed', () => {
		expect(kept(plan({}, {trace: known(used('CHOWN', 'SETUID', 'SETGID', 'FSETID', 'SETPCAP'))}), 'least')).toEqual([
			'CHOWN',
			'SETGID',
			'SETUID',
		]);
	});

	it('are those that the original was seen to use, and of a typical start that was not seen', () => {
		const observation = {...observed, capabilities: used('NET_RAW')};
		expect(kept(plan({}, {observation}), 'least')).toContain('NET_RAW');
		expect(kept(plan({}, {observation}), 'least')).toContain('SETUID');
		expect(changeOf(plan({}, {...seenWhole, observation}), 'capability:KILL')?.why).toBe(
			'KILL was not used while it was watched 10 min, 1,204 connections; no need seen',
		);
	});

	it('are dropped on the safe rung too after a day under traffic', () => {
		const long = {...observed, seconds: 86_400, capabilities: used('SETUID')};
		const trace = known(used('CHOWN'));
		const safeAfter = (observation: Observation) => kept(plan({}, {...seenWhole, trace, observation}), 'safe');
		expect(safeAfter({...long, connections: 20_000})).toEqual(['CHOWN', 'KILL', 'SETUID']);
		const busy = {...long, connections: 20_000};
		for (const short of [
			{...busy, seconds: 86_000},
			{...busy, connections: 1204},
			{...busy, connections: null},
			{...busy, traced: false},
			{...busy, lastNew: 3600},
			{...busy, missed: [trusted('events were lost')]},
		])
			expect(safeAfter(short)).toContain('DAC_OVERRIDE');
		// No observation shows the start.
		const start = known([{capability: 'MKNOD' as const, command: 'mknod', where: '/entry.sh'}]);
		expect(kept(plan({}, {...seenWhole, trace, observation: busy, startScripts: start}), 'safe')).toContain('MKNOD');
	});

	it('know what an idle sshd will need for its first client', () => {
		const processes = known([processOf('sshd', 0)]);
		for (const name of ['AUDIT_WRITE', 'CHOWN', 'SETGID', 'SETUID', 'SYS_CHROOT'])
			expect(kept(plan({}, {processes, trace: known([])}), 'least')).toContain(name);
	});

	it('keep NET_BIND_SERVICE in the host’s network alone', () => {
		const low = (host: ContainerInspect['HostConfig'], portStart: number) =>
			kept(
				plan({HostConfig: host, Config: {User: '33'}}, {listening: known([listeningOn(80)]), portStart: known(portStart)}),
				'least',
			);
		expect(low({NetworkMode: 'bridge'}, 0)).toEqual([]);
		expect(low({NetworkMode: 'host'}, 1024)).toContain('NET_BIND_SERVICE');
	});

	it('stay where somebody asked for them, and can be taken away one by one', () => {
		const made = plan({HostConfig: {CapAdd: ['CAP_NET_ADMIN', 'sys_module']}});
		const capabilities = changeOf(made, 'capabilities');
		expect(capabilities?.add).not.toContain('--cap-add NET_ADMIN');
		expect(capabilities?.remove).toEqual([]);
		expect(command(made)).toMatch(/--cap-add CAP_NET_ADMIN .*--cap-add sys_module/);
		expect(changeOf(made, 'capability:SYS_MODULE')).toMatchObject({rung: 'choice'});
		expect(command(made, ['capability:SYS_MODULE'])).not.toMatch(/sys_module/i);
	});

	it('can be dropped one by one without the others', () => {
		const made = plan({}, seenWhole);
		const only = (...slugs: string[]) => hardened(made, new Set(slugs)).HostConfig;
		expect(only('capability:KILL')).toMatchObject({CapDrop: ['KILL']});
		expect(only('capabilities', 'capability:KILL')?.CapAdd).not.toContain('KILL');
	});

	it('are not kept for ALL, which names none', () => {
		expect(changeOf(plan({HostConfig: {CapAdd: ['ALL']}}), 'capabilities')).toMatchObject({remove: ['--cap-add ALL']});
	});

	it('are no question any more where they are the least already', () => {
		expect(changeOf(plan({Config: {User: '1000'}, HostConfig: {CapDrop: ['ALL']}}), 'capabilities')).toBeUndefined();
	});
});

describe('no-new-privileges', () => {
	const changed = (seen: Partial<HardeningEvidence>) => changeOf(plan({}, seen), 'no-new-privileges');
	const su = known({setuid: [trusted('/usr/bin/su')], setgid: [], capable: []});

	it('is safe only where no program that gives privileges can be reached', () => {
		expect(changed(seenWhole)).toMatchObject({rung: 'safe'});
		expect(changed({...seenWhole, privilegedPrograms: su})).toMatchObject({
			rung: 'least',
			why: 'it could execute su; none was seen to run',
		});
		expect(
			changed({
				...seenWhole,
				privilegedPrograms: known({setuid: [], setgid: [], capable: [capable('/usr/bin/ping', 'NET_RAW')]}),
			}),
		).toMatchObject({rung: 'least'});
		expect(changed({})).toMatchObject({rung: 'least', why: expect.stringMatching(/could not be searched/)});
	});

	it('is safe after a long observation in which none was executed', () => {
		const observation = {...observed, seconds: 90_000, connections: 20_000};
		expect(changed({...seenWhole, privilegedPrograms: su, observation})).toMatchObject({rung: 'safe'});
		const programs = [
			{path: '/usr/bin/su', uids: [33], raises: 'set-uid' as const, count: 1, first: 1, onlyByExec: false, startedBy: []},
		];
		expect(changed({...seenWhole, privilegedPrograms: su, observation: {...observation, programs}})).toMatchObject({
			rung: 'choice',
		});
	});

	it('is a choice where the service itself is a setuid program, as exim is', () => {
		expect(changed({processes: known([processOf('exim4', 101)]), setuidPrograms: known(['/usr/sbin/exim4'])})).toMatchObject({
			rung: 'choice',
			why: expect.stringMatching(/exim4 is executed with the privileges of its file/),
		});
	});
});

describe('a read-only root', () => {
	it('gets a tmpfs for run-time files and a named volume for data, never the other way round', () => {
		const changes = known([modified('/run'), added('/run/web.pid'), modified('/data'), added('/data/dump.rdb')]);
		const directories = new Map([directory('/run'), directory('/data', {files: 1, bytes: 100, uid: 101})]);
		const made = plan({}, {changes, directories});
		const text = changeOf(made, 'read-only')?.add.join(' ');
		expect(text).toMatch(/--tmpfs \/run:rw,noexec/);
		expect(text).toMatch(/-v web-data:\/data/);
		expect(text).not.toMatch(/--tmpfs \/data/);
		expect(made.warnings.join()).toMatch(/docker cp web:\/data/);
	});

	it('never turns a directory of the image into a mount of the host', () => {
		const made = plan(
			{},
			{
				changes: known([{...modified('/:/host'), isDirectory: true}]),
				directories: new Map([directory('/:/host', {shipsContent: true})]),
			},
		);
		expect(changeOf(made, 'read-only')).toMatchObject({
			rung: 'choice',
			add: ['--read-only', expect.stringMatching(/^--tmpfs \/tmp:/)],
		});
	});

	it('quotes a path in the command that copies its data', () => {
		const path = '/data/$(reboot)';
		const changes = known([modified(path), added(`${path}/dump.rdb`)]);
		const made = plan({}, {changes, directories: new Map([directory(path, {files: 1})])});
		expect(made.warnings.join()).toMatch(/docker cp 'web:\/data\/\$\(reboot\)' \.\/web-data-__reboot_/);
	});

	it('loses no file of a directory that is too large to be looked through', () => {
		const left = (path: string, isDirectory: boolean): PathChange => ({path, kind: 'added', isDirectory});
		const large = new Map([directory('/var/lib', {complete: false, shipsContent: true})]);
		const made = (file: PathChange) =>
			plan({}, {changes: known([modified('/var/lib'), left('/var/lib/app', true), file]), directories: large});
		const data = made(left('/var/lib/app/state', false));
		expect(changeOf(data, 'read-only')?.add).toContain('-v web-var-lib-app:/var/lib/app');
		expect(data.warnings.join()).toMatch(/docker cp web:\/var\/lib\/app /);
		// The engine tells not what a path is.
		expect(changeOf(made(added('/var/lib/app/state')), 'read-only')?.add).toContain('-v web-var-lib-app:/var/lib/app');
		expect(changeOf(made(left('/var/lib/app/app.pid', false)), 'read-only')?.add.join(' ')).toMatch(/--tmpfs \/var\/lib\/app:/);
	});

	it('is likely where the directory alone has changed that holds what the engine writes', () => {
		expect(changeOf(plan({}, {changes: known([modified('/etc')])}), 'read-only')?.rung).toBe('least');
		expect(changeOf(plan({}, {changes: known([modified('/etc'), added('/etc/app')])}), 'read-only')?.rung).toBe('choice');
	});

	it('keeps owner and mode of the directory in the tmpfs', () => {
		const changes = known([added('/run/db/db.sock')]);
		const directories = new Map([directory('/run/db', {uid: 107, gid: 108, mode: 0o2775})]);
		expect(changeOf(plan({}, {changes, directories}), 'read-only')?.add.join(' ')).toMatch(
			/\/run\/db:rw,noexec,nosuid,nodev,size=64m,mode=2775,uid=107,gid=108/,
		);
	});

	it('lets programs run from a tmpfs that held some', () => {
		const changes = known([added('/run/s6/init')]);
		const directories = new Map([directory('/run/s6', {executes: true})]);
		expect(changeOf(plan({}, {changes, directories}), 'read-only')?.add.join(' ')).toMatch(/\/run\/s6:rw,exec,nosuid/);
	});

	it('keeps the whole directory of a service writable: a spool’s input leaves no trace', () => {
		const changes = known([added('/var/spool/exim4/db/retry.lockfile')]);
		const directories = new Map([directory('/var/spool/exim4', {shipsContent: true})]);
		expect(changeOf(plan({}, {changes, directories}), 'read-only')?.add).toContain('-v web-var-spool-exim4:/var/spool/exim4');
	});

	it('fills what the image has in a run-time directory', () => {
		const changes = known([added('/run/app.pid')]);
		const directories = new Map([directory('/run', {shipsContent: true})]);
		expect(changeOf(plan({}, {changes, directories}), 'read-only')?.add).toContain('-v /run');
	});

	it('is not switched on when a directory of the system is written', () => {
		const changes = known([modified('/etc'), added('/etc/app.conf')]);
		expect(changeOf(plan({}, {changes}), 'read-only')).toMatchObject({rung: 'choice'});
	});

	it('is unknown, and off, when the changes could not be seen', () => {
		expect(changeOf(plan(), 'read-only')).toMatchObject({rung: 'choice'});
	});

	it('leaves what is mounted alone', () => {
		const parts = {Mounts: [{Type: 'volume', Name: 'd', Destination: '/data', RW: true}], HostConfig: {Binds: ['d:/data']}};
		const made = plan(parts, {changes: known([modified('/data'), added('/data/x')])});
		expect(changeOf(made, 'read-only')?.add).toEqual(['--read-only', expect.stringMatching(/^--tmpfs \/tmp:/)]);
	});
});

describe('the command of a plan', () => {
	it('holds every change that is on', () => {
		const made = plan(
			{},
			{
				changes: known([]),
				processes: known([processOf('nginx', 0), processOf('nginx', 33)]),
				peaks: known({memory: 41 << 20, pids: 7, source: 'cgroup', windows: {memory: 86_400, pids: 86_400}}),
			},
		);
		expect(command(made)).toMatch(
			/--cap-drop ALL --cap-add CHOWN .*--security-opt no-new-privileges --read-only .*--memory 128m .*--pids-limit 512 .*shop\/web:1$/,
		);
		expect(command(made, ['user'])).toMatch(/--user 33:33 .*--cap-drop ALL --security-opt/);
	});

	it('takes --privileged away together with what it implied', () => {
		const made = plan({HostConfig: {Privileged: true, SecurityOpt: ['label=disable']}});
		expect(command(made)).not.toMatch(/privileged |label=disable/);
		expect(changeOf(made, 'privileged')).toMatchObject({remove: ['--privileged'], rung: 'least'});
		// Podman writes that beside it.
		expect(command(plan({HostConfig: {Privileged: true, SecurityOpt: ['unmask=all']}}))).not.toContain('unmask');
	});

	it('masks the files of the kernel again that Podman was asked to unmask', () => {
		const made = plan({HostConfig: {SecurityOpt: ['unmask=/proc/kcore', 'unmask=all']}});
		expect(changeOf(made, 'confinement')).toMatchObject({
			remove: ['--security-opt unmask=/proc/kcore', '--security-opt unmask=all'],
		});
		expect(command(made)).not.toContain('unmask');
	});

	it('leaves alone what holds the namespaces of a pod of Podman', () => {
		const host = {CgroupParent: `/libpod_parent/${'c'.repeat(64)}`, Annotations: {'io.container.manager': 'libpod'}};
		expect(plan({HostConfig: host}).changes).toEqual([]);
		expect(nothingWords(assessedOf({HostConfig: host}))).toContain('created and removed with its pod');
		expect(nothingWords(assessedOf())).toContain('nothing left to harden');
		const member = {...host, Annotations: {...host.Annotations, 'io.kubernetes.cri-o.SandboxID': 'd'.repeat(64)}};
		expect(plan({HostConfig: member}).changes).not.toEqual([]);
	});

	it('gives namespaces of its own without what followed from the host’s', () => {
		const host = {NetworkMode: 'host', PidMode: 'host', UTSMode: 'host', SecurityOpt: ['label=disable']};
		const made = plan({Config: {Hostname: 'prod-1'}, HostConfig: host});
		expect(changeOf(made, 'confinement')).toBeUndefined();
		expect(command(made, ['network', 'pid-namespace', 'uts-namespace'])).not.toMatch(/host|label=disable|prod-1/);
	});

	it('offers to publish on loopback, and does not assume it', () => {
		const bound = {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}]};
		const made = plan({
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '8080'}]}},
			NetworkSettings: {Ports: bound, Networks: {bridge: {}}},
		});
		expect(changeOf(made, 'publish')).toMatchObject({
			remove: ['-p 8080:80'],
			add: ['-p 127.0.0.1:8080:80'],
			rung: 'choice',
		});
		expect(command(made, ['publish'])).toContain('--publish 127.0.0.1:8080:80');
	});

	it('leaves the engine’s socket where it is unless somebody takes it away', () => {
		const parts = {
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true}],
			HostConfig: {Binds: ['/var/run/docker.sock:/var/run/docker.sock']},
		};
		const made = plan(parts);
		const slug = 'socket:/var/run/docker.sock';
		expect(changeOf(made, slug)).toMatchObject({
			rung: 'choice',
			text: expect.stringMatching(/socket proxy/),
		});
		expect(command(made)).toContain('docker.sock');
		expect(command(made, [slug])).not.toContain('docker.sock');
	});
});

describe('the digest of an image', () => {
	const id = `sha256:${'a'.repeat(64)}`;
	const pinned = (RepoDigests: string[], store: ImageStore = 'storage-driver') => {
		const image = imageFacts({Id: id, RepoTags: ['shop/web:1'], RepoDigests}, {store: known(store)});
		return changeOf(planHardening({...assessedOf(), image}, evidenceOf()), 'image-digest');
	};

	it('is that of its own repository', () => {
		expect(pinned([`evil.example/shop/web@${id}`])).toBeUndefined();
		expect(pinned([`my-shop/web@${id}`])).toBeUndefined();
		expect(pinned([`docker.io/shop/web@${id}`])).toMatchObject({add: [`shop/web:1@${id}`]});
	});

	it('may be of no use elsewhere where the engine made it up from the tag', () => {
		expect(pinned([`shop/web@${id}`])?.mayBreak).not.toMatch(/Other hosts/);
		expect(pinned([`shop/web@${id}`], 'containerd')?.mayBreak).toMatch(/Other hosts: no registry is known/);
	});
});
