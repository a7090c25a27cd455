import {describe, expect, it} from 'vitest';
import {parseTrace} from '../../../src/base/trace/trace-lines.js';

const words = (path: string): string => {
	const bytes = Buffer.alloc(112, 'x');
	bytes.write(`${path}\0`, 0);
	return Array.from({length: 14}, (_, index) => `0x${bytes.readBigUInt64LE(8 * index).toString(16)}`).join(',');
};
/** As Linux 6.12 writes them. */
const connects = (pid: number, path: string, length = 2 + Buffer.byteLength(path)): string =>
	`   perl-${pid}     [000] .....    23.084468: dockscope_connects: (unix_stream_connect+0x4/0x6c0) length=${length} name={${words(path)}}`;
const connected = (pid: number): string =>
	`   perl-${pid}     [000] .....    23.086006: dockscope_connected: (__sys_connect+0xad/0xc0 <- unix_stream_connect) ret=0`;
/** As Linux 6.18 writes them. */
const called = (pid: number, length: number): string =>
	`   perl-${pid}     [000] .....    23.1: sys_connect(fd: 0x4, uservaddr: 0x7ffc01, addrlen: ${length < 10 ? length : `0x${length.toString(16)}`})`;
const returned = (pid: number, result = '0x0'): string => `   perl-${pid}     [000] .....    23.2: sys_connect -> ${result}`;

const connectsIn = (...lines: readonly string[]) =>
	parseTrace(lines.join('\n')).flatMap(event => (event.kind === 'connect' ? [[event.pid, event.path, event.length]] : []));

describe('connections in a trace', () => {
	it('gives a path up to the end of the address, once the connection was made', () => {
		const path = '/run/docker.sock';
		expect(connectsIn(connects(7, path), connected(7))).toEqual([[7, path, 18]]);
		expect(connectsIn(connects(7, path, 110), connected(7))).toEqual([[7, path, 110]]);
		expect(connectsIn(connects(7, `/run/${'y'.repeat(103)}`), connected(7))).toEqual([[7, `/run/${'y'.repeat(103)}`, 110]]);
		expect(connectsIn(connects(7, path), connected(8))).toEqual([]);
		expect(connectsIn(connects(7, path), connects(7, '/run/other'), connected(7))).toEqual([[7, '/run/other', 12]]);
	});

	it('gives the path of a hostile name as it is, and no event that it pretends to be', () => {
		const forged = `/a\n  sh-7  [000] ..... 1.0: cap_capable: cred 1,`;
		expect(parseTrace([connects(7, forged), connected(7)].join('\n'))).toEqual([
			{kind: 'connect', pid: 7, command: 'perl', path: forged, length: 2 + forged.length},
		]);
	});

	it('leaves out sockets without a path', () => {
		expect(connectsIn(connects(7, '\0abstract'), connected(7))).toEqual([]);
		expect(connectsIn(connects(7, '', 2), connected(7))).toEqual([]);
	});

	it('knows only the length where a kernel shows only the call', () => {
		expect(connectsIn(called(7, 23), returned(7))).toEqual([[7, null, 23]]);
		expect(connectsIn(called(7, 8), returned(7))).toEqual([[7, null, 8]]);
		expect(connectsIn(called(7, 23), returned(7, '0xfffffffffffffffe'), returned(7))).toEqual([]);
		expect(connectsIn(called(7, 23), called(8, 18), returned(8), returned(7))).toEqual([
			[8, null, 18],
			[7, null, 23],
		]);
	});

	it('survives damaged lines', () => {
		expect(
			connectsIn(
				connects(7, '/run/a').replace(/name=.*/, 'name={0xzz,0x1fffffffffffffffff,}'),
				connected(7),
				connects(8, '/b').slice(0, -4),
			),
		).toEqual([]);
	});
});
