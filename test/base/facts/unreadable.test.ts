import {describe, expect, it} from 'vitest';
import {unreadableFields} from '../../../src/base/facts/unreadable.js';
import {readRecorded} from './recorded.js';

describe('fields of real answers', () => {
	it.each([
		...'docker-26.1.5-fleet.json docker-26.1.5-strict.json podman-5.4.2-fleet.json'.split(' '),
		...'podman-5.4.2-rootless.json docker-26.1.5-cgroup2.json'.split(' '),
	])('can all be read: %s', file => {
		const unreadable = readRecorded(file).containers.map(({inspect}) => [...unreadableFields(inspect).keys()]);
		expect([...new Set(unreadable.flat())]).toEqual([]);
	});
});
