import {describe, expect, it} from 'vitest';
import {type Publication, portList, portNames, publicationRuns} from '../../../src/base/facts/port-runs.js';

const tcp = (...ports: number[]) => ports.map(port => ({port, protocol: 'tcp'}));

describe('lists of ports', () => {
	it('are a range from three in a row on', () => expect(portList([443, 80, 9002, 9000, 9001, 81])).toBe('80,81,443,9000-9002'));
	it('are sorted by number, each protocol on its own', () =>
		expect(portNames([...tcp(100, 80, 7002, 7001, 7000), {port: 53, protocol: 'udp'}, {port: 81, protocol: 'udp'}])).toBe(
			'53/udp, 80/tcp, 81/udp, 100/tcp, 7000-7002/tcp',
		));
});

describe('publications', () => {
	const publication = (port: number, hostPort: string, rest: Partial<Publication> = {}): Publication => ({
		port: String(port),
		hostPort,
		address: '',
		protocol: 'tcp',
		...rest,
	});
	const shown = (all: readonly Publication[]) =>
		publicationRuns(all).map(({address, hostPort, port, protocol}) => `${address}|${hostPort}:${port}/${protocol}`);

	it('that follow one another on both sides are one', () =>
		expect(shown([publication(82, '8082'), publication(80, '8080'), publication(81, '8081'), publication(22, '22')])).toEqual([
			'|22:22/tcp',
			'|8080-8082:80-82/tcp',
		]));
	it('are separated by address, protocol and offset', () => {
		const all = [
			publication(80, '80'),
			publication(81, '81', {address: '::1'}),
			publication(82, '82', {protocol: 'udp'}),
			publication(83, '93'),
		];
		expect(shown(all)).toEqual(['|80:80/tcp', '::1|81:81/tcp', '|82:82/udp', '|93:83/tcp']);
	});
	it('keep a port that the engine chooses, and the range of which it takes one', () => {
		const all = [publication(80, ''), publication(81, ''), publication(82, ''), publication(83, '9000-9010')];
		expect(shown(all)).toEqual(['|:80/tcp', '|:81/tcp', '|:82/tcp', '|9000-9010:83/tcp']);
	});
	it('keep one port on several of the host', () =>
		expect(shown([publication(80, '8001'), publication(80, '8002'), publication(80, '8003')])).toEqual([
			'|8001:80/tcp',
			'|8002:80/tcp',
			'|8003:80/tcp',
		]));
});
