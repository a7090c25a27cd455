import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {rowOfAdvisory} from '../../../src/scan/advisories/advisory-row.js';
import {affects} from '../../../src/scan/advisories/affects.js';
import {matchEcosystem} from '../../../src/scan/advisories/ecosystem.js';

describe('the ecosystem of an advisory compared with that of a package', () => {
	it.each([
		['Ubuntu:22.04:LTS', 'Ubuntu:22.04:LTS', 'same'],
		['Ubuntu:22.04:LTS', 'Ubuntu:22.04', 'same'],
		['Ubuntu:22.04', 'Ubuntu:22.04:LTS', 'same'],
		['Ubuntu:25.10', 'Ubuntu:25.10', 'same'],
		['Ubuntu:24.04:LTS', 'Ubuntu:22.04:LTS', 'other'],
		['Ubuntu:Pro:22.04:LTS', 'Ubuntu:22.04:LTS', 'pro'],
		['Ubuntu:Pro:18.04:LTS', 'Ubuntu:22.04:LTS', 'other'],
		['Ubuntu:Pro:FIPS-updates:22.04:LTS', 'Ubuntu:22.04:LTS', 'other'],
		['Ubuntu:Pro:Realtime:22.04:LTS', 'Ubuntu:22.04:LTS', 'other'],
		['Ubuntu:Nvidia-BlueField:22.04:LTS', 'Ubuntu:22.04:LTS', 'other'],
		['Ubuntu', 'Ubuntu:22.04:LTS', 'same'],
		['Ubuntu:22.04:LTS', 'Ubuntu', 'other'],
		['Debian', 'Debian:13', 'same'],
		['Debian:13', 'Debian:13', 'same'],
		['Debian:12', 'Debian:13', 'other'],
		['Debian:12', 'Debian:12.5', 'same'],
		['Debian:13', 'Debian', 'other'],
		['Alpine:v3.20', 'Alpine:v3.20', 'same'],
		['Alpine:v3.20', 'Alpine:3.20', 'same'],
		['Alpine:v3.2', 'Alpine:v3.20', 'other'],
		['Alpine', 'Alpine:v3.20', 'same'],
		['AlmaLinux:9', 'AlmaLinux:9.4', 'same'],
		['Rocky Linux:9', 'Rocky Linux:9.4', 'same'],
		['Rocky Linux:8', 'Rocky Linux:9', 'other'],
		['Red Hat:enterprise_linux:9::baseos', 'Red Hat:enterprise_linux:9::appstream', 'same'],
		['Red Hat:rhel_aus:8.4::appstream', 'Red Hat:enterprise_linux:9::baseos', 'other'],
		['Red Hat:enterprise_linux:9::baseos', 'Red Hat', 'same'],
		['openSUSE:Leap 15.6', 'openSUSE:Leap 15.6', 'same'],
		['SUSE:Linux Enterprise Server 15 SP5', 'SUSE:Linux Enterprise Server 15 SP6', 'other'],
		['Maven:https://maven.google.com', 'Maven', 'same'],
		['npm', 'npm', 'same'],
		['npm', 'PyPI', 'other'],
		['Debian:12', 'Ubuntu:12.04', 'other'],
	])('%s is to %s: %s', (theirs, ours, expected) => expect(matchEcosystem(theirs, ours)).toBe(expected));

	const part = (ecosystem: string, ...events: object[]) => ({
		package: {ecosystem, name: 'ghostscript'},
		ranges: [{type: 'ECOSYSTEM', events: [{introduced: '0'}, ...events]}],
	});
	const subject = (version: string) => ({name: 'ghostscript', version, ecosystem: 'Ubuntu:20.04:LTS'});
	const row = (advisory: object, version: string) => {
		const found = {name: trusted('ghostscript'), version: trusted(version), type: trusted('deb'), purl: null, path: null};
		return rowOfAdvisory(advisory, found, {source: trusted('basic'), ecosystem: 'Ubuntu:20.04:LTS'});
	};

	it('that is only for subscribers shows that a package is affected, and which version fixes it', () => {
		const advisory = {
			id: 'UBUNTU-CVE-2024-1000',
			affected: [part('Ubuntu:Pro:20.04:LTS', {fixed: '9.50~dfsg-5ubuntu4.15+esm1'})],
		};
		expect(affects(advisory, subject('9.50~dfsg-5ubuntu4'))).toBe(true);
		expect(affects(advisory, subject('9.50~dfsg-5ubuntu4.15+esm1'))).toBe(false);
		expect(row(advisory, '9.50~dfsg-5ubuntu4')?.fix).toEqual({state: 'fixed', versions: ['9.50~dfsg-5ubuntu4.15+esm1']});
	});

	it('that is public takes precedence', () => {
		const everybody = part('Ubuntu:20.04:LTS', {fixed: '9.50~dfsg-5ubuntu4.12'});
		const subscribers = part('Ubuntu:Pro:20.04:LTS', {fixed: '9.50~dfsg-5ubuntu4.12+esm2'});
		const advisory = {id: 'UBUNTU-CVE-2024-1001', affected: [subscribers, everybody]};
		expect(affects(advisory, subject('9.50~dfsg-5ubuntu4.12'))).toBe(false);
		expect(affects(advisory, subject('9.50~dfsg-5ubuntu4.11'))).toBe(true);
		expect(row(advisory, '9.50~dfsg-5ubuntu4.11')?.fix.versions[0]).toBe('9.50~dfsg-5ubuntu4.12');
	});

	it('that is still open names the version that subscribers get', () => {
		const advisory = {
			id: 'UBUNTU-CVE-2024-1002',
			affected: [part('Ubuntu:20.04:LTS'), part('Ubuntu:Pro:20.04:LTS', {fixed: '9.50~dfsg-5ubuntu4.15+esm1'})],
		};
		expect(affects(advisory, subject('9.50~dfsg-5ubuntu4'))).toBe(true);
		expect(row(advisory, '9.50~dfsg-5ubuntu4')?.fix.versions).toEqual(['9.50~dfsg-5ubuntu4.15+esm1']);
	});
});
