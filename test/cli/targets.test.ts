import {describe, expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import {meantBy} from '../../src/cli/audit/targets.js';
import type {FleetEntry} from '../../src/judge/inventory/fleet-model.js';

function entry(name: string, id: string, service?: string): FleetEntry {
	const labels: Record<string, string> = service === undefined ? {} : {'com.docker.compose.service': service};
	return {
		id: id.padEnd(64, '0'),
		name: trusted(name),
		image: trusted('web:1'),
		state: 'running',
		changedAt: 0,
		row: {Id: id, Labels: labels},
		assessed: null,
		failed: null,
	};
}

const entries = [
	entry('feed', 'aaaa1111'),
	entry('shop-web-1', 'feed2222', 'web'),
	entry('cafe-1', 'cafe3333'),
	entry('db', 'cafe4444', 'beef'),
];
const named = (target: string) => meantBy(target, entries).map(({name}) => name);

describe('a target of an audit', () => {
	it.each([
		['feed', ['feed']],
		['feed2', ['shop-web-1']],
		['/feed', ['feed']],
		['shop-*', ['shop-web-1']],
		['web', ['shop-web-1']],
		['beef', ['db']],
		['cafe', ['cafe-1', 'db']],
		['caf', []],
		['cafe3', ['cafe-1']],
	])('%s means %j', (target, names) => expect(named(target)).toEqual(names));
});
