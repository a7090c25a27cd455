import {expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import {shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

it('freezes one container at a time, shows what it reads and where it wrote, and is cancelled', async () => {
	const asked: unknown[] = [];
	const waived = {...builtInPolicy, owner: 4711};
	let finish: (missing: number) => void = () => undefined;
	const {tui} = sampleTui(shop, {
		policy: builtInPolicy,
		freeze: (_, {policy, signal, onStep}) => {
			asked.push(policy);
			onStep(trusted('log.txt'));
			return new Promise((resolve, reject) => {
				finish = missing => resolve({path: trusted('/srv/dockscope-ci-runner.tar'), missing});
				signal.addEventListener('abort', () => reject(new Error('aborted')));
			});
		},
	});
	const message = () => tui.store.getState().toasts.at(-1)?.text;
	const first = tui.actions.freeze();
	expect(message()).toBe('freezing ci-runner: log.txt …');
	await tui.actions.freeze();
	expect(message()).toBe('ci-runner is being frozen: ^x cancels it');
	finish(1);
	await first;
	expect(message()).toBe('bundle of ci-runner: /srv/dockscope-ci-runner.tar, without 1 part that could not be read');
	// As writing a waiver does.
	tui.store.setState({policy: waived});
	const second = tui.actions.freeze();
	tui.actions.cancelScans();
	await second;
	expect(message()).toBe('ci-runner was not frozen: cancelled');
	expect(asked).toEqual([builtInPolicy, waived]);
	tui.close();
});

it('is refused where nothing is live, or nothing may be written', async () => {
	const {tui} = sampleTui(shop);
	await tui.actions.freeze();
	expect(tui.store.getState().toasts.at(-1)?.text).toMatch(/recorded fleet cannot be frozen/);
	tui.close();
	const {tui: other} = sampleTui(shop, {freeze: () => Promise.reject(new Error('asked'))});
	other.store.setState({preferences: {...other.store.getState().preferences, readonly: trusted('/etc/x.yaml')}});
	await other.actions.freeze();
	expect(other.store.getState().toasts.at(-1)?.text).toBe('not allowed: /etc/x.yaml says readonly: true');
	other.close();
});
