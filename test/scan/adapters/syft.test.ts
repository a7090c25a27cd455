import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {grypeReports} from '../formats/fixtures/index.js';
import {type FakePlan, fakeScanner} from '../support/fake-scanner.js';
import {type Stage, stage} from '../support/play.js';
import type {ProgramCase} from '../support/programs.js';

const grype: ProgramCase = {
	name: 'grype',
	binary: 'grype',
	variables: {SYFT_REGISTRY_AUTH_TOKEN: 't0ken-of-syft'},
	report: grypeReports['database 6'],
	count: 2,
	failure: 1,
	credentials: ['SYFT_REGISTRY_AUTH_TOKEN'],
	args: [],
};

const syftJson = (packages: number) => ({
	artifacts: Array.from({length: packages}, (_, index) => ({name: `package-${index}`, version: '1', type: 'deb'})),
	schema: {version: '16.0.4'},
	descriptor: {name: 'syft', version: '1.18.1'},
});
const cycloneDx = {
	bomFormat: 'CycloneDX',
	specVersion: '1.6',
	components: [
		{type: 'library', name: 'a'},
		{type: 'file', name: 'b'},
		{type: 'operating-system', name: 'debian'},
	],
};

describe('Grype with Syft', () => {
	let here: Stage;
	beforeEach(async () => {
		here = await stage();
		await fakeScanner(join(here.folder, 'bin'), 'syft');
	});
	afterEach(() => here.close());

	const play = (how: FakePlan['how'], reports: FakePlan['reports'], more: Partial<FakePlan> = {}) =>
		here.play(grype, {how, reports: {grype: grype.report, ...reports}, version: '1.18.1', ...more});

	it('judges Syft’s list, and says how many packages were checked', async () => {
		const {report, detection, calls, left} = await play({'*': 'good'}, {syft: syftJson(7)});
		expect(detection.note).toBe('packages listed by Syft 1.18.1');
		expect(report).toMatchObject({state: 'complete', packages: 7, scanner: {name: 'grype', mode: 'binary'}});
		expect(report.vulnerabilities).toHaveLength(2);
		expect(calls.map(({name, args}) => [name, args?.[0]?.replace(/\/.*\//, '…/')])).toEqual([
			['syft', 'docker:shop:1'],
			['grype', 'sbom:…/syft-json.json'],
		]);
		expect(calls[0]?.environment?.['SYFT_REGISTRY_AUTH_TOKEN']).toBe('t0ken-of-syft');
		expect(JSON.stringify(calls.map(({commandLine}) => commandLine))).not.toContain('t0ken');
		expect(left).toEqual([]);
	});

	it('is not scanned, rather than clean, where Syft found no packages', async () => {
		const {report} = await play({'*': 'good'}, {syft: syftJson(0), grype: {...grypeReports['database 6'], matches: []}});
		expect(report).toMatchObject({state: 'not-scanned', packages: 0});
	});

	it('gets CycloneDX where it does not know the form of a newer Syft', async () => {
		const {report, calls} = await play(
			{syft: 'good', grype: 'refuses an inventory'},
			{syft: syftJson(7), 'syft convert': cycloneDx},
		);
		expect(report).toMatchObject({state: 'complete', packages: 1});
		expect(calls.map(({name, args}) => `${name} ${args?.[0]?.split(':')[0]}`)).toEqual([
			'syft docker',
			'grype sbom',
			'syft convert',
			'grype sbom',
		]);
	});

	it.each(['half a JSON', 'garbage', 'another JSON', 'nothing', 'kills itself'])(
		'looks for itself when Syft does "%s"',
		async how => {
			const {report, calls, left} = await play({syft: how, grype: 'good'}, {syft: syftJson(7)});
			expect(report).toMatchObject({state: 'complete', packages: null});
			expect(calls.at(-1)?.args?.[0]).toBe('docker:shop:1');
			expect(left).toEqual([]);
		},
	);

	it.each([
		['image-gone', 'could not determine image source: Error: No such image: shop:1'],
		['permission', 'permission denied while trying to connect to the Docker daemon socket'],
		['disk-full', 'write /tmp/stereoscope: no space left on device'],
		['login-needed', 'unauthorized: authentication required'],
		['rate-limited', 'GET https://index.docker.io/v2/: TOOMANYREQUESTS'],
		['no-network', 'dial tcp: lookup index.docker.io: no such host'],
		['timed-out', 'context deadline exceeded'],
	])('fails as Syft does where Grype would fail too (%s)', async (kind, says) => {
		const {report, calls, left} = await play({syft: 'fails', grype: 'good'}, {}, {says});
		expect(report).toMatchObject({state: 'failed', error: {kind, message: expect.stringMatching(/^syft /)}});
		expect(calls.map(({name}) => name)).toEqual(['syft']);
		expect(left).toEqual([]);
	});
});
