import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import type {HostFacts} from '../../../src/base/facts/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {auditReport} from '../../../src/judge/reports/build-audit-report.js';
import {htmlReport} from '../../../src/judge/reports/html.js';
import {tableReport} from '../../../src/judge/reports/report-table.js';
import {exampleFile} from '../../../src/judge/rules/host/shared/host-file.js';
import {openFirewall} from '../../../src/judge/rules/shared/example-firewall.js';
import {readRecordedHost} from '../../../src/judge/snapshot/recorded-host.js';
import {inspectOf} from '../../support/sample-fleet.js';
import {replay} from '../fleet/replayed.js';

const listening = [{protocol: 'tcp', family: 4, address: trusted('127.0.0.1'), port: 80, process: trusted('dockerd')}] as const;

const root = {uid: 0, gid: 0, mode: 0o700};
const host: HostFacts = {
	unseen: null,
	files: {
		'/etc/docker': known(exampleFile('/etc/docker', {})),
		'/x': {known: false, reason: {source: 'host:/x', reason: 'denied'}},
	},
	auditRules: known({
		source: 'files',
		enabled: null,
		watched: [{path: trusted('/a'), realPath: trusted('/b'), tree: true, never: true}],
	}),
	daemon: known({
		path: trusted('/etc/docker/daemon.json'),
		fileExists: true,
		options: {icc: false, 'default-ulimits': {nofile: {Soft: 1}}, hosts: ['unix:///run/docker.sock']},
		onCommandLine: [trusted('icc')],
		binary: null,
		pid: 7,
		uid: 0,
	}),
	binaries: {dockerd: trusted('/usr/sbin/dockerd')},
	units: {'docker.service': trusted('/lib/systemd/system/docker.service'), 'docker.socket': null},
	socketGroup: known({group: trusted('docker'), gid: 109, members: [trusted('jo')]}),
	socketPath: trusted('/run/docker.sock'),
	containerdSocket: null,
	dataRoot: trusted('/var/lib/docker'),
	dataRootIsMount: known(false),
	certificates: known([exampleFile('/etc/docker/certs.d/x/ca.crt', {})]),
	daemonListens: known(listening),
	hostListens: known(listening),
	dockerProxies: known(0),
	firewall: openFirewall({ufw: true, firewalld: null}),
	sysctls: {'kernel.core_pattern': trusted('core')},
	securityModules: known([trusted('apparmor')]),
	links: {'/srv/link': trusted('/etc')},
	sources: {
		'/srv/x': {kind: 'socket', runtimeSocket: trusted('/run/docker.sock'), socket: {uid: 0, gid: 109, mode: 0o660}, doubt: null},
		'/srv/y': {kind: 'directory', runtimeSocket: null, socket: null, doubt: trusted('why')},
		'/srv/z': {
			...{kind: 'directory', runtimeSocket: trusted('/srv/z/docker.sock'), socket: root, owner: root, doubt: null},
			...{homes: [root], secrets: [[root]], way: [root], apart: true, lacksUsualSockets: true},
			below: [{path: trusted('/etc'), owner: root}],
		},
	},
	ueventHelper: true,
	serviceSockets: [trusted('/run/dbus/system_bus_socket')],
	processes: [{uid: 1, gid: 1, capabilities: ['CHOWN']}],
};

const read = (value: unknown): HostFacts => readRecordedHost(JSON.parse(JSON.stringify(value)));
const snapshot = (value: unknown): string =>
	JSON.stringify({schema: 'dockscope.snapshot/1', containers: [{inspect: inspectOf({name: 'web'})}], host: value});

async function reports(value: unknown): Promise<string> {
	const report = auditReport(await replay(snapshot(value)), {version: '1.2.3', now: '2026-01-02T03:04:05Z'});
	return tableReport(report, {width: 0, color: false, ascii: false}) + htmlReport(report);
}

it('reads what was recorded as it was', () => expect(read(host)).toEqual(host));

it.each(['docker-26.1.5-apparmor.json', 'docker-26.1.5-selinux.json'])('reads the host of %s as it was', name => {
	// An older dockscope said more about it.
	const {firewall: _, ...recorded} = JSON.parse(readFileSync(join(import.meta.dirname, '../../recorded', name), 'utf8')).host;
	expect(read(recorded)).toMatchObject(recorded);
});

describe('an edited host', () => {
	const parts = Object.keys(host) as (keyof HostFacts)[];

	it.each(parts)('judges nothing by a %s of another shape, and ends well', async part => {
		for (const odd of [null, 3, 'x', [], {}, [null], {known: true}, {known: false}, {known: true, value: {}}, undefined]) {
			const verdicts = (await replay(snapshot({...host, [part]: odd}))).verdicts.filter(({target}) => target.kind === 'host');
			expect(verdicts.length).toBeGreaterThan(20);
		}
		expect(await reports({...host, [part]: {known: true, value: 'x'}})).toContain('web');
	});

	it('makes such a part unknown', () => {
		expect(read({}).auditRules).toEqual({
			known: false,
			reason: {source: 'host:auditRules', reason: 'the snapshot has no readable value for it'},
		});
		expect(
			read({...host, files: {'/etc/docker': known({...exampleFile('/x', {}), mode: '644'})}}).files['/etc/docker']?.known,
		).toBe(false);
		expect(read({...host, binaries: {a: 1, b: '/b'}}).binaries).toEqual({b: '/b'});
		expect(read({...host, unseen: 5}).unseen?.source).toBe('host:unseen');
		expect(read({...host, files: {'/etc/docker': 7}}).files['/etc/docker']?.known).toBe(false);
	});

	it('does not say that there is none of what it cannot say', () => {
		const odd = read({...host, serviceSockets: [5], processes: {}, links: [], sources: 'x', ueventHelper: 'no'});
		expect(odd).toMatchObject({sysctls: host.sysctls});
		for (const part of ['serviceSockets', 'processes', 'links', 'sources', 'ueventHelper'] as const)
			expect(odd[part], part).toBeUndefined();
	});

	it('loses a path alone that cannot be read', () => {
		const {sources, links} = read({...host, sources: {...host.sources, '/srv/x': {kind: 'door'}}, links: {a: 7, ...host.links}});
		expect(Object.keys(sources ?? {})).toEqual(['/srv/y', '/srv/z']);
		expect(links).toEqual(host.links);
	});

	it('reaches the terminal without escape sequences', async () => {
		const evil = '\u001B]0;owned\u0007\u202E';
		const text = JSON.stringify(host).replaceAll(/\/(etc|usr|run|var|lib|srv)\b/g, found => `${found}${evil}`);
		const hostile: unknown = JSON.parse(
			text.replaceAll(/[\u0000-\u001F]/g, control => `\\u00${control.charCodeAt(0).toString(16).padStart(2, '0')}`),
		);
		expect(JSON.stringify(hostile)).toContain('\\u001b');
		expect(JSON.stringify(read(hostile))).not.toMatch(/\\u00[01]|\u202E/);
		expect(await reports(hostile)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202E]/);
	});

	it('may be nested to any depth', () => {
		const deep = `${'{"a":'.repeat(4000)}1${'}'.repeat(4000)}`;
		const value: unknown = JSON.parse(JSON.stringify(host).replace('"icc":false', `"icc":${deep}`));
		expect(read(value).daemon.known).toBe(true);
	});
});
