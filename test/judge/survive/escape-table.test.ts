import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {entryNamed, escapeTable} from '../../../src/judge/survive/escape-table.js';
import {hostExposure} from '../../../src/judge/survive/exposure.js';
import {isCovered, versionState} from '../../../src/judge/survive/version-state.js';

/** Ids since 2018 of public records about Docker, Podman and their parts. */
const catalogued = readFileSync(new URL('catalogued.txt', import.meta.url), 'utf8')
	.trim()
	.split('\n');
const {entries, excluded} = escapeTable();
const named = [...entries.flatMap(({id, aliases = []}) => [id, ...aliases]), ...excluded.map(({id}) => id)];

describe('the table of known escapes', () => {
	it('names or excludes each catalogued id', () => {
		expect(catalogued.length).toBeGreaterThan(180);
		expect(catalogued.filter(id => !named.includes(id))).toEqual([]);
	});

	it('names none twice', () => expect(named.filter((id, index) => named.indexOf(id) !== index)).toEqual([]));

	it('has a page that is current', () => {
		const page = readFileSync(new URL('../../../docs/known-escapes.md', import.meta.url), 'utf8');
		for (const {id, fixed} of entries) expect(page).toMatch(new RegExp(`${id}[^\\n]*${fixed.join(', ').replaceAll('.', '\\.')}`));
		expect(page).toContain(escapeTable().asOf);
		expect(entries.filter(({title}) => !page.includes(title))).toEqual([]);
	});

	it('is found by an alias, in any case', () => expect(entryNamed('cve-2026-15788')?.id).toBe('CVE-2026-15792'));
});

type Host = {docker?: string; podman?: string; runc?: string; crun?: string; containerd?: string; kernel?: string};

/** Versions of a host, as records show them. */
function installed({docker, podman, runc, crun, containerd, kernel = '7.2.1'}: Host) {
	const part = (Name: string, Version: string | undefined) => (Version === undefined ? [] : [{Name, Version}]);
	const Components = [
		...part('Podman Engine', podman),
		...part('runc', runc),
		...part('OCI Runtime (crun)', crun && `crun version ${crun}`),
		...part('containerd', containerd),
	];
	return {
		engine: engineFacts({version: {Version: docker ?? podman ?? '', KernelVersion: kernel, Components}, info: {}}),
		host: null,
	};
}

const statesOf = (host: Host, state: string) =>
	entries.filter(entry => versionState(entry, installed(host)).state === state).map(({id}) => id);

