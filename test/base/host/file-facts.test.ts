import {describe, expect, it} from 'vitest';
import type {FileFacts} from '../../../src/base/facts/index.js';
import {lookAtFile, realPathOf} from '../../../src/base/host/file-facts.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {type AuthoredEntry, authoredHost} from '../../support/authored-host.js';

function look(path: string, entries: Record<string, AuthoredEntry>): FileFacts {
	const host = authoredHost(entries);
	const seen = lookAtFile(openTree(host.root), path);
	if (!seen.known) throw new Error(`${seen.reason.source}: ${seen.reason.reason}`);
	return seen.value;
}

describe('a file of the host', () => {
	it.each([0o606, 0o622, 0o1644, 0o700, 0o2640, 0o4755, 0o000])('keeps all twelve bits of mode %s', mode => {
		expect(look('/etc/f', {'/etc/f': {mode}}).mode).toBe(mode);
	});

	it('is absent, which is known', () => {
		expect(look('/etc/docker/daemon.json', {'/etc/passwd': ''})).toMatchObject({exists: false, writableParent: null});
		expect(look('/etc/passwd/below', {'/etc/passwd': ''}).exists).toBe(false);
	});

	it('is judged where its links lead, absolute ones below the root too', () => {
		const facts = look('/etc/docker/daemon.json', {
			'/etc/docker/daemon.json': {link: '/srv/conf/../real.json'},
			'/srv/conf/x': '',
			'/srv/real.json': {mode: 0o666},
		});
		expect(facts).toMatchObject({realPath: '/srv/real.json', mode: 0o666, kind: 'file'});
	});

	it('has a directory that is a link on its way', () => {
		const facts = look('/var/run/docker.sock', {'/var/run': {link: '../run'}, '/run/docker.sock': {mode: 0o660}});
		expect(facts).toMatchObject({path: '/var/run/docker.sock', realPath: '/run/docker.sock', mode: 0o660});
	});

	it('is a directory when the path ends above it', () => {
		const entries = {'/srv/sub/f': {mode: 0o600}, '/srv/sub': {directory: true, mode: 0o750}} as const;
		expect(look('/srv/sub/f/..', entries)).toMatchObject({kind: 'directory', mode: 0o750});
		expect(look('/srv/sub/../../../', entries)).toMatchObject({kind: 'directory', exists: true});
	});

	it('can be replaced by others when a directory above is open to them', () => {
		const entries = {'/srv/open': {directory: true, mode: 0o777}, '/srv/open/sub/f': {mode: 0o600}} as const;
		expect(look('/srv/open/sub/f', entries).writableParent).toBe('/srv/open');
	});

	it('can be replaced where its link leads through an open directory', () => {
		const facts = look('/etc/f', {
			'/etc/f': {link: '/srv/open/f'},
			'/srv/open': {directory: true, mode: 0o777},
			'/srv/open/f': '',
		});
		expect(facts.writableParent).toBe('/srv/open');
	});

	it('is safe in a sticky directory, and with the group root', () => {
		const sticky = {'/tmp': {directory: true, mode: 0o1777}, '/tmp/f': ''} as const;
		expect(look('/tmp/f', sticky).writableParent).toBe(null);
		const group = {'/srv/g': {directory: true, mode: 0o775}, '/srv/g/f': ''} as const;
		expect(look('/srv/g/f', group).writableParent).toBe(null);
	});

	it('is unknown when links go round in a ring', () => {
		const host = authoredHost({'/a': {link: 'b'}, '/b': {link: 'a'}});
		const seen = lookAtFile(openTree(host.root), '/a');
		expect(seen).toEqual({known: false, reason: {source: 'host:/a', reason: 'a loop of symbolic links'}});
		expect(realPathOf(openTree(host.root), '/a')).toBe('/a');
	});
});
