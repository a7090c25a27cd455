import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {renderDetectionModule} from '../../../scripts/folder-index.mjs';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {Activity, ActivityContext} from '../../../src/record/recorder/activity.js';
import {isPublic, plainAddress} from '../../../src/record/recorder/detections/addresses.js';
import {detect} from '../../../src/record/recorder/detections/detect.js';
import {unlearned} from '../../../src/record/recorder/detections/detection.js';
import {renderDetection, renderDetectionIndex} from '../../../src/record/recorder/detections/detection-page.js';
import {detections} from '../../../src/record/recorder/detections/index.js';
import {isInteractiveShell, isPackageManager, isTemporary} from '../../../src/record/recorder/detections/programs.js';
import {foldRepeats, limitTexts, moreOfTheSame} from '../../../src/record/recorder/folding.js';
import {unfilledParts} from './unfilled-detection.js';

const docs = resolve(import.meta.dirname, '../../../docs/detections');
const folder = resolve(import.meta.dirname, '../../../src/record/recorder/detections');
const slugsOf = (activity: Activity, context: Partial<ActivityContext> = {}): string[] =>
	detect(activity, {...unlearned, ...context}).map(({rule}) => rule.slug);

describe.each(detections.map(one => [one.slug, one] as const))('%s', (slug, {title, rationale, remedy, harmless, examples}) => {
	it('raises its bad example, and not its good one', () => {
		expect(slugsOf(examples.bad.activity, examples.bad.context)).toContain(slug);
		if (examples.good !== null) expect(slugsOf(examples.good.activity, examples.good.context)).not.toContain(slug);
	});
	it('is written, and no longer the template of new:detection', () => {
		const page = detections.find(one => one.slug === slug);
		const left = page === undefined ? 'all' : unfilledParts(page).join(', ');
		expect(left, `${slug} is still the template of npm run new:detection. Left to write: ${left}`).toBe('');
	});
	it('is a page', () => {
		expect(title.split(' ').length).toBeLessThanOrEqual(8);
		for (const text of [rationale, remedy, harmless]) expect(text).toMatch(/^[A-Z].*\.$/);
		const page = detections.find(one => one.slug === slug);
		expect(page === undefined ? '' : renderDetection(page)).toBe(readFileSync(join(docs, `${slug}.md`), 'utf8'));
	});
});

describe('the detections', () => {
	it('have an index that is current, and files named by their slugs', () => {
		expect(readFileSync(join(folder, 'index.ts'), 'utf8')).toBe(renderDetectionModule());
		const files = readdirSync(folder).filter(file => file.startsWith('runtime-'));
		expect(detections.map(({slug}) => `${slug}.ts`)).toEqual(files.sort());
	});
	it('have a table, no page too many, and slugs of their own', () => {
		expect(renderDetectionIndex(detections)).toBe(readFileSync(join(docs, 'README.md'), 'utf8'));
		expect(readdirSync(docs).sort()).toEqual(['README.md', ...detections.map(({slug}) => `${slug}.md`)].sort());
	});
	it.each([
		['bash', true],
		['/bin/sh -il', true],
		['sh -c id', false],
		['sh /srv/job.sh', false],
		['bashful', false],
	])('take %j for an interactive shell: %s', (command, is) => expect(isInteractiveShell(command)).toBe(is));
	it.each([
		['/sbin/apk', true],
		['/usr/bin/apt-get', true],
		['/usr/local/bin/pip3.12', true],
		['/usr/bin/apkx', false],
		['/usr/lib/apk/x', false],
	])('take %j for a package manager: %s', (path, is) => expect(isPackageManager(path)).toBe(is));
	it.each([
		['/tmp/x', true],
		['/usr/../tmp/x', true],
		['/dev/shm/a/b', true],
		['/tmpfiles/x', false],
		['/var/tmp', false],
	])('take %j for temporary: %s', (path, is) => expect(isTemporary(path)).toBe(is));
	it.each([
		['8.8.8.8', true],
		['::ffff:10.1.1.1', false],
		['172.32.0.1', true],
		['172.31.0.1', false],
		['fd00::1', false],
		['2001:db8::1', true],
		['::1', false],
	])('take %s for an address of the internet: %s', (address, is) => expect(isPublic(address)).toBe(is));
	it('see through the notation of IPv4 in IPv6', () => {
		expect(plainAddress('::ffff:169.254.169.254')).toBe('169.254.169.254');
		const activity = {kind: 'destination', protocol: 'tcp', address: trusted('::ffff:169.254.169.254'), port: 80} as const;
		expect(slugsOf(activity)).toEqual(['runtime-metadata-service']);
	});
});

describe('folding', () => {
	it('writes the first at once, and counts the rest of the hour', () => {
		const written: unknown[] = [];
		const fold = foldRepeats<string>(3_600_000, (row, count, first) => written.push([row, count, first]));
		for (let index = 0; index < 1000; index += 1) fold.add('a', 'A', 100 + index, index);
		expect(written).toEqual([['A', 1, 100]]);
		fold.flush(2000);
		fold.flush(3000);
		expect(written).toEqual([
			['A', 1, 100],
			['A', 999, 101],
		]);
		fold.add('a', 'A', 5000, 3_600_001);
		expect(written.at(-1)).toEqual(['A', 1, 5000]);
	});
	it('loses no count of rows that are forgotten', () => {
		let total = 0;
		const fold = foldRepeats<number>(3_600_000, (_, count) => {
			total += count;
		});
		for (let index = 0; index < 25_000; index += 1) {
			fold.add(String(index), index, 0, 0);
			fold.add(String(index), index, 0, 0);
		}
		fold.flush(1);
		expect(total).toBe(50_000);
	});
	it('gives texts that a container makes up one row', () => {
		const limited = limitTexts(20);
		const texts = Array.from({length: 100}, (_, index) => limited('rule', trusted(`/tmp/${index}`), 0));
		expect(new Set(texts).size).toBe(21);
		expect(texts.at(-1)).toBe(moreOfTheSame);
		expect(limited('rule', trusted('/tmp/0'), 1)).toBe('/tmp/0');
		expect(limited('rule', trusted('/tmp/99'), 3_600_001)).toBe('/tmp/99');
	});
});
