import {parseAccounts, renderAccounts} from '../../../src/facts/accounts.js';
import {decodeCapabilities} from '../../../src/facts/capabilities.js';
import {parseOsRelease} from '../../../src/facts/image.js';
import {hostProcesses, rawSockets} from '../../../src/hardening/evidence/host-processes.js';
import {hostPeaks} from '../../../src/hardening/evidence/peaks.js';
import {accountNames, homeOf, membersOfGroup} from '../../../src/host/accounts.js';
import {readAuditRules} from '../../../src/host/audit-rules.js';
import {readContainerProcesses} from '../../../src/host/container-processes.js';
import {isInContainer, membersOfControlGroup, ownGroups} from '../../../src/host/control-group.js';
import {mergeOptions, optionsOfArguments, safeOptions} from '../../../src/host/daemon-options.js';
import {configurationOf} from '../../../src/host/daemon-process.js';
import {filters, readFirewall} from '../../../src/host/firewall.js';
import {openTree} from '../../../src/host/host-tree.js';
import {readSecurityModules, readSysctls} from '../../../src/host/kernel.js';
import {addressOf, readSockets} from '../../../src/host/listening-sockets.js';
import {parseMountTable} from '../../../src/host/mount-table.js';
import {lookAtSources} from '../../../src/host/mounted-source.js';
import {readStatus} from '../../../src/host/process-table.js';
import {readProcessTruth} from '../../../src/host/process-truth.js';
import {findRuntimeSockets} from '../../../src/host/runtime-sockets.js';
import {unixListeners} from '../../../src/host/unix-sockets.js';
import {mappedFiles} from '../../../src/scanners/enrichment/live-files.js';
import {readRecordedHost} from '../../../src/snapshot/recorded-host.js';
import {readRecorded} from '../../facts/recorded.js';
import {ofJson, ofText, type Parser} from '../parser.js';
import {scratchFolder} from './folder.js';

const passwd = 'root:x:0:0:root:/root:/bin/sh\nweb:x:1000:1000::/home/web:/bin/sh\nnobody:x:65534:65534::/:/sbin/nologin\n';
const status =
	'Name:\tweb\nUmask:\t0022\nPPid:\t1\nUid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nGroups:\t10 20\nNSpid:\t70\t1\nCapEff:\t00000000a80425fb\nCapBnd:\t00000000a80425fb\nNoNewPrivs:\t1\nSeccomp:\t2\n';
const sockets =
	'  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n' +
	'   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0\n' +
	'   1: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0\n';
const id = 'a1'.repeat(32);
const group = `/docker/${id}`;
const host = (readRecorded('docker-26.1.5-strict.json') as {host?: unknown}).host ?? {unseen: null, files: {}, units: {}};

/** A host of its own for each parser: one file of it is foreign. */
function onHost(
	name: string,
	path: string,
	seeds: readonly string[],
	look: (root: string) => unknown,
	tokens: readonly string[] = [],
): Parser {
	const folder = scratchFolder();
	const files: Readonly<Record<string, string>> = {
		'/etc/passwd': passwd,
		'/etc/group': 'docker:x:998:web,root\n',
		'/proc/70/status': status,
		'/proc/70/cgroup': `0::${group}\n`,
		'/proc/70/cmdline': 'web\0--port\x0080\0',
		'/proc/70/uid_map': '0 0 4294967295\n',
		'/proc/70/comm': 'web\n',
		[`/sys/fs/cgroup${group}/cgroup.procs`]: '70\n',
	};
	for (const [file, content] of Object.entries(files)) folder.write(file, content);
	return ofText(
		name,
		seeds,
		text => {
			folder.write(path, text);
			return look(folder.root);
		},
		{tokens},
	);
}