describe.each<[string, Host, {has: string[]; lacks: string[]}]>([
	[
		'Docker 19.03.0 of July 2019',
		{docker: '19.03.0', runc: '1.0.0-rc8', containerd: '1.2.6', kernel: '4.19.60'},
		{has: ['CVE-2019-14271', 'CVE-2020-14386', 'CVE-2019-16884'], lacks: ['CVE-2019-13139', 'CVE-2019-5736', 'CVE-2022-0847']},
	],
	[
		'Docker 20.10.7 of June 2021',
		{docker: '20.10.7', runc: '1.0.0-rc95', containerd: '1.4.6', kernel: '5.10.40'},
		{has: ['CVE-2021-41091', 'CVE-2022-0847', 'CVE-2021-32760'], lacks: ['CVE-2021-30465', 'CVE-2021-3490', 'CVE-2021-21284']},
	],
	[
		'Docker 20.10.24 of April 2023',
		{docker: '20.10.24', runc: '1.1.4', containerd: '1.6.16', kernel: '5.15.107'},
		{has: ['CVE-2023-28642', 'CVE-2024-21626', 'CVE-2023-32233'], lacks: ['CVE-2022-36109', 'CVE-2023-28840', 'CVE-2022-0847']},
	],
	[
		'Docker 24.0.7 of October 2023',
		{docker: '24.0.7', runc: '1.1.9', containerd: '1.7.6', kernel: '6.1.60'},
		{
			has: ['CVE-2024-21626', 'CVE-2024-23653', 'CVE-2024-1086'],
			lacks: ['GHSA-jq35-85cj-fj4p', 'CVE-2023-3269', 'CVE-2024-32473'],
		},
	],
	[
		'Docker 25.0.13 of August 2025',
		{docker: '25.0.13', runc: '1.2.5', containerd: '1.7.27', kernel: '6.6.79'},
		{has: ['CVE-2025-31133', 'CVE-2026-41567', 'CVE-2026-31431'], lacks: ['CVE-2025-54410', 'CVE-2024-41110', 'CVE-2025-21756']},
	],
	[
		'Docker 27.1.0 of July 2024',
		{docker: '27.1.0', runc: '1.1.13', containerd: '1.7.20', kernel: '6.8.12'},
		{has: ['CVE-2024-41110', 'CVE-2024-45310', 'CVE-2025-54410'], lacks: ['CVE-2024-29018', 'CVE-2024-21626', 'CVE-2024-1086']},
	],
	[
		'Docker 28.3.2 of July 2025',
		{docker: '28.3.2', runc: '1.2.6', containerd: '1.7.27', kernel: '6.12.37'},
		{has: ['CVE-2025-54388', 'CVE-2025-52881', 'CVE-2026-17106'], lacks: ['CVE-2025-54410', 'CVE-2024-45310', 'CVE-2025-21756']},
	],
	[
		'Docker 29.5.0 of May 2026',
		{docker: '29.5.0', runc: '1.3.5', containerd: '2.2.3', kernel: '6.12.86'},
		{has: ['CVE-2026-41567', 'CVE-2026-17106', 'CVE-2026-43284'], lacks: ['CVE-2026-33747', 'CVE-2026-34040', 'CVE-2026-31431']},
	],
	[
		'Docker 29.6.0 of June 2026',
		{docker: '29.6.0', runc: '1.3.5', containerd: '2.2.4', kernel: '6.12.86'},
		{has: ['CVE-2026-41579', 'CVE-2026-53362', 'CVE-2026-46300'], lacks: ['CVE-2026-41567', 'CVE-2026-31431', 'CVE-2025-31133']},
	],
	[
		'Docker 29.10.0 of November 2026',
		{docker: '29.10.0', runc: '1.4.4', containerd: '2.3.3', kernel: '7.2.1'},
		{has: [], lacks: ['CVE-2026-17106', 'CVE-2026-119101', 'CVE-2026-53362']},
	],
	[
		'Podman 4.3.1 of November 2022',
		{podman: '4.3.1', crun: '1.4.3', kernel: '6.0.7'},
		{has: ['CVE-2022-27650', 'CVE-2024-1753', 'CVE-2025-9566'], lacks: ['CVE-2022-27649', 'CVE-2022-1227', 'CVE-2026-30892']},
	],
	[
		'Podman 5.8.2 of 2026',
		{podman: '5.8.2', crun: '1.27', kernel: '6.18.38'},
		{has: [], lacks: ['CVE-2026-55686', 'CVE-2026-30892', 'CVE-2026-53362']},
	],
])('%s', (_, host, {has, lacks}) => {
	it('has what the records say', () => {
		expect(statesOf(host, 'affected')).toEqual(expect.arrayContaining(has));
		if (has.length === 0) expect(statesOf(host, 'affected')).toEqual([]);
	});
	it('lacks what it got a fix for, or never had', () => expect(statesOf(host, 'fixed')).toEqual(expect.arrayContaining(lacks)));
});

describe('versions', () => {
	it('of next year are not covered', () => {
		expect([isCovered('docker', '29.10.3'), isCovered('docker', '29.11.0'), isCovered('linux', '8.0.0')]).toEqual([
			true,
			false,
			false,
		]);
		expect([isCovered('runc', '1.5.3'), isCovered('runc', '1.6.0'), isCovered('kata', '1.0.0')]).toEqual([true, false, false]);
	});

	it.each(['6.1.0-41-amd64', '5.14.0-503.el9.x86_64', '6.8.0-85-generic'])(
		'of kernel %s are for its distribution to say',
		kernel =>
			expect(versionState(entryNamed('CVE-2026-53362') ?? expect.fail(), installed({docker: '29.10.0', kernel})).state).toBe(
				'verify',
			),
	);

	it('that no one reports are unknown', () => {
		expect(statesOf({docker: '29.10.0'}, 'unknown')).toEqual(expect.arrayContaining(['CVE-2025-23266', 'CVE-2024-21626']));
		expect(statesOf({docker: 'dev', kernel: ''}, 'affected')).toEqual([]);
	});

	it('of parts that this engine lacks are absent', () => {
		expect(statesOf({docker: '29.10.0'}, 'absent')).toContain('CVE-2022-1227');
		expect(statesOf({podman: '5.8.2', crun: '1.27'}, 'absent')).toContain('CVE-2026-41567');
	});

	it('with a flaw that takes what the engine lacks leave the host closed', () => {
		const entry = entryNamed('CVE-2026-34040') ?? expect.fail();
		const at = (plugins: string[]) =>
			hostExposure(entry, {
				engine: engineFacts({version: {Version: '29.0.0'}, info: {Plugins: {Authorization: plugins}}}),
				host: null,
			}).state;
		expect([at([]), at(['opa'])]).toEqual(['closed', 'open']);
	});
});
