import {describe, expect, it} from 'vitest';
import {openTree} from '../../../../src/base/host/host-tree.js';
import {originOf} from '../../../../src/record/recorder/sources/task-activity.js';
import {type AuthoredEntry, authoredHost} from '../../../support/authored-host.js';

const entries = {
	'/proc/70/root': {link: '../../merged'},
	'/merged/bin/sh': '',
	'/merged/loop': {link: '/loop'},
	'/merged/here': {link: '/opt/dropped'},
	'/merged/opt/dropped': '',
	'/upper/opt/dropped': '',
	'/upper/tool': {directory: true},
} as const;

function origin(
	path: string,
	{pid = 70, upper = '/upper', more = {}}: {pid?: number; upper?: string; more?: Record<string, AuthoredEntry>} = {},
) {
	const raw = {Id: 'a1', GraphDriver: {Name: 'overlay2', Data: {UpperDir: upper}}};
	const facts = {mounts: [], raw} as unknown as Parameters<typeof originOf>[1];
	return originOf(openTree(authoredHost({...entries, ...more}).root), facts, pid, path);
}

describe('where a program comes from', () => {
	it.each([
		['/bin/sh', 'image'],
		['/opt/dropped', 'writable layer'],
		['/here', 'writable layer'],
	])('%s: %s', (path, expected) => {
		expect(origin(path)).toBe(expected);
	});

	it.each<[string, Parameters<typeof origin>]>([
		['its links cannot be followed', ['/loop/x']],
		['its process has ended, and links may have led elsewhere', ['/bin/sh', {pid: 71}]],
		['the writable layer is gone', ['/bin/sh', {upper: '/gone'}]],
		['the layer is no folder', ['/bin/sh', {upper: '/merged/bin/sh'}]],
		['its folder in the layer is a link by now', ['/bin/sh', {more: {'/upper/bin': {link: '/elsewhere'}}}]],
	])('is unknown where %s', (_, asked) => {
		expect(origin(...asked)).toBe('unknown');
	});

	it('is what the layer shows even so', () => {
		expect(origin('/opt/dropped', {pid: 71})).toBe('writable layer');
	});
});
