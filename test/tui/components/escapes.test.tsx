import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {Sample} from '../../support/sample-fleet.js';
import {show} from './shown.js';

const samples: readonly Sample[] = [
	{name: 'web'},
	{name: 'cache'},
	{name: 'build', host: {SecurityOpt: ['seccomp=unconfined']}},
	{name: 'root', host: {Privileged: true}},
];

/** A fleet on a kernel of some years ago, and on an engine that has what is known of it fixed. */
function onOldKernel(columns: number, containers = samples) {
	const shown = show(containers, columns);
	const {model} = shown.store.getState();
	const engine = model.engine ?? expect.fail();
	shown.store.setState({
		model: {...model, engine: {...engine, kernel: trusted('5.15.20'), version: trusted('29.10.0')}},
		now: Date.parse('2026-12-07T00:00:00Z'),
	});
	shown.actions.openEscapes();
	return shown;
}

describe('exposure to known escapes', () => {
	it('says on top to how many the fleet is open, and what is left with the changes proposed', async () => {
		const [, open = '', left = ''] =
			/open to (\d+) of 155 known escapes, table of 2026-12-02; with the changes proposed here: (\d+)/.exec(
				(await onOldKernel(140).frame()).replaceAll(/\s+/g, ' '),
			) ?? [];
		expect(Number(open)).toBeGreaterThan(Number(left));
		expect(Number(left)).toBeGreaterThan(0);
	});

	it('shows containers that answer alike in one column, those that are open to most first', async () => {
		const text = await onOldKernel(120).frame();
		expect(text).toMatch(/ESCAPE +HOST abc WHAT/);
		// CVE-2022-29582 takes io_uring, which only the filter of two of them stops.
		expect(text).toMatch(/CVE-2022-29582 .* OO· /);
	});

	it('opens an entry: who is open, why, and what closes it', async () => {
		const {frame, store} = onOldKernel(120);
		store.setState(({frames}) => ({frames: [...frames, {view: {kind: 'escape', name: 'CVE-2022-29582'}, cursor: 0, top: 0}]}));
		const text = await frame();
		expect(text).toMatch(/for all: linux [\d.]+ or later/);
		expect(text).toMatch(/OPEN: 2 CONTAINERS[\s\S]*build: closed for it by the engine's default seccomp profile[\s\S]*root/);
		expect(text).toMatch(/CLOSED: 2 CONTAINERS[\s\S]*refuses io_uring_setup\(2\)\s[\s\S]*web/);
	});

	it('says what the table does not know', async () => {
		const {frame, store} = onOldKernel(120);
		const {model} = store.getState();
		store.setState({model: {...model, engine: {...(model.engine ?? expect.fail()), kernel: trusted('7.9.2')}}});
		expect(await frame()).toMatch(
			/table of 2026-12-02 does not know kernel 7\.9\.2: what is not open here is not known to be closed/,
		);
	});

	it('has no line that is too wide, nor a column a container, for a large fleet', async () => {
		const many = Array.from({length: 120}, (_, index) => ({...(samples[index % 4] ?? {}), name: `name-${index}`}) as Sample);
		const lines = (await onOldKernel(80, many).frame()).split('\n');
		expect(lines.find(line => line.includes('WHAT'))).toMatch(/HOST abc WHAT/);
		const grid = lines.slice(lines.findIndex(line => line.includes('WHAT')) + 1, -2);
		expect(grid.slice(0, 10).filter(line => !/(CVE|GHSA)-/.test(line))).toEqual([]);
		for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
	});
});