/** Files of the engine's host and of /proc. What a container's process writes there (names, arguments, labels) is foreign. */
export const hostParsers: readonly Parser[] = [
	ofText('passwd', [passwd], text => [parseAccounts(text), renderAccounts(parseAccounts(text)).length], {tokens: [':', 'x:0:0']}),
	ofText(
		'os-release',
		['ID=debian\nVERSION_ID="13"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n', "ID='alpine'\n"],
		parseOsRelease,
		{
			tokens: ['ID=', 'VERSION_ID=', '"', "'"],
		},
	),
	ofText('capability-mask', ['00000000a80425fb', '000001ffffffffff'], text => [...(decodeCapabilities(text) ?? [])]),
	ofText(
		'process-maps',
		['55d0-55d1 r-xp 00000000 08:01 1234   /usr/sbin/nginx\n7f00-7f01 r--p 00000000 08:01 12 /lib/x.so\n'],
		text => mappedFiles(text).length,
		{tokens: ['r-xp', '/', '\\012', ' (deleted)']},
	),
	ofText('iptables-list', ['-P DOCKER-USER ACCEPT\n-A DOCKER-USER -s 10.0.0.0/8 -j DROP\n'], filters, {
		tokens: ['-j DROP', '-A ', '-P '],
	}),
	ofText('socket-address', ['0100007F', 'B80D01200000000067452301EFCDAB89', '00000000000000000000FFFF0100007F'], addressOf, {
		safe: false,
	}),
	ofText(
		'daemon-arguments',
		['--host unix:///run/docker.sock --icc=false -D -H tcp://0.0.0.0:2375 --log-opt max-size=1m --default-ulimit nofile=1:2'],
		text => safeOptions(mergeOptions({graph: '/x'}, optionsOfArguments(text.split(' ')))),
		{tokens: ['--icc', '--log-opt', '-H', '--', '=', '--__proto__', '--log-opt __proto__=x', '--add-runtime']},
	),
	onHost(
		'daemon-json',
		'/etc/docker/daemon.json',
		['{"icc": false, "hosts": ["unix:///var/run/docker.sock"], "log-opts": {"max-size": "1m"}, "userns-remap": "default"}', '{}'],
		root => {
			const daemon = {pid: 70, uid: 0, args: [], binary: '/usr/bin/dockerd'};
			return configurationOf(openTree(root), daemon as never);
		},
		['"__proto__": {"polluted": 1}', '"tls": true', '"proxies":', '//', '/*'],
	),
	onHost(
		'audit-rules',
		'/etc/audit/rules.d/docker.rules',
		[
			'-w /usr/bin/dockerd -p rwxa -k docker\n-a always,exit -F path=/etc/docker -F perm=wa\n-e 2\n',
			'-D\n-A never,exit -F dir=/run\n',
		],
		root => readAuditRules(openTree(root)),
		['-w ', '-a always,exit', '-F dir=', '-F path=', '-p ', '-A ', '-D', '-e 1', '#'],
	),
	onHost('group-file', '/etc/group', ['docker:x:998:web,root\nusers:x:100:\n'], root => membersOfGroup(openTree(root), 998), [
		':998:',
		',',
	]),
	onHost('passwd-of-host', '/etc/passwd', [passwd], root => {
		const tree = openTree(root);
		return [accountNames(tree).size, homeOf(tree, 0)?.length, membersOfGroup(tree, 998)];
	}),
	onHost(
		'process-status',
		'/proc/70/status',
		[status],
		root => {
			const tree = openTree(root);
			const found = readStatus(tree, 70);
			return [found?.uids.length, readProcessTruth(70, {root}), readContainerProcesses(70, {root}), hostProcesses(tree, 70)];
		},
		['Name:\t', 'Uid:\t', 'CapEff:\t', 'NSpid:', '\\n', '\\\\'],
	),
	onHost('process-arguments', '/proc/70/cmdline', ['web\0--password\0hunter2\0', 'sh\0-c\0sleep 1\0'], root => [
		readContainerProcesses(70, {root}),
		hostProcesses(openTree(root), 70),
	]),
	onHost(
		'process-cgroup',
		'/proc/70/cgroup',
		[`0::${group}\n`, `4:memory:${group}\n1:name=systemd:/x\n0::/\n`],
		root => {
			const tree = openTree(root);
			return [
				isInContainer(tree, 70, id),
				membersOfControlGroup(tree, 70)?.length,
				ownGroups(tree, 70).size,
				hostPeaks(tree, 70),
			];
		},
		['0::', 'memory', '/docker/', '/..'],
	),
	onHost('cgroup-procs', `/sys/fs/cgroup${group}/cgroup.procs`, ['70\n', '70\n71\n'], root =>
		membersOfControlGroup(openTree(root), 70),
	),
	onHost('uid-map', '/proc/70/uid_map', ['0 0 4294967295\n', '         0     100000      65536\n'], root => [
		hostProcesses(openTree(root), 70),
		readProcessTruth(70, {root}),
	]),
	onHost(
		'socket-table',
		'/proc/70/net/tcp',
		[sockets],
		root => [readSockets(openTree(root), '/proc/70/net'), rawSockets(openTree(root), 70)],
		['0A', ':0000', '00000000'],
	),
	onHost(
		'socket-counts',
		'/proc/70/net/protocols',
		['protocol  size sockets\nTCPv6     2240      0\nTCP       2088      1\n'],
		root => readSockets(openTree(root), '/proc/70/net'),
	),
	ofText(
		'unix-sockets',
		[
			'Num       RefCount Protocol Flags    Type St Inode Path\nffff8881: 00000002 00000000 00010000 0001 01 70 /run/docker.sock\n',
		],
		text => unixListeners(text).length,
		{tokens: ['00010000', ' 0001 01 ', '@', '/run/docker.sock']},
	),
	ofText(
		'mount-table',
		['36 35 8:1 / / rw,relatime shared:1 - ext4 /dev/x rw\n37 36 0:25 /a\\040b /run rw - tmpfs tmpfs rw\n'],
		text => parseMountTable(text).length,
		{tokens: ['\\040', '8:1', ' / ', ' - ']},
	),
	onHost(
		'runtime-sockets',
		'/proc/70/net/unix',
		['Num       RefCount Protocol Flags    Type St Inode Path\nffff8881: 00000002 00000000 00010000 0001 01 70 /etc/passwd\n'],
		root => {
			const tree = openTree(root);
			const sockets = findRuntimeSockets(tree, [70], ['/run/docker.sock']);
			return [sockets.names, ['/etc', '/etc/passwd'].map(lookAtSources(tree, sockets))];
		},
		['00010000', '/run/docker.sock', '..', 'x.sock'],
	),
	onHost('ufw-configuration', '/etc/ufw/ufw.conf', ['ENABLED=yes\nLOGLEVEL=low\n', '\n'.repeat(60_000)], root =>
		readFirewall(openTree(root), {firewalld: [], sameNetwork: false}),
	),
	onHost('sysctls', '/proc/sys/kernel/core_pattern', ['core\n', '|/usr/lib/systemd-coredump %P\n'], root =>
		readSysctls(openTree(root)),
	),
	onHost('security-modules', '/sys/kernel/security/lsm', ['lockdown,capability,yama,apparmor\n'], root =>
		readSecurityModules(openTree(root)),
	),
	ofJson('recorded-host', [host], value => {
		const recorded = readRecordedHost(typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : {});
		return recorded;
	}),
];
