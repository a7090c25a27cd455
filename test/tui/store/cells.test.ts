import {describe, expect, it} from 'vitest';
import {reachable} from '../../../src/tui/store/cells.js';
import {sampleModel} from '../../support/sample-fleet.js';

type Published = readonly (readonly [address: string, port: number])[];

/** The cell of a container that publishes these, on a host that was not looked at. */
function cellOf(published: Published): string {
	const ports = Object.fromEntries(
		[...new Set(published.map(([, port]) => port))].map(port => [
			`${port}/tcp`,
			published.filter(([, other]) => other === port).map(([HostIp, HostPort]) => ({HostIp, HostPort: String(HostPort)})),
		]),
	);
	const sample = {name: 'web', NetworkSettings: {Ports: ports, Networks: {bridge: {NetworkID: 'n1'}}}};
	const [entry] = sampleModel([sample]).entries;
	if (!entry) throw new Error('no entry');
	return reachable(entry);
}

describe('where a container is reachable', () => {
	it.each<readonly [Published, string]>([
		[
			[
				['0.0.0.0', 443],
				['::', 443],
				['0.0.0.0', 80],
				['::', 80],
			],
			'0.0.0.0:80,443? [::]',
		],
		[
			[
				['127.0.0.1', 8443],
				['0.0.0.0', 80],
			],
			'0.0.0.0:80? 127.0.0.1:8443 LAN',
		],
		[
			[
				['127.0.0.1', 5432],
				['10.1.2.3', 5432],
			],
			'10.1.2.3:5432? 127.0.0.1:5432 LAN',
		],
		[
			[
				['0.0.0.0', 9000],
				['0.0.0.0', 9001],
				['0.0.0.0', 9002],
				['0.0.0.0', 80],
				['0.0.0.0', 81],
			],
			'0.0.0.0:80,81,9000-9002?',
		],
		[
			[
				['0.0.0.0', 80],
				['::', 81],
			],
			'0.0.0.0:80? [::]:81?',
		],
		[[], 'bridge'],
	])('%j is %s', (published, words) => {
		expect(cellOf(published)).toBe(words);
	});
});
