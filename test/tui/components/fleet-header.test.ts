import {expect, it} from 'vitest';
import {fleetHeader} from '../../../components/fleet-header.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import type {Policy} from '../../../src/judge/policy/policy.js';
import {shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

it('shows the scan that runs, its number and its phase, and on a narrow screen at least that one runs', async () => {
	const {tui} = sampleTui(shop);
	const {model, title} = tui.store.getState();
	const image = model.entries[0]?.assessed?.facts;
	const at = (columns: number, of: number) =>
		fleetHeader({
			columns,
			model,
			title,
			context: null,
			filter: '',
			shown: 1,
			marked: 0,
			scan: {image: image?.imageId ?? '', number: 3, of, phase: trusted('matching packages')},
		})
			.map(({text}) => text)
			.join('');
	expect(at(200, 12)).toContain(` · scanning 3 of 12 · ${image?.image}: matching packages`);
	expect(at(60, 12)).toContain(' · scanning 3 of 12');
	expect(at(60, 12)).not.toContain('matching');
	expect(at(200, 1)).toContain(' · scanning · ');
	tui.close();
});

it('counts containers that restart again and again, and unhealthy ones', () => {
	const {tui} = sampleTui([
		{name: 'web'},
		{name: 'mailer', State: {Status: 'restarting', Restarting: true, Running: true, Pid: 0, ExitCode: 3}},
		{name: 'search', State: {Status: 'running', Running: true, Pid: 7, Health: {Status: 'unhealthy', FailingStreak: 3, Log: []}}},
	]);
	const {model, title} = tui.store.getState();
	const at = (columns: number) =>
		fleetHeader({columns, model, title, context: null, filter: '', shown: 3, marked: 0, scan: null})
			.map(({text}) => text)
			.join('');
	expect(at(120)).toContain(' · 2 running · 1 restarting · 1 unhealthy');
	expect(at(60)).toContain(' prod-web-01 · 2 running');
	tui.close();
});

it('names the policy, whose it is and what it hides, and that a found one is not applied, also on a narrow screen', () => {
	const {tui} = sampleTui(shop);
	const {model, title} = tui.store.getState();
	const file = {...builtInPolicy, path: '/tmp/dockscope.yaml', owner: 1000, disabled: new Set(['container-privileged'])};
	const at = (columns: number, policy: Policy) => {
		const parts = fleetHeader({columns, model, title, context: null, policy, filter: '', shown: 1, marked: 0, scan: null});
		return parts.map(({text}) => text).join('');
	};
	expect(at(160, builtInPolicy)).not.toContain('policy');
	expect(at(160, file)).toContain(' · policy of uid 1000: 1 rule off');
	const refused = {...builtInPolicy, refused: trusted('it is of uid 65534')};
	for (const columns of [60, 80, 160]) {
		expect(at(columns, refused)).toContain('policy refused');
		expect(at(columns, file)).toContain('1 rule off');
		expect(at(columns, file).length).toBeLessThanOrEqual(columns);
		expect(at(columns, refused).length).toBeLessThanOrEqual(columns);
	}
	tui.close();
});
