import {afterEach, describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import type {Fleet} from '../../../src/judge/inventory/fleet-model.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import type {Policy} from '../../../src/judge/policy/policy.js';
import {exampleScan} from '../../../src/judge/rules/shared/scan-verdicts.js';
import {recordedReader} from '../../scan/support/reader.js';
import {inspectOf} from '../../support/sample-fleet.js';

const image = `sha256:${'b'.repeat(64)}`;
const rule = 'container-vulnerable-packages';

describe('scans of a fleet', () => {
	const open: Fleet[] = [];
	afterEach(() => {
		for (const fleet of open.splice(0)) fleet.close();
	});

	/** Two containers of one image, and one of another. */
	async function fleet(policy: Policy = builtInPolicy): Promise<Fleet> {
		const containers = [
			inspectOf({name: 'one'}, 0),
			inspectOf({name: 'two'}, 1),
			inspectOf({name: 'other', Image: `sha256:${'c'.repeat(64)}`}, 2),
		];
		const reader = recordedReader({
			containers: async () =>
				containers.map(({Id, Name = '', Image = ''}) => ({Id, Names: [Name], ImageID: Image, State: 'running'})),
			inspect: async id => containers.find(({Id}) => Id === id) ?? {Id: id},
			image: async id => ({Id: id, RepoTags: ['nginx:1.27']}),
		});
		const opened = openFleet(reader, {policy, host: null});
		open.push(opened);
		await opened.start();
		return opened;
	}
	const about = (fleet: Fleet, name: string) => {
		const assessed = fleet.model().entries.find(entry => entry.name === name)?.assessed;
		const found = assessed?.verdicts.find(verdict => verdict.rule === rule);
		return {verdict: found?.verdict, score: assessed?.risk.score ?? 0, factors: assessed?.risk.factors.map(({slug}) => slug)};
	};
	const ofImage = (fleet: Fleet) =>
		fleet.model().verdicts.find(verdict => verdict.rule === 'image-vulnerabilities' && verdict.target.id === image)?.verdict;

	it('count in the risk of each container of the image, and of no other', async () => {
		const opened = await fleet();
		const before = about(opened, 'one');
		expect(before).toMatchObject({verdict: 'unknown'});
		expect(ofImage(opened)).toBe('unknown');

		await opened.applyScans(new Map([[image, exampleScan([{loaded: 'loaded'}])]]));
		for (const name of ['one', 'two']) {
			expect(about(opened, name)).toMatchObject({verdict: 'fail'});
			expect(about(opened, name).factors).toContain(rule);
			expect(about(opened, name).score).toBeGreaterThan(before.score);
			// At most what one high finding weighs.
			expect(about(opened, name).score).toBeLessThanOrEqual(before.score + 20);
		}
		expect(about(opened, 'other').verdict).toBe('unknown');
		expect(ofImage(opened)).toBe('fail');

		await opened.applyScans(new Map([[image, exampleScan([], new Date().toISOString())]]));
		expect(about(opened, 'one')).toEqual({...before, verdict: 'pass'});
		expect(ofImage(opened)).toBe('pass');
	});

	it('are counted without what a waiver of the policy covers, under any of its names, for that container', async () => {
		const waiver = {
			rule: 'GHSA-aaaa-bbbb-cccc',
			target: {name: 'one'},
			reason: 'not reachable',
			owner: null,
			expires: null,
			line: 1,
		};
		const opened = await fleet({...builtInPolicy, waivers: [waiver]});
		const scan = exampleScan([{aliases: [trusted('GHSA-aaaa-bbbb-cccc')]}]);
		await opened.applyScans(new Map([[image, scan]]));
		expect(about(opened, 'one').verdict).toBe('pass');
		expect(about(opened, 'two').verdict).toBe('fail');
		expect(ofImage(opened)).toBe('fail');
	});
});
