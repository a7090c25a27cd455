import {describe, expect, it} from 'vitest';
import {configurationOf, findDaemon} from '../../../src/base/host/daemon-process.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {processesNamed} from '../../../src/base/host/process-table.js';
import {type AuthoredEntry, authoredHost, processEntries} from '../../support/authored-host.js';

const socket = '/run/docker.sock';
const real = {
	pid: 812,
	comm: 'dockerd',
	exe: '/usr/bin/dockerd',
	args: ['--config-file', '/etc/docker/daemon.json'],
	sockets: [7001],
	unix: {[socket]: 7001},
};

function find(entries: Record<string, AuthoredEntry>, socketPath: string | null = socket) {
	const host = authoredHost({[socket]: '', '/etc/docker/daemon.json': '{"icc": false}', ...entries});
	const tree = openTree(host.root);
	const candidates = processesNamed(tree, new Set(['dockerd'])).get('dockerd') ?? [];
	return {tree, daemon: findDaemon(tree, candidates, socketPath)};
}

describe('the daemon behind a socket', () => {
	it('is the process that holds its listening end', () => {
		expect(find(processEntries(real)).daemon).toMatchObject({known: true, value: {pid: 812, binary: '/usr/bin/dockerd'}});
	});

	it('still is when the package was upgraded under it', () => {
		expect(find(processEntries({...real, exe: '/usr/bin/dockerd (deleted)'})).daemon).toMatchObject({
			value: {binary: '/usr/bin/dockerd'},
		});
	});

	it('is found by its socket under another spelling of the path', () => {
		const entries = {...processEntries({...real, unix: {'/var/run/docker.sock': 7001}}), '/var/run': {link: '../run'}};
		expect(find(entries).daemon).toMatchObject({known: true, value: {pid: 812}});
	});

	it.each([
		['runs another program under its name', {exe: '/bin/busybox'}],
		['lives in a pid namespace below ours', {nested: [1]}],
		['has bound the same path in a root of its own', {rootLink: 'elsewhere'}],
		['only has a connection to it', {unix: {}}],
		['does not hold the socket', {sockets: [7002]}],
	])('is never a process that %s', (_, other) => {
		const {daemon} = find({...processEntries({...real, ...other}), '/proc/812/elsewhere/run/docker.sock': 'another'});
		expect(daemon).toMatchObject({known: false, reason: {source: 'host:dockerd'}});
	});

	it('is never found by a text that a container carries in its command line', () => {
		const spoof = processEntries({pid: 900, comm: 'sh', exe: '/bin/busybox', args: ['-c', 'sleep 9; : dockerd --icc=false']});
		const {tree, daemon} = find({...spoof, ...processEntries({...real, args: ['--icc=true']}), '/etc/docker/daemon.json': '{}'});
		expect(daemon).toMatchObject({known: true, value: {pid: 812}});
		if (!daemon.known) return;
		expect(configurationOf(tree, daemon.value)).toMatchObject({value: {options: {icc: true}}});
	});

	it('is unknown for an engine without a unix socket', () => {
		expect(find(processEntries(real), null).daemon.known).toBe(false);
	});
});

describe('its configuration', () => {
	function configure(args: readonly string[], files: Record<string, AuthoredEntry> = {}) {
		const {tree, daemon} = find({...processEntries({...real, args}), ...files});
		if (!daemon.known) throw new Error(daemon.reason.reason);
		return configurationOf(tree, daemon.value);
	}

	it('is read from the file that the command line names, with a blank or an equals sign before it', () => {
		const files = {'/srv/d.json': '{"userland-proxy": false, "hosts": ["unix:///run/docker.sock"]}'};
		const options = {'userland-proxy': false, hosts: ['unix:///run/docker.sock']};
		expect(configure(['--config-file', '/srv/d.json'], files)).toMatchObject({value: {path: '/srv/d.json', options}});
		expect(configure(['--config-file=/srv/d.json'], files)).toMatchObject({value: {path: '/srv/d.json', options}});
	});

	it('is looked for in the working directory when the path is relative', () => {
		const files = {'/proc/812/cwd': {link: '../../srv'}, '/srv/d.json': '{"icc": true}'};
		expect(configure(['--config-file', 'd.json'], files)).toMatchObject({value: {options: {icc: true}}});
	});

	it('is that of its user when the daemon is rootless', () => {
		const files = {'/etc/passwd': 'root:x:0:0::/root:/bin/sh\n', '/root/.config/docker/daemon.json': '{"icc": true}'};
		expect(configure(['--rootless'], files)).toMatchObject({
			value: {path: '/root/.config/docker/daemon.json', options: {icc: true}},
		});
	});

	it('may be absent: then only the flags count', () => {
		expect(configure(['--config-file', '/none.json', '--icc=false'])).toMatchObject({
			value: {fileExists: false, options: {icc: false}, onCommandLine: ['config-file', 'icc']},
		});
	});

	it('is unknown, and not quoted, when it is no JSON', () => {
		const read = configure(['--config-file', '/srv/d.json'], {'/srv/d.json': '{"proxies": "http://u:hunter2@p" oops'});
		expect(read.known).toBe(false);
		expect(JSON.stringify(read)).not.toContain('hunter2');
		expect(configure([], {'/etc/docker/daemon.json': '[1]'}).known).toBe(false);
	});
});
