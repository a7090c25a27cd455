import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import {describe, expect, it, onTestFinished} from 'vitest';
import {openTree} from '../../../src/base/host/host-tree.js';
import {addressOf, nameOwners, readSockets, readSocketTables, withOwners} from '../../../src/base/host/listening-sockets.js';
import {authoredHost, processEntries, socketTable, tcpRow} from '../../support/authored-host.js';

describe('an address of /proc/net', () => {
	it.each([
		['00000000', '0.0.0.0'],
		['0100007F', '127.0.0.1'],
		['0A01A8C0', '192.168.1.10'],
		['00000000000000000000000000000000', '::'],
		['00000000000000000000000001000000', '::1'],
		['0000000000000000FFFF00000100007F', '::ffff:127.0.0.1'],
		['B80D01200000000067452301EFCDAB89', '2001:db8::123:4567:89ab:cdef'],
		['000080FE00000000FF005450B6AD1DFE', 'fe80::5054:ff:fe1d:adb6'],
	])('%s is %s', (hex, address) => {
		expect(addressOf(hex)).toBe(address);
	});
});

describe('sockets', () => {
	it('are all found in a kernel table that takes several reads', async () => {
		const servers = await Promise.all(
			Array.from({length: 60}, async () => {
				const server = createServer();
				onTestFinished(() => void server.close());
				await once(server.listen(0, '127.0.0.1'), 'listening');
				return server;
			}),
		);
		const ports = servers.map(server => (server.address() as AddressInfo).port);
		const sockets = readSockets(openTree('/'), '/proc/self/net');
		if (!sockets.known) throw new Error(sockets.reason.reason);
		const found = new Set(sockets.value.filter(({address}) => address === '127.0.0.1').map(({port}) => port));
		expect(ports.filter(port => !found.has(port))).toEqual([]);
	});

	it('are not there where no table is', () => {
		expect(openTree('/').readTable('/proc/self/net/none')).toEqual({known: true, value: null});
	});

	it.each([
		['nowhere without any', {}, []],
		['in the table of the one that there is', {TCPv6: 1}, ['tcp6']],
		['of MPTCP in the tables of TCP', {MPTCPv6: 1, UDP: 2}, ['tcp6', 'udp']],
		['everywhere where nothing is counted', null, ['tcp', 'tcp6', 'udp', 'udp6']],
	] as const)('are looked for %s', (_, counts, expected) => {
		const none = {MPTCPv6: 0, UDPLITEv6: 3, UDPv6: 0, TCPv6: 0, 'UDP-Lite': 3, MPTCP: 0, UDP: 0, TCP: 0, NETLINK: 1};
		const lines = Object.entries({...none, ...counts}).map(
			([name, count]) => `${name.padEnd(9)} 2432 ${`${count}`.padStart(6)}      10   no`,
		);
		const host = authoredHost({
			...(counts === null ? {} : {'/proc/net/protocols': `protocol  size sockets  memory press\n${lines.join('\n')}\n`}),
			'/proc/net/tcp6': socketTable(tcpRow(`${'0'.repeat(32)}:01BB`, 4)),
		});
		const tree = openTree(host.root);
		const read: string[] = [];
		const readTable = (path: string) => {
			read.push(path.replace('/proc/net/', ''));
			return tree.readTable(path);
		};
		const sockets = readSockets({...tree, readTable}, '/proc/net');
		expect(read.filter(name => name !== 'protocols')).toEqual(expected);
		expect(sockets.known && sockets.value.map(({port}) => port)).toEqual(read.includes('tcp6') ? [443] : []);
	});

	it('of UDP only are looked for where sockstat counts some', () => {
		const of = (files: Readonly<Record<string, string>>): readonly string[] => {
			const tree = openTree(authoredHost(files).root);
			const read: string[] = [];
			const readTable = (path: string) => {
				read.push(path.replace('/proc/net/', ''));
				return tree.readTable(path);
			};
			const found = readSocketTables({...tree, readTable}, '/proc/net', 'udp');
			return [...read, ...(found.known ? found.value.listening.map(({port}) => String(port)) : [])];
		};
		const udp = {'/proc/net/udp': socketTable(tcpRow('00000000:0035', 5, '07'))};
		const sockstat = (count: number) => ({
			'/proc/net/sockstat': `sockets: used 9\nTCP: inuse 3 orphan 0 tw 0 alloc 59 mem 0\nUDP: inuse ${count} mem 0\nUDPLITE: inuse 7\n`,
			'/proc/net/sockstat6': 'TCP6: inuse 3\nUDP6: inuse 0\nUDPLITE6: inuse 7\n',
		});
		expect(of({...udp, ...sockstat(0)})).toEqual(['sockstat', 'sockstat6']);
		expect(of({...udp, ...sockstat(1)})).toEqual(['sockstat', 'sockstat6', 'udp', '53']);
		expect(of(udp)).toEqual(['sockstat', 'sockstat6', 'udp', 'udp6', '53']);
	});

	it('listen when they wait for a peer, with the process that holds them', () => {
		const host = authoredHost({
			'/proc/net/tcp': socketTable(tcpRow('0100007F:1F90', 1), tcpRow('00000000:0050', 2), tcpRow('00000000:0051', 3, '01')),
			'/proc/net/tcp6': socketTable(tcpRow(`${'0'.repeat(32)}:01BB`, 4)),
			'/proc/net/udp': socketTable(tcpRow('00000000:0035', 5, '07')),
			...processEntries({pid: 50, comm: 'nginx', exe: '/usr/sbin/nginx', sockets: [2, 4]}),
		});
		const tree = openTree(host.root);
		const sockets = readSockets(tree, '/proc/net');
		if (!sockets.known) throw new Error(sockets.reason.reason);
		const shown = withOwners(sockets.value, nameOwners(tree, sockets.value, [50, 51]));
		expect(shown.map(({protocol, address, port, process}) => `${protocol} ${address} ${port} ${process}`)).toEqual([
			'tcp 127.0.0.1 8080 null',
			'tcp 0.0.0.0 80 nginx',
			'tcp :: 443 nginx',
			'udp 0.0.0.0 53 null',
		]);
	});

	it('are unknown where there is no table', () => {
		const host = authoredHost({'/etc/passwd': ''});
		expect(readSockets(openTree(host.root), '/proc/7/net').known).toBe(false);
	});
});
