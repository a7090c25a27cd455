import {describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../../src/base/answers/index.js';
import type {ContainerCreation} from '../../../src/base/ownership/creation.js';
import {journalledEngine, whyNotOurs} from '../../../src/base/ownership/proof.js';

const at = Date.parse('2026-11-28T10:00:00Z');
const what: ContainerCreation = {
	make: 'container',
	name: 'dockscope-twin-1f',
	engine: 'docker A',
	image: 'sha256:1',
	labels: {'dockscope.rehearsal': 'ab12', 'dockscope.token': '1f'},
	networks: ['none'],
	volumesFrom: [],
	at,
};
const twin: ContainerInspect = {
	Id: 'abc',
	Name: '/dockscope-twin-1f',
	Created: '2026-11-28T10:00:01.123456789Z',
	Image: 'sha256:1',
	Config: {Labels: {'dockscope.rehearsal': 'ab12', 'dockscope.token': '1f', more: 'x'}},
	HostConfig: {NetworkMode: 'none'},
};
const fits = (part: Partial<ContainerInspect>, labels: Record<string, string> | null = {}, id: string | null = 'abc') =>
	whyNotOurs({what, id}, {...twin, ...part}, labels);

describe('a container of the journal', () => {
	it('is proven when everything fits, with and without its id', () => {
		expect(fits({})).toBeNull();
		expect(fits({}, {}, null)).toBeNull();
		expect(fits({HostConfig: {NetworkMode: 'none', VolumesFrom: null}})).toBeNull();
	});

	it.each<[string, Partial<ContainerInspect>, RegExp]>([
		['id', {Id: 'abd'}, /its id/],
		['name', {Name: '/dockscope-twin-1e'}, /its name/],
		['no name', {Name: ''}, /its name/],
		['label', {Config: {Labels: {...twin.Config?.Labels, 'dockscope.rehearsal': 'ab13'}}}, /its label dockscope\.rehearsal/],
		['missing token', {Config: {Labels: {'dockscope.rehearsal': 'ab12'}}}, /its label dockscope\.token/],
		['no labels', {Config: {}}, /its label/],
		['network', {HostConfig: {NetworkMode: 'bridge'}}, /its network is bridge/],
		['no network told', {HostConfig: {}}, /its network is not known/],
		['image', {Image: 'sha256:2'}, /another image/],
		['volumes of another', {HostConfig: {NetworkMode: 'none', VolumesFrom: ['db']}}, /shares volumes/],
		['made before', {Created: '2026-11-28T09:59:00Z'}, /at another time/],
		['made long after', {Created: '2026-11-28T10:06:00Z'}, /at another time/],
		['no time told', {Created: ''}, /at another time/],
	])('is not proven with another %s', (_, part, why) => expect(fits(part)).toMatch(why));

	it('is not proven by labels that its image may have given it', () => {
		expect(fits({}, {'dockscope.token': '1f'})).toMatch(/inherited/);
		expect(fits({}, null)).toMatch(/cannot be seen/);
		// The original of a twin may itself come from an image with such labels: the token is the twin's own.
		expect(fits({}, {'dockscope.rehearsal': 'ab12', 'dockscope.token': 'other'})).toBeNull();
	});
});

describe('an engine', () => {
	it('is known by its id, and Podman, which makes one up each time, by its host and storage', () => {
		expect(journalledEngine({ID: 'A'}, false)).toBe('docker A');
		expect(journalledEngine({ID: ''}, false)).toBeNull();
		expect(journalledEngine({ID: 'B', Name: 'host', DockerRootDir: '/var/lib/containers'}, true)).toBe(
			'podman host /var/lib/containers',
		);
		expect(journalledEngine({ID: 'B'}, true)).toBeNull();
	});
});
